package diagnose

import (
	"bytes"
	"regexp"
	"strings"
)

// A builder reads the expression by which code builds a text. What comes out has the
// literals as they are, and each other expression between exprOpen and exprShut: the lines
// of the text can be counted, whatever stands in them.
type builder struct {
	data []byte
	pos  int
	deep int // how many expressions the one that is read stands in

	rawSingle bool // single quotes take no escapes: PHP, Perl, Ruby, shells
	dotJoins  bool // a dot joins texts: PHP, Perl
	rawTick   bool // backticks take no escapes: Go
	tickEsc   bool // a backtick is the escape in double quotes: PowerShell
	bad       bool // something was met that is not understood
}

const exprOpen, exprShut = "\x01", "\x02"

var (
	usesRawSingle = regexp.MustCompile(`(?m)<\?php|^\s*(?:my\s+)?\$\w+\s*\.?=|#!/bin|\$\(openssl|\$\(printf|^\w+=\$\(|Digest::SHA|OpenSSL::`)
	usesDots      = regexp.MustCompile(`<\?php|hash_hmac\(|(?m)^\s*my\s+\$`)
	usesGo        = regexp.MustCompile(`\w\s*:=\s|\bfmt\.|\bhmac\.New\(`)
	usesCmdlets   = regexp.MustCompile(`\[(?:System\.)?(?:Text\.)?Encoding\]::|Invoke-(?:Rest|Web)|New-Object`)
	lineEndName   = regexp.MustCompile(`^(?:vbLf|vbLF|newline|NEWLINE|LF|NL|nl|lf|EOL|#10|Chr\(10\)|CHR\(10\)|CHAR\(10\)|chr\(10\)|ChrW\(10\))(?:\b|$|[^\w])`)
	literalStart  = regexp.MustCompile(`^(?:[fFbBrRuUs]{0,2}|\$@?|@\$?)["'\x60]`)
	joinOperator  = regexp.MustCompile(`^\s*(?:\+|\.\.|<>|&|\*|\|\|)\s*`)
	dotOperator   = regexp.MustCompile(`^\s*\.\s*`)
	formatCall    = regexp.MustCompile(`^(?:fmt\.Sprintf|format!|[sS]tring\.[fF]ormat|sprintf|\$\(printf|\[NSString stringWithFormat:|NSString stringWithFormat:)[( ]?\s*@?`)
	formatBehind  = regexp.MustCompile(`^(?:\s*%\s*\(|\.format\()`)
	placeholders  = regexp.MustCompile(`%[-+]?\d*[sdv@]|\{\d*\}`)
	interpolation = regexp.MustCompile(`^(?:\$\{[^{}\n]*(?:\{[^{}]*\}[^{}\n]*)*\}|#\{[^{}\n]*\}|\\\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)|\$\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)|\$[A-Za-z_]\w*(?:->\w+)?)`)
	bracesOnly    = regexp.MustCompile(`^\{[^{}\n]*\}`)
	// joinBefore and joinBehind join a list of texts by line ends: the separator stands before the list or behind it.
	joinBefore = regexp.MustCompile(`^(?:(["'])(\\n)["']\.join\(\s*[\[(]|(?:implode|(?:std::)?[sS]tring\.[jJ]oin|join)\(\s*(["'])(\\n)["']\s*,\s*(?:\[|array\(|new\s*(?:string)?\[\]\s*\{)?)`)
	listOpens  = regexp.MustCompile(`^(?:strings\.Join\(\s*\[\]string\s*\{|strjoin\(\s*\{|table\.concat\(\s*\{|Enum\.join\(\s*\[|join\(\s*\[|paste\(|\[|Seq\(|List\(|listOf\(|Array\()`)
	joinBehind = regexp.MustCompile(`^[\])}]?\s*(?:\.\s*(?:join|mkString|joined|joinToString)\(\s*(?:separator:\s*)?|,\s*(?:sep\s*=\s*)?)(?:(["'])(\\n)["']|newline)`)
)

// newBuilder reads from an offset of a source of code.
func newBuilder(data []byte, at int) *builder {
	return &builder{
		data: data, pos: at,
		rawSingle: usesRawSingle.Match(data), dotJoins: usesDots.Match(data),
		rawTick: usesGo.Match(data), tickEsc: usesCmdlets.Match(data),
	}
}

// build is the text that the expression at the position of a builder makes, false where it
// is not understood.
func (b *builder) build() (string, bool) {
	out := b.expression()
	return out, !b.bad && out != ""
}

