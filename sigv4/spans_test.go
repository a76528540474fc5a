package sigv4_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

func hexOf(key [32]byte) string { return hex.EncodeToString(key[:]) }

// checkSpans fails unless the spans of a canonical request cover its bytes one
// after the other, every span points into the request, and the bytes are what the
// span's rule makes of those that it points at.
func checkSpans(t *testing.T, req *sigv4.Request, s *sigv4.Stages) {
	t.Helper()
	if err := spanError(req, &s.Canonical); err != nil {
		t.Errorf("%v\nrequest %q\ncanonical %q\nspans %+v", err, req, s.Canonical.Bytes, s.Canonical.Spans)
	}
}

func spanError(req *sigv4.Request, c *sigv4.Canonical) error {
	at := 0
	for i, span := range c.Spans {
		if int(span.End) <= at || int(span.End) > len(c.Bytes) {
			return fmt.Errorf("span %d ends at %d, the one before it at %d", i, span.End, at)
		}
		got := string(c.Bytes[at:span.End])
		source, err := sourceOf(req, span.Ref())
		if err == nil {
			err = ruleError(span.Rule, got, source)
		}
		if err != nil {
			return fmt.Errorf("span %d %+v: %w", i, span, err)
		}
		at = int(span.End)
	}
	if at != len(c.Bytes) {
		return fmt.Errorf("spans end at %d of %d bytes", at, len(c.Bytes))
	}
	return partsError(c)
}

// sourceOf returns the bytes of a request that a Ref points at.
func sourceOf(req *sigv4.Request, r sigv4.Ref) (string, error) {
	if (r.Part == sigv4.PartFieldName || r.Part == sigv4.PartFieldValue) && (r.Index < 0 || r.Index >= len(req.Fields)) {
		return "", fmt.Errorf("no field %d", r.Index)
	}
	var part string
	switch r.Part {
	case sigv4.PartMethod:
		part = req.Method
	case sigv4.PartTarget:
		part = req.Target
	case sigv4.PartFieldName:
		part = req.Fields[r.Index].Name
	case sigv4.PartFieldValue:
		part = req.Fields[r.Index].Value
	case sigv4.PartBody:
		part = string(req.Body.Bytes)
	}
	if r.From < 0 || r.From > r.To || r.To > len(part) {
		return "", fmt.Errorf("[%d, %d) is outside the part's %d bytes", r.From, r.To, len(part))
	}
	return part[r.From:r.To], nil
}

// ruleError checks what a rule says against the bytes, with code that shares
// nothing with the package's.
func ruleError(rule sigv4.Rule, got, source string) error {
	ok := true
	switch rule {
	case sigv4.Copied:
		ok = got == source
	case sigv4.Constant:
		ok = source == "" && (got == "\n" || got == "&" || strings.HasSuffix(got, ":"))
	case sigv4.Lowercased:
		ok = strings.EqualFold(got, source) && got != source
	case sigv4.Encoded:
		ok = got == escapeAll(source)
	case sigv4.EncodedAgain:
		ok = got == strings.ReplaceAll(source, "%", "%25")
	case sigv4.Decoded:
		ok = strings.EqualFold(escapeAll(got), source) || got == sigv4.DecodeQuery(source)
	case sigv4.HexRaised:
		ok = got == strings.ToUpper(source) && got != source
	case sigv4.PlusIsSpace:
		ok = got == strings.ReplaceAll(source, "+", "%20")
	case sigv4.SpacesFolded:
		ok = got == " " && strings.Trim(source, " \t\r\n") == "" && source != ""
	case sigv4.ValuesJoined:
		ok = got == "," && source == ""
	case sigv4.EqualsAdded:
		ok = got == "=" && source == ""
	case sigv4.SlashAdded:
		ok = got == "/" && source == ""
	case sigv4.AuthorityIsHost:
		ok = got == "host" && source == ":authority"
	case sigv4.Hashed:
		ok = got != ""
	case sigv4.BodyUnsigned:
		ok = got == "UNSIGNED-PAYLOAD"
	}
	if !ok {
		return fmt.Errorf("%q from %q", got, source)
	}
	return nil
}

func escapeAll(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// partsError checks that the named parts, joined by newlines, are the whole.
func partsError(c *sigv4.Canonical) error {
	joined := strings.Join([]string{
		c.Part(c.Method), c.Part(c.Path), c.Part(c.Query), c.Part(c.Headers), c.Part(c.SignedHeaders), c.Part(c.PayloadHash),
	}, "\n")
	if joined != string(c.Bytes) {
		return fmt.Errorf("parts joined are %q", joined)
	}
	var lines strings.Builder
	for _, l := range c.Lines {
		lines.WriteString(string(c.Bytes[l.From:l.To]))
	}
	if lines.String() != c.Part(c.Headers) {
		return fmt.Errorf("header lines joined are %q", lines.String())
	}
	return nil
}
