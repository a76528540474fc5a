package diagnose

import "regexp"

// takesAsIs reports whether nothing shows that the secret key is freed of blanks where
// it is read: code that trims it, or MinIO, which trims what is in its files.
func takesAsIs(f *facts) bool { return !f.pasteHas(trims) }

var (
	trims = regexp.MustCompile(`(?i)` + anyOf(
		`\bstrip\(|\btrim|\bchomp|MINIO_\w*_FILE`,
		`secret create (?:access|secret)_key\b`,
		`\bminio_root|--decode|base64 -d`,
	))
	signerCode   = regexp.MustCompile(`(?i)canonical|\bhmac[\w.]*\(|\w*sign\w*\(|string_?to_?sign`)
	clusterWords = regexp.MustCompile(`(?i)kubectl|kind:\s*Secret|secretKeyRef|kubernetes|\bk8s\b|\bhelm\b`)
)

// holding is a word for what a name has in it.
const holding = `(?:with|contain(?:s|ing)?|has|have|having|includ(?:es?|ing))`

// lettersOutside are letters outside ASCII: quotes and dashes of word processors
// are not what people put into metadata. Folding of case would take k and s for the
// Kelvin sign and the long s.
const lettersOutside = `(?-i:[\x{00C0}-\x{024F}\x{0370}-\x{1FFF}\x{3040}-\x{D7FF}\x{00A3}\x{20AC}])`

