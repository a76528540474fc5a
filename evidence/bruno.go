package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// brunoRequest reads a request of Bruno's .bru files: blocks such as
// "put { url: … }", "headers { … }", "body:json { … }" (Bruno, "Bru Lang").
func (p *page) brunoRequest(l line, _ anchors) int {
	before, ok := lineBefore(p.s, l.from)
	if !ok || !strings.HasPrefix(strings.TrimLeft(l.text(p.s), " "), "url:") {
		return 0
	}
	method, isBlock := strings.CutSuffix(before.text(p.s), " {")
	if !isBlock || !isMethod(method) {
		return 0
	}
	r := &Request{
		What:       "collection-request",
		OwnHeaders: true,
		Method:     inUpperCase(p.t.Sub(before.from, before.from+len(method))),
		BodyState:  sigv4.BodyAbsent,
	}
	signs, vars := false, variables{}
	end := p.bruBlock(l.from, func(t Text) {
		if name, v, ok := bruEntry(t); ok && name.S == "url" {
			r.Target = withScheme(v, "http://")
		}
	})
	for name, at := p.bruHead(end); name != "" && name != "meta"; name, at = p.bruHead(end) {
		signs = signs || name == "auth:awsv4"
		if strings.HasPrefix(name, "vars") {
			end = p.bruBlock(at, func(t Text) {
				if n, v, ok := bruEntry(t); ok {
					vars[n.S] = v.S
				}
			})
			continue
		}
		end = p.readBru(r, name, at)
	}
	r.Place = p.t.PlaceOf(before.from, end)
	r.fill(vars)
	if !p.addSaved(r, signs && r.Target.Present()) {
		return 0
	}
	return end
}

// readBru reads a block that belongs to a request, and returns where it ends.
func (p *page) readBru(r *Request, name string, at int) int {
	switch {
	case name == "headers":
		return p.bruBlock(at, func(t Text) {
			if n, v, ok := bruEntry(t); ok {
				r.Fields = append(r.Fields, Field{n, v})
			}
		})
	case name == "body", name == "body:json", name == "body:text", name == "body:xml":
		m, first := p.t.Remake(), true
		end := p.bruBlock(at, func(t Text) {
			from := p.offset(t)
			if !first {
				m.Put("\n", from, from)
			}
			m.Keep(min(from+2, from+span(t.S, isBlankByte)), from+len(t.S))
			first = false
		})
		r.Body, r.BodyState = m.View("the indentation of a block").Whole(), sigv4.BodyKnown
		return end
	case strings.HasPrefix(name, "body"):
		r.BodyState = sigv4.BodyUnknown
	}
	return p.bruBlock(at, func(Text) {})
}

// bruHead finds the head of the next block behind blank lines, and where the
// lines in it begin; the name is "" when there is none.
func (p *page) bruHead(at int) (name string, lines int) {
	at += span(p.s[at:], isSpace)
	if at >= len(p.s) {
		return "", at
	}
	l := lineAt(p.s, at)
	name, ok := strings.CutSuffix(l.text(p.s), " {")
	if !ok || !consistsOf(name, func(c byte) bool { return isNameByte(c) || c == ':' }) {
		return "", at
	}
	return name, l.next
}

// bruBlock hands on the lines of a block up to the bracket that closes it, and
// returns where it ends, at most longestCommand further on. What this costs is
// taken from what may be read in vain.
func (p *page) bruBlock(at int, do func(Text)) int {
	start, limit := at, min(len(p.s), at+min(longestCommand, p.r.ahead/8))
	defer func() { p.r.pay(8 * (at - start)) }()
	for at < limit {
		l := lineAt(p.s, at)
		at = l.next
		if strings.HasPrefix(l.text(p.s), "}") {
			break
		}
		do(p.t.Sub(l.from, l.to))
	}
	return at
}

// bruEntry reads "name: value"; one that is switched off begins with "~".
func bruEntry(t Text) (name, value Text, ok bool) {
	t = t.Trim()
	i := strings.IndexByte(t.S, ':')
	if i <= 0 || t.S[0] == '~' {
		return name, value, false
	}
	return t.Sub(0, i), t.Sub(i+1, len(t.S)).Trim(), true
}
