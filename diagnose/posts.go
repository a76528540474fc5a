package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// A postSign is what people write beside a refused signature that tells its
// cause: the circumstance in which it fails, or a line of code or configuration.
type postSign struct {
	code  string
	basis basis
	form  *regexp.Regexp
	says  string
	when  func(*facts) bool // nil for always
	echo  bool              // also where the server's text is there, which cannot show it
}

// postSigns are looked for only where a signature was refused and neither side's
// texts are in the paste: what these show goes before what a person says. The
// forms are those of public reports (reference/mistakes.md).
var postSigns = []postSign{
	{"non-ascii-encoded-differently", byInference, regexp.MustCompile(`(?i)(?:metadata|x-amz-meta-[\w-]*)['")]?\s*[:=(,][^\n]{0,120}?["'][^"'\n]*` + lettersOutside + `[^"'\n]*["']`), "A metadata value has letters outside ASCII: clients and servers sign other bytes for them than are sent. Encode it (percent or RFC 2047), or keep to ASCII.", nil, false},
	{"content-type-mismatch", byInference, regexp.MustCompile(`(?is)new FormData\(.*?\bPUT\b|\bPUT\b.{0,200}?(?:new FormData\(|\bbody:\s*form_?data\b)`), "The body of the PUT is a form: the client then sends Content-Type multipart/form-data with a boundary, which is not what was presigned, and stores the form instead of the file. Send the file itself.", presignsType, false},
	{"content-type-mismatch", byInference, regexp.MustCompile(`(?is)\$\.ajax\(\s*\{(?:[^{}]|\{[^{}]*\})*\bPUT\b`), "jQuery sends Content-Type application/x-www-form-urlencoded where contentType is not set; the URL is presigned for another.", func(f *facts) bool { return presignsType(f) && !f.pasteHas(contentTypeOption) }, false},
	{"path-not-normalized", byInference, regexp.MustCompile(`(?i)trailing slash|slash at the end|["']/ ?["'] at the end|ends? (?:in|with) (?:a |an extra )?(?:slash|"/"|'/'|` + "`/`" + `)|double slash|extra slash`), "A slash too many, at the end of an endpoint or inside the path, is signed as it stands; the service removes it, or the reverse.", func(f *facts) bool { return !f.forS3() }, true},
	{"path-mismatch", byHint, regexp.MustCompile(`(?i)trailing slash|slash at the end|ends? (?:in|with) (?:a |an extra )?slash|double slash|extra slash|leading slash`), "A slash too many or too few: the path that is signed has to be the one that is sent, byte for byte.", (*facts).forS3, false},
	{"path-under-encoded", byInference, regexp.MustCompile(`\b[a-z0-9]+\.[a-z][a-z0-9.-]+-v\d+:\d+\b|inference-profile/`), "The model's ID holds a colon, or the path holds an ARN: it is percent-encoded in the path that is sent, and once more in the canonical URI. Signers that take the path as it is leave it raw.", func(f *facts) bool { return f.pasteHas(bedrockWord) && !f.knownSigner() }, false},
	{"path-under-encoded", byInference, regexp.MustCompile(`(?i)\b(?:with|contain(?:s|ing)?|has|have|having|includ(?:es?|ing))\s+(?:an? |the |any )?(?:special |reserved )?(?:char(?:acter)?s? )?(?:(?:like|such as|e\.g\.?) )?["'` + "`" + `(][!$&'()*,:;=@\[\]]["'` + "`" + `)]`), "It fails where the name holds a reserved character, which encoders for URLs leave raw and the canonical request has percent-encoded.", nil, false},
	{"plus-for-space", byInference, regexp.MustCompile(`(?i)\b(?:with|contain(?:s|ing)?|has|have|having|includ(?:es?|ing))\s+(?:an? |the |any )?(?:special )?(?:char(?:acter)?s? )?(?:(?:like|such as|e\.g\.?) )?(?:["'` + "`" + `(]\+["'` + "`" + `)]|plus(?: signs?| characters?)?\b)`), "It fails where the name holds a +, which one side reads as a blank; it is signed and sent as %2B.", nil, false},
	{"path-double-encoded", byInference, regexp.MustCompile(`(?i)(?:file ?names?|keys?|objects?|paths?|names?|urls?)\b[^.\n]{0,50}\b(?:with|contain(?:s|ing)?|has|have|having|includ(?:es?|ing))\b[^.\n]{0,25}\b(?:spaces?|blanks?|white ?spaces?|special char\w*)`), "It fails where the key holds blanks or special characters, and the code encodes before it hands the URL to the signer: a signer that encodes, too, signs %2520 for the %20 that is sent.", encodesFirst, false},
	{"path-under-encoded", byHint, regexp.MustCompile(`(?i)(?:file ?names?|keys?|objects?|paths?|names?|urls?|characters?)\b[^.\n]{0,50}\b(?:with|contain(?:s|ing)?|has|have|having|includ(?:es?|ing))\b[^.\n]{0,25}\b(?:spaces?|blanks?|white ?spaces?|special char\w*)`), "It fails where the key holds blanks or special characters: path and canonical URI have to be percent-encoded alike, and once.", nil, false},
	{"query-unsorted", byHint, regexp.MustCompile(`(?i)(?:more than one|two|multiple|several|second|additional)\s+(?:query|url)?\s*(?:string )?param(?:eter)?s?`), "It fails with several parameters: the canonical query is in byte order of the names, whatever the order of the URL.", nil, false},
	{"secret-recoded", byHint, regexp.MustCompile(`(?i)secret[ _-]?(?:access[ _-]?)?key\b[^.\n]{0,60}(?:slash|plus sign|special char|["'` + "`" + `(][/+]["'` + "`" + `)])`), "The secret key holds a / or +, which some clients decode or encode on the way from configuration to signer.", nil, false},
	{"signing-key-stale", byInference, regexp.MustCompile(`(?i)cach(?:e|es|ed|ing)\b[^.\n]{0,30}\bsigning[ _-]?key|signing[ _-]?key\b[^.\n]{0,30}\bcach(?:e|es|ed|ing)\b`), "A signing key is kept: it is of one day, region and service, and of no use for another.", func(f *facts) bool { return f.pasteHas(fromMidnight) }, false},
	{"host-mismatch", byInference, regexp.MustCompile(`(?i)port-?forward\w*|\bngrok\b|\bsed\b[^\n]{0,20}\bhost|replac\w+[^.\n]{0,40}\b(?:host(?:name)?|domain)\b`), "The URL is signed for a name inside a network and used under another: the host is signed and cannot be exchanged afterwards.", func(f *facts) bool {
		return f.params.Carrier == sigv4.InQuery && f.model.host != "" && (internal(bareHost(f.model.host)) || loopback.MatchString(f.model.host))
	}, false},
	{"payload-hash-mismatch", byInference, regexp.MustCompile(`(?i)\b(?:body|payload|content)(?:'s)?[ -]?(?:sha-?256 ?)?hash\w*` + "`?" + ` [^.\n]{0,30}(?:differ\w*|mismatch\w*|not match|not the same|wrong)`), "The hash of the body is told to differ: the body that is sent is not the one that was hashed, byte for byte.", nil, false},
	{"non-ascii-encoded-differently", byInference, regexp.MustCompile(`(?i)\b(?:with|contain\w*|has|have|having|named|names?|includ\w*)\b[^.\n]{0,40}\b(?:accents?|accented|umlauts?|non-?ascii|unicode|chinese|japanese|korean|cyrillic|arabic|hebrew|emojis?|diacritics?)\b`), "It fails where a name or header has letters outside ASCII: both sides have to encode the same UTF-8 bytes, in the same Unicode form.", nil, false},
	{"host-mismatch", byInference, regexp.MustCompile(`(?i)\b(?:docker\w*|containers?|compose|kubernetes|k8s|pods?)\b`), "The URL is presigned inside a container or cluster, for the name that the store has there: under another name the signature does not hold. Presign for the name that the client will call.", func(f *facts) bool { return f.pasteHas(presignWord) && f.pasteHas(ownStores) && f.hostSuspect() }, false},
	{"path-prefix-rewritten", byInference, regexp.MustCompile(`(?i)\brewrite\s+\^?\(?/[^\s]*\s+/\$1|location\s+[~^= ]*/[\w./-]+/?\s*\{[^}]*proxy_pass\s+https?://[^\s/;]+/[^;\s]*;|stripprefix|strip_prefix|pathRewrite|rewrite-target|handle_path\s|requestHeaderModifier.*prefix|\bRewriteRule\b|reverse_proxy[^\n]*\buri\s+strip`), "A proxy takes a prefix off the path, or puts one on, after the request was signed: the path is signed as it is sent.", nil, false},
	{"host-mismatch", byInference, regexp.MustCompile(`(?i)(?:re-?writ\w*|replac\w*|chang\w*|swap\w*|substitut\w*)[^.\n]{0,30}\b(?:urls?|host(?:name)?|domain)\b`), "The URL was presigned for one host and is used under another: the host is signed and cannot be exchanged afterwards. Presign for the name that the client will call.", func(f *facts) bool { return f.pasteHas(presigns) && f.thirdParty() }, false},
	{"host-rewritten-by-proxy", byInference, proxyWords, "A proxy stands in front of the server: where it sends another Host (or none of the port) than was signed, every signature is refused. It has to pass Host on as it came.", (*facts).hostSuspect, false},
	{"host-rewritten-by-proxy", byHint, proxyWords, "A proxy stands in front of the server: compare the headers that arrive with those that are signed, Host first.", (*facts).thirdParty, false},
	{"method-mismatch", byInference, regexp.MustCompile(`(?s)(?i:presign\w*|signed url|getSignedUrl).*(?:\bHEAD\b[^.\n]{0,80}(?:403|fail|SignatureDoesNotMatch|denied)|\bcurl\s+(?:-I|--head|-sI)\b)|(?s)(?:\bHEAD\b[^.\n]{0,80}(?:403|fail|SignatureDoesNotMatch|denied)|\bcurl\s+(?:-I|--head|-sI)\b).*(?i:presign\w*|signed url|getSignedUrl)`), "The URL is presigned for GET and called with HEAD: the method is signed, and a URL is good for one method.", func(f *facts) bool { return !f.pasteHas(presignsHead) }, false},
	{"path-under-encoded", byInference, regexp.MustCompile(`(?i)(?:such as|like|e\.g\.?|characters?:?)\s+[^.\n]{0,24}["'` + "`" + `(][!$&'()*,:;=@\[\]^]["'` + "`" + `)]|["'` + "`" + `]?[!$&*:;=@^]["'` + "`" + `]? in (?:the |a |its )?(?:object )?(?:key|path|file ?name|name)\b|\b(?:path|file ?names?|key names?|object (?:keys?|names?))\b[^.\n]{0,40}special (?:char|symbol)\w*|special (?:char|symbol)\w*[^.\n]{0,40}\b(?:path|file ?names?|key names?|object (?:keys?|names?))\b`), "It fails where the name holds special characters, which encoders for URLs leave raw and the canonical request has percent-encoded.", func(f *facts) bool { return !f.pasteHas(secretSpecial) }, false},
	{"content-type-mismatch", byHint, regexp.MustCompile(`(?is)(?:presign|getSignedUrl|signed_url|generatePresigned).{0,600}?(?:setContentType\(|\.contentType\(|ContentType["']?\s*[:=]|content_type\s*[:=])|(?:setContentType\(|\.contentType\(|ContentType["']?\s*[:=]|content_type\s*[:=]).{0,600}?(?:presign|getSignedUrl|signed_url|generatePresigned)`), "The URL is presigned for a content type: the client has to send exactly this Content-Type, and no other.", nil, false},
	{"other-scheme", byHint, regexp.MustCompile(`(?i)signature_?version["']?\s*[:=]\s*["']?(?:v?2|s3)["'\s,)]|\bS3SignerType\b|\bsignature_v2\s*=\s*True`), "The client is told to sign with Signature Version 2, which encodes and signs otherwise than Version 4.", nil, false},
	{"empty-body-hash", byInference, regexp.MustCompile(`(?is)aws4\.sign\(.*method['"]?\s*:\s*['"](?:POST|PUT|PATCH)|method['"]?\s*:\s*['"](?:POST|PUT|PATCH).*aws4\.sign\(`), "The request has a method with a body, and the signer is not given the body: it signs the hash of an empty one.", func(f *facts) bool { return !f.pasteHas(bodyGiven) }, false},
	{"empty-body-hash", byHint, regexp.MustCompile(`(?i)\bGETs?\b[^.\n]{0,50}\b(?:works?|fine|ok|succeeds?)\b[^\n]{0,80}\b(?:POST|PUT)s?\b|\b(?:POST|PUT)s?\b[^.\n]{0,50}\b(?:fails?|errors?|not work\w*|doesn't work)\b[^\n]{0,80}\bGETs?\b|(?:with|has|have|send\w*|add\w*) (?:a |any |the )?(?:request )?(?:body|payload)\b[^.\n]{0,40}\b(?:fails?|403|errors?|refused)|(?:fails?|403|errors?)[^.\n]{0,40}(?:with|has|have) (?:a |any |the )?(?:request )?(?:body|payload)\b`), "Requests without a body pass and those with one fail: the hash that is signed is not that of the body that is sent.", func(f *facts) bool { return !f.forS3() || f.params.Scope.Service == "" }, false},
	{"query-in-path", byInference, regexp.MustCompile(`(?i)\bpath['"]?\s*[:=]\s*["'` + "`" + `]?/[^\s"'` + "`" + `]*\?[\w$-]+=|path with (?:the )?query|query (?:parameters?|string) (?:as|in|to) (?:just )?the path`), "The path is given to the signer together with the query: the signer takes the ? for a part of the path. Give it path and query apart.", func(f *facts) bool { return f.pasteHas(sdkSigner) }, true},
	{"query-not-signed", byHint, regexp.MustCompile(`(?i)without (?:any |the )?(?:query|url)?[ -]?(?:string|param\w*|query)[^\n]{0,60}\b(?:works?|fine|ok|succeeds?)|\b(?:add\w*|with|using|has|have|contain\w*)\b[^.\n]{0,25}\bquery(?:[ -]?(?:string|param\w*))?`), "It fails with a query: the query that is sent has to be signed, sorted and encoded.", nil, false},
	{"query-under-encoded", byHint, regexp.MustCompile(`https?://[^\s"'<>]+\?[^\s"'<>]*(?:\[|\\?\{|\|)`), "The query holds reserved characters raw: they are percent-encoded in what is signed, and are best sent so.", nil, false},
	{"content-type-mismatch", byHint, regexp.MustCompile(`(?is)new FormData\(.*?\bPUT\b|\bPUT\b.{0,200}?(?:new FormData\(|\bbody:\s*form_?data\b)`), "The body of the PUT is a form: the client then sends Content-Type multipart/form-data with a boundary, and stores the form instead of the file. Send the file itself.", nil, false},
	{"accept-encoding-rewritten", byInference, regexp.MustCompile(`(?i)operation error S3: [^\n]*https response error|aws-sdk-go-v2`), "The SDK for Go 2 signs Accept-Encoding, which Google's front end rewrites before the signature is checked. Take the header out of what is signed.", googleStore, false},
	{"streaming-trailer-unsupported", byInference, regexp.MustCompile(`(?i)@aws-sdk/|@smithy/|botocore\.|\bboto3\b`), "Newer SDKs send checksums in a trailer by default (STREAMING-UNSIGNED-PAYLOAD-TRAILER), which Google's store does not take. Set request_checksum_calculation to when_required.", googleStore, false},
	{"session-token-signed-too-early", byInference, regexp.MustCompile(`(?i)session_?token|cognito|\bSTS\b|assume[ _-]?role|temporary cred\w*|security token`), "AWS IoT wants the session token appended to the presigned URL after signing, and signers sign it with the other parameters.", func(f *facts) bool { return f.pasteHas(iotWords) && f.pasteHas(presignWord) }, false},
	{"streaming-trailer-unsupported", byInference, newSDKs, "Newer SDKs send checksums in a trailer by default (STREAMING-UNSIGNED-PAYLOAD-TRAILER), which this server does not know. Set request_checksum_calculation to when_required.", func(f *facts) bool { return f.thirdParty() && f.pasteHas(olderWorks) }, false},
}

