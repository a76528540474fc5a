package diagnose

import "regexp"

// bodiesSaid are those of postSigns that are about bodies and their hashes.
var bodiesSaid = []sign{
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
		code:  "payload-hash-header-missing",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\baoss\b`),
		says:  "OpenSearch Serverless wants x-amz-content-sha256, sent and signed, with every request that has a body.",
		when:  func(f *facts) bool { return f.pasteHas(onlyWithBody) && !f.pasteHas(contentHash) },
		echo:  true,
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
		code:  "body-reserialized",
		basis: byWords,
		form:  regexp.MustCompile(`(?i)\bpostman\b`),
		says: "Postman encodes the fields of a form as it sends them: where a value has reserved characters, the " +
			"body that it hashed is another one. Encode the fields beforehand, or send the body raw.",
		when: func(f *facts) bool { return f.pasteHas(formOfPostman) },
		echo: true,
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
		code:  "unsigned-payload-misused",
		basis: byWords,
		form:  regexp.MustCompile(`["']UNSIGNED-PAYLOAD["']`),
		says:  "The code signs UNSIGNED-PAYLOAD, which S3 takes and this service does not: it wants the hash of the body, of nothing where there is none.",
		when:  func(f *facts) bool { return f.mismatch() && !f.forS3() && !f.pasteHas(unsignedForS3) },
		echo:  true,
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
		code:  "empty-body-hash",
		basis: byInference,
		form:  regexp.MustCompile(`aws4\.sign\(\s*\w+[^;\n]*\)[^{}]{0,200}?\n\s*\w+\.body\s*=[^=]`),
		says:  "The body is set behind aws4.sign: the hash that is signed is that of an empty one.",
		when:  func(f *facts) bool { return !f.pasteHas(bodyBeforeSign) },
		echo:  true,
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
