package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// jmeterWindow is how far from the headers the rest of a request of JMeter is looked for.
const jmeterWindow = 16 << 10

var (
	jmeterHeader = regexp.MustCompile(`name="Header\.name">([^<]*)</stringProp>\s*<stringProp name="Header\.value">([^<]*)<`)
	jmeterProp   = regexp.MustCompile(`name="(HTTPSampler\.(?:domain|port|protocol|path|method)|Argument\.value)">([^<]*)<`)
	jmeterResult = regexp.MustCompile(`<(method|queryString|java\.net\.URL)\b[^>]*>([^<]*)<`)
)

// jmeterRequest reads a request of JMeter: of a test plan, a sampler and the header manager
// beside it (HTTPSamplerProxy, HeaderManager), or of its results, a sample with its headers.
func (p *page) jmeterRequest(l line, _ anchors) int {
	low, high := max(p.done, l.from-jmeterWindow), min(len(p.s), l.to+jmeterWindow)
	s := l.text(p.s)
	inPlan := strings.Contains(s, `"Header.name"`)
	if strings.Contains(s, `"HTTPSampler.path"`) && strings.Contains(s, "X-Amz-Signature=") && p.r.look(high-low) {
		return p.jmeterPresigned(l, low, high)
	}
	if !inPlan && (strings.Contains(s, "<") && !strings.Contains(s, "<requestHeader") || !strings.Contains(p.s[low:l.to], "<requestHeader")) ||
		!p.r.look(high-low) {
		return 0
	}
	if inPlan {
		return p.jmeterPlan(l, low, high)
	}
	return p.jmeterSample(l, low, high)
}

// elementAround is the element of a name in [low, high) that a line stands in, from its first tag
// up to its last.
func (p *page) elementAround(l line, name string, low, high int) (from, to int, ok bool) {
	from = strings.LastIndex(p.s[low:l.from], "<"+name)
	to = strings.Index(p.s[l.from:high], "</"+name+">")
	return low + from, l.from + to, from >= 0 && to >= 0
}

// jmeterPlan reads the header manager of a test plan, and the sampler before it.
func (p *page) jmeterPlan(l line, low, high int) int {
	from, to, ok := p.elementAround(l, "HeaderManager", low, high)
	if !ok {
		return 0
	}
	r := &Request{What: "collection-request", OwnHeaders: true, BodyState: sigv4.BodyAbsent}
	for _, m := range jmeterHeader.FindAllStringSubmatchIndex(p.s[from:to], mostRows) {
		r.Fields = append(r.Fields, Field{p.xmlText(from+m[2], from+m[3]), p.xmlText(from+m[4], from+m[5])})
	}
	if !signedFields(r.Fields) {
		return 0
	}
	r.Place = p.t.PlaceOf(from, to)
	if sampler := strings.LastIndex(p.s[low:from], "<HTTPSamplerProxy"); sampler >= 0 {
		p.jmeterSampler(r, low+sampler, from)
		r.Place = p.t.PlaceOf(low+sampler, to)
	}
	p.addRequest(r)
	return to
}

// jmeterPresigned reads a sampler whose path is a presigned target.
func (p *page) jmeterPresigned(l line, low, high int) int {
	from, to, ok := p.elementAround(l, "HTTPSamplerProxy", low, high)
	if !ok {
		return 0
	}
	r := &Request{What: "collection-request", OwnHeaders: true, BodyState: sigv4.BodyAbsent, Place: p.t.PlaceOf(from, to)}
	if p.jmeterSampler(r, from, to); !r.Target.Present() {
		return 0
	}
	p.addRequest(r)
	return to
}

// jmeterSampler reads the properties of a sampler in [from, to).
func (p *page) jmeterSampler(r *Request, from, to int) {
	props := map[string]Text{}
	for _, m := range jmeterProp.FindAllStringSubmatchIndex(p.s[from:to], 32) {
		props[p.s[from+m[2]:from+m[3]]] = p.xmlText(from+m[4], from+m[5]).Trim()
	}
	r.Method = props["HTTPSampler.method"]
	path, host := props["HTTPSampler.path"], props["HTTPSampler.domain"]
	if body := props["Argument.value"]; body.S != "" {
		r.Body, r.BodyState = body, sigv4.BodyKnown
	}
	switch {
	case strings.HasPrefix(path.S, "http"):
		r.Target = path
	case host.S != "":
		scheme := props["HTTPSampler.protocol"].S
		if scheme == "" {
			scheme = "http"
		}
		r.Target = schemed(host, scheme, props["HTTPSampler.port"].S).with("/"+strings.TrimPrefix(path.S, "/"), "the path of a sampler")
	case path.Present():
		r.Target = path
	}
}

// jmeterSample reads a sample of the results, of which the headers are one element.
func (p *page) jmeterSample(l line, low, high int) int {
	from := strings.LastIndex(p.s[low:l.to], "<requestHeader")
	if from < 0 {
		return 0
	}
	from += low
	begin := from + strings.IndexByte(p.s[from:high], '>') + 1
	end := strings.Index(p.s[from:high], "</requestHeader>")
	if begin <= from || from+end <= begin || from+end < l.from {
		return 0
	}
	end += from
	lines := p.xmlText(begin, end)
	r := &Request{What: "headers", BodyState: sigv4.BodyUnknown, Place: p.t.PlaceOf(from, end)}
	for at := 0; at < len(lines.S); {
		n := lineAt(lines.S, at)
		if k := fieldName(n.text(lines.S)); k > 0 {
			r.Fields = append(r.Fields, Field{lines.Sub(n.from, n.from+k), lines.Sub(n.from+k+1, n.to).Trim()})
		}
		at = n.next
	}
	if !signedFields(r.Fields) {
		return 0
	}
	to := high
	if n := strings.Index(p.s[end:high], "</httpSample>"); n >= 0 {
		to = end + n
	}
	for _, m := range jmeterResult.FindAllStringSubmatchIndex(p.s[end:to], 8) {
		value := p.xmlText(end+m[4], end+m[5])
		switch p.s[end+m[2] : end+m[3]] {
		case "method":
			r.Method = value.Trim()
		case "java.net.URL":
			r.Target = value.Trim()
		default:
			if r.BodyState = sigv4.BodyAbsent; value.S != "" {
				r.Body, r.BodyState = value, sigv4.BodyKnown
			}
		}
	}
	if r.Target.Present() {
		r.What = "log"
	}
	p.addRequest(r)
	return end
}

// xmlText is a part of the page whose entities are undone.
func (p *page) xmlText(from, to int) Text {
	t := p.t.Sub(from, to)
	if !strings.Contains(t.S, "&") {
		return t
	}
	return unescapeXML(t)
}
