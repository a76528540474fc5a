package diagnose

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// analyzeQuickly analyses without the search over combined mistakes.
func analyzeQuickly(text, secret string) *Analysis {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return Analyze(ctx, Case{
		Evidence: evidence.Read(evidence.Source{Name: "request", Data: []byte(text)}),
		Given:    Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}},
	})
}

// checkFix verifies all forms of a fix.
func checkFix(t *testing.T, a *Analysis, secret string) {
	t.Helper()
	x := a.Fix
	if x.Request == "" || x.Missing != "" {
		t.Errorf("no corrected request: %s", x.Missing)
		return
	}
	if err := verifyWire(x.Request, secret); err != nil {
		t.Errorf("the corrected request is refused: %v\n%s", err, x.Request)
		return
	}
	w, _ := readWire(x.Request)
	if len(x.Changes) == 0 && w.value("x-amz-date") == "" && x.URL == "" {
		t.Error("nothing is said to be changed")
	}
	if v := w.value("authorization"); v != x.Authorization {
		t.Errorf("Authorization is %q, the request has %q", x.Authorization, v)
	}
	if x.URL != "" {
		scheme, rest, _ := strings.Cut(x.URL, "://")
		at := strings.IndexByte(rest, '/')
		if scheme != "http" && scheme != "https" || at < 0 || rest[:at] != w.value("host") || rest[at:] != w.target {
			t.Errorf("URL %q, the request goes to %q %q", x.URL, w.value("host"), w.target)
		}
	}
	curled, err := curlSends(x.Curl, w.body)
	if err != nil {
		t.Errorf("%v:\n%s", err, x.Curl)
		return
	}
	if err := verifyWire(curled, secret); err != nil {
		t.Errorf("what curl sends is refused: %v\n%s", err, x.Curl)
	}
	c, _ := readWire(curled)
	for _, f := range w.fields {
		if n := strings.ToLower(f[0]); n != "content-length" && c.value(n) != w.value(n) {
			t.Errorf("curl sends %s: %q, the request %q", n, c.value(n), w.value(n))
		}
	}
}

// curlSends is the request that a curl command sends, as curl's manual has it.
func curlSends(command, body string) (string, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(command), "curl")
	if err != nil {
		return "", err
	}
	if len(file.Stmts) != 1 {
		return "", fmt.Errorf("%d commands", len(file.Stmts))
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(file.Stmts[0].Redirs) > 0 {
		return "", fmt.Errorf("no simple command")
	}
	args, err := expand.Fields(&expand.Config{}, call.Args...)
	if err != nil {
		return "", err
	}
	method, url, data, hasData, asIs, noGlob := "", "", "", false, false, false
	var fields [][2]string
	for i := 1; i < len(args); i++ {
		next := func() string {
			i++
			if i < len(args) {
				return args[i]
			}
			return ""
		}
		switch args[i] {
		case "-X", "--request":
			method = next()
		case "-I", "--head":
			method = "HEAD"
		case "-g", "--globoff":
			noGlob = true
		case "--path-as-is":
			asIs = true
		case "--url":
			url = next()
		case "--data-binary", "--data-raw":
			raw := args[i] == "--data-raw"
			data, hasData = next(), true
			if !raw && data == "@body" {
				data = body
			} else if !raw && strings.HasPrefix(data, "@") {
				return "", fmt.Errorf("curl reads a file for %q", data)
			}
		case "-H", "--header":
			h := next()
			name, value, colon := strings.Cut(h, ":")
			if value = strings.TrimSpace(value); colon && value != "" {
				fields = append(fields, [2]string{name, value})
			} else if n, ok := strings.CutSuffix(h, ";"); ok && !colon {
				fields = append(fields, [2]string{n, ""})
			} // "Name:" takes a header out
		default:
			if strings.HasPrefix(args[i], "-") || url != "" {
				return "", fmt.Errorf("argument %q", args[i])
			}
			url = args[i]
		}
	}
	if !noGlob && strings.ContainsAny(url, "[]{}") {
		return "", fmt.Errorf("curl globs the URL")
	}
	if method == "HEAD" && slices.Contains(args, "-X") {
		return "", fmt.Errorf("curl waits for a body with -X HEAD")
	}
	_, rest, _ := strings.Cut(url, "://")
	host, target := rest, "/"
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		host, target = rest[:at], rest[at:]
	}
	if path, query, has := strings.Cut(target, "?"); !asIs {
		if target = withoutDots(path); has {
			target += "?" + query
		}
	}
	out := cmp.Or(method, map[bool]string{true: "POST", false: "GET"}[hasData]) + " " + target + " HTTP/1.1\r\n"
	w := wireText{fields: fields}
	if len(w.values("host")) == 0 {
		out += "Host: " + host + "\r\n"
	}
	if hasData && len(w.values("content-type")) == 0 {
		out += "Content-Type: application/x-www-form-urlencoded\r\n"
	}
	for _, f := range fields {
		out += f[0] + ": " + f[1] + "\r\n"
	}
	if hasData {
		out += fmt.Sprintf("Content-Length: %d\r\n", len(data))
	}
	return out + "\r\n" + data, nil
}

// withoutDots takes dot segments out of a path as curl does before it sends
// (RFC 3986, section 5.2.4).
func withoutDots(path string) string {
	var out []string
	segments := strings.Split(path, "/")[1:]
	for i, s := range segments {
		switch last := i == len(segments)-1; {
		case s == "." || s == "..":
			if s == ".." && len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	return "/" + strings.Join(out, "/")
}

// checkNoSecret looks for the secret in every text that an analysis holds.
func checkNoSecret(t *testing.T, a *Analysis, secret string) {
	t.Helper()
	printed := fmt.Sprintf("%+v\n%#v", a, *a)
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"printed": printed, "JSON": string(b)} {
		if where, ok := leak(text, secret); ok {
			t.Errorf("the secret key stands in the analysis, %s: %s", name, where)
		}
	}
	walkTexts(reflect.ValueOf(a), "Analysis", map[uintptr]bool{}, func(path, text string) {
		if where, ok := leak(text, secret); ok && !strings.HasPrefix(path, "Analysis.Evidence") {
			t.Errorf("the secret key stands in %s: %s", path, where)
		}
	})
}

// leak finds twelve characters in a row of a secret.
func leak(text, secret string) (string, bool) {
	const most = 12
	for i := 0; i+most <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+most]) {
			return secret[i : i+most], true
		}
	}
	return "", false
}

// walkTexts visits all strings and byte slices of a value, unexported fields too.
func walkTexts(v reflect.Value, path string, seen map[uintptr]bool, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		visit(path, v.String())
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || v.Kind() == reflect.Pointer && seen[v.Pointer()] {
			return
		}
		if v.Kind() == reflect.Pointer {
			seen[v.Pointer()] = true
		}
		walkTexts(v.Elem(), path, seen, visit)
	case reflect.Struct:
		for i := range v.NumField() {
			walkTexts(v.Field(i), path+"."+v.Type().Field(i).Name, seen, visit)
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
			visit(path, string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			walkTexts(v.Index(i), path, seen, visit)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walkTexts(v.MapIndex(k), path, seen, visit)
		}
	}
}
