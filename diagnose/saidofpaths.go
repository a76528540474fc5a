package diagnose

import "regexp"

// pathsSaid are those of postSigns that are about paths, queries and URLs.
var pathsSaid = []sign{
	{
		code:  "path-under-encoded",
		basis: byWords,
		form:  regexp.MustCompile(`/functions/[\w-]+:[\w$-]+/invocations`),
		says: "The name of the function has a version or an alias behind a colon: the colon is percent-encoded in " +
			"the canonical URI. Signers that take the path as it is leave it raw.",
		when: func(f *facts) bool { return !f.knownSigner() && f.pasteHas(signerCode) },
	},
	{
		code:  "path-under-encoded",
		basis: byHint,
		form:  regexp.MustCompile(`/functions/[\w-]+:[\w$-]+/invocations`),
		says: "The name of the function has a version or an alias behind a colon: the colon is percent-encoded in " +
			"the canonical URI.",
		when: func(f *facts) bool { return !f.knownSigner() },
	},
	{
		code:  "non-ascii-encoded-differently",
		basis: byWords,
		form: regexp.MustCompile(`(?i)(?:metadata|x-amz-meta-[\w-]*)['")]?\s*[:=(,]` +
			`[^\n]{0,120}?["'][^"'\n]*` + lettersOutside + `[^"'\n]*["']`),
		says: "A metadata value has letters outside ASCII: clients and servers sign other bytes for them than are " +
			"sent. Encode it (percent or RFC 2047), or keep to ASCII.",
	},
	{
		code:  "non-ascii-encoded-differently",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\bcopy[-_]?source["']?\s*[:=(,]\s*["'\x60][^"'\x60\n]*` + lettersOutside),
		says: "The source of the copy has letters outside ASCII: it goes into the header x-amz-copy-source, and there they have to " +
			"be percent-encoded.",
	},
	{
		code:  "path-not-normalized",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`trailing slash|slash at the end`,
			`["']/ ?["'] at the end`,
			`ends? (?:in|with) (?:a |an extra )?(?:slash|"/"|'/'|\x60/\x60)`,
			`double slash|extra slash`,
		)),
		says: "A slash too many, at the end of an endpoint or inside the path, is signed as it stands; the service " +
			"removes it, or the reverse.",
		when: func(f *facts) bool { return !f.forS3() },
		echo: true,
	},
	{
		code:  "path-mismatch",
		basis: byHint,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`trailing slash|slash at the end`,
			`ends? (?:in|with) (?:a |an extra )?slash`,
			`double slash|extra slash|leading slash`,
		)),
		says: "A slash too many or too few: the path that is signed has to be the one that is sent, byte for byte.",
		when: (*facts).forS3,
	},
	{
		code:  "path-under-encoded",
		basis: byWords,
		form:  regexp.MustCompile(`\b[a-z0-9]+\.[a-z][a-z0-9.-]+-v\d+:\d+\b|inference-profile/`),
		says: "The model's ID holds a colon, or the path holds an ARN: it is percent-encoded in the path that is " +
			"sent, and once more in the canonical URI. Signers that take the path as it is leave it raw.",
		when: func(f *facts) bool { return f.pasteHas(bedrockWord) && !f.knownSigner() && !f.pasteHas(sdkItself) },
	},
	{
		code:  "path-under-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b` + holding + `\s+(?:an? |the |any )?(?:special |reserved )?(?:char(?:acter)?s? )?` +
			`(?:(?:like|such as|e\.g\.?) )?["'\x60(][!$&'()*,:;=@\[\]]["'\x60)]`),
		says: "It fails where the name holds a reserved character, which encoders for URLs leave raw and the " +
			"canonical request has percent-encoded.",
	},
	{
		code:  "path-under-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)(?:lambda|function)[^\n]{0,80}\b(?:by (?:an? |the |its )?version|` +
			`(?:by|with|for|to) (?:an? |the |its )?(?:alias|qualifier|version (?:or|and) alias))\b|\blambda:invoke\b[^\n]{0,80}\balias\b`),
		says: "A function is called by a version or an alias, behind a colon: the colon is percent-encoded in the " +
			"canonical URI, and signers that take the path as it is leave it raw.",
		when: func(f *facts) bool { return !f.knownSigner() },
	},
	{
		code:  "query-not-signed",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)` + anyOf(failWords+`[^\n.]{0,60}`+withQuery, withQuery+`[^\n.]{0,40}`+failWords)),
		says:  "It fails with any query and works without: the query is sent, and is missing in the text that is signed.",
		echo:  true,
	},
	{
		code:  "url-damaged",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\bquery[- ]?(?:strings?|part|portion|param\w*)?(?:'s)?\b[^\n.]{0,40}\b` +
			`(?:cut off|dropp\w+|ignor\w+|stripp\w+|lost|truncat\w+)\b|` +
			`\b(?:cutting|cuts|drops?|dropping|ignor(?:es|ing)|strips?|stripping|loses|losing|truncat(?:es|ing)) (?:off )?(?:the )?query`),
		says: "The query of the presigned URL is lost on the way: the signature is in it.",
		when: func(f *facts) bool { return f.pasteHas(presignWord) },
	},
	{
		code:  "query-under-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\bsign(?:ed|ature|ing)?\b[^\n.]{0,40}\b(?:before|prior to)\b[^\n.]{0,30}` +
			`\b(?:(?:url|uri|percent)[- ]?encod\w+|encod\w+ (?:the |its )?(?:quer|param|value|url)\w*)|` +
			`\bparam\w*\b[^\n.]{0,60}\bcharacters? that (?:need|ha(?:ve|s)) to be (?:\w+ )?(?:encoded|escaped)`),
		says: "The values are signed before they are percent-encoded; the canonical query has them encoded.",
		echo: true,
	},
	{
		code:  "unreserved-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\btildes?\b[^\n.]{0,40}\b(?:escap|encod)\w+|\b(?:escap|encod)\w+\b[^\n.]{0,40}\btildes?\b|` +
			`\b(?:key|path|name|object)s?\b[^\n.]{0,40}\btildes?\b|\btildes? in (?:it|the|its|their)\b`),
		says: "It fails where the name has a tilde: ~ is unreserved and stays as it is, where older encoders write %7E.",
		when: func(f *facts) bool { return !f.pasteHas(tildeKept) },
	},
	{
		code:  "path-under-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\b`+reservedNames+`\b[^.\n]{0,40}\bin (?:the |my |our |its |one of \w+ )?(?:\w+ )?`+namesOfKeys,
			`\b`+namesOfKeys+`\b[^.\n]{0,40}\b(?:with|contain\w*|includ\w*|having|ha[sd]|have)\b[^.\n]{0,30}\b`+reservedNames+`\b`,
			`(?:["'\x60(]|\bthe )[!$&'()*,:;=@\[\]]["'\x60)]? (?:character|symbol)\b`,
		)),
		says: "It fails where the name holds a reserved character, which encoders for URLs leave raw and the " +
			"canonical request has percent-encoded.",
		when: func(f *facts) bool { return f.forS3() && !f.pasteHas(otherNames) },
	},
	{
		code:  "plus-for-space",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b` + holding + `\s+(?:an? |the |any )?(?:special )?(?:char(?:acter)?s? )?` +
			`(?:(?:like|such as|e\.g\.?) )?` + anyOf(
			`["'\x60(]\+["'\x60)]`,
			`plus(?: signs?| characters?)?\b`,
		)),
		says: "It fails where the name holds a +, which one side reads as a blank; it is signed and sent as %2B.",
		when: func(f *facts) bool { return !f.pasteHas(secretMarks) },
	},
	{
		code:  "path-under-encoded",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)["'\x60]#["'\x60] (?:char\w*|sign|symbol)`),
		says: "It fails where the key holds a #: raw, it ends the path of a URL, and what follows is not sent; in path and canonical " +
			"request it is %23.",
	},
	{
		code:  "path-double-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)(?:file ?names?|keys?|objects?|paths?|names?|urls?)\b[^.\n]{0,50}\b` +
			holding + `\b[^.\n]{0,25}\b(?:spaces?|blanks?|white ?spaces?|special char\w*)`),
		says: "It fails where the key holds blanks or special characters, and the code encodes before it hands the " +
			"URL to the signer: a signer that encodes, too, signs %2520 for the %20 that is sent.",
		when: encodesFirst,
	},
	{
		code:  "path-under-encoded",
		basis: byHint,
		form: regexp.MustCompile(`(?i)(?:file ?names?|keys?|objects?|paths?|names?|urls?|characters?)\b[^.\n]{0,50}\b` +
			holding + `\b[^.\n]{0,25}\b(?:spaces?|blanks?|white ?spaces?|special char\w*|these (?:symbols|char\w*))`),
		says: "It fails where the key holds blanks or special characters: path and canonical URI have to be " +
			"percent-encoded alike, and once.",
		when: func(f *facts) bool { return !f.pasteHas(nothingSpecial) },
	},
	{
		code:  "query-unsorted",
		basis: byHint,
		form: regexp.MustCompile(`(?i)(?:more than one|two|multiple|several|second|additional)` +
			`\s+(?:query|url)?\s*(?:string )?param(?:eter)?s?`),
		says: "It fails with several parameters: the canonical query is in byte order of the names, whatever the " +
			"order of the URL.",
		echo: true,
	},
	{
		code:  "non-ascii-encoded-differently",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b(?:with|contain\w*|has|have|having|named|names?|includ\w*)\b[^.\n]{0,40}\b` + anyOf(
			`accents?|accented|umlauts?|non-?ascii|unicode|chinese|japanese|korean`,
			`cyrillic|arabic|hebrew|emojis?|diacritics?`,
		) + `\b`),
		says: "It fails where a name or header has letters outside ASCII: both sides have to encode the same UTF-8 " +
			"bytes, in the same Unicode form.",
	},
	{
		code:  "query-empty-value-missing-equals",
		basis: byWords,
		form: regexp.MustCompile(`["'\x60][^"'\x60\s]*\?(?:acl|cors|delete|encryption|lifecycle|location|logging|notification|policy|replication|` +
			`requestPayment|tagging|uploads|versioning|versions|website)["'\x60]`),
		says: "The URL ends with a parameter that has no value: it is signed as its name and =, and signers that take the query as it stands " +
			"sign the name alone. Write the = behind it.",
		when: func(f *facts) bool { return !f.signsByLibrary() },
	},
	{
		code:  "url-damaged",
		basis: byWords,
		form:  regexp.MustCompile(`X-Amz-Credential\*{0,2} (?:is|was|arrives|comes) (?:not|un)[ -]?(?:url|percent)?[- ]?encoded`),
		says:  "X-Amz-Credential arrives decoded, with / for %2F: something on the way decodes the presigned URL.",
		when:  (*facts).mismatch,
	},
	{
		code:  "path-double-encoded",
		basis: byInference,
		form:  regexp.MustCompile(`\bAWSSigV4Signer\(|\bnew SignatureV4\(\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\bservice:\s*["']s3["']`),
		says: "This signer percent-encodes the path once more, as all services but S3 have it, unless it is told that it signs for S3 " +
			"(S3ServiceConfiguration in Dart, uriEscapePath: false in JavaScript): names that need escapes fail.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(signsS3) && !f.pasteHas(singlyEncoded) },
	},
	{
		code:  "path-normalized",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\b(?:object_?)?(?:key|name)["']?\s*[:=]\s*(?:[^\n"']{0,40}//[^\n"']{0,12})?[@$]?["']\.\.?[\\/]`),
		says: "The key begins with a dot segment: libraries that make URLs take it out (and make / of \\) after the path was signed. " +
			"Give the key without it.",
		when: func(f *facts) bool { return f.mismatch() && f.forS3() },
	},
	{
		code:  "path-prefix-rewritten",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\brewrite\s+\^?\(?/[^\s]*\s+/\$1`,
			`location\s+[~^= ]*/[\w./-]+/?\s*\{[^}]*proxy_pass\s+https?://[^\s/;]+/[^;\s]*;`,
			`stripprefix|strip_prefix`,
			`strip_path:\s*true`,
			`pathRewrite|rewrite-target|handle_path\s`,
			`requestHeaderModifier.*prefix`,
			`\bRewriteRule\b`,
			`reverse_proxy[^\n]*\buri\s+strip`,
		)),
		says: "A proxy takes a prefix off the path, or puts one on, after the request was signed: the path is " +
			"signed as it is sent.",
		when: func(f *facts) bool { return !f.arrivesAsSigned() },
	},
	{
		code:  "path-under-encoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`(?:such as|like|e\.g\.?|characters?:?)\s+[^.\n]{0,24}["'\x60(][!$&'()*,:;=@\[\]^]["'\x60)]`,
			`["'\x60]?[!$&*:;=@^]["'\x60]? in (?:the |a |its )?(?:object )?(?:key|path|file ?name|name)\b`,
			`\b`+anyOf(
				`path|file ?names?|key names?`,
				`object (?:keys?|names?)`,
			)+`\b[^.\n]{0,40}special (?:char|symbol)\w*`,
			`special (?:char|symbol)\w*[^.\n]{0,40}\b`+anyOf(
				`path|file ?names?|key names?`,
				`object (?:keys?|names?)`,
			)+`\b`,
		)),
		says: "It fails where the name holds special characters, which encoders for URLs leave raw and the " +
			"canonical request has percent-encoded.",
		when: func(f *facts) bool { return !f.pasteHas(secretSpecial) },
	},
	{
		code:  "query-in-path",
		basis: byCode,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bpath['"]?\s*[:=]\s*["'\x60]?/[^\s"'\x60]*\?[\w$-]+=`,
			`path with (?:the )?query`,
			`query (?:parameters?|string) (?:as|in|to) (?:just )?the path`,
		)),
		says: "The path is given to the signer together with the query: the signer takes the ? for a part of the " +
			"path. Give it path and query apart.",
		when: func(f *facts) bool { return f.pasteHas(sdkSigner) },
		echo: true,
	},
	{
		code:  "query-in-path",
		basis: byCode,
		form:  regexp.MustCompile(`(?m)^[^/#\n]*\binvokeApi\([^,\n]*,\s*["'\x60]/[^\s"'\x60]*\?[\w$-]+=`),
		says: "The query stands in the path template of the call, and the client takes the ? for a part of the path. It " +
			"belongs into queryParams of the additional parameters.",
		echo: true,
	},
	{
		code:  "query-in-path",
		basis: byInference,
		form:  regexp.MustCompile(`(?m)^\s*(?:export )?\w*PATH\w*=["']?/[^\s?"']*\?[\w$-]+=`),
		says: "The path of the environment has a query behind it, and is given to the signer as path: the ? and what follows " +
			"are signed as a part of it. Give it path and query apart.",
		when: func(f *facts) bool { return f.pasteHas(sdkSigner) && f.pasteHas(pathOfEnvironment) },
		echo: true,
	},
	{
		code:  "query-not-signed",
		basis: byHint,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`without (?:any |the )?(?:query|url)?[ -]?`+
				`(?:string|param\w*|query)[^\n]{0,60}\b`+
				`(?:works?|fine|ok|succeeds?)`,
			`\b(?:add\w*|with|using|has|have|contain\w*)\b[^.\n=("'\x60]{0,25}\bquery(?:[ -]?(?:string|param\w*))?`,
		)),
		says: "It fails with a query: the query that is sent has to be signed, sorted and encoded.",
		when: func(f *facts) bool { return !f.pasteHas(rawInQuery) },
	},
	{
		code:  "query-under-encoded",
		basis: byHint,
		form:  regexp.MustCompile(`https?://[^\s"'<>]+\?[^\s"'<>]*(?:\[|[^\s"'<>$#]\\?\{[^\w}]|\|)`),
		says: "The query holds reserved characters raw: they are percent-encoded in what is signed, and are best " +
			"sent so.",
	},
	{
		code:  "query-under-encoded",
		basis: byWords,
		form: regexp.MustCompile(`[?&](?:prefix|continuation-token|(?:key-|version-id-|upload-id-)?marker|start-after|delimiter|uploadId|response-content-[a-z]+)=` +
			`[^\s"'<>&%+\x60)\\{}$]*[/:,][^\s"'<>&%+\x60)\\{}$]*(?:[\s"'<>&\x60)]|$)`),
		says: "A value in the query holds reserved characters raw: in the canonical query they are percent-encoded, / too, and a signer " +
			"that takes the query as it stands signs another one.",
		when: func(f *facts) bool { return f.mismatch() && !f.requestShown() && !f.signsByLibrary() },
	},
}
