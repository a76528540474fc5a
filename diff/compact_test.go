package diff

import "strings"

// opLetters are the letters of the compact form, by Op.
const opLetters = ".MXY"

// Script is the compact form of edits, one letter for each byte: "." kept, "M"
// replaced, "X" removed, "Y" added. A run of three bytes that replaces one byte
// is "MYY".
func Script(edits []Edit) string {
	var b strings.Builder
	for _, e := range edits {
		both := min(e.A.Len(), e.B.Len())
		b.WriteString(strings.Repeat(opLetters[e.Op:e.Op+1], both))
		b.WriteString(strings.Repeat("X", e.A.Len()-both))
		b.WriteString(strings.Repeat("Y", e.B.Len()-both))
	}
	return b.String()
}

// Rows is the compact form of rows, one letter for each: "." the same on both
// sides, "M" changed, "X" only in the first text, "Y" only in the second.
func Rows(rows []Row) string {
	out := make([]byte, len(rows))
	for i, r := range rows {
		out[i] = opLetters[r.Op]
	}
	return string(out)
}
