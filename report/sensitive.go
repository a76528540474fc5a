package report

import (
	"regexp"
	"slices"
	"strings"
)

// A finding of something that must be masked: bytes [from, to) of a text.
type sensitive struct {
	kind     string
	value    string
	from, to int
}

// A pattern finds values by what stands before them; its last group is the value.
type pattern struct {
	kind string
	hide func(Hide) bool
	re   *regexp.Regexp
	hint []string // the text holds one of these, in lower case, or the pattern is not tried
}

func always(Hide) bool          { return true }
func tokens(h Hide) bool        { return h != HideNothing }
func signatures(h Hide) bool    { return h == HideSignatures }
func isTokenName(n string) bool { return tokenName.MatchString(n) }

// sep is what stands between a name and its value: name=value, name: value,
// "name": "value", name => value, <name>value, %3D within an encoded URL, a blank.
const sep = `(["'\\]{0,3}[ \t]*(?:=>|[:=>]|%3[dD]|[ \t])[ \t]*[\["'\\]{0,3}[ \t]*["']?)`

var tokenName = regexp.MustCompile(`(?i)^(?:x-amz-security-token|x-amz-s3session-token|x-amz-access-token|cookie)$`)

var patterns = []pattern{
	{
		maskedSecret, always,
		regexp.MustCompile(`(?i)(?:secret[-_ ]?access[-_ ]?key|aws[-_]?secret[-_]?key|secret[-_]?key|access_key_secret)` + sep + `([A-Za-z0-9/+=%_.\\-]{12,})`),
		[]string{"secret"},
	},
	{
		maskedSecret, always, // curl --user KEYID:SECRET
		regexp.MustCompile(`(?:--user|--proxy-user|-u)(?:[ \t=]|\\\r?\n)*["']?[A-Za-z0-9_.$-]{3,}:([^\s"']{8,})`),
		[]string{"-u"},
	},
	{
		maskedToken, tokens,
		regexp.MustCompile(`(?i)(?:x-amz-security-token|x-amz-s3session-token|x-amz-access-token|aws_session_token|aws_security_token|session[-_]?token|security[-_]?token)` + sep + `([A-Za-z0-9/+=%_.|\\-]{16,})`),
		[]string{"token"},
	},
	{
		maskedLogin, tokens,
		regexp.MustCompile(`(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9/+=_.~-]{16,})`),
		[]string{"bearer", "basic"},
	},
	{
		maskedLogin, tokens,
		regexp.MustCompile(`(?im)\b(?:set-)?cookie:[ \t]*([^\r\n]{8,})`),
		[]string{"cookie"},
	},
	{
		maskedSignature, signatures,
		regexp.MustCompile(`(?i)signature` + sep + `([0-9a-f]{64})`),
		[]string{"signature"},
	},
}

// findSensitive finds what must be masked, in order, without overlaps.
func findSensitive(s string, hide Hide) []sensitive {
	var found []sensitive
	lower := strings.ToLower(s)
	for _, p := range patterns {
		if !p.hide(hide) || !slices.ContainsFunc(p.hint, func(h string) bool { return strings.Contains(lower, h) }) {
			continue
		}
		for _, at := range p.re.FindAllStringSubmatchIndex(s, -1) {
			f := sensitive{kind: p.kind, from: at[len(at)-2], to: at[len(at)-1]}
			f.value = s[f.from:f.to]
			if !harmless(s[at[0]:f.from], f.value) {
				found = append(found, f)
			}
		}
	}
	slices.SortFunc(found, func(a, b sensitive) int { return a.from - b.from })
	return found
}

// harmless tells what stands in place of a value: a variable, a row of one
// character, a word of prose after the words "secret key".
func harmless(before, v string) bool {
	switch {
	case strings.Count(v, v[:1]) == len(v), strings.HasPrefix(v, "masked-"), strings.HasPrefix(v, "[masked-"), expression.MatchString(v):
		return true
	case strings.HasSuffix(before, " ") && !strings.ContainsAny(before, ":=>%"):
		return word.MatchString(v)
	}
	return false
}

var (
	expression = regexp.MustCompile(`^(?:[a-z_]+(?:\.[A-Za-z_]+)+|[A-Z]+(?:_[A-Z]+)+)$`)
	word       = regexp.MustCompile(`^[A-Za-z]?[a-z-]+[.]?$`)
)

var signatureValue = regexp.MustCompile(`(?i)^[0-9a-f]{32,}$|signature=([0-9a-f]{32,})`)

// signatureOf returns the signature that a text is or holds, or "".
func signatureOf(s string) string {
	at := signatureValue.FindStringSubmatchIndex(s)
	switch {
	case at == nil:
		return ""
	case at[2] < 0:
		return s
	}
	return s[at[2]:at[3]]
}
