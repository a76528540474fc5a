package main

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// isJSON checks the output of the last command against the contract "sigwhy/1".
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	name := "stdout"
	if len(args) > 0 {
		name = args[0]
	}
	var j map[string]any
	if err := json.Unmarshal([]byte(ts.ReadFile(name)), &j); err != nil {
		ts.Fatalf("not JSON: %v", err)
	}
	if faults := contractFaults(j); len(faults) > 0 != neg {
		ts.Fatalf("faults: %v", faults)
	}
}

// TestContractFaults: what may be absent has a shape all the same, and a place where
// it stands.
func TestContractFaults(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("report/testdata/example.json")
	if err != nil {
		t.Fatal(err)
	}
	for fault, spoil := range map[string]func(map[string]any){
		"":                       func(map[string]any) {},
		".exchanges is no array": func(j map[string]any) { j["exchanges"] = map[string]any{} },
		".missing is unknown":    func(j map[string]any) { j["missing"] = "the secret key" },
		".stages.signature.good is no object": func(j map[string]any) {
			j["stages"].(map[string]any)["signature"].(map[string]any)["good"] = "0f1e"
		},
		".findings[].fragment.right is missing": func(j map[string]any) {
			delete(j["findings"].([]any)[0].(map[string]any)["fragment"].(map[string]any), "right")
		},
	} {
		var j map[string]any
		if err := json.Unmarshal(text, &j); err != nil {
			t.Fatal(err)
		}
		spoil(j)
		if faults := contractFaults(j); fault == "" && len(faults) > 0 || fault != "" && !slices.Equal(faults, []string{fault}) {
			t.Errorf("faults %q, want %q", faults, fault)
		}
	}
}

// A shape says what a JSON value has to be: "string", "number", "bool", a nested
// object (shape), an array of one shape ([]any), one that may be null (nullable), or
// one that may be absent (optional).
type (
	shape    map[string]any
	nullable struct{ of any }
	optional struct{ of any }
)

var (
	spanShape  = shape{"source": "string", "offset": "number", "length": "number", "line": "number"}
	placeShape = shape{
		"source": "string", "offset": "number", "length": "number", "line": "number", "column": "number", "text": "string",
	}
	side          = nullable{shape{"text": "string", "origin": "string", "base64": optional{"string"}}}
	stageShape    = shape{"yours": side, "correct": side, "server": optional{side}, "good": optional{side}}
	fragmentShape = shape{"language": "string", "wrong": "string", "right": "string"}
	exchangeShape = shape{
		"number": "number", "method": "string", "target": "string", "host": "string", "answer": "string",
		"place": nullable{spanShape}, "verdict": "string", "code": "string",
	}
	schema = shape{
		"schema": "string", "verdict": "string", "headline": "string", "nextStep": "string",
		"recognised": []any{shape{"what": "string", "place": nullable{spanShape}, "note": optional{"string"}}},
		"findings": []any{shape{
			"code": "string", "proof": "string", "stage": "string", "title": "string", "says": "string", "do": "string",
			"with": []any{"string"}, "places": []any{placeShape}, "yours": "string", "correct": "string", "spec": "string",
			"fragment": optional{fragmentShape},
		}},
		"stages": shape{
			"canonicalRequest": stageShape, "stringToSign": stageShape, "signature": stageShape, "authorization": stageShape,
		},
		"corrected": shape{
			"authorization": "string", "request": "string", "curl": "string", "url": "string", "changes": []any{"string"},
			"missing": optional{"string"},
		},
		"needs":     []any{shape{"what": "string", "why": "string"}},
		"search":    shape{"target": "string", "tried": "number", "reproduced": []any{[]any{"string"}}, "done": "bool"},
		"notes":     []any{shape{"says": "string", "place": nullable{spanShape}}},
		"exchange":  nullable{exchangeShape},
		"exchanges": optional{[]any{exchangeShape}},
	}
)

func contractFaults(j map[string]any) []string {
	faults := compareShape("", j, schema)
	if j["schema"] != "sigwhy/1" {
		faults = append(faults, "schema")
	}
	if v, _ := j["verdict"].(string); !slices.Contains([]string{"matches", "differs", "cannot-tell"}, v) {
		faults = append(faults, "verdict "+v)
	}
	findings, _ := j["findings"].([]any)
	for _, f := range findings {
		proof, _ := f.(map[string]any)["proof"].(string)
		if !slices.Contains([]string{"reproduced", "seen", "likely", "possible"}, proof) {
			faults = append(faults, "proof "+proof)
		}
	}
	return faults
}

func compareShape(at string, got, want any) []string {
	switch want := want.(type) {
	case nullable:
		if got == nil {
			return nil
		}
		return compareShape(at, got, want.of)
	case shape:
		return compareObject(at, got, want)
	case []any:
		list, ok := got.([]any)
		if !ok {
			return []string{at + " is no array"}
		}
		var faults []string
		for _, v := range list {
			faults = append(faults, compareShape(at+"[]", v, want[0])...)
		}
		return faults
	}
	if kind(got) != want {
		return []string{at + " is a " + kind(got)}
	}
	return nil
}

func compareObject(at string, got any, want shape) []string {
	object, ok := got.(map[string]any)
	if !ok {
		return []string{at + " is no object"}
	}
	var faults []string
	for name, s := range want {
		may, absent := s.(optional)
		if absent {
			s = may.of
		}
		if v, ok := object[name]; ok {
			faults = append(faults, compareShape(at+"."+name, v, s)...)
		} else if !absent {
			faults = append(faults, at+"."+name+" is missing")
		}
	}
	for name := range object {
		if _, ok := want[name]; !ok {
			faults = append(faults, at+"."+name+" is unknown")
		}
	}
	return faults
}

func kind(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "bool"
	case nil:
		return "null"
	}
	return "other value"
}
