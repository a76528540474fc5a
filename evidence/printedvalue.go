package evidence

import "strings"

// printedValue reads signatures, derived keys and hashes that a client prints
// with a label, on its line or the next one.
func (p *page) printedValue(l line, found anchors) int {
	s := l.text(p.s)
	if len(s) > 4096 {
		return 0
	}
	if found&anHash != 0 {
		p.hashOutput(l, s)
	}
	label, from, to := p.labelled(l, s)
	if label == "" {
		return 0
	}
	value := p.t.Sub(from, to)
	if p.isCovered(from) {
		return 0
	}
	switch low := strings.ToLower(label); {
	case isKeyLabel(low):
		at := l.from + strings.Index(s, label)
		p.r.add(item{what: "derived-key", place: value.Place(), key: PrintedKey{p.t.Sub(at, at+len(label)), value}})
	case strings.HasSuffix(low, "signature"):
		sd, stated := p.signatureSide(low, l)
		p.r.add(item{what: "signature", place: value.Place(), signature: value, side: sd, stated: stated})
	case isCanonicalHashLabel(low):
		sd, stated := sideOf(strings.ToLower(firstBytes(s, 300)) + "\n" + p.headingBefore(l.from))
		p.r.add(item{what: "canonical-hash", place: value.Place(), hash: value, side: sd, stated: stated})
	default:
		return 0
	}
	if to > l.to {
		return to
	}
	return 0
}

// signatureSide tells whose a signature is by its label, the line that it stands in and those
// above. A server prints its own and the one that it received: the label tells which.
func (p *page) signatureSide(label string, l line) (s side, stated bool) {
	if receivedLabel.MatchString(label) {
		return client, true
	}
	line := strings.ToLower(firstBytes(l.text(p.s), 300))
	if s, how := whoseBy(line + "\n" + p.headingBefore(l.from)); s == server && how == toldOut && computedLabel.MatchString(label) {
		return server, true
	}
	return sideOf(label + "\n" + p.headingBefore(l.from))
}

// labelled finds "label: value" where the value is a hash, a key or a signature.
func (p *page) labelled(l line, s string) (label string, from, to int) {
	for _, mark := range []byte{':', '=', '-', '>'} {
		for at := len(s); at > 2; {
			i := strings.LastIndexByte(s[:at], mark)
			if i < 3 {
				break
			}
			at = i
			name := labelBefore(s[:i])
			if name == "" || !isValueLabel(name) {
				continue
			}
			if n, k := p.keyBytes(l, s, i+1, name); n > 0 {
				return name, l.from + k, l.from + k + n
			}
			k := i + 1 + span(s[i+1:], among(" \t\"'`=>:[<"))
			if k+1 < len(s) && s[k] == 'b' && (s[k+1] == '\'' || s[k+1] == '"') {
				k += 2 // bytes of Python
			}
			if n := valueLength(s[k:]); n > 0 {
				return name, l.from + k, l.from + k + n
			}
			if strings.TrimSpace(s[k:]) == "" && l.next < len(p.s) {
				return p.valueBelow(l, name)
			}
		}
	}
	if name, k, n := p.argumentKey(l, s); n > 0 {
		return name, l.from + k, l.from + k + n
	}
	if name, k := labelAndHash(s); name != "" {
		return name, l.from + k, l.from + k + 64
	}
	name := labelBefore(s)
	alone := name != "" && strings.HasSuffix(strings.TrimSpace(s), name) && len(s) < 80
	if alone && isValueLabel(name) && l.next < len(p.s) {
		return p.valueBelow(l, name)
	}
	return "", 0, 0
}

// argumentKey finds a derived key behind its label and a blank, as console.log prints its
// arguments: console.log("kDate", key).
func (p *page) argumentKey(l line, s string) (label string, from, n int) {
	for at := 0; at < min(len(s), 48); at++ {
		if s[at] != ' ' {
			continue
		}
		label = labelBefore(s[:at])
		if n, from = p.keyBytes(l, s, at, label); n > 0 {
			return label, from, n
		}
	}
	return "", 0, 0
}

