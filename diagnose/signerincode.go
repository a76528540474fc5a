package diagnose

import (
	"bytes"
	"iter"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// signerLooks set what the signer of a library is given against what is sent.
var signerLooks = []mistake{
	{code: "empty-body-hash", look: lookBodyNotGiven},
	{code: "payload-hash-mismatch", look: lookWrittenTwice},
	{code: "query-not-signed", look: lookQueryNotGiven},
	{code: "path-missing-component", look: lookPathNotGiven},
	{code: "host-mismatch", look: lookHostNotGiven},
	{code: "signature-reused", look: lookSignedOnce},
	{code: "service-mismatch", look: lookServiceOfHost},
}

// A signerCall is the call by which a library is given the request to sign.
type signerCall struct {
	call *regexp.Regexp // up to its bracket
	body *regexp.Regexp // in a call that gives the body
}

var (
	// bodyOption is a body by its name, bodyArgument one by its place.
	bodyOption   = regexp.MustCompile(`(?i)\b(?:body|data|payload|content_?stream\w*)\b|\.\.\.`)
	bodyArgument = regexp.MustCompile(`(?i)json_encode|\$\w*(?:body|payload|data|json|content)|utils::streamfor`)
)

var signerCalls = []signerCall{
	{regexp.MustCompile(`\baws4\.sign\(`), bodyOption},
	{regexp.MustCompile(`\b(?:\w*[sS]igner|aws|client)\.sign\(`), bodyOption},
	{regexp.MustCompile(`\bnew (?:AWS\.)?HttpRequest\(`), bodyOption},
	{regexp.MustCompile(`\bnew AwsV4Signer\(`), bodyOption}, // aws4fetch
	{regexp.MustCompile(`\bAWSRequest\(`), bodyOption},
	{regexp.MustCompile(`\bAWSHttpRequest\(`), bodyOption},
	{regexp.MustCompile(`\.sign_request\(`), bodyOption},
	{regexp.MustCompile(`\bnew (?:GuzzleHttp\\)?(?:Psr7\\)?Request\(`), bodyArgument},
}

var (
	// methodWithBody is the method of a request that has a body, in a call.
	methodWithBody = regexp.MustCompile(`["'\x60:.](?i:POST|PUT|PATCH)\b`)
	// sentBody is code that sends one.
	sentBody = regexp.MustCompile(anyOf(
		`\bNewReader\(\s*\w|\.body\(\s*\w`,
		`\bbody\s*[:,}]`,
		`\b(?:data|json|content|body)\s*=\s*[\w({\[]`,
		`["'](?:json|body)["']\s*=>`,
		`\.(?:post|put|patch)\([^,;\n]+,\s*\w`,
		`\.send\(\s*[\w{]|\bBodyPublishers\.of\w+\(|\.setBody\w*\(|\bbody:\s*\w|-d\s+["'@$]`,
	))
	// emptyGiven are calls that are given the hash, or the text, of an empty body.
	emptyGiven = regexp.MustCompile(`(?s)` + anyOf(
		`\.Sign\(\s*\w+,\s*nil,`,
		`\bSignHTTP\([^)]{0,80}\be(?:mpty|3b0c44298fc1c149)\w*`,
		`\bsha256\.Sum256\(\s*(?:nil|\[\]byte(?:\{\}|\(""\)))\s*\)`,
		`\bSignableBody::(?:Bytes\(\s*(?:&\[\]|b"")\s*\)|empty\(\))`,
		`\bExAws\.Auth\.headers\(\s*:(?:post|put|patch),[^)]*,\s*""\s*\)`,
	))
	// builtWithoutBody is a request of Java's SDK that a signer is given; contentStream its body.
	builtWithoutBody = regexp.MustCompile(`(?s)\bSdkHttp(?:Full)?Request\.builder\(\).{0,300}?\bSdkHttpMethod\.(?:POST|PUT|PATCH)\b`)
	contentStream    = regexp.MustCompile(`\bcontentStreamProvider\(`)
	// sendsWithBody is code that sends a request of a method with a body.
	sendsWithBody = regexp.MustCompile(`["'\x60.](?:POST|PUT|PATCH)\b|MethodP(?:ost|ut|atch)\b|:(?:post|put|patch)\b|\.(?:post|put|patch)!?\(|http::Request::(?:post|put)|Request::post`)
)

var (
	// bodySet is a body that a request is given after it was made.
	bodySet = regexp.MustCompile(`\b\w*req(?:uest)?\.(?:data|body|content)\s*=[^=]`)
	// signedByGo is a call that signs, of which code may have one for requests without a body.
	signedByGo = regexp.MustCompile(`\.SignHTTP\(|\.Sign\(\s*\w+,`)
)

// lookBodyNotGiven finds a signer that is not given the body which is sent.
func lookBodyNotGiven(f *facts) []hit {
	c := f.server.canonical
	arrived := c != nil && methodHasBody[c.Method.S]
	if !f.silent() || f.pasteHas(ownSigner) || !arrived && !(f.pasteHas(sendsWithBody) && f.pasteHas(sentBody)) {
		return nil
	}
	b, saw := byCode, evidence.Text{}
	if c != nil {
		if !isHexHash(c.PayloadHash.S) || c.PayloadHash.S == sigv4.EmptyHash {
			return nil // what arrived has none
		}
		b, saw = byInference, c.PayloadHash
	}
	where := f.bodilessCall(arrived)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis: b,
		says: "The signer is not given the body, which is sent: it signs the hash of an empty one. Give it the text that is sent, " +
			"byte for byte.",
		places:  places(where, saw),
		yours:   sigv4.EmptyHash,
		correct: saw.S,
		at:      CanonicalStage,
	}}
}

