package evidence

import (
	"encoding/base64"
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// A secret key of AWS is 40 characters of base64's alphabet (IAM user guide, "Managing access
// keys for IAM users"), as a random value is: capitals, small letters, digits. A digest has
// another length in base64, and in hex no capitals. So such a value is a secret key where it
// stands next to a key ID, or to a word that names it.
const (
	secretChar = `(?:[A-Za-z0-9/+]|%2[FfBb]|\\/)` // as it is, in a URL, in JSON of PHP
	anySecret  = `(` + secretChar + `{40})(?:[^A-Za-z0-9/+=%]|$)`
	asCode     = "[\"'`*]{0,2}" // quotes, and the marks of a page
	lineOver   = `[ \t,;)\r]*$`
)

var (
	// --secret-key X, and as the members of a list
	secretOption = regexp.MustCompile(`(?i)(?:^|[\s"'])--?(?:[a-z0-9]+[-_.])*secret(?:[-_]?(?:access)?[-_]?key)?` +
		`(?:=|["']?,?[ \t]+)["']?` + anySecret)
	// in a sentence, in a list of settings, and by a name that ends with the word
	secretTold = regexp.MustCompile(`(?i)(\w*[-_ .]?)\b((?:(?:\w+_)?(?:aws|s3|minio|r2|b2|spaces|wasabi|storage|bucket|access|iam)[-_]?)?secret)` +
		`(?:[-_ ]?(?:access)?[-_ ]?key)?` + asCode + `(?:\[\d*\])?` +
		`(?:[ \t]*(?:=>|->|:=|[:=(>]|\x{FF1A})[ \t]*|[ \t]+(?:(?:is|was|ist|es|est|to)[ \t:]+)?)` + asCode + anySecret)
	// behind its key ID: pairs of settings, arguments of a call, the columns of a table, a URL
	secretPaired = regexp.MustCompile(`\b` + keyID + asCode + `(?:[ \t]*(?:[,;|:]|=>)[ \t]*|[ \t]+)` + asCode + anySecret)
	// behind a key ID of any form, where a call makes credentials of both
	secretInCall = regexp.MustCompile(`(?i)credential[\w.:]*\([^()\n]{0,80}?["'][^"'\s]{3,128}["'][ \t]*,[ \t]*["']` + anySecret)
	// as the first key of the derivation, without quotes
	secretWithPrefix = regexp.MustCompile(`(?:^|[^A-Za-z0-9/+=])AWS4` + anySecret)
	// in base64, as the Secrets of Kubernetes have it, with or without the line end of echo
	secretInBase64 = regexp.MustCompile(`(?i)secret[-_]?(?:access[-_]?)?key` + credentialSeparator +
		`([A-Za-z0-9+/]{54}(?:==|[A-Za-z0-9+/]=))(?:[^A-Za-z0-9/+=]|$)`)

	// a line that only the secret key can follow: its key ID, its name
	keyIDAtEnd = regexp.MustCompile(`(?:^[ \t]*|["'])` + keyID + `["']?[ \t,\r]*$`)
	nameAtEnd  = regexp.MustCompile(`(?i)\bsecret[-_ ]?(?:access[-_ ]?)?key["'*]{0,2}[ \t]*[:=]?[ \t\r]*$`)
	secretOnly = regexp.MustCompile(`^[ \t]*` + asCode + `(` + secretChar + `{40})` + asCode + lineOver)

	plainSecret = regexp.MustCompile(`^[A-Za-z0-9/+]{40}$`)
)

// otherSecrets are words before "secret" that make it the secret of something else.
var otherSecrets = regexp.MustCompile(`(?i)(?:client|webhook|oauth\d?|consumer|jwt|cookie|session|app|shared|docker|signing|hook)[-_ .]?$`)

// otherForms is where secret keys stand in a line in forms without a name of AWS's, the first
// group of each.
func otherForms(s string) (all [][]int) {
	named := containsFold(s, "secret")
	if named {
		all = append(all, secretOption.FindAllStringSubmatchIndex(s, 4)...)
		all = append(all, secretsTold(s)...)
	}
	if pairsKeyID(s, "AKIA") || pairsKeyID(s, "ASIA") {
		all = append(all, secretPaired.FindAllStringSubmatchIndex(s, 16)...)
	}
	if strings.Contains(s, "(") && containsFold(s, "credential") {
		all = append(all, secretInCall.FindAllStringSubmatchIndex(s, 4)...)
	}
	if prefixesKey(s) {
		all = append(all, secretWithPrefix.FindAllStringSubmatchIndex(s, 4)...)
	}
	if named && strings.Contains(s, "=") {
		all = append(all, secretInBase64.FindAllStringSubmatchIndex(s, 4)...)
	}
	return all
}

// pairsKeyID reports whether a key ID stands in a line before anything but the slash of a
// credential, as nearly every line of a log has it.
func pairsKeyID(s, prefix string) bool {
	for at := strings.Index(s, prefix); at >= 0; {
		n := at + span(s[at:], func(c byte) bool { return isDigit(c) || c >= 'A' && c <= 'Z' })
		if n < len(s) && s[n] != '/' && !strings.HasPrefix(s[n:], "%2F") {
			return true
		}
		next := strings.Index(s[n:], prefix)
		if next < 0 {
			return false
		}
		at = n + next
	}
	return false
}

// prefixesKey reports whether AWS4 stands before what may be a secret key, and not as the
// beginning of the name of an algorithm.
func prefixesKey(s string) bool {
	const prefix = "AWS4"
	for at := strings.Index(s, prefix); at >= 0; {
		at += len(prefix)
		if at < len(s) && s[at] != '-' && s[at] != ' ' {
			return true
		}
		next := strings.Index(s[at:], prefix)
		if next < 0 {
			return false
		}
		at += next
	}
	return false
}

// secretsTold is where the word for it stands, and is not that of another secret.
func secretsTold(s string) (all [][]int) {
	for _, m := range secretTold.FindAllStringSubmatchIndex(s, 4) {
		if !otherSecrets.MatchString(s[m[2]:m[4]]) {
			all = append(all, append(m[:2:2], m[6:]...))
		}
	}
	return all
}

// secretOnNextLine is where a secret key stands by itself on the line below its key ID or name.
// The place counts from that line.
func (p *page) secretOnNextLine(l line) []int {
	if l.next >= len(p.s) {
		return nil
	}
	n := lineAt(p.s, l.next)
	if !standsAlone(n.text(p.s)) {
		return nil
	}
	if s := l.text(p.s); !keyIDAtEnd.MatchString(s) && !nameAtEnd.MatchString(s) {
		return nil
	}
	m := secretOnly.FindStringSubmatchIndex(firstBytes(n.text(p.s), 1<<10))
	for i := range m {
		m[i] += n.from - l.from
	}
	return m
}

// standsAlone reports whether a line has the length of a secret key in one of its forms, and is
// one word.
func standsAlone(s string) bool {
	const shortest, longest = 40, 3 * 40
	word := strings.Trim(s, " \t\r,;)\"'`*")
	return len(word) >= shortest && len(word) <= longest && strings.IndexByte(word, ' ') < 0
}

// secretText is a secret key as it is, of one that is written in another form. What is none in
// any form is absent.
func secretText(t Text) Text {
	if strings.HasSuffix(t.S, "=") {
		plain, err := base64.StdEncoding.DecodeString(t.S)
		return putSecret(t, strings.TrimRight(string(plain), "\r\n"), err == nil)
	}
	if !strings.ContainsAny(t.S, `%\`) {
		return putSecret(t, t.S, true)
	}
	return putSecret(t, sigv4.PercentDecode(strings.ReplaceAll(t.S, `\/`, "/")), true)
}

// putSecret is the text of a secret key that stands where another text does.
func putSecret(t Text, plain string, ok bool) Text {
	switch {
	case !ok || !plainSecret.MatchString(plain) || !mixedCase(plain):
		return Text{}
	case plain == t.S:
		return t
	}
	m := t.Remake()
	m.Put(plain, 0, len(t.S))
	return m.View("how a secret key was written").Whole()
}
