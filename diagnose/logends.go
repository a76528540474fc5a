package diagnose

import (
	"bytes"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// dropLogEnds takes the CR of a log's line ends out of the texts of both sides.
//
// A log whose own lines end in CR LF shows the texts that are signed with them, too.
// That is no proof that the signer joined them so; the hash that it printed is.
func (f *facts) dropLogEnds() {
	hash := ""
	if t := f.client.StringToSign; t != nil {
		hash = t.Hash.S
		if f.logEnds(t.Whole) {
			short := *t
			short.Whole = withLF(t.Whole)
			f.client.StringToSign = &short
		}
	}
	if c := f.client.Canonical; c != nil &&
		f.logEnds(c.Whole) &&
		(!isHexHash(hash) || hash != sigv4.HexSHA256([]byte(c.Whole.S))) {
		short := *c
		short.Whole = withLF(c.Whole)
		f.client.Canonical = &short
	}
}

// logEnds reports whether the line before that of a text ends in CR LF, as the text's do:
// in bytes, or in UTF-16. Where the CR comes of an escape, the text is in one line.
func (f *facts) logEnds(t evidence.Text) bool {
	if !strings.Contains(t.S, "\r\n") || !t.InSource() {
		return false
	}
	p := t.Place()
	data := f.ev.Sources[p.Source].Data
	before := data[:lineStart(data, p.From)]
	if bytes.HasSuffix(bytes.TrimRight(before, "\r\n"), []byte(wireEnd)) {
		return bytes.Contains(data[p.From:p.To], []byte(wireEnd))
	}
	return bytes.IndexByte(data[p.From:p.To], '\n') >= 0 &&
		(bytes.HasSuffix(before, []byte("\r\n")) || bytes.HasSuffix(before, []byte("\r\x00\n")))
}

// wireEnd is how the wire log of Apache's HTTP client ends each line that it shows of what
// travelled, texts that a program sent there among others.
const wireEnd = `[\r][\n]"`

// withLF is a text with LF for its CR LF.
func withLF(t evidence.Text) evidence.Text {
	m := t.Remake()
	from := 0
	for i := strings.Index(t.S, "\r\n"); i >= 0; {
		m.Keep(from, i)
		from = i + 1
		n := strings.Index(t.S[from:], "\r\n")
		if n < 0 {
			break
		}
		i = from + n
	}
	m.Keep(from, len(t.S))
	return m.View("the line ends of the log").Whole()
}
