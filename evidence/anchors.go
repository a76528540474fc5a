package evidence

import "strings"

// anchors are the kinds of words that make a line worth reading. A page is
// scanned once for all of them; a line without any costs one table look-up a
// byte, which is what makes a log of 64 MiB readable in a second.
type anchors uint64

const (
	anAWS4    anchors = 1 << iota // AWS4, aws4_request
	anAmz                         // x-amz-…
	anHTTP                        // HTTP/1.1
	anXML                         // tags of error bodies
	anShould                      // … should have been
	anAuth                        // Authorization, and its misspellings
	anCanon                       // canonical request
	anSign                        // signature, signed, string to sign, signing key
	anHost                        // host:
	anMethod                      // the line ends in a method
	anCurl                        // a curl command or its log
	anMap                         // keys of error objects
	anError                       // words of error messages
	anHash                        // hmac, sha1
	anKey                         // kDate, kRegion, kService
	anNet                         // DNS failures, connect()
	anURL                         // ://
	anEscape                      // a backslash, or what stands for one
	anTool                        // names of clients
	anForm                        // form fields
	anStatus                      // status, response
	anPseudo                      // :method:, :path: and their like
	anOutcome                     // a request line with a status
	anSame                        // statements that two texts are equal
	anMonth                       // names of months
	anKeyName                     // an object key
	anCall                        // calls that sign or send
	anConfig                      // settings
	anCommand                     // other commands that send requests
	anDump                        // the first line of a hex dump
	anDoc                         // members of JSON documents that hold requests
	anDiff                        // a fenced diff
)

