package diagnose

import (
	"bytes"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// A codeSign is a line of code or configuration that makes a known mistake.
type codeSign struct {
	code  string
	basis basis
	line  *regexp.Regexp
	says  string
	also  *regexp.Regexp // has to stand somewhere in the paste, too
	// unless is what code has that does it right all the same; nil where nothing shows that.
	unless *regexp.Regexp
}

// maxCode bounds how much of a paste is read as code: people paste functions, not programs.
const maxCode = 1 << 18

// codeSigns are looked for where the paste is of a failed signature. Each is a
// form that the languages' own documentation or many public reports show.
var codeSigns = []codeSign{
	{"canonical-blank-line-wrong", byInference, regexp.MustCompile(`(?i)canonical_?request\w*\s*=\s*["'](?:\{\}|%s)\\n(?:\{\}|%s)\\n(?:\{\}|%s)\\n(?:\{\}\{\}|%s%s)\\n(?:\{\}|%s)["']`), "The header lines, each with its line end, are put directly before the list of signed headers; an empty line is due between them.", nil, regexp.MustCompile(`(?i)headers\w*\s*\+?=[^\n]*(?:\\n\\n|\\n["']\s*\+\s*["']\\n)|(?i)header[^\n]*\+\s*["\x27]\\n["\x27]\s*;`)},
	{"canonical-blank-line-wrong", byInference, regexp.MustCompile(`(?i)canonical_?headers\w*\s*:?=\s*[fbrs$@]?["'\x60](?:[^"'\x60\\\n]|\\.)*(?:[^n\\"'\x60\n]|[^\\]n)["'\x60]\s*;?\s*\n`), "The block of header lines does not end in a line end, and one line end follows it: the empty line before the list of signed headers is missing.", regexp.MustCompile(`(?i)canonical_?headers\}?\\n\$?\{?signed_?headers`), regexp.MustCompile(`(?i)canonical_?headers\w*\s*(?:\+=|\.=)|\.join\(|\.map\(`)},
	{"canonical-request-malformed", byInference, regexp.MustCompile(`(?i)\w*(?:canon|req|lines|parts)\w*(?:\[\]\s*=|\.(?:push|append|add)\()\s*\$?signed_?headers\w*\)?\s*;?\s*\n[^\n]{0,40}(?:\[\]\s*=|\.(?:push|append|add)\()\s*\$?canonical_?query`), "The query is put behind the signed headers; it is the third line, before the header lines.", nil, nil},
	{"signing-key-as-text", byInference, regexp.MustCompile(`(?:key|k(?:Date|Region|Service|Signing|Secret)|return)\w*\s*=?\s*new String\(\s*\w*[mM][aA][cC]\w*\.doFinal\(`), "The HMAC is kept as a string: its bytes become other ones when the string is turned into bytes for the next step.", derives, nil},
	{"signing-key-as-text", byInference, regexp.MustCompile(`HMAC\(\s*\w+\([^)]*\)\s*,\s*key\s*,\s*(?:\(\w+\)\s*)?strlen\(\s*(?:\((?:const\s+)?char\s*\*\)\s*)?key\s*\)`), "The length of the key is taken with strlen, which ends at the first zero byte: a derived key is 32 raw bytes, and one in eight holds a zero.", derives4, regexp.MustCompile(`HMAC\([^;]*,\s*(?:32|SHA256_DIGEST_LENGTH|key_?[lL]en|klen|sizeof)`)},
	{"signing-key-as-text", byInference, regexp.MustCompile(`(?i)\bhmac\(\s*\w*key\s+text\b[^;]*encode\(\s*hmac\([^;]*'hex'\s*\)`), "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.", derives, nil},
	{"line-ends-crlf", byInference, regexp.MustCompile(`(?i)\bNL\w*\s*=\s*\{?\$C(?:HAR)?\(13,\s*10\)`), "The text is built with a carriage return; its lines are joined by a line feed (\\n) alone.", derives, nil},
	{"header-value-lowercased", byInference, regexp.MustCompile(`(?i)\b(?:to_?)?lower(?:_?case)?\(\s*[\w.]+\s*(?:<>|\+|\.\.|&|\|\|)\s*["']:["']|\{\w+\}:\{\w+[^"'\n]*["']\.lower\(\)|["']:["']\s*\+\s*[\w.\[\]()]+\)\.(?:toLowerCase|to_lowercase|downcase|lower)\b`), "The whole header line is put in lower case, its value, too; only the name is.", regexp.MustCompile(`(?i)canonical|AWS4`), regexp.MustCompile(`(?i)(?:lower(?:_?case)?\(|\{)[^\n]*(?:port|host|bucket|user|addr)|(?:port|host|bucket|addr)\w*\}?["')]*\.(?:toLowerCase|to_lowercase|downcase|lower)`)},
	{"hmac-arguments-swapped", byRule, regexp.MustCompile(`hash_hmac\(\s*['"]sha256['"]\s*,\s*['"]AWS4['"]\s*\.`), "hash_hmac takes algorithm, data, key; here \"AWS4\" and the secret key stand where the data belongs.", nil, nil},
	{"signing-key-as-text", byInference, regexp.MustCompile(`hash_hmac\(\s*['"]sha256['"]\s*,[^,()]+,\s*['"]AWS4['"]\s*\.\s*\$?\w+\s*\)`), "hash_hmac without its last argument true gives hex text, which then keys the next step; the 32 raw bytes are due.", nil, nil},
	{"string-to-sign-hash-wrong", byInference, regexp.MustCompile(`(?i)hash_hmac\(\s*['"]sha256['"]\s*,\s*\$?canon`), "The canonical request is put through an HMAC; its plain SHA-256 is due.", nil, nil},
	{"string-to-sign-hash-wrong", byInference, regexp.MustCompile(`(?i)(createHmac|hmac\.new|HmacSHA256)\([^)\n]*canonical_?request`), "The canonical request is put through an HMAC; its plain SHA-256 is due.", nil, nil},
	{"signing-key-as-text", byInference, regexp.MustCompile(`(?im)(?:^|[^"'\x60\w])(?:(?:k_?(?:date|region|service)(?:_?key)?|(?:date|region|service)_?key)\s*:?=|(?:date|region|service)\s*:?=[^\n;]*hmac)[^\n;]*(?:\.hexdigest\(\)|digest\(['"]hex['"]\)|\.toString\((?:['"]hex['"]|CryptoJS\.enc\.Hex)?\)|bin2hex\(|EncodeToString\()`), "A derived key is turned into text before the next step; the 32 raw bytes are due.", nil, nil},
	{"signing-key-as-text", byInference, regexp.MustCompile(`(?i)createHmac\([^\n;]*\.digest\(\s*['"](?:utf-?8|ascii|ucs2)['"]`), "The HMAC is decoded to text, which destroys its bytes; the 32 raw bytes are due as key of the next step.", nil, nil},
	{"signing-key-as-text", byInference, regexp.MustCompile(`(?is)func\s+\w*hmac\w*\([^)]*\)\s*string\s*\{[^}]*EncodeToString`), "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.", derives, regexp.MustCompile(`return \w+\.Sum\(nil\)`)},
	{"signing-key-as-text", byInference, regexp.MustCompile(`(?is)def\s+\w*(hmac|sign)\w*\([^)]*\):?[^\n]*\n(\s+[^\n]*\n){0,4}?\s+return[^\n]*hexdigest\(\)`), "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.", derives, regexp.MustCompile(`hmac\.new\([^\n]*\)\.digest\(\)`)},
	{"signature-hex-unpadded", byRule, regexp.MustCompile(`String\(\w+\[\w+\],\s*HEX\)|Integer\.toHexString\(\s*(0xff\s*&|\w+\s*&\s*0xff)|\.toString\(16\)|"%x"|'%x'`), "The hex conversion writes bytes under 0x10 with one digit; two are due.", shortSignature, nil},
	{"hmac-wrong-algorithm", byInference, regexp.MustCompile(`(?i)(createHmac\(\s*['"]sha1['"]|Hmac_?SHA1|hmac\.new\([^\n]*hashlib\.sha1|hash_hmac\(\s*['"]sha1['"]|-sha1\s+-hmac)`), "The code computes an HMAC with SHA-1; Version 4 signs with HMAC-SHA256.", regexp.MustCompile(`AWS4`), regexp.MustCompile(`(?i)createHmac\(\s*['"]sha256|Hmac_?SHA256|hmac\.new\([^\n]*sha256|hash_hmac\(\s*['"]sha256|-sha256\s+-hmac`)},
	{"newline-added-at-end", byInference, regexp.MustCompile(`echo\s+["']?\$\{?\w*(canonical|string_?to_?sign|sts|creq|request)\w*\}?["']?\s*\|\s*(?:openssl|sha256sum|shasum|xxd|\\|$)`), "echo puts a newline behind the text that is hashed; printf %s does not.", nil, nil},
	{"line-ends-crlf", byInference, regexp.MustCompile(`(?i)(?:canonical|stringToSign|string_to_sign)(?:_?(?:request|string|headers?|uri|query)\w*)?\s*(\+?=|:=|\.=)[^\n]*\\r\\n`), "The text is built with \\r\\n; its lines are joined by \\n alone.", nil, regexp.MustCompile(`replace\(/\\r|(?i:replace(?:All)?|gsub|str_replace)\(\s*["\x27/]\\r\\n`)},
	{"line-ends-crlf", byInference, regexp.MustCompile(`(?i)(canonical|string_?to_?sign)\w*\s*(\+?=|:=|\.=|&=|=[^\n=]*&)[^\n]*(CHAR\(13\)|\bvbCr(Lf)?\b|\bvbNewLine\b|\\r['"])`), "The text is built with a carriage return; its lines are joined by a line feed (\\n) alone.", nil, nil},
	{"line-ends-crlf", byHint, regexp.MustCompile(`(?i)(canonical|string_?to_?sign|\bsb\b|builder)\w*[^\n]{0,120}(Environment\.NewLine|PHP_EOL|System\.lineSeparator|os\.linesep|\.AppendLine\()`), "On Windows this ends lines with CR LF; the lines of the texts that are signed are joined by \\n alone.", nil, nil},
	{"newline-not-interpreted", byInference, regexp.MustCompile(`(?i)(canonical|stringToSign|string_to_sign)\w*\s*\.?=\s*[^\n"]*'[^'"\n]*\\n`), "A \\n in single quotes stays two characters in this language; double quotes, $'…' or printf give a newline.", regexp.MustCompile(`<\?php|\$\w+\s*=|#!/bin/(ba)?sh`), regexp.MustCompile(`\$'[^'\n]*\\n|printf\s`)},
	{"date-week-year", byInference, regexp.MustCompile(`["'](YYYY-?MM-?dd['A-Za-z]*)`), "The pattern YYYY writes the week-based year, which is off in the days around New Year; yyyy is the calendar year.", regexp.MustCompile(`(?i)SimpleDateFormat|DateFormatter|ofPattern|dateFormat|NSDateFormatter|formatGMT`), nil},
	{"date-pattern-wrong", byInference, regexp.MustCompile(`["'][yY]{4}-?MM-?dd['T]*hh:?mm:?ss`), "hh is the hour of a 12-hour clock; HH is due.", nil, regexp.MustCompile(`MM-?dd['T]*HH:?mm|hh:?mm:?ss a`)},
	{"date-pattern-wrong", byInference, regexp.MustCompile(`%H:?%m:?%S`), "%m is the month; %M, the minute, is due.", nil, nil},
	{"date-pattern-wrong", byInference, regexp.MustCompile(`["'][yY]{4}-?mm-?dd['T]*HH|%Y%M%dT|["']yyyyMMdd['T]*HHMMss`), "Month and minute are exchanged in the date pattern.", nil, nil},
	{"host-is-url", byInference, regexp.MustCompile(`(?im)(?:^|[,{(;])\s*(?:(?:var|let|const|final|string)\s+|\w+\.|\$)?["']?host(?:name)?['"]?\s*[:=]>?\s*["']https?://[^"']+["']`), "A URL is given where the signer takes a host name.", nil, regexp.MustCompile(`(?i)new URL\(\s*\w*host|urlparse\(\s*\w*host|URI\.create\(\s*\w*host|\bhost(?:name)?["\x27]?\s*[:=]>?\s*["\x27][\w-]+(?:\.[\w-]+)+["\x27]`)},
	{"host-is-url", byInference, regexp.MustCompile(`(?i)\bhost\s*[:=]\s*["']?(?:\{\{|\$\{?)[\s\w.]*ur[il]\s*(?:\}|["\x27,;)\n]|$)`), "A variable that holds a URL is given where the signer takes a host name.", nil, nil},
	{"body-line-ends-changed", byInference, regexp.MustCompile(`curl\b(?:\\\r?\n|[^\n])*(?:(?i:authorization:)\s*(?:AWS4|["'$])(?:\\\r?\n|[^\n])*\s(?:-d|--data|--data-ascii)\s+["']?@[\w./~-]+|\s(?:-d|--data|--data-ascii)\s+["']?@[\w./~-]+(?:\\\r?\n|[^\n])*(?i:authorization:)\s*(?:AWS4|["'$]))`), "curl -d strips the line ends from a file that it reads; the hash is that of the file as it is. --data-binary sends it so.", regexp.MustCompile(`AWS4`), regexp.MustCompile(`--aws-sigv4`)},
	{"query-changed-after-signing", byInference, regexp.MustCompile(`\$\{(\w+)\.hostname\}\$\{\w+\.path\}["'\x60]|\w+\.hostname\s*\+\s*\w+\.path\s*[;,)\n]`), "The URL is made of host and path of the signed request; its query is signed and left out of it.", regexp.MustCompile(`\bquery\s*:\s*\{\s*["'\w.]`), regexp.MustCompile(`JSON\.stringify\(\s*\{\s*["']?query|(?:console\.|log\w*\()[^\n]*\.hostname|["'\x60]\?["'\x60]`)},
	{"payload-line-wrong", byInference, regexp.MustCompile(`\.SignHTTP\(\s*[^,\n]+,\s*[^,\n]+,\s*[^,\n]+,\s*(?:string\(\s*)?(?:body|payload|data|content|jsonBody|requestBody)\b`), "SignHTTP takes the hex SHA-256 of the body; here it is given the body itself, which then stands in the last line of the canonical request.", nil, regexp.MustCompile(`(?:body|payload|data|content|jsonBody|requestBody)\w*\s*:?=\s*[^\n]*(?:EncodeToString|Sum256|%x)`)},
	{"post-policy-wrong-text-signed", byInference, regexp.MustCompile(`(?i)policy_?bytes\s*=\s*Encoding\.\w+\.GetBytes\(\s*policy\s*\)`), "The JSON of the policy is signed; the string to sign of a form is its base64 text, as the field policy has it.", regexp.MustCompile(`(?i)(?:ComputeHash|hmac\w*|sign\w*)\([^\n]*policy_?bytes`), nil},
	{"path-mismatch", byInference, regexp.MustCompile(`["'\x60/]graphql/connect["'\x60]`), "The signature of the connection, for /graphql/connect, is sent with a subscription: that is signed for /graphql, with its own data as body.", regexp.MustCompile(`should have been\s*(?:\\n)?'POST(?:\\n|\s+)/graphql(?:\\n|\s)`), regexp.MustCompile(`["'\x60/]graphql["'\x60]`)},
	{"access-key-whitespace", byRule, regexp.MustCompile(`Credential=\s*[A-Z0-9]{16,}(\\[rnt]|%0[AaDd])+/\d{8}/`), "A line break stands behind the access key ID.", nil, nil},
	{"host-rewritten-by-proxy", byRule, regexp.MustCompile(`(?i)ProxyPreserveHost\s+Off|passHostHeader:\s*false`), "The proxy sends the name of its target as Host, not the one that was signed.", nil, regexp.MustCompile(`(?i)ProxyPreserveHost\s+On|passHostHeader:\s*true`)},
	{"host-rewritten-by-proxy", byWords, regexp.MustCompile(`(?i)header_up\s+Host\b|http-request\s+set-header\s+Host\b|http-send-name-header\s+Host|upstream-vhost|changeOrigin:\s*true`), "The proxy sets another Host than the one that was signed.", nil, nil},
	{"hmac-tool-failed", byRule, toolFails, "The program that computes hash or HMAC fails, and leaves its result empty.", nil, nil},
	{"signing-key-wrong-date", byInference, regexp.MustCompile(`(?i)AWS4(?:["'\x60]|\\\(|\$?\{)[^,\n]{0,80},\s*(?:this\.|self\.)?\$?(?:x_?)?(?:amz_?date|date_?time|iso_?date_?time|long_?date)(?:_?time)?\s*[,)]|\(\s*\$?(?:x_?)?(?:amz_?date|date_?time|iso_?date_?time|long_?date)(?:_?time)?\s*,\s*[^,\n]{0,30}["'\x60]AWS4["'\x60]`), "The first key of the derivation is made with the full time; the eight digits of the day are due.", nil, regexp.MustCompile(`(?i)(?:amz_?date|date_?time|long_?date)\w*\s*:?=\s*[^\n]*(?:slice\(|substr|\[:8\]|left\(|%Y%m%d["']|yyyyMMdd["']|split\(|gmdate\(|"20060102"|\[0:8\])|(?:function|def|func|public|private|static|fn|sub)\b[^\n]*\([^)\n]*\b(?:x_?)?(?:amz_?date|date_?time|iso_?date_?time|long_?date)\b|\([^()\n]*\b(?:amz_?date|date_?time|long_?date)\b[^()\n]*\)[ \t]*(?:=>|\{)`)},
	{"signing-key-prefix-wrong", byInference, regexp.MustCompile(`\b[kK]?[sS]ecret(?:_?[kK]ey)?\s*:?=[^\n]{0,30}["'\x60](?:AWS|aws4|AWS3)(?:["'\x60]\s*[+.&]|\\\(|\$?\{)|["'\x60](?:AWS|aws4|AWS3)(?:["'\x60]\s*[+.&]\s*|\\\(|\$?\{)\$?(?:\w+\.)*\w*[sS](?:ecret|ECRET)(?:_?(?:[aA]ccess|ACCESS))?(?:_?(?:[kK]ey|KEY))?\b`), "The secret key is put behind another text than AWS4, which the first key of the derivation begins with.", regexp.MustCompile(`aws4_request`), nil},
	{"hmac-arguments-swapped", byInference, regexp.MustCompile(`GetHMACAsBytes\(\s*(?:A?Key|[kLlF]\w*Key|[kK](?:Secret|Date|Region|Service|Signing))\b`), "THashSHA2.GetHMACAsBytes takes the data, then the key; here the key stands first.", nil, nil},
	{"hmac-arguments-swapped", byInference, regexp.MustCompile(`HmacSHA256\(\s*["'\x60]AWS4`), "CryptoJS.HmacSHA256 takes the message, then the key; here the secret key stands first.", regexp.MustCompile(`(?i)crypto-?js`), nil},
	{"hmac-arguments-swapped", byInference, regexp.MustCompile(`hmac_sha256(?:_hex)?\(\s*["']AWS4`), "hmac_sha256 of Digest::SHA takes the data, then the key; here the secret key stands first.", regexp.MustCompile(`Digest::SHA`), nil},
	{"date-not-utc", byInference, regexp.MustCompile(`new SimpleDateFormat\(\s*"yyyyMMdd"[^)\n]*\)\.format\(`), "SimpleDateFormat writes the local day where no zone is set; the day that is signed is that of UTC.", regexp.MustCompile(`(?i)evening|night|morning|afternoon|\bhours?\b|time ?zone`), regexp.MustCompile(`(?i)setTimeZone|setDefault|user\.timezone|TZ=UTC|ZoneOffset\.UTC|(?:in|on|zone|is) UTC`)},
	{"host-port-mismatch", byInference, regexp.MustCompile(`(?i)["']?host["']?\]?\s*[:=(,]>?\s*\w*(uri|url|u|parsed|endpoint)\w*(\.hostname\b|\.Hostname\(\)|\.getHost\(\)|\.host\b)`), "The host is taken without its port; a port other than the default is part of what is signed.", portInURL, nil},
	{"ses-smtp-password", byWords, regexp.MustCompile(`(?i)(credentials?|keys?|same|users?)[^.\n]{0,80}\bSMTP\b|\bSMTP\b[^.\n]{0,60}\b(credentials?|keys?|users?|passwords?)\b`), "Credentials for SMTP are used for the API: an SMTP password is derived from a secret key and is none.", regexp.MustCompile(`(?i)\bSES\b|email\.|ses:`), nil},
	{"other-scheme", byInference, regexp.MustCompile(`mws\.amazonservices\.|mws-eu\.amazonservices`), "Marketplace Web Service takes Signature Version 2.", regexp.MustCompile(`AWS4-HMAC`), nil},
	{"body-recoded-after-hashing", byWords, regexp.MustCompile(`content-encoding:(gzip|deflate|br|zstd)`), "The body is compressed: it has to be compressed before it is hashed.", regexp.MustCompile(`(?i)compress`), nil},
	{"plus-for-space", byInference, regexp.MustCompile(`URLSearchParams\(|quote_plus\(\s*(?:[^a\s]|a[^c])|url\.QueryEscape\(|URLEncoder\.encode\(|http_build_query\(`), "This writes a blank as +, and the query holds one; Signature Version 4 signs %20.", regexp.MustCompile(`=[A-Za-z0-9_.~-]*%20`), blankMended},
	{"query-in-path", byInference, regexp.MustCompile(`(?i)\bpath\w*["']?\s*[:=][^,;\n]*\+?\s*\(?[^,;\n]*["'\x60]\?["'\x60]\s*\+`), "The query is put into the path that is signed; it has to be given as query.", regexp.MustCompile(`(?i)sigv4|SignatureV4|\.sign\(`), regexp.MustCompile(`aws4\.sign\(`)},
	{"query-under-encoded", byInference, regexp.MustCompile(`encodeURIComponent\(\w+\)\.replace\(/\[!'\(\)\]/g`), "encodeURIComponent leaves ! ' ( ) and * raw; this encodes all of them but *.", nil, regexp.MustCompile(`\\\*[^\n]{0,14}%2A`)},
	{"signature-over-wrong-text", byInference, regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(await\s+)?\w*get_?signature_?key\(`), "The signing key itself is taken for the signature; it has to sign the string to sign.", nil, nil},
	{"signature-not-hex", byInference, regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(OpenSSL::HMAC\.digest\(|hmac\.new\([^\n]*\)\.digest\(\)|[^\n;]*\.digest\(['"]base64['"]\)|Base64\.(strict_)?encode)`), "The last HMAC is not written in hex: 64 lower-case digits are due.", regexp.MustCompile(`AWS4`), regexp.MustCompile(`\.hex\(\)|hexlify|unpack1?\(`)},
	{"signed-headers-malformed", byInference, regexp.MustCompile(`(?i)(rawurlencode|urlencode|encodeURIComponent|\bquote)\(\s*\$?signed_?headers\b`), "The list of signed headers is percent-encoded in the canonical request; its semicolons stay as they are.", nil, regexp.MustCompile(`X-Amz-SignedHeaders["\x60\x27]?\s*(?:=|:|,|\]|=>)`)},
	{"hmac-arguments-swapped", byRule, regexp.MustCompile(`(?i)generateMac\(\s*['"]hmacSHA256['"]\s*,\s*Blob\.valueOf\(\s*['"]AWS4['"]\s*\+`), "generateMac takes algorithm, input, key; here \"AWS4\" and the secret key stand where the input belongs.", nil, nil},
	{"date-pattern-wrong", byInference, regexp.MustCompile(`["']hhmmss["']`), "hh is the hour of a 12-hour clock; HH is due.", nil, nil},
	{"header-underscore-dropped", byHint, regexp.MustCompile(`(?i)metadata["']?\s*[:=]\s*\{[^}\n]*["'{\s]\w+_\w+["']?\s*:`), "A name of the metadata has an underscore: some proxies and servers drop such headers.", nil, nil},
	{"method-mismatch", byInference, regexp.MustCompile(`:method\s+:(get|put|post|delete|head)\b`), "The method is given as a keyword, not as the text that is signed, such as \"PUT\".", regexp.MustCompile(`(?i)presign`), nil},
	{"unsigned-payload-misused", byInference, regexp.MustCompile(`(?i)x-amz-content-sha256["'\]]*\s*(?:[:=,]|=>)\s*["']UNSIGNED-PAYLOAD["']`), "x-amz-content-sha256 is set to UNSIGNED-PAYLOAD, which S3 takes and the service here does not: it wants the hash of the body.", regexp.MustCompile(`(?i)service(?:_?name)?["']?\s*(?:[:=(]|=>)+\s*["'](?:execute-api|appsync|lambda|sqs|sns|sts|dynamodb|bedrock|kinesis|iam|events|logs|neptune-db)["']`), nil},
	{"path-under-encoded", byInference, regexp.MustCompile(`(?i)canonical_?(?:ur[il]|path)\w*\s*(?::\s*String\s*)?:?=\s*(?:\w+\.path\.isEmpty\s*\?\s*"/"\s*:\s*)?(?:url\.path|\w+\.LocalPath|\w*(?:\.URL|[uU]rl)\.Path|uri\.getPath\(\))\s*[;\n]`), "The path is taken decoded (URL.path in Swift, URL.Path in Go, LocalPath in .NET, URI.getPath in Java) and signed so; it is percent-encoded in what is sent.", regexp.MustCompile(`(?i)(?:https?://[^\s?"]*|\n/[^\s?"]*)%[0-9A-F]{2}`), regexp.MustCompile(`\burl(?:parse|split)\(`)},
	{"plus-for-space", byHint, regexp.MustCompile(`URLSearchParams\(|quote_plus\(\s*(?:[^a\s]|a[^c])|url\.QueryEscape\(|URLEncoder\.encode\(|http_build_query\(`), "This writes a blank as +; Signature Version 4 signs %20.", nil, blankMended},
	{"unreserved-encoded", byHint, regexp.MustCompile(`encodeURIComponent\(\s*(\w+\.)*(key|path|objectKey|object_key|fileName|filename)\s*\)`), "encodeURIComponent on a whole key encodes its slashes, too; / is kept in a path.", nil, nil},
	{"string-to-sign-malformed", byInference, regexp.MustCompile(`["'\x60]AWS4-HMAC-SHA256 (?:\d{8}T\d{6}Z \d{8}/[\w-]+/[\w-]+/aws4_request ["'\x60]\s*[.+,]|["'\x60]\s*[.+]\s*\$?[\w>.()-]+\s*[.+]\s*["'\x60] ["'\x60])`), "The lines of the string to sign are joined by blanks; they are joined by \\n.", nil, regexp.MustCompile(`(?im)^[^\n]*(?:authorization|credential)[^\n]*["'\x60]AWS4-HMAC-SHA256 ["'\x60]\s*[.+]\s*\$?[\w>.()-]+\s*[.+]\s*["'\x60] ["'\x60]`)},
	{"canonical-request-malformed", byInference, regexp.MustCompile(`(?i)canonical_?query\w*\s*=\s*f?(?:'''|""")[^'"]*\n[ \t]*&`), "The text between the triple quotes runs over several lines: its line breaks are part of the canonical query.", nil, regexp.MustCompile(`(?:'''|""")[)\s]*\.(?:replace|split|translate)|\.join\(|re\.sub\(`)},
	{"host-port-mismatch", byInference, regexp.MustCompile(`(?i)://\$\{\w+(?:\.\w+)*\.host(?:name)?\}:\d{4,5}\b`), "The port is put into the URL after the host was signed without it; a port other than the default is part of the Host header.", regexp.MustCompile(`(?i)presign|\.sign\(`), nil},
	{"unsigned-payload-misused", byInference, regexp.MustCompile(`UNSIGNED-PAYLOAD`), "UNSIGNED-PAYLOAD is signed for a service that hashes the body it receives: only S3 takes an unsigned body.", regexp.MustCompile(`(?i)X-Amz-Credential=[^&\s"']*(?:%2F|/)(?:lambda|execute-api|appsync|sqs|sns|es|aoss|bedrock|iotdata)(?:%2F|/)aws4_request`), nil},
	{"body-reserialized", byInference, regexp.MustCompile(`\b(?:requests|session|client|http|httpx)\w*\.(?:post|put|patch|request)\([^\n]*\bjson\s*=`), "The text that is hashed is made by json.dumps with options of its own, and the dict is given to the HTTP client, which writes it anew: other bytes are sent. Send the text that was hashed, with data= or content=.", regexp.MustCompile(`json\.dumps\([^\n]*\b(?:separators|sort_keys|indent|ensure_ascii)\s*=`), regexp.MustCompile(`\b(?:data|content)\s*=\s*(?:payload|body|json_?\w*|\w*text)\b`)},
	{"path-under-encoded", byHint, regexp.MustCompile(`encodeURI\(`), "encodeURI leaves $ & + , : ; = @ ! ' ( ) * raw; in the canonical URI they are percent-encoded.", nil, nil},
}

// toolFails is what a shell or openssl prints when it cannot compute an HMAC.
var toolFails = regexp.MustCompile(`unknown option '?-(mac|macopt|hmac)'?|(openssl|xxd|od|hexdump): (command )?not found|invalid hexkey|Error setting context`)

// blankMended is code that writes %20 for the + that an encoder for forms makes.
var blankMended = regexp.MustCompile(`PHP_QUERY_RFC3986|["'\x60/]\\{0,2}\+["'\x60/]\w*\s*,\s*["'\x60]%20["'\x60]`)

// portInURL is a URL with a port other than the default: of a host, or of a store that
// runs on the person's own machine.
var portInURL = regexp.MustCompile(`https?://(?:[\w-]+\.[\w.-]+:[0-9]{4,5}|[\w-]+:(?:9000|4566|8333|3900|7480))\b`)

var shortSignature = regexp.MustCompile(`Signature=[0-9a-f]{56,63}(?:[^0-9a-f]|$)`)

// derives4 is the secret key behind its prefix in a form for printf.
var derives4 = regexp.MustCompile(`["']AWS4(?:["']|%s)`)

var derives = regexp.MustCompile(`AWS4["']`)

// codeLooks read code and configuration beside a failure.
var codeLooks = func() []mistake {
	var out []mistake
	for _, s := range codeSigns {
		out = append(out, mistake{code: s.code, look: func(f *facts) []hit { return f.lookCode(s) }})
	}
	for _, l := range lackings {
		out = append(out, mistake{code: l.code, look: l.lookOptions})
	}
	return append(out,
		mistake{code: "host-port-mismatch", look: lookProxyHost},
		mistake{code: "host-mismatch", look: lookInternalHost},
		mistake{code: "content-type-mismatch", look: lookPresignedType},
		mistake{code: "path-under-encoded", look: lookKeyInCode},
		mistake{code: "signing-key-as-text", look: lookHexChain},
		mistake{code: "signing-key-wrong-service", look: lookKeyChain},
		mistake{code: "region-mismatch", look: lookRegionInCode},
		mistake{code: "signing-key-wrong-service", look: lookServiceInCode},
		mistake{code: "query-unsorted", look: lookUnsortedInCode},
		mistake{code: "query-not-signed", look: lookPathnameInCode},
		mistake{code: "signing-key-stale", look: lookCachedKey},
		mistake{code: "payload-hash-mismatch", look: lookTemplateBody},
		mistake{code: "path-reencoded-after-signing", look: lookDotsInCode},
		mistake{code: "string-to-sign-hash-wrong", look: lookUnhashed},
	)
}()

func (f *facts) lookCode(s codeSign) []hit {
	if f.verified || f.answer != nil && !f.mismatch() && !f.refused() && !f.unsaid() && !(s.basis == byRule && f.barred()) {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, signing) || !f.holds(i, s.line) || s.also != nil && !f.holds(i, s.also) || s.unless != nil && f.holds(i, s.unless) {
			continue
		}
		if m := f.inForce(i, s.line); m != nil {
			b := s.basis
			if amended.Match(f.ev.Sources[i].Data[m[1]:]) {
				b = max(b, byWords) // and it may be the only line that was
			}
			return []hit{{basis: b, says: s.says, places: []evidence.Text{f.codePlace(i, m)}, at: KeyStage}}
		}
	}
	return nil
}

