package diagnose

import (
	"cmp"
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// refineUnparsed reads Oracle's answer to an Authorization that it cannot take apart.
func refineUnparsed(f *facts) (string, string) {
	if odd, why := wrongKeyID(f.params.AccessKeyID); odd && f.params.AccessKeyID != "" {
		return "access-key-wrong-value", why
	}
	if f.pasteHas(credentialPath) {
		return "access-key-wrong-value", "The path of a file stands where the access key ID belongs."
	}
	return "", ""
}

var credentialPath = regexp.MustCompile(`Credential=(?:~|\.{1,2})?/[\w./-]*credentials`)

// emptyKeyID is a credential scope quoted by a server with nothing before it.
var emptyKeyID = regexp.MustCompile(`component\s+["'\\]*/\d{8}/[\w-]*/[\w-]+/aws4_request`)

// refineComponents tells which part of the header the server cannot read, and why.
func refineComponents(f *facts) (string, string) {
	if emptyKeyID.MatchString(f.answer.Message.S) {
		return "access-key-wrong-value", "The credential begins with a slash: the access key ID before it is " +
			"empty, as it is where its variable is not set."
	}
	if credentialLine.MatchString(f.answer.Message.S) {
		return "access-key-wrong-value", "A line of the credentials file stands in Credential, its name and all, " +
			"where the access key ID belongs."
	}
	if f.claim == nil {
		return "", ""
	}
	if f.claim.Signature.S == "" && f.pasteHas(toolFails) {
		return "hmac-tool-failed", "The signature is empty, and the paste shows why: the program that computes the " +
			"HMACs fails."
	}
	if hits := lookSignatureForm(f); len(hits) > 0 && strings.Contains(f.answer.Message.S, "Signature=") {
		return "signature-not-hex", hits[0].says
	}
	if len(f.claim.Spelling) > 0 ||
		!f.claim.Credential.Present() ||
		!f.claim.Signature.Present() ||
		!f.claim.SignedHeaders.Present() {
		return "authorization-part-missing", ""
	}
	return "authorization-malformed", ""
}

var credentialLine = regexp.MustCompile(`(?i)Credential=\s*(?:aws_)?access_key(?:_id)?\s*=`)

// twiceInURL is the credential of a presigned URL that was encoded again.
var twiceInURL = regexp.MustCompile(`X-Amz-Credential=\w{16,}%252F\d{8}%252F`)

// eatenEscapes is a credential whose slashes were %2F, without the %2.
var eatenEscapes = regexp.MustCompile(`^\w{16,}F\d{8}F[a-z0-9-]+F[a-z0-9-]+Faws4_request$`)

// refineCredential tells what spoilt a credential.
func refineCredential(f *facts) (string, string) {
	if m, _ := f.find(gotCredential); m != nil { // the message may end with its line, before that
		if id, _, _ := sigv4.SplitCredential(m[1]); LooksSecret(id) {
			return "credentials-mixed", "What stands as access key ID has the form of a secret key: the two are " +
				"exchanged."
		}
	}
	if f.claim != nil {
		if id, _, _ := sigv4.SplitCredential(f.claim.Credential.S); LooksSecret(id) {
			return "credentials-mixed", "What stands as access key ID has the form of a secret key: the two are " +
				"exchanged."
		}
	}
	if f.presigned() && eatenEscapes.MatchString(f.claim.Credential.S) {
		return "url-damaged", "The credential has F where the URL has %2F: in a batch file cmd.exe takes %2 for an " +
			"argument. There % is written %%."
	}
	if f.pasteHas(batchFile) && f.pasteHas(escapedOnce) {
		return "url-damaged", "In a batch file cmd.exe takes %2 for an argument, and the credential arrives with F in the place of %2F. There " +
			"% is written %%."
	}
	if f.claim != nil && strings.Contains(f.claim.Whole.S, "%252F") || f.pasteHas(twiceInURL) {
		return "url-double-encoded", "X-Amz-Credential arrives with %252F: the URL was percent-encoded a second time."
	}
	if f.claim == nil && f.pasteHas(presignWords) && f.pasteHas(encodesURL) {
		return "url-double-encoded", "The code percent-encodes the finished URL once more: X-Amz-Credential arrives with %252F."
	}
	if f.claim != nil && f.claim.Credential.Present() && f.claim.AccessKeyID.S == "" {
		return "access-key-wrong-value", "The access key ID is empty."
	}
	return "", ""
}

// identityTold is what STS answers to temporary keys that it takes, or to keys of which
// nobody shall read the kind.
var identityTold = regexp.MustCompile(`"UserId":[^{}]{0,200}"Arn":\s*"(?:arn:aws[\w-]*:sts::|[<*\[xX])`)

// optInToken reports whether a request with temporary credentials goes to a region
// that takes no tokens of the global endpoint of STS.
func (f *facts) optInToken() bool {
	region := f.params.Scope.Region
	temporary := f.hasToken() || strings.HasPrefix(f.keyID(), "ASIA") || f.keyID() == ""
	return temporary &&
		(optInRegion.MatchString(region) || region == "" && f.pasteHas(optInRegion)) &&
		(f.pasteHas(tokenMaker) || f.pasteHas(identityTold))
}

var temporaryKeys = regexp.MustCompile(`(?i)` + anyOf(
	`(without|no|missing|lacks?)\s+(a\s+)?(session|security|access)?\s*token`,
	`temp(orary)?\s+(access|credentials|keys?)`,
))

// permanentSet and tokenSet are a permanent access key ID and a session token in the
// environment.
var (
	permanentSet = regexp.MustCompile(`AWS_ACCESS_KEY_ID["']?\s*[:=]\s*["']?AKIA`)
	tokenSet     = regexp.MustCompile(`AWS_SESSION_TOKEN["']?\s*[:=]\s*["']?[A-Za-z0-9/+]{4}`)
)

// shortestToken is less than what any session token has.
const shortestToken = 16

// refineAccessKey tells why a server does not know an access key ID.
func refineAccessKey(f *facts) (string, string) {
	id := f.params.AccessKeyID
	if v := f.answer.Field("AWSAccessKeyId").S; v != "" {
		id = v
	}
	id = cmp.Or(id, f.pasteFinds(keyOfVersion2))
	if len(f.ex.Claims) > 0 && strings.Contains(f.ex.Claims[0].Credential.S, `"/`) {
		return "access-key-wrong-value", "Quotes are part of the access key ID."
	}
	if f.pasteHas(localStack) && !f.pasteHas(localAddress) && (id == "" || id == "test" || f.onAWS()) {
		return "endpoint-wrong", "The key is made for LocalStack, and the answer is not LocalStack's: the client " +
			"has no endpoint set, and asks AWS itself."
	}
	if says, _ := f.mixedSettings(); says != "" {
		return "credentials-mixed", says
	}
	if code, says := f.tokenOfKey(id); code != "" {
		return code, says
	}
	if strings.TrimSpace(id) != id {
		return "access-key-whitespace", ""
	}
	if f.pasteHas(tokenNotTaken) {
		return "session-token-missing", "The keys are temporary ones, and their session token does not reach the client: it is not sent."
	}
	if code, says := f.tokenUntold(id); code != "" {
		return code, says
	}
	if code, says := f.tokenSent(); code != "" {
		return code, says
	}
	if odd, why := wrongKeyID(id); odd && f.claim != nil && (id != "" || f.claim.Credential.Present()) {
		return "access-key-wrong-value", why
	}
	return f.placeOfKey(id)
}

// tokenOfKey tells a session token that does not belong to an access key ID, or that is
// missing beside it.
func (f *facts) tokenOfKey(id string) (string, string) {
	switch {
	case f.pasteHas(permanentSet) && f.pasteHas(tokenSet):
		return "session-token-invalid", "The environment has a session token beside an access key ID that begins " +
			"with AKIA: it is sent with a permanent key, to which none belongs."
	case strings.HasPrefix(id, "AKIA") && f.sent("x-amz-security-token") && f.onAWS():
		return "credentials-mixed", "The access key ID " + id + " is a permanent one, to which no session token belongs, and " +
			"the request carries a token: it comes from other credentials, of the environment or of a role."
	case strings.HasPrefix(id, "ASIA") && !f.hasToken():
		return "session-token-missing", "The access key ID " + id +
			" is temporary; the request carries no session token."
	case f.pasteHas(emptyToken):
		return "session-token-invalid", "The profile has a session token that is empty: clients that send it all the same are refused. " +
			"Take the line out, or give the token where the keys are temporary."
	case f.optInToken():
		return "session-token-invalid", tokenOfGlobal
	}
	return "", ""
}

// emptyToken is a session token of a profile without a value.
var emptyToken = regexp.MustCompile(`(?m)^[ \t>|]*aws_(?:session|security)_token[ \t]*=[ \t]*\r?$`)

// tokenUntold tells temporary credentials that the paste speaks of without their token.
func (f *facts) tokenUntold(id string) (string, string) {
	keyless := id == "" && !f.hasToken()
	switch {
	case keyless && f.pasteHas(temporaryID) && !f.pasteHas(tokenGiven):
		return "session-token-missing", "The access key ID in the paste begins with ASIA: it is temporary, and no " +
			"session token is given with it."
	case f.pasteHas(temporaryID) && f.pasteHas(twoOfThree) && !f.pasteHas(allThree):
		return "session-token-missing", "The access key ID in the paste begins with ASIA: it is temporary, and the " +
			"command that sets it is given the secret key, and not the session token that belongs to both."
	case f.pasteHas(temporaryID) && f.pasteHas(tokenNamed) && f.pasteHas(keysRenewed):
		return "session-token-invalid", "The access key ID in the paste is temporary, and its session token comes " +
			"from a place of its own: where the keys were renewed and the token was not, it belongs to other keys."
	case keyless && f.pasteHas(keysOfLambda) && f.pasteHas(lambdaWord) && !f.pasteHas(tokenGiven):
		return "session-token-missing", "The keys that Lambda puts into the environment of a function are temporary, and the client is given " +
			"the two without AWS_SESSION_TOKEN. Given none, SDKs take all three from there."
	case keyless && f.pasteHas(rolesKeys) && !f.pasteHas(tokenHandedOn):
		return "session-token-missing", "The code takes temporary credentials, and hands on the access key ID and the secret key: " +
			"the session token that belongs to them is left out."
	case keyless && f.pasteHas(temporaryKeys):
		return "session-token-missing", "The paste speaks of temporary credentials, and shows no session token."
	}
	return "", ""
}

var (
	// rolesKeys is code that takes temporary credentials, and hands on two parts of them.
	rolesKeys = regexp.MustCompile(`(?is)` + anyOf(
		`\b(?:assume_?role\w*|get_?session_?token|get_?credentials_?for_?identity)(?:Async)?\b.{0,400}?\bsecret_?(?:access_?)?key`,
		`\blambda\b.{0,200}?`+anyOf(
			`\baccess_?key\b[^\n]{0,40}\bsecret_?key\b`,
			`\bAWS_ACCESS_KEY_ID\b[^\n]{0,80}\bAWS_SECRET_ACCESS_KEY\b`,
		),
		`\bget_credentials\(\)[^\n]*\blambda\b.{0,120}?\baccess_?key\b[^\n]{0,40}\bsecret_?key\b`,
	))
	// tokenHandedOn is code that has their token, too.
	tokenHandedOn = regexp.MustCompile(`(?i)session_?token\b["']?\)?\s*[:=,)\]]|[.\w]\.session_?token\b|\w\.token\b|["']token["']\s*=>|SESSION_TOKEN|session_token:`)
)

// tokenSent tells a session token that is sent in another form than is due.
func (f *facts) tokenSent() (string, string) {
	v, ok := f.raw.HeaderValue("x-amz-security-token")
	switch {
	case !ok:
		return "", ""
	case strings.Contains(v, "%2B") || strings.Contains(v, "%2F"):
		return "session-token-recoded", "The session token in the header is percent-encoded."
	case v != "" && len(v) < shortestToken && !masked(v) && !template(v):
		return "session-token-invalid", "What is sent as session token is " + quoted(v) +
			"; those of STS have hundreds of characters."
	case f.forExpress() && !f.sent("x-amz-s3session-token") && !strings.Contains(f.model.Query, "session"):
		return "s3express-token-header", "The token of CreateSession is sent as x-amz-security-token; a bucket of " +
			"S3 Express takes it as x-amz-s3session-token."
	}
	return "", ""
}

// forExpress reports whether the request is for a bucket of S3 Express.
func (f *facts) forExpress() bool {
	return f.params.Scope.Service == "s3express" || strings.Contains(lower(f.model.Host), ".s3express-")
}

// placeOfKey tells an access key ID that is taken to a place where it is not known.
func (f *facts) placeOfKey(id string) (string, string) {
	if where := f.pasteFinds(otherPartition); where != "" &&
		!strings.Contains(f.model.Host, where) &&
		f.params.Scope.Region != where {
		return "endpoint-wrong", "The paste speaks of " + where + ", whose partition has keys and endpoints of its " +
			"own: a client that is not given the region asks the endpoints of another one, which do not know the key."
	}
	foreign := id != "" && !awsKeyID.MatchString(id) && !strings.HasPrefix(id, "A")
	if m := f.pasteFinds(providerKey); m != "" && foreign && f.pasteHas(askedAWS) {
		return "endpoint-wrong", "The access key ID " + id + " is none of AWS, the paste speaks of " + m +
			", and the request goes to AWS: no endpoint is set."
	}
	if given, _ := f.find(endpointGiven); given != nil && foreign && !awsHost(given[1]) && !failsToo.MatchString(given[0]) && !f.pasteHas(storeSet) &&
		f.count(regexp.MustCompile(literal(given[1]))) == 1 {
		return "endpoint-wrong", "The key works where " + given[1] + " is given as endpoint, and nothing else in the paste " +
			"names it: what is refused goes to AWS."
	}
	if p := keyProvider(id); p != "" && f.pasteHas(askedAWS) {
		return "endpoint-wrong", "The access key ID " + id + " has the form of those of " + p +
			", and the request goes to AWS: no endpoint is set."
	}
	if f.endpointForeign() {
		return "endpoint-wrong", "The request goes to " + f.model.Host + ", which is not where a key such as " + id +
			" belongs."
	}
	return "", ""
}

// oracleHost is the endpoint of Oracle's store, with its region.
var oracleHost = regexp.MustCompile(`\bcompat\.objectstorage\.([a-z]{2}-[a-z]+-\d)\.`)

// refineHomeRegion tells a key that Oracle's store does not know from one that it looks for in
// another region.
func refineHomeRegion(f *facts) (string, string) {
	region := f.pasteFinds(oracleHost)
	if region == "" || f.params.Scope.Region != region &&
		!f.pasteHas(regexp.MustCompile(`(?i)\w*region["']?\s*[:=]\s*["']?`+region+`\b`)) {
		return "", ""
	}
	return "access-key-unknown", "Oracle's store does not find the key, and the client is given the region of the endpoint, " + region + "."
}

// refineTokenForm tells how a session token was spoilt.
func refineTokenForm(f *facts) (string, string) {
	if strings.Contains(lower(f.model.Host), ".s3express-") &&
		f.sent("x-amz-security-token") &&
		!f.sent("x-amz-s3session-token") {
		return "s3express-token-header", "The token of an S3 Express session goes into x-amz-s3session-token; it " +
			"is in x-amz-security-token."
	}
	if t := f.answer.Field("Token-0"); strings.Contains(t.S, " ") {
		return "session-token-recoded", "The server read a session token with blanks: each + in it was sent raw in " +
			"a query, where it is a blank. It has to be %2B there."
	}
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if strings.EqualFold(p.Name, "X-Amz-Security-Token") && strings.Contains(p.Value, "+") {
			return "session-token-recoded", "The session token stands in the URL with a raw +, which is read as a " +
				"blank."
		}
	}
	return "", ""
}

