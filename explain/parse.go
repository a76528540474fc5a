package explain

import (
	"fmt"
	"slices"
	"strings"
)

// A parser reads one file of entries line by line:
//
//	# a comment, before the first entry only
//	== code
//	title: one line after the colon
//	what:
//	  indented by two blanks, as many lines as needed
//
// Blank lines end nothing: within a block they belong to it if more of the
// block follows. Indentation beyond the two blanks is kept, blanks at the end of
// a line are not.
type parser struct {
	file, stage string
	line, begun int // the line being read, and where its entry begins
	entries     []Entry
	field       string
	blocks      map[string][]string // fields of the entry being read
}

func parse(file, stage, text string) ([]Entry, error) {
	p := &parser{file: file, stage: stage}
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		if err := p.take(strings.TrimRight(line, " ")); err != nil {
			return nil, err
		}
	}
	if err := p.finish(); err != nil {
		return nil, err
	}
	return p.entries, nil
}

func (p *parser) take(line string) error {
	code, begins := strings.CutPrefix(line, "== ")
	text, indented := strings.CutPrefix(line, "  ")
	switch {
	case begins:
		return p.begin(code)
	case p.blocks == nil && (line == "" || strings.HasPrefix(line, "#")):
		return nil
	case p.blocks == nil:
		return p.fail("text before the first entry")
	case line == "" || indented:
		return p.grow(text)
	}
	return p.open(line)
}

// begin closes the entry before and opens the next.
func (p *parser) begin(code string) error {
	if err := p.finish(); err != nil {
		return err
	}
	p.begun = p.line
	p.entries = append(p.entries, Entry{Code: code, Stage: p.stage})
	p.blocks = make(map[string][]string)
	p.field = ""
	return nil
}

// open reads "field:" or "field: value".
func (p *parser) open(line string) error {
	field, value, ok := strings.Cut(line, ":")
	switch {
	case !ok:
		return p.fail("neither a field nor indented")
	case !slices.Contains(fieldNames(), field):
		return p.fail("no field is named %q", field)
	case p.blocks[field] != nil:
		return p.fail("a second %q in one entry", field)
	}
	p.field = field
	p.blocks[field] = []string{}
	if value = strings.TrimSpace(value); value != "" {
		p.blocks[field] = append(p.blocks[field], value)
	}
	return nil
}

// grow adds a line to the field being read.
func (p *parser) grow(line string) error {
	if p.field != "" {
		p.blocks[p.field] = append(p.blocks[p.field], line)
		return nil
	}
	if line != "" {
		return p.fail("text before the first field")
	}
	return nil
}

func fieldNames() []string {
	return []string{"title", "shows", "what", "see", "wrong", "right", "fix", "spec", "see-also"}
}

// finish moves the fields that were read into the last entry.
func (p *parser) finish() error {
	if p.blocks == nil {
		return nil
	}
	e := &p.entries[len(p.entries)-1]
	e.Title, e.Shows = p.prose("title"), p.prose("shows")
	e.What, e.See, e.Fix = p.prose("what"), p.prose("see"), p.prose("fix")
	e.Wrong, e.Right = p.literal("wrong"), p.literal("right")
	e.SpecTitle, e.SpecURL, _ = strings.Cut(p.prose("spec"), " | ")
	for code := range strings.SplitSeq(p.prose("see-also"), ",") {
		if code = strings.TrimSpace(code); code != "" {
			e.SeeAlso = append(e.SeeAlso, code)
		}
	}
	return p.complete(*e)
}

// complete refuses an entry that lacks a field; only see-also may be absent.
func (p *parser) complete(e Entry) error {
	if !slices.Contains([]string{"seen", "hash", "secret"}, e.Shows) {
		return p.failAt(p.begun, "%s: shows is %q, not seen, hash or secret", e.Code, e.Shows)
	}
	for _, f := range []struct{ name, value string }{
		{"code", e.Code},
		{"title", e.Title},
		{"what", e.What},
		{"see", e.See},
		{"wrong", e.Wrong},
		{"right", e.Right},
		{"fix", e.Fix},
		{"spec", e.SpecTitle},
		{"spec", e.SpecURL},
	} {
		if strings.TrimSpace(f.value) == "" {
			return p.failAt(p.begun, "%s: %s is empty", e.Code, f.name)
		}
	}
	return nil
}

// prose joins the lines of a field to one.
func (p *parser) prose(field string) string {
	return strings.Join(strings.Fields(strings.Join(p.blocks[field], "\n")), " ")
}

// literal keeps the lines of a field, without blank lines around them.
func (p *parser) literal(field string) string {
	return strings.Trim(strings.Join(p.blocks[field], "\n"), "\n")
}

func (p *parser) fail(format string, args ...any) error {
	return p.failAt(p.line, format, args...)
}

func (p *parser) failAt(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, line, fmt.Sprintf(format, args...))
}