var (
	commentLine = regexp.MustCompile(`^\s*(?://|--\s|\*\s|#\s*(?:was|before|old|previously|instead|not)\b)`)
	commandNote = regexp.MustCompile(`^\s*#(?:\s|[a-z]\w*\s*=)`)
	formerly    = regexp.MustCompile(`(?i)(?:#|//)\s*(?:was|before|old|previously|instead of|not)\b`)
	addedLine   = regexp.MustCompile(`(?m)^\+[^+\n]`)
	printsBare  = regexp.MustCompile(`\bprintf\b`)
	rootPrompt  = regexp.MustCompile(`(?m)^\s*# (?:echo|curl|openssl|printf|aws|docker|kubectl|cat|export)\b`)
)

// amended is what people say who have changed a line, and are refused all the same.
var amended = regexp.MustCompile(`(?i)\b(?:changed (?:(?:it|that|this) )?(?:to|accordingly)|(?:fixed|corrected) (?:it|that|this)|switched to)\b[^\n]{0,120}\bstill\b`)

// inForce is where a form first stands in code that is run: not in a comment, nor on a
// line that a diff takes away. nil where it does not.
func (f *facts) inForce(source int, form *regexp.Regexp) []int {
	data := f.ev.Sources[source].Data
	for _, m := range f.ev.All(source, form) {
		from := bytes.LastIndexByte(data[:m[1]-1], '\n') + 1
		line := data[from:m[1]]
		switch {
		case commentLine.Match(line), formerly.Match(line):
		case commandNote.Match(line) && (!f.holds(source, rootPrompt) || f.holds(source, printsBare)):
		case line[0] == '-' && f.holds(source, addedLine):
		default:
			return m
		}
	}
	return nil
}

