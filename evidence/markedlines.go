package evidence

import (
	"slices"
	"strings"
)

// lineMarks are what tools and pages put at the end of every line: cat -A, less,
// terminals, HTML, tables of prose, ngrep, tshark, lists in code.
var lineMarks = []string{"^M$", "^M", "$", `\r\n`, `\r`, "<br>", "<br/>", "<br />", "\x1b[K", "\x1b[0m", "[0m", "[K", " |", "¶", "↵", "⏎", ".", ",", ";"}

// mostSkipped is how many lines in a row may stand between those with the mark that
// tshark prints: what it tells of each.
const mostSkipped = 16

// markedLines reads the lines of a request that all end in the same mark, without it.
func (p *page) markedLines(l line, _ anchors) int {
	s := strings.TrimRight(l.text(p.s), " ")
	mark := markOf(s)
	if mark == "" || l.from < p.dead[deadMarks] {
		return 0
	}
	bare := strings.TrimSuffix(s, mark)
	_, _, _, _, ok := requestLine(bare)
	if _, _, answer := statusLine(bare); !ok && !answer && !(fieldName(s) > 0 && containsFold(s[:min(len(s), 20)], "auth")) {
		return 0
	}
	first := l
	for range 40 {
		b, ok := lineBefore(p.s, first.from)
		if !ok || b.from < p.done || !marked(b.text(p.s), mark) {
			break
		}
		first = b
	}
	m := p.t.Remake()
	at, lines, fields, skipped := first.from, 0, 0, 0
	for at < len(p.s) && lines < 200 {
		n := lineAt(p.s, at)
		t := strings.TrimRight(n.text(p.s), " ")
		if !marked(t, mark) {
			if i := strings.Index(t, "[truncated]"); i >= 0 && mark == `\r\n` {
				m.Put("    ", n.from, n.from)
				m.Keep(n.from+i+len("[truncated]"), n.to)
				m.Put("…\n", n.to, n.to)
			}
			if skipped++; mark != `\r\n` || t == "" || skipped > mostSkipped {
				break
			}
			at = n.next
			continue
		}
		k := max(0, len(t)-len(mark))
		if strings.Contains(t[:k], ": ") {
			fields++
		}
		m.Keep(n.from, n.from+k)
		m.Keep(n.to, n.next)
		at, lines, skipped = n.next, lines+1, 0
	}
	if lines < 3 || fields < 2 || !p.sub(m.View("“"+mark+"” at the end of each line").Whole(), p.headingBefore(first.from)) {
		return p.giveUp(deadMarks, at)
	}
	return at
}

func markOf(s string) string {
	for _, mark := range lineMarks {
		if strings.HasSuffix(s, mark) && len(s) > len(mark) {
			return mark
		}
	}
	return ""
}

// marked reports whether a line ends in a mark, or holds nothing else.
func marked(s, mark string) bool {
	s = strings.TrimRight(s, " \r")
	return strings.HasSuffix(s, mark) || s == strings.TrimSpace(mark) && s != ""
}

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