var (
	contentTypeOption = regexp.MustCompile(`\bcontentType\s*:|['"]Content-Type['"]`) // of jQuery: SDKs have ContentType
	presignsHead      = regexp.MustCompile(`(?i)head_object|HeadObject|presignHead|method['"]?\s*[:=]\s*['"]HEAD`)
	secretMarks       = regexp.MustCompile(`(?i)\bsecret(?:[ _-]?(?:access[ _-]?)?key)?\b[^.\n]{0,60}` + anyOf(
		`slash|plus sign|special char`,
		`["'\x60(][/+]["'\x60)]`,
	))
	// secretPlain is said of a secret key without such characters.
	secretPlain   = regexp.MustCompile(`(?i)\bsecret\b[^.\n]{0,40}\b(?:no|neither)\b|\bneither\b[^.\n]{0,40}\bsecret\b`)
	otherKeyWorks = regexp.MustCompile(`(?i)(?:other|another|different|new)\s+(?:\w+\s+)?` +
		`(?:keys?|pair|secret|credentials?)\b[^\n]{0,120}\b` +
		`(?:works?|fine|ok|succeeds?)\b`)
	onlyWithBody = regexp.MustCompile(`(?i)` + anyOf(
		`\bGETs?\b[^.\n]{0,30}\b(?:works?|fine|ok|succeeds?|accepted)\b`,
		`\b(?:POST|PUT)s?\b[^.\n]{0,30}\b(?:fails?|errors?|not work|refused|403)\b`,
	))
	contentHash = regexp.MustCompile(`(?i)x-amz-content-sha256|UNSIGNED-PAYLOAD`)
	sendsBody   = regexp.MustCompile(anyOf(
		`\.write\(|\.end\(\s*[\w({]|\bdata\s*[:,}]|\bbody\b|\.send\(\s*\w`,
		`axios\.post\(|JSON\.stringify`,
	))
	nearEnd       = regexp.MustCompile(`(?:https?|wss?)://(?:localhost|127\.0\.0\.1)\b`)
	formOfPostman = regexp.MustCompile(`(?i)x-www-form-urlencoded`)
	secretSpecial = regexp.MustCompile(`(?i)` + anyOf(
		`(?:secret|password|access)[^.\n]{0,40}special (?:char|symbol)`,
		`special (?:char|symbol)\w*[^.\n]{0,40}(?:secret|password)`,
	))
	bodyGiven  = regexp.MustCompile(`(?i)\b(?:body|data|payload)['"]?\s*[:=,}]`)
	sdkSigner  = regexp.MustCompile(`SignatureV4\b|HttpRequest\(|smithy`)
	proxyWords = regexp.MustCompile(`(?i)` + anyOf(
		`revers(?:e|ed)[ -]prox\w+`,
		`\bnginx\b|\btraefik\b|\bhaproxy\b|\bcaddy\b`,
		`\bapache\b[^\n]{0,20}prox`,
		`ProxyPass\b|\bingress\b|\benvoy\b`,
		`cloudflare tunnel`,
		`cloudflared`,
		`\bload ?balancer\b`,
		`\bbehind (?:a |an |the |my |our )?proxy`,
	))
	hostKept = regexp.MustCompile(`(?i)` + anyOf(
		`proxy_set_header\s+Host\s+\$http_host`,
		`ProxyPreserveHost\s+On`,
		`changeOrigin:\s*false`,
		`passHostHeader:\s*true`,
	))
	iotWords = regexp.MustCompile(`(?i)` + anyOf(
		`\bAWS ?IoT\b|AWSService\.iot|iotdevicegateway`,
		`\biot(?:data|-data)?\.[\w-]+\.amazonaws`,
		`-ats\.iot\.|\bIoT Core\b`,
	))
	presignWord   = regexp.MustCompile(`(?i)pre-?sign|signed ?url|wss?://|websocket`)
	ownStores     = regexp.MustCompile(`(?i)minio|\bceph\b|\brgw\b|seaweedfs|garage|localstack|rustfs|zenko`)
	sdkItself     = regexp.MustCompile(`\bboto3\b|botocore\.|@aws-sdk/client-`)
	tokenAppended = regexp.MustCompile(`[+.]\s*["'\x60]&X-Amz-Security-Token=`)
	checksumsSet  = regexp.MustCompile(`(?i)request_?checksum_?calculation["']?\s*[=:]\s*["']?when_required`)
	digestGiven   = regexp.MustCompile(`body_digest`)
	bedrockWord   = regexp.MustCompile(`(?i)bedrock`)
	encodes       = regexp.MustCompile(`(?i)` + anyOf(
		`URI\.encode\(`,
		`encodeURI(?:Component)?\(`,
		`\bquote(?:_plus)?\(`,
		`PathEscape\(`,
		`URLEncoder\.encode\(`,
		`addingPercentEncoding`,
		`rawurlencode\(|UrlEncode\(|url_encode`,
	))
	fromMidnight = regexp.MustCompile(`(?i)` + anyOf(
		`midnight|next day|every day|each day|24 ?h(?:ou)?rs?|00:00|day changes?`,
		`overnight`,
	))
	newSDKs = regexp.MustCompile(`(?i)` + anyOf(
		`\bboto(?:3|core)[^\n]{0,60}\b1\.(?:3[6-9]|4\d)\b`,
		`client-s3[^\n]{0,12}\b3\.(?:7[3-9]\d|729|[89]\d\d)\b`,
		`(?:aws-sdk-java|awssdk|sdk for java)[^\n]{0,16}\b2\.(?:3\d|4\d)\b`,
		`service/s3[^\n]{0,6}v1\.(?:7[3-9]|[89]\d)\b`,
		`aws[ -]?cli(?:/|[^\n]{0,12}\b)(?:2\.(?:2[3-9]|3\d)|1\.(?:3[7-9]|4\d))\b`,
		`aws-sdk-php[^\n]{0,12}\b3\.(?:33[7-9]|3[4-9]\d)\b`,
		`AWSSDK\.S3[^\n]{0,16}\b(?:4\.0|3\.7\.(?:41[2-9]|4[2-9]\d))\b`,
	))
	olderWorks = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:works?|worked|fine|no problem|ok|succeeds?)\b`,
		`downgrad\w+|upgrad\w+|\bsince\b|\bupdat\w+`,
		`升级|降级|正常|アップグレード|更新|обновл\pL*`,
	))
	// worksInline is what people say of a setting that works with the value itself. Buckets
	// and URLs are written out, too, and servers are called directly.
	worksInline = regexp.MustCompile(`(?i)` + anyOf(
		valueInline+`[^.\n]{0,40}\b(?:works?|worked|deploys?|fine|ok|succeeds?)\b`,
		`\b(?:works?|worked|fine|ok|succeeds?)\b[^.\n]{0,60}`+valueInline,
	))
	otherStores = regexp.MustCompile(`(?i)` + anyOf(
		`storage\.googleapis\.com`,
		`\bGCS\b|backblaze|\bB2\b|\bR2\b`,
		`r2\.cloudflarestorage`,
		`wasabi|\bceph\b|\brgw\b|minio|aliyuncs|\bOSS\b`,
		`digitaloceanspaces`,
		`hetzner`,
		`your-objectstorage`,
		`scw\.cloud|linode|ovh\.(?:net|us)|openstack|swiftstack|swift3|\bswift (?:api|object|proxy|storage)|seaweedfs|garage|localstack|storj`,
		`idrive|dell ecs|netapp|storagegrid|s3proxy|rustfs|zenko|cloudserver|tigris`,
		`s3[- ]compatible|infomaniak|myhuaweicloud|myqcloud|supabase|versitygw|s3mock|cubbit|lakefs|\bozone\b|\bontap\b|cloudian|scality|\bionos\b|s3rver|s3ninja|\bmoto\b|flashblade|powerscale`,
	))
	loopback = regexp.MustCompile(`^(?:localhost|127\.|0\.0\.0\.0)`)
)

// restarts are words for a process that was started anew.
var restarts = regexp.MustCompile(`(?i)\brestart`)

var (
	xcconfig      = regexp.MustCompile(`\.?xcconfig\b`)
	takesVariable = regexp.MustCompile(`(?i)(?:SECRET|PASSWORD|_KEY)\w*["']?\s*[:=]\s*["']?\$\{?\w+`)
	metadataValue = regexp.MustCompile(`(?i)\bmetadata\b|x-amz-meta-`)
	blankVariable = regexp.MustCompile(`(?i)The \\?"\w+\\?" variable is not set\. Defaulting to a blank string`)
	grafanaStores = regexp.MustCompile(`(?i)\b(?:mimir|loki|tempo|cortex)\b`)
	expandsEnv    = regexp.MustCompile(`expand-env`)
)