// lettersOutside are letters outside ASCII: quotes and dashes of word processors
// are not what people put into metadata. Folding of case would take k and s for the
// Kelvin sign and the long s.
const lettersOutside = `(?-i:[\x{00C0}-\x{024F}\x{0370}-\x{1FFF}\x{3040}-\x{D7FF}\x{00A3}\x{20AC}])`

var (
	contentTypeOption = regexp.MustCompile(`\bcontentType\s*:|['"]Content-Type['"]`) // of jQuery: SDKs have ContentType
	presignsHead      = regexp.MustCompile(`(?i)head_object|HeadObject|presignHead|method['"]?\s*[:=]\s*['"]HEAD`)
	secretSpecial     = regexp.MustCompile(`(?i)(?:secret|password|access)[^.\n]{0,40}special (?:char|symbol)|special (?:char|symbol)\w*[^.\n]{0,40}(?:secret|password)`)
	bodyGiven         = regexp.MustCompile(`(?i)\b(?:body|data|payload)['"]?\s*[:=,]`)
	sdkSigner         = regexp.MustCompile(`SignatureV4\b|HttpRequest\(|aws4\b|smithy`)
	proxyWords        = regexp.MustCompile(`(?i)revers(?:e|ed)[ -]prox\w+|\bnginx\b|\btraefik\b|\bhaproxy\b|\bcaddy\b|\bapache\b[^\n]{0,20}prox|ProxyPass\b|\bingress\b|\benvoy\b|cloudflare tunnel|cloudflared|\bload ?balancer\b|\bbehind (?:a |an |the |my |our )?proxy`)
	hostKept          = regexp.MustCompile(`(?i)proxy_set_header\s+Host\s+\$http_host|ProxyPreserveHost\s+On|changeOrigin:\s*false|passHostHeader:\s*true`)
	googleWords       = regexp.MustCompile(`(?i)storage\.googleapis\.com|google cloud storage|\bGCS\b|\bGCP buckets?\b|your google secret key`)
	iotWords          = regexp.MustCompile(`(?i)\bAWS ?IoT\b|AWSService\.iot|iotdevicegateway|\biot(?:data|-data)?\.[\w-]+\.amazonaws|-ats\.iot\.|\bIoT Core\b`)
	presignWord       = regexp.MustCompile(`(?i)pre-?sign|signed ?url|wss?://|websocket`)
	ownStores         = regexp.MustCompile(`(?i)minio|\bceph\b|\brgw\b|seaweedfs|garage|localstack|rustfs|zenko`)
	bedrockWord       = regexp.MustCompile(`(?i)bedrock`)
	encodes           = regexp.MustCompile(`(?i)URI\.encode\(|encodeURI(?:Component)?\(|\bquote(?:_plus)?\(|PathEscape\(|URLEncoder\.encode\(|addingPercentEncoding|rawurlencode\(|UrlEncode\(|url_encode`)
	fromMidnight      = regexp.MustCompile(`(?i)midnight|next day|every day|each day|24 ?h(?:ou)?rs?|00:00|day changes?|overnight`)
	newSDKs           = regexp.MustCompile(`(?i)\bboto(?:3|core)[^\n]{0,16}\b1\.(?:3[6-9]|4\d)\b|client-s3[^\n]{0,12}\b3\.(?:7[3-9]\d|729|[89]\d\d)\b|(?:aws-sdk-java|awssdk|sdk for java)[^\n]{0,16}\b2\.(?:3\d|4\d)\b|service/s3[^\n]{0,6}v1\.(?:7[3-9]|[89]\d)\b|aws-cli/2\.(?:2[3-9]|3\d)\b|aws[ -]cli[^\n]{0,12}\b2\.(?:2[3-9]|3\d)\b`)
	olderWorks        = regexp.MustCompile(`(?i)\b(?:works?|worked|fine|no problem|ok|succeeds?)\b|downgrad\w+|upgrad\w+|\bsince\b|\bupdat\w+`)
	otherStores       = regexp.MustCompile(`(?i)storage\.googleapis\.com|\bGCS\b|backblaze|\bB2\b|\bR2\b|r2\.cloudflarestorage|wasabi|\bceph\b|\brgw\b|minio|aliyuncs|\bOSS\b|digitaloceanspaces|hetzner|your-objectstorage|scw\.cloud|linode|ovh\.(?:net|us)|swift|seaweedfs|garage|localstack|storj|idrive|dell ecs|netapp|storagegrid|s3proxy|rustfs|zenko|cloudserver|tigris|supabase|versitygw|s3mock|cubbit`)
	// trailerless are hosts of stores that refused the trailers of SDKs when these
	// became the default (their release notes and issues of early 2025).
	trailerless = regexp.MustCompile(`(?i)storage\.googleapis\.com|backblazeb2\.com|r2\.cloudflarestorage\.com|aliyuncs\.com|digitaloceanspaces\.com|your-objectstorage\.com|scw\.cloud|linodeobjects\.com|ovh\.(?:net|us)|myqcloud\.com|myhuaweicloud\.com|oraclecloud\.com|wasabisys\.com|appdomain\.cloud`)
	loopback    = regexp.MustCompile(`^(?:localhost|127\.|0\.0\.0\.0)`)
)