func refineToken(f *facts) (string, string) {
	if f.hasToken() && !f.tokenSigned() {
		return "session-token-not-signed", "The session token is sent but not signed."
	}
	return "", ""
}

// refineNoToken tells why a server saw no signature.
func refineNoToken(f *facts) (string, string) {
	if f.pasteHas(authorizationTaken) {
		return "authorization-removed-in-transit", "The proxy takes Authorization off the requests that it hands on."
	}
	if f.claim != nil && f.req != nil && f.pasteHas(distribution) && f.elsewhere() {
		return "authorization-removed-in-transit", "The request as sent is signed, for the name of a distribution: " +
			"CloudFront hands on Authorization only where a cache or origin request policy names it."
	}
	if f.pasteHas(headerOption) && !f.pasteHas(headersOption) {
		return "request-not-signed", "The code gives the headers as an option named header, which fetch and axios " +
			"take no notice of: the request goes out without them."
	}
	if f.pasteHas(printedRequest) && !f.pasteHas(anyAuth) {
		return "request-not-signed", "The code writes the request line by line, and none of the lines signs it."
	}
	if f.claim == nil && f.pasteHas(guarded) && f.pasteHas(openWithout) {
		return "request-not-signed", "The method asks for a signature (AWS_IAM), and the URL is opened without one: it " +
			"works where the method asks for none."
	}
	if f.apiGateway() || f.claim == nil && f.pasteHas(gatewayHost) ||
		collapse(f.answer.Message.S) == "Missing Authentication Token" &&
			!strings.Contains(f.answer.Code.S, "MissingAuthenticationTokenException") {
		return "route-not-found", "API Gateway answers so when path, method or stage do not exist; the signature " +
			"was not looked at."
	}
	if f.claim != nil && f.claim.Algorithm.S != "" && f.req != nil {
		return "authorization-removed-in-transit", "The request as sent is signed, the server saw no signature."
	}
	return "", ""
}

