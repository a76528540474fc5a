package report

import (
	"fmt"
	"slices"
	"strings"

	"sigwhy/diagnose"
	"sigwhy/visible"
)

// around is the number of equal lines shown around differing ones.
const around = 3

// stages shows each stage of which two sides are known and differ, and the
// correct text of those that nothing else is known of. Stages that agree are
// only named.
func (c *composer) stages() {
	var agree []visible.Text
	for i := range c.Stages {
		s := &c.Stages[i]
		a, b := twoSides(s)
		switch {
		case s.Stage == diagnose.RequestStage && (c.Fix.Missing != "" || len(c.Fix.Changes) == 0):
			// The corrected request differs by its signature alone, or by the lack of one.
		case a.Known() && c.mask.text(a.Text) == c.mask.text(b.Text):
			agree = append(agree, visible.String(string(s.Stage)+": "+a.name+" and "+b.name+" are the same"))
		case a.Known():
			c.heading(s.Stage, "- "+a.described()+", + "+b.described())
			c.addRows(code, c.sides(a.Text, b.Text, around))
		case s.Correct.Known() && shownAlone(s.Stage):
			c.heading(s.Stage, "correct ("+s.Correct.Origin+")")
			c.addRows(code, lone(sameRow, c.mask.text(s.Correct.Text), c.width, visible.LineOf))
		}
	}
	agree = append(agree, c.goods()...)
	if len(agree) > 0 {
		c.add(heading, "What agrees")
	}
	for _, t := range agree {
		c.add(item, t)
	}
}

// goods shows the stages beside those of the good request, and returns those that
// agree.
func (c *composer) goods() (agree []visible.Text) {
	for i := range c.Stages {
		s := &c.Stages[i]
		mine, name := &s.Yours, "yours"
		if !mine.Known() {
			mine, name = &s.Correct, "this request" // its text is not the one that is right here
		}
		switch {
		case !s.Good.Known() || !mine.Known():
		case c.mask.text(s.Good.Text) == c.mask.text(mine.Text):
			agree = append(agree, visible.String(string(s.Stage)+": "+name+" and the good request's are the same"))
		default:
			c.heading(s.Stage, "- "+name+" ("+mine.Origin+"), + the good request")
			c.addRows(code, c.sides(mine.Text, s.Good.Text, around))
		}
	}
	return agree
}

// A namedSide is a text of a stage with what it is called.
type namedSide struct {
	name string
	*diagnose.Side
}

func (n namedSide) described() string { return n.name + " (" + n.Origin + ")" }

// twoSides returns the two sides of a stage that tell the most, the first that differ,
// unknown ones where there are no two.
func twoSides(s *diagnose.Comparison) (a, b namedSide) {
	yours := namedSide{"yours", &s.Yours}
	correct := namedSide{"correct", &s.Correct}
	server := namedSide{"the server's", &s.Server}
	pairs := slices.DeleteFunc([][2]namedSide{{yours, correct}, {yours, server}, {server, correct}}, func(p [2]namedSide) bool {
		return !p[0].Known() || !p[1].Known()
	})
	if len(pairs) == 0 {
		return namedSide{"", &diagnose.Side{}}, namedSide{"", &diagnose.Side{}}
	}
	first := max(0, slices.IndexFunc(pairs, func(p [2]namedSide) bool { return p[0].Text != p[1].Text }))
	return pairs[first][0], pairs[first][1]
}

func shownAlone(s diagnose.Stage) bool {
	return s == diagnose.CanonicalStage || s == diagnose.StringToSignStage
}

func (c *composer) heading(s diagnose.Stage, rest string) {
	name := string(s)
	c.add(heading, visible.String(strings.ToUpper(name[:1])+name[1:]+": "+rest))
}

