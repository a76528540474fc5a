package diagnose

// A derivation is a chain of HMACs, each the key of the next, as the rules make the
// signing key, with any inputs. What it derived it keeps, all but the last steps:
// of many derivations most begin alike.
type derivation struct {
	*hasher
	seeds map[string]*derived
	kept  int
}

// derived is a key on the way to the signing key.
type derived struct {
	key   midstate
	state keyState
	next  map[string]*derived // by the message of the next step
}

// keptSteps is how many steps are kept, of keptKeys keys at most: further ones are
// seldom needed twice.
const (
	keptSteps = 2
	keptKeys  = 1 << 14
)

func newDerivation(h *hasher) *derivation {
	return &derivation{hasher: h, seeds: map[string]*derived{}}
}

// derive runs the steps that have these messages.
func (d *derivation) derive(seed []byte, messages []string, to *derived) {
	from := d.seeds[string(seed)]
	if from == nil {
		from = &derived{}
		d.keyState(seed, &from.state)
		d.keep(&d.seeds, string(seed), from)
	}
	for i, m := range messages {
		next := to
		if i < keptSteps {
			if kept := from.next[m]; kept != nil {
				from = kept
				continue
			}
			if d.kept < keptKeys {
				next = &derived{}
				d.keep(&from.next, m, next)
			}
		}
		d.hmac(&from.state, m, &next.key)
		d.keyState(next.key.sum(), &next.state)
		from = next
	}
	if from != to {
		to.key, to.state = from.key, from.state
	}
}

func (d *derivation) keep(in *map[string]*derived, message string, key *derived) {
	d.kept++
	if *in == nil {
		*in = map[string]*derived{}
	}
	(*in)[message] = key
}