// methodHasBody are the methods of requests that have a body.
var methodHasBody = map[string]bool{"POST": true, "PUT": true, "PATCH": true}

// bodilessCall is where a signer is given a request that has a body without it: one whose method
// says so, or any where one with a body is known to have arrived.
func (f *facts) bodilessCall(arrived bool) evidence.Text {
	if f.pasteHas(bodySet) {
		return evidence.Text{}
	}
	for i := range signerCalls {
		g := &signerCalls[i]
		for call, where := range f.callsOf(g.call) {
			if (arrived || methodWithBody.MatchString(call)) && !g.body.MatchString(call) {
				return where
			}
		}
	}
	if _, where := f.find(emptyGiven); where.Present() && f.count(signedByGo) < 2 {
		return where
	}
	if _, where := f.find(builtWithoutBody); where.Present() && !f.pasteHas(contentStream) {
		return where
	}
	return evidence.Text{}
}

// callsOf goes through the calls that a form begins: their texts up to the closing bracket, and
// where the first argument is a variable, the object that it was made as. A call of which that is
// not shown is left out, and so are comments.
func (f *facts) callsOf(form *regexp.Regexp) iter.Seq2[string, evidence.Text] {
	return func(yield func(string, evidence.Text) bool) {
		for i, src := range f.ev.Sources {
			if !f.holds(i, form) {
				continue
			}
			for _, m := range f.ev.All(i, form) {
				call := bracketed(src.Data[m[1]-1 : min(len(src.Data), m[1]+mostOptions)])
				line := src.Data[lineStart(src.Data, m[0]):lineEnd(src.Data, m[0])]
				if call == "" || call == "()" || commentLine.Match(line) {
					continue
				}
				if v := firstVariable.FindStringSubmatch(call); v != nil {
					made := f.objectOf(v[1])
					if made == "" {
						continue
					}
					call += made
				}
				if !yield(call, f.codePlace(i, m)) {
					return
				}
			}
		}
	}
}

// firstVariable is a call whose first argument is a variable, options or a request, and that has
// no object of its own but for credentials.
var firstVariable = regexp.MustCompile(`^\(\s*(?:await\s+)?([a-z]\w*)\s*(?:,[^{]*(?:\{[^{}]*(?i:secret)[^{}]*\}\s*)?)?\)$`)

// objectOf is the object that a variable was made as, nothing where it is changed afterwards.
func (f *facts) objectOf(variable string) string {
	made := regexp.MustCompile(`\b(?:const|let|var|final)\s+(?:\w+\s+)?` + literal(variable) + `\s*(?::\s*[\w.<>]+\s*)?=\s*(?:new\s+\w+\(\s*)?\{`)
	for _, src := range f.ev.Sources {
		if m := made.FindIndex(src.Data[:min(len(src.Data), maxCode)]); m != nil {
			if f.pasteHas(regexp.MustCompile(`\b` + literal(variable) + `\.(?:body|path|query|data)\b\s*=[^=]`)) {
				return ""
			}
			return bracketed(src.Data[m[1]-1 : min(len(src.Data), m[1]+mostOptions)])
		}
	}
	return ""
}