const (
	// reservedNames are what people call the characters that encoders for URLs leave raw.
	reservedNames = `(?:colons?|semicolons?|commas?|apostrophes?|single quotes?|exclamation (?:marks?|points?)|asterisks?|` +
		`parenthes[ei]s|(?:square )?brackets|ampersands?|dollar signs?|equals? signs?|at signs?)`
	// namesOfKeys are what people call the name of an object.
	namesOfKeys = `(?:object |file )?(?:keys?|names?|paths?|file ?names?|objects?)`
	// withQuery is what people call all requests that have a query, failWords what they say
	// of those that are refused.
	withQuery = `\b(?:any|every|all|only)\b[^\n.]{0,30}\b(?:urls?|requests?|calls?)\b[^\n.]{0,20}\b(?:with|that ha(?:s|ve)) (?:an? |the )?query\b`
	failWords = `\b(?:fail\w*|refus\w+|reject\w+|denied|403|errors?|mismatch\w*|SignatureDoesNotMatch|wrong|incorrectly|wrongly|invalid|broken)\b`
)

var (
	// tildeKept is what people say whose encoder leaves a tilde as it is.
	tildeKept = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:except|but|besides|apart from|other than|unreserved|not|never|n['\x{2019}]t)\b[^\n.]{0,80}\btildes?\b`,
		`\btildes?\b[^\n.]{0,30}\b(?:not|never|raw|unreserved|as it is|as is)\b`,
	))
	// otherNames are names of other things than objects.
	otherNames = regexp.MustCompile(`(?i)\b(?:header|param\w*|query|variable|host|user|field)s?['\x{2019}]? names?\b`)
)

// valueInline is a key that stands itself where a variable could.
const valueInline = `(?:\b(?:keys?|secrets?|credentials?|passwords?|values?)\b[^.\n]{0,30}` + inline +
	`|` + inline + `[^.\n]{0,20}\b(?:keys?|secrets?|credentials?|passwords?)\b)`

const inline = `\b(?:written out|hard-?cod\w+|in plain(?: text)?|in clear(?: ?text)?|literally?|directly)\b`
