package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// A libraryForm is how an HTTP library prints a request of its own type.
type libraryForm struct {
	mark  string // stands in each
	whole *regexp.Regexp
	// groups of whole; 0 where the form has none
	method, target, path, query, parameters, headers, contentType, length, body int
	scheme, port, host, names                                                   int // names of parameters

	header    *regexp.Regexp // name and value
	parameter *regexp.Regexp // name and value, not encoded
}

// longestPrint is how far such a request reaches at most before and behind its
// Authorization.
const longestPrint = 4 << 10

// libraryForms are those that tell the parts apart by their order or by signs that no
// other format has. Sources: akka-http HttpRequest.toString, Erlang/OTP inets httpc
// request/4, hackney's request/5, amazonka's logger of Network.AWS.Types and Amazonka.Logger, the AWS SDK for
// Java 1 (com.amazonaws.DefaultRequest.toString).
var libraryForms = []libraryForm{
	{
		mark: "HttpRequest(HttpMethod(",
		whole: regexp.MustCompile(`HttpRequest\(HttpMethod\((\w+)\),([^,\s]+),List\(([^\n]*)\),` +
			`HttpEntity\.\w+\(([^\n,)]*)(?:,(\d+) bytes total)?`),
		method: 1, target: 2, headers: 3, contentType: 4, length: 5,
		header: regexp.MustCompile(`(?:^|, )([A-Za-z0-9-]+): (.*?)(?:$|, [A-Za-z0-9-]+: )`),
	},
	{
		mark: "httpc:request(",
		whole: regexp.MustCompile(`httpc:request\(\s*(\w+)\s*,` + // method
			`\s*\{\s*"([^"]+)"\s*,` + // URL
			`\s*\[((?s).*?)\]\s*,` + // headers
			`\s*"([^"]*)"\s*,` + // Content-Type
			`\s*<<"((?:[^"\\]|\\.)*)">>`), // body
		method: 1, target: 2, headers: 3, contentType: 4, body: 5,
		header: regexp.MustCompile(`\{\s*"([^"]+)"\s*,\s*"((?:[^"\\]|\\.)*)"\s*\}`),
	},
	{
		mark: "hackney:request(",
		whole: regexp.MustCompile(`hackney:request\(\s*(\w+)\s*,` + // method
			`\s*<<"([^"]+)">>\s*,` + // URL
			`\s*\[((?s).*?)\]\s*,` + // headers
			`\s*<<"((?:[^"\\]|\\.)*)">>`), // body
		method: 1, target: 2, headers: 3, body: 4,
		header: regexp.MustCompile(`\{\s*<<"([^"]+)">>\s*,\s*<<"((?:[^"\\]|\\.)*)">>\s*\}`),
	},
	{
		mark: "[Client Request] {",
		whole: regexp.MustCompile(`\[Client Request\] \{[^}]*?` +
			`\n\s*host\s*=[^}]*?` +
			`\n\s*method\s*= (\w+)[^}]*?` +
			`\n\s*path\s*= (\S*)` +
			`\n\s*query\s*= ?([^\n]*)` +
			`\n\s*headers\s*= ([^\n]*)` +
			`\n\s*body\s*= ?([^\n]*)`),
		method: 1, target: 2, query: 3, headers: 4, body: 5,
		header: regexp.MustCompile(`(?:^|; )([A-Za-z0-9-]+): (.*?)(?:$|; [A-Za-z0-9-]+: )`),
	},
	sentByJava,
	sentByJava2,
	printedByGo,
}

// printedByGo is an http.Request as Go's fmt prints it with %v: values without their names.
var printedByGo = libraryForm{
	mark: " map[",
	whole: regexp.MustCompile(`&?\{(` + methodWords + `) (\S+) HTTP/[12]\.\d [12] \d map\[((?s).*?)\] (?:\{[^}\n]*\}|<nil>|0x[0-9a-f]+) ` +
		`(?:<nil>|0x[0-9a-f]+) -?\d+ \[[^\]\n]*\] (?:true|false) (\S+) map\[`),
	method: 1, target: 2, headers: 3, host: 4,
	header: regexp.MustCompile(`(?:^|[ \]])([A-Za-z0-9-]+):\[((?s).*?)\](?: [A-Za-z0-9-]+:\[|$)`),
}

// sentByJava is a request of the AWS SDK for Java 1, which puts the parameters of a POST
// into its body.
var sentByJava = libraryForm{
	mark: "Headers: (",
	whole: regexp.MustCompile(`(?m)\b(` + methodWords + `) (https?://[^\s/]+)/?(?: (/[^\s]*))? ` +
		`(?:Parameters: \(([^\n]*?)\) ?)?Headers: \(([^\n]*?),? ?\)[ \r]*$`),
	method: 1, target: 2, path: 3, parameters: 4, headers: 5,
	header:    regexp.MustCompile(`(?:^|, )([A-Za-z0-9-]+): (.*?)(?:$|, [A-Za-z0-9-]+: )`),
	parameter: regexp.MustCompile(`([\w.-]+)"?[=:]\["?([^\]\n]*?)"?\]`),
}

// sentByJava2 is a request of the AWS SDK for Java 2 (software.amazon.awssdk.http,
// DefaultSdkHttpFullRequest.toString), which tells of headers and parameters only the names.
var sentByJava2 = libraryForm{
	mark: "DefaultSdkHttpFullRequest(",
	whole: regexp.MustCompile(`DefaultSdkHttpFullRequest\(httpMethod=(\w+), protocol=(https?), host=([\w.-]+)` +
		`(?:, port=(\d+))?(?:, encodedPath=([^\s,]*))?, headers=\[[^\]\n]*\], queryParameters=\[([^\]\n]*)\]\)`),
	method: 1, target: 3, scheme: 2, port: 4, path: 5, names: 6,
}

