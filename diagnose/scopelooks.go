package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

func secondsOf(n int) time.Duration { return time.Duration(n) * time.Second }

// codeVariables is what code shows in place of a value that it fills in.
var codeVariables = regexp.MustCompile(`^(?:\$\{?\w+\}?/?)+$|^%[sv]$|^\{\w*\}$`)

// credentialLooks read the Credential and the clock.
var credentialLooks = []mistake{
	{code: "credential-malformed", look: func(f *facts) []hit {
		c := f.claim
		if c == nil || f.asymmetric() || !c.Credential.Present() || masked(c.Credential.S) || codeVariables.MatchString(c.Credential.S) || f.looksCut() && c.Signature.S == "" {
			return nil
		}
		n := len(c.ScopeParts)
		if id, _, _ := sigv4.SplitCredential(c.Credential.S); LooksSecret(id) {
			return nil // credentials-mixed says it
		}
		if n > 4 && !f.onAWS() {
			return nil // key IDs of other servers may hold slashes
		}
		if strings.Contains(c.Credential.S, "%252F") || strings.Contains(c.Credential.S, "%2F") || n == 4 && c.ScopeParts[0].S != "" && c.ScopeParts[2].S != "" && c.ScopeParts[1].S != "" {
			return nil
		}
		if n >= 4 && c.ScopeParts[1].S == "" {
			return []hit{{basis: byRule, says: "The region of the credential scope is empty.", places: places(c.Credential), yours: c.Credential.S, at: SignatureStage}}
		}
		b := byRule
		if f.mismatch() || f.answerNames("clock-skew") {
			b = byHint // the server has read it
		}
		return []hit{{basis: b, says: "Credential is " + quoted(c.Credential.S) + "; it has to be keyid/date/region/service/aws4_request.", places: places(c.Credential), yours: c.Credential.S, correct: f.params.AccessKeyID + "/" + f.params.Scope.String(), at: SignatureStage}}
	}},
	{code: "access-key-whitespace", look: func(f *facts) []hit {
		if f.claim == nil {
			return nil
		}
		id := f.claim.AccessKeyID.S
		if id == strings.TrimFunc(id, blank) && !strings.ContainsAny(id, " \t\r\n") || id == "" || masked(id) {
			return nil
		}
		return []hit{{basis: byRule, says: "The access key ID holds a blank or line break: " + quoted(id) + ".", places: places(f.claim.AccessKeyID), yours: id, correct: strings.Join(strings.Fields(id), ""), at: SignatureStage}}
	}},
	{code: "credentials-mixed", look: func(f *facts) []hit {
		id, where := f.params.AccessKeyID, evidence.Text{}
		if f.claim != nil && f.claim.Credential.Present() {
			where = f.claim.Credential
			id, _, _ = sigv4.SplitCredential(f.claim.Credential.S)
		}
		if m := gotCredential.FindStringSubmatch(f.message()); m != nil {
			id, _, _ = sigv4.SplitCredential(m[1])
			where = f.answer.Message
		}
		if !LooksSecret(id) {
			return nil
		}
		b := byRule
		if !strings.ContainsAny(id, "/+") && !f.onAWS() {
			b = byHint // access keys of other stores are as long
		}
		return []hit{{basis: b, says: "What stands as access key ID has the form of a secret key: the two are exchanged.", places: places(where), at: SignatureStage}}
	}},
	{code: "access-key-wrong-value", look: func(f *facts) []hit {
		if f.claim == nil || !f.claim.Credential.Present() {
			return nil
		}
		id := f.claim.AccessKeyID.S
		if LooksSecret(id) {
			return nil // credentials-mixed says it
		}
		if masked(id) {
			return nil
		}
		if odd, why := wrongKeyID(id); odd && !(id == "" && len(f.claim.ScopeParts) == 0) {
			b := byRule
			if placeholder.MatchString(id) && (f.otherFault("access-key", "credential") || f.answer != nil && f.answer.Status.S == "400" || !validSignature(f.sentSig)) {
				b = byHint // the server knew the key, or was asked with one: the person wrote a word in its place
			}
			return []hit{{basis: b, says: why, places: places(f.claim.Credential), yours: id, at: SignatureStage}}
		}
		if f.onAWS() && !awsKeyID.MatchString(id) && !masked(id) && strings.TrimSpace(id) == id {
			return []hit{{basis: byHint, says: "Access key IDs of AWS are AKIA or ASIA and 16 more capitals and digits; this one is " + quoted(id) + ".", places: places(f.claim.AccessKeyID), yours: id, at: SignatureStage}}
		}
		return nil
	}},
	{code: "clock-skew", look: lookClock},
	{code: "clock-skew", look: lookUnset},
	{code: "session-token-invalid", look: func(f *facts) []hit {
		h := f.lookAuthFailure("session-token-invalid", "a session token that does not hold in the region")
		if len(h) > 0 && f.optInToken() {
			h[0].basis, h[0].says = byInference, tokenOfGlobal
			return h
		}
		return nil
	}},
	{code: "clock-skew", look: func(f *facts) []hit { return f.lookAuthFailure("clock-skew", "a clock that is off") }},
	{code: "access-key-unknown", look: func(f *facts) []hit {
		return f.lookAuthFailure("access-key-unknown", "an access key ID that it does not know")
	}},
	{code: "secret-wrong", look: func(f *facts) []hit {
		return f.lookAuthFailure("secret-wrong", "a secret key that does not belong to the access key ID")
	}},
}

