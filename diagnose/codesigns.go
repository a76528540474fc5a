package diagnose

import "regexp"

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

// codeSigns are looked for where the paste is of a failed signature. Each is a
// form that the languages' own documentation or many public reports show.
var codeSigns = []codeSign{
	{
		code:   "canonical-blank-line-wrong",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)canonical_?request\w*\s*=\s*["'](?:\{\}|%s)\\n(?:\{\}|%s)\\n(?:\{\}|%s)\\n(?:\{\}\{\}|%s%s)\\n(?:\{\}|%s)["']`),
		says:   "The header lines, each with its line end, are put directly before the list of signed headers; an empty line is due between them.",
		unless: regexp.MustCompile(`(?i)headers\w*\s*\+?=[^\n]*(?:\\n\\n|\\n["']\s*\+\s*["']\\n)|(?i)header[^\n]*\+\s*["\x27]\\n["\x27]\s*;`),
	},
	{
		code:   "canonical-blank-line-wrong",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)canonical_?headers\w*\s*:?=\s*[fbrs$@]?["'\x60](?:[^"'\x60\\\n]|\\.)*(?:[^n\\"'\x60\n]|[^\\]n)["'\x60]\s*;?\s*\n`),
		says:   "The block of header lines does not end in a line end, and one line end follows it: the empty line before the list of signed headers is missing.",
		also:   regexp.MustCompile(`(?i)canonical_?headers\}?\\n\$?\{?signed_?headers`),
		unless: regexp.MustCompile(`(?i)canonical_?headers\w*\s*(?:\+=|\.=)|\.join\(|\.map\(`),
	},
	{
		code:  "canonical-request-malformed",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)\w*(?:canon|req|lines|parts)\w*(?:\[\]\s*=|\.(?:push|append|add)\()\s*\$?signed_?headers\w*\)?\s*;?\s*\n[^\n]{0,40}(?:\[\]\s*=|\.(?:push|append|add)\()\s*\$?canonical_?query`),
		says:  "The query is put behind the signed headers; it is the third line, before the header lines.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		line:  regexp.MustCompile(`(?:key|k(?:Date|Region|Service|Signing|Secret)|return)\w*\s*=?\s*new String\(\s*\w*[mM][aA][cC]\w*\.doFinal\(`),
		says:  "The HMAC is kept as a string: its bytes become other ones when the string is turned into bytes for the next step.",
		also:  derives,
	},
	{
		code:   "signing-key-as-text",
		basis:  byInference,
		line:   regexp.MustCompile(`HMAC\(\s*\w+\([^)]*\)\s*,\s*key\s*,\s*(?:\(\w+\)\s*)?strlen\(\s*(?:\((?:const\s+)?char\s*\*\)\s*)?key\s*\)`),
		says:   "The length of the key is taken with strlen, which ends at the first zero byte: a derived key is 32 raw bytes, and one in eight holds a zero.",
		also:   derives4,
		unless: regexp.MustCompile(`HMAC\([^;]*,\s*(?:32|SHA256_DIGEST_LENGTH|key_?[lL]en|klen|sizeof)`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)\bhmac\(\s*\w*key\s+text\b[^;]*encode\(\s*hmac\([^;]*'hex'\s*\)`),
		says:  "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:  derives,
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)\bNL\w*\s*=\s*\{?\$C(?:HAR)?\(13,\s*10\)`),
		says:  "The text is built with a carriage return; its lines are joined by a line feed (\\n) alone.",
		also:  derives,
	},
	{
		code:   "header-value-lowercased",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)\b(?:to_?)?lower(?:_?case)?\(\s*[\w.]+\s*(?:<>|\+|\.\.|&|\|\|)\s*["']:["']|\{\w+\}:\{\w+[^"'\n]*["']\.lower\(\)|["']:["']\s*\+\s*[\w.\[\]()]+\)\.(?:toLowerCase|to_lowercase|downcase|lower)\b`),
		says:   "The whole header line is put in lower case, its value, too; only the name is.",
		also:   regexp.MustCompile(`(?i)canonical|AWS4`),
		unless: regexp.MustCompile(`(?i)(?:lower(?:_?case)?\(|\{)[^\n]*(?:port|host|bucket|user|addr)|(?:port|host|bucket|addr)\w*\}?["')]*\.(?:toLowerCase|to_lowercase|downcase|lower)`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byRule,
		line:  regexp.MustCompile(`hash_hmac\(\s*['"]sha256['"]\s*,\s*['"]AWS4['"]\s*\.`),
		says:  "hash_hmac takes algorithm, data, key; here \"AWS4\" and the secret key stand where the data belongs.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		line:  regexp.MustCompile(`hash_hmac\(\s*['"]sha256['"]\s*,[^,()]+,\s*['"]AWS4['"]\s*\.\s*\$?\w+\s*\)`),
		says:  "hash_hmac without its last argument true gives hex text, which then keys the next step; the 32 raw bytes are due.",
	},
	{
		code:  "string-to-sign-hash-wrong",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)hash_hmac\(\s*['"]sha256['"]\s*,\s*\$?canon`),
		says:  "The canonical request is put through an HMAC; its plain SHA-256 is due.",
	},
	{
		code:  "string-to-sign-hash-wrong",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)(createHmac|hmac\.new|HmacSHA256)\([^)\n]*canonical_?request`),
		says:  "The canonical request is put through an HMAC; its plain SHA-256 is due.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		line:  regexp.MustCompile(`(?im)(?:^|[^"'\x60\w])(?:(?:k_?(?:date|region|service)(?:_?key)?|(?:date|region|service)_?key)\s*:?=|(?:date|region|service)\s*:?=[^\n;]*hmac)[^\n;]*(?:\.hexdigest\(\)|digest\(['"]hex['"]\)|\.toString\((?:['"]hex['"]|CryptoJS\.enc\.Hex)?\)|bin2hex\(|EncodeToString\()`),
		says:  "A derived key is turned into text before the next step; the 32 raw bytes are due.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)createHmac\([^\n;]*\.digest\(\s*['"](?:utf-?8|ascii|ucs2)['"]`),
		says:  "The HMAC is decoded to text, which destroys its bytes; the 32 raw bytes are due as key of the next step.",
	},
	{
		code:   "signing-key-as-text",
		basis:  byInference,
		line:   regexp.MustCompile(`(?is)func\s+\w*hmac\w*\([^)]*\)\s*string\s*\{[^}]*EncodeToString`),
		says:   "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:   derives,
		unless: regexp.MustCompile(`return \w+\.Sum\(nil\)`),
	},
	{
		code:   "signing-key-as-text",
		basis:  byInference,
		line:   regexp.MustCompile(`(?is)def\s+\w*(hmac|sign)\w*\([^)]*\):?[^\n]*\n(\s+[^\n]*\n){0,4}?\s+return[^\n]*hexdigest\(\)`),
		says:   "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:   derives,
		unless: regexp.MustCompile(`hmac\.new\([^\n]*\)\.digest\(\)`),
	},
	{
		code:  "signature-hex-unpadded",
		basis: byRule,
		line:  regexp.MustCompile(`String\(\w+\[\w+\],\s*HEX\)|Integer\.toHexString\(\s*(0xff\s*&|\w+\s*&\s*0xff)|\.toString\(16\)|"%x"|'%x'`),
		says:  "The hex conversion writes bytes under 0x10 with one digit; two are due.",
		also:  shortSignature,
	},
	{
		code:   "hmac-wrong-algorithm",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)(createHmac\(\s*['"]sha1['"]|Hmac_?SHA1|hmac\.new\([^\n]*hashlib\.sha1|hash_hmac\(\s*['"]sha1['"]|-sha1\s+-hmac)`),
		says:   "The code computes an HMAC with SHA-1; Version 4 signs with HMAC-SHA256.",
		also:   regexp.MustCompile(`AWS4`),
		unless: regexp.MustCompile(`(?i)createHmac\(\s*['"]sha256|Hmac_?SHA256|hmac\.new\([^\n]*sha256|hash_hmac\(\s*['"]sha256|-sha256\s+-hmac`),
	},
	{
		code:  "newline-added-at-end",
		basis: byInference,
		line:  regexp.MustCompile(`echo\s+["']?\$\{?\w*(canonical|string_?to_?sign|sts|creq|request)\w*\}?["']?\s*\|\s*(?:openssl|sha256sum|shasum|xxd|\\|$)`),
		says:  "echo puts a newline behind the text that is hashed; printf %s does not.",
	},
	{
		code:   "line-ends-crlf",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)(?:canonical|stringToSign|string_to_sign)(?:_?(?:request|string|headers?|uri|query)\w*)?\s*(\+?=|:=|\.=)[^\n]*\\r\\n`),
		says:   "The text is built with \\r\\n; its lines are joined by \\n alone.",
		unless: regexp.MustCompile(`replace\(/\\r|(?i:replace(?:All)?|gsub|str_replace)\(\s*["\x27/]\\r\\n`),
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)(canonical|string_?to_?sign)\w*\s*(\+?=|:=|\.=|&=|=[^\n=]*&)[^\n]*(CHAR\(13\)|\bvbCr(Lf)?\b|\bvbNewLine\b|\\r['"])`),
		says:  "The text is built with a carriage return; its lines are joined by a line feed (\\n) alone.",
	},
	{
		code:  "line-ends-crlf",
		basis: byHint,
		line:  regexp.MustCompile(`(?i)(canonical|string_?to_?sign|\bsb\b|builder)\w*[^\n]{0,120}(Environment\.NewLine|PHP_EOL|System\.lineSeparator|os\.linesep|\.AppendLine\()`),
		says:  "On Windows this ends lines with CR LF; the lines of the texts that are signed are joined by \\n alone.",
	},
	{
		code:   "newline-not-interpreted",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)(canonical|stringToSign|string_to_sign)\w*\s*\.?=\s*[^\n"]*'[^'"\n]*\\n`),
		says:   "A \\n in single quotes stays two characters in this language; double quotes, $'…' or printf give a newline.",
		also:   regexp.MustCompile(`<\?php|\$\w+\s*=|#!/bin/(ba)?sh`),
		unless: regexp.MustCompile(`\$'[^'\n]*\\n|printf\s`),
	},
	{
		code:  "date-week-year",
		basis: byInference,
		line:  regexp.MustCompile(`["'](YYYY-?MM-?dd['A-Za-z]*)`),
		says:  "The pattern YYYY writes the week-based year, which is off in the days around New Year; yyyy is the calendar year.",
		also:  regexp.MustCompile(`(?i)SimpleDateFormat|DateFormatter|ofPattern|dateFormat|NSDateFormatter|formatGMT`),
	},
	{
		code:   "date-pattern-wrong",
		basis:  byInference,
		line:   regexp.MustCompile(`["'][yY]{4}-?MM-?dd['T]*hh:?mm:?ss`),
		says:   "hh is the hour of a 12-hour clock; HH is due.",
		unless: regexp.MustCompile(`MM-?dd['T]*HH:?mm|hh:?mm:?ss a`),
	},
	{
		code:   "date-pattern-wrong",
		basis:  byInference,
		line:   regexp.MustCompile(`%H:?%m:?%S`),
		says:   "%m is the month; %M, the minute, is due.",
		unless: regexp.MustCompile(`%Y%m%dT%H%M%S`), // what is signed is written rightly
	},
	{
		code:  "date-pattern-wrong",
		basis: byInference,
		line:  regexp.MustCompile(`["'][yY]{4}-?mm-?dd['T]*HH|%Y%M%dT|["']yyyyMMdd['T]*HHMMss`),
		says:  "Month and minute are exchanged in the date pattern.",
	},
	{
		code:   "host-is-url",
		basis:  byInference,
		line:   regexp.MustCompile(`(?im)(?:^|[,{(;])\s*(?:(?:var|let|const|final|string)\s+|\w+\.|\$)?["']?host(?:name)?['"]?\s*[:=]>?\s*["']https?://[^"']+["']`),
		says:   "A URL is given where the signer takes a host name.",
		unless: regexp.MustCompile(`(?i)new URL\(\s*\w*host|urlparse\(\s*\w*host|URI\.create\(\s*\w*host|\bhost(?:name)?["\x27]?\s*[:=]>?\s*["\x27][\w-]+(?:\.[\w-]+)+["\x27]`),
	},
	{
		code:  "host-is-url",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)\bhost\s*[:=]\s*["']?(?:\{\{|\$\{?)[\s\w.]*ur[il]\s*(?:\}|["\x27,;)\n]|$)`),
		says:  "A variable that holds a URL is given where the signer takes a host name.",
	},
	{
		code:   "body-line-ends-changed",
		basis:  byInference,
		line:   regexp.MustCompile(`curl\b(?:\\\r?\n|[^\n])*(?:(?i:authorization:)\s*(?:AWS4|["'$])(?:\\\r?\n|[^\n])*\s(?:-d|--data|--data-ascii)\s+["']?@[\w./~-]+|\s(?:-d|--data|--data-ascii)\s+["']?@[\w./~-]+(?:\\\r?\n|[^\n])*(?i:authorization:)\s*(?:AWS4|["'$]))`),
		says:   "curl -d strips the line ends from a file that it reads; the hash is that of the file as it is. --data-binary sends it so.",
		also:   regexp.MustCompile(`AWS4`),
		unless: regexp.MustCompile(`--aws-sigv4`),
	},
	{
		code:   "query-changed-after-signing",
		basis:  byInference,
		line:   regexp.MustCompile(`\$\{(\w+)\.hostname\}\$\{\w+\.path\}["'\x60]|\w+\.hostname\s*\+\s*\w+\.path\s*[;,)\n]`),
		says:   "The URL is made of host and path of the signed request; its query is signed and left out of it.",
		also:   regexp.MustCompile(`\bquery\s*:\s*\{\s*["'\w.]`),
		unless: regexp.MustCompile(`JSON\.stringify\(\s*\{\s*["']?query|(?:console\.|log\w*\()[^\n]*\.hostname|["'\x60]\?["'\x60]`),
	},
	{
		code:   "payload-line-wrong",
		basis:  byInference,
		line:   regexp.MustCompile(`\.SignHTTP\(\s*[^,\n]+,\s*[^,\n]+,\s*[^,\n]+,\s*(?:string\(\s*)?(?:body|payload|data|content|jsonBody|requestBody)\b`),
		says:   "SignHTTP takes the hex SHA-256 of the body; here it is given the body itself, which then stands in the last line of the canonical request.",
		unless: regexp.MustCompile(`(?:body|payload|data|content|jsonBody|requestBody)\w*\s*:?=\s*[^\n]*(?:EncodeToString|Sum256|%x)`),
	},
	{
		code:  "post-policy-wrong-text-signed",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)policy_?bytes\s*=\s*Encoding\.\w+\.GetBytes\(\s*policy\s*\)`),
		says:  "The JSON of the policy is signed; the string to sign of a form is its base64 text, as the field policy has it.",
		also:  regexp.MustCompile(`(?i)(?:ComputeHash|hmac\w*|sign\w*)\([^\n]*policy_?bytes`),
	},
	{
		code:   "path-mismatch",
		basis:  byInference,
		line:   regexp.MustCompile(`["'\x60/]graphql/connect["'\x60]`),
		says:   "The signature of the connection, for /graphql/connect, is sent with a subscription: that is signed for /graphql, with its own data as body.",
		also:   regexp.MustCompile(`should have been\s*(?:\\n)?'POST(?:\\n|\s+)/graphql(?:\\n|\s)`),
		unless: regexp.MustCompile(`["'\x60/]graphql["'\x60]`),
	},
	{
		code:  "access-key-whitespace",
		basis: byRule,
		line:  regexp.MustCompile(`Credential=\s*[A-Z0-9]{16,}(\\[rnt]|%0[AaDd])+/\d{8}/`),
		says:  "A line break stands behind the access key ID.",
	},
	{
		code:   "host-rewritten-by-proxy",
		basis:  byRule,
		line:   regexp.MustCompile(`(?i)ProxyPreserveHost\s+Off|passHostHeader:\s*false`),
		says:   "The proxy sends the name of its target as Host, not the one that was signed.",
		unless: regexp.MustCompile(`(?i)ProxyPreserveHost\s+On|passHostHeader:\s*true`),
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byWords,
		line:  regexp.MustCompile(`(?i)header_up\s+Host\b|http-request\s+set-header\s+Host\b|http-send-name-header\s+Host|upstream-vhost|changeOrigin:\s*true`),
		says:  "The proxy sets another Host than the one that was signed.",
	},
	{
		code:  "hmac-tool-failed",
		basis: byRule,
		line:  toolFails,
		says:  "The program that computes hash or HMAC fails, and leaves its result empty.",
	},
	{
		code:   "signing-key-wrong-date",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)AWS4(?:["'\x60]|\\\(|\$?\{)[^,\n]{0,80},\s*(?:this\.|self\.)?\$?(?:x_?)?(?:amz_?date|date_?time|iso_?date_?time|long_?date)(?:_?time)?\s*[,)]|\(\s*\$?(?:x_?)?(?:amz_?date|date_?time|iso_?date_?time|long_?date)(?:_?time)?\s*,\s*[^,\n]{0,30}["'\x60]AWS4["'\x60]`),
		says:   "The first key of the derivation is made with the full time; the eight digits of the day are due.",
		unless: regexp.MustCompile(`(?i)(?:amz_?date|date_?time|long_?date)\w*\s*:?=\s*[^\n]*(?:slice\(|substr|\[:8\]|left\(|%Y%m%d["']|yyyyMMdd["']|split\(|gmdate\(|"20060102"|\[0:8\])|(?:function|def|func|public|private|static|fn|sub)\b[^\n]*\([^)\n]*\b(?:x_?)?(?:amz_?date|date_?time|iso_?date_?time|long_?date)\b|\([^()\n]*\b(?:amz_?date|date_?time|long_?date)\b[^()\n]*\)[ \t]*(?:=>|\{)`),
	},
	{
		code:  "signing-key-prefix-wrong",
		basis: byInference,
		line:  regexp.MustCompile(`\b[kK]?[sS]ecret(?:_?[kK]ey)?\s*:?=[^\n]{0,30}["'\x60](?:AWS|aws4|AWS3)(?:["'\x60]\s*[+.&]|\\\(|\$?\{)|["'\x60](?:AWS|aws4|AWS3)(?:["'\x60]\s*[+.&]\s*|\\\(|\$?\{)\$?(?:\w+\.)*\w*[sS](?:ecret|ECRET)(?:_?(?:[aA]ccess|ACCESS))?(?:_?(?:[kK]ey|KEY))?\b`),
		says:  "The secret key is put behind another text than AWS4, which the first key of the derivation begins with.",
		also:  regexp.MustCompile(`aws4_request`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		line:  regexp.MustCompile(`GetHMACAsBytes\(\s*(?:A?Key|[kLlF]\w*Key|[kK](?:Secret|Date|Region|Service|Signing))\b`),
		says:  "THashSHA2.GetHMACAsBytes takes the data, then the key; here the key stands first.",
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		line:  regexp.MustCompile(`HmacSHA256\(\s*["'\x60]AWS4`),
		says:  "CryptoJS.HmacSHA256 takes the message, then the key; here the secret key stands first.",
		also:  regexp.MustCompile(`(?i)crypto-?js`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		line:  regexp.MustCompile(`hmac_sha256(?:_hex)?\(\s*["']AWS4`),
		says:  "hmac_sha256 of Digest::SHA takes the data, then the key; here the secret key stands first.",
		also:  regexp.MustCompile(`Digest::SHA`),
	},
	{
		code:   "date-not-utc",
		basis:  byInference,
		line:   regexp.MustCompile(`new SimpleDateFormat\(\s*"yyyyMMdd"[^)\n]*\)\.format\(`),
		says:   "SimpleDateFormat writes the local day where no zone is set; the day that is signed is that of UTC.",
		also:   regexp.MustCompile(`(?i)evening|night|morning|afternoon|\bhours?\b|time ?zone`),
		unless: regexp.MustCompile(`(?i)setTimeZone|setDefault|user\.timezone|TZ=UTC|ZoneOffset\.UTC|(?:in|on|zone|is) UTC`),
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)["']?host["']?\]?\s*[:=(,]>?\s*\w*(uri|url|u|parsed|endpoint)\w*(\.hostname\b|\.Hostname\(\)|\.getHost\(\)|\.host\b)`),
		says:  "The host is taken without its port; a port other than the default is part of what is signed.",
		also:  portInURL,
	},
	{
		code:  "ses-smtp-password",
		basis: byWords,
		line:  regexp.MustCompile(`(?i)(credentials?|keys?|same|users?)[^.\n]{0,80}\bSMTP\b|\bSMTP\b[^.\n]{0,60}\b(credentials?|keys?|users?|passwords?)\b`),
		says:  "Credentials for SMTP are used for the API: an SMTP password is derived from a secret key and is none.",
		also:  regexp.MustCompile(`(?i)\bSES\b|email\.|ses:`),
	},
	{
		code:  "other-scheme",
		basis: byInference,
		line:  regexp.MustCompile(`mws\.amazonservices\.|mws-eu\.amazonservices`),
		says:  "Marketplace Web Service takes Signature Version 2.",
		also:  regexp.MustCompile(`AWS4-HMAC`),
	},
	{
		code:  "body-recoded-after-hashing",
		basis: byWords,
		line:  regexp.MustCompile(`content-encoding:(gzip|deflate|br|zstd)`),
		says:  "The body is compressed: it has to be compressed before it is hashed.",
		also:  regexp.MustCompile(`(?i)compress`),
	},
	{
		code:   "percent-hex-lowercase",
		basis:  byInference,
		line:   regexp.MustCompile(`\bHttpUtility\.UrlEncode\(`),
		says:   "HttpUtility.UrlEncode writes %3a for %3A, and + for a blank; in the canonical query the hex digits are capitals and a blank is %20.",
		unless: regexp.MustCompile(`(?i)ToUpper|Replace\(\s*"\+"|Regex\.Replace|EscapeDataString`),
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)\w*(?:nl|lf|newline|sep\w*|eol)\w*\s*(?:\)\s*)?=\s*cl_abap_char_utilities=>cr_lf`),
		says:  "The lines are joined by cr_lf; cl_abap_char_utilities=>newline, a line feed alone, is due.",
	},
	{
		code:   "string-to-sign-hash-wrong",
		basis:  byInference,
		line:   regexp.MustCompile(`\bdigest\(\s*\w*(?i:canon|creq|req)\w*\s*,[^()\n]*\balgo\s*=\s*["']sha256["']`),
		says:   "digest() of R hashes the serialised object unless it is told serialize = FALSE.",
		unless: regexp.MustCompile(`\bdigest\([^()\n]*\bserialize\s*=\s*F`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		line:  regexp.MustCompile(`(?s)\bfun\s+\w*(?i:hmac|sign)\w*\(\s*\w+:\s*String\s*,[^)]*\)\s*:\s*String\s*(?:\{[^}]*|=[^\n]*\n?[^\n]*)%02x`),
		says:  "The HMAC function takes text as key and returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:  regexp.MustCompile(`["']AWS4(?:["']|\$)`),
	},
	{
		code:  "body-reserialized",
		basis: byInference,
		line:  regexp.MustCompile(`(?s)\bbody['"]?\s*:\s*(?:JSON\.stringify\(|['"\x60]\{)[^}]{0,400}?\bjson['"]?\s*:\s*(?:true|_\.isObject|!!)|\bjson['"]?\s*:\s*true\b[^}]{0,400}?\bbody['"]?\s*:\s*JSON\.stringify\(`),
		says:  "The body is a JSON text already, and with json: true the client writes it as JSON once more when it sends: another body than the one that was hashed.",
	},
	{
		code:   "plus-for-space",
		basis:  byInference,
		line:   regexp.MustCompile(`URLSearchParams\(|quote_plus\(\s*(?:[^a\s]|a[^c])|url\.QueryEscape\(|URLEncoder\.encode\(|http_build_query\(`),
		says:   "This writes a blank as +, and the query holds one; Signature Version 4 signs %20.",
		also:   regexp.MustCompile(`=[A-Za-z0-9_.~-]*%20`),
		unless: blankMended,
	},
	{
		code:   "query-in-path",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)\bpath\w*["']?\s*[:=][^,;\n]*\+?\s*\(?[^,;\n]*["'\x60]\?["'\x60]\s*\+`),
		says:   "The query is put into the path that is signed; it has to be given as query.",
		also:   regexp.MustCompile(`(?i)sigv4|SignatureV4|\.sign\(`),
		unless: regexp.MustCompile(`aws4\.sign\(`),
	},
	{
		code:   "query-under-encoded",
		basis:  byInference,
		line:   regexp.MustCompile(`encodeURIComponent\(\w+\)\.replace\(/\[!'\(\)\]/g`),
		says:   "encodeURIComponent leaves ! ' ( ) and * raw; this encodes all of them but *.",
		unless: regexp.MustCompile(`\\\*[^\n]{0,14}%2A`),
	},
	{
		code:  "signature-over-wrong-text",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(await\s+)?\w*get_?signature_?key\(`),
		says:  "The signing key itself is taken for the signature; it has to sign the string to sign.",
	},
	{
		code:   "signature-not-hex",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(OpenSSL::HMAC\.digest\(|hmac\.new\([^\n]*\)\.digest\(\)|[^\n;]*\.digest\(['"]base64['"]\)|Base64\.(strict_)?encode)`),
		says:   "The last HMAC is not written in hex: 64 lower-case digits are due.",
		also:   regexp.MustCompile(`AWS4`),
		unless: regexp.MustCompile(`\.hex\(\)|hexlify|unpack1?\(`),
	},
	{
		code:   "signed-headers-malformed",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)(rawurlencode|urlencode|encodeURIComponent|\bquote)\(\s*\$?signed_?headers\b`),
		says:   "The list of signed headers is percent-encoded in the canonical request; its semicolons stay as they are.",
		unless: regexp.MustCompile(`X-Amz-SignedHeaders["\x60\x27]?\s*(?:=|:|,|\]|=>)`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byRule,
		line:  regexp.MustCompile(`(?i)generateMac\(\s*['"]hmacSHA256['"]\s*,\s*Blob\.valueOf\(\s*['"]AWS4['"]\s*\+`),
		says:  "generateMac takes algorithm, input, key; here \"AWS4\" and the secret key stand where the input belongs.",
	},
	{
		code:  "date-pattern-wrong",
		basis: byInference,
		line:  regexp.MustCompile(`["']hhmmss["']`),
		says:  "hh is the hour of a 12-hour clock; HH is due.",
	},
	{
		code:  "header-underscore-dropped",
		basis: byHint,
		line:  regexp.MustCompile(`(?i)metadata["']?\s*[:=]\s*\{[^}\n]*["'{\s]\w+_\w+["']?\s*:`),
		says:  "A name of the metadata has an underscore: some proxies and servers drop such headers.",
	},
	{
		code:  "method-mismatch",
		basis: byInference,
		line:  regexp.MustCompile(`:method\s+:(get|put|post|delete|head)\b`),
		says:  "The method is given as a keyword, not as the text that is signed, such as \"PUT\".",
		also:  regexp.MustCompile(`(?i)presign`),
	},
	{
		code:  "unsigned-payload-misused",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)x-amz-content-sha256["'\]]*\s*(?:[:=,]|=>)\s*["']UNSIGNED-PAYLOAD["']`),
		says:  "x-amz-content-sha256 is set to UNSIGNED-PAYLOAD, which S3 takes and the service here does not: it wants the hash of the body.",
		also:  regexp.MustCompile(`(?i)service(?:_?name)?["']?\s*(?:[:=(]|=>)+\s*["'](?:execute-api|appsync|lambda|sqs|sns|sts|dynamodb|bedrock|kinesis|iam|events|logs|neptune-db)["']`),
	},
	{
		code:   "path-under-encoded",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)canonical_?(?:ur[il]|path)\w*\s*(?::\s*String\s*)?:?=\s*(?:\w+\.path\.isEmpty\s*\?\s*"/"\s*:\s*)?(?:url\.path|\w+\.LocalPath|\w*(?:\.URL|[uU]rl)\.Path|uri\.getPath\(\))\s*[;\n]`),
		says:   "The path is taken decoded (URL.path in Swift, URL.Path in Go, LocalPath in .NET, URI.getPath in Java) and signed so; it is percent-encoded in what is sent.",
		also:   regexp.MustCompile(`(?i)(?:https?://[^\s?"]*|\n/[^\s?"]*)%[0-9A-F]{2}`),
		unless: regexp.MustCompile(`\burl(?:parse|split)\(`),
	},
	{
		code:   "plus-for-space",
		basis:  byHint,
		line:   regexp.MustCompile(`URLSearchParams\(|quote_plus\(\s*(?:[^a\s]|a[^c])|url\.QueryEscape\(|URLEncoder\.encode\(|http_build_query\(`),
		says:   "This writes a blank as +; Signature Version 4 signs %20.",
		unless: blankMended,
	},
	{
		code:  "unreserved-encoded",
		basis: byHint,
		line:  regexp.MustCompile(`encodeURIComponent\(\s*(\w+\.)*(key|path|objectKey|object_key|fileName|filename)\s*\)`),
		says:  "encodeURIComponent on a whole key encodes its slashes, too; / is kept in a path.",
	},
	{
		code:   "string-to-sign-malformed",
		basis:  byInference,
		line:   regexp.MustCompile(`["'\x60]AWS4-HMAC-SHA256 (?:\d{8}T\d{6}Z \d{8}/[\w-]+/[\w-]+/aws4_request ["'\x60]\s*[.+,]|["'\x60]\s*[.+]\s*\$?[\w>.()-]+\s*[.+]\s*["'\x60] ["'\x60])`),
		says:   "The lines of the string to sign are joined by blanks; they are joined by \\n.",
		unless: regexp.MustCompile(`(?im)^[^\n]*(?:authorization|credential)[^\n]*["'\x60]AWS4-HMAC-SHA256 ["'\x60]\s*[.+]\s*\$?[\w>.()-]+\s*[.+]\s*["'\x60] ["'\x60]`),
	},
	{
		code:   "canonical-request-malformed",
		basis:  byInference,
		line:   regexp.MustCompile(`(?i)canonical_?query\w*\s*=\s*f?(?:'''|""")[^'"]*\n[ \t]*&`),
		says:   "The text between the triple quotes runs over several lines: its line breaks are part of the canonical query.",
		unless: regexp.MustCompile(`(?:'''|""")[)\s]*\.(?:replace|split|translate)|\.join\(|re\.sub\(`),
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		line:  regexp.MustCompile(`(?i)://\$\{\w+(?:\.\w+)*\.host(?:name)?\}:\d{4,5}\b`),
		says:  "The port is put into the URL after the host was signed without it; a port other than the default is part of the Host header.",
		also:  regexp.MustCompile(`(?i)presign|\.sign\(`),
	},
	{
		code:  "unsigned-payload-misused",
		basis: byInference,
		line:  regexp.MustCompile(`UNSIGNED-PAYLOAD`),
		says:  "UNSIGNED-PAYLOAD is signed for a service that hashes the body it receives: only S3 takes an unsigned body.",
		also:  regexp.MustCompile(`(?i)X-Amz-Credential=[^&\s"']*(?:%2F|/)(?:lambda|execute-api|appsync|sqs|sns|es|aoss|bedrock|iotdata)(?:%2F|/)aws4_request`),
	},
	{
		code:   "body-reserialized",
		basis:  byInference,
		line:   regexp.MustCompile(`\b(?:requests|session|client|http|httpx)\w*\.(?:post|put|patch|request)\([^\n]*\bjson\s*=`),
		says:   "The text that is hashed is made by json.dumps with options of its own, and the dict is given to the HTTP client, which writes it anew: other bytes are sent. Send the text that was hashed, with data= or content=.",
		also:   regexp.MustCompile(`json\.dumps\([^\n]*\b(?:separators|sort_keys|indent|ensure_ascii)\s*=`),
		unless: regexp.MustCompile(`\b(?:data|content)\s*=\s*(?:payload|body|json_?\w*|\w*text)\b`),
	},
	{
		code:  "path-under-encoded",
		basis: byHint,
		line:  regexp.MustCompile(`encodeURI\(`),
		says:  "encodeURI leaves $ & + , : ; = @ ! ' ( ) * raw; in the canonical URI they are percent-encoded.",
	},
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
