package evidence

import "strings"

// signCalls are what libraries call the making of a presigned URL; the method or
// operation is the first string or symbol after it.
var signCalls = []string{
	"getsignedurl(", "getsignedurlpromise(", "generate_presigned_url(", "url_for(", "presigned_url(", "presigned_url ",
	"createpresignedrequest(", "generatepresignedurl(", "presigned_get_object(", "presignedputobject(",
	"presignedgetobject(", "generatesignedurl(", "getpresignedurl(", "getcommand(",
}

// sendCalls send a request; the method is part of the name.
var sendCalls = []string{
	"requests.", "http.", "axios.", "httpx.", "client.", "session.", "$http.", "got.", "superagent.",
}

// methods finds code that signs for a method, and code that sends with one.
func (h *hinter) methods() {
	if !strings.ContainsAny(h.s, "(:=") {
		return
	}
	low := h.low()
	for _, call := range signCalls {
		if i := strings.Index(low, call); i >= 0 {
			from, to := firstArgument(h.s, i+len(call))
			if to > from {
				h.add(HintMethodSigned, from, to)
			}
			return
		}
	}
	if i := strings.Index(low, "presign"); i >= 0 {
		if k := strings.Index(low[i:], "object("); k > 7 && k < 24 {
			h.add(HintMethodSigned, i+7, i+k+6)
			return
		}
	}
	for _, op := range []string{"GetObjectCommand(", "PutObjectCommand(", "HeadObjectCommand(", "DeleteObjectCommand("} {
		if i := strings.Index(h.s, op); i >= 0 {
			h.add(HintMethodSigned, i, i+len(op)-len("Command("))
			return
		}
	}
	h.sends(low)
}

// firstArgument returns the first string, symbol or word of a call's arguments.
func firstArgument(s string, at int) (from, to int) {
	from = at + span(s[at:], among(" :\"'`"))
	to = from + span(s[from:], isNameByte)
	if to < len(s) && s[to] == '=' { // ClientMethod='put_object'
		return firstArgument(s, to+1)
	}
	return from, to
}

// sends finds a call whose name or first argument is a method.
func (h *hinter) sends(low string) {
	for _, call := range sendCalls {
		i := strings.Index(low, call)
		if i < 0 {
			continue
		}
		k := i + len(call)
		n := span(low[k:], isLetter)
		if isMethod(low[k:k+n]) && k+n < len(low) && low[k+n] == '(' {
			h.add(HintMethodSent, k, k+n)
			return
		}
	}
	for i := strings.IndexByte(h.s, '('); i >= 0 && i+2 < len(h.s); {
		if from, to, ok := methodArgument(h.s, i); ok {
			h.add(HintMethodSent, from, to)
			return
		}
		next := strings.IndexByte(h.s[i+1:], '(')
		if next < 0 {
			return
		}
		i += 1 + next
	}
	if i := strings.Index(low, "method"); i >= 0 {
		k := i + 6 + span(low[i+6:], among(" :=>\"'`"))
		n := span(low[k:], isLetter)
		if k > i+6 && isUpperMethod(h.s[k:k+n]) {
			h.add(HintMethodSent, k, k+n)
		}
	}
}

// methodArgument is the first argument of the call whose bracket stands at i, where that is
// a method in quotes.
func methodArgument(s string, i int) (from, to int, ok bool) {
	from = i + 2
	to = from + span(s[from:], isLetter)
	quote := s[i+1]
	quoted := (quote == '\'' || quote == '"') && to < len(s) && s[to] == quote
	return from, to, quoted && isUpperMethod(s[from:to]) && i > 0 && isAlnum(s[i-1])
}

// configNames bear on signing; the value of a secret is never taken over.
var configNames = map[string]bool{
	"region": false, "awsregion": false, "awsdefaultregion": false, "regionname": false, "signingregion": false,
	"service": false, "servicename": false, "signingname": false, "signatureversion": false,
	"endpoint": false, "endpointurl": false, "hostbase": false, "hostbucket": false, "bucketlocation": false,
	"s3forcepathstyle": false, "forcepathstyle": false, "addressingstyle": false, "useaccelerateendpoint": false,
	"disabledoubleencoding": false, "uridoubleencode": false,
	"accesskeyid": false, "awsaccesskeyid": false, "keyid": false,
	"accesskey": true, "secretaccesskey": true, "awssecretaccesskey": true, "secretkey": true, "secret": true,
	"sessiontoken": true, "awssessiontoken": true,
}

// config finds a setting that bears on signing.
func (h *hinter) config() {
	n := span(h.s, func(c byte) bool { return isSpace(c) || isAmong(c, "\"'-<") })
	s := h.s[n:]
	s = strings.TrimPrefix(s, "export ")
	n = len(h.s) - len(s)
	k := span(s, isNameByte)
	secret, known := configNames[plainKey(s[:k])]
	if !known || k == len(s) {
		return
	}
	v := n + k + span(s[k:], among(" :=>\"'`"))
	if v == n+k || !strings.ContainsAny(h.s[n+k:v], ":=>") || v >= len(h.s) {
		return
	}
	end := v + span(h.s[v:], notAmong(",;\"'`)"))
	end = v + len(strings.TrimRight(h.s[v:end], " "))
	name := h.t.Sub(n, n+k)
	if secret && !isReference(h.s[v:end]) || end <= v {
		h.p.r.hint(HintConfig, name, Text{})
		return
	}
	h.p.r.hint(HintConfig, name, h.t.Sub(v, end))
}

// isReference reports whether a value only says where a secret comes from: an
// environment variable, or another variable's name.
func isReference(s string) bool {
	for _, from := range []string{"process.env", "os.environ", "os.getenv", "ENV[", "env(", "System.getenv", "$"} {
		if strings.HasPrefix(s, from) {
			return true
		}
	}
	return consistsOf(s, func(c byte) bool { return c >= 'a' && c <= 'z' || c == '_' || c == '.' })
}