// gatewayHost is the host of an API.
var gatewayHost = regexp.MustCompile(`\.execute-api\.[a-z\d-]+\.amazonaws\.com\b`)

var (
	// guarded is what a method of API Gateway is set to that asks for a signature, and
	// openWithout what people say of one that does not.
	guarded     = regexp.MustCompile(`(?i)\bAWS_IAM\b`)
	openWithout = regexp.MustCompile(`\bNONE\b[^\n.]{0,60}\b(?i:works?|fine|ok)\b|\b(?i:works?|fine|ok)\b[^\n.]{0,60}\bNONE\b`)
	// printedRequest is code that writes a request line, as programs of microcontrollers do.
	printedRequest = regexp.MustCompile(`(?:print(?:ln|f)?\(|write\(|send\(|\+=|<<)[^\n"']{0,20}` +
		`["'][^"'\n]*\bHTTP/1\.[01]`)
	// anyAuth is what a signed request may have, and the host of an API that need not be signed.
	anyAuth = regexp.MustCompile(`(?i)authorization|x-amz-(?:date|signature)|aws4|execute-api`)
)

// withoutKeys are the calls that carry a token of an identity provider and no signature.
var withoutKeys = regexp.MustCompile(`AssumeRoleWith(?:WebIdentity|SAML) operation`)

