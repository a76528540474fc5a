package diagnose

import (
	"regexp"
	"strings"
)

// settingSigns are settings of clients, proxies and shells that tell the cause of a refusal. They
// are looked for as what people write is.
var settingSigns = []sign{
	{
		code:  "other-scheme",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bv2_auth\s*=\s*true\b`,
			`["']?\bapi["']?(?:\s*:\s*|[ =])["']?s3v2\b`,
			`(?:-o\s+|,)sigv2\b`,
			`\bsignature_?version2["']?\s*[:=]\s*true\b`,
			`\baws_signature_version["']?\s*(?:=>|[:=])\s*["']?2\b`,
			`\bv4auth["']?\s*[:=]\s*["']?false\b`,
			`\blegacy_auth["']?\s*(?:=>|[:=])\s*["']?true\b`,
			`<string>AWS2</string>`,
		)),
		says: "The client is told to sign with Signature Version 2, which encodes and signs otherwise than Version 4.",
		echo: true,
	},
	{
		code:  "accept-encoding-rewritten",
		basis: byCode,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bproxy_set_header\s+Accept-Encoding\s+["']?[\w,* -]*["']?\s*;`,
			`\bheader_up\s+-?Accept-Encoding\b`,
			`\b(?:set|del|replace)-header\s+Accept-Encoding\b`,
			`\bRequestHeader\s+(?:unset|set)\s+Accept-Encoding\b`,
		)),
		says: "The proxy rewrites Accept-Encoding, which the SDK for Go 2 signs: take it out of the signed headers, or have the proxy leave it.",
		when: func(f *facts) bool { return f.pasteHas(signsEncoding) },
		echo: true,
	},
	{
		code:  "header-removed-in-transit",
		basis: byInference,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bhttp-request\s+del-header\s+x-amz-[\w-]+`,
			`\bheader_up\s+-x-amz-[\w-]+`,
			`\bRequestHeader\s+unset\s+x-amz-[\w-]+`,
			`\bproxy_set_header\s+x-amz-[\w-]+\s+(?:""|'')`,
		)),
		says: "The proxy takes a header off that begins with x-amz-: all of these are signed.",
		echo: true,
	},
	{
		code:  "header-removed-in-transit",
		basis: byCode,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bproxy_set_header\s+Content-(?:Encoding|Type|MD5)\s+(?:""|'')`,
			`\bhttp-request\s+del-header\s+Content-(?:Encoding|Type|MD5)\b`,
			`\bheader_up\s+-Content-(?:Encoding|Type|MD5)\b`,
			`\bRequestHeader\s+unset\s+Content-(?:Encoding|Type|MD5)\b`,
		)),
		says: "The proxy takes a header of the body off that clients sign where they send it.",
		echo: true,
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byCode,
		form:  regexp.MustCompile(`\bproxy_set_header\s+Host\s+["']?(?:[a-z][a-z\d-]*(?::\d+)?|\$proxy_host)["']?\s*;`),
		says: "nginx sends the name of the upstream as Host, which is not the one that clients sign. proxy_set_header Host $http_host; " +
			"keeps theirs.",
		when: func(f *facts) bool { return !f.pasteHas(hostKept) },
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byCode,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bhttp-request\s+set-header\s+Host\s+\S`,
			`\bheader_up\s+Host\s+(?:\{upstream_hostport\}|[a-z\d])`,
			`\bpassHostHeader["']?\s*[:=]\s*false\b`,
			`\bProxyPreserveHost\s+Off\b`,
			`\bupstream-vhost["']?\s*:\s*\S`,
			`\bhost_rewrite_literal["']?\s*:\s*\S`,
			`\bauto_host_rewrite["']?\s*:\s*true\b`,
		)),
		says: "The proxy is told to send another Host to the server than the one that it gets: the host is signed, and the server verifies " +
			"what it receives. It has to pass Host on as it came.",
		when: func(f *facts) bool { return !f.onAWS() && f.pasteHas(ownStores) && !f.pasteHas(hostPassedOn) },
	},
	{
		code:  "host-rewritten-by-proxy",
		basis: byInference,
		form:  regexp.MustCompile(`\b\w+\.host(?:name)?\s*=[^=][^\n]*\n(?:[^\n]*\n){0,12}?[^\n]*\bfetch\(\s*(?:new Request\(\s*)?\w+(?:\.toString\(\))?\s*,\s*\w+\s*\)`),
		says: "The worker hands a signed request on to another host: the server verifies the signature with that one. Sign for " +
			"it there, or anew in the worker.",
		when: func(f *facts) bool { return f.pasteHas(ofWorker) && !f.pasteHas(signsAnew) },
	},
	{
		code:  "host-port-mismatch",
		basis: byCode,
		form:  regexp.MustCompile(`\bproxy_set_header\s+Host\s+\$host\s*;`),
		says: "nginx passes $host on, which is the name without its port, and it listens on a port that clients sign with it. $http_host " +
			"is what the client sent.",
		when: (*facts).listensElsewhere,
	},
	{
		code:  "path-prefix-rewritten",
		basis: byWords,
		form:  regexp.MustCompile(`\bhttp-request\s+(?:replace-path\s+\S*/|set-path\s+%\[path,regsub)`),
		says:  "A proxy takes a prefix off the path, or puts one on, after the request was signed: the path is signed as it is sent.",
		when:  func(f *facts) bool { return !f.arrivesAsSigned() },
	},
	{
		code:  "secret-whitespace",
		basis: byInference,
		form: regexp.MustCompile(`(?i)secret[^\n]*\|\s*(?:od|hexdump|xxd)\b[^\n]*\n(?:[^\n]*\n){0,4}?` +
			`[^\n]*\s\\r\s+\\n`),
		says: "The dump of the secret key shows a carriage return before the line end: it is a part of the key.",
		echo: true,
	},
	{
		code:  "secret-whitespace",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bwc -c \S*(?:secret|key)\S*[ \t]*\r?\n\s*41\s`,
			`\bxxd\b[^\n]*(?:key|secret)[^\n]*\n(?:[^\n]*\n)?[^\n]*[\da-f]*0a\s{2,}`,
			`\bvault kv put\b[^\n]*secret\w*=@\S`,
			`secret[^\n]*<\s*\S+[^\n]*\n[^\n]*\bod -c\b[^\n]*\n[^\n]*\s\\n[ \t]*(?:\r?\n|$)`,
		)),
		says: "The file that the secret key is taken from ends with a line break, which becomes a part of the key where nothing takes it off.",
		when: func(f *facts) bool { return takesAsIs(f) && !f.pasteHas(fortyBytes) },
		echo: true,
	},
	{
		code:  "secret-whitespace",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\becho\s+["']?[^-\s|"'][^\n|>]*>\s*\S+[ \t]*\r?\n(?:[^\n]*\n){0,3}?[^\n]*` +
			`(?:add-file\s+\S*secret|--from-file=\S*secret|\bsecret\s+(?:create|set)\b[^\n]*secret)`),
		says: "echo puts a newline behind the secret key that it writes; where the file is taken as it is, it becomes a part of the key. " +
			"printf %s does not.",
		when: func(f *facts) bool { return takesAsIs(f) && f.echoedAndTaken() },
		echo: true,
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\bUser=A[KS]IA\w{16};(?:[^;\n]+;)*?Password=[A-Za-z0-9+*•.xX…]*%(?:2F|2B|3D)`),
		says: "The secret key stands there percent-encoded (%2F for /, %2B for +), in a form that nothing decodes: only in a URL it has " +
			"to be.",
		echo: true,
	},
	{
		code:  "secret-placeholder",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\b(?:has|gets|sees|shows|prints)\s+["'\x60]?` + secretNamed + `["'\x60]?\s*(?:=>|[:=])\s*(?:""|'')`),
		says:  "The secret key arrives empty: its variable is not set where it is read.",
		echo:  true,
	},
	{
		code:  "host-mismatch",
		basis: byCode,
		form: regexp.MustCompile(`(?i)\b(?:str_?)?(?:replace|gsub|sub)\w*\(\s*["'](?:https?://)?[\w.-]+:\d+/?["']\s*,\s*["'](?:https?://)?[\w.-]+:\d+` +
			`/?["']`),
		says: "The URL was presigned for one host and is used under another: the host is signed and cannot be exchanged afterwards. " +
			"Presign for the name that the client will call.",
		when: func(f *facts) bool { return f.pasteHas(givesURL) },
	},
	{
		code:  "url-damaged",
		basis: byInference,
		form:  regexp.MustCompile(`(?m)^[ \t]*(?:\$ )?(?:export )?[A-Z_a-z]\w*=https?://[^\s"'<>\\]*\?(?:[^\s"'<>&\\]*&)*X-Amz-[A-Za-z-]+=[^\s"'<>&\\]*&X-Amz-[^\n]*\n(?:[^\n]*\n){0,4}?[^\n]*\bcurl\b[^\n]*["' ]\$`),
		says: "The URL stands in the shell without quotes: each & ends the command, and the variable holds no more than what is before the " +
			"first one.",
		echo: true,
	},
}

