package diagnose

import "regexp"

// urlSigns are lines of code that change a presigned URL after it was made.
var urlSigns = []sign{
	{
		code:  "url-double-encoded",
		basis: byInference,
		form:  encodesURL,
		says: "The finished URL is percent-encoded once more: its %2F becomes %252F, and what arrives is another credential and " +
			"another signature. Use it as it was made.",
		also:    presignWords,
		unless:  regexp.MustCompile(`(?i)[?&]\w*(?:url|redirect|src|target)=["'\x60]?\s*[+.]\s*encodeURI|\$\{\s*encodeURI`), // as a value in another URL
		when:    (*facts).usesURL,
		library: true,
	},
	{
		code:  "url-damaged",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`\bdecodeURI(?:Component)?(?:`+usedURL+`|\(\s*(?:await\s+)?(?i:\w*(?:getSignedUrl|presign)\w*)\()`,
			`\b(?:raw)?urldecode\(\s*(?:\(string\)\s*)?(?:`+urlVariable+`\s*\)|[^;\n]*->getUri\(\))`,
			`\bunquote(?:_plus)?`+usedURL,
			urlVariable+`\.removingPercentEncoding\b`,
			`\bURLDecoder\.decode`+usedURL,
			`\b(?:Uri|Url)\.(?:Unescape\w*|decode\w*)`+usedURL,
			`\bHttpUtility\.UrlDecode`+usedURL,
			`\bURI\.decode_www_form(?:_component)?`+usedURL,
		)),
		says: "The finished URL is decoded before it is used: its %2F and %2B become / and +, which are read otherwise. Use it as " +
			"it was made.",
		also:    presignWords,
		when:    (*facts).usesURL,
		library: true,
	},
	{
		code:  "query-param-added-after-signing",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`(?:\.|\b)(?i:get|put|request|head)`+"(?:"+usedURL+`)\s*\{[^;]{0,80}?\b(?:params|searchParams)\s*:`,
			`\bgot`+usedURL+`\s*\{[^;]{0,80}?\bsearchParams\s*:`,
			`\.(?:get|put|request|head)`+usedURL+`\s*[^\n]*\b(?:params\s*=\s*\{|queryParameters\s*:)`,
			`(?i)\burl\w*\s*[.+]+=?\s*["'\x60]&[\w-]+=`,
			`(?:["\x60])(?:\$|#)\{\s*(?i:\w*url\w*)\s*\}&[\w-]+=`,
			`\bf["']\{\s*(?i:\w*url\w*)\s*\}&[\w-]+=`,
			`(?s)\bnew URL\(\s*(?:await\s+)?[^;\n]*(?i:sign)[^;\n]*\);.{0,120}?\.searchParams\.(?:set|append)\(`,
			`(?s)\bURLComponents\([^\n]*(?i:sign)[^\n]*\n.{0,120}?\bqueryItems\??!?\.append\(`,
			`(?s)\burl\.Parse\([^\n]*\.URL\b.{0,160}?\bq\w*\.(?:Set|Add)\(.{0,120}?\bRawQuery\s*=`,
			`\.(?:addQueryParameter|setQueryParameter)\(`,
			`(?s)\$\.ajax\(\s*\{\s*url:\s*`+urlVariable+`[^}]{0,120}?\bcache:\s*false`,
		)),
		says: "A parameter is added to the finished URL: every parameter but the signature is signed. Give it to the call that " +
			"presigns, or leave it out.",
		also:    presignWords,
		unless:  regexp.MustCompile(`(?i)aws4\.sign|SignatureV4\b|SigV4Auth|AWSRequest\(|sign_request\(`),
		when:    (*facts).usesURL,
		library: true,
	},
	{
		code:  "host-mismatch",
		basis: byInference,
		form: regexp.MustCompile(anyOf(
			`\._replace\(\s*netloc\s*=`,
			`(?m)^\s*u(?:rl)?\.[hH]ost(?:name)?\s*=[^=]`,
			`(?s)\bURLComponents\([^\n]*(?i:sign)[^\n]*\n.{0,80}?\b\w+\.host\s*=[^=]`,
			`(?i)\bUriBuilder\([^;\n]*(?:sign|url)[^;]*(?:\bHost\s*=|\.Host\s*=)`,
			`(?i)\bUriComponentsBuilder\.from\w+\([^;]*\)\.host\(`,
			`(?i)`+`\bUri\.parse\(\s*\w*url\w*\)\.replace\([^)\n]*\b(?:host|authority)\s*:`,
			`(?i)\bur[il]\w*\.g?sub!?\(\s*["'/](?:https?://)?[\w-]+(?:\.[\w-]+)+`,
			`\bMap\.put\(\s*:host\b`,
			`\.set_host\(`,
			`(?i)\bur[il]\w*\.replace(?:First|All)?\(\s*["'\x60](?:https?://)?(?:localhost|127\.0\.0\.1|minio)\b`,
		)),
		says: "The host of the finished URL is exchanged: the host is signed. Presign with a client whose endpoint is the name that " +
			"the URL will be used under.",
		also:    presignWords,
		when:    (*facts).usesURL,
		library: true,
	},
}

// usesURL reports whether what was refused may be a presigned URL, as far as the server's text
// tells, and is not one that is shown: what arrived tells more than code.
func (f *facts) usesURL() bool {
	return f.claim == nil && (f.server.canonical == nil || f.signedInQuery())
}

// encodesURL is code that percent-encodes a finished URL. RestTemplate does so with a String.
var encodesURL = regexp.MustCompile(anyOf(
	`\b(?:encodeURI(?:Component)?|Uri\.encode(?:Full|Component)|EscapeUriString|(?:urllib\.parse\.)?quote|urlencode)`+usedURL,
	`\bURI(?:::DEFAULT_PARSER)?\.(?:escape|encode)`+usedURL,
	urlVariable+`\.addingPercentEncoding\(`,
	`str_replace\(\s*["']%["'],\s*["']%25["'],\s*`+urlVariable,
	`\bfrom(?:HttpUrl|UriString)\(\s*(?i:\w*(?:presigned|signed|url)\w*)(?:\.\w+\(\))?\s*\)\.build\(\)\.encode\(\)`,
	`\bString\s+(?i:\w*ur[il])\s*=[^;]*(?i:presign)[^;]*;\s*\w*(?i:template)\.\w+\(\s*`+urlVariable+`\s*[,)]`,
))
