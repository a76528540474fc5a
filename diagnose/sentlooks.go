package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// What a request that was sent shows by itself of how it was signed, where the
// client's texts are not there.

// silent reports whether a signature was refused and nothing of the client's texts or
// of the key tells more.
func (f *facts) silent() bool {
	return f.mismatch() && !f.verified && f.client.Canonical == nil && f.client.StringToSign == nil
}

// lookSentDefaultPort finds the default port in the Host that the server got, which
// HTTP clients leave out, and signers with them (RFC 9110, section 4.2.3).
func lookSentDefaultPort(f *facts) []hit {
	seen, where := f.serverLine("host")
	p := portOf(seen)
	if !f.silent() || !where.Present() || p != "443" && p != "80" {
		return nil
	}
	return []hit{{basis: byInference, says: "The server got the default port :" + p + " in Host. Signers leave it out, as HTTP clients do that are not given it in the URL.", places: places(where), yours: "host:" + bareHost(seen), correct: where.S, at: CanonicalStage}}
}

// lookTwoClocks finds Date and X-Amz-Date with different times of the same form: one
// of them stands in the string to sign, and servers take X-Amz-Date.
func lookTwoClocks(f *facts) []hit {
	date, _ := f.raw.HeaderValue("date")
	amz, _ := f.raw.HeaderValue("x-amz-date")
	if !f.silent() || !amzShape.MatchString(date) || !amzShape.MatchString(amz) || date == amz {
		return nil
	}
	return []hit{{basis: byInference, says: "Date is " + date + ", X-Amz-Date " + amz + ": the clock was read twice. The server takes X-Amz-Date for the string to sign; a signer that takes the other signs another one.", places: places(f.fieldText("date"), f.fieldText("x-amz-date")), yours: date, correct: amz, at: StringToSignStage}}
}

var escapedInCode = regexp.MustCompile(`["'\x60]([^"'\x60\s]*%[0-9A-Fa-f]{2}[^"'\x60\s]*)["'\x60]`)

// lookEncodedValue finds a parameter that code gives percent-encoded to a client, and
// that arrives so: a client encodes what it is given, and signs it with %25.
func lookEncodedValue(f *facts) []hit {
	if !f.silent() || f.params.Carrier == sigv4.InQuery {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, escapedInCode) {
			continue
		}
		for _, m := range escapedInCode.FindAllSubmatchIndex(src.Data, 20) {
			given := string(src.Data[m[2]:m[3]])
			if strings.Contains(given, "://") || strings.Contains(given, "&") || !slices.ContainsFunc(f.model.pairs, func(p pair) bool { return p.value == sigv4.PercentDecode(given) }) {
				continue
			}
			return []hit{{basis: byInference, says: "The code gives " + quoted(given) + ", percent-encoded already, and the server gets it so: a client encodes what it is given, and signs %25 for each %.", places: places(f.ev.Cut(i, m[2], m[3])), yours: sigv4.UriEncode(given, false), correct: sigv4.UriEncode(sigv4.PercentDecode(given), false), at: CanonicalStage}}
		}
	}
	return nil
}

// lookPathTwice finds a path that consists of the same thing twice: an endpoint that
// holds the path already.
func lookPathTwice(f *facts) []hit {
	path, half := f.model.path, len(f.model.path)/2
	if !f.silent() || len(path)%2 == 1 || half < 4 || path[:half] != path[half:] || !strings.HasPrefix(path, "/") {
		return nil
	}
	return []hit{{basis: byInference, says: "The path is " + path[:half] + " twice: the endpoint that the client is given holds the path already. It is signed once and sent twice.", places: places(f.targetText()), yours: path[:half], correct: path, at: CanonicalStage}}
}

// lookSplitValue finds a parameter without a value that the server got, and that is
// the rest of another one's value in the paste: the %26 before it was decoded.
func lookSplitValue(f *facts) []hit {
	c := f.server.canonical
	if !f.silent() || c == nil {
		return nil
	}
	for _, p := range sigv4.SplitQuery(c.Query.S) {
		if p.Value != "" || len(p.Name) < 2 {
			continue
		}
		if t, ok := f.ev.Find("%26" + p.Name); ok {
			return []hit{{basis: byInference, says: "The server got a parameter " + p.Name + ", which in the paste is the rest of a value, behind %26: something decoded the URL on its way, and the & split the parameter in two.", places: places(t, c.Query), yours: "%26" + p.Name, correct: "&" + p.Name, at: CanonicalStage}}
		}
	}
	return nil
}
