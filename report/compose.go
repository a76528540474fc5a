package report

import (
	"fmt"
	"strings"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/visible"
)

// A block is one piece of a report: what is said, not how it is laid out.
type block struct {
	kind  blockKind
	label visible.Text // number of a finding, name of a field
	text  visible.Text
	rows  []row // of code and pairs
}

type blockKind uint8

const (
	headline  blockKind = iota
	next                // what to do, below the headline
	heading             // of a section
	finding             // label and title
	paragraph           // below a finding or a heading
	field               // label and text, below a finding
	item                // of a list
	pair                // yours and correct of a finding, as rows
	way                 // what was signed and what arrived, as rows
	snippet             // of code, wrong and right, as rows
	code                // rows
	copied              // one row, to be copied
	entry               // of a list of names: the name, and what it is
)

// A composer gathers blocks from an analysis. All text of the paste goes through
// prose or quote.
type composer struct {
	*diagnose.Analysis
	mask   *masker
	width  int // cells for rows of code
	number int // in a series
	blocks []block
}

func compose(a *diagnose.Analysis, o Options, width int) []block {
	c := &composer{Analysis: a, mask: newMasker(a, o), width: width, number: o.Number}
	if o.Number > 0 {
		of := ""
		if o.Of > 0 {
			of = fmt.Sprintf(" of %d", o.Of)
		}
		c.add(heading, visible.Text(fmt.Sprintf("Request %d%s: ", o.Number, of))+c.brief(diagnose.BriefOf(a)))
	}
	c.verdict()
	for i := range a.Findings {
		c.finding(i+1, &a.Findings[i])
	}
	c.stages()
	c.keys()
	c.fix()
	c.needs()
	c.search()
	c.requests()
	c.recognised()
	c.notes()
	c.masked(o.Hide)
	return c.blocks
}

// prose makes sentences drawable.
func (c *composer) prose(s string) visible.Text { return visible.Prose(c.mask.text(s)) }

// quote makes text of the paste drawable.
func (c *composer) quote(s string) visible.Text { return visible.String(c.mask.text(s)) }

func (c *composer) add(kind blockKind, text visible.Text) {
	if text != "" {
		c.blocks = append(c.blocks, block{kind: kind, text: text})
	}
}

func (c *composer) addField(label visible.Text, text visible.Text) {
	if text != "" {
		c.blocks = append(c.blocks, block{kind: field, label: label, text: text})
	}
}

func (c *composer) addRows(kind blockKind, rows []row) {
	if len(rows) > 0 {
		c.blocks = append(c.blocks, block{kind: kind, rows: rows})
	}
}

// paragraphs adds sentences, one block for each line of them.
func (c *composer) paragraphs(s string) {
	for line := range strings.Lines(s) {
		c.add(paragraph, c.prose(strings.TrimSpace(line)))
	}
}

var verdicts = map[diagnose.Verdict]string{
	diagnose.Matches:    "The signature matches.",
	diagnose.Differs:    "The signature does not match.",
	diagnose.CannotTell: "Cannot tell whether the signature matches.",
}

func (c *composer) verdict() {
	c.add(headline, c.prose(c.headline()))
	if len(c.Findings) == 0 || c.NextStep != c.Findings[0].Do {
		c.add(next, c.prose(c.NextStep))
	}
}

// headline answers first whether the signature matches.
func (c *composer) headline() string {
	verdict, rest := verdicts[c.Verdict], strings.TrimSuffix(c.Headline, ".")
	switch {
	case c.FitsButFails():
		verdict = "The signature fits what was sent, and servers refuse it all the same."
	case c.Accepted:
		return rest + "."
	}
	switch {
	case rest == "":
		return verdict
	case strings.Contains(rest, "match"):
		return rest + "."
	}
	return strings.TrimSuffix(verdict, ".") + ": " + continued(rest) + "."
}

// continued writes a sentence to stand after a colon. A name keeps its capital.
func continued(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if len(word) > 1 && strings.ToLower(word[1:]) != word[1:] || strings.ContainsAny(word, "0123456789") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// proofs says what each grade of proof means.
var proofs = map[diagnose.Proof]visible.Text{
	diagnose.Reproduced: ": it gives exactly what was sent",
	diagnose.Seen:       ": the bytes show it",
}

// proof is a finding's code and grade, in words.
func (c *composer) proof(f *diagnose.Finding) visible.Text {
	t := visible.String(f.Code) + ", " + visible.String(f.Proof)
	if len(f.With) > 0 {
		t += " together with " + visible.String(strings.Join(f.With, ", "))
	}
	return t + proofs[f.Proof]
}

func (c *composer) finding(n int, f *diagnose.Finding) {
	title := f.Title
	if title == "" {
		title = f.Code
	}
	c.blocks = append(c.blocks, block{kind: finding, label: visible.Text(fmt.Sprint(n)), text: c.prose(title)})
	c.add(paragraph, c.proof(f))
	c.paragraphs(f.Says)
	sides := pair
	if f.Rewritten() {
		sides = way
	}
	c.addRows(sides, c.sides(f.Yours, f.Correct, noLimit))
	for _, p := range f.Places {
		c.addField("where", c.where(p))
	}
	c.addField("do", c.prose(f.Do))
	if s, ok := c.Fragment(f); ok {
		c.addField("code", visible.Prose("in "+explain.LanguageName(s.Language)))
		c.addRows(snippet, fragmentRows(s, c.width))
	}
	c.addField("rule", visible.String(f.Spec))
}

// noLimit is a number of equal lines that are shown around differing ones.
const noLimit = 1 << 20

// sides shows two texts, either of which may be unknown.
func (c *composer) sides(yours, correct string, context int) []row {
	yours, correct = c.mask.text(yours), c.mask.text(correct)
	switch {
	case yours == "" && correct == "":
		return nil
	case correct == "":
		return lone(yoursRow, yours, c.width, visible.LineOf)
	case yours == "":
		return lone(correctRow, correct, c.width, visible.LineOf)
	}
	return compare(yours, correct, c.width, context, visible.LineOf)
}

// where names a place, and quotes as much of it as fits.
func (c *composer) where(p evidence.Place) visible.Text {
	l, ok := locate(c.Evidence, p)
	if !ok {
		return ""
	}
	t := visible.String(l.Source) + visible.Text(fmt.Sprintf(":%d:%d", l.Line, l.Column))
	text := c.mask.place(p, l.Text)
	if text == "" {
		return t
	}
	drawn := visible.LineOf(text, 0, len(text))
	if starts := drawn.Wrap(max(c.width-len(t)-len("  ..."), 20)); len(starts) > 1 {
		return t + " " + drawn.Cut(0, starts[1]) + " ..."
	}
	return t + " " + drawn.Text()
}

// locate puts a place in a person's terms, if it is one of the evidence.
func locate(e *evidence.Evidence, p evidence.Place) (evidence.Location, bool) {
	if e == nil || p.Source < 0 || p.Source >= len(e.Sources) {
		return evidence.Location{}, false
	}
	if n := len(e.Sources[p.Source].Data); p.From < 0 || p.From > n || p.To < p.From || p.To > n {
		return evidence.Location{}, false
	}
	if p == (evidence.Place{}) {
		return evidence.Location{}, false
	}
	return e.Locate(p), true
}