func (b *builder) rest() []byte { return b.data[b.pos:] }

// take reads what a form matches at the position.
func (b *builder) take(form *regexp.Regexp) []string {
	m := form.FindSubmatch(b.rest())
	if m == nil {
		return nil
	}
	b.pos += len(m[0])
	out := make([]string, len(m))
	for i := range m {
		out[i] = string(m[i])
	}
	return out
}

// deepest is how many expressions stand in each other at most.
const deepest = 20

// expression reads terms that operators join, or that stand beside each other in a shell.
func (b *builder) expression() string {
	if b.deep++; b.deep > deepest {
		b.bad = true
		return ""
	}
	defer func() { b.deep-- }()
	if m := b.take(joinBefore); m != nil {
		return b.list(m[1]+m[3] == "'")
	}
	if m := formatCall.Find(b.rest()); m != nil {
		b.pos += len(m)
		return b.format()
	}
	if m := listOpens.Find(b.rest()); m != nil {
		return b.listWithSeparatorBehind(len(m))
	}
	var out strings.Builder
	for range 60 {
		out.WriteString(b.term())
		if b.bad {
			return ""
		}
		switch {
		case b.dotJoins && b.take(dotOperator) != nil, b.take(joinOperator) != nil:
		case len(b.rest()) > 0 && bytes.IndexByte([]byte("\"'$#"), b.rest()[0]) >= 0: // stands beside it, as in shells
		default:
			return out.String()
		}
		for b.pos < len(b.data) && (b.data[b.pos] == '\n' || b.data[b.pos] == ' ' || b.data[b.pos] == '\t') {
			b.pos++
		}
	}
	b.bad = true
	return ""
}

// term reads a literal, the name of a line end, or any other expression.
func (b *builder) term() string {
	if strings.HasPrefix(string(b.rest()[:min(3, len(b.rest()))]), "$'") {
		b.pos++
		return b.literal("", true)
	}
	if m := literalStart.Find(b.rest()); m != nil {
		prefix := string(m[:len(m)-1])
		b.pos += len(prefix)
		text := b.literal(prefix, false)
		return b.formatted(text)
	}
	if m := lineEndName.Find(b.rest()); m != nil {
		for b.pos < len(b.data) && (isWordByte(b.data[b.pos]) || b.data[b.pos] == '#') {
			b.pos++
		}
		if b.pos < len(b.data) && b.data[b.pos] == '(' {
			b.pos += bytes.IndexByte(b.rest(), ')') + 1
		}
		return "\n"
	}
	return b.other()
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// formatted fills a format with its arguments where they stand behind it, as in Python.
func (b *builder) formatted(text string) string {
	m := formatBehind.Find(b.rest())
	if m == nil {
		return text
	}
	b.pos += len(m)
	return filled(text, b.arguments())
}

// format reads a format and its arguments, behind the name of the function.
func (b *builder) format() string {
	if literalStart.Find(b.rest()) == nil {
		b.bad = true
		return ""
	}
	text := b.term()
	if len(b.rest()) == 0 {
		b.bad = true
		return ""
	}
	if c := b.rest()[0]; c != ',' && c != ' ' {
		return text
	}
	b.pos++
	return filled(text, b.arguments())
}

// filled puts arguments in the places of a format.
func filled(format string, arguments []string) string {
	i := 0
	return placeholders.ReplaceAllStringFunc(format, func(string) string {
		i++
		if i > len(arguments) {
			return exprOpen + "?" + exprShut
		}
		return arguments[i-1]
	})
}

// arguments reads expressions up to the bracket that ends them.
func (b *builder) arguments() []string {
	var out []string
	for range 30 {
		for b.pos < len(b.data) && bytes.IndexByte([]byte(" \t\n,"), b.data[b.pos]) >= 0 {
			b.pos++
		}
		if b.pos >= len(b.data) {
			break
		}
		if bytes.IndexByte([]byte(")]}"), b.data[b.pos]) >= 0 {
			b.pos++
			return out
		}
		from := b.pos
		out = append(out, b.expression())
		if b.bad || b.pos == from {
			break
		}
	}
	b.bad = true
	return nil
}

// list reads texts that are joined by line ends.
func (b *builder) list(single bool) string {
	sep := "\n"
	if single && b.rawSingle {
		sep = `\n`
	}
	return strings.Join(b.arguments(), sep)
}

// listWithSeparatorBehind reads a list that is joined by the line end behind it.
func (b *builder) listWithSeparatorBehind(opens int) string {
	b.pos += opens
	items := b.arguments()
	if b.bad {
		return ""
	}
	b.pos--
	if n := len(items); n > 0 && items[n-1] == "\n" && b.data[b.pos] == ')' { // paste(…, "\n")
		b.bad = true
		return ""
	}
	m := b.take(joinBehind)
	if m == nil {
		b.bad = true
		return ""
	}
	sep := "\n"
	if m[1] == "'" && b.rawSingle {
		sep = `\n`
	}
	return strings.Join(items, sep)
}

// literal reads a literal behind its prefix.
func (b *builder) literal(prefix string, escapes bool) string {
	quote := b.data[b.pos]
	if bytes.HasPrefix(b.rest(), bytes.Repeat([]byte{quote}, 3)) {
		b.bad = true
		return ""
	}
	b.pos++
	raw := !escapes && (strings.ContainsAny(prefix, "rR@") || quote == '\'' && b.rawSingle || quote == '`' && b.rawTick || quote == '"' && b.tickEsc)
	if strings.Contains(prefix, "@") && (b.pos < 3 || !bytes.ContainsAny(b.data[b.pos-3:b.pos], "$")) && !bytes.Contains(b.data, []byte("using ")) {
		raw = false // Objective-C
	}
	var out strings.Builder
	for b.pos < len(b.data) {
		c := b.data[b.pos]
		switch {
		case c == quote:
			b.pos++
			return out.String()
		case b.tickEsc && c == '`' && b.pos+1 < len(b.data):
			out.WriteString(map[byte]string{'n': "\n", 'r': "\r"}[b.data[b.pos+1]])
			b.pos += 2
			continue
		case quote != '\'' || !b.rawSingle:
			if m := interpolation.Find(b.rest()); m != nil && (c != '\\' || m[1] == '(') {
				out.WriteString(expression(m))
				b.pos += len(m)
				continue
			}
			if m := bracesOnly.Find(b.rest()); m != nil && strings.ContainsAny(prefix, "fF$") {
				out.WriteString(expression(m))
				b.pos += len(m)
				continue
			}
		}
		if c == '\\' && !raw && b.pos+1 < len(b.data) {
			out.WriteString(escapeOf(b.data[b.pos+1]))
			b.pos += 2
			continue
		}
		out.WriteByte(c)
		b.pos++
	}
	b.bad = true
	return ""
}

func escapeOf(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	}
	return string(c)
}

