package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// What tells a line, in lower case, of a program that verifies requests: a source file or a
// module with verification in its name, the address of a client, the result of comparing
// signatures as the message that holds the texts; or the form of Ceph's log. Each of the former
// has one of verifierWords.
var (
	verifierNamed = regexp.MustCompile(
		`\bverify\w*\.(?:go|py|js|ts|rs|rb|java|php):\d` +
			`|\bverif(?:y|ies|ied|ying|ication)[ _-]?(?:aws|request|sig)` +
			`|\bsig(?:nature|v4)[ ._:-]{0,2}verif` +
			`|\b(?:client|remote)[ _]?(?:ip|addr(?:ess)?|port)"?[:= ]` +
			`|\b(?:msg|message)"?[=:] ?"[^"]*\bsignature (?:mismatch|does not match|verified)`)
	cephLine      = regexp.MustCompile(`^\d{4}-\d\d-\d\d[ t]\d\d:\d\d:\d\d\.\d+(?:[+-]\d{4}|z)? [0-9a-f]{8,16} [ -]?\d{1,2} `)
	verifierWords = []string{"verif", "client", "remote", "signature mismatch", "signature does not match"}
)

// verifierTold is a line with a word in place of what tells of a verifier.
func verifierTold(h string) string {
	h = cephLine.ReplaceAllString(h, " verifier ")
	if !hasAny(h, verifierWords) {
		return h
	}
	return verifierNamed.ReplaceAllString(h, " verifier ")
}

// isGatewayLine reports whether a line is of the log of Ceph's gateway, which numbers the
// requests and says how many seconds each has taken: "req 41985 0.000000000s".
func isGatewayLine(h string) bool {
	_, rest, ok := strings.Cut(h, " req ")
	if !ok {
		return false
	}
	rest = rest[span(rest, isDigit):]
	n := span(rest, func(c byte) bool { return isDigit(c) || c == '.' || c == ' ' })
	return n > len(" 0.0") && strings.HasPrefix(rest[n:], "s ")
}

// Two signatures under their names: the one that was received, and the one that was made to
// compare with it. Who prints both verifies.
var (
	receivedLabel     = regexp.MustCompile(`(?i)\b` + receivedWords + `[ _-]?sig\w*$`)
	computedLabel     = regexp.MustCompile(`(?i)\b` + computedWords + `[ _-]?sig\w*$`)
	receivedSignature = regexp.MustCompile(`(?i)\b` + receivedWords + `[ _-]?sig\w*\W{1,6}([0-9a-f]{64})\b`)
	computedSignature = regexp.MustCompile(`(?i)\b` + computedWords + `(?:[ _-]?sig\w*)?\W{1,6}([0-9a-f]{64})\b`)
	oldAndNew         = regexp.MustCompile(`(?i)\bsignature\W{1,8}([0-9a-f]{64})\b[^0-9a-f](?:.*\n)?.*\b(?:new|expected)[ _]?signature\W{1,6}([0-9a-f]{64})\b`)
	providedBare      = regexp.MustCompile(`(?i)\b(?:provided|presented|supplied|client)\W{1,6}([0-9a-f]{64})\b`)
	calculatedBare    = regexp.MustCompile(`(?i)\b(?:re)?(?:calculated|computed)\W{1,6}([0-9a-f]{64})\b`)
)

const (
	receivedWords = `(?:client|provided|presented|received|request|supplied|incoming)`
	computedWords = `(?:server|computed|calculated|expected|new|recomputed|recalculated|generated|derived)`
)

// computedNames are what stands before the second of two signatures, one of them at least.
var computedNames = []string{"server", "computed", "calculated", "expected", "new", "generated", "derived"}

// namesComputed reports whether a hash in hex stands right behind such a name.
func namesComputed(s string) bool {
	const hash, longest = 64, 64
	for from := 0; from+hash <= len(s); {
		n := span(s[from:from+hash], isHexDigit)
		if n == hash && hasAny(lastLabel(s[max(0, from-longest):from]), computedNames) {
			return true
		}
		from += n + 1
	}
	return false
}

// lastLabel is the last words of a text without what separates them from what follows, in
// lower case.
func lastLabel(s string) string {
	to := len(s)
	for to > 0 && !isAlnum(s[to-1]) && s[to-1] != '_' {
		to--
	}
	from := to
	for from > 0 && (isNameByte(s[from-1]) || s[from-1] == ' ') {
		from--
	}
	return strings.ToLower(s[from:to])
}