// lookAuthFailure reads EC2's answer, which is one for three faults.
func (f *facts) lookAuthFailure(code, what string) []hit {
	if !f.unsaid() {
		return nil
	}
	return []hit{{code: code, basis: byHint, says: "EC2 answers so to " + what + ", among others.", places: places(messageOrCode(f.answer)), at: SignatureStage}}
}

func blank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0' || r == '\ufeff'
}

var gotCredential = regexp.MustCompile(`slash-delimited elements, e\.g\. [^,]*, got '([^']*)'`)

// message is the text of the server's answer.
func (f *facts) message() string {
	if f.answer == nil {
		return ""
	}
	return f.answer.Message.S
}

var awsKeyID = regexp.MustCompile(`^(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{8,124}$|EXAMPLE$|^AKIDEXAMPLE$`)

// shellVariable reports whether the value of a command's header is a variable, whose
// value the shell puts in its place: in single quotes it does not.
func (f *facts) shellVariable(header string) bool {
	if f.req == nil || !strings.HasSuffix(f.req.What, "-command") {
		return false
	}
	t := f.fieldText(header)
	if !aVariable.MatchString(strings.TrimSpace(t.S)) || !t.InSource() {
		return false
	}
	ahead := f.ev.Sources[t.Place().Source].Data[:t.Place().From]
	quote := bytes.LastIndexAny(ahead[bytes.LastIndexByte(ahead, '\n')+1:], `"'`)
	return quote < 0 || ahead[bytes.LastIndexByte(ahead, '\n')+1+quote] == '"'
}

var aVariable = regexp.MustCompile(`^\$\{?\w+\}?$`)

var placeholder = regexp.MustCompile(`(?i)^(<.*>|\{.*\}|\$\{?\w+\}?|your[-_ ]?(aws[-_ ]?)?access[-_ ]?key([-_ ]?id)?.*|undefined|null|none|nil|access[-_]?key([-_]?id)?|aws_access_key_id|%s|\[object object\])$`)

// wrongKeyID tells values that are no access key ID whatever the server.
func wrongKeyID(id string) (bool, string) {
	switch {
	case id == "":
		return true, "The access key ID is empty."
	case masked(id):
		return false, ""
	case placeholder.MatchString(id):
		return true, "The access key ID is the placeholder " + quoted(id) + "."
	case strings.HasPrefix(id, "AROA"), strings.HasPrefix(id, "AIDA"):
		return true, id + " is the ID of a role or user, not of an access key."
	case strings.HasPrefix(id, "-----BEGIN"):
		return true, "The access key ID is the beginning of a PEM file."
	case noText(id):
		return true, "The access key ID holds bytes that are no text: it was decoded once too often, or is encrypted."
	case strings.HasPrefix(id, "arn:"):
		return true, "The access key ID is an ARN."
	}
	return false, ""
}