// keys says which of the derived keys that the client printed are right. The
// keys themselves are not for a report.
func (c *composer) keys() {
	var lines []visible.Text
	for _, k := range c.Keys {
		if k.Yours == "" || k.Name == "signature" {
			continue
		}
		t := visible.String(k.Name) + ": "
		switch {
		case !k.Known:
			t += "your client printed one; the secret key tells whether it is right"
		case k.YoursAgree:
			t += "the one that your client printed is right"
		default:
			t += "the one that your client printed is another; " + c.prose(k.Hint)
		}
		lines = append(lines, t)
	}
	if len(lines) > 0 {
		c.add(heading, "Derived keys")
	}
	for _, t := range lines {
		c.add(item, t)
	}
}

// fix shows what to send instead.
func (c *composer) fix() {
	f := &c.Fix
	forms := c.forms()
	if len(forms) == 0 && f.Missing == "" && len(f.Changes) == 0 {
		return
	}
	c.add(heading, "Corrected")
	for _, change := range f.Changes {
		c.add(item, c.prose(change))
	}
	for _, form := range forms {
		c.addRows(copied, form)
	}
	if len(forms) > 0 && f.Good != "" {
		c.add(paragraph, c.prose("Good "+f.Good+"."))
	}
	if f.Missing != "" {
		c.add(paragraph, c.prose("No corrected signature: "+f.Missing+"."))
	}
}

// forms returns the forms of the corrected request as rows that are not wrapped,
// to be copied.
func (c *composer) forms() [][]row {
	var forms [][]row
	if c.Fix.URL != "" {
		forms = append(forms, []row{{text: c.quote(c.Fix.URL)}})
	} else if c.Fix.Authorization != "" {
		forms = append(forms, []row{{text: "Authorization: " + c.quote(c.Fix.Authorization)}})
	}
	if rows := command(c.mask.text(c.Fix.Curl)); len(rows) > 0 {
		forms = append(forms, rows)
	}
	return forms
}

