package evidence

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// decodedBody takes a body out of base64 where an event of a gateway says so, or where
// the object is a target of Vegeta, whose headers are lists.
func decodedBody(r *Request, nodes []node) {
	h, coded := child(nodes, "header"), child(nodes, "isbase64encoded")
	if r.BodyState != sigv4.BodyKnown || (coded == nil || coded.text().S != "true") && (h == nil || len(h.kids) == 0 || h.kids[0].leaf) {
		return
	}
	if data, err := base64.StdEncoding.DecodeString(r.Body.S); err == nil {
		r.Body = Made(string(data))
	}
}

// stringified is the JSON that JSON.stringify makes of an object that stands in the
// call as JSON, "" when the body is something else.
func stringified(n *node) string {
	if n.leaf || n.call != "JSON.stringify" {
		return ""
	}
	var b bytes.Buffer
	if json.Compact(&b, []byte(n.raw.S)) != nil {
		return ""
	}
	return b.String()
}

// typeName is what printers show of a body that they cannot print: its class, as in
// System.Net.Http.StringContent and <httpx.ByteStream object at 0x7f>.
var typeName = regexp.MustCompile(anyOf(
	`^(?:[A-Za-z_]\w*\.)+[A-Z]\w*(?:@[0-9a-f]+)?$`, // Java
	`^<[\w.]+ (?:object|instance) at 0x`,           // Python
	`^\[object \w+\]$`,                             // JavaScript
))

// mappedBody takes what a map names as the body, where that can be one.
func mappedBody(r *Request, n *node) {
	if n == nil || n.leaf && !n.str && n.text().S == "" {
		return
	}
	switch t := n.text(); t.S {
	case "", "None", "null", "nil", "<nil>", "undefined", "0 bytes", "Empty", "{}":
		if t.S == "{}" && n.str {
			r.Body, r.BodyState = t, sigv4.BodyKnown
			return
		}
		r.BodyState = sigv4.BodyAbsent
	default:
		if json := stringified(n); json != "" {
			r.Body, r.BodyState = Made(json), sigv4.BodyKnown
			return
		}
		if n.leaf && !strings.HasPrefix(t.S, "<") && !typeName.MatchString(t.S) {
			r.Body = t
		}
		if n.str && r.Body.S != "" && !Masked(r.Body.S) {
			r.BodyState = sigv4.BodyKnown
		}
		if r.Body.S != "" && sigv4.HexSHA256([]byte(r.Body.S)) == find(r.Fields, "x-amz-content-sha256").S {
			r.BodyState = sigv4.BodyKnown
		}
	}
}
