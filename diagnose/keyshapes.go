package diagnose

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A keyShape is how a secret key looks that was spoilt on its way into the client.
type keyShape struct {
	code, says string
	is         func(secret string) bool
	onAWS      bool // where the access key ID is one of AWS, whose secret keys have 40 characters
	basis      basis
}

// keyShapes are tried in order: the first one that fits is said.
var keyShapes = []keyShape{
	{
		code:  "secret-placeholder",
		basis: byRule,
		says:  "The one at hand is what a variable holds that was not set.",
		is:    func(s string) bool { return slices.Contains(neverSecret, s) },
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says: "The one at hand stands in quotes: what keeps them, as env files of containers do, makes them a " +
			"part of the key.",
		is: quotedWhole,
	},
	{
		code:  "secret-whitespace",
		basis: byInference,
		says:  "The one at hand has blanks or a line break at its end.",
		is:    func(s string) bool { return strings.TrimSpace(s) != s },
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		says: "The one at hand has a % at its end: zsh writes it where the output of a command does not end with " +
			"a line break, and it is no part of the key.",
		is: func(s string) bool { return len(s) == 41 && s[40] == '%' },
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says: "The one at hand has blanks inside, which no secret key of AWS has: it was decoded like a URL, and " +
			"each of them was a +.",
		is: blanksInside,
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says:  "The one at hand is percent-encoded, in a form that nothing but a URL has.",
		is:    percentEncoded,
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says: `The one at hand has \/ in the place of /, as JSON may write it: a parser takes the \ away, copying ` +
			`does not.`,
		is: func(s string) bool { return strings.Contains(s, `\/`) },
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		onAWS: true,
		says:  "The one at hand is too short: those of AWS have 40 characters.",
		is:    func(s string) bool { return len(s) < 40 },
	},
}

// sayShape says of a hit on the secret key at hand what the key itself shows.
func (f *facts) sayShape(h *hit) {
	secret := f.given.Key.Secret.Reveal()
	if secret == "" {
		return
	}
	aws := awsKeyID.MatchString(f.params.AccessKeyID)
	for _, s := range keyShapes {
		if (aws || !s.onAWS) && s.is(secret) {
			h.code, h.says = s.code, h.says+" "+s.says
			h.basis = min(h.basis, s.basis)
			return
		}
	}
}

// quotedWhole reports whether quotes stand around a text.
func quotedWhole(s string) bool {
	return len(s) > 2 && s[0] == s[len(s)-1] && strings.IndexByte("\"'`", s[0]) >= 0
}

var percentEscape = regexp.MustCompile(`(?i)%2[bf]|%3d`)

// percentEncoded reports whether a secret key holds a +, / or = as URLs write them.
func percentEncoded(secret string) bool {
	_, err := url.PathUnescape(secret)
	return err == nil && percentEscape.MatchString(secret)
}

// blanksInside reports whether a secret key looks like one of AWS that was decoded
// like a URL: 40 characters of base64, but for a few blanks between them. A
// sentence of that length has more of them, and no digits.
func blanksInside(secret string) bool {
	back := strings.ReplaceAll(secret, " ", "+")
	_, err := base64.StdEncoding.DecodeString(back)
	n := strings.Count(secret, " ")
	return err == nil &&
		len(back) == 40 &&
		n > 0 &&
		n <= 4 &&
		strings.TrimSpace(secret) == secret &&
		strings.ContainsAny(secret, "0123456789")
}
