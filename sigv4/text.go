package sigv4

import "sort"

// A Rule names what shaped a run of canonical bytes.
type Rule uint8

const (
	Copied          Rule = iota // taken over as sent
	Constant                    // required by the format, in no part of the request
	Encoded                     // percent-encoded
	EncodedAgain                // the "%" of an escape, encoded once more (services other than S3)
	Decoded                     // an escape of an unreserved character, or of "/" in an S3 path, decoded
	HexRaised                   // an escape written with upper-case digits
	PlusIsSpace                 // "+" in a query, read as a space
	Lowercased                  // a header name in lower case
	SpacesFolded                // a run of spaces, or a folded line, made one space
	ValuesJoined                // the comma between the values of a repeated header
	EqualsAdded                 // the "=" of a parameter without value
	SlashAdded                  // "/" for an empty path
	Hashed                      // the SHA-256 of the bytes pointed at
	ListedSorted                // a name of the signed headers
	AuthorityIsHost             // HTTP/2's :authority, signed as host
	BodyUnsigned                // UNSIGNED-PAYLOAD in place of a hash
	Given                       // a signing parameter, taken over as it is
)

var ruleTexts = [...]string{
	Copied:          "taken over as sent",
	Constant:        "required by the format",
	Encoded:         "percent-encoded: only A-Z a-z 0-9 - . _ ~ stay as they are",
	EncodedAgain:    "the path as sent is percent-encoded once more (every service but S3)",
	Decoded:         "an escape of an unreserved character, or of / in an S3 path, is decoded",
	HexRaised:       "escapes are written with upper-case hex digits",
	PlusIsSpace:     "a + in the query is read as a space",
	Lowercased:      "header names are in lower case",
	SpacesFolded:    "a run of spaces, or a folded line, becomes one space",
	ValuesJoined:    "the values of a repeated header are joined by a comma, in order of sending",
	EqualsAdded:     "a parameter without value is written name=",
	SlashAdded:      "an empty path is written /",
	Hashed:          "the lower-case hex SHA-256 of the bytes",
	ListedSorted:    "names of the signed headers, in lower case, sorted, joined by ;",
	AuthorityIsHost: "HTTP/2 sends the host as :authority; it is signed as host",
	BodyUnsigned:    "a presigned S3 request does not sign its body",
	Given:           "a signing parameter, taken over as it is",
}

// String says what the rule does.
func (r Rule) String() string { return ruleTexts[r] }

// A Span is one run of bytes of a Text that one rule shaped from one place. It
// ends at End; it begins where the span before it ends.
type Span struct {
	End      int32
	Index    int32
	From, To int32
	Part     Part
	Rule     Rule
}

// Ref returns the bytes of the request that the span came from.
func (s Span) Ref() Ref {
	return Ref{Part: s.Part, Index: int(s.Index), From: int(s.From), To: int(s.To)}
}

// Text is a canonical text with the origin of all its bytes.
type Text struct {
	Bytes []byte
	Spans []Span
}

// String returns the text itself.
func (t *Text) String() string { return string(t.Bytes) }

// At returns the span that holds the byte at offset, and where it begins.
func (t *Text) At(offset int) (span Span, start int) {
	at := sort.Search(len(t.Spans), func(i int) bool { return int(t.Spans[i].End) > offset })
	if at == len(t.Spans) {
		return Span{}, len(t.Bytes)
	}
	if at > 0 {
		start = int(t.Spans[at-1].End)
	}
	return t.Spans[at], start
}

// builder appends bytes together with their origin, merging runs.
type builder struct {
	Text
	part  Part
	index int32
}

// from sets the part of the request that the next bytes come from.
func (b *builder) from(part Part, index int) { b.part, b.index = part, int32(index) }

// note records that everything up to the end of the buffer came from [from, to).
func (b *builder) note(rule Rule, from, to int) {
	end := int32(len(b.Bytes))
	if n := len(b.Spans); n > 0 {
		last := &b.Spans[n-1]
		if last.End == end {
			return
		}
		if last.Rule == rule && last.Part == b.part && last.Index == b.index && last.To == int32(from) {
			last.End, last.To = end, int32(to)
			return
		}
	} else if end == 0 {
		return
	}
	b.Spans = append(b.Spans, Span{End: end, Rule: rule, Part: b.part, Index: b.index, From: int32(from), To: int32(to)})
}

// constant appends bytes that no part of the request holds.
func (b *builder) constant(s string) {
	b.Bytes = append(b.Bytes, s...)
	b.Spans = append(b.Spans, Span{End: int32(len(b.Bytes)), Rule: Constant})
}

// added appends bytes that a rule puts in beside the bytes at offset.
func (b *builder) added(rule Rule, c byte, at int) {
	b.Bytes = append(b.Bytes, c)
	b.note(rule, at, at)
}