// command returns a shell command as it is to be copied, backslashes as they are,
// or nothing where it holds what can only be drawn as an escape.
func command(s string) []row {
	var rows []row
	for line := range strings.SplitSeq(s, "\n") {
		t := strings.ReplaceAll(string(visible.String(line)), `\\`, `\`)
		if t != line {
			return nil
		}
		rows = append(rows, row{text: visible.Text(t)})
	}
	if s == "" {
		return nil
	}
	return rows
}

// supply says how to supply what is needed.
var supply = map[string]visible.Text{
	"secret-key": " (--profile, --env or --secret-file)",
	"body":       " (--body FILE)",
	"clock":      " (--at TIME)",
	"region":     " (--region)",
	"service":    " (--service)",
}

func (c *composer) needs() {
	if len(c.Needs) == 0 {
		return
	}
	c.add(heading, "To tell more")
	for _, n := range c.Needs {
		what := visible.String(strings.ReplaceAll(n.What, "-", " ")) + supply[n.What]
		if n.Why != "" {
			what += ": " + c.prose(n.Why)
		}
		c.add(item, what)
	}
}

func (c *composer) search() {
	s := &c.Search
	if s.Target == "" {
		return
	}
	c.add(heading, "Search")
	c.add(paragraph, c.prose("Tried to reproduce "+s.Target+": "+s.Extent()+"."))
	for _, set := range s.Reproduced {
		c.add(item, visible.String("reproduced by "+strings.Join(set, " + ")))
	}
	if len(s.Reproduced) == 0 {
		c.add(item, "none reproduces it")
	}
}

// mostRecognised is the number of things that a report lists; JSON has all.
const mostRecognised = 100

func (c *composer) recognised() {
	if c.Evidence == nil {
		return
	}
	c.add(heading, "Read from what was given")
	list := artefactsOf(c.Analysis, c.number)
	for i, a := range list {
		if i == mostRecognised {
			c.add(item, visible.Text(fmt.Sprintf("and %d more", len(list)-i)))
			break
		}
		t := visible.String(strings.ReplaceAll(a.What, "-", " "))
		if l, ok := locate(c.Evidence, a.Place); ok {
			t += ": " + visible.String(l.Source) + visible.Text(fmt.Sprintf(":%d, %s", l.Line, visible.Count(l.Length, "byte")))
		}
		if a.Note != "" {
			t += ", " + c.prose(a.Note)
		}
		c.add(item, t)
	}
	if e, p, ok := goodPlace(c.Analysis); ok {
		l := e.Locate(p)
		c.add(item, "good request: "+visible.String(l.Source)+
			visible.Text(fmt.Sprintf(":%d, %s, compared with", l.Line, visible.Count(l.Length, "byte"))))
	}
	if n := len(c.Evidence.Exchanges); n > 1 && c.number == 0 {
		c.add(item, visible.Text(fmt.Sprintf("%d requests or answers; this is about number %d (--all tells of each)", n, c.Exchange+1)))
	}
	if len(c.Evidence.Artefacts) == 0 {
		c.add(item, "nothing was recognised")
	}
	for _, r := range c.Evidence.Refused {
		l := c.Evidence.Locate(r.First)
		first := fmt.Sprintf("%s:%d", visible.String(l.Source), l.Line)
		tried := fmt.Sprintf("not %s (tried on %s, first %s): ", visible.String(r.Name), visible.Count(r.Lines, "line"), first)
		c.add(item, visible.Text(tried)+c.prose(r.Accepts))
	}
}

// mostListed is the number of requests that a report lists.
const mostListed = 30

// requests lists the requests of the evidence, where there are several.
func (c *composer) requests() {
	if len(c.Briefs) < 2 {
		return
	}
	c.add(heading, "Requests in what was given, refused ones first")
	times := diagnose.TellApart(c.Briefs)
	for i, b := range c.Briefs {
		if i == mostListed {
			c.add(item, visible.Text(fmt.Sprintf("and %d more", len(c.Briefs)-i)))
			break
		}
		c.add(item, visible.Text(fmt.Sprint(i+1, ". "))+c.listed(b, times[i])+": "+c.prose(b.Says()))
	}
}

// brief names a request: method, target, host and answer.
func (c *composer) brief(b diagnose.Brief) visible.Text { return c.named(b) + c.answered(b) }

func (c *composer) named(b diagnose.Brief) visible.Text {
	name := c.quote(strings.TrimSpace(b.Method + " " + b.Target))
	if name == "" {
		name = "an answer alone"
	}
	if b.Host != "" && !strings.Contains(b.Target, "://") {
		name += " at " + c.quote(b.Host)
	}
	return name
}

func (c *composer) answered(b diagnose.Brief) visible.Text {
	if b.Answer == "" {
		return ""
	}
	return ", answered " + c.quote(b.Answer)
}

// listed names a request of a list, by its time where others have its name, and by the line that
// it stands on: the numbers are not those of a log.
func (c *composer) listed(b diagnose.Brief, time string) visible.Text {
	t := c.named(b)
	if time != "" {
		t += ", " + c.quote(time)
	}
	t += c.answered(b)
	if l, ok := locate(c.Evidence, b.Place); ok {
		t += " (" + visible.String(l.Source) + visible.Text(fmt.Sprintf(":%d)", l.Line))
	}
	return t
}

func (c *composer) notes() {
	if c.Evidence == nil {
		return
	}
	list := notesOf(c.Analysis, c.number)
	if len(list) > 0 {
		c.add(heading, "Notes")
	}
	for _, n := range list {
		t := c.prose(n.Says)
		if l, ok := locate(c.Evidence, n.Place); ok {
			t += visible.Text(fmt.Sprintf(" (%s:%d)", visible.String(l.Source), l.Line))
		}
		c.add(item, t)
	}
}

// masked says that something was masked.
func (c *composer) masked(h Hide) {
	switch {
	case !c.mask.used:
	case h == HideNothing:
		c.add(next, "Secret keys are masked.")
	default:
		c.add(next, "Secrets and tokens are masked (--no-redact shows tokens).")
	}
}