// refineExpired tells a session token from that of an identity provider.
func refineExpired(f *facts) (string, string) {
	if f.pasteHas(withoutKeys) {
		return "not-a-signature-fault", "The token of the identity provider is refused; a call with it is not signed."
	}
	return "", ""
}

// refineAnonymous tells a request that was never signed from one that lost its
// signature, such as to a redirection: clients leave Authorization out at another host.
func refineAnonymous(f *facts) (string, string) {
	if f.pasteHas(authorizationTaken) {
		return "authorization-removed-in-transit", "The proxy takes Authorization off the requests that it hands on: the service saw no " +
			"signature."
	}
	if f.claim == nil || f.claim.Algorithm.S == "" {
		return "", ""
	}
	if f.pasteHas(redirection) {
		return "authorization-removed-in-transit", "The request was signed and redirected: HTTP clients leave the " +
			"Authorization header out when the host changes, and the service saw no signature."
	}
	return "authorization-removed-in-transit", "The request as sent is signed, the service saw no signature."
}

// redirection is signs of a redirection in logs and code.
var redirection = regexp.MustCompile(`(?i)` + anyOf(
	`\b30[1278] (?:Moved|Found|Temporary|Permanent|See)`,
	`<Response \[30[1278]\]>`,
	`\.history\b|redirect|^<?\s*location:`,
))

