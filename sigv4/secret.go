package sigv4

import (
	"fmt"
	"log/slog"
)

const hidden = "[secret]"

// Secret holds a secret access key. No way of printing, formatting, logging or
// marshalling it yields the key; only this package and Reveal read it.
type Secret struct{ value string }

// NewSecret wraps a secret access key, byte for byte as given.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal returns the key itself, for computing with it.
func (s Secret) Reveal() string { return s.value }

// Known reports whether there is a key.
func (s Secret) Known() bool { return s.value != "" }

func (s Secret) String() string               { return hidden }
func (s Secret) GoString() string             { return hidden }
func (s Secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(hidden)) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(hidden) }
