package replay

import "strings"

// MethodAttempts are about line 1 of the canonical request.
var MethodAttempts = []Attempt{{code: "method-mismatch", vary: methodTwists}}

// methodTwists sign another method than the one sent.
func methodTwists(m *Model) []Twist {
	var out []Twist
	add := func(variant, v, says string) {
		if v != m.Method {
			out = append(out, Twist{Variant: variant, slot: slotMethod, Says: says, turn: func(t *Trial) { t.methodText = &v }})
		}
	}
	for _, v := range []string{"GET", "PUT", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS"} {
		add("method-mismatch", v, "signs the method "+v+", "+named(m.Method)+" is sent")
	}
	add("method-lowercase", strings.ToLower(m.Method), "signs the method in lower case")
	add("method-lowercase", strings.ToUpper(m.Method), "signs the method in upper case")
	few := len(out)
	add("method-lowercase", titled(strings.ToLower(m.Method)), "signs the method with one capital")
	add("method-with-more", m.Method+" ", "signs the method with a blank behind it")
	add("method-with-more", m.Method+":", "signs the method with a colon behind it")
	add("method-with-more", `"`+m.Method+`"`, "signs the method in double quotes")
	add("method-with-more", m.Method+" HTTP/1.1", "signs method and version of HTTP on the first line")
	add("method-with-more", m.Method+" "+m.Path, "signs method and path on the first line, and the path on its own")
	if m.Query != "" {
		add("method-with-more", m.Method+" "+m.Path+"?"+m.Query, "signs method and target on the first line, and the path on its own")
	}
	add("method-with-more", m.Method+" "+m.Path+" HTTP/1.1", "signs the line of the request on the first line, and the path on its own")
	for _, v := range []string{"undefined", "null", "None", "TRACE", "CONNECT", "REQUEST", "FETCH"} {
		add("method-mismatch", v, "signs the method "+v)
	}
	rarely(out[few:]...)
	add("method-missing", "", "leaves the method line empty")
	return out
}
