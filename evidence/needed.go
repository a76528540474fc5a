package evidence

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Most of the expressions that a paste is searched for name words that it does not have. What
// an expression cannot match without follows from its syntax; whether a text has that is
// found much faster than a match.

// needed are texts, as caseless writes them, one of which stands in whatever an expression
// matches; nil where its syntax tells none.
func needed(form *regexp.Regexp) []string {
	if n, ok := neededBy.Load(form); ok {
		return n.([]string)
	}
	var n []string
	if re, err := syntax.Parse(form.String(), syntax.Perl); err == nil {
		p := knownOf(re)
		n = p.best()
	}
	if neededKept.Add(1) <= mostNeeded {
		neededBy.Store(form, n)
	}
	return n
}

// neededBy keeps what needed made, by expression, for those that a program has from the
// start: some are made of a paste, and there is no end of them.
var (
	neededBy   sync.Map
	neededKept atomic.Int64
)

const mostNeeded = 8192

// musts are what is known of the texts that a part of an expression matches: all of them, or
// texts one of which stands in each.
type musts struct {
	exact []string // nil where they are not known, or too many
	need  []string // nil where none is known
}

const (
	mostKnown     = 48
	shortestKnown = 2 // shorter ones stand everywhere
)

// best are the texts that tell most of a part.
func (p *musts) best() []string { return rarer(p.need, p.exact) }

// rarer is the one of two lists whose texts are seldom met: the longer, else the fewer.
func rarer(a, b []string) []string {
	na, nb := shortest(a), shortest(b)
	switch {
	case nb < shortestKnown:
		if na < shortestKnown {
			return nil
		}
		return a
	case na > nb || na == nb && len(a) <= len(b):
		return a
	}
	return b
}

func shortest(list []string) int {
	if len(list) == 0 {
		return 0
	}
	n := len(list[0])
	for _, s := range list {
		n = min(n, len(s))
	}
	return n
}

func knownOf(re *syntax.Regexp) musts {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return musts{exact: []string{""}}
	case syntax.OpLiteral:
		return knownLiteral(re)
	case syntax.OpCharClass:
		return knownClass(re)
	case syntax.OpCapture:
		return knownOf(re.Sub[0])
	case syntax.OpQuest:
		if p := knownOf(re.Sub[0]); p.exact != nil && len(p.exact) < mostKnown {
			return musts{exact: union([]string{""}, p.exact)}
		}
	case syntax.OpPlus:
		p := knownOf(re.Sub[0])
		return musts{need: p.best()}
	case syntax.OpRepeat:
		if re.Min > 0 {
			p := knownOf(re.Sub[0])
			return musts{need: p.best()}
		}
	case syntax.OpConcat:
		return knownInRow(re.Sub)
	case syntax.OpAlternate:
		return knownInEach(re.Sub)
	}
	return musts{}
}

// knownLiteral are those of a literal. Of letters outside ASCII that are matched in any case,
// and of the rune that bytes which are no UTF-8 are read as, nothing is known.
func knownLiteral(re *syntax.Regexp) musts {
	for _, r := range re.Rune {
		if r == utf8.RuneError || re.Flags&syntax.FoldCase != 0 && r >= utf8.RuneSelf && caselessRune(r) == r {
			return musts{}
		}
	}
	return musts{exact: []string{caseless(string(re.Rune))}}
}

// knownClass are those of a class of a few characters.
func knownClass(re *syntax.Regexp) musts {
	const most = 8
	n := 0
	for i := 0; i < len(re.Rune); i += 2 {
		n += int(re.Rune[i+1]-re.Rune[i]) + 1
	}
	if n > most {
		return musts{}
	}
	var exact []string
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if r == utf8.RuneError {
				return musts{}
			}
			exact = union(exact, []string{caseless(string(r))})
		}
	}
	return musts{exact: exact}
}

func knownInRow(subs []*syntax.Regexp) musts {
	run, broken := []string{""}, false
	var need []string
	for _, sub := range subs {
		p := knownOf(sub)
		if p.exact != nil && len(run)*len(p.exact) <= mostKnown {
			run = eachBehind(run, p.exact)
			continue
		}
		broken, need = true, rarer(need, run)
		if run = p.exact; p.exact == nil {
			run, need = []string{""}, rarer(need, p.need)
		}
	}
	if !broken {
		return musts{exact: run}
	}
	return musts{need: rarer(need, run)}
}

func knownInEach(subs []*syntax.Regexp) musts {
	out := musts{exact: []string{}, need: []string{}}
	for _, sub := range subs {
		p := knownOf(sub)
		if out.exact != nil && p.exact != nil && len(out.exact)+len(p.exact) <= mostKnown {
			out.exact = union(out.exact, p.exact)
		} else {
			out.exact = nil
		}
		best := p.best()
		if out.need != nil && best != nil && len(out.need)+len(best) <= 4*mostKnown {
			out.need = union(out.need, best)
		} else {
			out.need = nil
		}
	}
	return out
}

// eachBehind is each text of one list with each of another behind it.
func eachBehind(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

func union(a, b []string) []string {
	out := a[:len(a):len(a)]
	seen := map[string]bool{}
	for _, s := range a {
		seen[s] = true
	}
	for _, s := range b {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// caseless is a text with the letters of ASCII in lower case, and those that stand for one of
// them where case does not matter.
func caseless(s string) string { return strings.Map(caselessRune, s) }

// caselessRune folds as the expressions do: the long s and the sign of the unit kelvin are an s
// and a k (Unicode, CaseFolding.txt).
func caselessRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r | 0x20
	case r == '\u017f':
		return 's'
	case r == '\u212a':
		return 'k'
	}
	return r
}

// A caselessText is a text as caseless writes it, and which texts were looked for in it.
type caselessText struct {
	s    string
	held sync.Map // bool by text
}

func (t *caselessText) holds(s string) bool {
	if held, ok := t.held.Load(s); ok {
		return held.(bool)
	}
	held := strings.Contains(t.s, s)
	t.held.Store(s, held)
	return held
}

// fewBytes is the size up to which a text is searched without asking what it has: the
// expressions are done before their syntax is read.
const fewBytes = 8 << 10

// DoubtNeeded is set in tests: texts of any size are asked, and what is ruled out so is looked
// for all the same.
var DoubtNeeded bool

// ruledOut reports whether an expression cannot match in a source for what it lacks.
func (e *Evidence) ruledOut(source int, form *regexp.Regexp) bool {
	t := e.straightened(source)
	if len(t.data) < fewBytes && !DoubtNeeded {
		return false
	}
	need := needed(form)
	if need == nil {
		return false
	}
	text := e.caseless(source, t.data)
	for _, s := range need {
		if text.holds(s) {
			return false
		}
	}
	if DoubtNeeded && form.Match(t.data) {
		panic("matches without what it needs: " + form.String())
	}
	return true
}

// caseless is a source as caseless writes it.
func (e *Evidence) caseless(source int, data []byte) *caselessText {
	if t, ok := e.folds.Load(source); ok {
		return t.(*caselessText)
	}
	t, _ := e.folds.LoadOrStore(source, &caselessText{s: caseless(string(data))})
	return t.(*caselessText)
}
