package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// endsOpen reports whether a text ends where its source ends, within a line.
func (f *facts) endsOpen(t evidence.Text) bool { return t.InSource() && f.openAt(t.Place()) }

func (f *facts) openAt(p evidence.Place) bool {
	if p.Source < 0 || p.Source >= len(f.ev.Sources) {
		return false
	}
	data := f.ev.Sources[p.Source].Data
	rest := data[min(p.To, len(data)):]
	return isOpen(data) && len(bytes.Trim(rest, " \t\r,;.'\"`<")) <= heldBack
}

// heldBack is how many bytes of a text with escapes may be left out at its open end: they
// may be the beginning of another escape.
const heldBack = 2

// closings are what a source ends with that does not end within a line: a line end, also an
// escaped one in a literal, the end of a document, a fence.
var closings = []string{"\n", `\n'`, `\n"`, ">", "}", "\n```", sigv4.UnsignedPayload}

// isOpen reports whether a source ends within a line, and not with a whole hash
// or signature, or the end of a document.
func isOpen(data []byte) bool {
	text := bytes.TrimRight(data, " \t")
	if len(text) == 0 || slices.ContainsFunc(closings, func(c string) bool { return bytes.HasSuffix(text, []byte(c)) }) {
		return false
	}
	n := len(data)
	return n < 65 || !isHexHash(string(data[n-64:])) || isHexDigits(string(data[n-65:n-64]))
}

// lastOpen reports whether at most one more line begins behind a place, and does
// not end.
func (f *facts) lastOpen(p evidence.Place) bool {
	if p.Source < 0 || p.Source >= len(f.ev.Sources) {
		return false
	}
	data := f.ev.Sources[p.Source].Data
	if head := data[min(p.From, len(data)):]; bytes.Contains(head, []byte("\n\n")) ||
		bytes.Contains(head, []byte("\n\r\n")) {
		return false // the blank line behind the headers is there
	}
	rest := bytes.TrimLeft(data[min(p.To, len(data)):], "\r\n")
	return isOpen(data) && bytes.IndexByte(rest, '\n') < 0
}

// endsInHead reports whether a request ends where its source does, behind the end of a
// header line: the blank line is not there that ends the headers.
func (f *facts) endsInHead(r *evidence.Request) bool {
	if r.What != "http-request" || len(r.Fields) == 0 {
		return false
	}
	at := r.Fields[len(r.Fields)-1].Value.Place()
	if at.Source < 0 || at.Source >= len(f.ev.Sources) {
		return false
	}
	rest := f.ev.Sources[at.Source].Data[at.To:]
	return len(bytes.TrimLeft(rest, " \t\r\n")) == 0 && bytes.Count(rest, []byte("\n")) < 2
}

// dropCut leaves out the ends of canonical requests that are cut off, and strings to sign
// that are.
func (f *facts) dropCut() {
	for _, c := range []**evidence.Canonical{&f.client.Canonical, &f.server.canonical} {
		if *c != nil && ((*c).CutOff || f.endsOpen((*c).Whole)) && !validPayloadHash((*c).PayloadHash.S) {
			*c = withoutCutTail(*c)
		}
		if *c != nil {
			*c = withoutCutHead(*c)
		}
	}
	for _, t := range []**evidence.StringToSign{&f.client.StringToSign, &f.server.text} {
		if *t != nil && ((*t).CutOff || f.endsOpen((*t).Whole)) && !isHexHash((*t).Hash.S) {
			*t = nil
		}
	}
	if s, c := f.server.canonical, f.client.Canonical; s != nil && c != nil && s.Partial && !c.Partial &&
		!validPayloadHash(s.PayloadHash.S) && strings.HasPrefix(c.Whole.S, strings.TrimRight(s.Whole.S, " \r\n")) {
		f.server.canonical = nil // what is left of it tells no difference; the server's string to sign may
	}
}