// presignsType reports whether a URL was presigned for a content type, as far as
// code or the list of signed headers tell.
func presignsType(f *facts) bool {
	return f.pasteHas(typedPresign) || slices.ContainsFunc(f.listed, func(n string) bool { return lower(n) == "content-type" })
}

var typedPresign = regexp.MustCompile(`ContentType|content_type|Content-Type|contentType`)

func encodesFirst(f *facts) bool { return f.forS3() && f.pasteHas(encodes) }

// forS3 reports whether a request is for S3 or a store of its kind, or does not tell.
func (f *facts) forS3() bool {
	s := f.params.Scope.Service
	return s == "" && !f.pasteHas(otherServices) || sigv4.IsS3(s)
}

var otherServices = regexp.MustCompile(`(?i)opensearch|elasticsearch|execute-api|api gateway|bedrock|dynamodb|\bIoT\b|\bSES\b|lambda|appsync|neptune|managed prometheus|\.es\.amazonaws|\.aoss\.`)

// googleStore reports whether the request went to Google Cloud Storage.
func googleStore(f *facts) bool { return f.pasteHas(googleWords) }

// hostSuspect reports whether the host is what a proxy in front of a store will
// have changed: it is not told to keep it, and none of the signed headers is one
// that proxies are known to touch.
func (f *facts) hostSuspect() bool {
	return f.thirdParty() && !f.pasteHas(hostKept) && !slices.ContainsFunc(f.listed, func(n string) bool {
		n = lower(n)
		return isVolatile(n) || hopByHop[n] || strings.Contains(n, "_") || n == "content-length" || n == "accept-encoding"
	})
}

