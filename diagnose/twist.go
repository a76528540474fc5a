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

// groupOf tells which part a slot acts on.
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

func to[T any](v T) *T { return &v }