// gatewayHeader is a header that API Gateway alone answers with.
var gatewayHeader = regexp.MustCompile(`(?i)\bx-amz-apigw-id\b`)

// distribution are words for a distribution of CloudFront and what it hands on.
var distribution = regexp.MustCompile(`(?i)` + anyOf(
	`\bdistribution\b`,
	`\bcache (?:policy|behaviou?r)`,
	`\borigin request policy`,
	`CachingOptimized`,
))

// otherPartition are the regions of China and of the government of the USA.
var otherPartition = regexp.MustCompile(`\b(cn-north(?:west)?-1|us-gov-(?:east|west)-1)`)

func (f *facts) apiGateway() bool {
	if f.answer.HeaderValue("x-amz-apigw-id").Present() ||
		f.pasteHas(gatewayHeader) ||
		f.answer.HeaderValue("x-amzn-ErrorType").Present() &&
			strings.Contains(f.answer.HeaderValue("x-amzn-ErrorType").S, "MissingAuthenticationToken") {
		return true
	}
	return strings.Contains(f.model.Host, "execute-api") || f.params.Scope.Service == "execute-api"
}

var (
	optInRegion = regexp.MustCompile(`\b` + anyOf(
		`af-south-1|ap-east-[12]|ap-south-2`,
		`ap-southeast-[34567]`,
		`ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-central-1|me-south-1`,
		`mx-central-1`,
	) + `\b`)
	tokenMaker = regexp.MustCompile(`(?i)assume[_-]?role|AWS_STS_REGIONAL_ENDPOINTS|get[_-]?session[_-]?token`)
)