// anchorWords are found whatever their case; pair is where in the word the two
// bytes stand that the scan looks for, the rarest ones.
var anchorWords = []struct {
	word string
	pair int
	bit  anchors
}{
	{"aws4", 2, anAWS4},
	{"goog4", 3, anAWS4},
	{"oss4", 2, anAWS4},
	{"amz", 1, anAmz},
	{"awsaccesskeyid", 1, anAmz | anAuth},
	{"http/", 3, anHTTP},
	{"<error", 0, anXML},
	{"<code", 0, anXML},
	{"<message", 0, anXML},
	{"</message", 1, anXML},
	{"<stringtosign", 0, anXML},
	{"stringtosign", 6, anMap},
	{"<canonicalrequest", 0, anXML},
	{"exception>", 0, anXML | anError},
	{"&lt;", 1, anEscape},
	{"should have been", 4, anShould},
	{"authori", 0, anAuth},
	{"autho", 0, anAuth},
	{"bearer ", 0, anAuth},
	{"sending request", 10, anAuth},
	{"credential", 0, anAuth | anError},
	{"canonical", 0, anCanon},
	{"sign", 2, anSign | anError},
	{"host:", 3, anHost},
	{"cloudfront.net", 2, anOutcome},
	{"base64=\"true\"", 0, anDump},
	{"k8s-aws-v1", 0, anDump},
	{"ahr0chm6ly9", 3, anDump}, // https:// in base64
	{"iam_request_", 3, anDoc},
	{":method", 0, anPseudo},
	{":authority", 0, anPseudo},
	{":scheme", 0, anPseudo},
	{":path", 0, anPseudo},
	{"curl", 2, anCurl | anTool},
	{"\"request\"", 3, anDoc},
	{"\"resources\"", 6, anDoc},
	{"collection.insomnia", 12, anDoc},
	{"wget ", 0, anCommand},
	{"http ", 3, anCommand},
	{"https ", 3, anCommand},
	{"xh ", 0, anCommand},
	{"xhs ", 0, anCommand},
	{"invoke-webrequest", 6, anCommand},
	{"invoke-restmethod", 10, anCommand},
	{"iwr ", 0, anCommand},
	{"irm ", 0, anCommand},
	{"send header", 3, anCurl},
	{"recv header", 3, anCurl},
	{"recv data", 3, anCurl},
	{"message", 4, anMap | anError},
	{"code", 1, anMap | anError},
	{"__type", 1, anMap},
	{"exception", 1, anError},
	{"error", 1, anError},
	{"denied", 0, anError},
	{"gw-helper-deny", 2, anError},
	{"forbidden", 1, anError | anStatus},
	{"expired", 1, anError},
	{"token", 1, anError},
	{"policy", 4, anError | anForm},
	{"bucket post", 7, anError},
	{"chunked", 1, anError},
	{"access key", 6, anError},
	{"secret key", 6, anError},
	{"x-amz-expires", 2, anError | anAmz},
	{"request time", 2, anError},
	{"region", 2, anError},
	{"auth mechanism", 7, anError},
	{"valid yet", 6, anError},
	{"query-string", 4, anError},
	{"must be", 0, anError},
	{"must contain", 0, anError},
	{"unsupported", 4, anError},
	{"only supports", 7, anError},
	{"is not supported", 9, anError},
	{"not implemented", 5, anError},
	{"checksum", 4, anError},
	{"requires a valid", 2, anError},
	{"required header", 2, anError},
	{"does not match", 11, anError},
	{"last chunk", 8, anError},
	{"each form field", 10, anError},
	{"cannot be represented", 12, anError},
	{"header `", 3, anError},
	{"header 'x-amz-", 8, anError},
	{"missing the '", 2, anError},
	{"invalid ", 1, anError},
	{"corsresponse", 2, anError},
	{"number of bytes", 11, anError},
	{"you specified", 8, anError},
	{"attempting to access", 4, anError},
	{"temporary endpoint", 2, anError},
	{"createsession", 8, anError},
	{"hmac", 0, anHash},
	{"sha1", 0, anHash},
	{"sha-1", 0, anHash},
	{"sha256", 0, anHash},
	{"sha512", 0, anHash},
	{"kdate", 0, anKey},
	{"kregion", 0, anKey},
	{"kservice", 0, anKey},
	{"dns", 0, anNet},
	{"getaddrinfo", 3, anNet},
	{"enotfound", 3, anNet},
	{"resolve", 4, anNet},
	{"no such host", 8, anNet},
	{"unknownhost", 6, anNet},
	{"connect", 2, anNet},
	{"://", 1, anURL},
	{"aws-sdk", 5, anTool},
	{"aws-cli/", 6, anTool},
	{"boto3/", 4, anTool},
	{"botocore/", 7, anTool},
	{"botocore ", 2, anTool},
	{"s3cmd", 2, anTool},
	{"rclone", 1, anTool},
	{"hackney/", 2, anTool},
	{"minio", 2, anTool},
	{"form", 0, anForm},
	{"form-data", 4, anForm},
	{"status", 3, anStatus},
	{"response", 3, anStatus},
	{"same", 1, anSame},
	{"identical", 3, anSame},
	{"exactly", 1, anSame},
	{"are equal", 2, anSame},
	{"january", 2, anMonth},
	{"february", 1, anMonth},
	{"march", 3, anMonth},
	{"april", 1, anMonth},
	{"june", 0, anMonth},
	{"july", 0, anMonth},
	{"august", 1, anMonth},
	{"september", 2, anMonth},
	{"october", 1, anMonth},
	{"november", 2, anMonth},
	{"december", 1, anMonth},
	{"object key", 1, anKeyName},
	{"the key", 4, anKeyName},
	{"key:", 1, anKeyName},
	{"key =", 1, anKeyName},
	{"key=", 1, anKeyName},
	{":key ", 0, anKeyName},
	{"key\"", 1, anKeyName},
	{"key'", 1, anKeyName},
	{"signed", 2, anCall},
	{"presign", 3, anCall},
	{"url_for", 3, anCall},
	{"requests.", 2, anCall},
	{"http.", 2, anCall},
	{"axios", 1, anCall},
	{"objectcommand", 2, anCall},
	{"getcommand(", 3, anCall},
	{"('get'", 3, anCall},
	{"('put'", 2, anCall},
	{"('post'", 3, anCall},
	{"method", 3, anCall},
	{"<input", 3, anForm},
	{"append(", 1, anForm},
	{"region", 2, anConfig},
	{"access", 0, anConfig},
	{"endpoint", 2, anConfig},
	{"service", 3, anConfig},
	{"signature_version", 2, anConfig},
	{"secret", 2, anConfig},
	{"akia", 1, anConfig},
	{"asia", 2, anConfig},
	{"pathstyle", 4, anConfig},
	{"alias set", 1, anConfig},
	{"host add", 0, anConfig},
	{"host_b", 4, anConfig},
	{"diff", 2, anDiff},
}

