package evidence

import (
	"slices"
	"strings"
)

// undressed takes off what a print puts around every value: quotes, the brackets of
// lists, a comma or semicolon behind it. A signer that sends one value so has made a
// mistake; a print has all of them so, or is indented.
func (p *page) undressed(fields []Field) []Field {
	i := authField(fields)
	if i < 0 || len(fields) < 2 {
		return fields
	}
	v := fields[i].Value.Trim().S
	for _, d := range dresses {
		if len(v) < 20 || !d.isOn(v) {
			continue
		}
		alike, bare := 0, 0
		for _, f := range fields {
			switch t := f.Value.Trim().S; {
			case d.isOn(t):
				alike++
			case t != "":
				bare++
			}
		}
		indented := p.lostBlanks() || d.open != "" && p.standsIndented(fields[i].Name)
		if alike < 2 && !indented || d.open == "" && bare > 0 {
			return fields
		}
		return d.takenOff(fields)
	}
	return fields
}

// A dress is what a print puts before and behind a value.
type dress struct{ open, close string }

var dresses = []dress{
	{`"`, `",`},
	{`"`, `";`},
	{`'`, `',`},
	{`"`, `"`},
	{`'`, `'`},
	{"[", "]"},
	{"`", "`"},
	{"(", ")"},
	{"b'", "'"},
	{`b"`, `"`}, // bytes of Python
	{"", ","},
	{"", ";"},
	{"", " \\"},
	{"", " |"},
	{"", `\r\n`},
	{"", "^M$"},
	{"", "^M"},
	{"", "$"},
	{"", "<br>"},
	{"", "<br/>"}, // line ends made visible
}

func (d dress) isOn(s string) bool {
	return len(s) >= len(d.open)+len(d.close) && strings.HasPrefix(s, d.open) && strings.HasSuffix(s, d.close)
}

func (d dress) takenOff(fields []Field) []Field {
	separates := d.close == "," || d.close == ";" || d.close == `";`
	out := slices.Clone(fields)
	for k := range out {
		if t := out[k].Value.Trim(); d.isOn(t.S) {
			out[k].Value = t.Sub(len(d.open), len(t.S)-len(d.close))
		} else if separates {
			out[k].Value = t.Sub(0, len(strings.TrimRight(t.S, ",;")))
		}
	}
	return out
}

// lostBlanks reports whether the lines of the page were indented before.
func (p *page) lostBlanks() bool {
	return slices.ContainsFunc(p.t.Undone(), func(s string) bool { return strings.Contains(s, "blanks") })
}

// standsIndented reports whether a blank stands before a text.
func (p *page) standsIndented(t Text) bool {
	if p.t.view != t.view {
		return false
	}
	at := p.offset(t)
	return at > 0 && isBlankByte(p.s[at-1])
}

func authField(fields []Field) int {
	for i := range fields {
		if isAuthName(fields[i].Name.S) {
			return i
		}
	}
	return -1
}

func find(fields []Field, name string) Text {
	for _, f := range fields {
		if strings.EqualFold(f.Name.S, name) {
			return f.Value.Trim()
		}
	}
	return Text{}
}
