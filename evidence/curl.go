package evidence

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"sigwhy/sigv4"
)

// longestCommand bounds how much of a paste is read as one shell command.
const longestCommand = 32 << 10

// curlCommand reads a curl command line as the request that curl would send.
func (p *page) curlCommand(l line, _ anchors) int {
	s := l.text(p.s)
	col := commandAt(s)
	if col < 0 || l.from < p.dead[deadCurl] {
		return 0
	}
	from := l.from + col
	to := commandEnd(p.s, from)
	if !p.r.look(8 * (to - from)) {
		return 0
	}
	args := shellWords(p.t.Sub(from, to))
	c := &curl{}
	c.read(args)
	if !c.url.Present() {
		return p.giveUp(deadCurl, to)
	}
	r := c.request()
	r.Place = p.t.PlaceOf(from, to)
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claimsOf(r)})
	return to
}

// commandAt returns where a curl command begins on a line, -1 when none does: at
// the start, after a prompt, or after a pipe or assignment.
func commandAt(s string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], "curl")
		if i < 0 {
			return -1
		}
		i += at
		at = i + 4
		rest := strings.TrimPrefix(s[at:], ".exe")
		before := strings.TrimRight(s[:i], " \t")
		if !strings.HasPrefix(rest, " ") && rest != "\\" {
			continue
		}
		if arg := strings.TrimLeft(rest, " "); before != "" && strings.IndexByte("$#>%|&;`(", before[len(before)-1]) < 0 && !strings.HasPrefix(arg, "-") && !strings.Contains(arg, "://") {
			continue
		}
		if arg := strings.TrimLeft(rest, " "); arg != "" && (arg[0] == '-' || arg[0] == '\'' || arg[0] == '"' || arg[0] == '\\' || arg[0] == '$' || strings.Contains(arg, "://")) {
			return i
		}
	}
}

// commandEnd returns where a command ends: with the line that neither a
// backslash nor an open quote continues.
func commandEnd(s string, from int) int {
	limit := min(len(s), from+longestCommand)
	var quote byte
	for i := from; i < limit; i++ {
		switch c := s[i]; {
		case quote == 0 && c == '\\', quote == '"' && c == '\\':
			i++
			if i < limit && s[i] == '\r' {
				i++
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '\n', c == '`':
			return i
		}
	}
	if quote != 0 {
		return lineAt(s, from).to // a quote that nothing closes: the line is all there is
	}
	return limit
}

// shellWords undoes the quoting of a command, word by word. A command that no
// shell reads is cut at its blanks.
func shellWords(t Text) []Text {
	var call *syntax.CallExpr
	parser := syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.RecoverErrors(5))
	file, _ := parser.Parse(strings.NewReader(t.S), "")
	if file != nil {
		syntax.Walk(file, func(n syntax.Node) bool {
			if c, ok := n.(*syntax.CallExpr); ok && call == nil && len(c.Args) > 0 {
				call = c
			}
			return call == nil
		})
	}
	if call == nil {
		return words(t)
	}
	all := make([]Text, 0, len(call.Args))
	for _, w := range call.Args {
		all = append(all, shellWord(t, w))
	}
	return all
}

// shellWord undoes the quotes of one word.
func shellWord(t Text, w *syntax.Word) Text {
	from, to := clampOffset(t, w.Pos()), clampOffset(t, w.End())
	if len(w.Parts) == 1 {
		if lit, ok := w.Parts[0].(*syntax.Lit); ok && lit.Value == t.S[from:to] {
			return t.Sub(from, to)
		}
	}
	m := t.Remake()
	for _, part := range w.Parts {
		putPart(m, t, part)
	}
	return m.View("shell quotes").Whole()
}

func clampOffset(t Text, p syntax.Pos) int {
	if !p.IsValid() {
		return len(t.S)
	}
	return min(len(t.S), int(p.Offset()))
}

