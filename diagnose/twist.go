package diagnose

// A twist turns one knob of a trial: it replaces the correct value at one slot
// of the pipeline by the value that a mistaken signer had.
type twist struct {
	code    string // of the finding
	variant string // the transformation, in the terms of the catalogue of mistakes
	slot    slot
	header  string // the header that slotValue is about
	says    string // what the signer did, after "Your signer …"
	turn    func(*trial)
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

// group is a part of the signed texts that can be compared by itself.
type group uint8

const (
	groupMethod group = iota
	groupPath
	groupQuery
	groupHeaders
	groupList
	groupPayload
	groupCanonical // the canonical request as a whole
	groupAlgorithm
	groupDate
	groupScope
	groupHash
	groupString // the string to sign as a whole
	groupKey
	groupSignature
)

// group tells which part a twist acts on.
func (w *twist) group() group { return w.slot.group() }

// group tells which part a slot acts on.
func (s slot) group() group {
	switch {
	case s == slotMethod:
		return groupMethod
	case s <= slotPathShape:
		return groupPath
	case s <= slotQueryShape:
		return groupQuery
	case s <= slotHeaderEOL:
		return groupHeaders
	case s == slotList || s == slotListOrder:
		return groupList
	case s == slotPayload:
		return groupPayload
	case s <= slotCanonicalEnd:
		return groupCanonical
	case s <= slotHashLine:
		return groupAlgorithm + group(s-slotAlgorithm)
	case s <= slotStringEnd:
		return groupString
	case s <= slotKeyBetween:
		return groupKey
	}
	return groupSignature
}

// excludes reports whether two twists cannot be made together.
func (w *twist) excludes(o *twist) bool { return w.slot == o.slot && w.header == o.header }

// reorders reports whether a twist puts the header lines in another order.
func (w *twist) reorders() bool { return w.slot == slotHeaderOrder }

// needsParts reports whether a twist puts the parts of a canonical request together in
// another way: it can do nothing with one that is made already.
func (w *twist) needsParts() bool { return w.slot == slotParts }

// withValue is a signer that has another value of a header.
func withValue(header, value string) *twist { return to(valueTwist("", header, value, "")) }

// withLine is a signer that has a header among the lines alone, not in the list.
func withLine(header string) *twist { return to(setTwist("", "", header, true, false)) }

// withoutLine is a signer that has a header in the list alone, not among the lines.
func withoutLine(header string) *twist { return to(dropTwist("", "", header, true, false)) }

func to[T any](v T) *T { return &v }