// noText reports whether a value holds bytes that are no printable ASCII.
func noText(v string) bool {
	return strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r > '~' }) || escapedByte.MatchString(v)
}

// escapedByte is a byte that is no text as programs print it.
var escapedByte = regexp.MustCompile(`\\x[0-9a-f]{2}`)

// otherFault reports whether the server's answer is of another fault than those
// whose codes begin so.
func (f *facts) otherFault(prefixes ...string) bool {
	if f.answer == nil {
		return false
	}
	named, ok := f.answered()
	if !ok {
		return f.mismatch()
	}
	for _, p := range prefixes {
		if strings.HasPrefix(named.code, p) {
			return false
		}
	}
	return true
}

// onAWSHost is onAWS before there is a model: by the Host header alone.
func (f *facts) onAWSHost() bool {
	host, _ := f.raw.HeaderValue("host")
	return awsHost(bareHost(host))
}

// onAWS reports whether the request goes to a host of AWS.
func (f *facts) onAWS() bool { return awsHost(bareHost(f.model.Host)) }

// endpointForeign reports whether key and host are of different providers.
func (f *facts) endpointForeign() bool {
	id := f.params.AccessKeyID
	return awsKeyID.MatchString(id) && !strings.HasSuffix(id, "EXAMPLE") && f.model.Host != "" && !f.onAWS() && foreignHost(f.model.Host) ||
		strings.HasPrefix(id, "GOOG") && f.onAWS()
}

func foreignHost(host string) bool {
	for _, d := range []string{".r2.cloudflarestorage.com", ".backblazeb2.com", ".wasabisys.com", ".digitaloceanspaces.com", ".googleapis.com", ".aliyuncs.com"} {
		if strings.HasSuffix(bareHost(host), d) {
			return true
		}
	}
	return false
}

// lookClock compares the request's time with the server's. A signature error
// means that the clock was in order.
func lookClock(f *facts) []hit {
	yours, server, ok := f.clocks()
	if !ok || f.mismatch() || f.succeeded() || f.params.Carrier == sigv4.InQuery && !f.answerNames("clock-skew") {
		return nil
	}
	if server.Sub(yours).Abs() <= 15*time.Minute {
		return nil
	}
	code, says := clockCode(yours, server)
	b := byInference
	if named, any := f.answered(); any && (named.code == "clock-skew" || named.code == "date-week-year") {
		b = byAnswer
	} else if any && (named.code == "date-pattern-wrong" || named.code == "request-delayed" || named.code == "date-not-utc") {
		return nil
	}
	h := hit{code: code, basis: b, says: says, places: places(f.dateText(), f.serverClockText()), yours: yours.Format(sigv4.DateLayout), correct: server.Format(sigv4.DateLayout), at: StringToSignStage}
	hits := []hit{h}
	if d := yours.Sub(server); code == "clock-skew" && d.Abs() >= 25*time.Minute && zoneLike(d) {
		h.code, h.basis = "date-not-utc", byHint
		if b == byAnswer {
			h.basis = byInference
		}
		h.says = "The difference of " + spell(d) + " is that of a time zone: local time was written as if it were UTC."
		hits = append(hits, h)
	}
	return hits
}

// succeeded reports whether the server answered that all is well.
func (f *facts) succeeded() bool { return f.answer != nil && strings.HasPrefix(f.answer.Status.S, "2") }

// accepts reports whether the answer is one that a server gives only once it has
// accepted the signature.
func (f *facts) accepts() bool {
	h, named := f.answered()
	if f.answer != nil && f.claim != nil && f.onAWS() && lastPart(f.answer.Code.S) == "AccessDenied" && strings.TrimSuffix(collapse(f.answer.Message.S), ".") == "Access Denied" {
		return true
	}
	return f.succeeded() || named && h.code == "not-a-signature-fault" || !named && f.answer != nil && !f.mismatch() && otherStatus.MatchString(f.answer.Status.S)
}

