package evidence

import (
	"regexp"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// webCmdlets are the commands of PowerShell that send a request, with their
// aliases (Microsoft.PowerShell.Utility).
var webCmdlets = []string{"invoke-webrequest", "invoke-restmethod", "iwr", "irm", "curl", "wget"}

// webRequest reads Invoke-WebRequest and Invoke-RestMethod as the request that
// they would send. Browsers copy requests so, too.
func (p *page) webRequest(l line, _ anchors) int {
	s := l.text(p.s)
	col := cmdletAt(s)
	if col < 0 {
		return 0
	}
	args, end := p.commandWords(l.from+col, powerShell)
	w := &webCall{p: p, from: l.from + col}
	if !w.read(args) {
		return 0
	}
	r := w.request()
	if r == nil || !isAuthed(r.Fields) && !strings.Contains(r.Target.S, "X-Amz-") {
		return 0
	}
	r.Place = p.t.PlaceOf(l.from+col, end)
	p.addRequest(r)
	return end
}

// cmdletAt returns where such a command begins on a line, -1 when none does.
func cmdletAt(s string) int {
	for _, name := range webCmdlets {
		for i := indexFold(s, name, 0); i >= 0; i = indexFold(s, name, i+1) {
			end := i + len(name)
			if (i == 0 || isAmong(s[i-1], " \t=(&|;{$")) && end < len(s) && s[end] == ' ' {
				return i
			}
		}
	}
	return -1
}

// A webCall is what the parameters of such a command ask for.
type webCall struct {
	p       *page
	from    int // where the command begins on its page
	named   bool
	url     Text
	method  Text
	headers Text
	body    Text
	content Text // -ContentType
	agent   Text
	unknown bool
}

// read takes the parameters; it is false when none of them is PowerShell's own,
// as with curl's.
func (w *webCall) read(args []Text) bool {
	for i := 1; i < len(args); i++ {
		name := strings.ToLower(args[i].S)
		if !strings.HasPrefix(name, "-") {
			if !w.url.Present() {
				w.url = args[i]
			}
			continue
		}
		if i+1 < len(args) && w.parameter(name, args[i+1]) {
			i++
		}
	}
	w.url = w.value(w.url)
	return w.named && w.url.Present()
}

// parameter takes a parameter with its value; false when it has none.
func (w *webCall) parameter(name string, v Text) bool {
	switch name {
	case "-uri":
		w.url, w.named = v, true
	case "-method":
		w.method, w.named = inUpperCase(v), true
	case "-custommethod":
		w.method, w.named = v, true
	case "-headers":
		w.headers, w.named = v, true
	case "-body":
		w.body = v
	case "-infile":
		w.unknown = true
	case "-contenttype":
		w.content = v
	case "-useragent":
		w.agent = v
	case "-outfile", "-websession", "-sessionvariable", "-timeoutsec", "-proxy", "-credential", "-certificate",
		"-erroraction", "-maximumredirection", "-httpversion", "-transferencoding":
	default:
		return false
	}
	return true
}

// farthestVariable is how far before a command the value of a variable is looked for.
const farthestVariable = 8 << 10

// value follows a variable to the text that was last assigned to it.
func (w *webCall) value(t Text) Text {
	s := t.S
	if len(s) < 2 || s[0] != '$' || !consistsOf(s[1:], isNameByte) {
		return t
	}
	floor := max(0, w.from-farthestVariable)
	if !w.p.r.look(2 * (w.from - floor)) {
		return t
	}
	before := lowerASCII(w.p.s[floor:w.from])
	for at, n := len(before), 0; n < 16; n++ {
		at = strings.LastIndex(before[:at], lowerASCII(s))
		if at < 0 {
			return t
		}
		k := floor + at + len(s)
		k += span(w.p.s[k:], isBlankByte)
		if !strings.HasPrefix(w.p.s[k:], "=") {
			continue
		}
		scan := &wordScan{t: w.p.t, s: w.p.s, at: k + 1, limit: w.from, sh: powerShell}
		if scan.next() {
			return scan.word
		}
		return t
	}
	return t
}

// request puts together what would be sent; nil without a URL.
func (w *webCall) request() *Request {
	if !strings.Contains(w.url.S, "://") {
		return nil
	}
	r := &Request{
		What:       "powershell-request",
		Method:     w.method,
		Target:     w.url,
		BodyState:  sigv4.BodyAbsent,
		OwnHeaders: true,
	}
	if !r.Method.Present() {
		r.Method = Made("GET")
	}
	r.Fields = hashtable(w.value(w.headers))
	r.OwnHeaders = len(r.Fields) > 0 || !w.headers.Present()
	for _, f := range []Field{{Made("Content-Type"), w.content}, {Made("User-Agent"), w.agent}} {
		if f.Value.Present() {
			r.setField(f)
		}
	}
	if !find(r.Fields, "Host").Present() {
		r.Fields = append(r.Fields, hostField(r.Target)...)
	}
	switch body := bytesOf(w.value(w.body)); {
	case w.unknown, body.S != "" && isAmong(body.S[0], "$(@"):
		r.BodyState = sigv4.BodyUnknown
	case body.Present():
		r.Body, r.BodyState = body, sigv4.BodyKnown
	}
	return r
}

var (
	getBytes = regexp.MustCompile(`(?i)^\(\[System\.Text\.Encoding\]::UTF8\.GetBytes\(`)
	charCode = regexp.MustCompile(`(?i)\$\(\[char\](\d{1,5})\)`)
)

// bytesOf is the text that a browser's copy makes bytes of, with its characters
// outside ASCII written as numbers.
func bytesOf(t Text) Text {
	open := getBytes.FindStringIndex(t.S)
	if open == nil {
		return t
	}
	scan := &wordScan{t: t, s: t.S, at: open[1], limit: len(t.S), sh: powerShell}
	if !scan.next() {
		return t
	}
	word := scan.word.TrimSet(")")
	m := word.Remake()
	from := 0
	for _, c := range charCode.FindAllStringSubmatchIndex(word.S, -1) {
		n, _ := strconv.Atoi(word.S[c[2]:c[3]])
		m.Keep(from, c[0])
		m.Put(string(rune(n)), c[0], c[1])
		from = c[1]
	}
	m.Keep(from, len(word.S))
	return m.View("the numbers of characters").Whole()
}

// hashtable reads "@{ "name" = "value"; … }". A browser writes the pseudo headers
// of HTTP/2 into it as if they were headers.
func hashtable(t Text) (fields []Field) {
	if !strings.HasPrefix(t.S, "@{") {
		return nil
	}
	copied := strings.Contains(t.S, `"scheme"=`)
	scan := &wordScan{t: t, s: t.S, at: 2, limit: len(t.S), sh: powerShell}
	for {
		scan.at += span(t.S[scan.at:], func(c byte) bool { return isSpace(c) || c == ';' })
		name, ok := scan.entry()
		if !ok {
			return fields
		}
		scan.at += span(t.S[scan.at:], func(c byte) bool { return isBlankByte(c) || c == '=' })
		if !scan.next() {
			return fields
		}
		switch {
		case copied && (name.S == "method" || name.S == "path" || name.S == "scheme"):
		case copied && name.S == "authority":
			fields = append(fields, Field{Made("Host"), scan.word})
		default:
			fields = append(fields, Field{name, scan.word})
		}
	}
}

// entry reads the name of an entry, up to its "=".
func (w *wordScan) entry() (Text, bool) {
	n := strings.IndexByte(w.s[w.at:], '=')
	if n < 0 {
		return Text{}, false
	}
	name := w.t.Sub(w.at, w.at+n).TrimSet(" \t\r\n\"'")
	w.at += n
	return name, name.S != "" && consistsOf(name.S, isNameByte)
}
