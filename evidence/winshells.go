package evidence

import "strings"

// A wordScan cuts a command line of Windows into words.
type wordScan struct {
	t     Text
	s     string
	at    int
	limit int
	sh    shell
	word  Text
	m     *Maker
	kept  int // from here on nothing was taken over yet
}

// next reads a word; it is false at the end of the command.
func (w *wordScan) next() bool {
	for w.at < w.limit {
		n := w.continued()
		if n == 0 {
			n = span(w.s[w.at:w.limit], isBlankByte)
		}
		if n == 0 {
			break
		}
		w.at += n
	}
	if w.at >= w.limit || w.ends(w.s[w.at]) {
		return false
	}
	from := w.at
	w.m, w.kept = w.t.Remake(), w.at
	if w.sh == cmdExe {
		w.readCmd()
	} else {
		w.readPowerShell()
	}
	w.take(w.at, w.at)
	v := w.m.View("shell quotes").Whole()
	if v.S == w.s[from:w.at] {
		v = w.t.Sub(from, w.at)
	}
	w.word = v
	return true
}

// ends reports whether a command ends at a character outside of quotes.
func (w *wordScan) ends(c byte) bool {
	return isAmong(c, "\r\n|") || w.sh == cmdExe && c == '&' || w.sh == powerShell && isAmong(c, ";)}")
}

// continued returns the length of what continues a line: the shell's escape
// before a line end.
func (w *wordScan) continued() int {
	mark := byte('^')
	if w.sh == powerShell {
		mark = '`'
	}
	if w.s[w.at] != mark {
		return 0
	}
	rest := w.s[w.at+1 : w.limit]
	n := span(rest, isBlankByte) // a blank behind the mark is lost on the reader, if not on the shell
	switch {
	case strings.HasPrefix(rest[n:], "\r\n"):
		return n + 3
	case strings.HasPrefix(rest[n:], "\n"):
		return n + 2
	}
	return 0
}

// take takes over what was read up to an offset, and leaves out what stands from
// there to next.
func (w *wordScan) take(to, next int) {
	w.m.Keep(w.kept, to)
	w.kept = next
}

// readCmd reads a word that first cmd.exe and then the program's own start
// unquote: "^" quotes the next character outside of quotes, a backslash quotes a
// quote, two quotes within quotes are one.
func (w *wordScan) readCmd() {
	cmdQuotes, quotes := false, false
	for w.at < w.limit {
		c, escaped := w.s[w.at], false
		if c == '^' && !cmdQuotes {
			c, escaped = w.caret()
		}
		switch {
		case w.at >= w.limit:
			return
		case c == '"':
			cmdQuotes = cmdQuotes != !escaped
			quotes = w.quote(quotes)
			continue
		case c == '\\' && w.slashed():
			continue
		case !quotes && (isBlankByte(c) || !escaped && w.ends(c)), quotes && !escaped && c == '\n':
			return
		}
		w.at++
	}
}

// caret steps over cmd.exe's escape, and over the line end that it may quote, and
// returns the character behind it.
func (w *wordScan) caret() (byte, bool) {
	n := w.continued()
	if n > 0 && strings.HasPrefix(w.s[w.at+n:w.limit], "\r\n") {
		n++ // the line end behind an escaped one is what a browser writes for one that is meant
	}
	n = max(1, n)
	w.take(w.at, w.at+n)
	w.at += n
	if w.at >= w.limit {
		return 0, true
	}
	return w.s[w.at], true
}

// quote steps over a quote of a program's arguments and returns whether it
// stands within quotes after it. Two of them within quotes are one that is meant.
func (w *wordScan) quote(quotes bool) bool {
	if quotes && w.at+1 < w.limit && w.s[w.at+1] == '"' {
		w.take(w.at, w.at+1)
		w.at += 2
		return true
	}
	w.take(w.at, w.at+1)
	w.at++
	return !quotes
}

// slashed steps over a backslash that quotes a quote, or a backslash of those
// that stand before one, and over what it quotes. Any other backslash stands for
// itself (Microsoft C runtime, "Parsing C command-line arguments").
func (w *wordScan) slashed() bool {
	next := w.uncaret(w.at + 1)
	if next >= w.limit {
		return false
	}
	k, most := next, min(w.limit, next+longestSlashes)
	for k < most && w.s[k] == '\\' {
		k = w.uncaret(k + 1)
	}
	if k >= most || w.s[k] != '"' {
		return false
	}
	w.take(w.at, next)
	w.at = next + 1
	return true
}

// longestSlashes bounds how far a quote is looked for behind backslashes.
const longestSlashes = 32

// uncaret returns the offset behind an escape of cmd.exe, where one stands.
func (w *wordScan) uncaret(at int) int {
	if at < w.limit && w.s[at] == '^' {
		return at + 1
	}
	return at
}

// readPowerShell reads a word of PowerShell: in single quotes two are one, else a
// backtick quotes the next character. Brackets are one word with what they hold.
func (w *wordScan) readPowerShell() {
	for w.at < w.limit {
		switch c := w.s[w.at]; {
		case c == '\'' || c == '"':
			w.stringOf(c)
		case c == '`':
			if w.continued() > 0 {
				return
			}
			w.backtick()
		case c == '(' || c == '{' || c == '[':
			w.at = bracketEnd(w.s, w.at, w.limit)
		case isBlankByte(c) || w.ends(c):
			return
		default:
			w.at++
		}
	}
}

// stringOf reads a string in quotes. A program gets the quotes that a backslash
// stands before (PowerShell 5 and older need it).
func (w *wordScan) stringOf(q byte) {
	w.take(w.at, w.at+1)
	w.at++
	for w.at < w.limit {
		switch c := w.s[w.at]; {
		case c == '`' && q == '"':
			w.backtick()
		case c == '\\' && w.at+1 < w.limit && w.s[w.at+1] == '"' && (q == '\'' || w.at+2 < w.limit && w.s[w.at+2] == '"'):
			w.take(w.at, w.at+1)
			if w.at++; q == '"' {
				w.take(w.at, w.at+1)
				w.at++
			}
			w.at++
		case c != q:
			w.at++
		case w.at+1 < w.limit && w.s[w.at+1] == q:
			w.take(w.at, w.at+1)
			w.at += 2
		default:
			w.take(w.at, w.at+1)
			w.at++
			return
		}
	}
}

// backtick undoes an escape of PowerShell.
func (w *wordScan) backtick() {
	if w.at+1 >= w.limit {
		w.at++
		return
	}
	c := w.s[w.at+1]
	w.take(w.at, w.at+1)
	if i := strings.IndexByte("nrt0", c); i >= 0 {
		w.m.Put("\n\r\t\x00"[i:i+1], w.at, w.at+2)
		w.kept = w.at + 2
	}
	w.at += 2
}

// bracketEnd returns where a bracket closes that opens at an offset, strings in
// quotes aside.
func bracketEnd(s string, at, limit int) int {
	depth := 0
	for ; at < limit; at++ {
		switch c := s[at]; c {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth--; depth <= 0 {
				return at + 1
			}
		case '`':
			at++
		case '"', '\'':
			for at++; at < limit && s[at] != c; at++ {
				if s[at] == '`' && c == '"' {
					at++
				}
			}
		}
	}
	return limit
}