var (
	signsEncoding = regexp.MustCompile(`aws-sdk-go-v2|operation error S3|\bhttps response error\b`)
	ofWorker      = regexp.MustCompile(`(?i)export default|addEventListener\(\s*["']fetch|\bworkers?\b`)
	signsAnew     = regexp.MustCompile(`(?i)aws4fetch|AwsClient\(|\bsign(?:Request|ed)?\(|SignatureV4`)
	listenPort    = regexp.MustCompile(`(?m)^\s*listen\s+(?:[\d.]+:|\[::\]:)?(\d+)`)
	givesURL      = regexp.MustCompile(`(?i)pre-?sign|signed_?url|temporaryUrl|\.get_presigned|X-Amz-`)

	// authorizationTaken is a proxy that does not hand Authorization on.
	authorizationTaken = regexp.MustCompile(`(?i)` + anyOf(
		`\bproxy_set_header\s+Authorization\s+(?:""|'')`,
		`\bheader_up\s+-Authorization\b`,
		`\bhttp-request\s+del-header\s+Authorization\b`,
		`\bRequestHeader\s+unset\s+Authorization\b`,
	))
	// batchFile is a batch file of Windows, and escapedOnce an escape in it that is not doubled.
	batchFile   = regexp.MustCompile(`(?i)\b[\w-]*\.(?:bat|cmd)\b`)
	escapedOnce = regexp.MustCompile(`X-Amz-Credential=\w+%2F`)
	// cronLine is a line of a crontab with a presigned URL whose % are not escaped.
	cronLine = regexp.MustCompile(`(?m)^(?:[\d*/,-]+[ \t]+){5}[^\n]*X-Amz-Credential=\w+%2F`)
)

