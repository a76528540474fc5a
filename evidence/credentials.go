package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// A Credential is a secret key that stands in the paste, with what belongs to it.
type Credential struct {
	AccessKeyID Text // absent when none is near
	Secret      Text
	Token       Text // absent when none is near
}

const (
	credentialSeparator = `["'\\]{0,3}[ \t]*(?:=>|[:=>])[ \t]*(?:String[ \t]*=[ \t]*)?["'\\]{0,3}`
	secretValue         = `([A-Za-z0-9/+]{40})`
	keyAndSecret        = `[A-Za-z0-9._-]{3,128}["']?[ \t]+["']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`
	secretOver          = `(?:[^A-Za-z0-9/+=]|$)` // behind it
	keyID               = `A[KS]IA[A-Z0-9]{16}`
)

// AWS's tools name the three so, in settings, shells and JSON (AWS CLI reference,
// export-credentials; AWS SDKs and tools reference, shared config and credentials).
var (
	secretAssigned = regexp.MustCompile(`(?i)(?:secret[-_ ]?(?:access[-_ ]?)?key|access_key_secret)` +
		credentialSeparator + secretValue + secretOver)
	secretSet = regexp.MustCompile(`(?i)\bset(?:env)?[ \t]+(?:-\w+[ \t]+)*\w*secret_?(?:access_?)?key[ \t]+["']?` +
		secretValue + secretOver) // fish, csh
	// as the first key of the derivation, and under a name that says no more than key
	secretPrefixed = regexp.MustCompile(oneQuote + `AWS4` +
		`(?:` + oneQuote + `[ \t]*[+.,&][ \t]*` + oneQuote + `)?` + secretValue + oneQuote)
	secretNamedKey = regexp.MustCompile(`(?:^|[\s,({;$])(?:secret|key|Key|KEY)[ \t]*:?=[ \t]*` +
		oneQuote + secretValue + oneQuote)
	secretBehindID = regexp.MustCompile(`\b` + keyID + `:` + secretValue + secretOver) // curl --user
	// mc alias set NAME URL ID SECRET, mc config host add; and the CSV of the console
	secretOfAlias = regexp.MustCompile(`\bmc (?:-\S+ )*(?:alias set|config host add)[ \t][^\n;|&]*?["']?` + keyAndSecret)
	secretInRow   = regexp.MustCompile(`^(?:[^,\n]{0,80},){0,3}"?` + keyID + `"?,"?` + secretValue + `"?[ \t\r]*(?:,|$)`)
	headOfRow     = regexp.MustCompile(`(?i)access key id[^\n]*,[ "]*secret access key`)
	// a variable of a container: the value stands under the name of the key
	secretUnder   = regexp.MustCompile(`^[ \t]*(?:- )?value:[ \t]*["']?` + secretValue + `["']?[ \t\r]*(?:#|$)`)
	namedAbove    = regexp.MustCompile(`(?i)^[ \t]*(?:- )?name:[ \t]*["']?\w*secret_?(?:access_?)?key["']?[ \t\r]*$`)
	keyIDAssigned = regexp.MustCompile(`\b(` + keyID + `)\b`)
	tokenAssigned = regexp.MustCompile(`(?i)(?:security|session)[-_ ]?token` +
		credentialSeparator + `([A-Za-z0-9/+=_-]{40,})`)
)

// near is how far from a secret key what belongs to it may stand.
const near = 1 << 10

// credentials finds secret keys under their names. It consumes nothing: what
// else the line holds is read by others.
func (p *page) credentials(l line, _ anchors) int {
	s := l.text(p.s)
	if len(s) > 64<<10 {
		return 0
	}
	all := secretsIn(s)
	if containsFold(s, "secret") {
		all = append(all, p.secretBelow(l)...)
	}
	if m := p.secretOnNextLine(l); m != nil {
		all = append(all, m)
	}
	for _, m := range all {
		c := Credential{Secret: secretText(p.t.Sub(l.from+m[2], l.from+m[3]))}
		if !c.Secret.Present() {
			continue
		}
		from, to := max(0, l.from+m[0]-near), min(len(p.s), l.from+m[1]+near)
		c.AccessKeyID = p.nearest(keyIDAssigned, from, to, l.from+m[2])
		c.Token = p.nearest(tokenAssigned, from, to+4*near, l.from+m[2])
		p.r.credentials = append(p.r.credentials, c)
	}
	return 0
}

// mostKeys is how many rows of the console's table of access keys are read.
const mostKeys = 4