var (
	// providerKey are providers whose keys people have, askedAWS is a host of AWS that is
	// asked with one.
	providerKey = regexp.MustCompile(`(?i)\b(` + anyOf(
		`wasabi|backblaze|cloudflare r2|scaleway|digital ?ocean|hetzner|linode|ovh\w*`,
		`idrive|storj|minio|contabo|vultr|exoscale|infomaniak|upcloud|tigris`,
	) + `)\b`)
	// endpointGiven is the host of an endpoint with which a command is said to work.
	endpointGiven = regexp.MustCompile(`(?i)\baws s3\w* [^\n]*--endpoint(?:-url)?[ =]["']?https?://([\w.-]+)` +
		`[^\n]*?\b(?:works?|lists?|fine|ok|succeeds?)\b`)
	// storeSet is an endpoint in a setting, not in an option of a command.
	storeSet = regexp.MustCompile(`(?im)(?:^|[^-\w])\w*endpoint\w*["']?\s*[:=]\s*["']?https?://`)
	// failsToo is what is said of one with which it does not.
	failsToo = regexp.MustCompile(`(?i)\b(?:not|never|nor|neither)\b|n't\b|\bfails?\b`)
	askedAWS = regexp.MustCompile(`https?://[\w.-]+\.amazonaws\.com\b`)
	// twoOfThree is a command of PowerShell that is given both keys, allThree one that is
	// given the token, too.
	twoOfThree = regexp.MustCompile(`(?i)-SecretKey\b`)
	allThree   = regexp.MustCompile(`(?i)-SessionToken\b`)
	// tokenNamed is a session token that a pod takes from somewhere; keysRenewed tells
	// that keys were.
	tokenNamed  = regexp.MustCompile(`name:\s*["']?AWS_SESSION_TOKEN`)
	keysRenewed = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:rotat\w+|renew\w*|replac\w+|chang\w+|new)\b[^.\n]{0,30}\b(?:keys?|credentials|secrets?)\b`,
		`\b(?:keys?|credentials|secrets?)\b[^.\n]{0,30}\b(?:rotat\w+|renew\w*|replac\w+)`,
	))
	temporaryID = regexp.MustCompile(`\bASIA(?:[A-Z0-9]{12,}|[A-Z0-9]{2,11}(?:\.{3,}|\*{3,}|\x{2026}|X{4,}))`)
	tokenGiven  = regexp.MustCompile(`(?i)` + anyOf(
		`session[._-]?token["']?\s*[:=]`,
		`session[._-]token[ \t]+[A-Za-z\d/+]{16}`,
		`\bkeystore add\s+\S*session_token`,
		`security-token["']?\s*[:=]`,
		`name:\s*["']?AWS_SESSION_TOKEN`,
	))
)

var (
	localStack   = regexp.MustCompile(`(?i)\blocalstack\b`)
	localAddress = regexp.MustCompile(`(?i)localhost|127\.0\.0\.1|localstack:\d|:4566|--endpoint-url`)
)

// keysOfLambda is code that takes the keys of its environment, lambdaWord where it runs.
var (
	keysOfLambda = regexp.MustCompile(`(?i)secret_?access_?key["']?\s*[:=]\s*(?:process\.env|os\.environ|os\.getenv|ENV)\W{1,3}AWS_SECRET_ACCESS_KEY`)
	lambdaWord   = regexp.MustCompile(`(?i)\blambda\b`)
)

// tokenNotTaken is what people say who cannot hand their session token to a client.
var tokenNotTaken = regexp.MustCompile(`(?i)\b(?:unable|not able|not possible|no (?:way|option)|cannot|can't) (?:to )?(?:pass|set|give|provide|specify|configure)\w*\b` +
	`[^\n.]{0,30}\b(?:session[ _]?token|aws_session_token)\b` +
	`|(?:^|[^\st\x{2019}] )\bjust (?:pass|give|use|enter|set)\w*\b[^.\n]{0,30}\b(?:pair|keys?)\b[^.\n]{0,10}\bwithout the (?:session )?token\b`)

// keyOfVersion2 is the access key ID in a header of Signature Version 2.
var keyOfVersion2 = regexp.MustCompile(`\bAWS ([A-Z\d]{12,}):[A-Za-z\d+/]{20,}=`)
