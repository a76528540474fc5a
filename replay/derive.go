package replay

import "crypto/sha256"

// A derivation is a chain of HMACs, each the key of the next, as the rules make the
// signing key, with any inputs. Of many derivations most begin alike: as the one
// before, or by keys that were kept.
type derivation struct {
	*hasher
	root    *keptKey // of the seeds
	keeping bool     // of the keys that are made from now on
	chain   []link   // of the derivation before: the seed, and a link for each step
}

// derived is a key on the way to the signing key.
type derived struct {
	key   [sha256.Size]byte
	state keyState
}

// A keptKey is a key that was kept, with those that follow it by their messages.
type keptKey struct {
	derived
	next map[string]*keptKey
}

// A link is a step that was made: its message, or the seed, and its key.
type link struct {
	message string
	made    derived
	kept    *keptKey // the same key, or nil
}

func newDerivation(h *hasher, root *keptKey) *derivation { return &derivation{hasher: h, root: root} }

// derive runs the steps that have these messages.
func (d *derivation) derive(seed string, messages []string, to *derived) {
	if len(d.chain) == 0 || d.chain[0].message != seed {
		d.chain = append(d.chain[:0], link{message: seed})
		d.step(&d.chain[0], d.root, func(to *derived) { d.keyState([]byte(seed), &to.state) })
	}
	alike := 0
	for alike < len(messages) && alike+1 < len(d.chain) && d.chain[alike+1].message == messages[alike] {
		alike++
	}
	d.chain = d.chain[:alike+1]
	for _, m := range messages[alike:] {
		d.chain = append(d.chain, link{message: m})
		n := len(d.chain)
		from := &d.chain[n-2]
		d.step(&d.chain[n-1], from.kept, func(to *derived) {
			to.key = [sha256.Size]byte(d.hmac(&from.made.state, m))
			d.keyState(to.key[:], &to.state)
		})
	}
	*to = d.chain[len(d.chain)-1].made
}

// step makes the key of a link, if it was not kept behind another.
func (d *derivation) step(l *link, behind *keptKey, anew func(*derived)) {
	if behind != nil {
		if l.kept = behind.next[l.message]; l.kept != nil {
			l.made = l.kept.derived
			return
		}
	}
	anew(&l.made)
	if d.keeping && behind != nil {
		l.kept = &keptKey{l.made, map[string]*keptKey{}}
		behind.next[l.message] = l.kept
	}
}
