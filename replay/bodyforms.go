package replay

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// shownBodies are bodies as languages show them, or as one more layer writes them: what is
// hashed when the wrong variable goes into the hash.
func shownBodies(b []byte) []BodyForm {
	if len(b) == 0 {
		return nil
	}
	s := string(b)
	form := func(text, says string) BodyForm { return BodyForm{"payload-shown", []byte(text), says} }
	out := []BodyForm{
		form(pythonBytes(b), "hashes the body as Python shows bytes (b'…')"),
		form("'"+s+"'", "hashes the body with single quotes around it"),
		form(`"`+s+`"`, "hashes the body with double quotes around it"),
		form(strings.ReplaceAll(s, "&", "&amp;"), "hashes the body with & as &amp;"),
		form(strings.ReplaceAll(s, `"`, "&quot;"), "hashes the body with double quotes as &quot;"),
		form(xmlEscapes.Replace(s), "hashes the body with XML escapes"),
		form(strings.ToLower(s), "hashes the body in lower case"),
		form(strings.Join(strings.Fields(s), ""), "hashes the body without its blanks"),
		form(strings.Join(strings.Fields(s), " "), "hashes the body with its blanks folded"),
		form("\n"+s, "hashes the body with a newline before it"),
		form(strings.ReplaceAll(s, `"`, `\"`), "hashes the body with its double quotes escaped"),
		form(strings.ReplaceAll(s, `"`, ""), "hashes the body without its double quotes, as a shell leaves it"),
		form(strings.ReplaceAll(s, `\`, ""), "hashes the body without its backslashes"),
		form(string(escapedJSON([]byte(marshalled(s)))), "hashes the JSON body written as a JSON string once more, with \\u escapes"),
	}
	return append(slices.Concat(out, shownForms(s)), pythonBodies(b)...)
}

// codedBodies are bodies in hex and in the codes of URLs.
func codedBodies(b []byte) []BodyForm {
	if len(b) == 0 {
		return nil
	}
	return []BodyForm{
		{"payload-coded", hexText(b), "hashes the body in hex"},
		{"payload-coded", []byte(sigv4.UriEncode(string(b), false)), "hashes the body percent-encoded"},
		{"payload-coded", []byte(url.QueryEscape(string(b))), "hashes the body form-encoded"},
	}
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// pythonBytes are bytes as repr writes them.
func pythonBytes(b []byte) string {
	quote := byte('\'')
	if bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0 {
		quote = '"'
	}
	var out strings.Builder
	out.Write([]byte{'b', quote})
	for _, c := range b {
		switch {
		case c == '\n':
			out.WriteString(`\n`)
		case c == '\r':
			out.WriteString(`\r`)
		case c == '\t':
			out.WriteString(`\t`)
		case c == quote || c == '\\':
			out.Write([]byte{'\\', c})
		case c < ' ' || c >= 0x7F:
			out.WriteString(`\x` + string(hexText([]byte{c})))
		default:
			out.WriteByte(c)
		}
	}
	out.WriteByte(quote)
	return out.String()
}

// shownForms are the fields of a form as an object in JSON, and as a dict of Python.
func shownForms(s string) []BodyForm {
	if !strings.Contains(s, "=") || strings.ContainsAny(s, "{}<>\n") {
		return nil
	}
	var compact, spaced, dict []string
	for _, p := range SplitPairs(s) {
		name, value := strings.ReplaceAll(p.Name, "+", " "), p.Value
		compact = append(compact, marshalled(name)+":"+marshalled(value))
		spaced = append(spaced, string(escapedJSON([]byte(marshalled(name)+": "+marshalled(value)))))
		dict = append(dict, "'"+name+"': '"+value+"'")
	}
	return []BodyForm{
		{"payload-shown", []byte("{" + strings.Join(compact, ",") + "}"), "hashes the fields of the form as a JSON object"},
		{"payload-shown", []byte("{" + strings.Join(spaced, ", ") + "}"), "hashes the fields of the form as a JSON object, with blanks and \\u escapes"},
		{"payload-shown", []byte("{" + strings.Join(dict, ", ") + "}"), "hashes the fields of the form as a dict of Python"},
	}
}

func marshalled(s string) string { return string(marshal(s)) }

// pythonBodies are a JSON body as the text of the dict that it was written from.
func pythonBodies(b []byte) []BodyForm {
	if !json.Valid(b) || len(b) >= 1<<20 {
		return nil
	}
	var compact bytes.Buffer
	if json.Compact(&compact, b) != nil {
		return nil
	}
	return []BodyForm{{"payload-shown", pythonDict(spacedJSON(compact.Bytes())), "hashes the JSON body as a dict of Python"}}
}

// pythonDict writes spaced JSON the way str writes a dict: texts in single quotes, and the
// words of Python.
func pythonDict(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); {
		if b[i] == '"' {
			n := textLength(b[i:])
			var s string
			if json.Unmarshal(b[i:i+n], &s) == nil {
				out = append(out, pythonQuoted(s)...)
			}
			i += n
			continue
		}
		word := pythonWord(b[i:])
		if word[0] == "" {
			out, i = append(out, b[i]), i+1
			continue
		}
		out, i = append(out, word[1]...), i+len(word[0])
	}
	return out
}

// textLength is how long a JSON string is that a text begins with.
func textLength(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

func pythonQuoted(s string) string {
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		return `"` + s + `"`
	}
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(s) + "'"
}

func pythonWord(b []byte) [2]string {
	for _, w := range [][2]string{{"null", "None"}, {"true", "True"}, {"false", "False"}} {
		if bytes.HasPrefix(b, []byte(w[0])) {
			return w
		}
	}
	return [2]string{}
}