func putPart(m *Maker, t Text, part syntax.WordPart) {
	from, to := clampOffset(t, part.Pos()), clampOffset(t, part.End())
	switch q := part.(type) {
	case *syntax.SglQuoted:
		if q.Dollar {
			unescapeInto(m, t.S, min(from+2, to), max(min(from+2, to), to-1))
			return
		}
		m.Keep(min(from+1, to), max(min(from+1, to), to-1))
	case *syntax.DblQuoted:
		for _, inner := range q.Parts {
			putUnslashed(m, t, clampOffset(t, inner.Pos()), clampOffset(t, inner.End()), "\"\\$`\n")
		}
	case *syntax.Lit:
		putUnslashed(m, t, from, to, "")
	default:
		m.Keep(from, to)
	}
}

// putUnslashed keeps text without the backslashes that quote one of set, or with
// an empty set any byte. An escaped line end is left out.
func putUnslashed(m *Maker, t Text, from, to int, set string) {
	kept := from
	for i := from; i+1 < to; i++ {
		if t.S[i] != '\\' || set != "" && strings.IndexByte(set, t.S[i+1]) < 0 {
			continue
		}
		m.Keep(kept, i)
		kept = i + 1
		if t.S[i+1] == '\n' {
			kept++
		}
		i++
	}
	m.Keep(kept, to)
}

// A curl is what the options of a command ask for.
type curl struct {
	url     Text
	method  Text
	fields  []Field
	data    []Text
	json    bool
	get     bool // -G
	head    bool // -I
	upload  bool // -T
	form    bool // -F
	unknown bool // the body comes from a file
	sigv4   Text
	user    Text
}

// withValue are the options that take a value and are of no concern here.
const withValue = " -o --output -x --proxy -w --write-out -c --cookie-jar --connect-timeout -m --max-time --resolve --connect-to --cacert --cert --key -E --retry --retry-delay --retry-max-time -K --config -D --dump-header --interface --limit-rate -C --continue-at --ciphers --tls-max --proto --stderr --trace --trace-ascii -U --proxy-user -y -Y -z --noproxy --capath --dns-servers "

// read goes through the arguments after the command's name.
func (c *curl) read(args []Text) {
	for i := 1; i < len(args); i++ {
		name, value, joined := splitOption(args[i])
		if name == "" {
			c.setURL(args[i])
			continue
		}
		if !joined && takesValue(name) && i+1 < len(args) {
			i++
			value = args[i]
		}
		c.option(name, value)
	}
}

// splitOption returns an option's name, and its value where that is joined to
// it: -XPUT, --request=PUT.
func splitOption(t Text) (name string, value Text, joined bool) {
	switch {
	case len(t.S) < 2 || t.S[0] != '-':
		return "", Text{}, false
	case strings.HasPrefix(t.S, "--"):
		return t.S, Text{}, false
	}
	for i := 1; i < len(t.S); i++ {
		if opt := "-" + t.S[i:i+1]; takesValue(opt) {
			if i+1 < len(t.S) {
				return opt, t.Sub(i+1, len(t.S)), true
			}
			return opt, Text{}, false
		} else if opt == "-G" || opt == "-I" {
			return opt, Text{}, true
		}
	}
	return t.S, Text{}, true
}

func takesValue(name string) bool {
	switch name {
	case "-X", "--request", "-H", "--header", "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json", "-F", "--form", "--form-string",
		"-T", "--upload-file", "-u", "--user", "-A", "--user-agent", "-r", "--range", "-b", "--cookie", "-e", "--referer", "--url", "--aws-sigv4", "--oauth2-bearer":
		return true
	}
	return strings.Contains(withValue, " "+name+" ")
}

func (c *curl) option(name string, v Text) {
	switch name {
	case "-X", "--request":
		c.method = v
	case "-H", "--header":
		c.header(v)
	case "-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode":
		c.body(name, v)
	case "--json":
		c.json = true
		c.body(name, v)
	case "-F", "--form", "--form-string":
		c.form = true
	case "-T", "--upload-file":
		c.upload = true
	case "-G", "--get":
		c.get = true
	case "-I", "--head":
		c.head = true
	case "-A", "--user-agent":
		c.fields = append(c.fields, Field{Made("User-Agent"), v})
	case "-e", "--referer":
		c.fields = append(c.fields, Field{Made("Referer"), v})
	case "-r", "--range":
		c.fields = append(c.fields, Field{Made("Range"), Made("bytes=" + v.S)})
	case "-b", "--cookie":
		c.fields = append(c.fields, Field{Made("Cookie"), v})
	case "--oauth2-bearer":
		c.fields = append(c.fields, Field{Made("Authorization"), Made("Bearer " + v.S)})
	case "--url":
		c.setURL(v)
	case "--aws-sigv4":
		c.sigv4 = v
	case "-u", "--user":
		c.user = v
	case "--compressed":
		c.fields = append(c.fields, Field{Made("Accept-Encoding"), Made("deflate, gzip")})
	}
}

