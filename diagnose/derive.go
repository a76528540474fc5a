package diagnose

// A derivation is a chain of HMACs, each the key of the next, as the rules make the
// signing key, with any inputs. It keeps the keys that it derived: of many
// derivations most begin alike.
type derivation struct {
	*hasher
	seeds map[string]*derived
	next  map[link]*derived
	kept  int
	slab  []derived // for the next keys to keep
}

// derived is a key on the way to the signing key, and the first of those that
// follow: most have but one.
type derived struct {
	key     midstate
	state   keyState
	message string
	first   *derived
}

// A link leads from a key to one that is not its first.
type link struct {
	from    *derived
	message string
}

// keptKeys is how many keys are kept at most: some 6 MiB.
const keptKeys = 1 << 15

func newDerivation(h *hasher) *derivation {
	return &derivation{hasher: h, seeds: map[string]*derived{}, next: map[link]*derived{}}
}

// derive runs the steps that have these messages.
func (d *derivation) derive(seed []byte, messages []string, to *derived) {
	from := d.seeds[string(seed)]
	if from == nil {
		from = d.room()
		d.seeds[string(seed)] = from
		d.keyState(seed, &from.state)
	}
	for _, m := range messages {
		next := d.after(from, m)
		if next == nil {
			if next = to; d.kept < keptKeys {
				next = d.leave(from, m)
			}
			d.hmac(&from.state, m, &next.key)
			d.keyState(next.key.sum(), &next.state)
		}
		from = next
	}
	if from != to {
		to.key, to.state = from.key, from.state
	}
}

func (d *derivation) after(from *derived, message string) *derived {
	if from.first != nil && from.message == message {
		return from.first
	}
	return d.next[link{from, message}]
}

// leave makes room for the key that a step leads to.
func (d *derivation) leave(from *derived, message string) *derived {
	key := d.room()
	if from.first == nil {
		from.first, from.message = key, message
	} else {
		d.next[link{from, message}] = key
	}
	return key
}

func (d *derivation) room() *derived {
	if len(d.slab) == 0 {
		d.slab = make([]derived, 64)
	}
	key := &d.slab[0]
	d.slab, d.kept = d.slab[1:], d.kept+1
	return key
}
