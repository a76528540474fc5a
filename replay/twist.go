package replay

// A Twist is one mistake that a signer may make: it replaces the correct value at one
// slot of the pipeline by the one that a mistaken signer had, by turning a knob of a
// trial.
type Twist struct {
	Code    string // of the mistake, in the vocabulary
	Variant string // the transformation, in the terms of the catalogue of mistakes
	Says    string // what the signer did, after "Your signer …"
	slot    slot
	header  string // the header that slotValue is about
	rare    bool   // tried by itself and in pairs
	alone   bool   // tried by itself alone
	turn    func(*Trial)
}

// slot is a place where one value stands: two twists of one slot exclude each other.
type slot uint8

const (
	slotMethod slot = iota
	slotPathSource
	slotPathSegments
	slotPathDepth
	slotPathStyle
	slotPathSlash
	slotPathShape
	slotQueryPairs
	slotQueryDepth
	slotQueryStyle
	slotQueryNames
	slotQueryEmpty
	slotQueryOrder
	slotQueryShape
	slotHeaderSet
	slotValue // one per header
	slotHeaderTrim
	slotHeaderJoin
	slotHeaderCase
	slotHeaderSeparator
	slotHeaderOrder
	slotHeaderLower
	slotHeaderEOL
	slotBlankLine
	slotList
	slotListOrder
	slotPayload
	slotLines
	slotParts
	slotCanonicalEnd
	slotAlgorithm
	slotDateLine
	slotScopeLine
	slotHashLine
	slotStringOrder
	slotStringLines
	slotStringEnd
	slotSecret
	slotPrefix
	slotKeyDate
	slotKeyRegion
	slotKeyService
	slotKeyTerminator
	slotKeyOrder
	slotKeyMAC
	slotKeyBetween
	slotLastKey
	slotMessage
	slotFinal
	slotForm
)

// Group is a part of the signed texts that can be compared by itself.
type Group uint8

const (
	GroupMethod Group = iota
	GroupPath
	GroupQuery
	GroupHeaders
	GroupList
	GroupPayload
	GroupCanonical // the canonical request as a whole
	GroupAlgorithm
	GroupDate
	GroupScope
	GroupHash
	GroupString // the string to sign as a whole
	GroupKey
	GroupSignature
)

// Group tells which part a twist acts on.
func (w *Twist) Group() Group { return w.slot.group() }

// OfBody reports whether a twist puts a hash of the body where that of the canonical request
// is due: then nothing of the request but its body counts for what a set with it gives.
func (w *Twist) OfBody() bool { return w.Variant == variantOfPayload }

const variantOfPayload = "sts-hash-of-payload"

// Header is the name of the header whose value the twist is about, "" for any other.
func (w *Twist) Header() string { return w.header }

// group tells which part a slot acts on.
func (s slot) group() Group {
	switch {
	case s == slotMethod:
		return GroupMethod
	case s <= slotPathShape:
		return GroupPath
	case s <= slotQueryShape:
		return GroupQuery
	case s <= slotHeaderEOL:
		return GroupHeaders
	case s == slotList || s == slotListOrder:
		return GroupList
	case s == slotPayload:
		return GroupPayload
	case s <= slotCanonicalEnd:
		return GroupCanonical
	case s <= slotHashLine:
		return GroupAlgorithm + Group(s-slotAlgorithm)
	case s <= slotStringEnd:
		return GroupString
	case s <= slotKeyBetween:
		return GroupKey
	}
	return GroupSignature
}

// Excludes reports whether two twists cannot be made together: they have one slot.
func (w *Twist) Excludes(o *Twist) bool { return w.slot == o.slot && w.header == o.header }

// Reorders reports whether a twist puts the header lines in another order.
func (w *Twist) Reorders() bool { return w.slot == slotHeaderOrder }

// NeedsParts reports whether a twist puts the parts of a canonical request together in
// another way: it can do nothing with one that is made already.
func (w *Twist) NeedsParts() bool { return w.slot == slotParts }

// WithValue is a signer that has another value of a header.
func WithValue(header, value string) *Twist { return to(valueTwist("", header, value, "")) }

// WithLine is a signer that has a header among the lines alone, not in the list.
func WithLine(header string) *Twist { return to(setTwist("", "", header, true, false)) }

// WithoutLine is a signer that has a header in the list alone, not among the lines.
func WithoutLine(header string) *Twist { return to(dropTwist("", "", header, true, false)) }

// rarely makes twists that are tried by themselves and in pairs, but not in sets of three:
// there are many of their kind, and each is seldom made.
func rarely(list ...Twist) []Twist {
	for i := range list {
		list[i].rare = true
	}
	return list
}

// alone makes rare twists that are tried by themselves alone: there are hundreds of their kind.
func alone(list ...Twist) []Twist {
	for i := range list {
		list[i].rare, list[i].alone = true, true
	}
	return list
}

func to[T any](v T) *T { return &v }

func named(s string) string {
	if s == "" {
		return "(empty)"
	}
	return s
}

// An otherText is what a mistaken signer writes where another text is due.
type otherText struct{ variant, text, says string }

// writing are signers that write such texts at a slot where they are not right; turn sets
// the knob.
func writing(list []otherText, s slot, right string, turn func(t *Trial, text *string)) []Twist {
	var out []Twist
	for _, o := range list {
		if o.text != right {
			out = append(out, Twist{Variant: o.variant, slot: s, Says: o.says, turn: func(t *Trial) { turn(t, &o.text) }})
		}
	}
	return out
}
