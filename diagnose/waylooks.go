package diagnose

import (
	"regexp"
	"slices"
	"strings"
)

// wayLooks find in the configuration of what stands between client and server what becomes
// of a request there.
var wayLooks = []mistake{
	{code: "method-mismatch", look: lookCachedHead},
	{code: "path-reencoded-after-signing", look: lookProxyPass},
	{code: "signed-header-not-sent", look: lookForbiddenHeader},
}

var (
	proxyCache = regexp.MustCompile(`(?m)^\s*proxy_cache\s+\w+;`)
	keepsHead  = regexp.MustCompile(`proxy_cache_convert_head\s+off`)
)

// lookCachedHead finds a HEAD that goes through a cache of nginx, which asks with GET
// (ngx_http_proxy_module, "proxy_cache_convert_head": on by default).
func lookCachedHead(f *facts) []hit {
	if f.verified ||
		f.req == nil ||
		f.raw.Method != "HEAD" ||
		f.answer == nil ||
		f.succeeded() ||
		!f.pasteHas(proxyCache) ||
		f.pasteHas(keepsHead) {
		return nil
	}
	_, where := f.find(proxyCache)
	return []hit{{
		basis: byCode,
		says: "HEAD is signed; nginx with proxy_cache asks what is behind it with GET, unless " +
			"proxy_cache_convert_head is off.",
		places:  places(f.req.Method, where),
		yours:   "HEAD",
		correct: "GET",
	}}
}

var (
	proxyPass = regexp.MustCompile(`(?m)^[>\s]*(ProxyPass\s+\S+\s+https?://\S+[^\n]*)`)
	noCanon   = regexp.MustCompile(`\bnocanon\b`)
)

// lookProxyPass finds an escape in a path that goes through Apache, which writes paths
// anew (mod_proxy, "ProxyPass": nocanon keeps them).
func lookProxyPass(f *facts) []hit {
	if !f.unsettled() ||
		!f.requestShown() ||
		f.server.canonical != nil ||
		!strings.Contains(f.model.Path, "%") ||
		!f.pasteHas(proxyPass) ||
		f.pasteHas(noCanon) {
		return nil
	}
	_, where := f.find(proxyPass)
	return []hit{{
		basis: byCode,
		says: "The path has percent escapes, and Apache's mod_proxy writes a path anew before it sends it on, " +
			"with other escapes: ProxyPass needs nocanon to leave it as it is signed.",
		places: places(f.req.Target, where),
		at:     RequestStage,
	}}
}

// forbiddenHeader is what consoles of browsers write when code sets a header that the
// browser keeps for itself (Fetch standard, "forbidden request-header").
var forbiddenHeader = regexp.MustCompile(`(?i)Refused to set unsafe header ["'\x60\x{201c}]?([\w-]+)`)

// lookForbiddenHeader finds a signed header that a browser refused to send.
func lookForbiddenHeader(f *facts) []hit {
	if f.verified {
		return nil
	}
	for name := range f.matches(forbiddenHeader) {
		if strings.EqualFold(name.S, "host") ||
			!slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, name.S) }) {
			continue // Host is sent by the browser itself
		}
		h := hit{
			basis:  byTexts,
			says:   "The browser refused to set " + name.S + ", which is signed: the request goes out without it.",
			places: places(name),
			at:     RequestStage,
		}
		if strings.EqualFold(name.S, "date") && !f.sent("x-amz-date") {
			h.code = "amz-date-missing"
			h.says += " Nothing else tells the time: x-amz-date is what a browser sends."
		}
		return []hit{h}
	}
	return nil
}

// browserKeeps reports whether a browser refused to set a header.
func (f *facts) browserKeeps(header string) bool {
	for name := range f.matches(forbiddenHeader) {
		if strings.EqualFold(name.S, header) {
			return true
		}
	}
	return false
}
