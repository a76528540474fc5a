package diagnose

import (
	"bytes"
	"iter"
	"regexp"
	"strings"

	"sigwhy/evidence"
)

// anyOf is the regular expression of which each alternative is one.
func anyOf(alternatives ...string) string { return "(?:" + strings.Join(alternatives, "|") + ")" }

// longestLiteral is the most bytes of a text that an expression is made of: longer ones are no
// names or hosts, and a program of them would be as many instructions.
const longestLiteral = 2048

// literal is the regular expression that matches a text of the paste and nothing else: bytes
// that are no UTF-8, which an expression cannot have, are matched as what they are read as.
// A text over longestLiteral is matched nowhere.
func literal(text string) string {
	if len(text) > longestLiteral {
		return `[^\x00-\x{10FFFF}]`
	}
	return regexp.QuoteMeta(string([]rune(text)))
}

// pasteFinds returns what the first group of a form finds in a paste of readable size.
func (f *facts) pasteFinds(form *regexp.Regexp) string {
	groups, _ := f.find(form)
	if len(groups) < 2 {
		return ""
	}
	return groups[1]
}

// pasteHas reports whether a form stands anywhere in a paste of readable size.
func (f *facts) pasteHas(form *regexp.Regexp) bool {
	for i := range f.ev.Sources {
		if f.holds(i, form) {
			return true
		}
	}
	return false
}

// holds reports whether a form stands in a source of readable size.
func (f *facts) holds(source int, form *regexp.Regexp) bool {
	return len(f.ev.Sources[source].Data) <= maxCode && f.ev.First(source, form) != nil
}

// matches goes through what the first group of a form matches in the sources of
// readable size.
func (f *facts) matches(form *regexp.Regexp) iter.Seq[evidence.Text] {
	return func(yield func(evidence.Text) bool) {
		for i := range f.ev.Sources {
			if !f.holds(i, form) {
				continue
			}
			for _, m := range f.ev.All(i, form) {
				if !yield(f.ev.Cut(i, m[2], m[3])) {
					return
				}
			}
		}
	}
}

// find returns the groups and the place of the first match of a form in the
// pastes of readable size.
func (f *facts) find(form *regexp.Regexp) (groups []string, where evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		if m := f.ev.First(i, form); m != nil {
			for k := 0; k < len(m); k += 2 {
				groups = append(groups, f.ev.Cut(i, max(0, m[k]), max(0, m[k+1])).S)
			}
			return groups, f.codePlace(i, m)
		}
	}
	return nil, evidence.Text{}
}

// literalKey is what may be a secret key, or a part of one, in a line of code.
var literalKey = regexp.MustCompile(`[A-Za-z0-9/+]{16,}`)

// keyBehind is a literal where a secret key stands, whatever it looks like.
var keyBehind = regexp.MustCompile(anyOf(
	`\becho\s+(?:-n\s+)?["']?([^\s"'$|-])`,
	`AWS4["'\x60]\s*[+.,&]\s*["'\x60]([^"'\x60])`,
	`(?i:secret|password)\w*["']?\s*(?::|:?=>?)\s*["'\x60]([^"'\x60])`,
	`;(?i:password)=([^;\s])`,
	`\bs3[an]?://[^\s:/@]+:([^\s@])`,
))

// longestWord is longer than the names in code are: secret keys of some stores are 64
// lower-case hex digits.
const longestWord = 31

// codePlace is where a form stands in code, as far as what may be a secret key in it.
func (f *facts) codePlace(source int, m []int) evidence.Text {
	t := f.ev.Cut(source, m[0], m[1])
	to := len(t.S)
	for _, k := range literalKey.FindAllStringIndex(t.S, -1) {
		word := t.S[k[0]:k[1]]
		if len(word) > longestWord ||
			strings.ContainsAny(word, "0123456789") && lower(word) != word && upper(word) != word {
			to = k[0]
			break
		}
	}
	if k := keyBehind.FindStringSubmatchIndex(t.S); k != nil {
		to = min(to, max(k[2], k[4], k[6], k[8], k[10]))
	}
	return t.Sub(0, to)
}

// written is the first place at which a text stands in a paste of readable size as it is.
func (f *facts) written(text string) (evidence.Text, bool) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode || text == "" {
			continue
		}
		if at := bytes.Index(src.Data, []byte(text)); at >= 0 {
			return f.ev.Cut(i, at, at+len(text)), true
		}
	}
	return evidence.Text{}, false
}

// lineAround is the line that a text of the paste stands on: what is before it there, the text
// itself and what is behind it.
func (f *facts) lineAround(t evidence.Text) (before, text, after []byte, ok bool) {
	if !t.InSource() {
		return nil, nil, nil, false
	}
	data, p := f.ev.Written(t.Place())
	return data[lineStart(data, p.From):p.From], data[p.From:p.To], data[p.To:lineEnd(data, p.To)], true
}

// longestLine bounds how far the ends of a line are looked for: a line of megabytes may hold
// thousands of requests, and each of them asks.
const longestLine = 1 << 16

// lineStart is where the line of a place begins, or what is near of it.
func lineStart(data []byte, at int) int {
	from := max(0, at-longestLine)
	return from + bytes.LastIndexByte(data[from:at], '\n') + 1
}

// lineEnd is where the line of a place ends, or what is near of it.
func lineEnd(data []byte, at int) int {
	to := min(len(data), at+longestLine)
	if n := bytes.IndexByte(data[at:to], '\n'); n >= 0 {
		return at + n
	}
	return to
}

// asWritten is a text as it stands in its source, whatever was undone to read it.
func (f *facts) asWritten(t evidence.Text) string {
	p := t.Place()
	if !t.InSource() || p.Source >= len(f.ev.Sources) || p.To > len(f.ev.Sources[p.Source].Data) {
		return t.S
	}
	return string(f.ev.Sources[p.Source].Data[p.From:p.To])
}

// maxCode bounds how much of a paste is read as code: people paste functions, not programs.
const maxCode = 1 << 18
