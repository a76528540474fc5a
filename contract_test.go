package main

import (
	"encoding/json"
	"slices"

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

// A shape says what a JSON value has to be: "string", "number", "bool", a nested
// object (shape), an array of one shape ([]any), or one that may be null (nullable).
type (
	shape    map[string]any
	nullable struct{ of any }
)

var (
	spanShape  = shape{"source": "string", "offset": "number", "length": "number", "line": "number"}
	placeShape = shape{
		"source": "string", "offset": "number", "length": "number", "line": "number", "column": "number", "text": "string",
	}
	side       = nullable{shape{"text": "string", "origin": "string"}}
	stageShape = shape{"yours": side, "correct": side}
	schema     = shape{
		"schema": "string", "verdict": "string", "headline": "string", "nextStep": "string",
		"recognised": []any{shape{"what": "string", "place": nullable{spanShape}}},
		"findings": []any{shape{
			"code": "string", "proof": "string", "stage": "string", "title": "string", "says": "string", "do": "string",
			"with": []any{"string"}, "places": []any{placeShape}, "yours": "string", "correct": "string", "spec": "string",
		}},
		"stages": shape{
			"canonicalRequest": stageShape, "stringToSign": stageShape, "signature": stageShape, "authorization": stageShape,
		},
		"corrected": shape{"authorization": "string", "request": "string", "curl": "string", "url": "string", "changes": []any{"string"}},
		"needs":     []any{shape{"what": "string", "why": "string"}},
		"search":    shape{"target": "string", "tried": "number", "reproduced": []any{[]any{"string"}}, "done": "bool"},
		"notes":     []any{shape{"says": "string", "place": nullable{spanShape}}},
		"exchange":  nullable{exchangeShape},
	}
	fragmentShape = shape{"language": "string", "wrong": "string", "right": "string"}
	exchangeShape = shape{
		"number": "number", "method": "string", "target": "string", "host": "string", "answer": "string",
		"place": nullable{spanShape}, "verdict": "string", "code": "string",
	}
	optional = []string{"server", "base64", "missing", "note", "exchanges", "good", "fragment"}
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
		if code, there := f.(map[string]any)["fragment"]; there {
			faults = append(faults, compareShape("fragment", code, fragmentShape)...)
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
		if v, ok := object[name]; ok {
			faults = append(faults, compareShape(at+"."+name, v, s)...)
		} else {
			faults = append(faults, at+"."+name+" is missing")
		}
	}
	for name := range object {
		if _, ok := want[name]; !ok && !slices.Contains(optional, name) {
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