// withoutCutTail leaves out the line within which a canonical request ends, as it may go on.
// It is nil where no header line stands before that line.
func withoutCutTail(c *evidence.Canonical) *evidence.Canonical {
	own := *c
	switch none := (evidence.Text{}); {
	case !c.Partial:
		return nil
	case c.PayloadHash.Present():
		own.PayloadHash = none
	case c.SignedHeaders.Present():
		own.SignedHeaders = none
	case len(c.Lines) > 1:
		own.Lines = c.Lines[:len(c.Lines)-1]
	default:
		return nil
	}
	return &own
}

// withoutCutHead leaves out the first line of a canonical request that begins where its
// source does: it may be the rest of one.
func withoutCutHead(c *evidence.Canonical) *evidence.Canonical {
	switch {
	case c.Partial && len(c.Lines) > 0 && atHead(c.Lines[0]):
		own := *c
		own.Lines = c.Lines[1:]
		return &own
	case c.Method.Present() && c.Method.S == "" && atHead(c.Method):
		own := *c
		own.Method = evidence.Text{}
		return &own
	}
	return c
}

// absences are findings that something is not there.
var absences = setOf(
	"request-not-signed", "amz-date-missing", "payload-hash-header-missing",
	"signed-header-not-sent", "session-token-missing", "presigned-param-missing",
	"authorization-part-missing", "header-removed-in-transit", "header-not-signed",
	"host-not-signed", "signed-headers-lists-differ", "payload-hash-mismatch", "empty-body-hash",
	"payload-hash-invalid", "date-format", "header-changed-after-signing",
	"streaming-framing-malformed", "streaming-decoded-length-mismatch", "scope-malformed",
)

// cutOff reports whether a hit may be but the end of what was copied.
//
// A paste may have been cut off when it was copied. What ends where a source ends
// without a line end may go on in truth: it proves nothing, and neither does what
// is missing behind it.
func (f *facts) cutOff(h *hit) bool {
	if h.basis == byAnswer || h.named && h.basis == byInference {
		// What the text of an error names stands at its beginning; where an element or a
		// string is open, the message goes on.
		return f.answer != nil && f.answer.What != "error-text" && f.endsOpen(f.answer.Message)
	}
	if f.claim != nil && (f.shortened(f.claim.Whole) || f.cutToWidth(f.claim.Whole)) {
		return true
	}
	if slices.ContainsFunc(h.places, f.endsOpen) || f.ofLastField(h) {
		return true
	}
	absent := absences[h.code] || h.yours == "" && len(h.places) == 0
	if !absent {
		return false
	}
	return f.claim != nil && f.endsOpen(f.claim.Whole) ||
		f.ex.Request != nil && (f.lastOpen(f.ex.Request.Place) && !f.closedCommand() || f.endsInHead(f.ex.Request))
}

// ofLastField reports whether a hit rests on the value of the last header, which ends
// where the source does.
func (f *facts) ofLastField(h *hit) bool {
	r := f.ex.Request
	if r == nil || len(r.Fields) == 0 {
		return false
	}
	last := r.Fields[len(r.Fields)-1]
	if !f.endsOpen(last.Value) {
		return false
	}
	line, value := lower(last.Name.S)+":", last.Value.Trim().S
	return strings.HasPrefix(h.correct, line) || strings.HasPrefix(h.yours, line) ||
		value != "" && (h.yours == value || h.correct == value)
}

// cutMarks are what loggers put in the place of the rest of a long value.
var cutMarks = []string{"...", "…", "[trunc", "[...", "<trunc", "(trunc"}

// goesOnInCode is what stands behind a literal that the next line adds another to.
var goesOnInCode = regexp.MustCompile(`^[^\s"'\x60]{0,200}["'\x60]\s*(?:\+|&|\.\.?|<>|_|\\)?\s*_?\r?\n\s*(?:\+|&|\.\.?|<>)?\s*["'\x60][^"'\x60\n]*[=&%]`)

// nextLiteral is how far behind a literal the next one begins at most.
const nextLiteral = 400