// otherStatus are those that no server gives to a signature that is wrong: redirections,
// faults of method, state or size, too many requests, and faults of its own or of what
// stands behind it.
var otherStatus = regexp.MustCompile(`^(?:3\d\d|405|409|41[12356]|422|429|5\d\d)`)

// never is the year before which no request was ever signed with Version 4.
const never = "2010"

// lookUnset finds the time of a clock that was never set.
func lookUnset(f *facts) []hit {
	v := f.params.Date
	if !amzShape.MatchString(v) || v >= never || f.verified {
		return nil
	}
	return []hit{{basis: byRule, says: "The request says " + v + ": the clock was never set.", places: places(f.dateText()), yours: v, at: StringToSignStage}}
}

// dateText is where the time of the request stands in the paste.
func (f *facts) dateText() evidence.Text {
	if f.req != nil {
		for _, n := range []string{"x-amz-date", "date"} {
			for _, field := range f.req.Fields {
				if strings.EqualFold(field.Name.S, n) {
					return field.Value.Trim()
				}
			}
		}
	}
	if f.claim != nil && f.claim.Date.Present() {
		return f.claim.Date
	}
	if f.client.StringToSign != nil {
		return f.client.StringToSign.Date
	}
	return evidence.Text{}
}

// dateLooks read the form of the request's time.
var dateLooks = []mistake{
	{code: "amz-date-missing", look: func(f *facts) []hit {
		if !f.wire() || f.claim == nil || !strings.HasPrefix(lower(f.claim.Algorithm.S), "aws") || f.claim.Carrier == sigv4.InQuery || f.sent("x-amz-date") || f.sent("date") || strings.HasPrefix(f.model.Host, "git-codecommit.") {
			return nil
		}
		return []hit{{basis: byRule, says: "Neither x-amz-date nor Date is sent.", places: places(f.req.Method, f.req.Target), correct: "x-amz-date: " + or(f.params.Date, "YYYYMMDDTHHMMSSZ"), at: RequestStage}}
	}},
	{code: "date-format", look: lookDateFormat},
	{code: "date-pattern-wrong", look: lookDatePattern},
	{code: "date-week-year", look: lookLogStamp},
}

// lineStamp is the time that a log puts before a line, with its offset where it has one.
var lineStamp = regexp.MustCompile(`^\W{0,3}(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)`)

// lookLogStamp compares the year of a request with that of the line of a log which it
// stands on: around New Year, the week-based year is another one.
func lookLogStamp(f *facts) []hit {
	yours, ok := sigv4.ParseDate(f.params.Date)
	if !ok || f.req == nil || f.echo || f.verified || f.answer == nil {
		return nil
	}
	src := f.ev.Sources[f.req.Place.Source].Data
	from := bytes.LastIndexByte(src[:f.req.Place.From], '\n') + 1
	m := lineStamp.FindSubmatchIndex(src[from:min(len(src), from+40)])
	if m == nil {
		return nil
	}
	stamp := string(src[from+m[2] : from+m[13]])
	logged, err := time.Parse("2006-01-02 15:04:05", strings.Replace(stamp, "T", " ", 1))
	if err != nil || yours.Year() == logged.Year() || yours.AddDate(logged.Year()-yours.Year(), 0, 0).Sub(logged).Abs() > 14*time.Hour || !yearOff(yours.Format("20060102"), logged.Format("20060102")) {
		return nil
	}
	return []hit{{basis: byInference, says: "The request says " + f.params.Date + " on a line that was logged at " + stamp + ": the year alone differs, around New Year. The pattern YYYY writes the week-based year.", places: append(places(f.dateText()), f.ev.Cut(f.req.Place.Source, from+m[2], from+m[13])), yours: f.params.Date, at: RequestStage}}
}