// lookSettingSign finds a sign in settings that are in force: no comment, no line that a diff takes
// away.
func (f *facts) lookSettingSign(s *sign) []hit {
	for i := range f.ev.Sources {
		if f.holds(i, s.form) && f.inForce(i, s) != nil {
			return firstLines(f.lookPost(s))
		}
	}
	return nil
}

// firstLines cuts the places of hits at the ends of their first lines: what stands below may be
// the dump of a secret key.
func firstLines(hits []hit) []hit {
	for _, h := range hits {
		for i, t := range h.places {
			if n := strings.IndexByte(t.S, '\n'); n > 0 {
				h.places[i] = t.Sub(0, n)
			}
		}
	}
	return hits
}

// fortyBytes is a file of a secret key without a line end.
var fortyBytes = regexp.MustCompile(`\bwc -c \S*(?:secret|key|sk)\S*[ \t]*\r?\n\s*40\s`)

var (
	// echoedInto is a file that echo writes, takenFrom one that a secret key is taken from.
	echoedInto = regexp.MustCompile(`(?i)\becho\s[^\n|>]*>\s*["']?(?:\./)?([^\s"';&]+)`)
	takenFrom  = regexp.MustCompile(`(?i)(?:add-file|--from-file=|\bsecret\s+(?:create|set))([^\n]*)`)
)

// echoedAndTaken reports whether a secret key is taken from a file that echo writes.
func (f *facts) echoedAndTaken() bool {
	for file := range f.matches(echoedInto) {
		for taken := range f.matches(takenFrom) {
			if strings.Contains(taken.S, file.S) {
				return true
			}
		}
	}
	return false
}

// listensElsewhere reports whether nginx listens on another port than that of its scheme.
func (f *facts) listensElsewhere() bool {
	for t := range f.matches(listenPort) {
		if !impliedPort(t.S) {
			return true
		}
	}
	return false
}
