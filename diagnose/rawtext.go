package diagnose

import (
	"bytes"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	// rawFirst is the first line of a canonical request, behind blanks.
	rawFirst = regexp.MustCompile(`(?m)^[ \t]*(?:GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS)[ \t]*\r?\n[ \t]*/`)
	// rawLast is the last line.
	rawLast = regexp.MustCompile(`(?m)^[ \t]*(?:[0-9a-fA-F]{64}|UNSIGNED-PAYLOAD)[ \t]*$`)
)

// mostRaw bounds a canonical request as it stands in a paste, in bytes.
const mostRaw = 8 << 10

// lookRawText finds a canonical request that was hashed with the blanks before its lines:
// the bytes as they stand in the paste have the hash in the client's string to sign.
func lookRawText(f *facts) []hit {
	t := f.client.StringToSign
	if t == nil || !isHexHash(t.Hash.S) {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		for _, first := range f.ev.All(i, rawFirst) {
			text := rawText(src.Data[first[0]:min(len(src.Data), first[0]+mostRaw)], t.Hash.S)
			if text == "" || !beginsBlank(text) {
				continue
			}
			return []hit{{
				basis: byTexts,
				says: "The text as it stands in the paste, with blanks before its lines, has exactly the hash in the " +
					"string to sign: they were signed.",
				places: []evidence.Text{f.ev.Cut(i, first[0], first[0]+len(text)), t.Hash},
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

// rawText is the beginning of data, up to the end of a line with a payload hash, that has a hash.
func rawText(data []byte, hash string) string {
	for _, end := range rawLast.FindAllIndex(data, 4) {
		text := data[:end[1]]
		for _, as := range [][]byte{text, bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))} {
			if sigv4.HexSHA256(as) == hash {
				return string(text)
			}
		}
	}
	return ""
}

// beginsBlank reports whether a line of a text begins with a blank.
func beginsBlank(text string) bool {
	return strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t") || strings.Contains(text, "\n ") ||
		strings.Contains(text, "\n\t")
}
