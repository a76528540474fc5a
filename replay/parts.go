package replay

import (
	"reflect"
	"strings"
)

// parts are the six parts of a canonical request.
type parts struct{ method, path, query, block, list, payload string }

// touched says which knobs of a trial are turned. Each part of the canonical
// request depends on the knobs of its own kind alone, so that a part that a set
// of twists does not touch need not be made again.
type touched uint8

const (
	touchMethod touched = 1 << iota
	touchPath
	touchQuery
	touchBlock
	touchList
	touchPayload
	touchString // no part, but the string to sign as well
	touchWhole  // no part, but how they are put together
	touchAll    = touchString - 1

	touchHeaders = touchBlock | touchList
)

func (t *Trial) touched() touched {
	var out touched
	for _, k := range []struct {
		knobs any
		bit   touched
	}{{t.methodText, touchMethod}, {t.p, touchPath}, {t.q, touchQuery}, {t.h.blockKnobs, touchBlock}, {t.h.listKnobs, touchList}, {t.payloadText, touchPayload}, {t.s, touchString}} {
		if !reflect.ValueOf(k.knobs).IsZero() {
			out |= k.bit
		}
	}
	if !t.joined() {
		out |= touchWhole
	}
	return out
}

// render makes the parts of some knobs anew; the others are those given.
func (t *Trial) render(p parts, which touched) parts {
	if which&touchMethod != 0 {
		p.method = t.methodLine()
	}
	if which&touchPath != 0 {
		p.path = t.pathText()
	}
	if which&touchQuery != 0 {
		p.query = t.queryText()
	}
	if which&touchBlock != 0 {
		p.block = t.block()
	}
	if which&touchList != 0 {
		p.list = t.listText()
	}
	if which&touchPayload != 0 {
		p.payload = t.payloadLine()
	}
	return p
}

// take replaces the parts of some knobs by those of another set.
func (p *parts) take(o *parts, which touched) {
	if which&touchMethod != 0 {
		p.method = o.method
	}
	if which&touchPath != 0 {
		p.path = o.path
	}
	if which&touchQuery != 0 {
		p.query = o.query
	}
	if which&touchBlock != 0 {
		p.block = o.block
	}
	if which&touchList != 0 {
		p.list = o.list
	}
	if which&touchPayload != 0 {
		p.payload = o.payload
	}
}

// Part is the text of a part as the trial's signer has it; that of key and signature
// is "".
func (t *Trial) Part(g Group) string {
	switch g {
	case GroupMethod:
		return t.methodLine()
	case GroupPath:
		return t.pathText()
	case GroupQuery:
		return t.queryText()
	case GroupHeaders:
		return t.block()
	case GroupList:
		return t.listText()
	case GroupPayload:
		return t.payloadLine()
	case GroupAlgorithm, GroupDate, GroupScope, GroupHash, GroupString:
		return t.stringToSign(t.canonical())
	}
	return ""
}

// canonical is the canonical request of the trial's signer.
func (t *Trial) canonical() string {
	p := t.render(parts{}, touchAll)
	return string(t.assemble(nil, &p))
}

// joined reports whether parts are put together as by the rules.
func (t *Trial) joined() bool {
	return t.c.parts == nil && t.c.eol == "" && t.c.whole == nil && !t.c.noLast && !t.h.hasBlank
}

// assemble appends the canonical request made of parts to dst.
func (t *Trial) assemble(dst []byte, p *parts) []byte {
	if t.c.parts == nil && t.c.eol == "" && t.c.whole == nil {
		return t.join(dst, p)
	}
	if t.c.parts != nil {
		if lines := t.c.parts([]string{p.method, p.path, p.query, p.block, p.list, p.payload}); len(lines) != 6 {
			n := len(dst)
			return t.c.finish(append(dst, strings.Join(lines, "\n")...), n)
		} else {
			p = &parts{lines[0], lines[1], lines[2], lines[3], lines[4], lines[5]}
		}
	}
	n := len(dst)
	return t.c.finish(t.join(dst, p), n)
}

// join puts six parts into lines. The block ends with a line end of its own.
func (t *Trial) join(dst []byte, p *parts) []byte {
	for _, line := range []string{p.method, p.path, p.query} {
		dst = append(append(dst, line...), '\n')
	}
	dst = append(dst, p.block...)
	if t.h.hasBlank {
		dst = append(dst, t.h.blank...)
	} else {
		dst = append(dst, '\n')
	}
	dst = append(dst, p.list...)
	if t.c.noLast {
		return dst
	}
	return append(append(dst, '\n'), p.payload...)
}
