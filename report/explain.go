package report

import (
	"strings"

	"sigwhy/explain"
	"sigwhy/visible"
)

// Explanation writes what a code means.
func Explanation(e explain.Entry, o Options) string {
	p := newPage(o)
	blocks := []block{
		{kind: headline, text: visible.Prose(e.Title)},
		{kind: next, text: visible.String(e.Code) + ", a mistake of the stage " + visible.String(e.Stage)},
		{kind: heading, text: "What it is"},
		{kind: paragraph, text: visible.Prose(e.What)},
		{kind: heading, text: "How to see it"},
		{kind: paragraph, text: visible.Prose(e.See)},
		{kind: heading, text: "Example"},
		{kind: pair, rows: literalRows(e.Wrong, e.Right, p.codeWidth())},
	}
	for _, f := range explain.Fragments(e.Code) {
		blocks = append(
			blocks,
			block{kind: heading, text: visible.Prose("In " + explain.LanguageName(f.Language))},
			block{kind: snippet, rows: fragmentRows(f, p.codeWidth())},
		)
	}
	blocks = append(
		blocks,
		block{kind: heading, text: "How to mend it"},
		block{kind: paragraph, text: visible.Prose(e.Fix)},
		block{kind: heading, text: "Where it is written"},
		block{kind: paragraph, text: visible.Prose(e.SpecTitle)},
		block{kind: paragraph, text: visible.String(e.SpecURL)},
	)
	if len(e.SeeAlso) > 0 {
		blocks = append(blocks,
			block{kind: heading, text: "See also"},
			block{kind: paragraph, text: visible.String(strings.Join(e.SeeAlso, ", "))})
	}
	return p.write(blocks)
}

// fragmentRows shows the wrong lines of code and then the right ones, to be read
// and copied as a whole. Single lines are compared.
func fragmentRows(f explain.Fragment, width int) []row {
	if !strings.Contains(f.Wrong+f.Right, "\n") {
		return literalRows(f.Wrong, f.Right, width)
	}
	return append(lone(yoursRow, f.Wrong, width, visible.CodeOf), lone(correctRow, f.Right, width, visible.CodeOf)...)
}

// literalRows compares the wrong and the right lines of an example, as they stand.
// All of their lines end alike, the last one too.
func literalRows(wrong, right string, width int) []row {
	return compare(wrong+"\n", right+"\n", width, noLimit, visible.CodeOf)
}
