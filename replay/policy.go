package replay

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"sigwhy/sigv4"
)

// PolicyAttempts are about the text that the signature of a form is made over.
var PolicyAttempts = []Attempt{{code: "post-policy-wrong-text-signed", vary: func(m *Model) []Twist {
	if m.Policy == "" {
		return nil
	}
	var out []Twist
	add := func(variant, text, says string) {
		if text != m.Policy {
			out = append(out, messageTwist(variant, "signs "+says, func(*Trial, string, string) []byte { return []byte(text) }))
		}
	}
	plain := strings.Join(strings.Fields(m.Policy), "")
	add("post-policy-linebreaks", plain, "the policy without the line breaks that are sent")
	raw, err := base64.StdEncoding.DecodeString(plain)
	if err == nil {
		add("post-policy-raw-json", string(raw), "the policy before it is put into base64")
		add("post-policy-rfc", base64.URLEncoding.EncodeToString(raw), "the policy in the base64 of URLs")
		lf := strings.ReplaceAll(string(raw), "\r\n", "\n")
		add("post-policy-line-ends", base64.StdEncoding.EncodeToString([]byte(lf)), "the policy with LF where CR LF is sent")
		add("post-policy-line-ends", base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(lf, "\n", "\r\n"))), "the policy with CR LF where LF is sent")
		add("post-policy-twice", base64.StdEncoding.EncodeToString([]byte(plain)), "the policy put into base64 twice")
	}
	for _, width := range []int{76, 64, 60} {
		for _, end := range []string{"\n", "\r\n"} {
			add("post-policy-linebreaks", wrapped(plain, width, end), "the policy with line breaks in its base64")
			add("post-policy-linebreaks", strings.TrimRight(wrapped(plain, width, end), "\r\n"), "the policy with line breaks in its base64")
		}
	}
	add("post-policy-newline", plain+"\n", "the policy with a newline behind it")
	add("post-policy-unpadded", strings.TrimRight(plain, "="), "the policy without its =")
	add("post-policy-urlencoded", url.QueryEscape(plain), "the policy percent-encoded")
	add("post-policy-hashed", sigv4.HexSHA256([]byte(plain)), "the hash of the policy")
	add("post-policy-hex", hex.EncodeToString([]byte(plain)), "the hex of the policy")
	return append(out, messageTwist("post-policy-as-request", "signs a string to sign that holds the hash of the policy", func(t *Trial, _, _ string) []byte {
		return t.appendString(nil, sigv4.HexSHA256([]byte(plain)))
	}))
}}}

// wrapped breaks a text into lines, as encoders of base64 for mail do.
func wrapped(s string, width int, end string) string {
	var b strings.Builder
	for ; len(s) > width; s = s[width:] {
		b.WriteString(s[:width] + end)
	}
	return b.String() + s + end
}
