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
	for _, d := range []struct{ open, close string }{{`"`, `",`}, {`"`, `";`}, {`'`, `',`}, {`"`, `"`}, {`'`, `'`}, {"[", "]"}, {"`", "`"}, {"(", ")"}, {"b'", "'"}, {`b"`, `"`}, {"", ","}, {"", ";"}, {"", " \\"}, {"", " |"}, {"", `\r\n`}, {"", "^M$"}, {"", "^M"}, {"", "$"}, {"", "<br>"}, {"", "<br/>"}} {
		if len(v) < 20 || !strings.HasPrefix(v, d.open) || !strings.HasSuffix(v, d.close) {
			continue
		}
		alike, bare := 0, 0
		for _, f := range fields {
			switch t := f.Value.Trim().S; {
			case dressed(t, d.open, d.close):
				alike++
			case t != "":
				bare++
			}
		}
		indented := slices.ContainsFunc(p.t.Undone(), func(s string) bool { return strings.Contains(s, "blanks") }) || d.open != "" && p.t.view == fields[i].Name.view && p.offset(fields[i].Name) > 0 && isBlankByte(p.s[p.offset(fields[i].Name)-1])
		if alike < 2 && !indented || d.open == "" && bare > 0 {
			return fields
		}
		out := append([]Field(nil), fields...)
		for k := range out {
			if t := out[k].Value.Trim(); dressed(t.S, d.open, d.close) {
				out[k].Value = t.Sub(len(d.open), len(t.S)-len(d.close))
			} else if rest := strings.TrimRight(d.close, `"'`); rest == "," || rest == ";" || d.close == `";` {
				out[k].Value = t.Sub(0, len(strings.TrimRight(t.S, ",;")))
			}
		}
		return out
	}
	return fields
}

func dressed(s, open, close string) bool {
	return len(s) >= len(open)+len(close) && strings.HasPrefix(s, open) && strings.HasSuffix(s, close)
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