func (f *facts) sent(name string) bool {
	_, ok := f.raw.HeaderValue(name)
	return ok
}

var amzShape = regexp.MustCompile(`^\d{8}T\d{6}Z$`)

// codeRest is in what code gives for a value rather than in a time.
var codeRest = regexp.MustCompile(`[()"'\x60\\;]|^[A-Z_]+$|^\w+\.\w+\(`)

// twoDigits are in every time; words without any tell where it comes from.
var twoDigits = regexp.MustCompile(`\d\d`)

// letters is a name in code.
var letters = regexp.MustCompile(`^[A-Za-z_]+$`)

func lookDateFormat(f *facts) []hit {
	if v, ok := f.raw.HeaderValue("x-amz-date"); ok && codeRest.MatchString(v) {
		return nil // a name or what closes a literal
	}
	if f.claim != nil && f.claim.Algorithm.S == "AWS" {
		return nil // Signature Version 2 takes the forms of HTTP dates
	}
	v, ok := f.raw.HeaderValue("x-amz-date")
	if !ok && f.claim != nil && f.claim.Carrier == sigv4.InQuery && f.claim.Date.Present() {
		v, ok = f.claim.Date.S, true
	}
	if !ok || amzShape.MatchString(v) || masked(v) || template(v) || len(v) > 48 || severalOf(v, amzShape.MatchString) || strings.EqualFold(v, "blah") || strings.Contains(v, " ") && !twoDigits.MatchString(v) {
		return lookOtherDigits(f, v)
	}
	if f.req != nil && !f.req.OnTheWire && letters.MatchString(v) {
		return nil // the name of a variable
	}
	if c := f.client.Canonical; v == "" && f.echo && c != nil && c.Partial {
		return nil // a piece of code, whose value is a variable
	}
	says := "x-amz-date is " + quoted(v) + "; the form is YYYYMMDDTHHMMSSZ, in UTC."
	b := byRule
	if t, good := parseTime(v); good && f.onAWS() && strings.Contains(v, "-") && !sigv4.IsS3(f.params.Scope.Service) && t.Year() > 2000 {
		b = byInference // query services take the extended form of the header
	}
	return []hit{{basis: b, says: says, places: places(f.dateText()), yours: v, correct: basicForm(v), at: RequestStage}}
}

// severalOf reports whether a value is several good ones joined: the headers of several
// requests that a log mixes up.
func severalOf(v string, good func(string) bool) bool {
	parts := strings.Split(v, ",")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !good(strings.TrimSpace(p)) })
}

func otherCalendar(year string) string {
	return "The year " + year + " is of another calendar: dates were written in the user's locale."
}

// lookOtherDigits finds years of another calendar.
func lookOtherDigits(f *facts, v string) []hit {
	if len(v) < 4 || v[:4] < "2400" || !amzShape.MatchString(v) {
		return nil
	}
	return []hit{{basis: byRule, says: otherCalendar(v[:4]), places: places(f.dateText()), yours: v, at: RequestStage}}
}

func basicForm(v string) string {
	if t, ok := parseTime(v); ok {
		return t.Format(sigv4.DateLayout)
	}
	return "YYYYMMDDTHHMMSSZ"
}

// lookDatePattern finds times of the right shape that are no times, or that
// differ from another date of the request in a telling way.
func lookDatePattern(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-date")
	if !ok {
		v = f.params.Date
	}
	if !amzShape.MatchString(v) || v[:4] >= "2400" {
		return nil
	}
	says := ""
	if _, good := sigv4.ParseDate(v); !good {
		if v[9:11] == "24" {
			return []hit{{code: "date-format", basis: byRule, says: "The hour is 24; midnight is written 00.", places: places(f.dateText()), yours: v, at: RequestStage}}
		}
		return []hit{{basis: byRule, says: "The time " + v + " does not exist: a field of the pattern is in the wrong place.", places: places(f.dateText()), yours: v, at: RequestStage}}
	} else if d, err := sigv4.ParseHTTPDate(firstValue(f, "date")); err == nil {
		says = patternFault(v, d)
	} else if server, known := f.serverClock(); known && !f.mismatch() {
		says = patternFault(v, server)
	}
	if says == "" {
		return nil
	}
	return []hit{{basis: byCode, says: says, places: places(f.dateText()), yours: v, at: RequestStage}}
}

