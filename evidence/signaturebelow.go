package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// signatureBehind looks for the signature behind a string to sign, in the page around the
// string where that is a literal with nothing more in it.
func (p *page) signatureBehind(from, to int, hash string, s side, stated bool) {
	if isBlank(p.s[to:]) {
		if whole, _, end := p.around(from, to); whole != nil {
			whole.signatureBelow(end, hash, s, stated)
			return
		}
	}
	p.signatureBelow(to, hash, s, stated)
}

// signatureBelow takes the only hash that stands right below a string to sign, by itself or
// behind a label of one word, for the signature: programs print one after the other, with a
// rule or a mark between, and name it in any language.
func (p *page) signatureBelow(at int, hash string, s side, stated bool) {
	at += span(p.s[at:], among("'\"`|,; \t"))
	found := item{what: "signature", side: s, stated: stated}
	for lines := 0; at < len(p.s) && lines < 5; lines++ {
		l := lineAt(p.s, at)
		value, label, goesOn := p.hashOnLine(l)
		switch {
		case !goesOn:
			lines = 5
		case value.Present() && found.signature.Present():
			return // which of them it is cannot be told
		case value.Present():
			found.signature, found.guessed = value, label != "" && !isSignatureWord(label)
		}
		at = l.next
	}
	if found.signature.Present() && found.signature.S != hash {
		found.place = found.signature.Place()
		p.r.add(found)
	}
}

// hashOnLine is the hash on a line that may be a signature, with its label if it has one.
// goesOn reports whether the lines below it may still hold one: below one that holds
// anything else they are of something else.
func (p *page) hashOnLine(l line) (value Text, label string, goesOn bool) {
	t := l.text(p.s)
	n := span(t, isHexDigit)
	if n == 64 && (apart(t) == n || strings.Trim(t[n:], "'\"`,;)] \t\r") == "") {
		return p.t.Sub(l.from, l.from+n), "", true
	}
	if strings.Trim(t, "=-*#~_|'\"` \t\r") == "" {
		return Text{}, "", true
	}
	m := labelledHash.FindStringSubmatchIndex(firstBytes(t, 400))
	if m == nil {
		return Text{}, "", false
	}
	label = strings.ToLower(strings.TrimSpace(t[m[2]:m[3]]))
	switch {
	case isKeyLabel(label):
		return Text{}, "", true
	case strings.Contains(label, " ") || hasAny(label, otherHashWords) || strings.HasSuffix(label, "signature"):
		return Text{}, "", false // what reads labels reads it, or it is something else
	}
	return p.t.Sub(l.from+m[4], l.from+m[5]), label, true
}

// labelledHash is a line with a hash behind a label, and nothing else.
var labelledHash = regexp.MustCompile(`^[^\pL\pN\n]{0,12}(\pL[\pL\pM\pN_ -]{0,40}?)["'\x60\]]?\s*(?:[:=]|=>|->|\x{2192}|：)\s*["'\x60]?` +
	`([0-9a-f]{64})["'\x60]?[,;.)}\]]*\s*$`)

// isSignatureWord reports whether a label is the word for a signature in some language, or an
// abbreviation of one.
func isSignatureWord(label string) bool {
	return slices.Contains(signatureWords, label)
}

var signatureWords = []string{
	"sig", "sign", "signed", "signatur", "firma", "assinatura", "signatuur", "handtekening", "underskrift", "signatura",
	"allekirjoitus", "podpis", "подпись", "підпис", "imza", "aláírás", "semnătura", "semnătură", "υπογραφή", "chữ ký",
	"署名", "签名", "簽名", "簽章", "서명", "توقيع", "חתימה", "ลายเซ็น",
}

// otherHashWords are in labels of what may be 64 hex digits as well: hashes, keys and names.
var otherHashWords = []string{
	"hash", "sha", "digest", "checksum", "md5", "etag", "payload", "body", "token", "secret", "nonce", "request", "canon",
	"prüfsumme", "somme", "resumen", "resumo", "suma", "хеш", "хэш", "сумма", "ハッシュ", "哈希", "摘要", "해시",
	"key", "schlüssel", "clave", "chave", "chiave", "clé", "ключ", "klucz", "sleutel", "鍵", "キー", "密钥", "金鑰", "키",
	"anfrage",
}