// shortened reports whether a value ends in a mark of a logger, or such a mark stands
// right behind it.
func (f *facts) shortened(t evidence.Text) bool {
	if !t.InSource() {
		return false
	}
	const near = 12
	p := t.Place()
	data := f.ev.Sources[p.Source].Data
	if goesOnInCode.Match(data[p.To:min(len(data), p.To+nextLiteral)]) {
		return true
	}
	rest, own := strings.TrimLeft(string(data[p.To:min(len(data), p.To+near)]), `"`), t.S[max(0, len(t.S)-near):]
	return slices.ContainsFunc(cutMarks, func(m string) bool {
		return strings.HasPrefix(rest, m) || strings.Contains(own, m)
	})
}

// presignedURL is a presigned URL, as far as it goes.
var presignedURL = regexp.MustCompile(`https?://[^\s"'|]+[?&]X-Amz-Alg[^\s"'|]*`)

// wholeAlgorithm ends a URL that a shell cut at its first &, not a column.
var wholeAlgorithm = []byte("X-Amz-Algorithm=" + sigv4.Algorithm)

// cutToWidth reports whether a URL lacks its signature and ends within a parameter, and
// another one of the paste does, of the same length or at the same column: a table, or
// a tool that counts lines, has cut them to its width.
func (f *facts) cutToWidth(t evidence.Text) bool {
	if !t.InSource() || strings.Contains(t.S, "X-Amz-Signature=") {
		return false
	}
	p := t.Place()
	data := f.ev.Sources[p.Source].Data
	if !f.holds(p.Source, presignedURL) {
		return false
	}
	var own, others [][]int
	for _, m := range f.ev.All(p.Source, presignedURL) {
		url := data[m[0]:m[1]]
		switch {
		case m[0] <= p.From && p.From < m[1] || p.From <= m[0] && m[0] < p.To:
			own = append(own, m)
		case !bytes.Contains(url, []byte("X-Amz-Signature=")):
			others = append(others, m)
		}
	}
	return slices.ContainsFunc(own, func(m []int) bool {
		mine := data[m[0]:m[1]]
		return !bytes.HasSuffix(mine, wholeAlgorithm) && slices.ContainsFunc(others, func(o []int) bool {
			return !bytes.Equal(data[o[0]:o[1]], mine) &&
				(o[1]-o[0] == m[1]-m[0] || columnOf(data, o[1]) == columnOf(data, m[1]))
		})
	})
}

// columnOf is how far into its line a place is.
func columnOf(data []byte, at int) int { return at - bytes.LastIndexByte(data[:at], '\n') }

// closedCommand reports whether the request is a command that ends with a quote:
// where more of it follows, it does on the same line.
func (f *facts) closedCommand() bool {
	r := f.ex.Request
	if !r.OwnHeaders || r.Place.Source >= len(f.ev.Sources) {
		return false
	}
	data := bytes.TrimRight(f.ev.Sources[r.Place.Source].Data[:r.Place.To], " ")
	return bytes.HasSuffix(data, []byte("'")) || bytes.HasSuffix(data, []byte(`"`))
}

// beginsOpen reports whether a text begins where its source does, with no more before it than
// the end of the line that may have stood there, or behind a line that ends in the algorithm.
func (f *facts) beginsOpen(t evidence.Text) bool {
	if !t.InSource() {
		return false
	}
	p := t.Place()
	data := f.ev.Sources[p.Source].Data
	const window = 64
	before := strings.TrimRight(string(data[max(0, p.From-window):p.From]), "\r\n")
	if strings.HasSuffix(before, sigv4.Algorithm) {
		return true // it is the end of a line that begins with something else
	}
	if !atHead(t) {
		return false
	}
	return strings.HasSuffix(sigv4.Algorithm, strings.TrimSuffix(before, `\n`))
}

// atHead reports whether a text begins where its source does: what stood before it may
// have been cut off.
func atHead(t evidence.Text) bool {
	return t.InSource() && t.Place().From < len("AWS4-HMAC-SHA256\\\\n")
}