func firstValue(f *facts, name string) string {
	v, _ := f.raw.HeaderValue(name)
	return v
}

// patternFault tells which field of a pattern stands in place of another, given
// the true time.
func patternFault(v string, truth time.Time) string {
	mine, _ := sigv4.ParseDate(v)
	if mine.Sub(truth).Abs() <= 15*time.Minute {
		return ""
	}
	with := func(y int, mo time.Month, d, h, mi int) bool {
		return mine.Sub(time.Date(y, mo, d, h, mi, truth.Second(), 0, time.UTC)).Abs() < 2*time.Minute
	}
	y, mo, d, h, mi := truth.Year(), truth.Month(), truth.Day(), truth.Hour(), truth.Minute()
	switch {
	case h > 12 && with(y, mo, d, h-12, mi):
		return "The hour is that of a 12-hour clock (hh or %I for HH or %H)."
	case mi >= 1 && mi <= 12 && with(y, time.Month(mi), d, h, mi):
		return "The month is the minute (mm or %M for MM or %m)."
	case with(y, mo, d, h, int(mo)):
		return "The minute is the month (MM or %m for mm or %M)."
	case mo > 1 && with(y, mo-1, d, h, mi):
		return "The month is counted from 0."
	case mine.Hour() != h && mine.Minute() == h && (mine.Second() == mi || mine.Second() == mi-1) && mine.YearDay() == truth.YearDay() && mine.Year() == y:
		return "The hour stands in the place of the minutes, and the minutes in that of the seconds: what is written as the hour is another field, such as the weekday that MicroPython's RTC().datetime() has before it."
	case mine.Hour() == 0 && mine.Minute() == 0 && mine.Second() == 0 && mine.Day() == d && mine.Month() == mo:
		return "The time of the day is missing: a date was formatted, not a time."
	}
	return ""
}

// scopeLooks read the credential scope.
var scopeLooks = []mistake{
	{code: "scope-malformed", look: lookScopeForm},
	{code: "scope-date-mismatch", look: lookScopeDate},
	{code: "region-mismatch", look: lookRegion},
	{code: "service-mismatch", look: lookService},
	{code: "sigv4a-required", look: func(f *facts) []hit {
		host := lower(f.model.Host)
		if !strings.Contains(host, ".accesspoint.s3-global.amazonaws.com") || f.claim == nil || f.claim.Algorithm.S != sigv4.Algorithm {
			return nil
		}
		return []hit{{basis: byRule, says: "The host is a multi-region access point, which takes SigV4A only.", places: places(f.claim.Algorithm), yours: sigv4.Algorithm, correct: "AWS4-ECDSA-P256-SHA256", at: SignatureStage}}
	}},
	{code: "endpoint-wrong", look: func(f *facts) []hit {
		if !chinaHost.MatchString(f.model.Host) {
			return nil
		}
		return []hit{{basis: byRule, says: "The hosts of the regions in China end in amazonaws.com.cn; " + f.model.Host + " is none of them.", places: places(f.hostText()), yours: f.model.Host, correct: f.model.Host + ".cn", at: RequestStage}}
	}},
	{code: "endpoint-wrong", look: func(f *facts) []hit {
		if !f.endpointForeign() || f.mismatch() {
			return nil
		}
		return []hit{{basis: byHint, says: "The request goes to " + f.model.Host + " with the access key ID " + f.params.AccessKeyID + ", which is not of that provider.", at: RequestStage}}
	}},
}

// chinaHost is a host of a region in China under the domain of the others.
var chinaHost = regexp.MustCompile(`(?i)\.cn-[a-z]+-\d\.amazonaws\.com$`)

