package diagnose

import (
	"regexp"
	"slices"
	"strings"
)

// A urlChange is code that changes a presigned URL after it was made. In its forms <url> stands
// for the variable that holds it, <used> for it as an argument, where the call that makes it may
// stand, too.
type urlChange struct {
	code  string
	says  string
	forms []string
	// unless is code that does so before the URL is signed, or with another one.
	unless *regexp.Regexp
}

var urlChanges = []urlChange{
	{
		code:  "url-double-encoded",
		forms: encodings,
		says: "The finished URL is percent-encoded once more: its %2F becomes %252F, and what arrives is another credential and " +
			"another signature. Use it as it was made.",
		unless: regexp.MustCompile(`(?i)[\w"'\x60]\s*\+\s*(?:encodeURI|(?:[\w.]+\.)?quote|UrlEncode)\w*\(|["'\x60]\s*\.\s*(?:raw)?urlencode\(|[?&]\w+=[$#]?\{\s*(?:[\w.]+\.)?(?:encodeURI|quote|urlencode)`),
	},
	{
		code: "url-damaged",
		forms: []string{
			`\b(?:decodeURI(?:Component)?|(?:raw)?urldecode|unquote(?:_plus)?|URLDecoder\.decode|UrlDecode)<used>`,
			`\b(?:Uri|Url|URI)\.(?:Unescape\w*|decode\w*)<used>`,
			`\b(?:raw)?urldecode\(\s*\(string\)[^;\n]*->getUri\(\)`,
			`<url>\.removingPercentEncoding\b`,
		},
		says: "The finished URL is decoded before it is used: its %2F and %2B become / and +, which are read otherwise. Use it as " +
			"it was made.",
	},
	{
		code: "query-param-added-after-signing",
		forms: []string{
			`\b(?i:get|put|request|head|got)<used>\s*\{[^;]{0,80}?\b(?:params|searchParams)\s*:`,
			`\b(?i:put|post)<used>\s*\w+\s*,\s*\{\s*params\s*:`,
			`\.(?:get|put|request|head)<used>[^\n]*\b(?:params\s*=\s*\{|queryParameters\s*:)`,
			`<url>\s*[.+]=?\s*["'\x60][&?]` + ownParam + `=`,
			`["'\x60][$#]?\{\s*<url>\s*\}[&?]` + ownParam + `=`,
			`\bAddQueryString<used>`,
			`(?s)\bnew URL\(\s*(?:await\s+)?[^;\n]*(?i:sign)[^;\n]*\);.{0,120}?\.searchParams\.(?:set|append)\(`,
			`(?s)\bURLComponents\([^\n]*(?i:sign)[^\n]*\n.{0,120}?\bqueryItems\??!?\.append\(`,
			`(?s)\burl\.Parse\([^\n]*\.URL\b.{0,160}?\bq\w*\.(?:Set|Add)\(.{0,120}?\bRawQuery\s*=`,
			`\b(?:add|set)QueryParameter\(`,
			`(?s)\$\.ajax\(\s*\{\s*url:\s*<url>\s*,[^}]{0,120}?\bcache:\s*false`,
		},
		says: "A parameter is added to the finished URL: every parameter but the signature is signed. Give it to the call that " +
			"presigns, or leave it out.",
		unless: regexp.MustCompile(`(?i)aws4\.sign|SignatureV4\b|SigV4Auth|AWSRequest\(|sign_request\(`),
	},
	{
		code: "host-mismatch",
		forms: []string{
			`\._replace\(\s*netloc\s*=`,
			`(?s)(?i:sign)\w*\(.{0,300}?\n\s*<url>\.[hH]ost(?:name)?\s*=[^=]`,
			`(?s)\bURLComponents\([^\n]*(?i:sign)[^\n]*\n.{0,80}?\b\w+\.host\s*=[^=]`,
			`(?i)\bUriBuilder\([^;\n]*(?:sign|url)[^;]*(?:\bHost\s*=|\.Host\s*=)`,
			`(?i)\bUriComponentsBuilder\.from\w+\([^;]*\)\.host\(`,
			`(?i)\bUri\.parse\(\s*\w*url\w*\)\.replace\([^)\n]*\b(?:host|authority)\s*:`,
			`<url>(?:\.\w+\(\))?\.(?:g?sub!?|replace(?:First|All)?)\(\s*["'\x60/]` + hostText,
			`\bstrings\.Replace(?:All)?\(\s*<url>(?:\.String\(\))?,\s*"` + hostText,
			`(?i:sign)\w*\([^\n]*\)\.replace\(\s*(?:process\.env|config|env)\b`,
			`\bMap\.put\(\s*:host\b`,
			`\.set_host\(`,
		},
		says: "The host of the finished URL is exchanged: the host is signed. Presign with a client whose endpoint is the name that " +
			"the URL will be used under.",
		unless: hostCutOff,
	},
}

