package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
)

// wayLooks find in the configuration of what stands between client and server, or before
// the client's signer, what becomes of a request there.
var wayLooks = []mistake{
	{code: "method-mismatch", look: lookCachedHead},
	{code: "path-reencoded-after-signing", look: lookProxyPass},
	{code: "host-is-url", look: lookHostVariable},
	{code: "content-type-mismatch", look: lookStringContent},
	{code: "url-damaged", look: lookTokenInURL},
	{code: "signing-key-wrong-date", look: lookPasswordDate},
}

var (
	proxyCache = regexp.MustCompile(`(?m)^\s*proxy_cache\s+\w+;`)
	keepsHead  = regexp.MustCompile(`proxy_cache_convert_head\s+off`)
)

// lookCachedHead finds a HEAD that goes through a cache of nginx, which asks with GET
// (ngx_http_proxy_module, "proxy_cache_convert_head": on by default).
func lookCachedHead(f *facts) []hit {
	if f.verified || f.req == nil || f.raw.Method != "HEAD" || f.answer == nil || f.succeeded() || !f.pasteHas(proxyCache) || f.pasteHas(keepsHead) {
		return nil
	}
	_, where := f.find(proxyCache)
	return []hit{{basis: byCode, says: "HEAD is signed; nginx with proxy_cache asks what is behind it with GET, unless proxy_cache_convert_head is off.", places: places(f.req.Method, where), yours: "HEAD", correct: "GET", at: CanonicalStage}}
}

var (
	proxyPass = regexp.MustCompile(`(?m)^[>\s]*(ProxyPass\s+\S+\s+https?://\S+[^\n]*)`)
	noCanon   = regexp.MustCompile(`\bnocanon\b`)
)

// lookProxyPass finds an escape in a path that goes through Apache, which writes paths
// anew (mod_proxy, "ProxyPass": nocanon keeps them).
func lookProxyPass(f *facts) []hit {
	if f.verified || f.req == nil || f.echo || !f.mismatch() || f.server.canonical != nil || !strings.Contains(f.model.path, "%") || !f.pasteHas(proxyPass) || f.pasteHas(noCanon) {
		return nil
	}
	_, where := f.find(proxyPass)
	return []hit{{basis: byCode, says: "The path has percent escapes, and Apache's mod_proxy writes a path anew before it sends it on, with other escapes: ProxyPass needs nocanon to leave it as it is signed.", places: places(f.req.Target, where), at: RequestStage}}
}

var (
	hostFromEnv = regexp.MustCompile(`\bhost["']?\s*[:=]\s*(?:process\.env\.|os\.environ\[["']|os\.getenv\(["']|os\.Getenv\("|ENV\[["']|getenv\(["'])(\w+)`)
	urlInEnv    = regexp.MustCompile(`(?m)^\s*(?:export\s+)?(\w+)\s*=\s*["']?https?://`)
)

// lookHostVariable finds a variable that holds a URL in the place of the host.
func lookHostVariable(f *facts) []hit {
	if f.verified || !f.mismatch() || f.client.Canonical != nil || f.server.canonical != nil {
		return nil
	}
	for name := range f.matches(hostFromEnv) {
		for set := range f.matches(urlInEnv) {
			if name.S == set.S {
				return []hit{{basis: byCode, says: "The signer takes " + name.S + " for the host, and it holds a URL: the host is its name alone, without scheme and path.", places: []evidence.Text{name, set}, at: CanonicalStage}}
			}
		}
	}
	return nil
}

var (
	stringContent = regexp.MustCompile(`new StringContent\([^;\n]*,\s*(?:System\.Text\.)?Encoding\.UTF8\s*,\s*"([\w/.+-]+)"\)`)
	signedType    = regexp.MustCompile(`(?i)["']?content-type["']?\]?\s*[,=:]\s*"([^"\n]+)"`)
)

// lookStringContent finds a body of .NET whose Content-Type gets a charset that was not
// signed (StringContent, constructor with encoding and media type).
func lookStringContent(f *facts) []hit {
	if f.verified || !f.mismatch() || f.client.Canonical != nil || f.server.canonical != nil {
		return nil
	}
	for sent := range f.matches(stringContent) {
		for signed := range f.matches(signedType) {
			if signed.S == sent.S {
				return []hit{{basis: byCode, says: "StringContent with an encoding sends Content-Type " + quoted(sent.S+"; charset=utf-8") + ", and " + quoted(signed.S) + " is signed.", places: []evidence.Text{signed, sent}, yours: "content-type:" + signed.S, correct: "content-type:" + sent.S + "; charset=utf-8", at: CanonicalStage}}
			}
		}
	}
	return nil
}

var (
	tokenInURL = regexp.MustCompile(`create_engine\(\s*f?["'][^"'\n]*:(\{\w*(?:token|password|pw)\w*\})@`)
	madeToken  = regexp.MustCompile(`generate_db_auth_token`)
	quotesIt   = regexp.MustCompile(`quote(?:_plus)?\(|URL\.create\(`)
)

// lookTokenInURL finds a token of a database that stands in a URL as it is: what reads the
// URL undoes its escapes (SQLAlchemy, "Escaping special characters such as @ signs in
// passwords").
func lookTokenInURL(f *facts) []hit {
	if f.verified || !f.pasteHas(madeToken) || !f.pasteHas(databaseRefuses) || f.pasteHas(quotesIt) {
		return nil
	}
	for t := range f.matches(tokenInURL) {
		return []hit{{basis: byCode, stands: true, says: "The token stands in the URL of the database as it is; SQLAlchemy decodes the password of a URL, so that %2F and %2B of the token become / and +. It has to be quoted, or handed over apart.", places: places(t), at: RequestStage}}
	}
	return nil
}

var (
	mailStep  = regexp.MustCompile(`['"]SendRawEmail['"]`)
	fixedDate = regexp.MustCompile(`11111111`)
	today     = regexp.MustCompile(`(?i)\$?\bdate\w*\s*=\s*[^\n]*(?:get-date|now\(|today|utcnow|strftime|toString\(['"]yyyyMMdd)`)
)

// lookPasswordDate finds a password for SMTP that is derived with the day, where a fixed
// date is due (SES developer guide, "Obtaining Amazon SES SMTP credentials by converting
// existing AWS credentials").
func lookPasswordDate(f *facts) []hit {
	if f.verified || !f.pasteHas(mailStep) || f.pasteHas(fixedDate) || !f.pasteHas(today) {
		return nil
	}
	_, where := f.find(today)
	return []hit{{basis: byCode, says: "The password for SMTP is derived with the date 11111111 in the place of the day; here it is the day of today.", places: places(where), correct: "11111111", at: KeyStage}}
}