// thirdParty reports whether the server is one of S3's kind that is not AWS's.
func (f *facts) thirdParty() bool {
	return f.model.host != "" && !f.onAWS() || f.model.host == "" && f.pasteHas(otherStores)
}

// postLooks read what people write beside a failure.
var postLooks = func() []mistake {
	var out []mistake
	for _, s := range postSigns {
		out = append(out, mistake{code: s.code, look: func(f *facts) []hit { return f.lookPost(s) }})
	}
	return append(out,
		mistake{code: "path-normalized", look: lookKeySlashes},
		mistake{code: "plus-for-space", look: lookPlusArrived},
		mistake{code: "query-changed-after-signing", look: lookLoggedQuery},
		mistake{code: "host-rewritten-by-proxy", look: lookProxyWithoutHost},
		mistake{code: "host-rewritten-by-proxy", look: lookForwardedInside},
		mistake{code: "host-port-mismatch", look: lookPortElsewhere},
		mistake{code: "host-default-port", look: lookSignedDefaultPort},
		mistake{code: "query-unsorted", look: lookUnsortedURL},
		mistake{code: "signing-key-stale", look: lookConfiguredScope},
		mistake{code: "streaming-trailer-unsupported", look: lookTrailerElsewhere},
		mistake{code: "post-policy-wrong-text-signed", look: lookWrappedPolicy},
		mistake{code: "request-not-signed", look: lookPlainCurl},
		mistake{code: "body-checksum-mismatch", look: lookEmptyChecksum},
		mistake{code: "accept-encoding-rewritten", look: lookFrontEnd},
		mistake{code: "path-missing-component", look: lookSentURI},
		mistake{code: "path-missing-component", look: lookCanonicalURI},
		mistake{code: "content-type-mismatch", look: lookTypeInCode},
		mistake{code: "other-scheme", look: lookOldHeader},
	)
}()

