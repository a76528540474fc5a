package evidence

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// inUTF16 writes a text in UTF-16 behind a mark.
func inUTF16(order binary.AppendByteOrder, mark, text string) []byte {
	b := []byte(mark)
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// TestUTF16 reads sources in UTF-16 as the text that they are, and tells their bytes by where
// they stand.
func TestUTF16(t *testing.T) {
	t.Parallel()
	text := "# 𝄞 é\r\n\r\n" + echoXML("\n") + "\r\n"
	for name, test := range map[string]struct {
		data []byte
		mark int
	}{
		"little":             {inUTF16(binary.LittleEndian, "\xff\xfe", text), 2},
		"big":                {inUTF16(binary.BigEndian, "\xfe\xff", text), 2},
		"little, no mark":    {inUTF16(binary.LittleEndian, "", text), 0},
		"big, no mark":       {inUTF16(binary.BigEndian, "", text), 0},
		"an odd byte behind": {append(inUTF16(binary.LittleEndian, "\xff\xfe", text), 'x'), 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := Source{Name: "f", Data: bytes.Clone(test.data)}
			e := Read(given)
			verify(t, e)
			check(t, e, map[string]string{"exchanges": "1", "server canonical": canonGET, "server sts": stsC})
			if !bytes.Equal(given.Data, test.data) || string(e.Sources[0].Data) != text {
				t.Errorf("given %q, read %q", given.Data[:8], e.Sources[0].Data)
			}
			at := e.Locate(e.Exchanges[0].Server.Code.Place())
			want := test.mark + 2*len(utf16.Encode([]rune(text[:strings.Index(text, "SignatureDoesNotMatch")])))
			if at.Line != 4 || at.Column != len("<Error><Code>")+1 || at.Offset != want || at.Length != 2*len(at.Text) || at.Text != "SignatureDoesNotMatch" {
				t.Errorf("located %+v, want offset %d", at, want)
			}
			if again := e.Sources[0].Decoded(); !bytes.Equal(again.Data, e.Sources[0].Data) {
				t.Error("decoded twice")
			}
		})
	}
}

// TestNotUTF16 leaves bytes that are something else, and parts of a source.
func TestNotUTF16(t *testing.T) {
	t.Parallel()
	wide := inUTF16(binary.LittleEndian, "", strings.Repeat("a line\n", 20))
	for name, src := range map[string]Source{
		"UTF-8":           {Data: []byte(echoXML("\n"))},
		"zeros at random": {Data: []byte(strings.Repeat("ab\x00c\x00d", 20))},
		"a few zeros":     {Data: append(bytes.Clone(wide[:20]), strings.Repeat("a line\n", 20)...)},
		"a part":          {Data: wide, Before: Before{Bytes: 10}},
	} {
		if e := Read(src); !bytes.Equal(e.Sources[0].Data, src.Data) {
			t.Errorf("%s: %q", name, e.Sources[0].Data)
		}
	}
}

// TestStreamUTF16 reads a long source in UTF-16 in one piece, since its lines cannot be cut.
func TestStreamUTF16(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a line of a log that tells nothing\r\n", 40_000) + echoXML("\n") + "\r\n"
	pieces := 0
	err := Stream(bytes.NewReader(inUTF16(binary.LittleEndian, "\xff\xfe", text)), Source{Name: "f"}, func(p Piece) error {
		pieces++
		check(t, p.Evidence, map[string]string{"exchanges": "1", "server canonical": canonGET})
		if n := p.Locate(p.Exchanges[0].Server.Code.Place()).Line; n != 40_002 || !p.Whole {
			t.Errorf("line %d, whole %v", n, p.Whole)
		}
		return nil
	})
	if err != nil || pieces != 1 {
		t.Errorf("%d pieces, %v", pieces, err)
	}
}