var (
	// literalKey is what may be a secret key, or a part of one, in a line of code.
	literalKey = regexp.MustCompile(`[A-Za-z0-9/+]{16,}`)
	// keyBehind is a literal where a secret key stands, whatever it looks like.
	keyBehind = regexp.MustCompile(`\becho\s+(?:-n\s+)?["']?([^\s"'$|-])|AWS4["'\x60]\s*[+.,&]\s*["'\x60]([^"'\x60])|(?i:secret|password)\w*["']?\s*(?::|:?=>?)\s*["'\x60]([^"'\x60])`)
)

// longestWord is longer than the names in code are: secret keys of some stores are 64
// lower-case hex digits.
const longestWord = 31

// codePlace is where a form stands in code, as far as what may be a secret key in it.
func (f *facts) codePlace(source int, m []int) evidence.Text {
	t := f.ev.Cut(source, m[0], m[1])
	to := len(t.S)
	for _, k := range literalKey.FindAllStringIndex(t.S, -1) {
		word := t.S[k[0]:k[1]]
		if len(word) > longestWord || strings.ContainsAny(word, "0123456789") && lower(word) != word && upper(word) != word {
			to = k[0]
			break
		}
	}
	if k := keyBehind.FindStringSubmatchIndex(t.S); k != nil {
		to = min(to, max(k[2], k[4], k[6]))
	}
	return t.Sub(0, to)
}

