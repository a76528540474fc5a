package diagnose

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	hexToken  = regexp.MustCompile(`\b[0-9a-fA-F]{64}\b`)
	scopeWord = regexp.MustCompile(`\b(?:[a-z]{2}(?:-[a-z]+)+-\d|aws4_request|[a-z][a-z0-9-]{1,24})\b`)
)

// mostHex and mostWords bound what is tried of a paste.
const (
	mostHex   = 24
	mostWords = 400
)

// lookHexChain finds two hashes in a paste of which one is the HMAC that the text of
// the other keys, over a word of the paste: a derived key was passed on as hex.
func lookHexChain(f *facts) []hit {
	if !f.showsKeys() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		hashes := hexToken.FindAllIndex(src.Data, mostHex)
		if len(hashes) < 2 {
			continue
		}
		places := map[[sha256.Size]byte][]int{}
		for _, h := range hashes {
			var key [sha256.Size]byte
			if _, err := hex.Decode(key[:], src.Data[h[0]:h[1]]); err == nil {
				places[key] = h
			}
		}
		words := derivationWords(src.Data)
		for _, k := range hashes {
			for _, w := range words {
				if h, ok := places[sigv4.HMAC(src.Data[k[0]:k[1]], w)]; ok {
					return []hit{{
						basis: byRule,
						says: "The second of these keys is the HMAC of " + quoted(w) +
							" with the hex text of the first one as key; its 32 raw bytes are due.",
						places: []evidence.Text{f.ev.Cut(i, k[0], k[1]), f.ev.Cut(i, h[0], h[1])},
					}}
				}
			}
		}
	}
	return nil
}

// showsKeys reports whether hashes in the paste may be keys that a signer printed:
// people who print them show few requests.
func (f *facts) showsKeys() bool {
	const few = 8
	return len(f.ev.Exchanges) <= few
}

// derivationWords lists the words of a paste that a step of the derivation may be fed with.
func derivationWords(data []byte) []string {
	words := []string{"aws4_request"}
	for _, m := range scopeWord.FindAll(data, 4*mostWords) {
		if w := string(m); len(words) < mostWords && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}