func expression(text []byte) string {
	return exprOpen + strings.ReplaceAll(string(text), "\n", " ") + exprShut
}

// other reads an expression that is no literal, as far as an operator that joins texts, a
// comma, or the end of the line.
func (b *builder) other() string {
	from, depth := b.pos, 0
	for b.pos < len(b.data) {
		c := b.data[b.pos]
		switch {
		case bytes.IndexByte([]byte("([{"), c) >= 0:
			depth++
		case bytes.IndexByte([]byte(")]}"), c) >= 0:
			if depth--; depth < 0 {
				return b.cut(from)
			}
		case depth > 0 && (c == '"' || c == '\''):
			if n := bytes.IndexByte(b.data[b.pos+1:min(len(b.data), b.pos+200)], c); n >= 0 {
				b.pos += n + 1
			}
		case depth == 0 && (bytes.IndexByte([]byte(",;\n\"'"), c) >= 0 || b.joinsHere()):
			return b.cut(from)
		}
		b.pos++
	}
	return b.cut(from)
}

// joinsHere reports whether an operator that joins texts stands at the position.
func (b *builder) joinsHere() bool {
	switch c := b.data[b.pos]; c {
	case '+', '&':
		return b.pos+1 >= len(b.data) || b.data[b.pos+1] != c
	case '.':
		return b.dotJoins || bytes.HasPrefix(b.rest(), []byte(".. "))
	case '<':
		return bytes.HasPrefix(b.rest(), []byte("<>"))
	case ' ':
		return joinOperator.Match(b.rest())
	}
	return false
}

func (b *builder) cut(from int) string {
	text := bytes.TrimSpace(b.data[from:b.pos])
	if len(text) == 0 || bytes.HasPrefix(text, []byte("...")) || bytes.HasPrefix(text, []byte("*")) {
		b.bad = true // a list in the list
		return ""
	}
	return expression(text)
}