// find returns the groups and the place of the first match of a form in the
// pastes of readable size.
func (f *facts) find(form *regexp.Regexp) (groups []string, where evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		if m := form.FindSubmatchIndex(src.Data); m != nil {
			for k := 0; k < len(m); k += 2 {
				groups = append(groups, string(src.Data[max(0, m[k]):max(0, m[k+1])]))
			}
			return groups, f.ev.Cut(i, m[0], m[1])
		}
	}
	return nil, evidence.Text{}
}

// unexplained reports whether a signature was refused and no text of either side
// is there that would tell why.
func (f *facts) unexplained() bool {
	return f.answer != nil && (f.mismatch() || f.refused()) && !f.catalogue() && !shown(f.server.canonical) && f.client.Canonical == nil && f.client.StringToSign == nil
}

// shown reports whether a canonical request is there with anything in it.
func shown(c *evidence.Canonical) bool { return c != nil && !(c.Masked && len(c.Lines) == 0) }

func (f *facts) lookPost(s postSign) []hit {
	told := f.unexplained() || s.echo && f.answer != nil && f.mismatch() && !f.catalogue() && f.client.Canonical == nil && f.client.StringToSign == nil
	if !told || s.when != nil && !s.when(f) {
		return nil
	}
	_, where := f.find(s.form)
	if !where.InSource() {
		return nil
	}
	b := s.basis
	if !f.mismatch() {
		b = byHint // a status alone may come from a permission
	}
	return []hit{{basis: b, says: s.says, places: places(where), at: CanonicalStage}}
}

// keyInCode is an object key as code of any language gives it, upper or lower case.
var keyInCode = regexp.MustCompile(`(?:\b[Kk]ey|:Key|:key|--key|object_?[nN]ame|ObjectKey)["']?\s*(?::|=>?|\s)\s*["']([^"'\n${}<>]{1,200})["']`)

// doubled is what URL libraries and HTTP clients remove from a path; S3 takes keys as they are.
var doubled = regexp.MustCompile(`^/|//|(?:^|/)\.\.?(?:/|$)`)