// comparedBelow finds both signatures in the lines behind an offset: the one that was received,
// and the one that it was compared with.
func (p *page) comparedBelow(at int) (received, computed Text) {
	const lines, most = 24, 4 << 10
	end := at
	for i := 0; i < lines && end < len(p.s) && end-at < most; i++ {
		l := lineAt(p.s, end)
		if i > 0 && beginsAnother(l.text(p.s)) {
			break
		}
		end = l.next
	}
	s := p.s[at:min(end, at+most)]
	if !namesComputed(s) {
		return Text{}, Text{}
	}
	for _, pair := range [][2]*regexp.Regexp{{receivedSignature, computedSignature}, {providedBare, calculatedBare}} {
		a, b := pair[0].FindStringSubmatchIndex(s), pair[1].FindStringSubmatchIndex(s)
		if a != nil && b != nil && a[2] != b[2] {
			return p.t.Sub(at+a[2], at+a[3]), p.t.Sub(at+b[2], at+b[3])
		}
	}
	if m := oldAndNew.FindStringSubmatchIndex(s); m != nil {
		return p.t.Sub(at+m[2], at+m[3]), p.t.Sub(at+m[4], at+m[5])
	}
	return Text{}, Text{}
}

// verifiedBelow reports whether both stand there, and keeps them.
func (p *page) verifiedBelow(at int) bool {
	received, computed := p.comparedBelow(at)
	if !received.Present() || !computed.Present() {
		return false
	}
	p.r.add(item{what: "signature", place: received.Place(), signature: received, side: client, stated: true})
	p.r.add(item{what: "signature", place: computed.Place(), signature: computed, side: server, stated: true})
	return true
}

// receivedAbove reports whether a log tells of the Authorization header before it tells of the
// texts: who makes these with the signature at hand verifies it. What a client has sent before
// was answered in between.
func (p *page) receivedAbove(from int) bool {
	at := from
	const farthest = 16
	var above []string
	for range farthest {
		l, ok := lineBefore(p.s, at)
		if !ok {
			return false
		}
		at = l.from
		s := l.text(p.s)
		n := indexFold(s, "authorization: aws4-", 0)
		if n < len("00:00:00") || !strings.ContainsAny(s[:n], "0123456789") {
			above = append(above, s)
			continue
		}
		ends := func(s string) bool { return endsRequest.MatchString(strings.ToLower(s)) }
		return !ends(s) && !slices.ContainsFunc(above, ends) && strings.Contains(p.headingBefore(from), strings.ToLower(strings.TrimSpace(s[:n])))
	}
	return false
}

// endsRequest is a line that tells of an answer, or of other texts.
var endsRequest = regexp.MustCompile(`http/\d[\d.]* \d{3}|\bstatus\b|\bresponse\b|\breply\b|^[0-9a-f]{64}$`)

// beginsAnother reports whether a line tells of another canonical request than the one
// before it: what stands behind is no matter of that.
func beginsAnother(s string) bool {
	s = strings.TrimRight(s, " \t*_")
	return containsFold(s, "canonical") && !containsFold(s, "hash") || isTitle(s) && !containsFold(s, "sign")
}

// sectionAbove is the side that the last line above an offset names which stands over all
// that follows it: a short one with nothing behind its colon, or a title.
func (p *page) sectionAbove(at int) (side, telling) {
	const farthest = 60
	fences := 0
	for i := 0; i < farthest; i++ {
		l, ok := lineBefore(p.s, at)
		if !ok {
			break
		}
		at = l.from
		s := strings.TrimRight(l.text(p.s), " \t*_")
		if strings.HasPrefix(s, "```") {
			fences++
		}
		if fences > 1 || methodAlone(s) >= 0 || algorithmAlone(s) >= 0 || strings.Contains(s, "</Error") {
			break // something else stands between, and the title may be over that alone
		}
		if !isTitle(s) || containsFold(s, "canonical") || containsFold(s, "sign") {
			continue
		}
		if sd, how := whoseBy(strings.ToLower(s)); how == toldOut {
			return sd, how
		}
	}
	return client, untold
}

// isTitle reports whether a line may stand over all that follows it.
func isTitle(s string) bool {
	const longest = 80
	if s == "" || len(s) > longest || isCanonicalLine(s) {
		return false
	}
	return strings.HasSuffix(s, ":") || strings.HasPrefix(s, "#") || strings.HasPrefix(s, "---") || strings.HasPrefix(s, "===")
}

// sideAt tells whose the text between two offsets is by what stands around it: the lines
// right above, the title over them, or two signatures below.
func (p *page) sideAt(from, end int) (side, telling) {
	s, how := whoseBy(p.headingBefore(from))
	if how != toldOut {
		if by, title := p.sectionAbove(from); title == toldOut {
			s, how = by, title
		}
	}
	if how == toldOut && s == client {
		return s, how
	}
	if p.verifiedBelow(end) || p.within != nil && p.within.verifiedBelow(p.onLine.next) || how != toldOut && p.receivedAbove(from) {
		return server, toldOut
	}
	return s, how
}