// bracketed is a text from the bracket that it begins with up to the one that closes it.
func bracketed(text []byte) string {
	depth := 0
	for i, c := range text {
		switch {
		case bytes.IndexByte([]byte("([{"), c) >= 0:
			depth++
		case bytes.IndexByte([]byte(")]}"), c) >= 0:
			if depth--; depth == 0 {
				return string(text[:i+1])
			}
		}
	}
	return ""
}

// madeJSON is a variable that holds a JSON text.
var madeJSON = regexp.MustCompile(`\b(\w+)\s*=\s*JSON\.stringify\(`)

// lookWrittenTwice finds a signer that is given a JSON text written as JSON once more.
func lookWrittenTwice(f *facts) []hit {
	if !f.silent() {
		return nil
	}
	for name := range f.matches(madeJSON) {
		_, where := f.find(regexp.MustCompile(`\b(?:body|data)\s*:\s*JSON\.stringify\(\s*` + literal(name.S) + `\s*\)`))
		if where.Present() {
			return []hit{{
				basis: byCode,
				says: quoted(name.S) + " is a JSON text already, and is written as JSON once more where it is given to the signer: " +
					"another text is hashed than is sent.",
				places: places(where, name),
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

var (
	// queryGiven is a query in a call of a signer.
	queryGiven = regexp.MustCompile(`(?i)\?[\w$={]|\b(?:query|params?)\w*\b|\.search\b|searchParams|\.\.\.|RawQueryParameter|\.href\b|\burl\.toString|PathWithQuery`)
	// querySent is code that sends one.
	querySent = regexp.MustCompile(anyOf(
		`\b(?:params|searchParams|queryParameters)\s*[:=]\s*[{\w]`,
		`["']query["']\s*=>\s*\[`,
		`\b(?:fetch|get|axios\.\w+)\([^;\n]*["'\x60/\w}]\?\w+=`,
		`\bFaraday\.get\([^,\n]+,\s*\{`,
		`\.addQueryParameter\(`,
	))
	// queryAfter is code of Go that sets the query of a request behind the call that signs it.
	queryAfter = regexp.MustCompile(`(?s)\.(?:SignHTTP|Sign)\([^\n]*\n.{0,240}?\.RawQuery\s*=`)
)

// lookQueryNotGiven finds a signer that is not given the query which is sent.
func lookQueryNotGiven(f *facts) []hit {
	if !f.silent() || f.pasteHas(ownSigner) {
		return nil
	}
	b, saw := byCode, evidence.Text{}
	if c := f.server.canonical; c != nil {
		if c.Query.S == "" || strings.Contains(c.Query.S, "X-Amz-") {
			return nil
		}
		b, saw = byInference, c.Query
	}
	where := f.querylessCall()
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:   b,
		says:    "The signer is not given the query, which the HTTP client puts behind the URL: an empty one is signed.",
		places:  places(where, saw),
		correct: saw.S,
		at:      CanonicalStage,
	}}
}

// querylessCall is where a signer is given a request without the query that is sent.
func (f *facts) querylessCall() evidence.Text {
	if _, where := f.find(queryAfter); where.Present() {
		return where
	}
	if !f.pasteHas(querySent) {
		return evidence.Text{}
	}
	for i := range signerCalls {
		for call, where := range f.callsOf(signerCalls[i].call) {
			if !queryGiven.MatchString(call) {
				return where
			}
		}
	}
	if m, where := f.find(builtForSigner); m != nil && !queryGiven.MatchString(m[0]) {
		return where
	}
	return evidence.Text{}
}

// builtForSigner is a request of Java's SDK that a signer is given.
var builtForSigner = regexp.MustCompile(`(?s)\bSdkHttp(?:Full)?Request\.builder\(\).{0,300}?\.build\(\)`)

var (
	// signerPath is the path that a signer is given, as a text.
	signerPath = regexp.MustCompile(`\bpath\s*[:=]\s*["'\x60](/[\w./-]+)["'\x60?]|https?://(?:[$#]?\{[\w.]+\}|[\w.-]+)(/[\w./-]+)["'\x60?]|["']\s*\+\s*\w+\s*\+\s*["'](/[\w./-]+)["'?]`)
	// calledPath is the path of a URL that code calls.
	calledPath = regexp.MustCompile(`\b(?:fetch|get|post|put|delete|request|axios(?:\.\w+)?)\(\s*f?["'\x60](?:https?://)?(?:[$#]?\{[\w.]+\}|[\w.-]+\.[\w.-]+)(/[\w./-]+)["'\x60?]`)
	// pathAfter is a path that is set on a request of Go behind the call that signs it.
	pathAfter = regexp.MustCompile(`(?s)\.(?:SignHTTP|Sign)\([^\n]*\n.{0,120}?\bURL\.Path\s*=`)
	// baseWithPath is a base of all URLs that has a path, and relativeGiven a signer that is
	// given the URL behind it.
	baseWithPath  = regexp.MustCompile(`\bbaseURL\s*:\s*["'\x60]https?://[^/"'\x60]+(/\w[\w/-]*)["'\x60]`)
	relativeGiven = regexp.MustCompile(`\bpath\s*:\s*\w+\.url\b`)
)

// lookPathNotGiven finds a signer that is given the end of the path which is sent: the stage
// of an API is left out.
func lookPathNotGiven(f *facts) []hit {
	if !f.silent() || f.claim != nil || f.pasteHas(ownSigner) {
		return nil
	}
	b, saw := byCode, ""
	if c := f.server.canonical; c != nil {
		b, saw = byInference, c.Path.S
	}
	where, signed, sent := f.shorterPath()
	if !where.Present() || saw != "" && (saw == signed || sent != "" && saw != sent) {
		return nil
	}
	return []hit{{
		basis: b,
		says: "The signer is given a path without the part in front of it (the stage, the base path), which is sent: all of " +
			"the path is signed.",
		places:  places(where),
		yours:   signed,
		correct: sent,
		at:      CanonicalStage,
	}}
}

var (
	byAWS4    = regexp.MustCompile(`\baws4\.sign\(`)
	urlOption = regexp.MustCompile(`\b(?:url|uri)\s*:\s*["'\x60]https?://`)
	hostGiven = regexp.MustCompile(`(?i)\bhost(?:name)?\b["'\x60]?\s*[:,}]|\.\.\.`)
)

// lookHostNotGiven finds options of aws4 with a URL and no host: it reads no URL, and makes a host
// of service and region (its README, "Options").
func lookHostNotGiven(f *facts) []hit {
	if !f.silent() || f.claim != nil {
		return nil
	}
	for call, at := range f.callsOf(byAWS4) {
		if urlOption.MatchString(call) && !hostGiven.MatchString(call) {
			return []hit{{
				basis: byCode,
				says: "aws4 is given a URL, which it does not read, and no host: it signs the host that service and region make. Give it " +
					"the host of the URL, and its path.",
				places: places(at),
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

// shorterPath is where a signer is given the end of the path that is sent, and both.
func (f *facts) shorterPath() (where evidence.Text, signed, sent string) {
	if _, at := f.find(pathAfter); at.Present() {
		return at, "", ""
	}
	if f.pasteHas(baseWithPath) {
		if _, at := f.find(relativeGiven); at.Present() {
			return at, "", ""
		}
	}
	for i := range signerCalls {
		for call, at := range f.callsOf(signerCalls[i].call) {
			m := signerPath.FindStringSubmatch(call)
			if m == nil {
				continue
			}
			given := m[1] + m[2] + m[3]
			for t := range f.matches(calledPath) {
				if t.S != given && len(given) > 1 && strings.HasSuffix(t.S, given) {
					return at, given, t.S
				}
			}
		}
	}
	return evidence.Text{}, "", ""
}

var (
	// signs are the calls by which libraries sign a request.
	signs  = regexp.MustCompile(`\baws4\.sign\(|\b\w*[sS]igner\.[sS]ign(?:HTTP)?\(|\.add_auth\(|\.sign_request\(|->signRequest\(|\.SignHTTP\(`)
	rounds = regexp.MustCompile(`(?m)^[ \t]*(?:for\b|while\b|foreach\b|setInterval\b)[^\n]*|\.(?:forEach|map|each)\b[^\n]*`)
	sends  = regexp.MustCompile(`\bfetch\(|\baxios\b|\brequests\.\w+\(|\bhttpx\.\w+\(|\.Do\(|\bHTTParty\.|->send\(|\bhttp\.(?:get|post|put)\(`)
)

// again is a loop over the headers of one request, or one that tries it anew.
var again = regexp.MustCompile(`(?i)header|retr(?:y|ies)|attempt|tries|<=?\s*\d\b|range\(\d\)`)

// endsFunction is what ends the function that signs, which a loop may call; mostBetween bounds
// how far behind the call its loop begins.
var endsFunction = regexp.MustCompile(`(?m)\breturn\b|^\s*\}|^\s*end\b|^(?:async )?def\b|^func\b|=>\s*[{(]`)

const mostBetween = 400

// lookSignedOnce finds a signature that is made before a loop and sent in each of its rounds.
func lookSignedOnce(f *facts) []hit {
	if !f.silent() || f.canonicalShown() || f.pasteHas(ownSigner) {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, signs) || !f.holds(i, rounds) {
			continue
		}
		signed := f.ev.All(i, signs)
		last := signed[len(signed)-1]
		for _, loop := range f.ev.All(i, rounds) {
			if loop[0] < signed[0][0] {
				break // the call that signs is in a loop itself
			}
			between := src.Data[last[1]:max(last[1], loop[0])]
			if len(between) > mostBetween || endsFunction.Match(between) {
				break
			}
			if again.Match(src.Data[loop[0]:loop[1]]) {
				continue
			}
			if loop[0] > last[1] && sends.Match(src.Data[loop[0]:]) && !sends.Match(between) {
				return []hit{{
					basis: byCode,
					says: "The request is signed once, before the loop, and sent in each of its rounds: a signature is good for one " +
						"request, and for minutes.",
					places: []evidence.Text{f.codePlace(i, last), f.codePlace(i, loop)},
					at:     SignatureStage,
				}}
			}
		}
	}
	return nil
}

var (
	// serviceGiven is the service that the signer of a library is given.
	serviceGiven = []*regexp.Regexp{
		regexp.MustCompile(`\bservice(?:_?name)?["']?\s*[:=]\s*["']([a-z0-9-]+)["']`),
		regexp.MustCompile(`\bSigV4Auth\([^,\n]+(?:\([^)]*\))?,\s*["']([a-z0-9-]+)["']`),
		regexp.MustCompile(`\bAWS4Auth\([^,\n]+,[^,\n]+,[^,\n]+,\s*["']([a-z0-9-]+)["']`),
		regexp.MustCompile(`\bSignHTTP\([^\n]*,\s*"([a-z0-9-]+)",\s*(?:"|\w*[rR]egion)`),
		regexp.MustCompile(`\bnew SignatureV4\(\s*["']([a-z0-9-]+)["']`),
		regexp.MustCompile(`--aws-sigv4\s+["']?aws:amz:[\w-]*:([a-z0-9-]+)`),
		regexp.MustCompile(`\bsigningName\(\s*"([a-z0-9-]+)"`),
	}
	awsHostInCode = regexp.MustCompile(`\b((?:[\w-]+\.)+(?:amazonaws\.com|on\.aws)(?:\.cn)?)\b`)
)

// servicesGiven are names of services that people give to signers: an app has names of its own.
var servicesGiven = setOf(
	"aoss", "apigateway", "appsync", "appsync-api", "bedrock", "bedrock-runtime", "cloudfront", "dynamodb", "ec2", "elasticsearch",
	"email", "es", "events", "execute-api", "iam", "iot", "iotdata", "iotdevicegateway", "kinesis", "lambda", "logs", "neptune-db",
	"opensearch", "opensearchservice", "s3", "secretsmanager", "ses", "sns", "sqs", "ssm", "sts",
)

// lookServiceOfHost compares the service that a signer is given with the host in the code
// beside it, where each is the only one.
func lookServiceOfHost(f *facts) []hit {
	if !f.mismatch() || f.verified || f.claim != nil || f.canonicalShown() {
		return nil
	}
	var given evidence.Text
	for _, form := range serviceGiven {
		for t := range f.matches(form) {
			if given.Present() && given.S != t.S {
				return nil
			}
			given = t
		}
	}
	host, due := f.serviceInCode()
	if !given.Present() || due == "" || due == given.S || due == "s3" || !servicesGiven[given.S] {
		return nil
	}
	return []hit{{
		basis:   byCode,
		says:    "The signer is given the service " + given.S + "; requests to " + host.S + " are signed for " + due + ".",
		places:  places(given, host),
		yours:   given.S,
		correct: due,
		at:      KeyStage,
	}}
}

// serviceInCode is the signing name of the one service that hosts in the paste are of.
func (f *facts) serviceInCode() (host evidence.Text, service string) {
	for t := range f.matches(awsHostInCode) {
		e, ok := endpointOf(t.S)
		switch {
		case strings.Contains(t.S, ".lambda-url."):
			e.service, ok = "lambda", true
		case strings.Contains(t.S, ".execute-api."):
			e.service, ok = "execute-api", true
		}
		if !ok || e.service == "" || service != "" && e.service != service {
			return evidence.Text{}, ""
		}
		host, service = t, e.service
	}
	return host, service
}
