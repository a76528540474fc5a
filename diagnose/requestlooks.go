package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// requestLooks read the request line.
var requestLooks = []mistake{
	{code: "method-mismatch", look: lookMethodHints},
	{code: "method-mismatch", look: lookOperation},
	{code: "method-mismatch", look: lookLowercaseMethod},
	{code: "placeholder-unresolved", look: lookTemplatePath},
	{code: "placeholder-unresolved", look: lookSignedTemplate},
	{code: "placeholder-unresolved", look: lookPlaceholder},
}

// lookPlaceholder finds a placeholder in the path, or what a language prints of an unset
// variable.
func lookPlaceholder(f *facts) []hit {
	var target evidence.Text
	switch c := f.server.canonical; {
	case f.requestShown():
		target = f.req.Target
	case f.silent() && c != nil:
		target = c.Path
	}
	path, _, _ := strings.Cut(target.S, "?")
	m := unresolved.FindStringIndex(path)
	if m == nil {
		return nil
	}
	where := target.Sub(m[0], m[1])
	b := byInference
	switch {
	case f.answer == nil || f.claim != nil && !validSignature(f.sentSig):
		b = byHint // or who pasted it has hidden more than that
	case !f.requestShown() && f.forS3():
		b = byWords // a key may be called so
	}
	return []hit{{
		basis: b,
		says: "The path holds " + quoted(strings.Trim(where.S, "/")) + ", which looks like a placeholder or " +
			"the text of an unset variable.",
		places: places(where),
		at:     RequestStage,
	}}
}

// signedTemplate is a segment of a canonical path that is still a template: {id}, encoded
// once or twice.
var signedTemplate = regexp.MustCompile(`/((?:\{|%(?:25)?7[Bb])\w+(?:\}|%(?:25)?7[Dd]))(?:/|$)`)

// lookSignedTemplate finds the path that the client signed with a template in it, where
// the paste does not ask for one of this name.
func lookSignedTemplate(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || f.verified || !f.denied() {
		return nil
	}
	m := signedTemplate.FindStringSubmatchIndex(c.Path.S)
	if m == nil {
		return nil
	}
	where := c.Path.Sub(m[2], m[3])
	name := decodedWhole(where.S)
	if f.req != nil && f.requestShown() && strings.Contains(decodedWhole(f.raw.Target), name) ||
		f.server.canonical != nil && strings.Contains(decodedWhole(f.server.canonical.Path.S), name) {
		return nil // it is sent so, too
	}
	return []hit{{
		basis: byInference,
		says: "The path that is signed still has " + quoted(where.S) + ", a template; it is filled in before the request " +
			"is sent.",
		places: places(where),
		yours:  c.Path.S,
		at:     CanonicalStage,
	}}
}

// decodedWhole is a text without the escapes of one or two percent-encodings.
func decodedWhole(s string) string { return sigv4.PercentDecode(sigv4.PercentDecode(s)) }

