package ui

import (
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
)

// TestNoKeyTwice: in no state do two bindings share a key.
func TestNoKeyTwice(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		s := state(t)
		seen := map[string]string{}
		for _, b := range s.m.bindings() {
			for _, k := range b.Keys() {
				if other, twice := seen[k]; twice {
					t.Errorf("%s: %q is %q and %q", name, k, other, b.Help().Desc)
				}
				seen[k] = b.Help().Desc
			}
			if b.do == nil {
				t.Errorf("%s: %q does nothing", name, b.Help().Desc)
			}
		}
	}
}

// TestLettersAreText: where text is typed, no printable key is a command.
func TestLettersAreText(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		s := state(t)
		if !s.m.takesText() {
			continue
		}
		for _, b := range s.m.bindings() {
			for _, k := range b.Keys() {
				if len(k) == 1 || k == "space" {
					t.Errorf("%s: %q is a command", name, k)
				}
			}
		}
	}
}

// TestNoKeyNeedsAnEnhancedKeyboard: ctrl+i and ctrl+m are tab and enter elsewhere.
func TestNoKeyNeedsAnEnhancedKeyboard(t *testing.T) {
	t.Parallel()
	for _, b := range append(append(sample(t).m.mainKeys(), startKeys()...), editKeys()...) {
		for _, k := range b.Keys() {
			if k == "ctrl+i" || k == "ctrl+m" || strings.HasPrefix(k, "shift+") && k != "shift+tab" {
				t.Errorf("%q is bound", k)
			}
		}
	}
}

// TestDisabledKeysSayWhy: what cannot act answers, and changes nothing.
func TestDisabledKeysSayWhy(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		for i, b := range state(t).m.bindings() {
			s := state(t)
			if b.why == nil || b.why(s.m) == "" || s.m.over != overNone || s.m.tiny() {
				continue
			}
			s.keys(b.Keys()[0])
			if !strings.Contains(s.m.status.text, b.why(s.m)) {
				t.Errorf("%s: binding %d (%s) answers %q", name, i, b.Help().Desc, s.m.status.text)
			}
		}
	}
}

// TestNoKeyIsSilent: a letter that is bound to nothing says so.
func TestNoKeyIsSilent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"findings", "canonical", "key", "paste", "nothing", "copy", "help"} {
		s := states()[name](t)
		for c := '!'; c <= '~'; c++ {
			k := keyPress(string(c))
			bound := slices.ContainsFunc(s.m.bindings(), func(b binding) bool { return key.Matches(k, b.Binding) })
			if !bound && s.later().send(k).m.status.text == "" {
				t.Errorf("%s: %q does nothing and says nothing", name, c)
			}
		}
	}
}

// TestEveryKeyOnce presses every key in every state.
func TestEveryKeyOnce(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		for _, b := range state(t).m.bindings() {
			if key.Matches(keyPress("ctrl+o"), b.Binding) && name == "edit" {
				continue // opens an editor
			}
			s := state(t).size(100, 30)
			s.keys(b.Keys()[0])
			checkFrame(t, s, 100, 30)
		}
	}
}
