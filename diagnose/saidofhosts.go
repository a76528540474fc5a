package diagnose

import (
	"regexp"

	"sigwhy/sigv4"
)

// hostsSaid are those of postSigns that are about hosts, ports, services and methods.
var hostsSaid = []sign{
	{
		code:  "method-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`(?m)\bcurl\s[^\n]*(?:\s-[a-zA-Z]*I[a-zA-Z]*\b|\s--head\b)`),
		says:  "curl -I sends HEAD, and a redirect leads to a presigned URL, which is good for one method, GET for most.",
		when:  func(f *facts) bool { return f.pasteHas(signedLocation) },
	},
	{
		code:  "host-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)createPresignedRequest\([^\n]*->getQuery\(\)`),
		says: "The code puts the query of a presigned URL behind another URL: the signature is good for the host and the path that it was " +
			"made for alone.",
		when: (*facts).mismatch,
		echo: true,
	},
	{
		code:  "host-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\bssh\b[^\n]{0,20}\s-L\b|\btunnel\w*|\bport-?forward\w*`),
		says: "The request goes through a tunnel, and is signed for its near end; the server verifies the name " +
			"that it has itself. Sign and send that name, and connect to the tunnel.",
		when: func(f *facts) bool { return f.pasteHas(nearEnd) && !f.pasteHas(otherStores) },
	},
	{
		code:  "host-mismatch",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`port-?forward\w*|\bngrok\b`,
			`\bsed\b[^\n]{0,20}\bhost`,
			`replac\w+[^.\n]{0,40}\b(?:host(?:name)?|domain)\b`,
		)),
		says: "The URL is signed for a name inside a network and used under another: the host is signed and cannot " +
			"be exchanged afterwards.",
		when: func(f *facts) bool {
			return f.params.Carrier == sigv4.InQuery &&
				f.model.Host != "" &&
				(internal(bareHost(f.model.Host)) || loopback.MatchString(f.model.Host))
		},
	},
	{
		code:  "host-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\b(?:docker\w*|containers?|compose|kubernetes|k8s|pods?)\b`),
		says: "The URL is presigned inside a container or cluster, for the name that the store has there: under " +
			"another name the signature does not hold. Presign for the name that the client will call.",
		when: func(f *facts) bool { return f.pasteHas(presignWord) && f.pasteHas(ownStores) && f.hostSuspect() },
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`\s-(?:target|endpoint|upstream|-endpoint(?:-url)?|-target|-host)[ =]["']?https?://[\w.-]+\.amazonaws\.com:(?:[1-9]\d{3,4}|44[0-24-9]|8[1-9])\b`),
		says: "The client is told an endpoint of AWS with the port of a tunnel: it signs and sends Host with that port, and the service " +
			"behind the tunnel has its name without one. Listen on port 443, or set the host that is signed.",
		unless: regexp.MustCompile(`(?i)\.(?:neptune|iot|kafka|dax|docdb|cassandra|redshift|rds|cache)\b[\w.-]*\.amazonaws\.com:\d`), // they listen on such ports
		when:   (*facts).mismatch,
	},
	{
		code:  "host-is-url",
		basis: byWords,
		form:  regexp.MustCompile(`\bRegion::Custom\s*\{[^{}]{0,200}\bendpoint:\s*["'][^"'\s]+/["']`),
		says: "The endpoint that rust-s3 is given ends with a slash, and rust-s3 takes what stands behind https:// as it is, for Host and " +
			"in front of the path. Give the endpoint without it.",
	},
	{
		code:  "host-port-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`\brequests[-_]aws4auth\W{0,4}(?:v(?:ersion)? ?)?(?:1\.[2-9]|[2-9]\.)`),
		says: "requests-aws4auth signs Host without its port from 1.2 on, where no Host header is given to it, and the server got one " +
			"with a port. Give it the header with host and port.",
		echo: true,
		when: func(f *facts) bool {
			host, line := f.serverLine("host")
			return f.silent() && line.Present() && !impliedPort(portOf(host)) && portOf(host) != ""
		},
	},
	{
		code:  "host-port-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:on|to|with|using|via) port (?:80|443)\b[^\n.]{0,60}\b(?:works?|fine|ok|succeeds?)\b`,
			`\b(?:works?|fine|ok|succeeds?)\b[^\n.]{0,40}\b(?:on|with|using|via) port (?:80|443)\b`,
		)),
		says: "It works on the default port and fails on another: one side signs the host without its port.",
		when: func(f *facts) bool { return portOf(f.model.Host) != "" && f.mismatch() },
	},
	{
		code:  "host-mismatch",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`(?:域名[^\n]{0,12}(?:改回|换回|换成|改成|替换)|(?:改回|换回|换成|替换)[^\n]{0,16}域名)[^\n]{0,40}(?:就可以|就能|就好|正常|成功|没有?问题)`,
			`\b(?:cdn|custom|own) (?:domain|host(?:name)?)\b[^\n]{0,80}\b(?:back to|instead of|replac\w+|swap\w*)\b[^\n]{0,60}\b(?:works?|fine|ok)\b`,
		)),
		says: "The URL is signed for the host of the bucket, and used with another domain: the host is signed and cannot be " +
			"exchanged afterwards.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(cdnNamed) },
		echo: true,
	},
	{
		code:  "redirect-host-changed",
		basis: byWords,
		form:  regexp.MustCompile(`https://[\w.-]+\.s3\.amazonaws\.com/[^\s"'\x60]*\?X-Amz-Algorithm(?:\.{2,}|\x{2026})`),
		says: "The URL is signed for the global host of the bucket, which answers for a bucket of another region with a redirect " +
			"to its host: the signature is not good there. Give the client the region and the regional endpoint.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(laterRegion) && f.pasteHas(presignWord) },
	},
	{
		code:  "method-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\bcache everything\b`),
		says: "Cloudflare's cache asks the store with GET for a HEAD that it is to answer: the method is signed, and the " +
			"signature is that of HEAD.",
		when: func(f *facts) bool {
			return f.raw.Method == "HEAD" && f.pasteHas(cdnNamed) && !f.pasteHas(nothingCached)
		},
	},
	{
		code:  "host-mismatch",
		basis: byInference,
		form: regexp.MustCompile(`(?i)\bsign(?:s|ed|ing)?\b[^\n]{0,30}["'\x60][\w-]+(?:\.[\w-]+)+(?::\d+)?["'\x60][^\n]{0,20}\b(?:whereas|instead of|while|but|rather than)\b[^\n]{0,40}` +
			`["'\x60][\w-]+(?:\.[\w-]+)+(?::\d+)?["'\x60]`),
		says: "Another host is signed than the one that is asked, as the paste says: the signer has to be given the host that the request goes to.",
		when: (*facts).mismatch,
	},
	{
		code:  "host-default-port",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)headers?\[["']?host["']?\]\s*=\s*\w+\.host\b|\bhostname\b[^\n]{0,40}\b(?:changed|replaced|switched)\b[^\n]{0,30}\.host\b`),
		says: "host of a parsed URL has the port, where hostname has none: a default port in the URL is then signed, and HTTP clients leave " +
			"it out of Host.",
		when: func(f *facts) bool { return f.mismatch() && f.serverHostPortless() },
		echo: true,
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byWords,
		form:  regexp.MustCompile(`\bchangeOrigin\b(?:["']?\s*:\s*true\b|[^:\s"'])`),
		says: "changeOrigin has the proxy send the name of what is behind it as Host: who signs for the name of the proxy has signed another " +
			"host.",
		when: (*facts).mismatch,
	},
	{
		code:  "method-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\b(?:past(?:e|ed|ing)|open(?:ed|ing)?|cop(?:y|ied)|visit\w*|click\w*|put)\b[^.\n]{0,50}\b(?:in|into|to|with|from) (?:the |a |my )?(?:web )?browser\b`),
		says:  "The URL is presigned for PUT, and a browser that is given it asks with GET: it is good for one method. Upload with curl -T.",
		when:  func(f *facts) bool { return f.mismatch() && f.pasteHas(presignsPut) && !f.pasteHas(putsByURL) },
	},
	{
		code:  "service-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`\bAwsClient\(\s*\{[^{}]*\}\s*\)`),
		says: "aws4fetch reads service and region from the host, which it can of hosts of AWS, Backblaze and Cloudflare alone: for others " +
			"both have to be given, service: \"s3\" and the region.",
		when: func(f *facts) bool {
			return f.mismatch() && f.thirdParty() && !f.pasteHas(serviceInOptions) && !f.pasteHas(knownToFetch)
		},
	},
	{
		code:  "host-mismatch",
		basis: byWords,
		form: regexp.MustCompile(`(?i)(?:re-?writ\w*|replac\w*|chang\w*|swap\w*|substitut\w*)` +
			`[^.\n]{0,30}\b(?:urls?|host(?:name)?|domain)\b`),
		says: "The URL was presigned for one host and is used under another: the host is signed and cannot be " +
			"exchanged afterwards. Presign for the name that the client will call.",
		when: func(f *facts) bool { return f.pasteHas(presigns) && f.thirdParty() },
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byWords,
		form:  proxyWords,
		says: "A proxy stands in front of the server: where it sends another Host (or none of the port) than was " +
			"signed, every signature is refused. It has to pass Host on as it came.",
		when: (*facts).hostSuspect,
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byHint,
		form:  proxyWords,
		says: "A proxy stands in front of the server: compare the headers that arrive with those that are signed, " +
			"Host first.",
		when: func(f *facts) bool { return f.thirdParty() && !f.pasteHas(hostPassed) },
	},
	{
		code:  "method-mismatch",
		basis: byWords,
		form: regexp.MustCompile(`(?s)` + anyOf(
			`(?i)\bHEAD\b[^\n]{0,100}\bsame (?:pre-?)?signed url\b[^\n]{0,40}\bGET\b`,
			`(?i:presign\w*|signed url|getSignedUrl).*`+anyOf(
				`\bHEAD\b[^.\n]{0,80}(?:403|fail|SignatureDoesNotMatch|denied|forbidden)`,
				`\bcurl\s+(?:-I|--head|-sI)\b`,
				`\b[mM]ethod\b\W{1,4}HEAD\b`,
				headCall,
			),
			`(?s)`+anyOf(
				`\b[mM]ethod\b\W{1,4}HEAD\b`,
				`\bHEAD\b[^.\n]{0,80}(?:403|fail|SignatureDoesNotMatch|denied|forbidden)`,
				`\bcurl\s+(?:-I|--head|-sI)\b`,
				headCall,
			)+`.*(?i:presign\w*|signed url|getSignedUrl)`,
		)),
		says: "The URL is presigned for GET and called with HEAD: the method is signed, and a URL is good for one " +
			"method.",
		when: func(f *facts) bool { return !f.pasteHas(presignsHead) },
	},
}