// lookTemplatePath finds the path of a request with a template in place of a part of
// it: what a signer was given before the template was filled in.
func lookTemplatePath(f *facts) []hit {
	if !f.requestShown() || !f.unsettled() {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	for i, src := range f.ev.Sources {
		if !f.holds(i, encodedTemplate) {
			continue
		}
		for _, m := range encodedTemplate.FindAllSubmatchIndex(src.Data, 20) {
			before, after := string(src.Data[m[2]:m[3]]), string(src.Data[m[4]:m[5]])
			if before+after != "" &&
				len(path) > len(before)+len(after) &&
				strings.HasPrefix(path, before) &&
				strings.HasSuffix(path, after) {
				signed := string(src.Data[m[2]:m[5]])
				return []hit{{
					basis: byInference,
					says: "The paste has " + quoted(signed) + ", the path of the request before its template " +
						"was filled in: where that is what was signed, another path is sent.",
					places:  append(places(f.req.Target), f.ev.Cut(i, m[2], m[5])),
					yours:   signed,
					correct: path,
				}}
			}
		}
	}
	return nil
}

// encodedTemplate is a path with a template that was percent-encoded: %7B%7Bid%7D%7D.
var encodedTemplate = regexp.MustCompile(`[\s"'](/[^\s"'?{}]*/)(?:%7[Bb]){1,2}[\w%.-]*?(?:%7[Dd]){1,2}([^\s"'?{}]*)`)

var unresolved = regexp.MustCompile(`/(undefined|null|None|%7B\w+%7D|\{\w+\}|\$\{\w+\}|\[object%20Object\])(/|$)`)

// operations are S3 operations by the method that they take, as presigners name them.
var operations = map[string]string{
	"headbucket":              "HEAD",
	"headobject":              "HEAD",
	"getobject":               "GET",
	"putobject":               "PUT",
	"deleteobject":            "DELETE",
	"listobjects":             "GET",
	"listobjectsv2":           "GET",
	"get_object":              "GET",
	"put_object":              "PUT",
	"delete_object":           "DELETE",
	"head_object":             "HEAD",
	"head_bucket":             "HEAD",
	"uploadpart":              "PUT",
	"upload_part":             "PUT",
	"createmultipartupload":   "POST",
	"completemultipartupload": "POST",
	"get":                     "GET",
	"put":                     "PUT",
	"post":                    "POST",
	"delete":                  "DELETE",
	"head":                    "HEAD",
	"patch":                   "PATCH",
}

// operationMethods are S3 operations, as x-id names them, by their method.
var operationMethods = []struct{ prefix, method string }{
	{"PutObject", "PUT"},
	{"UploadPart", "PUT"},
	{"CopyObject", "PUT"},
	{"GetObject", "GET"},
	{"List", "GET"},
	{"DeleteObjects", "POST"},
	{"Delete", "DELETE"},
	{"CreateMultipartUpload", "POST"},
	{"CompleteMultipartUpload", "POST"},
	{"Head", "HEAD"},
}

// lookOperation compares the operation that x-id names with the method that the
// server verified, or that is sent.
func lookOperation(f *facts) []hit {
	method, where := f.raw.Method, evidence.Text{}
	if c := f.server.canonical; c != nil && c.Method.S != "" {
		method, where = c.Method.S, c.Method
	} else if f.methodAssumed || !f.wire() || method == "OPTIONS" {
		return nil
	}
	if !sigv4.IsS3(f.params.Scope.Service) || f.params.Flavor.EncodeTwice {
		return nil // elsewhere x-id is a parameter like others
	}
	for _, p := range f.model.Pairs {
		if p.Name != "x-id" {
			continue
		}
		for _, o := range operationMethods {
			if strings.HasPrefix(p.Value, o.prefix) && o.method != method && !(o.method == "GET" && method == "HEAD") {
				return []hit{{
					basis: byTexts,
					says: "The request is signed for " + p.Value + ", which takes " + o.method +
						"; it is sent with " + method + ".",
					places:  places(where),
					yours:   o.method,
					correct: method,
				}}
			}
		}
	}
	return nil
}

// lookLowercaseMethod finds a method in lower case as it was handed to a signer:
// clients send it in capitals (RFC 9110, section 9.1: methods are case-sensitive).
func lookLowercaseMethod(f *facts) []hit {
	if !f.requestShown() || !f.mismatch() {
		return nil
	}
	m := f.asWritten(f.req.Method)
	if m == upper(m) || operations[m] == "" || f.pasteHas(axios) || f.verified && f.raw.Method == upper(m) {
		return nil // what sends it writes it in capitals
	}
	h := hit{
		basis: byHint,
		says: "The method is given as " + quoted(m) + "; clients send " + upper(m) +
			", and a signer that takes it as it is signs another text.",
		places:  places(f.req.Method),
		yours:   m,
		correct: upper(m),
	}
	if f.verified {
		h.basis = byTexts
		h.says = "The signature is right for the method " + quoted(m) + ", and is refused: clients send " + upper(m) +
			"."
	}
	return []hit{h}
}

// axios keeps the method in lower case and sends it in capitals.
var axios = regexp.MustCompile(`(?i)\baxios(?:/|Error|Headers|\.)`)

func methodOf(s string) string { return operations[lower(strings.Trim(s, `'": `))] }

// signsFor reports whether code in the paste signs for a method.
func (f *facts) signsFor(method string) bool {
	return slices.ContainsFunc(f.ev.Hints, func(h evidence.Hint) bool {
		return h.Kind == evidence.HintMethodSigned && methodOf(h.Value.S) == method
	})
}

// lookMethodHints compares the method that code signs for with the one it sends.
func lookMethodHints(f *facts) []hit {
	signed, sent := f.methodHint(evidence.HintMethodSigned), f.methodHint(evidence.HintMethodSent)
	if signed == nil || !f.signedInQuery() {
		return nil
	}
	due := methodOf(signed.Value.S)
	if slices.ContainsFunc(f.ev.Hints, func(h evidence.Hint) bool {
		return h.Kind == evidence.HintMethodSent && methodOf(h.Value.S) == due
	}) {
		return nil // of several requests in the paste, one is sent as it is signed
	}
	basis, actual, where := byTexts, "", evidence.Text{}
	switch c := f.server.canonical; {
	case c != nil && c.Method.S != "":
		actual, where = c.Method.S, c.Method
	case sent != nil:
		actual, where = methodOf(sent.Value.S), sent.Value
	case f.req != nil && f.req.Method.Present():
		actual, where = f.req.Method.S, f.req.Method
	}
	if actual == "" || f.signsFor(actual) {
		return nil
	}
	if f.server.canonical == nil && sent == nil {
		basis = byInference
	}
	return []hit{{
		basis: basis,
		says: "The URL is signed for " + due + " (" + strings.TrimSpace(signed.Value.S) +
			"), the request is sent with " + actual + ".",
		places:  places(signed.Text, where),
		yours:   due,
		correct: actual,
	}}
}

// methodHint is the first hint of a kind that names a method.
func (f *facts) methodHint(kind evidence.HintKind) *evidence.Hint {
	for i := range f.ev.Hints {
		if h := &f.ev.Hints[i]; h.Kind == kind && methodOf(h.Value.S) != "" {
			return h
		}
	}
	return nil
}

// signedInQuery reports whether the claim stands in the query that was sent, or that the
// server saw.
func (f *facts) signedInQuery() bool {
	if f.claim != nil {
		return f.presigned()
	}
	return f.server.canonical != nil && strings.Contains(f.server.canonical.Query.S, "X-Amz-Credential=")
}
