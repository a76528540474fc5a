package diagnose

import (
	"bytes"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
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
func (f *facts) keyQuest() *target {
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
			return &target{
				what:  "the " + keyNames[i] + " that the client printed",
				Quest: &replay.Quest{Model: f.model.Deriving(i + 1), Key: key},
			}
		}
	}
	return nil
}