func (c *curl) setURL(t Text) {
	if !c.url.Present() && len(t.S) > 3 && !strings.HasPrefix(t.S, ">") && strings.ContainsAny(t.S, "./:$") && span(t.S, func(c byte) bool { return isDigit(c) || c == '.' }) != len(t.S) {
		c.url = t
	}
}

// header takes -H "Name: value". "Name;" sends it empty, "Name:" not at all.
func (c *curl) header(t Text) {
	if strings.HasPrefix(t.S, "@") {
		return
	}
	i := strings.IndexByte(t.S, ':')
	if i < 0 {
		if n := strings.TrimSuffix(t.S, ";"); n != t.S {
			c.fields = append(c.fields, Field{t.Sub(0, len(n)), t.Sub(len(n), len(n))})
		}
		return
	}
	if strings.TrimSpace(t.S[i+1:]) == "" {
		return
	}
	c.fields = append(c.fields, Field{t.Sub(0, i), t.Sub(i+1, len(t.S))})
}

func (c *curl) body(name string, v Text) {
	if strings.HasPrefix(v.S, "@") && name != "--data-raw" || name == "--data-urlencode" {
		c.unknown = true
	}
	if name == "-d" || name == "--data" || name == "--data-ascii" {
		v = withoutLineEnds(v)
	}
	c.data = append(c.data, v)
}

// withoutLineEnds does to data what curl does when it reads it from a file with
// -d; data on the command line is sent as it is.
func withoutLineEnds(v Text) Text { return v }

// request puts together what curl would send.
func (c *curl) request() *Request {
	r := &Request{What: "curl-command", Target: c.url, Fields: c.fields, Method: c.method}
	if !r.Method.Present() {
		r.Method = Made(c.impliedMethod())
	}
	c.addImplied(r)
	c.setBody(r)
	return r
}

func (c *curl) impliedMethod() string {
	switch {
	case c.head:
		return "HEAD"
	case c.upload:
		return "PUT"
	case (len(c.data) > 0 || c.form) && !c.get:
		return "POST"
	}
	return "GET"
}

// addImplied adds the headers that curl sends unasked and that can be signed.
func (c *curl) addImplied(r *Request) {
	has := func(name string) bool { return find(r.Fields, name).Present() }
	if authority, _, _, _, _ := sigv4.TargetParts(r.Target.S); !has("Host") && authority != "" {
		i := strings.Index(r.Target.S, authority)
		r.Fields = append(r.Fields, Field{Made("Host"), r.Target.Sub(i, i+len(authority))})
	}
	if c.json && !has("Content-Type") {
		r.Fields = append(r.Fields, Field{Made("Content-Type"), Made("application/json")})
	}
	if len(c.data) > 0 && !c.get && !c.json && !has("Content-Type") {
		r.Fields = append(r.Fields, Field{Made("Content-Type"), Made("application/x-www-form-urlencoded")})
	}
}

func (c *curl) setBody(r *Request) {
	switch {
	case c.get && len(c.data) > 0:
		r.Target = Made(r.Target.S + joinQuery(r.Target.S, c.data))
		r.BodyState = sigv4.BodyAbsent
	case c.unknown || c.upload || c.form:
		r.BodyState = sigv4.BodyUnknown
	case len(c.data) == 1:
		r.Body, r.BodyState = c.data[0], sigv4.BodyKnown
	case len(c.data) > 1:
		r.Body, r.BodyState = Made(joinData(c.data)), sigv4.BodyKnown
	default:
		r.BodyState = sigv4.BodyAbsent
	}
}

func joinData(data []Text) string {
	parts := make([]string, len(data))
	for i, d := range data {
		parts[i] = d.S
	}
	return strings.Join(parts, "&")
}

func joinQuery(url string, data []Text) string {
	if strings.Contains(url, "?") {
		return "&" + joinData(data)
	}
	return "?" + joinData(data)
}
