package evidence

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// longestCommand bounds how much of a paste is read as one shell command.
const longestCommand = 32 << 10

// A shell is what a command line is written for: its quotes and how it goes on
// over several lines.
type shell uint8

const (
	posix shell = iota // sh, bash, zsh
	cmdExe
	powerShell
)

// shellOf tells the shell from the first line of a command: by the character
// that continues the line, by cmd.exe's quoted quotes, by a prompt "PS C:\>", and by
// how the quotes within curl.exe's data are written.
func shellOf(before, line string) shell {
	line = strings.TrimRight(line, " \t\r")
	switch {
	case strings.HasSuffix(line, "^"), strings.Contains(line, `^"`):
		return cmdExe
	case strings.HasSuffix(line, " `"), strings.HasSuffix(line, "@{"), strings.HasPrefix(strings.TrimLeft(before, " "), "PS "):
		return powerShell
	case strings.HasPrefix(line, "curl.exe ") && slashedInSingle.MatchString(line):
		return powerShell
	}
	return posix
}

// slashedInSingle is a string in single quotes all of whose quotes have a backslash: cmd.exe
// knows no single quotes, a shell of Unix would hand the backslashes over, and Windows
// PowerShell takes them off.
var slashedInSingle = regexp.MustCompile(`'(?:[^'"\\]|\\[^'"])*\\"(?:[^'"\\]|\\[^'])*'`)

// commandWords undoes the quotes of the command that begins at an offset of a
// page, word by word; end is where it ends, at most longestCommand further on.
// What this costs is taken from what may be read in vain; nothing is returned when
// that is spent.
func (p *page) commandWords(from int, sh shell) (args []Text, end int) {
	if sh == posix {
		end = commandEnd(p.s, from)
		if !p.r.look(8 * (end - from)) {
			return nil, from
		}
		return shellWords(p.expanded(p.t.Sub(from, end), from)), end
	}
	limit := min(len(p.s), from+min(longestCommand, p.r.ahead/8))
	w := &wordScan{t: p.t, s: p.s, at: from, limit: limit, sh: sh}
	for w.next() {
		args = append(args, w.word)
	}
	if !p.r.pay(8 * (w.at - from)) {
		return nil, from
	}
	return args, w.at
}

// commandAt returns where a command begins on a line, -1 when none does: at the
// start, after a prompt, or after a pipe or assignment. An option, a URL or a
// quote has to follow, or the line to be continued.
func commandAt(s, name string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], name)
		if i < 0 {
			return -1
		}
		i += at
		at = i + len(name)
		if i > 0 && isNameByte(s[i-1]) {
			continue
		}
		rest := strings.TrimPrefix(s[at:], ".exe")
		before := strings.TrimRight(s[:i], " \t")
		if !strings.HasPrefix(rest, " ") && rest != "\\" {
			continue
		}
		arg := strings.TrimLeft(rest, " ")
		if arg == "" {
			continue
		}
		begins := before == "" || isAmong(before[len(before)-1], "$#>%|&;`(")
		named := strings.Contains(arg, "://")
		if named || arg[0] == '-' || begins && isAmong(arg[0], "'\"\\$^`") {
			return i
		}
	}
}

// commandEnd returns where a command ends: with the line that neither a
// backslash nor an open quote continues.
func commandEnd(s string, from int) int {
	limit := min(len(s), from+longestCommand)
	var quote byte
	depth := 0
	escapes := false // of $'…', the only single quotes with any
	for i := from; i < limit; i++ {
		switch c := s[i]; {
		case c == '\\' && (quote != '\'' || escapes):
			i++
			if i < limit && s[i] == '\r' {
				i++
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote, escapes = c, c == '\'' && i > from && s[i-1] == '$'
		case c == '\n', c == '`':
			return i
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return i // of $(…) around the command
			}
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
		if lit, ok := w.Parts[0].(*syntax.Lit); ok && lit.Value == t.S[from:to] && !strings.Contains(lit.Value, "\\") {
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
		end := to
		if to > from+1 && t.S[to-1] == '\'' { // else the paste ends before the quote does
			end--
		}
		if q.Dollar {
			unescapeInto(m, t.S, min(from+2, to), max(min(from+2, to), end))
			return
		}
		m.Keep(min(from+1, to), max(min(from+1, to), end))
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
