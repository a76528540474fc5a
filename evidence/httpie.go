package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sigwhy/sigv4"
)

// httpieCommand reads a command line of HTTPie or xh as the request that it
// would send (HTTPie documentation, "Request items"). Only one that sets a header
// is read: "http" is a word of other tools, too.
func (p *page) httpieCommand(l line, _ anchors) int {
	s := l.text(p.s)
	col, name := httpieAt(s)
	if col < 0 {
		return 0
	}
	args, end := p.commandWords(l.from+col, shellOf(s[:col], s[col:]))
	h := &httpie{
		scheme:  "http://",
		compact: strings.HasPrefix(name, "xh"),
		file:    func(name string) Text { return p.fileText(name, l.from) },
	}
	if strings.HasSuffix(name, "s") {
		h.scheme = "https://"
	}
	h.read(args)
	from, to := l.from+col, end
	if name := redirected(p.s[from:to]); name != "" {
		h.rawFile(name)
	} else if p.hasPipe(l, from, to) {
		h.raw, end = p.standardInput(l, from, to)
		h.unknown = !h.raw.Present()
	}
	r := h.request()
	if r == nil || !isAuthed(r.Fields) && !strings.Contains(r.Target.S, "X-Amz-") {
		return 0
	}
	r.Place = p.t.PlaceOf(l.from+col, end)
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claimsOf(r)})
	return end
}

// httpieAt returns where such a command begins: at the start of a line or behind
// a prompt or pipe, with a method, an option or a URL behind it.
func httpieAt(s string) (col int, name string) {
	for _, name := range []string{"https", "http", "xhs", "xh"} {
		for at := 0; ; {
			i := strings.Index(s[at:], name+" ")
			if i < 0 {
				break
			}
			i += at
			at = i + len(name)
			before := strings.TrimRight(s[:i], " \t")
			if before != "" && !isAmong(before[len(before)-1], "$#>%|&;`(") && !prompted(before) {
				continue
			}
			arg, _, _ := strings.Cut(strings.TrimLeft(s[at:], " "), " ")
			if isMethod(arg) || strings.HasPrefix(arg, "-") || strings.ContainsAny(arg, ":/.") {
				return i, name
			}
		}
	}
	return -1, ""
}

// prompted reports whether what stands before a command ends with a prompt that is no
// character of ASCII.
func prompted(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("❯➜›»λ→▶", r)
}

// A httpie is what the arguments of such a command ask for.
type httpie struct {
	scheme    string
	compact   bool // xh writes JSON without blanks
	form      bool
	method    Text
	url       Text
	raw       Text
	unknown   bool
	fields    []Field
	query     []Text
	data      []Field
	literals  []int // places in data of values of JSON
	elsewhere bool  // headers may stand in a variable
	shown     bool  // the body is what the paste shows of a file

	file func(name string) Text // what a file holds, absent where the paste does not tell
}

// httpieValue are the options that take a value.
var httpieValue = map[string]bool{
	"--raw": true, "--auth": true, "-a": true, "--auth-type": true, "-A": true, "--bearer": true, "--session": true,
	"--output": true, "-o": true, "--print": true, "-p": true, "--pretty": true, "--style": true, "-s": true,
	"--format-options": true, "--response-charset": true, "--response-mime": true,
	"--verify": true, "--cert": true, "--cert-key": true,
	"--default-scheme": true, "--http-version": true, "--max-redirects": true, "--timeout": true,
	"--proxy": true, "--resolve": true, "--interface": true,
}

func (h *httpie) read(args []Text) {
	for i := 1; i < len(args); i++ {
		name, v := longOption(args[i])
		if name == "" {
			h.argument(args[i])
			continue
		}
		if !v.Present() && httpieValue[name] && i+1 < len(args) {
			i++
			v = args[i]
		}
		switch name {
		case "--raw":
			h.raw = v
		case "--form", "-f", "--multipart":
			h.form = true
		case "--default-scheme":
			h.scheme = v.S + "://"
		}
	}
}

// argument takes the method, the URL, then the request's items.
func (h *httpie) argument(t Text) {
	h.elsewhere = h.elsewhere || isVariable(t.S)
	switch {
	case h.url.Present():
		h.item(t)
	case !h.method.Present() && isMethod(t.S):
		h.method = inUpperCase(t)
	case strings.HasPrefix(t.S, ":"):
		m := t.Remake() // ":8080/x" is of this machine
		host := "localhost"
		if !strings.HasPrefix(t.S, ":/") && t.S != ":" {
			host += ":"
		}
		m.Put(h.scheme+host, 0, 1)
		m.Keep(1, len(t.S))
		h.url = m.View("a URL of localhost").Whole()
	default:
		h.url = withScheme(t, h.scheme)
	}
}

