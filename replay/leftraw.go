package replay

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// leftRaw lists the choices of reserved characters that a signer may leave raw in some texts:
// every one where they are few, else those of one and of two. Encoders have lists of their
// own, and only what of them stands in the texts counts.
func leftRaw(texts []string) []string {
	var found []byte
	for _, t := range texts {
		for i := 0; i < len(t); i++ {
			if c := t[i]; c > ' ' && c < 0x7F && c != '%' && !sigv4.IsUnreserved(c) && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	slices.Sort(found)
	few := len(found) < 6
	var out []string
	for i, c := range found {
		for _, with := range slices.Clone(out) {
			if few || len(with) == 1 {
				out = append(out, with+string(c))
			}
		}
		out = append(out, string(found[i]))
	}
	return out
}

// rawInQuery leaves each choice of the reserved characters of the parameters raw.
func rawInQuery(m *Model) []Twist {
	var texts []string
	for _, p := range m.Pairs {
		texts = append(texts, p.Name, p.Value)
	}
	var out []Twist
	for _, raw := range leftRaw(texts) {
		out = append(out, queryStyle("query-some-raw", "leaves "+spaced(raw)+" raw in the canonical query", leaving(raw)))
	}
	return rarely(out...)
}

// rawInPath leaves each choice of the reserved characters of the path raw.
func rawInPath(m *Model) []Twist {
	path := strings.ReplaceAll(m.Path, "/", "")
	if !m.Flavor.EncodeTwice {
		path = strings.ReplaceAll(sigv4.PercentDecode(m.Path), "/", "")
	}
	var out []Twist
	for _, raw := range leftRaw([]string{path}) {
		out = append(out, styleTwist("path-some-raw", "leaves "+spaced(raw)+" raw in the path", leaving(raw)))
	}
	return rarely(out...)
}

// spaced writes characters with blanks between them.
func spaced(s string) string { return strings.Join(strings.Split(s, ""), " ") }

// lettersRaw is UriEncode that leaves text outside ASCII raw.
func lettersRaw(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && s[j] >= 0x80 {
			j++
		}
		b.WriteString(s[i:j])
		for i = j; j < len(s) && s[j] < 0x80; {
			j++
		}
		b.WriteString(canonicalStyle(s[i:j]))
		i = j
	}
	return b.String()
}
