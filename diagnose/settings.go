package diagnose

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// A setting is a line of a configuration file, a script or a command that gives a name a value.
type setting struct {
	where  evidence.Text // the name and what stands between it and the value
	before string        // on its line, before the name
	name   string        // in small letters
	sign   string        // what stands between name and value
	quote  string        // around the value, or ""
	value  string        // without its quotes, up to the first blank where it has none
	raw    string        // all that stands behind the sign on the line
}

const (
	// secretNamed is the name of a setting that takes a secret key, whatever its syntax. The
	// password of MinIO's root is one.
	secretNamed = `(?:[\w.-]*(?:secret(?:[-_. ]?access)?(?:[-_. ]?key)?|root[-_]?password))`
	// keyIDNamed is that of one that takes an access key ID.
	keyIDNamed = `(?:[\w.-]*(?:access[-_. ]?key(?:[-_. ]?id)?|key[-_]?id|s3[-_]id))`
	// givenValue stands between name and value: in most languages, in calls of PHP, in XML of Hadoop, in the
	// environment of a container, and where a blank is enough.
	givenValue = `(?:["'\x60]?\]?[ \t]*(?:=>|:=|[:=])[ \t]*` +
		`|["'],[ \t]*` +
		`|</name>\s*<value>` +
		`|["']?[ \t\r]*\n[ \t]*value:[ \t]*` +
		`|[ \t]+-value[ \t]+` +
		`|[ \t]+)`
)

var (
	secretSetting = settingNamed(secretNamed)
	keyIDSetting  = settingNamed(keyIDNamed)
	// secretAhead is the first word of a name with blanks, bareAccessKey a name of no prefix.
	secretAhead   = regexp.MustCompile(`(?i)\bsecret\s$`)
	bareAccessKey = regexp.MustCompile(`(?m)(?:^|[^\w])ACCESS_KEY`)
	// otherSecrets are names of secrets that sign no requests of AWS.
	otherSecrets = regexp.MustCompile(`client|jwt|webhook|oauth|session|cookie|django|encrypt|consumer|telegram|totp`)
)

// settingNamed finds settings of a name.
func settingNamed(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\w.-])((` + name + `)(` + givenValue + `)([^\n]{0,400}))`)
}

// secretSettings are the settings of secret keys in a paste, keyIDSettings those of access key
// IDs. What is in comments is none.
func (f *facts) secretSettings() []setting {
	return slices.DeleteFunc(f.allSettings(secretSetting), func(s setting) bool {
		return !s.assigned() || strings.HasPrefix(s.where.S, "SECRET_KEY") && !f.pasteHas(bareAccessKey) // Django's
	})
}

func (f *facts) keyIDSettings() []setting {
	return slices.DeleteFunc(f.allSettings(keyIDSetting), func(s setting) bool {
		return !s.assigned() || strings.Contains(s.name, "secret") || secretAhead.MatchString(s.before)
	})
}

// mostSettings bounds how many settings of a kind are read.
const mostSettings = 32

// allSettings are the settings that a form finds, also what a blank alone sets.
func (f *facts) allSettings(form *regexp.Regexp) (list []setting) {
	for t := range f.matches(form) {
		m := form.FindStringSubmatchIndex(t.S)
		if m == nil || len(list) == mostSettings {
			break
		}
		before, _, _, ok := f.lineAround(t)
		if !ok {
			continue
		}
		s := setting{
			where:  t.Sub(0, m[7]),
			before: string(before),
			name:   lower(t.S[m[4]:m[5]]),
			sign:   t.S[m[6]:m[7]],
			raw:    strings.TrimRight(t.S[m[8]:m[9]], "\r"),
		}
		s.quote, s.value = valueIn(s.raw)
		note := commentLine.MatchString(s.before+t.S) && !notComment.MatchString(s.before+t.S)
		if !note && !otherSecrets.MatchString(s.name) {
			list = append(list, s)
		}
	}
	return list
}

// assigned reports whether a sign stands between name and value, or a blank is enough: in
// properties, options and macros.
func (s *setting) assigned() bool {
	return strings.Trim(s.sign, " \t") != "" ||
		strings.Contains(s.name, ".") ||
		strings.HasPrefix(s.name, "--") ||
		strings.HasSuffix(strings.TrimSpace(s.before), "#define")
}

// valueIn is the value at the beginning of a text, and the quotes around it.
func valueIn(raw string) (quote, value string) {
	s := strings.TrimLeft(raw, " \t")
	if s == "" {
		return "", ""
	}
	if q := s[:1]; strings.Contains(`"'`+"`", q) {
		for i := 1; i < len(s); i++ {
			if s[i] == '\\' && q == `"` {
				i++
			} else if s[i] == q[0] {
				return q, s[1:i]
			}
		}
	}
	if i := strings.IndexAny(s, " \t<"); i > 0 {
		s = s[:i]
	}
	return "", strings.TrimRight(s, ",;)")
}

// reference is the expression that a value is taken from, without what else stands on the line.
func (s *setting) reference() string {
	r := strings.TrimSpace(s.raw)
	if strings.HasPrefix(r, "<%") {
		return r
	}
	if i := strings.IndexAny(r, ",;}"); i >= 0 {
		r = r[:i]
	}
	return r
}

// nextLine is the line below that of a setting.
func (f *facts) nextLine(s *setting) string {
	data, p := f.ev.Written(s.where.Place())
	from := min(len(data), lineEnd(data, p.To)+1)
	return strings.TrimSpace(string(data[from:lineEnd(data, from)]))
}

// secretOfCluster is the head of the data of a Secret of Kubernetes, encoded or plain.
var (
	secretOfCluster = regexp.MustCompile(`(?m)^kind:[ \t]*["']?Secret\b`)
	dataOfSecret    = regexp.MustCompile(`(?m)^[ \t]*(data|stringData):[ \t\r]*$`)
)

// blockOf is the block of a Secret of Kubernetes in which a text stands, or "".
func (f *facts) blockOf(t evidence.Text) string {
	if !t.InSource() || !f.pasteHas(secretOfCluster) {
		return ""
	}
	data, p := f.ev.Written(t.Place())
	all := dataOfSecret.FindAllSubmatch(data[max(0, p.From-maxBlock):p.From], -1)
	if len(all) == 0 {
		return ""
	}
	return string(all[len(all)-1][1])
}

// maxBlock is how far before a value the head of its block is looked for.
const maxBlock = 4 << 10

// decoded is what a text is the base64 of, where that is printable.
func decoded(text string) (string, bool) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	s := string(b)
	printable := !strings.ContainsFunc(s, func(r rune) bool { return r > '~' || r < ' ' && !strings.ContainsRune("\n\r\t", r) })
	return s, err == nil && printable && s != ""
}