// unsaid reports whether the answer is EC2's to anything that is wrong with a signature.
func (f *facts) unsaid() bool {
	return f.answer != nil && strings.Contains(f.answer.Message.S, "not able to validate the provided access credentials")
}

// barred reports whether the answer is AccessDenied and nothing else: stores other
// than AWS answer so to a wrong signature, too.
func (f *facts) barred() bool {
	return lastPart(f.answer.Code.S) == "AccessDenied" && !strings.Contains(f.answer.Message.S, " ") && !f.onAWS()
}

var signing = regexp.MustCompile(`(?i)AWS4|signature|sigv4|X-Amz-|SignedHeaders`)

var (
	nginxHost = regexp.MustCompile(`proxy_set_header\s+Host\s+(\$host|\$proxy_host|\$server_name|[\w.-]+);`)
	anyURL    = regexp.MustCompile(`https?://([A-Za-z0-9.-]+(?::\d+)?)`)
)

// lookProxyHost reads an nginx configuration that passes another Host on than it
// gets: $host has no port, $proxy_host is the upstream's name.
func lookProxyHost(f *facts) []hit {
	if !f.mismatch() || f.server.canonical != nil || f.model.host == "" {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, nginxHost) {
			continue
		}
		m := f.ev.First(i, nginxHost)
		value := string(src.Data[m[2]:m[3]])
		h := hit{basis: byInference, places: []evidence.Text{f.codePlace(i, m)}, at: RequestStage}
		switch port := portOf(f.model.host); {
		case value == "$host" && port != "" && port != "443" && port != "80":
			h.says = "nginx passes $host on, which is the name without its port; " + f.model.host + " was signed. $http_host is what the client sent."
		case value == "$host":
			continue
		default:
			h.code = "host-rewritten-by-proxy"
			h.says = "nginx passes " + value + " on as Host; " + f.model.host + " was signed. $http_host is what the client sent."
		}
		return []hit{h}
	}
	return nil
}

