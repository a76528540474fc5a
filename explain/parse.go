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
	file    string
	names   []string // the fields that an entry may have
	line    int      // the line being read
	field   string
	records []record
}

// A record is one entry as it stands in its file.
type record struct {
	file, code string
	begun      int // the line at which it begins
	blocks     map[string][]string
}

// parse reads the explanations of one stage.
func parse(file, stage, text string) ([]Entry, error) {
	records, err := readRecords(file, text, fieldNames())
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for i := range records {
		e := records[i].entry(stage)
		if err := records[i].complete(e); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// readRecords splits a file into its entries, which may have the named fields.
func readRecords(file, text string, names []string) ([]record, error) {
	p := &parser{file: file, names: names}
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		if err := p.take(strings.TrimRight(line, " ")); err != nil {
			return nil, err
		}
	}
	return p.records, nil
}

// take reads a line of a file.
func (p *parser) take(line string) error {
	code, begins := strings.CutPrefix(line, "== ")
	text, indented := strings.CutPrefix(line, "  ")
	switch {
	case begins:
		p.begin(code)
		return nil
	case len(p.records) == 0 && (line == "" || strings.HasPrefix(line, "#")):
		return nil
	case len(p.records) == 0:
		return p.fail("text before the first entry")
	case line == "" || indented:
		return p.grow(text)
	}
	return p.open(line)
}

// begin opens the next entry.
func (p *parser) begin(code string) {
	p.records = append(p.records, record{file: p.file, code: code, begun: p.line, blocks: make(map[string][]string)})
	p.field = ""
}

// open reads "field:" or "field: value".
func (p *parser) open(line string) error {
	blocks := p.records[len(p.records)-1].blocks
	field, value, ok := strings.Cut(line, ":")
	switch {
	case !ok:
		return p.fail("neither a field nor indented")
	case !slices.Contains(p.names, field):
		return p.fail("no field is named %q", field)
	case blocks[field] != nil:
		return p.fail("a second %q in one entry", field)
	}
	p.field = field
	blocks[field] = []string{}
	if value = strings.TrimSpace(value); value != "" {
		blocks[field] = append(blocks[field], value)
	}
	return nil
}

// grow adds a line to the field being read.
func (p *parser) grow(line string) error {
	if p.field != "" {
		blocks := p.records[len(p.records)-1].blocks
		blocks[p.field] = append(blocks[p.field], line)
		return nil
	}
	if line != "" {
		return p.fail("text before the first field")
	}
	return nil
}

func (p *parser) fail(format string, args ...any) error {
	return failAt(p.file, p.line, format, args...)
}

func failAt(file string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...))
}

func fieldNames() []string {
	return []string{"title", "shows", "what", "see", "wrong", "right", "fix", "spec", "see-also"}
}

// entry is the explanation that a record holds.
func (r *record) entry(stage string) Entry {
	e := Entry{
		Code: r.code, Stage: stage, Title: r.prose("title"), Shows: r.prose("shows"),
		What: r.prose("what"), See: r.prose("see"), Fix: r.prose("fix"),
		Wrong: r.literal("wrong"), Right: r.literal("right"),
	}
	e.SpecTitle, e.SpecURL, _ = strings.Cut(r.prose("spec"), " | ")
	for code := range strings.SplitSeq(r.prose("see-also"), ",") {
		if code = strings.TrimSpace(code); code != "" {
			e.SeeAlso = append(e.SeeAlso, code)
		}
	}
	return e
}

// complete refuses an entry that lacks a field; only see-also may be absent.
func (r *record) complete(e Entry) error {
	if !slices.Contains([]string{"seen", "hash", "secret"}, e.Shows) {
		return failAt(r.file, r.begun, "%s: shows is %q, not seen, hash or secret", e.Code, e.Shows)
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
			return failAt(r.file, r.begun, "%s: %s is empty", e.Code, f.name)
		}
	}
	return nil
}

// prose joins the lines of a field to one.
func (r *record) prose(field string) string {
	return strings.Join(strings.Fields(strings.Join(r.blocks[field], "\n")), " ")
}

// literal keeps the lines of a field, without blank lines around them.
func (r *record) literal(field string) string {
	return strings.Trim(strings.Join(r.blocks[field], "\n"), "\n")
}
