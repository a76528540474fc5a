package sigv4

import (
	"fmt"
	"log/slog"
	"unique"
)

const hidden = "[secret]"

// Secret holds a secret access key. No way of printing, formatting, logging or
// marshalling it yields the key; only this package and Reveal read it. Two
// secrets are equal (==) when their keys are.
type Secret struct {
	// fmt calls no method of an unexported field, so a string here would be
	// printed with any struct that holds a Secret in one. A handle prints as an address.
	handle unique.Handle[string]
}

// NewSecret wraps a secret access key, byte for byte as given.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

// Reveal returns the key itself, for computing with it.
func (s Secret) Reveal() string {
	if !s.Known() {
		return ""
	}
	return s.handle.Value()
}

// Known reports whether there is a key.
func (s Secret) Known() bool { return s != Secret{} }

func (s Secret) String() string               { return hidden }
func (s Secret) GoString() string             { return hidden }
func (s Secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(hidden)) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(hidden) }
