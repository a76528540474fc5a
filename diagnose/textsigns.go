package diagnose

import "regexp"

const (
	joins   = `(?:<>|\+|\.\.|&|\|\|)\s*`                // an operator that joins two texts
	appends = `(?:\[\]\s*=|\.(?:push|append|add)\()\s*` // what puts a text at the end of a list
)

// textSigns are lines of code that make another canonical request or string to sign than
// the rules do.
var textSigns = []sign{
	{
		code:  "string-to-sign-hash-wrong",
		basis: byRule,
		form:  regexp.MustCompile(`\bhash_hmac\(\s*['"]sha256['"]\s*,\s*\$\w*(?i:canon|request)\w*\s*,\s*(?i:true|false)\s*\)`),
		says: "hash_hmac hashes with a key, which is \"1\" or nothing here; the last line is the plain SHA-256 of the " +
			"canonical request: hash('sha256', $text).",
	},
	{
		code:  "canonical-request-malformed",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`str_replace\(\s*["']\\n["']\s*,\s*["']{2}\s*,\s*\$(?:canonical\w*|c_?req\w*)\s*\)`,
			`\b(?:canonical_?req\w*|creq)\.replace(?:All)?\(\s*(?:/\\n/g|["']\\n["'])\s*,\s*["']{2}\s*\)`,
			`\b(?:canonical_?req\w*|creq)\.(?:gsub|delete)\(\s*["'/]\\n["'/]`,
		)),
		says: "The line ends are taken out of the canonical request: it is hashed with them, LF between its parts.",
	},
	{
		code:  "string-to-sign-malformed",
		basis: byInference,
		form:  regexp.MustCompile(`(?i:sign\w*|canon\w*|sts)\s*\.?=\s*["'](?:GET|PUT|POST|HEAD|DELETE)\\[^nr\\"'\s]`),
		says:  "A backslash stands behind the method without the n of a line end: the method and what follows are one line.",
	},
	{
		code:  "canonical-blank-line-wrong",
		basis: byInference,
		form: regexp.MustCompile(`(?i)canonical_?request\w*\s*=\s*["'](?:\{\}|%s)\\n(?:\{\}|%s)\\n` +
			`(?:\{\}|%s)\\n(?:\{\}\{\}|%s%s)\\n(?:\{\}|%s)["']`),
		says: "The header lines, each with its line end, are put directly before the list of signed headers; an " +
			"empty line is due between them.",
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`headers\w*\s*\+?=[^\n]*(?:\\n\\n|\\n["']\s*\+\s*["']\\n)`,
			`(?i)header[^\n]*\+\s*["\x27]\\n["\x27]\s*;`,
			`join\([^\n]*\)\s*\+\s*["']\\n["']`,
		)),
	},
	{
		code:  "canonical-blank-line-wrong",
		basis: byInference,
		form: regexp.MustCompile(`(?i)canonical_?headers\w*\s*:?=\s*[fbrs$@]?["'\x60]` +
			`(?:[^"'\x60\\\n]|\\.)*(?:[^n\\"'\x60\n]|[^\\]n)["'\x60]\s*;?\s*\n`),
		says: "The block of header lines does not end in a line end, and one line end follows it: the empty line " +
			"before the list of signed headers is missing.",
		also: regexp.MustCompile(`(?i)canonical_?headers\}?\\n\$?\{?signed_?headers`),
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`canonical_?headers\w*\s*(?:\+=|\.=)`,
			`\.join\(|\.map\(`,
			`(?i:canonical_?headers\w*\s*=\s*canonical_?headers)`,
			`\n\s*(?:\+|\.|&|\.\.)\s*[\x60"'frb$]`,
		)),
	},
	{
		code:  "canonical-request-malformed",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\w*(?:canon|req|parts)\w*` + appends + `\$?signed_?headers\w*\)?\s*;?\s*\n` +
			`[^\n]{0,40}` + appends + `\$?canonical_?query`),
		says: "The query is put behind the signed headers; it is the third line, before the header lines.",
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\bNL\w*\s*=\s*\{?\$C(?:HAR)?\(13,\s*10\)`),
		says:  "The text is built with a carriage return; its lines are joined by a line feed (\\n) alone.",
		also:  derives,
	},
	{
		code:  "header-value-lowercased",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:to_?)?lower(?:_?case)?\(\s*[\w.]+\s*`+joins+`["']:["']\s*`+joins+`[\w$]`,
			`\{\w+\}:\{\w+[^"'\n]*["']\.lower\(\)`,
			`["']:["']\s*\+\s*[\w.\[\]()]+\)\.(?:toLowerCase|to_lowercase|downcase|lower)\b`,
		)),
		says: "The whole header line is put in lower case, its value, too; only the name is.",
		also: regexp.MustCompile(`(?i)canonical|AWS4`),
		unless: regexp.MustCompile(`(?i)` + anyOf(
			`(?:lower(?:_?case)?\(|\{)[^\n]*(?:port|host|bucket|user|addr)`,
			`(?:port|host|bucket|addr)\w*\}?["')]*\.(?:toLowerCase|to_lowercase|downcase|lower)`,
			`(?i:cache_?key)`,
		)),
	},
	{
		code:  "string-to-sign-hash-wrong",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)hash_hmac\(\s*['"]sha256['"]\s*,\s*\$?canon(?:ical)?_?(?:req\w*)?\s*,`),
		says:  "The canonical request is put through an HMAC; its plain SHA-256 is due.",
	},
	{
		code:  "string-to-sign-hash-wrong",
		basis: byInference,
		form: regexp.MustCompile(`(?i)(?:createHmac|hmac\.new|HmacSHA256)\(` +
			`(?:[^()\n]|\(\)|\(['"][^()\n]*\))*canonical_?request`),
		says: "The canonical request is put through an HMAC; its plain SHA-256 is due.",
	},
	{
		code:  "newline-added-at-end",
		basis: byInference,
		form: regexp.MustCompile(`echo\s+["']?\$\{?\w*(canonical|string_?to_?sign|sts|creq|request)` +
			`\w*\}?["']?\s*\|\s*(?:openssl|sha256sum|shasum|\\|$)`),
		says:   "echo puts a newline behind the text that is hashed; printf %s does not.",
		unless: regexp.MustCompile(`(?i:head -c -1|tr -d)|printf[^\n]*(?i:canonical|string_?to_?sign|sts|creq)`),
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		form: regexp.MustCompile(`(?i)(?:canonical|stringToSign|string_to_sign)` +
			`(?:_?(?:request|string|headers?|uri|query)\w*)?\s*(\+?=|:=|\.=)` +
			`[^\n;]*\\r\\n`),
		says:   "The text is built with \\r\\n; its lines are joined by \\n alone.",
		unless: regexp.MustCompile(`replace\(/\\r|(?i:replace(?:All)?|gsub|str_replace)\(\s*["\x27/]\\r\\n`),
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		form: regexp.MustCompile(`(?i)(canonical|string_?to_?sign)\w*\s*(\+?=|:=|\.=|&=|=[^\n=]*&)` +
			`[^\n]*(CHAR\(13\)|\bvbCr(Lf)?\b|\bvbNewLine\b|\\r['"])`),
		says: "The text is built with a carriage return; its lines are joined by a line feed (\\n) alone.",
	},
	{
		code:  "line-ends-crlf",
		basis: byHint,
		form: regexp.MustCompile(`(?i)(canonical|string_?to_?sign|\bsb\b|builder)\w*[^\n]{0,120}(` + anyOf(
			`Environment\.NewLine`,
			`PHP_EOL`,
			`System\.lineSeparator`,
			`os\.linesep|\.AppendLine\(`,
		) + `)`),
		says: "On Windows this ends lines with CR LF; the lines of the texts that are signed are joined by \\n alone.",
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\bformat(?:ted)?\([^;]{0,80}"[^"\n]*` + anyOf(
			`AWS4-HMAC-SHA256%n`,
			`(?:GET|PUT|POST)%n/`,
			`%s%n%s%n%s%n`,
		)),
		says: "%n is the line end of the platform, CR LF on Windows; the lines of the texts that are signed are " +
			"joined by \\n alone.",
		also: regexp.MustCompile(`\bWindows\b`),
	},
	{
		code:  "query-extra-parts-signed",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:params?|query\w*|qs|canonical_?query\w*)\s*=\s*` +
			`(?:\w+\.)*\w+\.search\b(?:\s*(?:;|\n|\.split\(['"]&))`),
		says:   "search of a URL begins with its question mark, which is none of the canonical query.",
		also:   regexp.MustCompile(`\?[\w-]+=`),
		unless: regexp.MustCompile(`\.(?:slice|substr|substring)\(1|replace\((?:/\^?\\?\?|['"]\?)`),
	},
	{
		code:  "string-to-sign-scope-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)Credential=[^\n]{0,80}\bscope\b[\s)}\]"'\x60+.&]*/aws4_request`),
		says: "aws4_request is put behind the scope in the Authorization header alone; it is the last part of the " +
			"scope in the string to sign, too.",
		unless: regexp.MustCompile(`(?i)(?:\bsts\b|string_?to_?sign|\bscope\b)[^\n]{0,20}=[^\n]*aws4_request`),
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)(?:\+\s*CHAR\(13\)\s*;?[ \t]*\r?\n[^\n]*){3}`),
		says:  "Lines end with CHAR(13), a carriage return; they are joined by CHAR(10), a line feed, alone.",
		also:  regexp.MustCompile(`AWS4-HMAC-SHA256`),
	},
	{
		code:  "newline-not-interpreted",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\bDim\s+\w*(?:sign|canonical)\w*\b[^\n]*"[^"\n]*\\n[^"\n]*"`),
		says:  "Visual Basic knows no \\n in strings: a backslash and an n are hashed. vbLf is a line feed.",
	},
	{
		code:  "newline-not-interpreted",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)(canonical|stringToSign|string_to_sign)\w*\s*\.?=\s*[^\n"]*'[^'"\n]*\\n`),
		says: "A \\n in single quotes stays two characters in this language; double quotes, $'…' or printf give " +
			"a newline.",
		also:   regexp.MustCompile(`<\?php|\$(?i:canonical|string_?to_?sign|sts)\w*\s*\.?=|#!/bin/(?:ba)?sh`),
		unless: regexp.MustCompile(`\$'[^'\n]*\\n|printf\s|python3?\s+(?:-\s|<<)|\b(?:const|let|var|def)\s`),
	},
	{
		code:  "payload-line-wrong",
		basis: byInference,
		form: regexp.MustCompile(`\.SignHTTP\(\s*[^,\n]+,\s*[^,\n]+,\s*[^,\n]+,\s*(?:string\(\s*)?` +
			`(?:body|payload|data|content|jsonBody|requestBody)\b`),
		says: "SignHTTP takes the hex SHA-256 of the body; here it is given the body itself, which then stands in " +
			"the last line of the canonical request.",
		unless: regexp.MustCompile(anyOf(
			`(?:body|payload|data|content|jsonBody|requestBody)\w*\s*:?=\s*[^\n]*(?:EncodeToString|Sum256|%x)`,
			`(?i)=\s*\w*(?:sha|hash|digest)\w*\(`,
		)),
		library: true,
	},
	{
		code:  "post-policy-wrong-text-signed",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)policy_?bytes\s*=\s*Encoding\.\w+\.GetBytes\(\s*policy\s*\)`),
		says: "The JSON of the policy is signed; the string to sign of a form is its base64 text, as the field " +
			"policy has it.",
		also:   regexp.MustCompile(`(?i)(?:ComputeHash|hmac\w*|sign\w*)\([^\n]*policy_?bytes`),
		unless: regexp.MustCompile(`//\s*base64`),
	},
	{
		code:  "line-ends-crlf",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\w*(?:nl|lf|newline)\w*\s*(?:\)\s*)?=\s*cl_abap_char_utilities=>cr_lf`),
		says:  "The lines are joined by cr_lf; cl_abap_char_utilities=>newline, a line feed alone, is due.",
	},
	{
		code:   "string-to-sign-hash-wrong",
		basis:  byInference,
		form:   regexp.MustCompile(`\bdigest\(\s*\w*(?i:canon|creq|req)\w*\s*,[^()\n]*\balgo\s*=\s*["']sha256["']`),
		says:   "digest() of R hashes the serialised object unless it is told serialize = FALSE.",
		unless: regexp.MustCompile(`\bdigest\([^()]*\bserialize\s*=\s*F`),
	},
	{
		code:   "signature-over-wrong-text",
		basis:  byRule,
		form:   regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(await\s+)?\w*get_?signature_?key\(`),
		says:   "The signing key itself is taken for the signature, and no string to sign is made that it could sign.",
		unless: regexp.MustCompile(`(?i)string_?to_?sign`),
	},
	{
		code:  "signature-over-wrong-text",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\bsignature\b\s*=\s*(await\s+)?\w*get_?signature_?key\(`),
		says:  "The signing key itself is taken for the signature; it has to sign the string to sign.",
	},
	{
		code:  "signed-headers-malformed",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)(rawurlencode|urlencode|encodeURIComponent|\bquote)\(\s*\$?signed_?headers\b`),
		says: "The list of signed headers is percent-encoded in the canonical request; its semicolons stay as " +
			"they are.",
		unless: regexp.MustCompile(anyOf(
			`X-Amz-SignedHeaders["\x60\x27]?\s*(?:=|:|,|\+|\]|=>)`,
			`(?i:SIGNED_?HEADERS\w*\s*\+\s*["']=["'])`,
		)),
	},
	{
		code:  "header-underscore-dropped",
		basis: byHint,
		form:  regexp.MustCompile(`(?i)metadata["']?\s*[:=]\s*\{[^}\n]*["'{\s]\w+_\w+["']?\s*:`),
		says:  "A name of the metadata has an underscore: some proxies and servers drop such headers.",
	},
	{
		code:  "header-name-not-lowercased",
		basis: byInference,
		form:  regexp.MustCompile(`range\s+\w+\.Header\b`),
		says: "Go keeps the names of headers in the form X-Amz-Date, and the header lines take them so; only the " +
			"list below is put in lower case.",
		also:   regexp.MustCompile(`strings\.ToLower\(\s*strings\.Join\(`),
		unless: regexp.MustCompile(`strings\.ToLower\(\s*(?:name|n|k|key|h|header)\s*\)`),
	},
	{
		code:  "string-to-sign-malformed",
		basis: byInference,
		form: regexp.MustCompile(`["'\x60]AWS4-HMAC-SHA256 ` + anyOf(
			`\d{8}T\d{6}Z \d{8}/[\w-]+/[\w-]+/aws4_request ["'\x60]\s*[.+,]`,
			`["'\x60]\s*[.+]\s*\$?[\w>.()-]+\s*[.+]\s*["'\x60] ["'\x60]`,
		)),
		says: "The lines of the string to sign are joined by blanks; they are joined by \\n.",
		unless: regexp.MustCompile(`(?im)^[^\n]*(?:authorization|credential)[^\n]*["'\x60]AWS4-HMAC-SHA256 ` +
			`["'\x60]\s*[.+]\s*\$?[\w>.()-]+\s*[.+]\s*["'\x60] ["'\x60]`),
	},
	{
		code:  "canonical-request-malformed",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)canonical_?query\w*\s*=\s*f?(?:'''|""")[^'"]*\n[ \t]*&`),
		says: "The text between the triple quotes runs over several lines: its line breaks are part of the " +
			"canonical query.",
		unless: regexp.MustCompile(`(?:'''|""")[)\s]*\.(?:replace|split|translate)|\.join\(|re\.sub\(`),
	},
	{
		code:  "string-to-sign-malformed",
		basis: byInference,
		form:  regexp.MustCompile(`:\s*>[-+]?\s*\n\s+AWS4-HMAC-SHA256\s*\n`),
		says: "The scalar of YAML behind > is folded: its lines are joined by blanks. Behind | they keep their " +
			"line ends.",
	},
	{
		code:  "newline-not-interpreted",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\$\w*(?:canon|string|sts|sign|request)\w*\s*=\s*"` +
			`(?:[A-Z]{3,6}|AWS4-HMAC-SHA256)\\n[^"\n]*\\n`),
		says:   "\\n is no escape in PowerShell: both characters stay in the text. `n is a newline there.",
		also:   regexp.MustCompile(`New-Object|Invoke-(?:RestMethod|WebRequest)|\[(?:System\.)?Text\.Encoding\]::`),
		unless: regexp.MustCompile(`\.Replace\(\s*['"]\\n['"]|-replace\s*['"]\\+n['"]|\[regex\]::Unescape`),
	},
	{
		code:  "newline-not-interpreted",
		basis: byInference,
		form:  regexp.MustCompile(`(?:=|\.\.|,|\()\s*\[\[\\n\]\]`),
		says:  "[[\\n]] stays two characters in Lua: long brackets take no escapes. \"\\n\" is a newline.",
		also:  regexp.MustCompile(`\blocal\s+\w+|table\.concat|\bngx\.`),
	},
	{
		code:  "newline-not-interpreted",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\b(?:implode|join)\(\s*'\\n'\s*,\s*(?:\[|array\()\s*` + anyOf(
			`\$\w+`,
			`['"](?:AWS4-HMAC-SHA256|GET|PUT|POST|DELETE|HEAD)['"]`,
		)),
		says:   "A \\n in single quotes stays two characters in PHP; in double quotes it is a newline.",
		also:   regexp.MustCompile(`\$\w+\s*=\s*(?:hash|hash_hmac|gmdate)\(|<\?php|hash_hmac\(`),
		unless: regexp.MustCompile(`(?i)str_replace\(\s*'\\n'|stripcslashes\(`),
	},
	{
		code:  "header-repeated-not-joined",
		basis: byInference,
		form: regexp.MustCompile(`Headers\.(?:Try)?Add(?:WithoutValidation)?\(\s*"[\w-]+"` +
			`\s*,\s*new\s*(?:string)?\[\]\s*\{[^}\n]*,`),
		says: "HttpClient writes the values of one header in a line of its own, with a comma and a blank " +
			"between them; a signer that joins them with a comma alone signs another value.",
		also:    regexp.MustCompile(`[\w-]+:[\w-]+, [\w-]+(?:\\n|\n)`),
		library: true,
	},
}