// rawFile takes a file as the whole body: @body.json.
func (h *httpie) rawFile(name string) {
	h.raw, h.shown = h.file(name), true
	h.unknown = h.unknown || !h.raw.Present()
}

// item reads a request item by the separator that stands first in it.
func (h *httpie) item(t Text) {
	if strings.HasPrefix(t.S, "@") {
		h.rawFile(t.S[1:])
		return
	}
	for i := 1; i < len(t.S); i++ {
		name, rest := t.Sub(0, i), t.S[i:]
		value := func(n int) Text { return t.Sub(min(i+n, len(t.S)), len(t.S)) }
		switch {
		case strings.HasPrefix(rest, "=="):
			pair := sigv4.UriEncode(name.S, false) + "=" + sigv4.UriEncode(value(2).S, false)
			h.query = append(h.query, Made(pair))
		case strings.HasPrefix(rest, ":=") && plainJSON.MatchString(value(2).S):
			h.literals = append(h.literals, len(h.data))
			h.data = append(h.data, Field{name, value(2)})
		case strings.HasPrefix(rest, ":="), strings.HasPrefix(rest, "=@"), strings.HasPrefix(rest, ":@"), rest[0] == '@':
			h.unknown = true
		case rest[0] == '=':
			h.data = append(h.data, Field{name, value(1)})
		case rest[0] == ':' && len(rest) > 1, rest == ";":
			h.fields = append(h.fields, Field{name, value(1)})
		case rest[0] == ':': // the header is not sent
		default:
			continue
		}
		return
	}
}

// request puts together what would be sent; nil without a URL.
func (h *httpie) request() *Request {
	if !h.url.Present() {
		return nil
	}
	r := &Request{
		What:       "httpie-command",
		Method:     h.method,
		Target:     h.url,
		Fields:     h.fields,
		BodyState:  sigv4.BodyAbsent,
		OwnHeaders: !h.elsewhere,
	}
	data := h.raw.Present() || h.unknown || len(h.data) > 0
	if !r.Method.Present() {
		r.Method = Made("GET")
		if data {
			r.Method = Made("POST")
		}
	}
	if len(h.query) > 0 {
		r.Target = h.url.with(joinQuery(h.url.S, joinData(h.query)), "the query of name==value")
	}
	if !find(r.Fields, "Host").Present() {
		r.Fields = append(r.Fields, hostField(r.Target)...)
	}
	if data {
		h.setBody(r)
	}
	if h.shown {
		r.assumeBody()
	}
	return r
}

// setBody sets the body where it is text that the command states. What the tool
// makes of fields is told for plain ones only.
func (h *httpie) setBody(r *Request) {
	r.BodyState = sigv4.BodyUnknown
	kind := "application/json"
	switch {
	case h.unknown:
	case h.raw.Present():
		r.Body, r.BodyState = h.raw, sigv4.BodyKnown
	case h.form:
		kind = "application/x-www-form-urlencoded; charset=utf-8"
	default:
		if s, ok := h.jsonBody(); ok {
			r.Body, r.BodyState = Made(s), sigv4.BodyKnown
		}
	}
	if !find(r.Fields, "Content-Type").Present() {
		r.Fields = append(r.Fields, Field{Made("Content-Type"), Made(kind)})
	}
}

// plainJSON are values that every writer of JSON writes alike.
var plainJSON = regexp.MustCompile(`^(?:true|false|null|-?(?:0|[1-9]\d{0,14}))$`)

// jsonBody writes the fields as the tool does; false when a name is a path into what is
// nested.
func (h *httpie) jsonBody() (string, bool) {
	comma, colon := ", ", ": "
	if h.compact {
		comma, colon = ",", ":"
	}
	var b strings.Builder
	b.WriteByte('{')
	for i, f := range h.data {
		if strings.ContainsAny(f.Name.S, `[\`) || !utf8.ValidString(f.Value.S) {
			return "", false
		}
		if i > 0 {
			b.WriteString(comma)
		}
		b.WriteString(h.jsonText(f.Name.S) + colon)
		if slices.Contains(h.literals, i) {
			b.WriteString(f.Value.S)
		} else {
			b.WriteString(h.jsonText(f.Value.S))
		}
	}
	b.WriteByte('}')
	return b.String(), true
}

// jsonText is a string of JSON: HTTPie writes it with Python's json.dumps, which escapes
// all that is not ASCII, xh with serde_json, which does not.
func (h *httpie) jsonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if i := strings.IndexRune("\"\\\n\r\t\b\f", r); i >= 0 {
			b.WriteString(`\` + `"\nrtbf`[i:i+1])
			continue
		}
		switch a, c := utf16.EncodeRune(r); {
		case r >= ' ' && (r < 0x7f || h.compact):
			b.WriteRune(r)
		case a != utf8.RuneError:
			fmt.Fprintf(&b, `\u%04x\u%04x`, a, c)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