// lookInternalHost finds a URL that was signed for a name inside a network and is
// used under another.
func lookInternalHost(f *facts) []hit {
	if f.params.Carrier != sigv4.InQuery || f.server.canonical != nil || !internal(bareHost(f.model.host)) {
		return nil
	}
	if f.params.Scope.Service == "rds-db" {
		return f.lookTunnel()
	}
	if !f.mismatch() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, anyURL) {
			continue
		}
		for _, m := range anyURL.FindAllSubmatchIndex(src.Data, 50) {
			if h := string(src.Data[m[2]:m[3]]); h != f.model.host && !internal(bareHost(h)) && !awsHost(h) {
				return []hit{{basis: byInference, says: "The URL is signed for " + f.model.host + ", a name inside a network, and is used under " + h + ": the host is signed and cannot be exchanged.", places: append(places(f.hostText()), f.ev.Cut(i, m[2], m[3])), yours: f.model.host, correct: h, at: CanonicalStage}}
			}
		}
	}
	return nil
}

var (
	databaseHost    = regexp.MustCompile(`([\w-]+(?:\.[\w-]+)+\.rds\.amazonaws\.com(?:\.cn)?)`)
	databaseRefuses = regexp.MustCompile(`PAM authentication failed|pg_hba\.conf rejects|Access denied for user`)
)