// lookKeySlashes finds a key with empty or dot segments, which HTTP clients
// normalise after they were signed (Amazon S3 user guide, "Naming Amazon S3
// objects": keys with . and .. segments).
func lookKeySlashes(f *facts) []hit {
	if !f.unexplained() || !f.forS3() {
		return nil
	}
	m, where := f.find(keyInCode)
	if m == nil || !doubled.MatchString(m[1]) || strings.Contains(m[1], "://") {
		return nil
	}
	return []hit{{basis: byInference, says: "The key " + quoted(m[1]) + " makes empty or dot segments in the path: S3 takes them as they are, clients and URL libraries remove them before signing or before sending.", places: places(where), yours: m[1], at: CanonicalStage}}
}

// lookPlusArrived finds a name with a + in the paste that the server read with
// blanks in its place.
func lookPlusArrived(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.echo || !strings.Contains(c.Path.S, "%20") {
		return nil
	}
	for segment := range strings.SplitSeq(c.Path.S, "/") {
		name := sigv4.PercentDecode(segment)
		if name == segment || !strings.Contains(name, " ") {
			continue
		}
		if _, blanks := f.ev.Find(name); blanks {
			continue
		}
		if where, ok := f.ev.Find(strings.ReplaceAll(name, " ", "+")); ok {
			return []hit{{basis: byInference, says: "The name " + where.S + " arrived with blanks for its +: it has to be signed and sent as %2B.", places: append(places(c.Path), where), yours: strings.ReplaceAll(segment, "%20", "+"), correct: strings.ReplaceAll(segment, "%20", "%2B"), at: CanonicalStage}}
		}
	}
	return nil
}

// sentByJava is what the AWS SDK for Java 2 logs of a request that it sends: the
// names of its query parameters, not their values.
var sentByJava = regexp.MustCompile(`Sending Request: DefaultSdkHttpFullRequest\(httpMethod=(\w+)[^\n]*?encodedPath=([^,\n]*)[^\n]*?queryParameters=\[([^\]\n]*)\]\)`)

// lookLoggedQuery compares the parameters that Java's SDK says it sends with those
// that it signed.
func lookLoggedQuery(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Query.Present() || c.Partial {
		return nil
	}
	m, where := f.find(sentByJava)
	if m == nil || m[1] != c.Method.S || m[2] != c.Path.S {
		return nil
	}
	var sent []string
	for n := range strings.SplitSeq(m[3], ",") {
		sent = append(sent, strings.TrimSpace(n))
	}
	for _, p := range sigv4.SplitQuery(c.Query.S) {
		if p.Name != "" && !slices.Contains(sent, sigv4.PercentDecode(p.Name)) {
			return []hit{{basis: byTexts, says: "The parameter " + p.Name + " is signed, and the request that is sent has the parameters [" + m[3] + "].", places: append(places(c.Query), where), yours: c.Query.S, correct: m[3], at: CanonicalStage}}
		}
	}
	return nil
}

var (
	nginxPass  = regexp.MustCompile(`proxy_pass\s+https?://[^;\s]+;`)
	nginxKeeps = regexp.MustCompile(`(?i)proxy_set_header\s+Host\b`)
)

// lookProxyWithoutHost finds an nginx that passes requests on without the Host
// that it got: it then sends the name of its upstream (ngx_http_proxy_module,
// proxy_set_header, default).
func lookProxyWithoutHost(f *facts) []hit {
	if !f.unexplained() || f.pasteHas(nginxKeeps) {
		return nil
	}
	_, where := f.find(nginxPass)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byInference, says: "nginx has no proxy_set_header Host: it sends the name in proxy_pass as Host, not the one that was signed. proxy_set_header Host $http_host; keeps it.", places: places(where), at: RequestStage}}
}

// lookForwardedInside finds a request that a proxy passed on to a name inside a
// network, as the server logged it.
func lookForwardedInside(f *facts) []hit {
	if !f.unexplained() || f.req == nil || f.echo || !internal(bareHost(f.model.host)) || f.model.host == "" || f.claim == nil {
		return nil
	}
	for _, n := range []string{"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "cf-ray", "via", "x-real-ip"} {
		if f.sent(n) {
			return []hit{{basis: byInference, says: "The request came through a proxy (" + n + ") and has the Host " + f.model.host + ", a name inside the network: the client will have signed the name that it called.", places: places(f.hostText(), f.fieldText(n)), correct: f.model.host, at: CanonicalStage}}
		}
	}
	return nil
}

var portWord = regexp.MustCompile(`(?i)\bport\b`)

// lookPortElsewhere finds a signed host without the port that the paste gives the
// same name everywhere else.
func lookPortElsewhere(f *facts) []hit {
	signed, where := f.clientLine("host")
	if !where.Present() || f.server.canonical != nil && f.server.canonical != f.client.Canonical {
		signed, where = f.serverLine("host")
	}
	if !where.Present() || portOf(signed) != "" || f.onAWS() || !f.pasteHas(portWord) || f.client.Canonical != nil && f.server.canonical != nil || f.req != nil && !f.echo && portOf(f.model.host) == "" && f.wire() {
		return nil
	}
	m, other := f.find(regexp.MustCompile(`(?i)(?:^|[^\w.-])` + regexp.QuoteMeta(signed) + `:(\d{2,5})\b`))
	if m == nil || m[1] == "443" || m[1] == "80" {
		return nil
	}
	return []hit{{basis: byInference, says: "The host is signed as " + signed + ", the server is at " + signed + ":" + m[1] + ": a port other than the default belongs to the host.", places: append(places(where), other), yours: "host:" + signed, correct: "host:" + signed + ":" + m[1], at: CanonicalStage}}
}

