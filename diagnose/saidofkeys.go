package diagnose

import "regexp"

// keysSaid are those of postSigns that are about keys, tokens and schemes.
var keysSaid = []sign{
	{
		code:  "secret-truncated",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)(?:^|\n)\s*\w*secret\w*\s*=\s*[^\s\n]+//`),
		says:  "In an .xcconfig file // begins a comment: a secret key with // in it ends there.",
		when:  func(f *facts) bool { return f.pasteHas(xcconfig) },
		echo:  true,
	},
	{
		code:  "secret-truncated",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)(?:PASSWORD|SECRET)\w*["']?\s*[:=]\s*["']?[^\s$]*\$[A-Za-z_]\w*`),
		says: "docker compose takes the $ in the value for a variable, which is not set, and leaves it out: the " +
			"server has another secret than the one that is written there. $$ stands for $.",
		when: func(f *facts) bool { return f.pasteHas(blankVariable) },
		echo: true,
	},
	{
		code:  "secret-placeholder",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)secret_?(?:access_?)?key["']?\s*:\s*["']?\$\{\w+\}`),
		says: "The variable in the configuration is filled in only with -config.expand-env=true; without, the " +
			"requests are signed with its name.",
		when: func(f *facts) bool { return f.pasteHas(grafanaStores) && !f.pasteHas(expandsEnv) },
		echo: true,
	},
	{
		code:  "secret-placeholder",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)secret\w*["']?\s*[:=>]+\s*["']?(?:\$\{?\w+\}?|%\w+%|\{\{ ?\w+ ?\}\})["']?\s*(?:<|$|\n)`),
		says: "The secret key is given by a variable, and it works with the key itself in its place: what reads the " +
			"setting does not fill the variable in, and signs with its name.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(worksInline) },
	},
	{
		code:  "secret-placeholder",
		basis: byWords,
		form: regexp.MustCompile(`(?i)The \\?"\w*(?:SECRET|PASSWORD|_KEY)\w*\\?" variable ` +
			`is not set\. Defaulting to a blank string`),
		says: "docker compose puts an empty text in the place of a variable that is not set: it takes values from " +
			"its own environment and from .env, not from the env_file of the service. What is signed with an empty " +
			"secret key, no server accepts.",
		when: func(f *facts) bool { return f.pasteHas(takesVariable) },
		echo: true,
	},
	{
		code:  "secret-truncated",
		basis: byWords,
		form: regexp.MustCompile(`(?m)(?:^|[,:=\s"])` + anyOf(
			`[A-Za-z0-9/+]{40}`,
			`[A-Za-z0-9/+]{2,12}(?:[\x{2022}*\x{2026}·]{3,}|\.{3,}|[xX]{4,})[A-Za-z0-9/+]{2,12}`,
		) + `%[ \t]*\r?$`),
		says: "The % at the end of the line is no part of the secret key: zsh writes it where the output of a " +
			"command does not end with a line break. Copied along, it makes another key.",
		echo: true,
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)secret_?(?:access_?)?key["']?\s*[:=]\s*["']?[A-Za-z0-9/+*•.xX…]*%(?:2F|2B|3D)`),
		says: "The secret key stands there percent-encoded (%2F for /, %2B for +), in a form that nothing " +
			"decodes: only in a URL it has to be.",
		echo: true,
	},
	{
		code:  "signing-key-stale",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\bsame access[ -]?key[ -]?id\b[^\n]{0,160}\bsecret\b[^\n]{0,60}` +
			`\b(?:turned over|rotat\w+|renew\w*|changes?|replaced)`),
		says: "The secret key changes and the access key ID stays: a signer that keeps its derived key by key ID " +
			"and day goes on with the key of the secret before.",
		when: func(f *facts) bool { return f.pasteHas(restarts) },
		echo: true,
	},
	{
		code:  "secret-whitespace",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\becho\s+["'$]?[^-\s|][^\n|]*\|\s*(?:docker|podman) secret create\s+\S*secret_?(?:access_?)?key`,
			`\becho\s+["']?\$\{?\w*secret\w*\}?["']?\s*>\s*\S*secret_?(?:access_?)?key`,
		)),
		says: "echo puts a newline behind the secret key that it hands on; it becomes a part of the key. printf %s " +
			"does not.",
		when: takesAsIs,
		echo: true,
	},
	{
		code:  "secret-whitespace",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\becho\s+["']?\$\{?\w*secret\w*\}?["']?\s*\|\s*base64`),
		says: "echo puts a newline behind the secret key that it hands on; it becomes a part of the key. printf " +
			"%s does not.",
		when: func(f *facts) bool { return f.pasteHas(clusterWords) && takesAsIs(f) },
		echo: true,
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		form:  regexp.MustCompile(`\bs3[an]?://[^\s:/@]+:[^\s@]*\+[^\s@]*@`),
		says: "The secret key stands in a URL with a raw +, which is read as a blank there: write %2B, or give it by settings or " +
			"the environment.",
		echo: true,
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		form:  secretMarks,
		says: "The secret key holds a / or +, and another key works: something between configuration and signer " +
			"decodes it.",
		when: func(f *facts) bool { return f.pasteHas(otherKeyWorks) },
		echo: true,
	},
	{
		code:  "placeholder-unresolved",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)["'](?:rawModeData|raw|body|data)["']\s*:\s*"(?:[^"\\\n]|\\.)*\{\{\w+\}\}`),
		says: "The body holds a variable of the tool, which is filled in when it is sent: the hash that is signed has to " +
			"be that of the text after that.",
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bsecret\b[^.\n]{0,60}\b(?:only|just|without)\b[^.\n]{0,20}\b`+anyOf(
				`letters|alphanumerics?|special char\w*`,
			)+`\b`,
			`\bonly (?:letters|alphanumerics?)[^.\n]{0,40}\bsecret\b`,
		)),
		says: "A secret key of letters and digits alone works: a / or + of the others is decoded or encoded " +
			"between configuration and signer.",
		echo: true,
	},
	{
		code:  "secret-whitespace",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`secret[^\n]*\|\s*wc -c[^\n]*\n\s*41\b`,
			`\bsecret[^\n]{0,80}\blen(?:gth)?\W{1,3}41\b`,
		)),
		says: "The secret key is counted with 41 bytes; those of AWS have 40: a line break or carriage return " +
			"stands at its end.",
		echo: true,
	},
	{
		code:  "secret-recoded",
		basis: byHint,
		form:  secretMarks,
		says: "The secret key holds a / or +, which some clients decode or encode on the way from configuration " +
			"to signer.",
		when: func(f *facts) bool { return !f.pasteHas(secretPlain) },
		echo: true,
	},
	{
		code:  "signing-key-stale",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`cach(?:e|es|ed|ing)\b[^.\n]{0,30}\bsigning[ _-]?key`,
			`signing[ _-]?key\b[^.\n]{0,30}\bcach(?:e|es|ed|ing)\b`,
		)),
		says: "A signing key is kept: it is of one day, region and service, and of no use for another.",
		when: func(f *facts) bool { return f.pasteHas(fromMidnight) },
	},
	{
		code:   "sigv2-sigv4-mixed",
		basis:  byWords,
		form:   regexp.MustCompile(`(?i)Signature=["']?\s*[+.&]\s*[^;\n]*(?:convertToHex|hexdigest|toHex|bin2hex)\(`),
		says:   "The signature of Signature Version 2 is sent as base64; it is written in hex here, as Version 4 wants it.",
		also:   regexp.MustCompile(`AWSAccessKeyId`),
		unless: regexp.MustCompile(`AWS4-HMAC|X-Amz-`),
	},
	{
		code:  "auth-two-mechanisms",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)["']?Authorization["']?\s*[=:]+>?\s*["']Bearer `),
		says: "The call hands its headers on to where it is redirected: the presigned URL of the storage gets the Bearer token besides its " +
			"own signature. Ask for the address first, and call it without these headers.",
		also: regexp.MustCompile(`(?i)\bdownload\w*`),
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(byItsURL) && !f.requestShown() },
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b(?:url_?encode|rawurlencode|quote_plus|encodeURIComponent|QueryEscape|PathEscape|CGI\.escape|@uri)\b["'\s(|]{0,4}[^\n)]{0,16}` +
			`\$?\{?[\w.]*secret_?(?:access_?)?(?:key)?\b`),
		says: "The secret key is percent-encoded before it is given on: where it is not decoded again, what is signed with is another key, " +
			"as soon as it has a / or a +.",
		when: (*facts).mismatch,
	},
	{
		code:  "other-scheme",
		basis: byHint,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`signature_?version["']?\s*[:=]\s*["']?(?:v?2|s3)["'\s,)]`,
			`\bS3SignerType\b`,
			`\bsignature_v2\s*=\s*True`,
		)),
		says: "The client is told to sign with Signature Version 2, which encodes and signs otherwise than Version 4.",
	},
	{
		code:  "session-token-signed-too-early",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`session_?token|cognito|\bSTS\b|assume[ _-]?role`,
			`temporary cred\w*`,
			`security token`,
		)),
		says: "AWS IoT wants the session token appended to the presigned URL after signing, and signers sign it " +
			"with the other parameters.",
		when: func(f *facts) bool {
			return f.pasteHas(iotWords) && f.pasteHas(presignWord) && !f.pasteHas(tokenAppended)
		},
	},
}
