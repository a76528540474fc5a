package diagnose

import (
	"slices"

	"sigwhy/replay"
)

// neverSecret are texts that no secret key ever is, but that programs take for one: the
// value of a variable that is not set.
var neverSecret = []string{"", "undefined", "null", "None", "nil", "[object Object]"}

// guess tries, where no secret key is known, those that everybody can know: none at
// all, the access key ID, the session token. What one of them signs, no other key does.
// Stores for tests have the key ID as secret key: only one that AWS made, or a refusal,
// tells that it is a mistake.
func (f *facts) guess() reproduction {
	if f.asSent.Keys.Steps > 0 ||
		!isHexHash(f.sentSig) ||
		!f.completeForHash() ||
		f.asSent.CanonicalHash.Text == "" ||
		f.model.KeyID == "" {
		return nil
	}
	const shortest = 16 // any shorter one is the name of a user, which stores for tests take twice
	mixed := f.mismatch() && len(f.model.KeyID) >= shortest || awsKeyID.MatchString(f.model.KeyID)
	const none = "-" // in place of which each of the twists puts another one
	m := f.model.WithSecret(none)
	for _, w := range m.Twists("secret-placeholder", "credentials-mixed") {
		if w.Code == "credentials-mixed" && !mixed {
			continue
		}
		t := m.With(w)
		if key := t.SecretKey(); w.Code == "secret-placeholder" && !slices.Contains(neverSecret, key) || key == none {
			continue
		}
		if _, _, sig := t.Sign(); sig == f.sentSig {
			return reproduction{{
				&target{
					what:  "the signature that was sent",
					Quest: &replay.Quest{Model: m, Signature: f.sentSig},
				},
				[][]*replay.Twist{{w}},
			}}
		}
	}
	return nil
}