// lookTunnel finds a database token that was made for the near end of a tunnel: the
// database checks it for its own name.
func (f *facts) lookTunnel() []hit {
	if !f.pasteHas(databaseRefuses) {
		return nil
	}
	h := f.pasteFinds(databaseHost)
	if h == "" {
		return nil
	}
	return []hit{{basis: byInference, stands: true, says: "The token is signed for " + f.model.host + ", the near end of a tunnel: the database checks it for its own name, " + h + ".", places: places(f.hostText()), yours: f.model.host, correct: h, at: CanonicalStage}}
}

var internalHost = regexp.MustCompile(`^([a-z0-9-]+|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|.*\.(local|internal|svc|cluster\.local|lan))$`)

// internal reports whether a host is a single label or an address of a private network.
func internal(host string) bool { return internalHost.MatchString(lower(host)) }

var (
	presigns        = regexp.MustCompile(`(?i)getSignedUrl|presign|generatePresigned|X-Amz-SignedHeaders`)
	contentTypeSent = regexp.MustCompile(`['"]?(?:Content-Type|content-type)['"]?\s*(?:=>|[:=,])\s*['"]([\w.+/ ;=-]+)['"]`)
)

// contentTypeGiven is a Content-Type that code takes from a variable.
var contentTypeGiven = regexp.MustCompile(`['"](?:Content-Type|content-type)['"]\s*(?:=>|[:=,])\s*[A-Za-z_$][\w.$]*\s*[,})\n]`)

