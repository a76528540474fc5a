package diagnose

import (
	"regexp"
	"slices"
	"strings"
)

// headersSaid are those of postSigns that are about headers.
var headersSaid = []sign{
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
		code:  "content-type-mismatch",
		basis: byWords,
		form:  regexp.MustCompile(`content-type:application/x-www-form-urlencoded`),
		says: "The URL is signed with a content type, and application/x-www-form-urlencoded arrives, which curl sends where no other is " +
			"set.",
		when: func(f *facts) bool { return f.mismatch() && f.pasteHas(typeInURL) && f.pasteHas(curlWord) },
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
		code:  "accept-encoding-rewritten",
		basis: byWords,
		form:  regexp.MustCompile(`\baws-sdk-go-v2\b|\bapi error SignatureDoesNotMatch\b`),
		says: "The SDK for Go signs Accept-Encoding, and Cloudflare rewrites it on the way: take it out of the signed headers, or " +
			"have the proxy leave it.",
		when: func(f *facts) bool { return f.mismatch() && !f.onAWS() && f.pasteHas(cloudflareAhead) },
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
		code:  "accept-encoding-rewritten",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\brclone[^\n]{0,24}\bv?1\.(?:6[89]|7\d)`),
		says: "From 1.68 on rclone signs Accept-Encoding, as the SDK for Go 2 does, and what stands before a store rewrites it: " +
			"--s3-use-accept-encoding-gzip=false leaves it out.",
		when: func(f *facts) bool { return f.mismatch() && f.thirdParty() && f.pasteHas(olderRclone) },
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
}