func (f *facts) scopePart(i int) evidence.Text {
	if f.claim == nil || len(f.claim.ScopeParts) != 4 {
		return evidence.Text{}
	}
	return f.claim.ScopeParts[i]
}

func lookScopeForm(f *facts) []hit {
	s := f.params.Scope
	if f.claim == nil || len(f.claim.ScopeParts) != 4 {
		return nil
	}
	s = f.claim.Scope()
	var hits []hit
	add := func(i int, says, correct string) {
		hits = append(hits, hit{basis: byRule, says: says, places: places(f.scopePart(i)), yours: f.scopePart(i).S, correct: correct, at: StringToSignStage})
	}
	if s.Terminator != sigv4.Terminator && !masked(s.Terminator) {
		add(3, "The credential scope ends with "+quoted(s.Terminator)+"; it ends with aws4_request.", sigv4.Terminator)
	}
	if isRegion(s.Service) && !isRegion(s.Region) {
		add(1, "Region and service are exchanged in the credential scope.", s.Service)
	} else if lower(s.Region) != s.Region && isRegion(lower(s.Region)) {
		add(1, "The region of the credential scope has capitals.", lower(s.Region))
	} else if isRegion(strings.ReplaceAll(s.Region, "_", "-")) && strings.Contains(s.Region, "_") {
		add(1, "The region of the credential scope has _ in place of -.", strings.ReplaceAll(s.Region, "_", "-"))
	}
	if lower(s.Service) != s.Service && knownService(lower(s.Service)) {
		add(2, "The service of the credential scope has capitals.", lower(s.Service))
	}
	return hits
}

func knownService(s string) bool {
	for _, k := range replay.UsualServices {
		if k == s {
			return true
		}
	}
	return false
}

func lookScopeDate(f *facts) []hit {
	if f.claim == nil || len(f.claim.ScopeParts) != 4 {
		return nil
	}
	day, date := f.claim.ScopeParts[0].S, f.params.Date
	if day == "" || masked(day) {
		return nil
	}
	h := hit{basis: byRule, places: places(f.claim.ScopeParts[0], f.dateText()), yours: day, at: StringToSignStage}
	if len(day) != 8 || !digits(day) {
		h.says, h.correct = "The day of the credential scope is "+quoted(day)+"; the form is YYYYMMDD.", dayOf(date)
		return []hit{h}
	}
	if !amzShape.MatchString(date) || date[:8] == day || f.echo {
		return nil
	}
	h.says, h.correct = "The credential scope says "+day+", the date of the request is "+date+".", date[:8]
	if yearOff(day, date) {
		h.code, h.says = "date-week-year", h.says+" The year alone differs, around New Year: the pattern YYYY writes the week-based year."
	} else if f.mismatch() {
		h.basis = byInference
	}
	return []hit{h}
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func dayOf(date string) string {
	if t, ok := parseTime(date); ok {
		return t.Format("20060102")
	}
	return ""
}

// lookRegion compares the scope's region with the one that the host's name tells.
func lookRegion(f *facts) []hit {
	region := f.scopePart(1)
	if hits := f.lookOtherRegion(region); hits != nil {
		return hits
	}
	if !f.endKnow || f.end.region == "" || !region.Present() || region.S == f.end.region || f.echo || region.S == "" || masked(region.S) {
		return nil
	}
	if lower(region.S) == f.end.region || strings.ReplaceAll(region.S, "_", "-") == f.end.region || isRegion(f.scopePart(2).S) {
		return nil // scope-malformed says it
	}
	if f.end.global && strings.HasPrefix(region.S, "us-gov-") {
		return nil // GovCloud signs some of the global hosts with its own region
	}
	b := byRule
	if f.mismatch() {
		b = byHint // a signature error means that the scope was accepted
	}
	return []hit{{basis: b, says: "The credential scope says region " + region.S + ", the host " + f.model.Host + " is in " + f.end.region + ".", places: places(region, f.hostText()), yours: region.S, correct: f.end.region, at: StringToSignStage}}
}

// otherRegions read the region from hosts of stores that are not AWS's and that
// check it (their documentation of S3-compatible endpoints).
var otherRegions = regexp.MustCompile(`(?:^|\.)s3\.([a-z]{2,4}-[a-z]+-\d+|[a-z]{2}-[a-z]{3}|gra|sbg|bhs|rbx|waw|de|uk)(?:\.(?:backblazeb2\.com|scw\.cloud|wasabisys\.com|io\.cloud\.ovh\.net|perf\.cloud\.ovh\.net))$`)

// lookOtherRegion compares the scope's region with that of another store's host.
func (f *facts) lookOtherRegion(region evidence.Text) []hit {
	m := otherRegions.FindStringSubmatch(lower(bareHost(f.model.Host)))
	if m == nil || !region.Present() || region.S == "" || region.S == m[1] || f.echo || masked(region.S) || f.verified && !f.mismatch() {
		return nil
	}
	b := byHint
	if f.answer != nil && f.mismatch() {
		b = byInference
	}
	return []hit{{basis: b, says: "The credential scope says region " + region.S + ", the host " + f.model.Host + " is in " + m[1] + ".", places: places(region, f.hostText()), yours: region.S, correct: m[1], at: StringToSignStage}}
}

// hostText is where the host stands in the paste.
func (f *facts) hostText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	for _, field := range f.req.Fields {
		if strings.EqualFold(field.Name.S, "host") || field.Name.S == ":authority" {
			return field.Value.Trim()
		}
	}
	authority, _, _, pathAt, _ := sigv4.TargetParts(f.req.Target.S)
	if authority != "" {
		return f.req.Target.Sub(pathAt-len(authority), pathAt)
	}
	return evidence.Text{}
}

