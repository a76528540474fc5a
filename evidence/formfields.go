package evidence

import "strings"

// formNames are the fields of a POST form that bear on signing.
var formNames = map[string]bool{
	"key": true, "policy": true, "acl": true, "bucket": true, "content-type": true,
	"success_action_status": true, "success_action_redirect": true,
	"x-amz-algorithm": true, "x-amz-credential": true, "x-amz-date": true, "x-amz-signature": true,
	"x-amz-security-token": true,
	"awsaccesskeyid":       true, "signature": true, // Signature Version 2
}

// formFields finds the fields of a multipart body, the file aside.
func (p *page) formFields(r *Request) {
	if !containsFold(find(r.Fields, "Content-Type").S, "multipart/form-data") {
		return
	}
	const disposition = "form-data; name=\""
	b := r.Body
	boundary := 0 // the next one, -1 where there is none
	for at := 0; ; {
		i := strings.Index(b.S[at:], disposition)
		if i < 0 {
			return
		}
		from := at + i + len(disposition)
		to := from + span(b.S[from:], func(c byte) bool { return c != '"' && c != '\n' })
		at = to
		l := lineAt(b.S, to)
		for l.next < len(b.S) && l.to > l.from {
			l = lineAt(b.S, l.next)
		}
		value := lineAt(b.S, l.next)
		if b.S[from:to] != "file" && value.from < len(b.S) {
			if boundary >= 0 && boundary < value.from {
				if boundary = strings.Index(b.S[value.from:], "\n--"); boundary >= 0 {
					boundary += value.from
				}
			}
			p.r.hint(HintFormField, b.Sub(from, to), b.Sub(value.from, fieldEnd(b.S, value, boundary)))
		}
	}
}

// fieldEnd is where the value ends that begins with a line: before the boundary behind it, or
// with that line where there is none. A policy that an encoder for mail made has several lines.
func fieldEnd(s string, l line, boundary int) int {
	if boundary < 0 || strings.HasPrefix(s[l.from:], "--") {
		return l.to
	}
	return l.from + len(strings.TrimSuffix(s[l.from:boundary], "\r"))
}

// formField finds a field in HTML, in a call that appends it, or in a line
// "name = value".
func (h *hinter) formField() {
	low := h.low()
	if i := strings.Index(low, "name="); i >= 0 && strings.Contains(low, "<input") {
		k := strings.Index(low, "value=")
		if k < 0 {
			return
		}
		h.field(unquoted(h.s, i+5), unquoted(h.s, k+6))
		return
	}
	if i := strings.Index(low, "append("); i >= 0 {
		name := unquoted(h.s, i+7)
		comma := strings.IndexByte(h.s[name[1]:], ',')
		if comma >= 0 {
			h.field(name, unquoted(h.s, name[1]+comma+1))
		}
		return
	}
	if strings.Contains(low, "policy\"") {
		h.mappedFields()
	}
	n := span(h.s, isSpace)
	k := n + span(h.s[n:], isNameByte)
	rest := h.s[k:]
	assigns := strings.HasPrefix(rest, " = ") || strings.HasPrefix(rest, " : ") || strings.HasPrefix(rest, " => ")
	if k > n && assigns {
		v := k + span(rest, among(" =:>"))
		h.field([2]int{n, k}, [2]int{v, len(h.s)})
	}
}

// mappedFields finds the fields of a form in an object: "policy": "…".
func (h *hinter) mappedFields() {
	for at := 0; ; {
		from, to := nextLiteral(h.s, at, len(h.s))
		if from < 0 {
			return
		}
		at = to + 1
		k := at + span(h.s[at:], func(c byte) bool { return c == ' ' || c == ':' || c == '=' || c == '>' })
		if k == at || k >= len(h.s) || h.s[k] != '"' && h.s[k] != '\'' {
			continue
		}
		if end := closingQuote(h.s, k+1, len(h.s), h.s[k]); end > 0 {
			h.field([2]int{from, to}, [2]int{k + 1, end})
			at = end + 1
		}
	}
}

func (h *hinter) field(name, value [2]int) {
	if value[1] > value[0] && formNames[strings.ToLower(h.s[name[0]:name[1]])] {
		h.p.r.hint(HintFormField, h.t.Sub(name[0], name[1]), h.t.Sub(value[0], value[1]))
	}
}

// unquoted returns the string, or the word, that begins at an offset.
func unquoted(s string, at int) [2]int {
	at += span(s[at:], isSpace)
	if at < len(s) && (s[at] == '"' || s[at] == '\'') {
		if end := strings.IndexByte(s[at+1:], s[at]); end >= 0 {
			return [2]int{at + 1, at + 1 + end}
		}
	}
	return [2]int{at, at + span(s[at:], func(c byte) bool { return c > ' ' && !isAmong(c, ",)>;") })}
}
