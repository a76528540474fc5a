package report

import (
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// A finding of something that must be masked: bytes [from, to) of a text.
type sensitive struct {
	kind     string
	value    string
	from, to int
}

// A pattern finds values by what stands before them; its last group is the
// value. It is tried where one of its hints, in lower case, stands, and has to
// match from there on.
type pattern struct {
	kind  string
	hide  func(Hide) bool
	hints []string
	re    *regexp.Regexp
}

func always(Hide) bool          { return true }
func tokens(h Hide) bool        { return h != HideNothing }
func signatures(h Hide) bool    { return h == HideSignatures }
func isTokenName(n string) bool { return tokenName.MatchString(n) }

// sep is what stands between a name and its value: name=value, name: value,
// "name": "value", name => value, <name>value, %3D within an encoded URL, a blank.
const sep = `(["'\\]{0,3}[ \t]*(?:=>|[:=>]|%3[dD]|[ \t])[ \t]*[\["'\\]{0,3}[ \t]*["']?)`

var tokenName = regexp.MustCompile(`(?i)^(?:x-amz-security-token|x-amz-s3session-token|x-amz-access-token|x-api-key|cookie)$`)

var patterns = []pattern{
	{
		maskedSecret, always,
		[]string{"secret", "access_key_secret"},
		regexp.MustCompile(`^(?i:secret[-_ ]?access[-_ ]?key|secret[-_ ]?key|access_key_secret)` +
			sep + `([A-Za-z0-9/+=%_.\\-]{12,})`),
	},
	{
		maskedSecret, always, // curl --user KEYID:SECRET
		[]string{"--user", "--proxy-user", "-u"},
		regexp.MustCompile(`^(?:--user|--proxy-user|-u)` +
			`((?:(?:[ \t=]|\\\r?\n)+["']?[A-Za-z0-9_.$-]{3,}|A[A-Z]IA[A-Z0-9]+):)([^\s"']{8,})`),
	},
	{
		maskedToken, tokens,
		[]string{"security", "session", "access-token"},
		regexp.MustCompile(`^(?i:security[-_]?token|session[-_]?token|access-token)` + sep + `([A-Za-z0-9/+=%_.|\\-]{16,})`),
	},
	{
		maskedLogin, tokens,
		[]string{"bearer", "basic"},
		regexp.MustCompile(`^(?i:bearer|basic)([ \t]+)([A-Za-z0-9/+=_.~-]{16,})`),
	},
	{
		maskedLogin, tokens,
		[]string{"cookie:"},
		regexp.MustCompile(`^(?i:cookie:)([ \t]*)([^\r\n]{8,})`),
	},
	{
		maskedLogin, tokens, // of a URL: https://user:password@host
		[]string{"://"},
		regexp.MustCompile(`^(://[^\s/:@"'<>?#]{1,64}:)([^\s/:@"'<>?#]{3,})@`),
	},
	{
		maskedLogin, tokens, // of API Gateway
		[]string{"api-key"},
		regexp.MustCompile(`^(?i:api-key)` + sep + `([A-Za-z0-9+/=_-]{16,})`),
	},
	{
		maskedSignature, signatures,
		[]string{"signature"},
		regexp.MustCompile(`^(?i:signature)` + sep + `([0-9a-fA-F]{64})`),
	},
}

// findSensitive finds what must be masked, in order.
func findSensitive(s string, hide Hide) []sensitive {
	var found []sensitive
	lower := lowerASCII(s)
	for _, p := range patterns {
		if !p.hide(hide) {
			continue
		}
		for _, hint := range p.hints {
			found = p.find(found, s, lower, hint)
		}
	}
	slices.SortStableFunc(found, func(a, b sensitive) int { return a.from - b.from })
	return found
}

// Sources are searched in pieces, for they may be gigabytes; what begins in a piece
// may end within the overlap.
const (
	pieceSize = 1 << 20
	overlap   = 16 << 10
)

// eachSensitive runs f on what must be masked in a source, on some of it twice. As
// many pieces as there are processors are searched at a time.
func eachSensitive(data []byte, hide Hide, f func(sensitive)) {
	batch := make([][]sensitive, runtime.GOMAXPROCS(0))
	for at := 0; at < len(data); {
		var wg sync.WaitGroup
		for i := range batch {
			batch[i] = nil
			if from := at + i*pieceSize; from < len(data) {
				wg.Go(func() { batch[i] = sensitiveIn(data, from, hide) })
			}
		}
		wg.Wait()
		for _, piece := range batch {
			for _, found := range piece {
				f(found)
			}
		}
		at += len(batch) * pieceSize
	}
}

// sensitiveIn finds what must be masked in the piece of a source that begins at an
// offset.
func sensitiveIn(data []byte, at int, hide Hide) (kept []sensitive) {
	piece := data[at:min(len(data), at+pieceSize+overlap)]
	text := unsafe.String(unsafe.SliceData(piece), len(piece)) // nobody changes what was read
	for _, found := range findSensitive(text, hide) {
		if found.from >= pieceSize+overlap/2 {
			continue // the next piece has it, name and all
		}
		found.from, found.to = found.from+at, found.to+at
		kept = append(kept, found)
	}
	return kept
}

func (p *pattern) find(found []sensitive, s, lower, hint string) []sensitive {
	for at := 0; ; at++ {
		n := strings.Index(lower[at:], hint)
		if n < 0 {
			return found
		}
		at += n
		if hint[0] == '-' && at > 0 && isWordByte(s[at-1]) {
			continue
		}
		m := p.re.FindStringSubmatchIndex(s[at:])
		if m == nil {
			continue
		}
		before, value := s[at+m[2]:at+m[3]], strings.TrimRight(s[at+m[4]:at+m[5]], `\`)
		if value != "" && !harmless(before, value) {
			found = append(found, sensitive{p.kind, value, at + m[4], at + m[4] + len(value)})
		}
	}
}

// isWordByte tells the bytes before which an option of a command cannot begin.
func isWordByte(c byte) bool {
	return c == '-' || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// lowerASCII changes no length, as strings.ToLower may.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return unsafe.String(unsafe.SliceData(b), len(b)) // nobody else has b
}

// harmless tells what stands in place of a value: a variable, a row of one
// character, a word of prose after the words "secret key".
func harmless(before, v string) bool {
	switch {
	case strings.Count(v, v[:1]) == len(v), expression.MatchString(v),
		strings.HasPrefix(v, "masked-"), strings.HasPrefix(v, "[masked-"):
		return true
	case !strings.ContainsAny(before, ":=>%"):
		return word.MatchString(v)
	}
	return false
}

var (
	expression = regexp.MustCompile(`^(?:[a-z_]+(?:\.[A-Za-z_]+)+|[A-Z]+(?:_[A-Z]+)+)$`)
	word       = regexp.MustCompile(`^[A-Za-z]?[a-z./-]+$`)
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