var (
	hostPlusPort = regexp.MustCompile(`(?i)\bhost\b\s*(?:\+|\.\.?|~|<<)\s*["']:["']\s*(?:\+|\.\.?|~|<<)\s*(?:\w+\.)*port\b|["'` + "`" + `]\S*\{\S*host\}:\$?\{\S*port\}`)
	defaultPort  = regexp.MustCompile(`(?i)\bport\s*[:=]?\s*(?:80|443)\b|:(?:80|443)\b`)
)

// lookSignedDefaultPort finds the default port in the host that a client signed
// (RFC 9110, section 4.2.3: the port is left out; HTTP clients do so in Host).
func lookSignedDefaultPort(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || f.server.canonical != nil || f.verified {
		return nil
	}
	if signed, where := f.clientLine("host"); where.Present() {
		if p := portOf(signed); p == "80" || p == "443" {
			return []hit{{basis: byInference, says: "The host is signed with the default port :" + p + ", which HTTP clients leave out of Host.", places: places(where), yours: "host:" + signed, correct: "host:" + bareHost(signed), at: CanonicalStage}}
		}
		return nil
	}
	if _, where := f.find(hostPlusPort); where.InSource() && f.pasteHas(defaultPort) {
		return []hit{{basis: byInference, says: "The code signs host and port also where the port is the default one, which HTTP clients leave out of Host.", places: places(where), at: CanonicalStage}}
	}
	return nil
}

// lookUnsortedURL finds a query that is not in the order that is signed, where
// nothing tells what the client signed. Signers that sort are right to send it so.
func lookUnsortedURL(f *facts) []hit {
	if f.req == nil || f.echo || f.claim == nil || f.claim.Carrier != sigv4.InHeader || f.answer == nil || !f.mismatch() || f.client.Canonical != nil || f.client.StringToSign != nil || f.verified || f.knownSigner() {
		return nil
	}
	t := newTrial(f.model)
	sorted := t.queryText()
	t.q.unsorted = true
	if strings.Count(sorted, "&") == 0 || sorted == t.queryText() {
		return nil
	}
	return []hit{{basis: byHint, says: "The query is not sent in byte order of its names, in which it is signed: a signer that takes it as it stands signs another text.", places: places(f.req.Target), yours: t.queryText(), correct: sorted, at: CanonicalStage}}
}

var configuredScope = regexp.MustCompile(`(?i)\b\w*scope["']?\s*[:= ]\s*["']?(\d{8})/[a-z0-9-]+/[a-z0-9-]+/aws4_request`)

// lookConfiguredScope finds a credential scope in a configuration, with a derived
// key of its day, of an earlier day than the request's.
func lookConfiguredScope(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || len(f.params.Date) < 8 {
		return nil
	}
	m, where := f.find(configuredScope)
	if m == nil || m[1] >= f.params.Date[:8] {
		return nil
	}
	return []hit{{basis: byInference, says: "The configuration holds a scope of the day " + m[1] + ", the request is of " + f.params.Date[:8] + ": a derived key is of one day (services take it for a week at most).", places: places(where), yours: m[1], correct: f.params.Date[:8], at: KeyStage}}
}

// lookTrailerElsewhere finds the default payload of newer SDKs at a server that is
// not AWS's.
func lookTrailerElsewhere(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || !f.thirdParty() || f.verified {
		return nil
	}
	m, where := f.find(trailerWord)
	if m == nil {
		return nil
	}
	b := byHint
	if trailerless.MatchString(f.model.host) || f.model.host == "" {
		b = byInference
	}
	return []hit{{basis: b, says: "The payload is " + m[1] + ", the default of newer SDKs, and " + or(f.model.host, "this store") + " is a server that may not know it. Set request_checksum_calculation to when_required.", places: places(where), at: RequestStage}}
}

// wrapping are encoders that break base64 into lines.
var wrapping = regexp.MustCompile(`(?i)Base64\.encode64\(\s*\w*polic|encodebytes\(\s*\w*polic|chunk_split\(|getMimeEncoder\(\)|Base64FormattingOptions\.InsertLineBreaks|\$polic\w*\s*\|\s*base64(?:\s*$|\s*\)|\s*\|)`)

// lookWrappedPolicy finds an encoder that breaks lines where the policy of a form
// was signed: the form field is joined again, the signed text was not.
func lookWrappedPolicy(f *facts) []hit {
	t := f.server.text
	if f.answer == nil || !f.mismatch() || t != nil && !strings.HasPrefix(t.Whole.S, "eyJ") || t == nil && !f.hasFormField("policy") {
		return nil
	}
	_, where := f.find(wrapping)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byInference, says: "This encoder breaks base64 into lines: the policy was signed with line breaks that the form field does not have.", places: places(where), at: StringToSignStage}}
}

func (f *facts) hasFormField(name string) bool {
	return slices.ContainsFunc(f.ev.Hints, func(h evidence.Hint) bool {
		return h.Kind == evidence.HintFormField && strings.EqualFold(h.Text.S, name)
	})
}

var plainCurl = regexp.MustCompile(`(?m)^[\s$>#%]*curl\s[^\n]*https?://(?:[\w.-]+\.)?s3[\w.-]*\.amazonaws\.com/[^\s?"']*["']?\s*$`)

