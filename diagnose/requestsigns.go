package diagnose

import (
	"regexp"

	"sigwhy/sigv4"
)

// quotedLetters is a letter outside ASCII in a text in quotes.
var quotedLetters = regexp.MustCompile(`["'][^"'\n]*[\x{C0}-\x{24F}][^"'\n]*["']`)

// signsForS3 is code that signs for S3.
var signsForS3 = regexp.MustCompile(`(?i)\bservice\w*\s*:?=\s*["']s3["']|/s3/aws4_request`)

// requestSigns are lines of code that change the request, or what is signed of it.
var requestSigns = []sign{
	{
		code:  "date-week-year",
		basis: byInference,
		form:  regexp.MustCompile(`["'](YYYY-?MM-?dd['A-Za-z]*)`),
		says: "The pattern YYYY writes the week-based year, which is off in the days around New Year; yyyy is the " +
			"calendar year.",
		also: regexp.MustCompile(`(?i)SimpleDateFormat|DateFormatter|ofPattern|dateFormat|NSDateFormatter|formatGMT`),
	},
	{
		code:   "date-pattern-wrong",
		basis:  byInference,
		form:   regexp.MustCompile(`["'][yY]{4}-?MM-?dd['T]+hh:?mm:?ss`),
		says:   "hh is the hour of a 12-hour clock; HH is due.",
		unless: regexp.MustCompile(`MM-?dd['T]*HH:?mm|hh:?mm:?ss a`),
	},
	{
		code:   "date-pattern-wrong",
		basis:  byInference,
		form:   regexp.MustCompile(`T%H:?%m:?%S|%H%m%S|%H:%m:%S GMT`),
		says:   "%m is the month; %M, the minute, is due.",
		unless: regexp.MustCompile(`%Y%m%dT%H%M%S`), // what is signed is written rightly
	},
	{
		code:  "date-pattern-wrong",
		basis: byInference,
		form:  regexp.MustCompile(`["'][yY]{4}-?mm-?dd['T]*HH|%Y%M%dT|["']yyyyMMdd['T]*HHMMss`),
		says:  "Month and minute are exchanged in the date pattern.",
	},
	{
		code:  "unsigned-payload-misused",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:hashed_?)?(?:payload|body|content)_?(?:sha256|hash)?\w*\s*:?=\s*` +
			`(?:[^\n]{0,30}(?:sha_?256|hash|digest)[^\n]{0,30}\(\s*\(?\s*b?["']{2}|["']e3b0c44298fc1c14)`),
		says: "A presigned URL of S3 signs UNSIGNED-PAYLOAD in the place of the payload hash; the code signs the hash of an empty body.",
		also: regexp.MustCompile(`X-Amz-SignedHeaders=`),
		when: func(f *facts) bool {
			return f.presigned() && sigv4.IsS3(f.params.Scope.Service) || f.claim == nil && f.pasteHas(signsForS3)
		},
		unless: regexp.MustCompile(`UNSIGNED-PAYLOAD`),
	},
	{
		code:  "header-changed-after-signing",
		basis: byInference,
		form: regexp.MustCompile(`(?s)\.sign(?:Request)?\(\s*(?:new Request|req\b|request\b|opts\b|options\b|httpRequest\b).{0,400}?` +
			`(?:\[["'](?i:x-amz-date)["']\]\s*=[^=]|\.(?:set|append|put)\(["'](?i:x-amz-date)["'])`),
		says: "x-amz-date is set once more on the request that is signed: its signature is of the time that the signer took. Give the " +
			"time to the signer.",
	},
	{
		code:  "host-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(afterSigning + requestNamed + `\.Host\s*=[^=]`),
		says: "The host of the request is set behind the call that signs it: the host is signed as it was before. Set it before it " +
			"is signed.",
		library: true,
	},
	{
		code:  "header-changed-after-signing",
		basis: byInference,
		form: regexp.MustCompile(afterSigning + anyOf(
			requestNamed+`(?:\.\w+)*\[["'](?i:x-amz-[\w-]+|content-type|host|date)["']\]\s*=[^=]`,
			requestNamed+`\.Header\.(?:Set|Add)\("(?i:x-amz-[\w-]+|content-type|date)"`,
		)),
		says: "A header is set behind the call that signs the request: what is signed has another value of it, or none. Set it " +
			"before the request is signed.",
		library: true,
	},
	{
		code:  "body-reserialized",
		basis: byInference,
		form:  regexp.MustCompile(`\bhttpx\.(?:post|put|patch)\([^\n]*\bjson\s*=`),
		says: "The body is signed as json.dumps writes it, and httpx writes it anew, without the blanks behind commas and colons: " +
			"send the text that was signed, with content=.",
		also:    regexp.MustCompile(`\bAWSRequest\([^\n]*\bdata\s*=\s*json\.dumps\(\s*\w+\s*\)`),
		library: true,
	},
	{
		code:  "host-is-url",
		basis: byInference,
		form: regexp.MustCompile(`(?im)(?:^|[,{(;])\s*` + anyOf(
			`(?:var|let|const|final|string)\s+`,
			`\w+\.|\$`,
		) + `?["']?host(?:name)?['"]?\s*[:=]>?\s*["']https?://[^"']+["']`),
		says: "A URL is given where the signer takes a host name.",
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`new URL\(\s*\w*host`,
			`urlparse\(\s*\w*host`,
			`URI\.create\(\s*\w*host`,
			`\bhost(?:name)?["\x27]?\s*[:=]>?\s*["\x27][\w-]+(?:\.[\w-]+)+["\x27]`,
			`http-aws-es`,
			`elasticsearch\.Client`,
			`\bpynamodb\b`, // its host is a URL
			`Elasticsearch\(|OpenSearch\(|AWS4Auth|\bhost\s*\+`,
		)),
		library: true,
	},
	{
		code:    "host-is-url",
		basis:   byInference,
		form:    regexp.MustCompile(`(?i)\bhost\s*[:=]\s*["']?(?:\{\{|\$\{?)[\s\w.]*ur[il]\s*(?:\}|["\x27,;)\n]|$)`),
		says:    "A variable that holds a URL is given where the signer takes a host name.",
		unless:  regexp.MustCompile(`kind:\s*Ingress|\.Values\b`),
		library: true,
	},
	{
		code:  "body-line-ends-changed",
		basis: byInference,
		form: regexp.MustCompile(`curl\b(?:\\\r?\n|[^\n])*` + anyOf(
			`(?i:authorization:)\s*(?:AWS4|["'$])(?:\\\r?\n|[^\n])*\s`+
				`(?:-d|--data|--data-ascii)\s+["']?@[\w./~-]+`,
			`\s(?:-d|--data|--data-ascii)\s+["']?@[\w./~-]+`+
				`(?:\\\r?\n|[^\n])*(?i:authorization:)\s*(?:AWS4|["'$])`,
		)),
		says: "curl -d strips the line ends from a file that it reads; the hash is that of the file as it is. " +
			"--data-binary sends it so.",
		also:   regexp.MustCompile(`AWS4`),
		unless: regexp.MustCompile(`--aws-sigv4|printf\s+'%s'[^\n]*>|jq\s+-\w*c[^\n]*>|tr -d`),
	},
	{
		code:  "query-changed-after-signing",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`\$\{(\w+)\.hostname\}\$\{\w+\.path\}["'\x60]`,
			`\w+\.hostname\s*\+\s*\w+\.path\s*[;,)\n]`,
		)),
		says: "The URL is made of host and path of the signed request; its query is signed and left out of it.",
		also: regexp.MustCompile(`\bquery\s*:\s*\{\s*["'\w.]`),
		unless: regexp.MustCompile(anyOf(
			`JSON\.stringify\(\s*\{\s*["']?query`,
			`(?:console\.|log\w*\()[^\n]*\.hostname`,
			`["'\x60]\?["'\x60]`,
			`\bparams\s*:`,
		)),
		library: true,
	},
	{
		code:  "path-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`["'\x60/]graphql/connect["'\x60]`),
		says: "The signature of the connection, for /graphql/connect, is sent with a subscription: that is " +
			"signed for /graphql, with its own data as body.",
		also:    regexp.MustCompile(`should have been\s*(?:\\n)?'POST(?:\\n|\s+)/graphql(?:\\n|\s)`),
		unless:  regexp.MustCompile(`["'\x60/]graphql["'\x60]`),
		library: true,
	},
	{
		code:  "path-prefix-rewritten",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`http-request\s+set-path\s+/[\w./-]+%\[path\]`,
			`\baddPrefix:\s*\n?\s*prefix:\s*["']?/\w`,
		)),
		says:    "The proxy puts something in front of the path, which the client did not sign.",
		library: true,
	},
	{
		code:    "path-prefix-rewritten",
		basis:   byWords,
		form:    regexp.MustCompile(`(?i)s3proxy[._]service[._-]path["']?\s*[:=]\s*["']?/\w`),
		says:    "S3Proxy takes its service path off the path before it verifies the signature.",
		library: true,
	},
	{
		code:    "host-rewritten-by-proxy",
		basis:   byWords,
		form:    regexp.MustCompile(`(?i)ProxyPreserveHost\s+Off|passHostHeader:\s*false`),
		says:    "The proxy sends the name of its target as Host, not the one that was signed.",
		unless:  regexp.MustCompile(`(?i)ProxyPreserveHost\s+On|passHostHeader:\s*true`),
		library: true,
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`["']?pass_host["']?\s*[:=]\s*["']?(?:node|rewrite)\b`,
			`header_up\s+Host\b`,
			`http-request\s+set-header\s+Host\b`,
			`http-send-name-header\s+Host`,
			`upstream-vhost`,
			`changeOrigin:\s*true`,
		)),
		says:    "The proxy sets another Host than the one that was signed.",
		unless:  hostPassedOn,
		library: true,
	},
	{
		code:  "date-not-utc",
		basis: byWords,
		form:  regexp.MustCompile(`new SimpleDateFormat\(\s*"yyyyMMdd"[^)\n]*\)\.format\(`),
		says:  "SimpleDateFormat writes the local day where no zone is set; the day that is signed is that of UTC.",
		also: regexp.MustCompile(`(?i)` + anyOf(
			`evening|night|morning|afternoon|\bhours?\b|time ?zone`,
			`\b(?:Uhr|heures?|horas?|ore)\b`,
			`час|時|时|点|시간`,
		)),
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`setTimeZone|setDefault|user\.timezone|TZ=UTC|ZoneOffset\.UTC`,
			`(?:in|on|zone|is) UTC`,
		)),
	},
	{
		code:  "host-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`(?:url|link|signed|href|\))\w*\.replace(?:all|first)?\(\s*`+anyOf(
				`["'\x60](?:https?://)?[\w-]+(?:\.[\w-]+)*(?::\d+)?/?["'\x60]`,
				`(?:this\.|self\.)?\w*(?:endpoint|host|domain|internal|base_?url|origin)\w*\s*,`,
			),
			`(?:str_replace|strings\.Replace(?:All)?)\((?:[\w$.]+,)?\s*`+anyOf(
				`["'](?:https?://)?[\w-]+(?:\.[\w-]+)*(?::\d+)["']`,
				`["'](?:https?://|\.)?[\w-]+(?:\.[\w-]+){1,6}["']`,
				`[\w$.>-]*(?:endpoint|host|domain)\w*`,
			)+`\s*,`,
		)),
		says: "The host of the URL is exchanged after it was presigned: the host is signed. Presign with a client " +
			"whose endpoint is the name that the URL will be used under.",
		also:   presignCall,
		unless: hostCutOff,
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?i)["']?host["']?\]?\s*[:=(,]>?\s*\w*(uri|url|u|parsed|endpoint)\w*(` + anyOf(
			`\.hostname\b|\.Hostname\(\)|\.getHost\(\)`,
			`\b(?:URI|uri)\.host\b`,
		) + `)`),
		says:   "The host is taken without its port; a port other than the default is part of what is signed.",
		also:   portInURL,
		unless: regexp.MustCompile(`(?i)proxy\w*["']?\s*[:=]\s*["']?https?://|\bhost["']?\s*:\s*["']?[\w.-]+:\d{4,5}`),
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`\bhost\s*=\s*\w+\$hostname\b`),
		says:  "The host is taken without its port, in R; a port other than the default is part of what is signed.",
		also:  anyPort,
	},
	{
		code:    "host-is-url",
		basis:   byInference,
		form:    regexp.MustCompile(`(?i)["'\s]host["']?\s*[:=;,]\s*["'](?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/[\w./-]+["']`),
		says:    "A path stands behind the name of the host; it belongs into the path, which is signed apart.",
		library: true,
	},
	{
		code:  "service-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?:^|[^"'\w])[sS]ervice(?:_?[nN]ame)?["']?\s*(?:[:=]|=>)+\s*["'](?:S3|SQS|SNS|STS|SES|EC2|IAM|ES|Lambda|DynamoDB|` +
			`Kinesis|S3Express|Execute-API)["']`),
		says:    "The service name is given with capitals; the signing name is in lower case, and goes into scope and key as it is.",
		unless:  regexp.MustCompile(`(?i)service\w*\.?(?:to_?lower|lower|downcase)|(?:to_?lower|lower)\w*\(\s*\$?service`),
		when:    func(f *facts) bool { s := f.params.Scope.Service; return s == "" || lower(s) != s },
		library: true,
	},
	{
		code:  "form-body-merged-into-query",
		basis: byInference,
		form: regexp.MustCompile(`(?is)\b(?:urlEncodedBody|form_?(?:data|params|fields)|post_?(?:fields|params|data))\b.{0,240}` +
			`\b(?:query)?params\.(?:push|append|add|extend|update)\(.{0,400}\bcanonical_?query`),
		says: "The fields of the form in the body are put among the parameters of the canonical query; they are signed " +
			"by the hash of the body.",
	},
	{
		code:  "query-sort-key-wrong",
		basis: byInference,
		form:  regexp.MustCompile(`\bSortedDictionary<string, ?string>\(\s*\w*\s*\)`),
		says: "A SortedDictionary sorts by the culture, small letters among capitals; the canonical query is in byte " +
			"order: StringComparer.Ordinal.",
		unless: regexp.MustCompile(`StringComparer\.Ordinal|string\.CompareOrdinal`),
		when:   (*facts).namesOfBothCases,
	},
	{
		code:  "host-not-signed",
		basis: byInference,
		form:  regexp.MustCompile(`(?s)\bunset\s+(?:be)?req\.http\.host\s*;.{0,600}["']host:["']\s*\+\s*(?:be)?req\.http\.host\b`),
		says: "The header Host is taken away before it is signed: an empty host is signed, and Varnish sends that of " +
			"the backend.",
		library: true,
	},
	{
		code:  "query-not-signed",
		basis: byInference,
		form: regexp.MustCompile(`(?i)(?:canonical\w*\s*(?:\+|\.)?=|\.write\w*\(|<<)\s*["']\\n["']\)?;?\s*(?://|#|--|;)\s*` +
			`(?:canonical )?query[ _]?(?:string)?\b`),
		says: "The line of the query is left empty, whatever is sent; the parameters belong there, encoded and sorted.",
		also: regexp.MustCompile(`\?[\w.-]+=`),
	},
	{
		code:  "query-under-encoded",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:unescape_uri|unquote(?:_plus)?|decodeURIComponent|urldecode|rawurldecode|unescape)\([^)\n]*\)\s*` +
			`(?:\.\.|\+|\.|&|<>)\s*["']=["']`),
		says:   "Names and values are decoded and joined so; in the canonical query they are percent-encoded.",
		also:   regexp.MustCompile(`(?i)canonical_?(?:q|query)`),
		unless: regexp.MustCompile(`(?i)\b(?:escape_uri|quote|encodeURIComponent|rawurlencode|uri_?encode)\(`),
	},
	{
		code:  "query-unsorted",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)def canonical_?request\b(?:[^\n]*\n){1,5}?\s*(?:uri|url|request)\.(?:query|query_string),\s*\n`),
		says: "The query is put into the canonical request as it stands in the URL; its parameters are encoded and " +
			"sorted there.",
		unless: regexp.MustCompile(`(?i)query\w*\b[^\n]{0,60}\bsort`),
	},
	{
		code:    "other-scheme",
		basis:   byInference,
		form:    regexp.MustCompile(`(?:https?://|["'\x60])mws(?:-eu)?\.amazonservices`),
		says:    "Marketplace Web Service takes Signature Version 2.",
		also:    regexp.MustCompile(`AWS4-HMAC`),
		library: true,
	},
	{
		code:  "body-recoded-after-hashing",
		basis: byWords,
		form:  regexp.MustCompile(`content-encoding:(gzip|deflate|br|zstd)`),
		says:  "The body is compressed: it has to be compressed before it is hashed.",
		also:  regexp.MustCompile(`(?i)compress`),
	},
	{
		code:  "percent-hex-lowercase",
		basis: byInference,
		form:  regexp.MustCompile(`\bHttpUtility\.UrlEncode\(`),
		says: "HttpUtility.UrlEncode writes %3a for %3A, and + for a blank; in the canonical query the hex " +
			"digits are capitals and a blank is %20.",
		unless: regexp.MustCompile(`(?i)ToUpper|Replace\(\s*"\+"|Regex\.Replace|EscapeDataString`),
		also:   regexp.MustCompile(`(?i)canonical|query|AWS4`),
	},
	{
		code:  "body-reserialized",
		basis: byInference,
		form: regexp.MustCompile(`(?s)` + anyOf(
			`\bbody['"]?\s*:\s*(?:JSON\.stringify\(|['"\x60]\{)`+
				`[^}]{0,400}?\bjson['"]?\s*:\s*(?:true|_\.isObject|!!)`,
			`\bjson['"]?\s*:\s*true\b[^}]{0,400}?\bbody['"]?\s*:\s*JSON\.stringify\(`,
		)),
		says: "The body is a JSON text already, and with json: true the client writes it as JSON once more when " +
			"it sends: another body than the one that was hashed.",
		library: true,
	},
	{
		code:   "plus-for-space",
		basis:  byInference,
		form:   writesPlus,
		says:   "This writes a blank as +, and the query holds one; Signature Version 4 signs %20.",
		also:   regexp.MustCompile(`=[A-Za-z0-9_.~-]*%20`),
		unless: blankMended,
	},
	{
		code:    "query-in-path",
		basis:   byInference,
		form:    regexp.MustCompile(`(?i)\bpath\w*["']?\s*[:=][^,;\n]*\+?\s*\(?[^,;\n]*["'\x60]\?["'\x60]\s*\+`),
		says:    "The query is put into the path that is signed; it has to be given as query.",
		also:    regexp.MustCompile(`(?i)sigv4|SignatureV4|\.sign\(`),
		unless:  regexp.MustCompile(`aws4\.sign\(|signed\w*\.path`),
		library: true,
	},
	{
		code:   "query-under-encoded",
		basis:  byInference,
		form:   regexp.MustCompile(`encodeURIComponent\(\w+\)\.replace\(/\[!'\(\)\]/g`),
		says:   "encodeURIComponent leaves ! ' ( ) and * raw; this encodes all of them but *.",
		unless: regexp.MustCompile(`\\\*[^\n]{0,14}%2A`),
	},
	{
		code:  "date-pattern-wrong",
		basis: byInference,
		form:  regexp.MustCompile(`(?i:amz|date|stamp|time|format\w*\()[^\n]*["']hhmmss["']`),
		says:  "hh is the hour of a 12-hour clock; HH is due.",
	},
	{
		code:    "method-mismatch",
		basis:   byInference,
		form:    regexp.MustCompile(`:method\s+:(?:get|put|post|delete|head)\b`),
		says:    "The method is given as a keyword, not as the text that is signed, such as \"PUT\".",
		also:    regexp.MustCompile(`(?i)presign`),
		unless:  regexp.MustCompile(`\w/request\s*\{[^{}]*:method\s+:`), // what an HTTP client takes
		library: true,
	},
	{
		code:  "unsigned-payload-misused",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)x-amz-content-sha256["'\]]*\s*(?:[:=,]|=>)\s*["']UNSIGNED-PAYLOAD["']`),
		says: "x-amz-content-sha256 is set to UNSIGNED-PAYLOAD, which S3 takes and the service here does not: it " +
			"wants the hash of the body.",
		also: regexp.MustCompile(`(?i)service(?:_?name)?["']?\s*(?:[:=(]|=>)+\s*["']` + anyOf(
			`execute-api|appsync|lambda|sqs|sns|sts|dynamodb|bedrock|kinesis|iam|events`,
			`logs|neptune-db`,
		) + `["']`),
		unless:  regexp.MustCompile(`(?i:service(?:_?name)?["']?\s*(?:[:=(]|=>)+\s*["']s3["'])`),
		library: true,
	},
	{
		code:  "path-under-encoded",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`let\s+canonical_?(?:ur[il]|path)\w*\s*(?::\s*String\s*)?=\s*`+
				`(?:\w+\.path\.isEmpty\s*\?\s*"/"\s*:\s*)?url\.path`,
			`canonical_?(?:ur[il]|path)\w*\s*:?=\s*`+anyOf(
				`\w+\.LocalPath`,
				`(?-i:\w*(?:\.URL|[uU]rl)\.Path)`,
				`uri\.getPath\(\)`,
			),
		) + `\s*[;\n]`),
		says: "The path is taken decoded (URL.path in Swift, URL.Path in Go, LocalPath in .NET, URI.getPath in " +
			"Java) and signed so; it is percent-encoded in what is sent.",
		also: regexp.MustCompile(`(?i)(?:https?://[^\s?"]*|\n/[^\s?"]*)%[0-9A-F]{2}`),
		unless: regexp.MustCompile(anyOf(
			`\burl(?:parse|split)\(`,
			`(?i)addingPercentEncoding`,
			`percentEncoded|uri_?encode\(|EscapedPath|getRawPath`,
		)),
	},
	{
		code:   "plus-for-space",
		basis:  byHint,
		form:   writesPlus,
		says:   "This writes a blank as +; Signature Version 4 signs %20.",
		unless: blankMended,
	},
	{
		code:    "method-mismatch",
		basis:   byInference,
		form:    regexp.MustCompile(`\.Presign\(\s*&http\.Request\{URL:[^{}]*(?:\{\})?[^{}]*\}`),
		says:    "The request that is presigned has no Method: an empty line is signed in its place, and a GET is sent.",
		unless:  regexp.MustCompile(`\bMethod:\s`),
		library: true,
	},
	{
		code:  "unreserved-encoded",
		basis: byInference,
		form:  regexp.MustCompile(`\buri_escape(?:_utf8)?\([^\n]*["']\^A-Za-z0-9[^~"'\n]*["']\s*\)`),
		says:  "What uri_escape is told to leave lacks the ~, which is unreserved: it is signed and sent as it is.",
		also:  regexp.MustCompile(`(?i)tilde|["'\x60(]~["'\x60)]|~ in `),
	},
	{
		code:  "unreserved-encoded",
		basis: byHint,
		form: regexp.MustCompile(`encodeURIComponent\(\s*(\w+\.)*` +
			`(key|path|objectKey|object_key|fileName|filename)\s*\)`),
		says:   "encodeURIComponent on a whole key encodes its slashes, too; / is kept in a path.",
		unless: regexp.MustCompile(`encodeURIComponent\(\s*(?:\w+\.)*value\s*\)`), // of a parameter, whose name is its key
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)://\$\{\w+(?:\.\w+)*\.host(?:name)?\}:\d{4,5}\b`),
		says: "The port is put into the URL after the host was signed without it; a port other than the default " +
			"is part of the Host header.",
		also:    regexp.MustCompile(`(?i)presign|\.sign\(`),
		library: true,
		unless:  regexp.MustCompile(`(?i)\bhost["']?\s*:\s*[\x60"'][^\n]*:\d{4,5}`),
	},
	{
		code:  "unsigned-payload-misused",
		basis: byInference,
		form:  regexp.MustCompile(`UNSIGNED-PAYLOAD`),
		says: "UNSIGNED-PAYLOAD is signed for a service that hashes the body it receives: only S3 takes an " +
			"unsigned body.",
		also: regexp.MustCompile(`(?i)X-Amz-Credential=[^&\s"']*(?:%2F|/)` +
			`(?:lambda|execute-api|appsync|sqs|sns|es|aoss|bedrock|iotdata)` +
			`(?:%2F|/)aws4_request`),
		library: true,
	},
	{
		code:  "body-reserialized",
		basis: byInference,
		form: regexp.MustCompile(`\b(?:requests|session|client|http|httpx)\w*\.` +
			`(?:post|put|patch|request)\([^\n]*\bjson\s*=`),
		says: "The text that is hashed is made by json.dumps with options of its own, and the dict is given to the " +
			"HTTP client, which writes it anew: other bytes are sent. Send the text that was hashed, with data= or " +
			"content=.",
		also: regexp.MustCompile(`json\.dumps\([^\n]*\b(?:separators|sort_keys|indent|ensure_ascii)\s*=`),
		unless: regexp.MustCompile(anyOf(
			`\b(?:data|content)\s*=\s*(?:payload|body|json_?\w*|\w*text)\b`,
			`\bauth\s*=`,
			`print\(\s*json\.dumps`,
			`hooks\.`,
		)),
	},
	{
		code:  "text-not-utf8",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`ComputeHash\(\s*\[(?:System\.)?Text\.Encoding\]::(?:Unicode|BigEndianUnicode|UTF32)\.GetBytes\(`,
			`ComputeHash\(\s*`+anyOf(
				`new\s+UnicodeEncoding\(\)`,
				`Encoding\.(?:Unicode|BigEndianUnicode|UTF32)`,
			)+`\.GetBytes\(`,
		)),
		says: "The text is hashed as UTF-16, two bytes for each letter (Unicode is .NET's name for it); UTF-8 is due.",
		also: regexp.MustCompile(`AWS4["'$]`),
		unless: regexp.MustCompile(`(?i)ComputeHash\(\s*` + anyOf(
			`\[(?:System\.)?Text\.Encoding\]::`,
			`Encoding\.|\$utf8\.`,
		) + `(?:UTF8|ASCII)\.GetBytes\([^\n]*(?:canon|body|payload)`),
	},
	{
		code:  "body-reserialized",
		basis: byInference,
		form:  regexp.MustCompile(`\brequest(?:\.\w+)?\(\s*\{[^}]*\bbody:\s*(?:\w+\.\w|JSON\.stringify\()[^}]*\bjson:\s*true`),
		says: "json: true makes the client of HTTP write the text of the body anew, as JSON text: another body is sent than " +
			"the one that was signed.",
		also: regexp.MustCompile(`signed|\.sign\(`),
	},
	{
		code:  "text-not-utf8",
		basis: byInference,
		form:  regexp.MustCompile(`\bcreateHash\(\s*["']sha256["']\s*\)\.update\(\s*\w+\s*\)`),
		says: "Up to version 5, update of Node.js takes a text without an encoding for Latin-1 (binary): letters outside ASCII " +
			"are hashed as other bytes than those that are sent. Give 'utf8' as its second argument.",
		also: regexp.MustCompile(`(?i)\bnode(?:\.?js)?\s*(?:version\s*)?v?0\.\d+`),
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(quotedLetters) },
	},
	{
		code:  "body-reserialized",
		basis: byInference,
		form:  regexp.MustCompile(`\brequests\.(?:post|put|patch)\([^\n]*\bjson\s*=\s*\w+[^\n]*\bheaders\s*=\s*\w+`),
		says: "The body is signed as JSON.stringify writes it, and sent as requests writes it with json=: with " +
			"blanks behind colons and commas. Send the text that was signed, with data=.",
		also:   regexp.MustCompile(`JSON\.stringify\(`),
		unless: regexp.MustCompile(`\bdata\s*=\s*json\.dumps\(`),
	},
	{
		code:  "text-not-utf8",
		basis: byInference,
		form:  regexp.MustCompile(`\bGetEncoding\(\s*(?:1200|1201|["'](?i:utf-?16\w*|unicode)["'])\s*\)`),
		says:  "The text is hashed as UTF-16, two bytes for each letter, which code page 1200 is; UTF-8 is due.",
		also:  regexp.MustCompile(`(?i)sha-?256`),
	},
	{
		code:  "request-not-signed",
		basis: byInference,
		form:  headerOption,
		says: "The option is called headers; fetch and axios take no notice of header, and the request goes out " +
			"without what was signed.",
		unless:  headersOption,
		library: true,
	},
	{
		code:  "addressing-style-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\bhost\w*\s*:?=\s*` + anyOf(
			`[$f]?["'\x60]\$?\{?#?\{?(?:\w+\.)?bucket\w*\}?\.`,
			`(?:\w+\.|\$)?bucket\w*\s*[.+&]+\s*["']\.`,
		)),
		says: "The host that is signed has the bucket in front, and the URL has the bucket in its path: both sides " +
			"have to be of one style.",
		also: regexp.MustCompile(`(?i)https?://` + anyOf(
			`\$\{?#?\{?(?:\w+\.)?(?:endpoint|host|server|domain)\w*\}?`,
			`[\w.-]+`,
		) + `(?::\d+)?/(?:\$\{?#?\{?|\{)(?:\w+\.)?bucket\w*\}?/`),
		unless: regexp.MustCompile(`(?i)path_?style|\bhost\w*\s*:?=\s*(?:\w+\.)?(?:endpoint|server)\w*\s*[;\n]`),
	},
	{
		code:  "addressing-style-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:canonical_?)?(?:uri|path)\w*\s*:?=\s*` + anyOf(
			`["']/["']\s*[.+&]+\s*\$?(?:\w+\.)?bucket\w*\s*[.+&]+\s*["']/`,
			`[$f]?["'\x60]/\$?\{?#?\{?(?:\w+\.)?bucket\w*\}?/`,
		)),
		says: "The path that is signed begins with the bucket, which the host has in front already: with the " +
			"bucket in the host the path is the key alone.",
		also: regexp.MustCompile(`(?i)\bhost\w*\s*:?=\s*` + anyOf(
			`[$f]?["'\x60]\$?\{?#?\{?(?:\w+\.)?bucket\w*\}?\.`,
			`\$?(?:\w+\.)?bucket\w*\s*[.+&]+\s*["']\.`,
		)),
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`https?://[^\n]{0,40}(?:\buri\b|\bpath\b|canonical_?uri)`,
			`\bif\b[^\n]*bucket`,
			`path_?style`,
		)),
	},
	{
		code:  "path-under-encoded",
		basis: byHint,
		form:  regexp.MustCompile(`encodeURI\(`),
		says:  "encodeURI leaves $ & + , : ; = @ ! ' ( ) * raw; in the canonical URI they are percent-encoded.",
	},
	{
		code:  "date-pattern-wrong",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`%Y%m%dT%I%M%S|20060102T030405Z`,
			`Ymd\\T(?:his|hms|Hms)`,
			`YYYYMMDD\[T\](?:hhmmss|HHMMss)`,
			`[yY]{4}MMdd[\\'T]+hhmmss`,
			`yyyymmdd\\\\THHmmSS`,
		)),
		says:   "Another field stands in the pattern of the time, for the hour of 24 or for the minute.",
		unless: regexp.MustCompile(`%Y%m%dT%H%M%S|20060102T150405Z|Ymd\\THis|\[T\]HHmmss|['T]HHmmss|THHMMSS`),
	},
	{
		code:  "date-format",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:x_?)?(?:amz_?date|date_?time|long_?date|iso_?date|time_?stamp)\w*(?:\s*:\s*\w+)?\s*(?::=|<-|=)[^\n;]*` + anyOf(
			`toISOString\(\)\s*(?:[;,)]|$|\n)`,
			`toISOString\(\)\.replace\(/\[[:\\-]+\]/g,\s*["']["']\)\s*(?:;|\n)`,
			`["']%Y-%m-%dT%H:%M:%SZ["']`,
			`["']yyyy-MM-dd'?T'?HH:mm:ss`,
			`time\.RFC3339|\.iso8601\b|to_iso8601\(|to_rfc3339\(\)|\.isoformat\(\)`,
			`gmdate\(\s*["'](?:Y-m-d\\T|c["']|YmdTHisZ)`,
			`moment\.utc\(\)\.format\(\)`,
			`date -u \+["']?%Y-%m-%dT%H:%M`,
		)),
		says: "The time is written with separators or fractions; X-Amz-Date and the string to sign have it as YYYYMMDDTHHMMSSZ.",
		also: regexp.MustCompile(`aws4_request`),
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`(?:amz_?date|date_?time|long_?date|iso_?date|time_?stamp)\w*\s*\.\s*(?:replace|gsub|split|slice|delete|tr)`,
			`replace\w*\([^\n]*(?:amz_?date|date_?time|iso_?date)`,
			`%Y%m%dT%H%M%SZ|20060102T150405Z|yyyyMMdd'?T'?HHmmss|Ymd\\+THis`,
		)),
	},
	{
		code:  "empty-body-hash",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`(?i)(?:payload|body|content)_?(?:hash|sha256|digest)\w*\s*(?::=|<-|=)[^\n;]*`+emptyText,
			`(?i)\bhash\s*=\s*\$\(\s*printf\s+(?:["']%s["']\s+)?["']["']\s*\|`,
			`signed_?[hH]eaders\w*["')]?\s*,\s*(?:await\s+)?[\w.:\[\]]*(?i:sha|hash|digest)\w*\(`+emptyArgument,
			`["']host;x-amz-date["'](?:\s*,|\s*\+\s*(?:["']\\n["']|#10)\s*\+)\s*(?:\[?self )?[\w.:]*(?i:sha|hash|digest)\w*[(:]\s*`+emptyArgument,
			`host;x-amz-date[`+"`"+`]n\$\(\S+ ""\)`,
			`sha256_hex\(\s*"",\s*0,\s*body_?hash`,
		)),
		says: "The hash of an empty text is signed, and the request has a body: the hash is that of the body as it is sent.",
		also: regexp.MustCompile(anyOf(
			`["'\x60 (](?:POST|PUT|PATCH)\b`,
			`--data|\bdata=|\bbody\s*[,:]|CURLOPT_POSTFIELDS|\.send\(\w|setBody|-Body\b|\.POST\(`,
		)),
		unless: regexp.MustCompile(anyOf(
			`(?i)(?:sha-?256|hash|digest|update)\w*\(\s*(?:[\w.:]+\(\s*)*\$?\w*(?:body|payload|data|content)\w*\b`+`[^\n]{0,40}(?:\)|else|:)[^\n]*`+`$`,
			`["'\x60](?:GET|HEAD|DELETE)(?:["'\x60]|\\n)`,
			`(?i)\bif\b[^\n]*(?:body|payload)`,
		)),
	},
	{
		code:  "query-unsorted",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:canonical_?)?(?:query\w*|qs)\s*(?::=|<-|=)[^\n]*` + anyOf(
			`\.items\(\)|Object\.(?:keys|entries)\(|searchParams\]?\.?(?:map|entries)|\bquery\.Select\(`,
			`params\.(?:map|keys|toSeq)|\bkeys %|query \|> Enum\.map|http_build_query\(`,
		)),
		says:   "The parameters are joined in the order that they come in; in the canonical query they are in byte order of their names.",
		also:   regexp.MustCompile(`aws4_request`),
		unless: regexp.MustCompile(`(?i)\b\w*(?:query|qs|params|keys)\w*\b[^\n]*(?:sort|order_?by)|sort\w*[ (][^\n]*(?:query|params|keys)|TreeMap|SortedDict`),
		when:   func(f *facts) bool { return f.silent() && len(f.model.Pairs) == 0 },
	},
}

// emptyText is the hash of an empty literal, and emptyArgument the literal itself.
const (
	emptyText     = `(?i:sha|hash|digest|update)[\w.:-]*[( ]\s*(?:["'](?i:sha-?256)["']\s*,\s*)?(?:[\w.:\[\]]+\(\s*)*` + emptyArgument
	emptyArgument = `(?:\[\]byte\(\s*)?(?:b?""|b?''|string\.Empty|new byte\[0\])\s*\)?`
)

// afterSigning is a call that signs a request, up to the beginning of one of the next lines.
const afterSigning = `(?:\baws4\.sign|\b\w*[sS]igner\.sign|\.add_auth|\.SignHTTP)\([^\n]*\n(?:[^\n]*\n){0,2}?[ \t]*`

// requestNamed is a request by the name of its variable, or its headers: a response has others.
const requestNamed = `\b(?:o|r|opts|options|headers|(?i:aws_?|signed_?|http_?)*(?i:req|request|signed|signed_?\w+))\b`

// writesPlus are encoders for forms, which write a blank as +.
var writesPlus = regexp.MustCompile(anyOf(
	`URLSearchParams\(`,
	`\bquote_plus\(\s*(?:[^a\s]|a[^c])`,
	`url\.QueryEscape\(`,
	`URLEncoder\.encode\(`,
	`http_build_query\(`,
))

// hostPassedOn is a proxy that is told to send the Host that it gets.
var hostPassedOn = regexp.MustCompile(`(?i)header_up\s+Host\s+\{(?:host|hostport|http\.request\.host(?:port)?)\}|set-header\s+Host\s+%\[req\.f?hdr\(host`)

// hostCutOff is code that takes the host off a URL and puts none in its place, or takes the signature off, too.
var hostCutOff = regexp.MustCompile(`(?i)\.(?:replace\w*|g?sub)\(\s*["'\x60][^"'\x60\n]*["'\x60]\s*,\s*(?:""|''|\x60\x60)\s*\)|\.replace\w*\([^()\n]*\)\.split\(\s*["']\?["']`)

// presignCall is code that makes a presigned URL.
var presignCall = regexp.MustCompile(`(?i)getSignedUrl|presign\w*\(|generate_?presigned|createPresigned`)

// headerOption is a call of fetch or axios with an option that neither knows, and
// headersOption one with the option that is meant.
var (
	headerOption = regexp.MustCompile(`\b(?:fetch|axios(?:\.\w+)?)\((?:[^;{}]|\$\{[^{}]*\})*\{` +
		`(?:[^{};]|\{[^{}]*\})*?\bheader\s*:\s*[\w.{]`)
	headersOption = regexp.MustCompile(anyOf(
		`\b(?:fetch|axios(?:\.\w+)?)\((?:[^;{}]|\$\{[^{}]*\})*\{(?:[^;]*?[,{])?\s*headers\s*[:},]`,
		`Taro\.|wx\.request|uni\.request`,
	))
)

// blankMended is code that writes %20 for the + that an encoder for forms makes.
var blankMended = regexp.MustCompile(anyOf(
	`PHP_QUERY_RFC3986`,
	`["'\x60/]\\{0,2}\+["'\x60/]\)?\w*\s*,\s*["'\x60]%20["'\x60]`,
	`split\(["']\+["']\)`,
	`\[\.\.\.new URLSearchParams`,
	`\bof new URLSearchParams`,
))

// portInURL is a URL with a port other than the default: of a host, or of a store that
// runs on the person's own machine.
var portInURL = regexp.MustCompile(`https?://(?:[\w-]+\.[\w.-]+:[0-9]{4,5}|[\w-]+:(?:9000|4566|8333|3900|7480))\b`)

// anyPort is a host with a port other than the default, in a URL or a setting.
var anyPort = regexp.MustCompile(`(?:https?://|["'=@]\s*)[\w-]+(?:\.[\w-]+)*:[1-9]\d{3,4}\b`)
