package report

import (
	"strings"

	"sigwhy/diagnose"
	"sigwhy/visible"
)

// markdownWidth is where code in Markdown is wrapped: wide enough for a query,
// narrow enough for an issue tracker.
const markdownWidth = 100

// Markdown writes an analysis to be pasted where others read it. Signatures are
// masked unless nothing is to be hidden.
func Markdown(a *diagnose.Analysis, o Options) string {
	if o.Hide == HideTokens {
		o.Hide = HideSignatures
	}
	m := markdown{begun: o.Number > 1}
	for _, b := range compose(a, o, markdownWidth) {
		m.block(b)
	}
	return m.out.String()
}

type markdown struct {
	out   strings.Builder
	last  blockKind
	begun bool // something stands before: a block, or the report before this one
}

func (m *markdown) block(b block) {
	if m.begun && (b.kind != item || m.last != item) {
		m.out.WriteByte('\n')
	}
	m.last, m.begun = b.kind, true
	switch b.kind {
	case headline:
		m.out.WriteString("## " + escape(b.text) + "\n")
	case heading:
		m.out.WriteString("### " + escape(b.text) + "\n")
	case finding:
		m.out.WriteString("### " + string(b.label) + ". " + escape(b.text) + "\n")
	case field:
		m.out.WriteString("**" + string(b.label) + "** " + escape(b.text) + "\n")
	case item:
		m.out.WriteString("- " + escape(b.text) + "\n")
	case pair:
		m.code("", b.rows, pairMarks)
	case way:
		m.code("", b.rows, wayMarks)
	case snippet:
		m.code("", b.rows, snippetMarks)
	case code:
		m.code("diff", b.rows, codeMarks)
	case copied:
		m.code("", b.rows, noMarks)
	default:
		m.out.WriteString(escape(b.text) + "\n")
	}
}

// code writes rows between fences that are longer than any run of backticks in them.
func (m *markdown) code(language string, rows []row, before marks) {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.TrimRight(before.before(r)+string(r.text), " ") + "\n")
	}
	fence := "```"
	for strings.Contains(b.String(), fence) {
		fence += "`"
	}
	m.out.WriteString(fence + language + "\n" + b.String() + fence + "\n")
}

// special are the characters that mean something in Markdown, and "@", which
// calls people on issue trackers.
var special = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"#", `\#`, "|", `\|`, "~", `\~`, "&", "&amp;", "@", "&#64;",
)

func escape(t visible.Text) string {
	s := string(t)
	if strings.HasPrefix(s, "https://") && !strings.ContainsAny(s, " <>`\\") {
		return "<" + s + ">"
	}
	return special.Replace(s)
}