// lookPlainCurl finds a curl command without any credentials for an S3 host that
// answered 403.
func lookPlainCurl(f *facts) []hit {
	if f.claim != nil || f.answer == nil || f.answer.Status.S != "403" || f.answer.Code.S != "" && f.answer.Code.S != "AccessDenied" {
		return nil
	}
	m, where := f.find(plainCurl)
	if m == nil || strings.Contains(m[0], "sigv4") || strings.Contains(lower(m[0]), "authorization") || strings.Contains(m[0], " -H @") || strings.Contains(m[0], " -K") {
		return nil
	}
	return []hit{{basis: byInference, says: "curl is called without credentials: the request is not signed, and the object is not public. The AWS CLI's login does not reach curl; aws s3 presign makes a URL, --aws-sigv4 with --user signs.", places: places(where), at: RequestStage}}
}

var emptyChecksum = regexp.MustCompile(`(?i)x-amz-checksum-crc32["']?\s*[:=]\s*["']?AAAAAA(?:==|%3D%3D)`)

// lookEmptyChecksum finds the checksum of an empty body in a URL that was
// presigned for an upload: newer SDKs put it there by default.
func lookEmptyChecksum(f *facts) []hit {
	if f.succeeded() || !f.pasteHas(presigns) && !f.pasteHas(signedParam) {
		return nil
	}
	_, where := f.find(emptyChecksum)
	if !where.InSource() {
		return nil
	}
	b := byHint
	if f.answer != nil {
		b = byInference
	}
	return []hit{{basis: b, says: "The URL is presigned with the checksum of an empty body (AAAAAA==): an upload of anything else is refused. Set requestChecksumCalculation to WHEN_REQUIRED.", places: places(where), at: RequestStage}}
}

var signedParam = regexp.MustCompile(`X-Amz-Signature`)

// frontEnd is what Google's front end makes of Accept-Encoding.
var frontEnd = regexp.MustCompile(`(?i)accept-encoding["']?\s*[:=]\s*["']?[^\n]*gzip\(gfe\)`)

// lookFrontEnd finds the value of Accept-Encoding that Google's front end makes,
// as a person quotes it from the server's text.
func lookFrontEnd(f *facts) []hit {
	if f.answer == nil || !f.mismatch() {
		return nil
	}
	_, where := f.find(frontEnd)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byInference, says: "The server verified an Accept-Encoding that Google's front end had rewritten (gzip(gfe)): it was signed as the client sent it.", places: places(where), at: CanonicalStage}}
}

// sentURI is what s3cmd logs of the request that it sends.
var sentURI = regexp.MustCompile(`(?:format_uri\(\): |method_string='\w+', uri=')(/[^\s'?]*)`)

// lookSentURI compares the path that s3cmd says it sends with the one that it
// signed: in path style, the bucket is part of both.
func lookSentURI(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Path.Present() || c.Partial || f.server.canonical != nil {
		return nil
	}
	m, where := f.find(sentURI)
	if m == nil || m[1] == c.Path.S || !strings.HasSuffix(m[1], c.Path.S) {
		return nil
	}
	return []hit{{basis: byTexts, says: "The path " + c.Path.S + " is signed, " + m[1] + " is sent: the bucket is missing from the signed path.", places: append(places(c.Path), where), yours: c.Path.S, correct: m[1], at: CanonicalStage}}
}

// lookTypeInCode compares the content type that the server verified with the one
// that code sets, where it sets no other.
func lookTypeInCode(f *facts) []hit {
	seen, at := f.serverLine("content-type")
	if !at.Present() || seen == "" || f.client.Canonical != nil || f.answer == nil || !f.mismatch() || f.req != nil && !f.echo {
		return nil
	}
	m, where := f.find(contentTypeSent)
	if m == nil || template(m[1]) || strings.EqualFold(m[1], seen) || f.pasteHas(regexp.MustCompile(`['"]`+regexp.QuoteMeta(seen)+`['"]`)) {
		return nil
	}
	return []hit{{basis: byInference, says: "The code sets content-type " + m[1] + ", the server verified " + seen + ": the client changed it after it was signed.", places: append(places(at), where), yours: "content-type:" + m[1], correct: "content-type:" + seen, at: CanonicalStage}}
}

// oldHeader is an Authorization header of Signature Version 2.
var oldHeader = regexp.MustCompile(`(?i:authorization)["']?\s*(?:=>|[:=])\s*["']?AWS [A-Za-z0-9]{10,}:[A-Za-z0-9+/]{27}=`)

// lookOldHeader finds a header of Version 2 in a form that is not read as a request.
func lookOldHeader(f *facts) []hit {
	if f.claim != nil || f.answer == nil || !f.mismatch() {
		return nil
	}
	_, where := f.find(oldHeader)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byInference, says: "The Authorization header is of the form AWS keyid:signature, which is Signature Version 2.", places: places(where), at: SignatureStage}}
}

var (
	canonicalURI = regexp.MustCompile(`(?i)\bcanonical_?ur[il]\w*\s*:?=\s*f?["'](/[^"'?\n]*)["']`)
	urlInCode    = regexp.MustCompile(`["']https?://[^/"'\s]+(/[^"'?\s]*)`)
)

// lookCanonicalURI compares the path that code signs with that of the URL that it
// calls, where it is a part of it.
func lookCanonicalURI(f *facts) []hit {
	if !f.unexplained() {
		return nil
	}
	m, where := f.find(canonicalURI)
	u, at := f.find(urlInCode)
	if m == nil || u == nil || m[1] == "/" || u[1] == m[1] || !strings.HasSuffix(u[1], m[1]) {
		return nil
	}
	return []hit{{basis: byInference, says: "The code signs the path " + m[1] + " and calls " + u[1] + ": what stands in front (the bucket, a stage) is missing from the signed path.", places: []evidence.Text{where, at}, yours: m[1], correct: u[1], at: CanonicalStage}}
}
