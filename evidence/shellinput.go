package evidence

import (
	"regexp"
	"strings"
)

var (
	hereDocument = regexp.MustCompile(`<<-?[ \t]*(?:'(\w+)'|"(\w+)"|(\w+))`)
	assignment   = regexp.MustCompile(`(?m)^[ \t]*(?:[$#%>] )?` +
		`(?:export |local |readonly |declare )?([A-Za-z_]\w*)=` +
		`(` + anyOf(`"[^"$\x60\n]*"`, `'[^'\n]*'`, `[^\s"'$;&|()\x60]+`) + `)` +
		`[ \t]*;?[ \t]*\r?$`)
)

// assignmentsAhead is how far before a command its variables are looked for.
const assignmentsAhead = 8 << 10

// standardInput returns what a command reads that stands in [from, to) of the page,
// and where that ends: a here-document, or what echo or printf write into its pipe.
func (p *page) standardInput(l line, from, to int) (input Text, end int) {
	if m := hereDocument.FindStringSubmatchIndex(p.s[from:to]); m != nil {
		word := ""
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				word = p.s[from+m[i] : from+m[i+1]]
			}
		}
		start := lineAt(p.s, to).next
		for at := start; at < len(p.s); {
			n := lineAt(p.s, at)
			if strings.TrimSpace(n.text(p.s)) == word {
				return p.t.Sub(start, at), n.next
			}
			at = n.next
		}
		return Text{}, to
	}
	before := strings.TrimRight(p.s[l.from:from], " \t")
	if !strings.HasSuffix(before, "|") {
		return Text{}, to
	}
	at := max(strings.LastIndex(before, "echo "), strings.LastIndex(before, "printf "))
	if at < 0 {
		return Text{}, to
	}
	return outputOf(shellWords(p.t.Sub(l.from+at, l.from+len(before)-1))), to
}

// redirected returns the name of the file that a command reads as its standard input:
// what stands behind a < outside of quotes.
func redirected(s string) string {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '\\':
			i++
		case c == '<' && i > 0 && isBlankByte(s[i-1]) && !strings.HasPrefix(s[i:], "<<") && !strings.HasPrefix(s[i:], "<("):
			rest := strings.TrimLeft(s[i+1:], " \t\"'")
			return rest[:span(rest, func(c byte) bool { return isNameByte(c) || isAmong(c, "./~") })]
		}
	}
	return ""
}

// hasPipe reports whether a command that stands in [from, to) reads a pipe or a
// here-document.
func (p *page) hasPipe(l line, from, to int) bool {
	before := strings.TrimRight(p.s[l.from:from], " \t")
	return strings.HasSuffix(before, "|") && !strings.HasSuffix(before, "||") || hereDocument.MatchString(p.s[from:to])
}

// outputOf is what an echo or printf writes, where that is plain.
func outputOf(args []Text) Text {
	switch {
	case len(args) == 3 && (args[1].S == "-n" || args[0].S == "printf" && args[1].S == "%s"):
		return args[2]
	case len(args) == 2 && args[0].S == "printf" && !strings.ContainsAny(args[1].S, `%\`):
		return args[1]
	case len(args) == 2 && args[0].S == "echo":
		return Made(args[1].S + "\n")
	}
	return Text{}
}

// expanded puts the values of variables that were set before a command into it,
// where these are plain texts.
func (p *page) expanded(t Text, from int) Text {
	if !strings.Contains(t.S, "$") {
		return t
	}
	values := map[string]Text{}
	low := max(0, from-assignmentsAhead)
	if !p.r.look(from - low) {
		return t
	}
	for _, m := range assignment.FindAllStringSubmatchIndex(p.s[low:from], 200) {
		values[p.s[low+m[2]:low+m[3]]] = p.t.Sub(low+m[4], low+m[5]).TrimSet(`"'`)
	}
	if len(values) == 0 {
		return t
	}
	m := t.Remake()
	kept, single := 0, false
	for i := 0; i < len(t.S); i++ {
		switch c := t.S[i]; {
		case c == '\\' && !single:
			i++
		case c == '\'' && !inDouble(t.S[:i]):
			single = !single
		case c == '$' && !single:
			name, n := variableAt(t.S[i:])
			if v, known := values[name]; known {
				m.Keep(kept, i)
				m.Put(v.S, i, i+n)
				kept = i + n
				i = kept - 1
			}
		}
	}
	if kept == 0 {
		return t
	}
	m.Keep(kept, len(t.S))
	return m.View("variables set before the command").Whole()
}

// variableAt returns the name of a variable and the length of its use.
func variableAt(s string) (name string, n int) {
	k := 1
	if strings.HasPrefix(s, "${") {
		k = 2
	}
	e := k + span(s[k:], func(c byte) bool { return isAlnum(c) || c == '_' })
	if k == 2 {
		if e >= len(s) || s[e] != '}' {
			return "", 0
		}
		return s[k:e], e + 1
	}
	return s[k:e], e
}

// inDouble reports whether the end of a text lies within double quotes.
func inDouble(s string) bool {
	s = strings.NewReplacer(`\\`, "", `\"`, "").Replace(s[max(0, strings.LastIndexByte(s, '\n')+1):])
	return strings.Count(s, `"`)%2 == 1
}