// certainServices are those whose host name tells the signing name for certain.
var certainServices = map[string]bool{
	"s3": true, "s3express": true, "s3-outposts": true, "s3-object-lambda": true, "dynamodb": true, "sqs": true, "sns": true, "lambda": true, "sts": true,
	"iam": true, "kms": true, "execute-api": true, "es": true, "aoss": true, "kinesis": true, "secretsmanager": true, "ssm": true, "ses": true, "bedrock": true,
}

// iotServices are the signing names at an account's IoT endpoint.
var iotServices = map[string]bool{"iotdata": true, "iotdevicegateway": true, "iot-jobs-data": true}

var iotEndpoint = regexp.MustCompile(`^[a-z0-9]+(-ats)?\.iot\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$`)

// iotService is the signing name that the path at an account's IoT endpoint
// wants, "" at other hosts (AWS IoT Developer Guide, "Device communication protocols").
func (f *facts) iotService() string {
	switch {
	case !iotEndpoint.MatchString(lower(bareHost(f.model.Host))):
		return ""
	case f.model.Path == "/mqtt":
		return "iotdevicegateway"
	}
	return "iotdata"
}

func lookService(f *facts) []hit {
	service := f.scopePart(2)
	if want := f.iotService(); want != "" && service.S != "" && !masked(service.S) && !f.echo && !f.verified && !iotServices[service.S] && (service.S != "iot" || want == "iotdevicegateway") {
		return []hit{{basis: byInference, says: "The credential scope says service " + service.S + ", the host " + f.model.Host + " wants " + want + " for this path.", places: places(service, f.hostText()), yours: service.S, correct: want, at: StringToSignStage}}
	}
	if !f.endKnow || !certainServices[f.end.service] || !service.Present() || service.S == "" || service.S == f.end.service || f.echo || masked(service.S) {
		return nil
	}
	if lower(service.S) == f.end.service || isRegion(service.S) || sigv4.IsS3(service.S) && sigv4.IsS3(f.end.service) && f.end.service == "s3" {
		return nil
	}
	b := byRule
	if f.mismatch() {
		b = byHint
	}
	return []hit{{basis: b, says: "The credential scope says service " + service.S + ", the host " + f.model.Host + " wants " + f.end.service + ".", places: places(service, f.hostText()), yours: service.S, correct: f.end.service, at: StringToSignStage}}
}
