package replay

import "slices"

// A stage is a part of the pipeline whose sets are made by themselves.
type stage uint8

const (
	untried stage = iota
	onCanonical
	onText
	onKey
	onFinal
)

// stage tells on which stage a twist acts.
func (w *Twist) stage() stage {
	switch g := w.Group(); {
	case g <= GroupCanonical:
		return onCanonical
	case g <= GroupString:
		return onText
	case g == GroupKey || w.slot == slotLastKey:
		return onKey
	}
	return onFinal
}

// stageOf tells on which stage a quest tries a twist: on none where what is known of the
// client's texts says that it was not made, or what is to be reproduced does not tell it.
func (q *Quest) stageOf(w *Twist) stage {
	on, tried := w.stage(), false
	switch {
	case slices.ContainsFunc(q.Model.proved, w.Excludes):
	case q.Key != nil:
		tried = w.Group() == GroupKey
	case on == onCanonical:
		tried = q.changesCanonical(w)
	case on == onText:
		tried = q.changesText(w)
	default:
		tried = q.Signature != ""
	}
	if !tried {
		return untried
	}
	return on
}

// changesCanonical reports whether a twist can change what is hashed: of a canonical
// request that the client printed only the whole.
func (q *Quest) changesCanonical(w *Twist) bool {
	if q.Text != "" {
		return false
	}
	return q.Canonical == "" || w.Group() == GroupCanonical && !w.NeedsParts()
}

// changesText reports whether a twist can change what is signed: of a string to sign that
// the client printed only the whole; for the hash of a canonical request only its line.
func (q *Quest) changesText(w *Twist) bool {
	if q.Text != "" {
		return w.slot == slotStringLines || w.slot == slotStringEnd
	}
	return q.Hash == "" || w.Group() == GroupHash
}