// labelAndHash finds a line that ends in a hash with nothing but blanks between it and a
// label: "kDate   db63…".
func labelAndHash(s string) (label string, at int) {
	s = strings.TrimRight(s, " \t\r.,;")
	at = len(s) - 64
	if at < 3 || !consistsOf(s[at:], isHexDigit) || !isBlankByte(s[at-1]) {
		return "", 0
	}
	before := strings.TrimRight(s[:at], " \t")
	label = labelBefore(before)
	if label == "" || !isValueLabel(label) || !strings.HasSuffix(before, label) {
		return "", 0
	}
	return label, at
}

// keyBytes finds a derived key in one of its printed forms at a place of a line.
// Lists may go on over the lines that follow.
func (p *page) keyBytes(l line, s string, at int, label string) (n, from int) {
	if !isKeyLabel(strings.ToLower(label)) {
		return 0, 0
	}
	from = at + span(s[at:], among(" \t=>:"))
	_, n = printedBytes(p.s[l.from+from:])
	return n, from
}

func (p *page) valueBelow(l line, name string) (string, int, int) {
	next := lineAt(p.s, l.next)
	t := next.text(p.s)
	k := span(t, among(" \t\"'`"))
	n := valueLength(t[k:])
	if n == 0 || strings.Trim(t[k+n:], " \t\"'`,;]") != "" {
		return "", 0, 0
	}
	return name, next.from + k, next.from + k + n
}

// labelBefore returns the words that a label may be, at the end of s.
func labelBefore(s string) string {
	s = strings.TrimRight(s, " \t\"'`])")
	i := len(s)
	for words := 0; i > 0; i-- {
		c := s[i-1]
		if c == ' ' {
			words++
		}
		if !isAlnum(c) && c != '_' && c != '-' && c != ' ' && c != '.' || words > 3 {
			break
		}
	}
	return strings.TrimSpace(s[i:])
}

func isValueLabel(label string) bool {
	low := strings.ToLower(label)
	return isKeyLabel(low) || strings.HasSuffix(low, "signature") || strings.Contains(low, "canonical")
}

// isCanonicalHashLabel reports whether a label names the hash of a canonical request, and not
// that of one of its parts.
func isCanonicalHashLabel(low string) bool {
	return strings.Contains(low, "canonical") && hasAny(low, []string{"hash", "sha256", "digest"}) &&
		!hasAny(low, []string{"payload", "body", "query", "header", "uri", "path"})
}

// isKeyLabel reports whether a label names a derived key.
func isKeyLabel(low string) bool {
	if strings.Contains(low, "secret") {
		return false
	}
	last := low[strings.LastIndexAny(low, " .")+1:]
	switch strings.Trim(last, "_-") {
	case "kdate", "k_date", "datekey", "date_key",
		"kregion", "k_region", "regionkey", "region_key", "dateregionkey",
		"kservice", "k_service", "servicekey", "service_key", "dateregionservicekey",
		"ksigning", "k_signing", "signingkey", "signing_key":
		return true
	}
	return strings.HasSuffix(low, "signing key") ||
		strings.HasSuffix(low, "derived key") ||
		strings.HasSuffix(low, "signing-key")
}

// valueLength returns the length of a hash, key or signature in hex or base64
// that a text begins with.
func valueLength(s string) int {
	n := span(s, func(c byte) bool { return isAlnum(c) || isAmong(c, "+/=") })
	hex := span(s, isHexDigit)
	switch {
	case n == hex && (n == 64 || n == 40 || n >= 60 && n <= 66):
		return n
	case (n == 44 || n == 28) && s[n-1] == '=':
		return n
	}
	return 0
}

// hashOutput reads what a shell command prints below itself that hashes a
// canonical request: "… $creq | sha256sum", "openssl dgst -sha256 creq.txt".
func (p *page) hashOutput(l line, s string) {
	low := strings.ToLower(s)
	hashes := hasAny(low, []string{"sha256sum", "shasum", "dgst", "get-filehash", "sha256 "})
	if l.next >= len(p.s) || !hashes || !hasAny(low, []string{"creq", "canon"}) {
		return
	}
	next := lineAt(p.s, l.next)
	t := next.text(p.s)
	if len(t) > 200 {
		return
	}
	k := 0
	if i := strings.Index(t, "= "); i >= 0 {
		k = i + 2 // SHA2-256(stdin)= …
	}
	if span(t[k:], isHexDigit) != 64 || k+64 < len(t) && t[k+64] != ' ' {
		return
	}
	value := p.t.Sub(next.from+k, next.from+k+64)
	p.r.add(item{what: "canonical-hash", place: value.Place(), hash: value})
}
