package evidence

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// longestWide bounds what is read as UTF-16: a shell's output, not a file of logs.
const longestWide = 64 << 20

// unitBytes are those of a code unit.
const unitBytes = 2

// Decoded is a source in UTF-8, where it came in UTF-16, as PowerShell writes files. Lines,
// columns and what is drawn of it are those of the text; offsets stay those of its bytes as
// they came. A part of a source is left as it is, for it is counted with the others.
func (s Source) Decoded() Source {
	data := unsafe.String(unsafe.SliceData(s.Data), len(s.Data))
	little, mark := wide(data)
	if s.decoded || s.part || s.Before.Bytes > 0 || mark < 0 || len(data) > longestWide {
		return s
	}
	order := binary.ByteOrder(binary.BigEndian)
	if little {
		order = binary.LittleEndian
	}
	units := make([]uint16, 0, len(data)/unitBytes)
	for b := s.Data[mark:]; len(b) >= unitBytes; b = b[unitBytes:] {
		units = append(units, order.Uint16(b))
	}
	s.Data, s.mark, s.decoded = []byte(string(utf16.Decode(units))), mark, true
	return s
}

// encoded returns a place of a decoded source in the bytes as they came.
func (s Source) encoded(p Place) (offset, length int) {
	if !s.decoded {
		return p.From, p.To - p.From
	}
	return s.mark + bytesInUTF16(s.Data[:p.From]), bytesInUTF16(s.Data[p.From:p.To])
}

func bytesInUTF16(data []byte) (n int) {
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		n += unitBytes * utf16.RuneLen(r)
		data = data[size:]
	}
	return n
}

// wide tells whether a text is UTF-16: by its byte order mark, or by the zeros that
// ASCII is full of in it. start is -1 when it is not.
func wide(s string) (little bool, start int) {
	switch {
	case strings.HasPrefix(s, "\xff\xfe"):
		return true, unitBytes
	case strings.HasPrefix(s, "\xfe\xff"):
		return false, unitBytes
	case len(s) < 64:
		return false, -1
	}
	var zeros [unitBytes]int
	for i := range 64 {
		if s[i] == 0 {
			zeros[i%unitBytes]++
		}
	}
	switch {
	case zeros[1] > 28 && zeros[0] == 0:
		return true, 0
	case zeros[0] > 28 && zeros[1] == 0:
		return false, 0
	}
	return false, -1
}
