package diagnose

import (
	"bytes"
	"strings"

	"sigwhy/evidence"
)

// keyNames are the keys of the four steps.
var keyNames = []string{"kDate", "kRegion", "kService", "kSigning"}

// keyPrinted returns the key of a step as the client printed it.
func (f *facts) keyPrinted(step string) (evidence.PrintedKey, bool) {
	for _, k := range f.client.Keys {
		label := lower(strings.ReplaceAll(k.Label.S, "_", ""))
		if label == lower(step) || strings.Contains(label, lower(step[1:])) {
			return k, true
		}
	}
	return evidence.PrintedKey{}, false
}

// keyQuest is the search for what makes the first printed key that is not the one
// due. Keys that are due before it leave the later steps to look at.
func (f *facts) keyQuest() *quest {
	keys := f.asSent.Keys
	if keys.Steps != 4 {
		return nil
	}
	for i, due := range [][]byte{keys.Date[:], keys.Region[:], keys.Service[:], keys.Signing[:]} {
		printed, ok := f.keyPrinted(keyNames[i])
		if !ok {
			continue
		}
		if key := evidence.KeyBytes(printed.Value.S); key != nil && !bytes.Equal(key, due) {
			return &quest{m: f.model.deriving(i + 1), what: "the " + keyNames[i] + " that the client printed", key: key}
		}
	}
	return nil
}

// deriving is the model of a signer whose derivation ends after some steps.
func (m *model) deriving(steps int) *model {
	out := *m
	if out.until = steps; steps == len(keyNames) {
		out.until = 0
	}
	return &out
}

// after is the model of a signer of whom an earlier stage has proved mistakes.
func (m *model) after(proved []*twist) *model {
	if len(proved) == 0 {
		return m
	}
	out := *m
	out.proved = proved
	return &out
}