// class folds a byte to one of 32: letters without case, and the few marks that
// anchors hold.
var class = func() (t [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-0x20] = uint8(c-'a'+1), uint8(c-'a'+1)
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = 31
	}
	t['-'], t['_'], t[':'], t['/'], t['<'] = 27, 27, 28, 29, 30
	return t
}()

// pairs lists, for two classes, the anchors that hold them at their pair.
var pairs = func() (t [1024][]uint8) {
	for i, a := range anchorWords {
		k := int(class[a.word[a.pair]])<<5 | int(class[a.word[a.pair+1]])
		t[k] = append(t[k], uint8(i))
	}
	return t
}()

// hot tells without a cache miss whether any anchor holds two classes.
var hot = func() (t [1024]bool) {
	for k := range pairs {
		t[k] = pairs[k] != nil
	}
	return t
}()

// scan returns the anchors of the line that begins at from, and the line. It
// reads every byte once.
func scan(s string, from int) (l line, found anchors) {
	return scanLine(s, lineAt(s, from))
}

func scanLine(s string, l line) (_ line, found anchors) {
	t := s[l.from:l.to]
	prev := 0
	for i := 0; i < len(t); i++ {
		c := int(class[t[i]])
		k := prev<<5 | c
		prev = c
		if hot[k] {
			found |= match(t, i-1, k)
		} else if t[i] == '\\' {
			found |= anEscape
		}
	}
	return l, found | scanForm(t)
}

// scanForm returns the anchors that a line has by its form.
func scanForm(t string) (found anchors) {
	n := len(t)
	if n > 6 && n < 2000 && (isDigit(t[0]) || t[0] >= 'A' && t[0] <= 'Z') && methodBefore(firstBytes(t, 40)) >= 0 {
		found |= anOutcome
	}
	if n < 40 && arrowStatus(t) > 0 {
		found |= anStatus
	}
	if n > 10 && isAmong(t[0], "045| \t") && startsDump(t) {
		found |= anDump
	}
	if n > 40 && isAmong(t[0], "RUS") && startsBase64(t) {
		found |= anDump
	}
	if n > 0 && isLetter(t[n-1]) && methodAlone(t) >= 0 {
		found |= anMethod
	}
	return found
}

// match returns the anchors whose pair of classes stands at i.
func match(t string, i, k int) (found anchors) {
	for _, w := range pairs[k] {
		a := &anchorWords[w]
		at := i - a.pair
		if found&a.bit != a.bit && at >= 0 && at+len(a.word) <= len(t) && equalFold(t[at:at+len(a.word)], a.word) {
			found |= a.bit
		}
	}
	return found
}

// equalFold compares ASCII; word is in lower case.
func equalFold(s, word string) bool {
	if len(s) != len(word) {
		return false
	}
	for i := 0; i < len(word); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// beginsWithFold reports whether s begins with word, which is in lower case.
func beginsWithFold(s, word string) bool { return equalFold(firstBytes(s, len(word)), word) }

// lowerASCII returns a text whose ASCII letters are small, each byte where it was:
// strings.ToLower makes three bytes of one that is no UTF-8.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] |= 0x20
		}
	}
	return string(b)
}

// indexFold returns where word, in lower case, stands in s from at on, or -1. It goes from
// one place of the first byte, in either case, to the next, and looks no further ahead for
// these than a stride: there may be none of one case.
func indexFold(s, word string, at int) int {
	const stride = 256
	for at+len(word) <= len(s) {
		end := min(len(s), at+stride)
		n := indexEither(s[at:end], word[0])
		if n < 0 {
			at = end
			continue
		}
		at += n
		if at+len(word) <= len(s) && equalFold(s[at:at+len(word)], word) {
			return at
		}
		at++
	}
	return -1
}

// indexEither returns where a byte of lower case stands first in either case, or -1.
func indexEither(s string, lower byte) int {
	n := strings.IndexByte(s, lower)
	if !isLetter(lower) {
		return n
	}
	if n >= 0 {
		s = s[:n]
	}
	if m := strings.IndexByte(s, lower&^0x20); m >= 0 {
		return m
	}
	return n
}

// containsFold reports whether word, in lower case, stands in s.
func containsFold(s, word string) bool { return indexFold(s, word, 0) >= 0 }
