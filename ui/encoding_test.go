package ui

import (
	le "encoding/binary"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	tea "charm.land/bubbletea/v2"

	"sigwhy/evidence"
)

// TestUTF16IsShownAsText draws a file in UTF-16 as its text, with the numbers of its lines, and
// hides the keys in it from the editor as those of any other.
func TestUTF16IsShownAsText(t *testing.T) {
	t.Parallel()
	const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	text := "see below\r\n\r\nAWS_SECRET_ACCESS_KEY=" + secret + "\r\n\r\n" + strings.ReplaceAll(requests(1), "\n", "\r\n")
	data := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(text)) {
		data = le.LittleEndian.AppendUint16(data, u)
	}
	opt := Options{Theme: Dark, Sources: []evidence.Source{{Name: "f.txt", Data: data}}, Editor: func(path string, done func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			written, err := os.ReadFile(path)
			if err != nil || strings.Contains(string(written), secret) || !strings.HasPrefix(string(written), "see below\r\n") {
				t.Errorf("%v: the editor has %.40q", err, written)
			}
			return done(os.WriteFile(path, append([]byte("edited\r\n"), written...), 0o600))
		}
	}}
	s := newStory(t, opt).keys("p", "g").sees("1  ▸see below", "5 ", "GET /k0").seesNot(`\x00`, secret)
	if s.keys("e", "ctrl+o"); string(s.m.sources[0].Data) != "edited\r\n"+text {
		t.Errorf("the source is now %.80q", s.m.sources[0].Data)
	}
}