// secretBelow finds secret keys below a line that names them: the head of the table that the
// console hands out, the name of a variable of a container. The places count from that line.
func (p *page) secretBelow(l line) (found [][]int) {
	form, rows := secretUnder, 1
	switch s := l.text(p.s); {
	case headOfRow.MatchString(s):
		form, rows = secretInRow, mostKeys
	case !namedAbove.MatchString(s):
		return nil
	}
	for n := l; rows > 0 && n.next < len(p.s); rows-- {
		n = lineAt(p.s, n.next)
		m := form.FindStringSubmatchIndex(firstBytes(n.text(p.s), 1<<10))
		if m == nil {
			break
		}
		for i := range m {
			m[i] += n.from - l.from
		}
		found = append(found, m)
	}
	return found
}

// secretsIn is where secret keys stand in a line, the second group of two. Nearly every line of a
// log of S3 has words of their forms: what else a form needs is looked for first.
func secretsIn(s string) (all [][]int) {
	if containsFold(s, "secret") {
		all = secretAssigned.FindAllStringSubmatchIndex(s, 16)
		all = append(all, secretSet.FindAllStringSubmatchIndex(s, 16)...)
	}
	if strings.Contains(s, "mc ") {
		all = append(all, secretOfAlias.FindAllStringSubmatchIndex(s, 4)...)
	}
	if hasAny(s, quotedAWS4) {
		all = append(all, secretPrefixed.FindAllStringSubmatchIndex(s, 16)...)
	}
	if assignsKey(s) {
		all = append(all, secretNamedKey.FindAllStringSubmatchIndex(s, 16)...)
	}
	if keyIDColon(s, "AKIA") || keyIDColon(s, "ASIA") {
		all = append(all, secretBehindID.FindAllStringSubmatchIndex(s, 16)...)
	}
	return append(all, otherForms(s)...)
}

var quotedAWS4 = []string{`"AWS4`, `'AWS4`, "`AWS4"}

// assignsKey reports whether the name that secretNamedKey wants stands before a sign of
// assignment.
func assignsKey(s string) bool {
	for _, name := range []string{"secret", "key", "Key", "KEY"} {
		for at := strings.Index(s, name); at >= 0; {
			at += len(name)
			behind := strings.TrimLeft(firstBytes(s[at:], longestBetween), " \t")
			if behind == "" || isAmong(behind[0], ":=") {
				return true
			}
			n := strings.Index(s[at:], name)
			if n < 0 {
				break
			}
			at += n
		}
	}
	return false
}

// keyIDColon reports whether a colon stands behind what begins like a key ID.
func keyIDColon(s, begin string) bool {
	const length = 20
	for at := strings.Index(s, begin); at >= 0 && at+length < len(s); {
		if s[at+length] == ':' {
			return true
		}
		n := strings.Index(s[at+1:], begin)
		if n < 0 {
			return false
		}
		at += 1 + n
	}
	return false
}

// mixedCase tells a key from a word, a hash and a row of stars.
func mixedCase(s string) bool {
	return strings.ToLower(s) != s && strings.ToUpper(s) != s && strings.ContainsAny(s, "0123456789/+")
}

// nearest returns the match in [from, to) of the page that stands nearest to at.
func (p *page) nearest(re *regexp.Regexp, from, to, at int) (best Text) {
	to = min(to, len(p.s))
	for _, m := range re.FindAllStringSubmatchIndex(p.s[from:to], 16) {
		t := p.t.Sub(from+m[2], from+m[3])
		if !best.Present() || abs(from+m[2]-at) < abs(p.offset(best)-at) {
			best = t
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// shownKey says what a secret key that is shown calls for.
const shownKey = "Whoever has it can sign as its owner: " +
	"if this was shown to others, make the key inactive and create another."

// keyFormats are the formats that read secret keys.
func keyFormats() []Format {
	return slices.DeleteFunc(slices.Clone(formats), func(f Format) bool { return f.Name != "credentials" })
}

// noteCredentials says of each secret key, once, that it is there.
func (e *Evidence) noteCredentials(found []Credential) {
	seen := map[string]bool{}
	for _, c := range found {
		if seen[c.Secret.S] {
			continue
		}
		seen[c.Secret.S] = true
		e.Credentials = append(e.Credentials, c)
		e.Notes = append(e.Notes, Note{
			Says:  "A secret key stands here. " + shownKey,
			Place: c.Secret.Place(),
		})
	}
}