// noContent is what Akka prints as content type where there is none.
const noContent = "none/none"

// nextMark is where the mark of a form stands next, from an offset on; the end of the page
// where it does not. A log is searched for each mark once.
func (p *page) nextMark(form, from int) int {
	if p.marks == nil {
		p.marks = make([]int, len(libraryForms))
		for i := range p.marks {
			p.marks[i] = -1
		}
	}
	if p.marks[form] < from {
		p.marks[form] = len(p.s)
		if i := strings.Index(p.s[from:], libraryForms[form].mark); i >= 0 {
			p.marks[form] = from + i
		}
	}
	return p.marks[form]
}

// libraryPrint reads a request that a library prints.
func (p *page) libraryPrint(l line, _ anchors) int {
	low, high := max(p.done, l.from-longestPrint), min(len(p.s), l.to+longestPrint)
	for i := range libraryForms {
		form := &libraryForms[i]
		if p.nextMark(i, low) >= high || !p.r.look(high-low) {
			continue
		}
		for _, m := range form.whole.FindAllStringSubmatchIndex(p.s[low:high], 8) {
			if low+m[1] < l.from || low+m[0] > l.to {
				continue
			}
			if r := p.libraryRequest(form, low, m); r != nil {
				p.addRequest(r)
				return max(low+m[1], l.next)
			}
		}
	}
	return 0
}

// libraryRequest puts a request together of the groups of a form, nil when it is not
// signed.
func (p *page) libraryRequest(form *libraryForm, low int, m []int) *Request {
	group := func(n int) Text {
		if n == 0 || m[2*n] < 0 {
			return Text{}
		}
		return p.t.Sub(low+m[2*n], low+m[2*n+1])
	}
	r := &Request{
		What:      "library-request",
		Method:    inUpperCase(group(form.method)),
		Target:    group(form.target),
		BodyState: sigv4.BodyUnknown,
		Place:     p.t.PlaceOf(low+m[0], low+m[1]),
	}
	query := strings.TrimPrefix(group(form.query).Trim().S, "?")
	if r.Method.S != "POST" {
		query += form.queryOf(group(form.parameters).S)
	}
	if form.scheme > 0 {
		r.Target = schemed(r.Target, group(form.scheme).S, group(form.port).S)
	}
	if path := group(form.path).S; path != "" || query != "" {
		r.Target = joined(r.Target, path, query)
	}
	r.Fields = form.fields(group(form.headers))
	for _, f := range []Field{
		{Made("Host"), group(form.host)},
		{Made("Content-Type"), group(form.contentType)},
		{Made("Content-Length"), group(form.length)},
	} {
		if f.Value.S != "" && f.Value.S != noContent && !find(r.Fields, f.Name.S).Present() {
			r.Fields = append(r.Fields, f)
		}
	}
	switch {
	case group(form.names).S != "":
		return nil // the query is not told
	case !signedFields(r.Fields) && !p.sending(low+m[0]):
		return nil
	}
	if body := group(form.body); form.body > 0 {
		if r.BodyState = sigv4.BodyAbsent; body.S != "" {
			r.Body, r.BodyState = unescaped(body), sigv4.BodyKnown
		}
	}
	return r
}

// sending reports whether a log says before an offset that a request is sent: the SDKs for
// Java log it before they sign it, next to their texts.
func (p *page) sending(at int) bool {
	const nearby = 8 << 10
	low, high := max(0, at-nearby), min(len(p.s), at+nearby)
	return strings.HasSuffix(p.s[:at], "Sending Request: ") && p.r.look(high-low) &&
		strings.Contains(p.s[low:high], "AWS4-HMAC-SHA256")
}

// schemed is the address of a host, with its port where the scheme does not imply it.
func schemed(host Text, scheme, port string) Text {
	m := host.Remake()
	m.Put(scheme+"://", 0, 0)
	m.Keep(0, len(host.S))
	if port != "" && port != "443" && port != "80" {
		m.Put(":"+port, len(host.S), len(host.S))
	}
	return m.View("scheme and port").Whole()
}

// queryOf makes a query of parameters that are printed as a map.
func (f *libraryForm) queryOf(parameters string) string {
	if f.parameter == nil {
		return ""
	}
	var pairs []string
	for _, m := range f.parameter.FindAllStringSubmatch(parameters, 100) {
		pairs = append(pairs, sigv4.UriEncode(m[1], false)+"="+sigv4.UriEncode(m[2], false))
	}
	return strings.Join(pairs, "&")
}

// joined puts path and query behind what a library prints as the address.
func joined(address Text, path, query string) Text {
	if query != "" {
		path += "?" + query
	}
	return address.with(path, "path and query")
}

// fields reads the headers, of which each ends where the next begins.
func (f *libraryForm) fields(t Text) (fields []Field) {
	for at := 0; at < len(t.S); {
		m := f.header.FindStringSubmatchIndex(t.S[at:])
		if m == nil {
			break
		}
		fields = append(fields, Field{t.Sub(at+m[2], at+m[3]), unescaped(t.Sub(at+m[4], at+m[5]))})
		at += max(m[5], 1)
	}
	return fields
}
