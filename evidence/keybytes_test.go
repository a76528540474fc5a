package evidence

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// TestLoopBytes prints bytes as loops do and reads them back.
func TestLoopBytes(t *testing.T) {
	want, _ := hex.DecodeString("c91f9fb1ae18ee447561e90d579b715a41eda0ed22e39d019e07cc5e534d556d")
	printed := func(form, between string) string {
		var words []string
		for _, b := range want {
			words = append(words, fmt.Sprintf(form, b))
		}
		return strings.Join(words, between)
	}
	for name, text := range map[string]string{
		"hex":              printed("%02X", " "),
		"hex, no zeros":    printed("%x", " "),
		"hex, commas":      printed("0x%02x", ", "),
		"decimal":          printed("%d", ","),
		"hex on two lines": printed("%02x", " ")[:47] + "\n" + printed("%02x", " ")[48:],
	} {
		if got := KeyBytes(text); string(got) != string(want) {
			t.Errorf("%s: %q is %x", name, text, got)
		}
	}
	for name, text := range map[string]string{
		"one byte less": printed("%02X", " ")[3:],
		"words":         "decade facade added beef cafe dead",
		"dates":         "2024 06 01 10 00 00",
	} {
		if got := KeyBytes(text); got != nil {
			t.Errorf("%s: %q is %x", name, text, got)
		}
	}
}