const (
	// ownParam is the name of a parameter that is none of a signature's.
	ownParam = `(?:[a-wyzA-WYZ_][\w-]*|[xX](?:\w[\w-]*)?)`
	// hostText is a host in a text, with or without its scheme: %2F and other escapes are none.
	hostText = `(?:https?://[\w-]+|localhost\b|127\.0\.0\.1|minio\b|[\w-]+(?:\.[\w-]+)+|[\w-]+:\d{4,5})`
	// presigning is a call that makes a presigned URL.
	presigning = `(?i:[\w.$>:-]*(?:presign|SignedUrl|signed_url|temporaryUrl)\w*\()`
)

// encodings are calls that percent-encode a finished URL. RestTemplate does so with a String.
var encodings = []string{
	`\b(?:encodeURI(?:Component)?|Uri\.encode(?:Full|Component)|EscapeUriString|(?:urllib\.parse\.)?quote|urlencode)<used>`,
	`\bURI(?:::DEFAULT_PARSER)?\.(?:escape|encode)<used>`,
	`<url>\.addingPercentEncoding\(`,
	`str_replace\(\s*["']%["'],\s*["']%25["'],\s*<url>`,
	`\bfrom(?:HttpUrl|UriString)\(\s*(?i:\w*(?:presigned|signed|url)\w*)(?:\.\w+\(\))?\s*\)\.build\(\)\.encode\(\)`,
	`\bString\s+(?i:\w*ur[il])\s*=[^;]*(?i:presign)[^;]*;\s*\w*(?i:template)\.\w+\(\s*<url>\s*[,)]`,
}

// encodesURL is code that percent-encodes a finished URL.
var encodesURL = formsOf(encodings, urlVariable)

// formsOf is the expression of forms with a variable put in.
func formsOf(forms []string, variable string) *regexp.Regexp {
	used := `\(\s*(?:(?:Uri\.parse|new URL|URI(?:\.create)?|Url::parse)\(\s*)?(?:` + variable + `\s*[,)?]|(?:await\s+)?` + presigning + `)`
	return regexp.MustCompile(strings.NewReplacer("<used>", used, "<url>", variable).Replace(anyOf(forms...)))
}

// urlSigns are the lines that change a variable whose name tells that it holds a URL.
var urlSigns = func() []sign {
	out := make([]sign, len(urlChanges))
	for i, c := range urlChanges {
		out[i] = sign{
			code:    c.code,
			basis:   byInference,
			form:    formsOf(c.forms, urlVariable),
			says:    c.says,
			also:    presignWords,
			unless:  c.unless,
			when:    (*facts).usesURL,
			library: true,
		}
	}
	return out
}()

// madeByPresigner is a variable that is made by a call which presigns.
var madeByPresigner = regexp.MustCompile(`(?:^|[^.\w])(\$?[A-Za-z_]\w{0,40})\s*(?:,\s*\w+\s*)?(?::\s*\w+\s*)?:?=[^=\n][^\n=]{0,120}?` + presigning)

// lookNamedURL finds lines that change a URL which a variable of any name holds.
func lookNamedURL(f *facts) []hit {
	if !f.unsettled() || !f.usesURL() {
		return nil
	}
	for _, name := range f.presignedVariables() {
		variable := literal(name) + `\b`
		if name[0] != '$' {
			variable = `\b` + variable
		}
		for i := range urlChanges {
			c := &urlChanges[i]
			if h := f.lookCode(&sign{
				basis: byInference, form: formsOf(c.forms, variable), says: c.says, unless: c.unless, library: true,
			}); h != nil {
				h[0].code = c.code
				return h
			}
		}
	}
	return nil
}

// presignedVariables are the variables, of other names than urlVariable has, that are made by a
// call which presigns.
func (f *facts) presignedVariables() []string {
	var list []string
	for t := range f.matches(madeByPresigner) {
		if !namedURL.MatchString(t.S) && !slices.Contains(list, t.S) && len(list) < mostVariables {
			list = append(list, t.S)
		}
	}
	return list
}

// mostVariables bounds for how many variables a paste is looked through.
const mostVariables = 3

var namedURL = regexp.MustCompile(`^` + urlVariable + `$`)

// usesURL reports whether what was refused may be a presigned URL, as far as the server's text
// tells, and is not one that is shown: what arrived tells more than code.
func (f *facts) usesURL() bool {
	return f.claim == nil && (f.server.canonical == nil || f.signedInQuery())
}
