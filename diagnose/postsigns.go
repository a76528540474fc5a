package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// postSigns are what people write beside a refused signature that tells its cause: the
// circumstance in which it fails, or a line of configuration. They are looked for only
// where a signature was refused and neither side's texts are in the paste: what these show
// goes before what a person says. The forms are those of public reports.
var postSigns = []sign{
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
		code:  "header-value-not-trimmed",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\b(?:n?char|character)\s?\(\d+\)`),
		says: "The value comes out of a column of a fixed width, which fills it up with blanks: the server takes " +
			"them off before it verifies, and a client that signs them signs another value.",
		when: func(f *facts) bool { return f.pasteHas(metadataValue) },
		echo: true,
	},
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
		code:  "content-type-mismatch",
		basis: byWords,
		form: regexp.MustCompile(`(?is)` + anyOf(
			`new FormData\(.*?\bPUT\b`,
			`\bPUT\b.{0,200}?(?:new FormData\(|\bbody:\s*form_?data\b)`,
		)),
		says: "The body of the PUT is a form: the client then sends Content-Type multipart/form-data with a " +
			"boundary, which is not what was presigned, and stores the form instead of the file. Send the file itself.",
		when: func(f *facts) bool { return presignsType(f) && !f.pasteHas(madeForm) },
	},
	{
		code:  "content-type-mismatch",
		basis: byWords,
		form:  formBody,
		says: "The body of the upload is made as a form: the client then sends Content-Type multipart/form-data with a " +
			"boundary, which is not what was presigned, and stores the form instead of the file. Send the file itself.",
		when: func(f *facts) bool { return presignsType(f) && f.formSent() },
	},
	{
		code:  "content-type-mismatch",
		basis: byCode,
		form:  regexp.MustCompile(`(?is)\$\.ajax\(\s*\{(?:[^{}]|\{[^{}]*\})*\bPUT\b`),
		says: "jQuery sends Content-Type application/x-www-form-urlencoded where contentType is not set; the URL " +
			"is presigned for another.",
		when: func(f *facts) bool { return presignsType(f) && !f.pasteHas(contentTypeOption) },
	},
	{
		code:  "header-spaces-not-collapsed",
		basis: byWords,
		form: regexp.MustCompile(`(?is)` + anyOf(
			anyOf(
				`disposition|meta-?data|x-amz-meta|header|tagging`,
			)+`[^.]{0,200}\b(?:double|two|multiple|consecutive|repeated|several) (?:white ?|blank )?spaces?\b`,
			`\b`+anyOf(
				`double|two|multiple|consecutive|repeated|several`,
			)+` (?:white ?|blank )?spaces?\b[^.]{0,200}(?:disposition|meta-?data|x-amz-meta|header|tagging)`,
		)),
		says: "A header value holds several blanks in a row: in the canonical request they become one.",
	},
	{
		code:  "header-spaces-not-collapsed",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + `(?:metadata|x-amz-meta-[\w-]+|description)` +
			`[^\n]{0,80}?["'][^"'\n]*[^\s"']  +[^\s"'][^"'\n]*["']`),
		says: "A value has two blanks in a row, which are one in the canonical request: one side folds them, the " +
			"other does not.",
		echo: true,
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
		code:  "unsigned-payload-misused",
		basis: byWords,
		form:  regexp.MustCompile(`\baws_signature[.:]+sign_v4_query_params\b`),
		says: "aws_signature presigns the hash of an empty body by default; a presigned URL of S3 is verified with " +
			"UNSIGNED-PAYLOAD. Give it {body_digest, <<\"UNSIGNED-PAYLOAD\">>}.",
		when: func(f *facts) bool { return f.forS3() && !f.pasteHas(digestGiven) },
		echo: true,
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
		code:  "placeholder-unresolved",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)["'](?:rawModeData|raw|body|data)["']\s*:\s*"(?:[^"\\\n]|\\.)*\{\{\w+\}\}`),
		says: "The body holds a variable of the tool, which is filled in when it is sent: the hash that is signed has to " +
			"be that of the text after that.",
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
		code:  "content-type-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`content-type:application/x-www-form-urlencoded`),
		says: "The URL is signed with a content type, and application/x-www-form-urlencoded arrives, which curl sends where no other is " +
			"set.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(typeInURL) && f.pasteHas(curlWord) },
		echo: true,
	},
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
		code:  "header-value-not-trimmed",
		basis: byWords,
		form:  regexp.MustCompile(`(?m)^[\w-]+: [^\n]*[^\s] +\$$`),
		says: "A value that goes into the metadata ends with a blank: servers take it off before they verify, and a client that signs it " +
			"signs another value.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(metadataValue) },
		echo: true,
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
		code:  "payload-hash-header-missing",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\baoss\b`),
		says:  "OpenSearch Serverless wants x-amz-content-sha256, sent and signed, with every request that has a body.",
		when:  func(f *facts) bool { return f.pasteHas(onlyWithBody) && !f.pasteHas(contentHash) },
		echo:  true,
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
		code:  "body-recoded-after-hashing",
		basis: byWords,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\benable_?http_?compression\W{1,3}true`,
			`\bhttp_?compress(?:ion)?\W{1,4}true`,
			`\bcompression_?level\b`,
			`\bsetCompressionEnabled\(\s*true`,
			`\bcompress(?:ion|ed)?\b[^.\n]{0,40}\b(?:works?|fine|off|disabled|fails?)\b`,
		)),
		says: "The client compresses the body: where that happens after it was hashed, another body is sent. Hash " +
			"the compressed bytes, or switch the compression off.",
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
		code:  "body-reserialized",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\bpostman\b`),
		says: "Postman encodes the fields of a form as it sends them: where a value has reserved characters, the " +
			"body that it hashed is another one. Encode the fields beforehand, or send the body raw.",
		when: func(f *facts) bool { return f.pasteHas(formOfPostman) },
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
		code:  "payload-hash-mismatch",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b(?:body|payload|content)(?:'s)?[ -]?(?:sha-?256 ?)?hash\w*\x60? ` +
			`[^.\n]{0,30}(?:differ\w*|mismatch\w*|not match|not the same|wrong)`),
		says: "The hash of the body is told to differ: the body that is sent is not the one that was hashed, byte " +
			"for byte.",
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
		code:  "host-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\b(?:docker\w*|containers?|compose|kubernetes|k8s|pods?)\b`),
		says: "The URL is presigned inside a container or cluster, for the name that the store has there: under " +
			"another name the signature does not hold. Presign for the name that the client will call.",
		when: func(f *facts) bool { return f.pasteHas(presignWord) && f.pasteHas(ownStores) && f.hostSuspect() },
	},
	{
		code:  "accept-encoding-rewritten",
		basis: byWords,
		form:  regexp.MustCompile(`\baws-sdk-go-v2\b|\bapi error SignatureDoesNotMatch\b`),
		says: "The SDK for Go signs Accept-Encoding, and Cloudflare rewrites it on the way: take it out of the signed headers, or " +
			"have the proxy leave it.",
		when: func(f *facts) bool { return f.mismatch() && !f.onAWS() && f.pasteHas(cloudflareAhead) },
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
		code:  "query-empty-value-missing-equals",
		basis: byWords,
		form: regexp.MustCompile(`["'\x60][^"'\x60\s]*\?(?:acl|cors|delete|encryption|lifecycle|location|logging|notification|policy|replication|` +
			`requestPayment|tagging|uploads|versioning|versions|website)["'\x60]`),
		says: "The URL ends with a parameter that has no value: it is signed as its name and =, and signers that take the query as it stands " +
			"sign the name alone. Write the = behind it.",
		when: func(f *facts) bool { return !f.signsByLibrary() },
	},
	{
		code:  "header-value-not-trimmed",
		basis: byInference,
		form:  regexp.MustCompile(`(?i)\bcontent[-_]?type(?:["']?\s*(?:=>|:)\s*["'][\w.+-]+/[\w.+-]+\\[rn]["']|=["'][\w.+-]+/[\w.+-]+\\[rn]["']\s*[,)])`),
		says: "The content type that is given ends with a line break, as the program file prints it: it is signed, and the header arrives " +
			"without it.",
		unless: regexp.MustCompile(`(?i)canonical_?headers`),
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
		code:  "content-type-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`(?:^|[^.\w]|\b(?:this|self|opts|options|init|config|params)\.)headers\[["']content-type["']\]\s*(?:\|\||\?\?|\))`),
		says: "The signer looks the type up as content-type, and it is set as Content-Type: names of headers differ by their case in an " +
			"object, so it is sent and not signed.",
		also:   regexp.MustCompile(`["']Content-Type["']\s*:`),
		unless: regexp.MustCompile(`(?i)toLowerCase\(|new Headers\(|\breq(?:uest)?\s*,\s*res`),
		echo:   true,
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
		code:  "host-is-url",
		basis: byWords,
		form:  regexp.MustCompile(`\bRegion::Custom\s*\{[^{}]{0,200}\bendpoint:\s*["'][^"'\s]+/["']`),
		says: "The endpoint that rust-s3 is given ends with a slash, and rust-s3 takes what stands behind https:// as it is, for Host and " +
			"in front of the path. Give the endpoint without it.",
	},
	{
		code:  "volatile-header-signed",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b(?:prox(?:y|ies)|istio|envoy|sidecar|ingress|alb|load ?balancer|gateway)\b[^.\n]{0,40}\b` +
			`(?:sets?|adds?|injects?|inserts?|puts?)\b[^.\n]{0,20}\bx-forwarded-\w+`),
		says: "What stands in front of the signer adds x-forwarded-* headers, and a signer that takes all headers signs them: each hop " +
			"behind writes them anew. Take them out before signing.",
		also: regexp.MustCompile(`(?i)\bsign(?:s|ed|ing|er)\b|\bsigv4\b|awsproxy`),
		when: func(f *facts) bool {
			return len(f.listed) == 0 || slices.ContainsFunc(f.listed, func(n string) bool { return strings.HasPrefix(lower(n), "x-forwarded-") })
		},
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
		code:  "content-type-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`['"]Content-Type['"]\s*:\s*['"]{2}`),
		says: "An empty Content-Type is given for the upload: some HTTP libraries send it so or not at all, others put their own in its place, " +
			"and the URL is signed for one of them.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(presignWord) },
	},
	{
		code:  "content-type-mismatch",
		basis: byInference,
		form:  regexp.MustCompile(`(?is)\bcurl\b[^\n]*(?:\\\r?\n[^\n]*)*--aws-sigv4[^\n]*(?:\\\r?\n[^\n]*)*content-type: ?multipart/form-data["'][^\n]*(?:\\\r?\n[^\n]*)*\s(?:-F|--form)\s`),
		says: "curl signs the Content-Type that it is given, and sends the one of the form that it makes, with its boundary; and it signs no hash " +
			"of that form. Make the body first and send it with --data-binary and its own type.",
		when: (*facts).mismatch,
		echo: true,
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
		code:  "accept-encoding-rewritten",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\brclone[^\n]{0,24}\bv?1\.(?:6[89]|7\d)`),
		says: "From 1.68 on rclone signs Accept-Encoding, as the SDK for Go 2 does, and what stands before a store rewrites it: " +
			"--s3-use-accept-encoding-gzip=false leaves it out.",
		when: func(f *facts) bool { return f.mismatch() && f.thirdParty() && f.pasteHas(olderRclone) },
	},
	{
		code:  "url-damaged",
		basis: byWords,
		form:  regexp.MustCompile(`X-Amz-Credential\*{0,2} (?:is|was|arrives|comes) (?:not|un)[ -]?(?:url|percent)?[- ]?encoded`),
		says:  "X-Amz-Credential arrives decoded, with / for %2F: something on the way decodes the presigned URL.",
		when:  (*facts).mismatch,
	},
	{
		code:  "unsigned-payload-misused",
		basis: byWords,
		form:  regexp.MustCompile(`["']UNSIGNED-PAYLOAD["']`),
		says:  "The code signs UNSIGNED-PAYLOAD, which S3 takes and this service does not: it wants the hash of the body, of nothing where there is none.",
		when:  func(f *facts) bool { return f.mismatch() && !f.forS3() && !f.pasteHas(unsignedForS3) },
		echo:  true,
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
		code:  "unsigned-payload-misused",
		basis: byInference,
		form:  regexp.MustCompile(`\bsignature_version["']?\s*[=:]\s*["']v4["']`),
		says: "signature_version v4 is the signer for services other than S3: a URL of S3 that it presigns signs the hash of an empty body. " +
			"S3 takes s3v4.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(presignsByBoto) && f.pasteHas(s3Client) },
		echo: true,
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
		code:  "header-changed-after-signing",
		basis: byWords,
		form:  regexp.MustCompile(`\bCacheControl\s*=\s*"[^"\n]*,[^"\n]*"`),
		says: "The HTTP client of .NET reads Cache-Control and writes it anew, with its parts in an order and with blanks of its own: " +
			"the value that was signed is another one.",
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
		code:  "secret-recoded",
		basis: byWords,
		form: regexp.MustCompile(`(?i)\b(?:url_?encode|rawurlencode|quote_plus|encodeURIComponent|QueryEscape|PathEscape|CGI\.escape|@uri)\b["'\s(|]{0,4}[^\n)]{0,16}` +
			`\$?\{?[\w.]*secret_?(?:access_?)?(?:key)?\b`),
		says: "The secret key is percent-encoded before it is given on: where it is not decoded again, what is signed with is another key, " +
			"as soon as it has a / or a +.",
		when: (*facts).mismatch,
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
		code:  "content-type-mismatch",
		basis: byHint,
		form: regexp.MustCompile(`(?is)` + anyOf(
			`(?:presign|getSignedUrl|signed_url|generatePresigned).{0,600}?`+anyOf(
				`setContentType\(|\.contentType\(`,
				`ContentType["']?\s*[:=]`,
				`content_type\s*[:=]`,
			),
			anyOf(
				`setContentType\(|\.contentType\(`,
				`ContentType["']?\s*[:=]`,
				`content_type\s*[:=]`,
			)+`.{0,600}?(?:presign|getSignedUrl|signed_url|generatePresigned)`,
		)),
		says: "The URL is presigned for a content type: the client has to send exactly this Content-Type, and no other.",
		when: func(f *facts) bool { return !f.typesAgree() },
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
		code:  "empty-body-hash",
		basis: byCode,
		form: regexp.MustCompile(`(?is)` + anyOf(
			`aws4\.sign\(.*method['"]?\s*:\s*['"](?:POST|PUT|PATCH)`,
			`method['"]?\s*:\s*['"](?:POST|PUT|PATCH).*aws4\.sign\(`,
		)),
		says: "The request has a method with a body, and the signer is not given the body: it signs the hash of an " +
			"empty one.",
		when: func(f *facts) bool { return (!f.pasteHas(bodyGiven) || f.optionsLackBody()) && f.pasteHas(sendsBody) },
	},
	{
		code:  "empty-body-hash",
		basis: byHint,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bGETs?\b[^.\n]{0,50}\b(?:works?|fine|ok|succeeds?)\b[^\n]{0,80}\b(?:POST|PUT)s?\b`,
			`\b(?:POST|PUT)s?\b[^.\n]{0,50}\b`+anyOf(
				`fails?|errors?|not work\w*|doesn't work`,
			)+`\b[^\n]{0,80}\bGETs?\b`,
			`(?:with|has|have|send\w*|add\w*) (?:a |any |the )?(?:request )?`+
				`(?:body|payload)\b[^.\n]{0,40}\b(?:fails?|403|errors?|refused)`,
			`(?:fails?|403|errors?)[^.\n]{0,40}(?:with|has|have) `+
				`(?:a |any |the )?(?:request )?(?:body|payload)\b`,
		)),
		says: "Requests without a body pass and those with one fail: the hash that is signed is not that of the " +
			"body that is sent.",
		when: func(f *facts) bool { return !f.forS3() || f.params.Scope.Service == "" },
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
		code:  "empty-body-hash",
		basis: byInference,
		form:  regexp.MustCompile(`aws4\.sign\(\s*\w+[^;\n]*\)[^{}]{0,200}?\n\s*\w+\.body\s*=[^=]`),
		says:  "The body is set behind aws4.sign: the hash that is signed is that of an empty one.",
		when:  func(f *facts) bool { return !f.pasteHas(bodyBeforeSign) },
		echo:  true,
	},
	{
		code:  "header-value-not-trimmed",
		basis: byCode,
		form: regexp.MustCompile(`(?i)metadata` + anyOf(
			`\w*(?:\.(?:Add|Set|Put|Insert)\(|\[)\s*"[\w-]+"(?:\]\s*=|,)\s*`,
			`["']?\s*[:=]\s*\{[^}\n]*["']\s*(?::|=>)\s*`,
		) + anyOf(
			`"(?:[^"\n]*[^"\s] +| +[^"\s][^"\n]*)"`,
			`'(?:[^'\n]*[^'\s] +| +[^'\s][^'\n]*)'`,
		)),
		says: "The value of the metadata begins or ends with a blank: a signer that does not trim it signs another text.",
		when: (*facts).mismatch,
		echo: true,
	},
	{
		code:  "query-not-signed",
		basis: byHint,
		form: regexp.MustCompile(`(?i)` + anyOf(
			`without (?:any |the )?(?:query|url)?[ -]?`+
				`(?:string|param\w*|query)[^\n]{0,60}\b`+
				`(?:works?|fine|ok|succeeds?)`,
			`\b(?:add\w*|with|using|has|have|contain\w*)\b[^.\n]{0,25}\bquery(?:[ -]?(?:string|param\w*))?`,
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
	{
		code:  "content-type-mismatch",
		basis: byHint,
		form: regexp.MustCompile(`(?is)` + anyOf(
			`new FormData\(.*?\bPUT\b`,
			`\bPUT\b.{0,200}?(?:new FormData\(|\bbody:\s*form_?data\b)`,
		)),
		says: "The body of the PUT is a form: the client then sends Content-Type multipart/form-data with a " +
			"boundary, and stores the form instead of the file. Send the file itself.",
	},
	{
		code:  "accept-encoding-rewritten",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)operation error S3: [^\n]*https response error|aws-sdk-go-v2`),
		says: "The SDK for Go 2 signs Accept-Encoding, which Google's front end rewrites before the signature is " +
			"checked. Take the header out of what is signed.",
		when: googleStore,
	},
	{
		code:  "streaming-trailer-unsupported",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)@aws-sdk/|@smithy/|botocore\.|\bboto3\b|\bsoftware\.amazon\.awssdk:s3:2\.[34]\d\b`),
		says: "Newer SDKs send checksums in a trailer by default (STREAMING-UNSIGNED-PAYLOAD-TRAILER), which " +
			"Google's store does not take. Set request_checksum_calculation to when_required.",
		when: func(f *facts) bool { return googleStore(f) && !f.pasteHas(checksumsSet) && !f.readsAlone() },
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
	{
		code:  "streaming-trailer-unsupported",
		basis: byWords,
		form:  newSDKs,
		says: "Newer SDKs send checksums in a trailer by default (STREAMING-UNSIGNED-PAYLOAD-TRAILER), which this " +
			"server does not know. Set request_checksum_calculation to when_required.",
		when: func(f *facts) bool {
			return f.thirdParty() && f.pasteHas(olderWorks) && !f.pasteHas(checksumsSet) && !f.readsAlone()
		},
	},
}

// byItsURL is what people say whose download works with the address that it comes from.
var byItsURL = regexp.MustCompile(`(?i)\b(?:directly|direct|via|with|using)\b[^.\n]{0,40}\bURL\b[^.\n]{0,40}\b(?:works?|fine|ok)\b`)

// olderRclone is what people say of a version before.
var olderRclone = regexp.MustCompile(`(?i)\b1\.6[0-7](?:\.\d+)?\b[^\n]{0,60}\b(?:works?|fine|ok)\b|\b(?:downgrad\w+|works?|fine|ok)\b[^\n]{0,40}\b1\.6[0-7]\b`)

// serverHostPortless reports whether the server verified a host without a port.
func (f *facts) serverHostPortless() bool {
	host, line := f.serverLine("host")
	return line.Present() && portOf(host) == ""
}

// unsignedForS3 is code that signs so for S3 alone.
var unsignedForS3 = regexp.MustCompile(`(?i)\bs3\b[^\n]{0,80}UNSIGNED-PAYLOAD|UNSIGNED-PAYLOAD[^\n]{0,80}\bs3\b`)

var (
	presignsByBoto = regexp.MustCompile(`(?i)generate_presigned_(?:url|post)|\bs3 presign\b`)
	s3Client       = regexp.MustCompile(`(?:client|resource)\(\s*["']s3["']|\bs3 presign\b`)
	signsS3        = regexp.MustCompile(`AWSService\.s3\b|\bservice:\s*["']s3["']`)
	// singlyEncoded tells such a signer that the path is encoded already.
	singlyEncoded = regexp.MustCompile(`S3ServiceConfiguration|uriEscapePath:\s*false`)
	presignsPut   = regexp.MustCompile(`(?i)presign\w*\(\s*(?:method\s*=\s*)?["']PUT["']|presigned_?put_?object\(|["']put_?object["']`)
	// putsByURL is what uploads with such a URL.
	putsByURL = regexp.MustCompile(`(?i)\bcurl\b[^\n]*\s(?:-T|-X ?PUT|--upload-file|--request PUT)|\brequests\.put\(|method:\s*["']PUT["']|\.put\(\s*(?:url|presigned|signed)`)
)

var (
	serviceInOptions = regexp.MustCompile(`\bservice["']?\s*:`)
	// knownToFetch are the other hosts that aws4fetch reads service and region from.
	knownToFetch = regexp.MustCompile(`(?i)backblazeb2\.com|r2\.cloudflarestorage\.com`)
)

// hostPassed is a proxy that is told to keep Host and by itself changes nothing else.
var hostPassed = regexp.MustCompile(`\bpassHostHeader["']?\s*[:=]\s*true\b`)

// bodyBeforeSign are options with a body that aws4 is given.
var bodyBeforeSign = regexp.MustCompile(`(?s)\bbody\s*[:=].*aws4\.sign\(`)

// headCall is a call that asks for the head of a URL alone.
const headCall = `\b(?:requests|session|client|http|httpx|axios|got|ky|HTTParty|Faraday|RestClient)\.head\(`

// cdnNamed is a CDN.
var cdnNamed = regexp.MustCompile(`(?i)\b(?:cdn|cloudflare|cloudfront|fastly|akamai)\b`)

// nothingSpecial is what people say whose names need no escapes.
var nothingSpecial = regexp.MustCompile(`(?i)\b(?:names?|keys?|objects?|paths?|files?) (?:never|do(?:es)? not|don't|doesn't) (?:even )?(?:contain|hold|have|use|include)\b` +
	`[^.\n]{0,25}\b(?:spaces?|blanks?|special char\w*|these (?:symbols|char\w*))`)

// nothingCached is what people say who do not let Cloudflare cache everything.
var nothingCached = regexp.MustCompile(`(?i)(?:n't|\bnot|\bnever) (?:use|have|set|enable)\w* ["']?cache everything\b`)

// laterRegion is a region whose buckets the global host does not serve: those launched since
// March 2019, and others where it answers with a redirect until the name of a bucket is known.
var laterRegion = regexp.MustCompile(`\b(?:eu-(?:north|south|central)-\d|ap-(?:east|south)-\d|ap-southeast-[3-9]|me-(?:south|central)-\d|af-south-\d|il-central-\d|ca-west-\d)\b`)

// pathOfEnvironment is a path that a signer is given as the environment has it.
var pathOfEnvironment = regexp.MustCompile(`\bpath\s*:\s*process\.env\.\w*PATH\b`)

// cloudflareAhead is Cloudflare in front of somebody's store.
var cloudflareAhead = regexp.MustCompile(`(?i)\bcloudflared\b|\bcloudflare (?:tunnel|proxy|zero trust)|\b(?:behind|through|via) cloudflare\b`)

var (
	// typeInURL is a presigned URL that signs a content type.
	typeInURL = regexp.MustCompile(`X-Amz-SignedHeaders=content-type%3B`)
	curlWord  = regexp.MustCompile(`(?i)\bcurl`)
	// signedLocation is a redirect to a presigned URL.
	signedLocation = regexp.MustCompile(`(?im)^[<> ]*location: \S*X-Amz-Signature=`)
)