// isSentInCode reports whether one of the requests in code has a content type.
func (f *facts) isSentInCode(contentType string) bool {
	for t := range f.matches(contentTypeSent) {
		if t.S == contentType {
			return true
		}
	}
	return false
}

var contentTypeParam = regexp.MustCompile(`ContentType['"]?\s*[:=]>?\s*["']([\w.+/-]+)["']`)

// lookPresignedType compares the content type that code presigns with the one sent.
func lookPresignedType(f *facts) []hit {
	if f.verified || !f.pasteHas(presigns) || f.params.Carrier == sigv4.InHeader && f.claim != nil {
		return nil
	}
	sent, ok := f.raw.HeaderValue("content-type")
	if v, where := f.serverLine("content-type"); where.Present() {
		sent, ok = v, true
	}
	b := byTexts
	if !ok {
		if f.pasteHas(contentTypeGiven) {
			return nil // one of the requests has the type of its file
		}
		sent, b = f.pasteFinds(contentTypeSent), byInference
	}
	if sent == "" || template(sent) {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, contentTypeParam) {
			continue
		}
		m := f.ev.First(i, contentTypeParam)
		if signed := string(src.Data[m[2]:m[3]]); signed != sent && (ok || !f.isSentInCode(signed)) {
			return []hit{{basis: b, says: "The URL is presigned for content-type " + signed + ", the request sends " + sent + ".", places: append([]evidence.Text{f.codePlace(i, m)}, places(f.contentTypeText())...), yours: "content-type:" + signed, correct: "content-type:" + sent, at: CanonicalStage}}
		}
	}
	return nil
}

// lookKeyInCode finds an object key with characters that encoders leave raw,
// beside a failure that shows nothing else.
func lookKeyInCode(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || f.server.canonical != nil || f.client.Canonical != nil || f.wire() {
		return nil
	}
	for _, h := range f.ev.Hints {
		if h.Kind != evidence.HintObjectKey {
			continue
		}
		out := hit{basis: byWords, places: places(h.Value), yours: h.Value.S, correct: sigv4.UriEncode(h.Value.S, true), at: CanonicalStage}
		switch {
		case !ascii(h.Value.S):
			out.code, out.says = "non-ascii-encoded-differently", "The key has letters outside ASCII: both sides have to encode the same UTF-8 bytes, in the same Unicode form."
		case reservedIn(h.Value.S) == "+":
			out.code, out.says = "plus-for-space", "The key has a +, which is signed and sent as %2B; a raw + is read as a blank."
		case reservedIn(h.Value.S) != "":
			out.says = "The key has " + reservedIn(h.Value.S) + ", which is percent-encoded in the canonical URI; encoders for URLs leave such characters raw."
		default:
			continue
		}
		return []hit{out}
	}
	return nil
}

// lookUnhashed finds code that signs what Fine Uploader hands it as it is: the
// canonical request in it has to be hashed first.
func lookUnhashed(f *facts) []hit {
	if f.verified || !f.mismatch() || !f.pasteHas(fineUploader) || !f.pasteHas(macCall) || f.pasteHas(hashCall) {
		return nil
	}
	_, where := f.find(macCall)
	return []hit{{basis: byInference, says: "Fine Uploader hands over the canonical request behind the scope, as it is. The code signs that text; its hash is due there.", places: places(where), at: StringToSignStage}}
}

