package diagnose

import "regexp"

// keySigns are lines of code that make another key, or another signature of it.
var keySigns = []sign{
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`(?:key|k(?:Date|Region|Service|Signing|Secret)|return)` +
			`\w*\s*=?\s*new String\(\s*\w*[mM][aA][cC]\w*\.doFinal\(`),
		says: "The HMAC is kept as a string: its bytes become other ones when the string is turned into bytes " +
			"for the next step.",
		also:   derives,
		unless: regexp.MustCompile(`[kK]ey\w*\.getBytes\([^)]*(?:ISO_8859_1|ISO-8859-1)`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form:  regexp.MustCompile(`\bhmac_sha256_hex\([^\n]*,\s*\$k_?(?i:date|region|service)\w*\s*\)`),
		says:  "hmac_sha256_hex gives hex text, which then keys the next step; the 32 raw bytes of hmac_sha256 are due.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`HMAC\(\s*\w+\([^)]*\)\s*,\s*key\s*,\s*(?:\(\w+\)\s*)?strlen\(` +
			`\s*(?:\((?:const\s+)?char\s*\*\)\s*)?key\s*\)`),
		says: "The length of the key is taken with strlen, which ends at the first zero byte: a derived key is 32 " +
			"raw bytes, and one in eight holds a zero.",
		also: derives4,
		unless: regexp.MustCompile(anyOf(
			`HMAC\([^;]*,\s*(?:32|SHA256_DIGEST_LENGTH|key_?[lL]en|klen|sizeof)`,
			`HMAC\([^;]*,\s*\w*(?:LEN|SIZE|[sS]ize|[lL]ength)\s*,`,
		)),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\bhmac\(\s*\w*key\s+text\b[^;]*encode\(\s*hmac\([^;]*'hex'\s*\)`),
		says:  "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:  derives,
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byRule,
		form: regexp.MustCompile(`hash_hmac\(\s*['"]sha256['"]\s*,\s*` + anyOf(
			`['"]AWS4['"]\s*[.+]`,
			`"AWS4\{?\$[\w>-]+\}?"\s*,`,
			`['"]AWS4[^'"\n]{16,}['"]\s*,\s*['"]\d{8}['"]`,
			`\$k_?(?i:date|region|service)\w*\s*,\s*(?:['"]|\$\w*(?i:region|service))`,
		)),
		says: "hash_hmac takes algorithm, data, key; here \"AWS4\" and the secret key stand where the data belongs.",
	},
	{
		code:  "signing-key-prefix-wrong",
		basis: byRule,
		form:  regexp.MustCompile(`hash_hmac\([^;\n]*['"]AWS4['"]\s*\+\s*\$`),
		says:  "The + of PHP adds numbers: \"AWS4\" and the secret key are joined with a dot.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`hash_hmac\(\s*['"]sha256['"]\s*,(?:[^,()]|\([^()]*\))+,\s*` + anyOf(
			`['"]AWS4['"]\s*\.\s*\$?[\w>-]+(?:\(\))?`,
			`"AWS4\{?\$[\w>-]+\}?"`,
		) + `\s*\)`),
		says: "hash_hmac without its last argument true gives hex text, which then keys the next step; the 32 raw " +
			"bytes are due.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`(?im)(?:^|[^"'\x60\w])` + anyOf(
			`(?:k_?(?:date|region|service)(?:_?key)?|(?:date|region|service)_?key)\s*:?=`,
			`(?:date|region|service)\s*:?=[^\n;]*hmac`,
		) + `[^\n;]*` + anyOf(
			`\.hexdigest\(\)`,
			`digest\(['"]hex['"]\)`,
			`\.toString\((?:['"]hex['"]|CryptoJS\.enc\.Hex)?\)`,
			`bin2hex\(|EncodeToString\(`,
		)),
		says: "A derived key is turned into text before the next step; the 32 raw bytes are due.",
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`=>\s*\{?\s*(?:return\s+)?`,
			`\breturn\s+`,
		) + `(?:crypto\.)?createHmac\([^\n;]*\.digest\(\s*['"]hex['"]\s*\)`),
		says:   "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:   regexp.MustCompile(`(?i)k_?region\w*\s*=\s*\w+\(\s*k_?date`),
		unless: regexp.MustCompile(`\.digest\(\s*\)|Buffer\.from\([^\n]*['"]hex['"]\)`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)createHmac\([^\n;]*\.digest\(\s*['"](?:utf-?8|ascii|ucs2)['"]`),
		says: "The HMAC is decoded to text, which destroys its bytes; the 32 raw bytes are due as key of the next " +
			"step.",
	},
	{
		code:   "signing-key-as-text",
		basis:  byInference,
		form:   regexp.MustCompile(`(?is)func\s+\w*hmac\w*\([^)]*\)\s*string\s*\{[^}]*EncodeToString`),
		says:   "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:   derives,
		unless: regexp.MustCompile(`return \w+\.Sum\(nil\)|(?s)func\s+\w*\([^)]*\)\s*\[\]byte\s*\{[^}]*hmac\.New`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`(?is)def\s+\w*(hmac|sign)\w*\([^)]*\):?[^\n]*\n` +
			`(\s+[^\n]*\n){0,4}?\s+return[^\n]*hexdigest\(\)`),
		says:   "The HMAC function returns hex text, which then keys the next step; the 32 raw bytes are due.",
		also:   derives,
		unless: regexp.MustCompile(`hmac\.new\([^\n]*\)\.digest\(\)|hmac\.digest\(|\bdef\s+\w*hex\w*\(|hexdigest\(\) if\b`),
	},
	{
		code:  "signature-hex-unpadded",
		basis: byRule,
		form: regexp.MustCompile(anyOf(
			`String\(\w+\[\w+\],\s*HEX\)`,
			`Integer\.toHexString\(\s*(0xff\s*&|\w+\s*&\s*0xff)`,
			`\.toString\(16\)|"%x"|'%x'|\|>\s*Integer\.to_string\(16\)`,
		)),
		says: "The hex conversion writes bytes under 0x10 with one digit; two are due.",
		also: shortSignature,
	},
	{
		code:   "signature-hex-unpadded",
		basis:  byInference,
		form:   regexp.MustCompile(`\beach_byte\.map\s*(?:\{|do)\s*\|\w+\|\s*\w+\.to_s\(16\)\s*(?:\}|end)`),
		says:   "to_s(16) writes a byte below 16 with one digit; two are due: unpack1('H*') writes them all.",
		unless: regexp.MustCompile(`HMAC\.hexdigest`),
	},
	{
		code:  "hmac-wrong-algorithm",
		basis: byInference,
		form: regexp.MustCompile(`(?i)(` + anyOf(
			`createHmac\(\s*['"]sha1['"]`,
			`Hmac_?SHA1`,
			`hmac\.new\([^\n]*hashlib\.sha1`,
			`hash_hmac\(\s*['"]sha1['"]`,
			`-sha1\s+-hmac`,
		) + `)`),
		says: "The code computes an HMAC with SHA-1; Version 4 signs with HMAC-SHA256.",
		also: regexp.MustCompile(`AWS4`),
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`createHmac\(\s*['"]sha256`,
			`Hmac_?SHA256`,
			`hmac\.new\([^\n]*sha256`,
			`hash_hmac\(\s*['"]sha256`,
			`-sha256\s+-hmac`,
			`(?i:webhook|x-hub-)`,
		)),
	},
	{
		code:  "access-key-whitespace",
		basis: byRule,
		form:  regexp.MustCompile(`Credential=\s*[A-Z0-9]{16,}(\\[rnt]|%0[AaDd])+/\d{8}/`),
		says:  "A line break stands behind the access key ID.",
	},
	{
		code:    "hmac-tool-failed",
		basis:   byInference,
		form:    toolFails,
		says:    "The program that computes hash or HMAC fails, and leaves its result empty.",
		unless:  regexp.MustCompile(`(?i)\bapk add|\bapt(?:-get)? install|\binstalled\b`),
		library: true,
	},
	{
		code:  "hmac-tool-failed",
		basis: byInference,
		form: regexp.MustCompile(`(?:command not found|Error setting MAC parameter)[\s\S]{0,1000}?` +
			`\bAWS4-HMAC-SHA256 [^\n]*Signature=['"]`),
		says:    "The program that computes hash or HMAC fails, and the signature is empty.",
		library: true,
	},
	{
		code:  "sigv4a-signature-wrong",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`(?i)\w*(?:digest|hash)\w*\s*=\s*crypto:hash\(sha256\b[\s\S]{0,120}?`+
				`crypto:sign\(ecdsa,\s*sha256,\s*\w*(?:digest|hash)`,
			`createSign\(\s*['"](?i:sha-?256)['"]\s*\)[^;]{0,40}\.update\(\s*\w*(?i:digest|hash)`,
			`\.sign\(\s*\w*(?i:digest|hash)\w*\s*,\s*ec\.ECDSA\(\s*hashes\.SHA256\(\)`,
		)),
		says: "The function that signs computes the SHA-256 itself, and is given a hash: the hash of the hash is signed.",
		also: regexp.MustCompile(`AWS4-ECDSA`),
	},
	{
		code:  "signing-key-wrong-date",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`AWS4(?:["'\x60]|\\\(|\$?\{)[^,\n]{0,80},\s*(?:this\.|self\.)?\$?(?:x_?)?`+anyOf(
				`amz_?date|date_?time|iso_?date_?time|long_?date`,
			)+`(?:_?time)?\s*[,)]`,
			`\(\s*\$?(?:x_?)?`+anyOf(
				`amz_?date|date_?time|iso_?date_?time|long_?date`,
			)+`(?:_?time)?\s*,\s*[^,\n]{0,30}["'\x60]AWS4["'\x60]`,
		)),
		says: "The first key of the derivation is made with the full time; the eight digits of the day are due.",
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`(?:amz_?date|date_?time|long_?date)\w*\s*:?=\s*[^\n]*`+anyOf(
				`slice\(|substr|\[:8\]|left\(|%Y%m%d["']|yyyyMMdd["']|split\(|gmdate\(`,
				`"20060102"|\[0:8\]`,
			),
			`(?:function|def|func|public|private|static|fn|sub)\b[^\n]*\([^)\n]*\b(?:x_?)?`+anyOf(
				`amz_?date|date_?time|iso_?date_?time|long_?date`,
			)+`\b`,
			`\([^()\n]*\b(?:amz_?date|date_?time|long_?date)\b[^()\n]*\)[ \t]*(?:=>|\{)`,
			`(?i)\[\s*(?:this\.)?amz_?date\s*[,\]]`,
			`Format\(\s*short`,
			`\b(?:derive|get|make)_?\w*key\(\s*["'\x60]AWS4`,
		)),
	},
	{
		code:  "signing-key-prefix-wrong",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`\b[kK]?[sS]ecret(?:_?[kK]ey)?\s*:?=[^\n]{0,30}["'\x60]`+
				`(?:AWS|aws4|AWS3)(?:["'\x60]\s*[+.&]|\\\(|\$?\{)`,
			`\bData\("(?:AWS|aws4|AWS3)\\\(\w+\)"\.utf8\)`,
			`["'\x60](?:AWS|aws4|AWS3)(?:["'\x60]\s*[+.&]\s*|\\\(|\$?\{)\$?(?:\w+\.)*\w*[sS]`+
				`(?:ecret|ECRET)(?:_?(?:[aA]ccess|ACCESS))?(?:_?(?:[kK]ey|KEY))?\b`,
		)),
		says: "The secret key is put behind another text than AWS4, which the first key of the derivation begins " +
			"with.",
		also:   regexp.MustCompile(`aws4_request`),
		unless: regexp.MustCompile(`AWS\$\{\w+\}_`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\bhmac\.new\(\s*\w*(?:policy|string_?to_?sign|sts)\w*(?:\.encode\([^)]*\))?\s*,\s*` +
			`(?:k_?signing|\w*(?:signing|signature)_?key|k_?sign)\w*\s*,`),
		says:   "hmac.new takes the key, then the message; here the text to sign stands first.",
		unless: regexp.MustCompile(`(?i)def\s+hmac\b`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(\w*(?:date|region|service)_?key|k_?(?:date|region|service))=(?:\$\(|\x60)[^\n]*openssl\s+(?:dgst|sha256|mac)\b[^\n]*-hmac\s+["']?` +
			`(?:\$|AWS4)[^\n]*\n(?:[^\n]*\n){0,6}?[^\n]*openssl\s+(?:dgst|sha256)\b[^\n]*-hmac\s+["']?\$\{?\w*(?:date|region|service)`),
		says: "openssl prints the HMAC as hex text, and -hmac takes that text for the next key; the 32 raw bytes are due: " +
			"-mac HMAC -macopt hexkey:.",
		unless: regexp.MustCompile(`hexkey:|-binary`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		form: regexp.MustCompile(`GetHMACAsBytes\(\s*` + anyOf(
			`A?Key|[kLlF]\w*Key`,
			`[kK](?:Secret|Date|Region|Service|Signing)`,
		) + `\b`),
		says: "THashSHA2.GetHMACAsBytes takes the data, then the key; here the key stands first.",
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		form: regexp.MustCompile(`HmacSHA256\(\s*` + anyOf(
			`["'\x60]AWS4`,
			`k_?(?i:date|region|service)\w*\s*,\s*(?:["'\x60]|\w*(?i:region|service))`,
		)),
		says:   "CryptoJS.HmacSHA256 takes the message, then the key; here the secret key stands first.",
		also:   regexp.MustCompile(`(?i)crypto-?js`),
		unless: regexp.MustCompile(`(?:function|const|let|var|def)\s+HmacSHA256\b`),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		form: regexp.MustCompile(`hmac_sha256(?:_hex)?\(\s*` + anyOf(
			`["']AWS4`,
			`\$k\w*\s*,\s*`+anyOf(
				`\$_\b`,
				`["']aws4_request`,
				`\$\w*(?i:date|day|stamp|region|service|string_?to|sts)`,
			),
		)),
		says:   "hmac_sha256 of Digest::SHA takes the data, then the key; here the secret key stands first.",
		also:   regexp.MustCompile(`Digest::SHA`),
		unless: regexp.MustCompile(`\bsub\s+hmac_sha256\b`),
	},
	{
		code:  "ses-smtp-password",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`(credentials?|keys?|same|users?)[^.\n]{0,80}\bSMTP\b`,
			`\bSMTP\b[^.\n]{0,60}\b(credentials?|keys?|users?|passwords?)\b`,
		)),
		says:   "Credentials for SMTP are used for the API: an SMTP password is derived from a secret key and is none.",
		also:   regexp.MustCompile(`(?i)\bSES\b|email\.|ses:`),
		unless: mailStep, // that makes a password rather than use one
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form: regexp.MustCompile(`(?s)\bfun\s+\w*(?i:hmac|sign)\w*\(\s*\w+:\s*String\s*,\s*\w+:\s*` +
			`String\s*\)\s*:\s*String\s*(?:\{[^}]*|=[^\n]*\n?[^\n]*)%02x`),
		says: "The HMAC function takes text as key and returns hex text, which then keys the next step; the 32 raw " +
			"bytes are due.",
		also: regexp.MustCompile(`["']AWS4(?:["']|\$)`),
	},
	{
		code:   "signing-key-as-text",
		basis:  byInference,
		form:   regexp.MustCompile(`(?i)\bk_?(?:region|service|signing)\s*=\s*hmac\([^\n]*["']HMACSHA256["']`),
		says:   "hmac() of CFML returns hex text, which then keys the next step; the 32 raw bytes are due.",
		unless: regexp.MustCompile(`(?i)binaryDecode\(|charsetDecode\(\s*hmac`),
	},
	{
		code:  "signature-not-hex",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(` + anyOf(
			`OpenSSL::HMAC\.digest\(`,
			`hmac\.new\([^\n]*\)\.digest\(\)`,
			`[^\n;]*\.digest\(['"]base64['"]\)`,
			`Base64\.(strict_)?encode`,
		) + `)`),
		says: "The last HMAC is not written in hex: 64 lower-case digits are due.",
		also: regexp.MustCompile(`AWS4`),
		unless: regexp.MustCompile(anyOf(
			`\.hex\(\)|hexlify|unpack1?\(|hexencode|b2a_hex|b16encode|%02x|hexdigest`,
			`codecs\.encode`,
			`(?i:shopify|webhook)`,
		)),
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byRule,
		form:  regexp.MustCompile(`(?i)generateMac\(\s*['"]hmacSHA256['"]\s*,\s*Blob\.valueOf\(\s*['"]AWS4['"]\s*\+`),
		says: "generateMac takes algorithm, input, key; here \"AWS4\" and the secret key stand where the input " +
			"belongs.",
	},
	{
		code:  "hmac-arguments-swapped",
		basis: byInference,
		form: regexp.MustCompile(`OpenSSL::HMAC\.(?:hex)?digest\([^,\n]*,\s*` +
			`(?:data|msg|message|str|string|text|value|string_to_sign)\s*,\s*` +
			`(?:key|k|secret|signing_key)\s*\)`),
		says: "OpenSSL::HMAC.digest takes the key before the data; here they are exchanged.",
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		form:  regexp.MustCompile(`crypto_auth_hmacsha256\(\s*[^;\n]*strlen\(`),
		says: "crypto_auth_hmacsha256 of libsodium takes a key of exactly 32 bytes: of \"AWS4\" and the secret " +
			"key it takes the first 32. crypto_auth_hmacsha256_init takes a key of any length.",
		unless: regexp.MustCompile(`crypto_auth_hmacsha256_init\(`),
	},
	{
		code:   "signing-key-as-text",
		basis:  byInference,
		form:   regexp.MustCompile(`\bhmac\.sha256\(\s*k\w*\s*,`),
		says:   "hmac.sha256 of Starlark returns hex, which is the key of the next step here; its 32 raw bytes are due.",
		also:   regexp.MustCompile(`load\("hmac\.star"`),
		unless: regexp.MustCompile(`binary\s*=\s*True`),
	},
	{
		code:  "signature-hex-unpadded",
		basis: byInference,
		form:  regexp.MustCompile(`io_lib:format\(\s*"~\.16[bB]"`),
		says:  "~.16b writes a byte below 16 with one digit: ~2.16.0b writes two.",
	},
	{
		code:  "signature-reused",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:dict|cache|memo|store|shared)\w*[:.](?:set|put)\(\s*\w+\s*,` +
			`\s*(?:v|val|value|auth\w*|sig\w*|signed\w*|headers?)\b`),
		says: "What is kept for later requests is the finished Authorization header: its signature is good for " +
			"one request at one time. The signing key of the day is what can be kept.",
		also:    regexp.MustCompile(`(?i)(?:set_header|setHeader|headers?\[)\s*\(?\s*["']Authorization["']`),
		unless:  regexp.MustCompile(`(?i)signing_?key|kSigning`),
		library: true,
	},
	{
		code:  "signing-key-not-derived",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:\w*sign\w*|\w*hmac\w*)\(\s*` + anyOf(
			`[\w.]*secret\w*`,
			`os\.Getenv\(\s*"\w*SECRET\w*"\s*\)`,
			`process\.env\.\w*SECRET\w*`,
			`os\.environ\[\s*["']\w*SECRET\w*["']\s*\]`,
			`ENV\[\s*["']\w*SECRET\w*["']\s*\]`,
			`System\.getenv\(\s*"\w*SECRET\w*"\s*\)`,
		) + `\s*,\s*\$?(?:sts|string_?to_?sign|to_?sign)\w*\s*\)`),
		says: "The string to sign is signed with the secret key itself; a signing key has to be derived from it " +
			"first, of date, region, service and aws4_request.",
		unless: regexp.MustCompile(anyOf(
			`["'\x60]AWS4["'\x60%$]`,
			`["'\x60]aws4_request["'\x60]\s*\)`,
			`AWS4\{|AWS4\$`,
			`(?i:signing_?key|derive|k_?region)`,
		)),
	},
	{
		code:  "signing-key-prefix-wrong",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`["'\x60:](?:AWS4 |AWS4AWS4| AWS4)(?:["'\x60]\s*[+.&,<*]|\$|\\\(|#?\{|%[s@])`,
			`\bpaste\(\s*["']AWS4["']\s*,[^()\n]*\)`,
			`'AWS4\{?\$\w+\}?'\s*,\s*true`,
		)),
		says:   "The secret key is put behind another text than AWS4, which the first key of the derivation begins with.",
		also:   regexp.MustCompile(`aws4_request`),
		unless: regexp.MustCompile(`paste\([^\n]*sep\s*=\s*["']["']`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form:  regexp.MustCompile(`[\s"']key:\$\{?\w*(?:[kK]_?(?:(?i:date|region|service)\w*|[1-3]\b)|(?i:date|region|service)_?(?i:key))`),
		says:  "A derived key is given to openssl as text, with key:, though it is in hex; hexkey: takes it so.",
		also:  regexp.MustCompile(`hmac|HMAC`),
	},
	{
		code:  "signing-key-as-text",
		basis: byInference,
		form:  regexp.MustCompile(`\bstrlen\(\s*(?:\([^()\n]*\)\s*)?k_?(?i:date|region|service|signing)\w*\s*\)`),
		says: "The length of a derived key is taken with strlen, which ends at the first zero byte: a derived key is 32 raw " +
			"bytes, and one in eight holds a zero.",
		also: derives4,
	},
}

// derives is code that derives a signing key.
var derives = regexp.MustCompile(`AWS4["']`)

// derives4 is the secret key behind its prefix in a form for printf.
var derives4 = regexp.MustCompile(`["']AWS4(?:["']|%s)`)

// toolFails is what a shell or openssl prints when it cannot compute an HMAC.
var toolFails = regexp.MustCompile(anyOf(
	`unknown option '?-(mac|macopt|hmac)'?`,
	`(openssl|xxd|od|hexdump): (command )?not found`,
	`invalid hexkey`,
	`Error setting context`,
))

// shortSignature is a signature in hex that lacks digits.
var shortSignature = regexp.MustCompile(`(?:Signature=|(?m:^)[ \t]*|["'\x60 ])[0-9a-f]{56,63}(?:[^0-9A-Za-z.\x{2026}*]|$)`)