var (
	macCall  = regexp.MustCompile(`(?i)generateMac\(|createHmac\(|hash_hmac\(|hmac\.new\(|HmacSHA256\(|Mac\.getInstance\(|hmac\.New\(`)
	hashCall = regexp.MustCompile(`(?i)generateDigest\(|createHash\(|hash\(\s*['"]sha256|hashlib\.sha256\([^)]|\bSHA256\(|MessageDigest|sha256\.Sum256\(|Digest::SHA256`)
)

// A lacking is an option that a call of the package aws4 is not given although another
// one shows that the request has it: the package signs without it then.
type lacking struct {
	code         string
	shown, given *regexp.Regexp
	says         string
}

var lackings = []lacking{
	{"path-missing-component", regexp.MustCompile(`\b(?:url|uri)\s*:`), regexp.MustCompile(`\b(?:path|pathname)\b\s*[:,}]|\.\.\.`), "aws4 signs what is given as path, and / where it is given none; the URL is for the HTTP client alone."},
	{"empty-body-hash", regexp.MustCompile(`\bmethod\s*:\s*["'\x60](?:POST|PUT|PATCH)\b`), regexp.MustCompile(`\bbody\b\s*[:,}]|\.\.\.`), "aws4 is not given the body: it signs the hash of an empty one."},
}

// lookOptions reads the first call of the package aws4 (its README, "Options").
func (l lacking) lookOptions(f *facts) []hit {
	if f.client.Canonical != nil || f.verified || !f.mismatch() {
		return nil
	}
	for i, src := range f.ev.Sources {
		from := bytes.Index(src.Data, []byte("aws4.sign("))
		if from < 0 || len(src.Data) > maxCode {
			continue
		}
		call := firstObject(src.Data[from:min(len(src.Data), from+mostOptions)])
		if m := l.shown.FindIndex(call); m != nil && !l.given.Match(call) {
			return []hit{{basis: byInference, says: l.says, places: []evidence.Text{f.ev.Cut(i, from+m[0], from+m[1])}, at: CanonicalStage}}
		}
	}
	return nil
}

// mostOptions bounds the text of the options of one call.
const mostOptions = 4 << 10

// firstObject is the text of a call up to the end of the object that is its first
// argument, nothing where that is no object.
func firstObject(call []byte) []byte {
	open := bytes.IndexByte(call, '(')
	if open < 0 || !bytes.HasPrefix(bytes.TrimSpace(call[open+1:]), []byte("{")) {
		return nil
	}
	depth := 0
	for i, c := range call[open+1:] {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return call[:open+2+i]
			}
		}
	}
	return nil
}

var dotsInCode = regexp.MustCompile(`(?i)(?:\b(?:object_?)?key\b["']?[^\n"'\x60]*|\bpath["']?\s*[:=]\s*|\bput\w*\(\s*)["'\x60](?:\.\.?(?:\\\\|[\\/]))+([^"'\x60\n]+)["'\x60]`)

// lookDotsInCode finds a key that begins with dot segments, without which the server
// saw it: they are signed, and lost when a URL is made of them.
func lookDotsInCode(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || f.verified {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, dotsInCode) {
			continue
		}
		for _, m := range dotsInCode.FindAllSubmatchIndex(src.Data, 50) {
			rest := slashes.Replace(string(src.Data[m[2]:m[3]]))
			if before, ok := strings.CutSuffix(sigv4.PercentDecode(c.Path.S), "/"+rest); ok && strings.Count(before, "/") <= 1 {
				return []hit{{basis: byInference, says: "The key begins with dot segments, which the path that arrived does not have: the signer signs them, and whatever makes the URL resolves them.", places: append(places(c.Path), f.codePlace(i, m)), yours: string(src.Data[m[0]:m[1]]), correct: c.Path.S, at: CanonicalStage}}
			}
		}
	}
	return nil
}

var slashes = strings.NewReplacer(`\\`, "/", `\`, "/")

var (
	endpointInCode = regexp.MustCompile(`\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com`)
	regionInCode   = regexp.MustCompile(`(?i)region\w*(?:\[\])?["'\])]*\s*[:=]\s*["']([a-z]{2}(?:-[a-z]+)+-\d)["']`)
	// regionOther is a region for something else than what is signed.
	regionOther = regexp.MustCompile(`(?i)\b(?:log|backup|central|replica|billing|peer|audit)\w*[_-]region`)
)

// lookRegionInCode compares the region that code or settings name with the one in the
// endpoint beside it, where each is the only one.
func lookRegionInCode(f *facts) []hit {
	if f.verified || f.claim != nil || f.answer == nil || !f.mismatch() && !f.refused() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		host, region := onlyMatch(endpointInCode, src.Data), onlyMatch(regionInCode, src.Data)
		if host == nil || region == nil || f.holds(i, regionOther) {
			continue
		}
		if h, r := string(src.Data[host[2]:host[3]]), string(src.Data[region[2]:region[3]]); h != r {
			return []hit{{basis: byInference, says: "The endpoint is in " + h + ", the region given is " + r + ".", places: []evidence.Text{f.ev.Cut(i, region[2], region[3]), f.ev.Cut(i, host[2], host[3])}, yours: r, correct: h, at: KeyStage}}
		}
	}
	return nil
}

// otherRegion is a region that code gives besides the one of the credential scope.
func (f *facts) otherRegion() (string, evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode || f.params.Scope.Region == "" {
			continue
		}
		for _, m := range regionInCode.FindAllSubmatchIndex(src.Data, 20) {
			if r := string(src.Data[m[2]:m[3]]); r != f.params.Scope.Region {
				return r, f.ev.Cut(i, m[2], m[3])
			}
		}
	}
	return "", evidence.Text{}
}

// onlyMatch is where a form matches, nil when it does with several values.
func onlyMatch(form *regexp.Regexp, data []byte) []int {
	all := form.FindAllSubmatchIndex(data, 20)
	for _, m := range all {
		if string(data[m[2]:m[3]]) != string(data[all[0][2]:all[0][3]]) {
			return nil
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// unpaddedSign is the sign of code that drops leading zeros.
func unpaddedSign() codeSign {
	for _, s := range codeSigns {
		if s.code == "signature-hex-unpadded" {
			return s
		}
	}
	return codeSign{}
}

func (f *facts) contentTypeText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	return f.fieldText("content-type")
}
