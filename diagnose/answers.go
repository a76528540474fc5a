package diagnose

import (
	"slices"
)

// An answerRule says what a server's answer names. Its code is the usual one;
// refine picks another where the evidence decides. Sources: Amazon S3 API
// reference, Error responses; IAM user guide, Troubleshoot signed requests.
type answerRule struct {
	errorCode string // error code, lower case, "" for any
	message   string // part of the message, lower case, "" for any
	code      string
	says      string
	refine    func(*facts) (code, says string)
}

// answerRules are tried in order; the first that fits counts. It is no variable: what
// refines a rule asks what the answer names, and so comes back to the rules.
func answerRules() []answerRule {
	return slices.Concat(
		schemeAnswers(),
		headerAnswers(),
		claimAnswers(),
		policyAnswers(),
		scopeAnswers(),
		clockAnswers(),
		bodyAnswers(),
		redirectAnswers(),
		keyAnswers(),
		lastAnswers(),
	)
}

// schemeAnswers are of the scheme that a request is signed with.
func schemeAnswers() []answerRule {
	return []answerRule{
		{message: "unsupported authorization type", code: "algorithm-misnamed", refine: refineScheme},
		{message: "unsupported aws 'algorithm'", code: "algorithm-misnamed", refine: refineScheme},
		{message: `x-amz-algorithm only supports`, code: "algorithm-misnamed"},
		{message: "one and only one ' ' (space) required", code: "authorization-malformed"},
		{
			message: "only one auth mechanism allowed",
			code:    "auth-two-mechanisms",
			says:    "The request carries two authentications: a presigned query and an Authorization header.",
		},
		{
			message: "authorization mechanism you have provided is not supported",
			code:    "other-scheme",
			says:    "The request is signed with Signature Version 2; this endpoint takes Version 4 only.",
		},
		{
			message: "sigv2 authorization is not supported",
			code:    "other-scheme",
			says:    "The request is signed with Signature Version 2; this store takes Version 4 only.",
		},
		{
			message: "unexpected scope",
			code:    "region-mismatch",
			says:    "The server takes no signature with this scope: its region is another one, or its service.",
		},
	}
}

// headerAnswers are of signed headers, and of those that a server wants or does not take.
func headerAnswers() []answerRule {
	return []answerRule{
		{message: "signed header `", code: "signed-header-not-sent", refine: refineNotPresent},
		{
			message: "is listed in signed headers, but is not present",
			code:    "signed-header-not-sent",
			refine:  refineListedOnly,
		},
		{errorCode: "invalidtrailer", code: "streaming-trailer-unsupported"},
		{message: "invalid trailing header names in x-amz-trailer", code: "streaming-trailer-unsupported"},
		{
			message: "streaming-aws4-hmac-sha256-payload is not supported",
			code:    "streaming-trailer-unsupported",
			says: "The body is sent in signed chunks (STREAMING-AWS4-HMAC-SHA256-PAYLOAD), which this store does not take: send " +
				"it as it is, with its hash or UNSIGNED-PAYLOAD.",
		},
		{message: "should be signed", code: "header-not-signed", refine: refineShouldBeSigned},
		{message: "must be included in signature", code: "header-not-signed", refine: refineShouldBeSigned},
		{message: "createsession request should not include", code: "s3express-token-header"},
		{
			message: "user: anonymous is not authorized to perform",
			code:    "request-not-signed",
			says:    "The service saw no signature: to it, who asks is anonymous.",
			refine:  refineAnonymous,
		},
		{
			message: "valid authorization header not provided",
			code:    "request-not-signed",
			says:    "AppSync saw no Authorization header that it can read: the request is sent without a signature, or with an API key alone.",
		},
		{
			message: "header: vault header wasn't signed",
			code:    "header-not-signed",
			says:    "Vault wants X-Vault-AWS-IAM-Server-ID among the signed headers; it was added after signing.",
		},
		{
			message: "forbidden: no such key: gk",
			code:    "access-key-unknown",
			says:    "Garage does not know this access key ID.",
		},
		{
			message: "headers present in the request which were not ",
			code:    "header-not-signed",
			refine:  refineNotSigned,
		},
		{message: "must be a 'signedheader'", code: "host-not-signed"},
		{message: "header must be signed", code: "header-not-signed"},
		{message: "is named as a signedheader, but it does not exist", code: "signed-header-not-sent", refine: refineNamedHeader},
		{message: "not all the signed headers are found", code: "signed-header-not-sent", refine: refineNotFound},
		{
			message: "missing required header for this request: x-amz-content-sha256",
			code:    "payload-hash-header-missing",
		},
		{message: "missing required header for this request", code: "payload-hash-header-missing"},
		{message: "missing the 'x-amz-content-sha256' in canonical headers", code: "payload-hash-header-missing"},
		{
			message: "invalid header: x-amz-content-sha256",
			code:    "streaming-trailer-unsupported",
			says: "The server does not understand the value of x-amz-content-sha256: it knows neither trailers nor the " +
				"STREAMING-UNSIGNED-PAYLOAD-TRAILER that newer SDKs send.",
		},
		{
			message: "-payload not implemented",
			code:    "streaming-trailer-unsupported",
			says:    "The server takes no body that is signed in chunks.",
		},
		{message: "-trailer not implemented", code: "streaming-trailer-unsupported"},
		{message: "x-amz-content-sha256 must be", code: "payload-hash-invalid", refine: refineHashWord},
		{message: "header x-amz-content-sha256 invalid", code: "payload-hash-mismatch"},
	}
}

// brokenHeader is said of an Authorization header that a client refuses to send.
const brokenHeader = "The client does not send the Authorization header that was made: a line break or another control character is in it. " +
	"The access key ID is the part of it that comes from a file or a secret: look at its last bytes."

// claimAnswers are of the parts of the Authorization header and of the credential.
func claimAnswers() []answerRule {
	return []answerRule{
		{message: "not a valid key=value pair", code: "authorization-malformed", refine: refineKeyValue},
		{message: "invalid key=value pair", code: "authorization-malformed", refine: refineHashedHeader},
		{message: "requires 'credential' parameter", code: "authorization-part-missing", refine: refineRequires},
		{message: "requires 'signature' parameter", code: "authorization-part-missing", refine: refineRequires},
		{message: "requires 'signedheaders' parameter", code: "authorization-part-missing", refine: refineRequires},
		{message: "existence of either a 'x-amz-date' or a 'date'", code: "amz-date-missing"},
		{message: "requires three components", code: "authorization-part-missing", refine: refineComponents},
		{message: "missing credential", code: "authorization-part-missing"},
		{message: "missing signedheaders", code: "authorization-part-missing"},
		{message: "missing signature", code: "authorization-part-missing"},
		{message: "the authorization component", code: "authorization-malformed", refine: refineComponents},
		{message: "invalid header field value for \"authorization\"", code: "access-key-whitespace", says: brokenHeader},
		{message: "invalid character in header content [\"authorization\"]", code: "access-key-whitespace", says: brokenHeader},
		{message: "non-empty access key", code: "access-key-wrong-value", says: "The access key ID is empty."},
		{message: "malformed access key id", code: "access-key-wrong-value"},
		{message: "credential access key has length", code: "access-key-wrong-value"},
		{
			message: "non-empty region must be provided",
			code:    "credential-malformed",
			says:    "The region of the credential scope is empty.",
		},
		{message: "credential is mal-formed", code: "credential-malformed", refine: refineCredential},
		{message: "credential must have exactly 5", code: "credential-malformed", refine: refineCredential},
	}
}

// policyAnswers are of forms and their policies.
func policyAnswers() []answerRule {
	return []answerRule{
		{message: "invalid according to policy: policy expired", code: "post-policy-expired"},
		{message: "policy condition failed", code: "post-policy-field-mismatch"},
		{message: "extra input fields", code: "post-policy-extra-field"},
		{message: "must appear in the list of", code: "post-policy-extra-field"},
		{message: "must contain a field named", code: "post-policy-missing-field"},
		{errorCode: "invalidpolicydocument", code: "post-policy-invalid", refine: refinePolicy},
	}
}

// scopeAnswers are of the credential scope.
func scopeAnswers() []answerRule {
	return []answerRule{
		{message: "credential date is not the same", code: "scope-date-mismatch", refine: refineScopeDate},
		{message: "invalid credential date", code: "scope-date-mismatch", refine: refineScopeDate},
		{message: "date in credential scope does not match", code: "scope-date-mismatch", refine: refineScopeDate},
		{message: "incorrect date format", code: "scope-date-mismatch"},
		{message: "scoped to correct service", code: "service-mismatch"},
		{message: "incorrect service", code: "service-mismatch"},
		{message: "endpoint belongs to", code: "service-mismatch"},
		{message: "incorrect terminal", code: "scope-malformed", refine: refineTerminal},
		{message: "valid terminator", code: "scope-malformed", refine: refineTerminal},
		{message: "scoped to a valid region", code: "region-mismatch", refine: refineRegion},
		{message: "is wrong; expecting", code: "region-mismatch", refine: refineRegion},
		{message: "region does not match", code: "region-mismatch", refine: refineRegion},
		{
			message: "must be specified if this is not the home region",
			code:    "region-mismatch",
			says: "Oracle's store does not find the key in the region of the credential scope, which has to be that of the " +
				"endpoint: the client is given another region or none, or there is no such key.",
			refine: refineHomeRegion,
		},
		{message: "authentication region name", code: "region-mismatch"},
		{errorCode: "invalidregion", code: "region-mismatch", refine: refineRegion},
		{errorCode: "invalidregionname", code: "region-mismatch", refine: refineRegion},
		{message: "is not valid. must be one of: wnam", code: "region-mismatch", refine: refineRegion},
	}
}

// clockAnswers are of dates, of the time that a presigned URL lasts, and of clocks.
func clockAnswers() []answerRule {
	return []answerRule{
		{message: "requires a valid date or x-amz-date header", code: "amz-date-missing", refine: refineDate},
		{errorCode: "malformeddate", code: "date-format"},
		{message: "date must be in iso-8601", code: "date-format"},
		{message: "iso8601 long format", code: "date-format"},
		{message: "invalid date format header", code: "date-format", refine: refineDate},
		{message: "expected to be in iso8601", code: "date-format", refine: refineDate},
		{message: "must be less than a week", code: "presign-expires-invalid"},
		{message: "x-amz-expires should be a number", code: "presign-expires-invalid"},
		{message: "x-amz-expires must be", code: "presign-expires-invalid"},
		{message: "version 4 requires the x-amz-algorithm", code: "presigned-param-missing", refine: refineParams},
		{
			message: "query-string authentication requires the signature",
			code:    "sigv2-sigv4-mixed",
			refine:  refineQueryAuth,
		},
		{message: "query-string parameters must include", code: "presigned-param-missing", refine: refineParams},
		{message: "expired. timestamp date", code: "clock-skew", refine: refineTimestamp},
		{message: "request has expired", code: "presigned-expired", refine: refineExpiredRequest},
		{errorCode: "expiredrequest", code: "presigned-expired"},
		{message: "signature not yet current", code: "clock-skew", refine: refineClock},
		{message: "signature expired: 1", code: "clock-skew", refine: refineClock},
		{message: "signature expired: 2", code: "clock-skew", refine: refineClock},
		{message: "request is not valid yet", code: "clock-skew", refine: refineClock},
		{message: "request is not yet valid", code: "clock-skew", refine: refineClock},
		{message: "request is no longer valid", code: "clock-skew", refine: refineClock},
		{errorCode: "requesttimetooskewed", code: "clock-skew", refine: refineClock},
		{message: "request time and the current time is too large", code: "clock-skew", refine: refineClock},
		{message: "server's time is too large", code: "clock-skew", refine: refineClock},
		{errorCode: "requestexpired", code: "clock-skew", refine: refineClock},
	}
}

// bodyAnswers are of bodies, their hashes, checksums and chunks.
func bodyAnswers() []answerRule {
	return []answerRule{
		{errorCode: "xamzcontentsha256mismatch", code: "payload-hash-mismatch", refine: refineBodyHash},
		{errorCode: "contentsha256mismatch", code: "payload-hash-mismatch", refine: refineBodyHash},
		{
			message: "x-amz-content-sha256' header does not match what was computed",
			code:    "payload-hash-mismatch",
			refine:  refineBodyHash,
		},
		{errorCode: "baddigest", code: "body-checksum-mismatch"},
		{errorCode: "xamzcontentchecksummismatch", code: "body-checksum-mismatch"},
		{message: "content-md5 you specified did not match", code: "body-checksum-mismatch"},
		{errorCode: "invaliddigest", code: "body-checksum-mismatch"},
		{errorCode: "malformedtrailererror", code: "streaming-trailer-malformed"},
		{errorCode: "invalidchunksizeerror", code: "streaming-framing-malformed"},
		{
			message: "only the last chunk is allowed to have a size less than 8192",
			code:    "streaming-framing-malformed",
		},
		{errorCode: "incompletebody", code: "streaming-decoded-length-mismatch", refine: refineIncomplete},
		{
			message: "number of bytes specified by the content-length",
			code:    "streaming-decoded-length-mismatch",
			refine:  refineIncomplete,
		},
		{errorCode: "missingcontentlength", code: "streaming-decoded-length-mismatch", refine: refineLength},
		{message: "trailing checksum is not supported", code: "streaming-trailer-unsupported"},
		{message: "x-amz-trailer header is not supported", code: "streaming-trailer-unsupported"},
		{message: "unsupported header 'x-amz-sdk-checksum-algorithm'", code: "streaming-trailer-unsupported"},
		{
			message: "unsupported header 'x-amz-checksum-",
			code:    "streaming-trailer-unsupported",
			says: "The server does not take the checksum headers that newer SDKs send by default. Set " +
				"request_checksum_calculation and response_checksum_validation to when_required.",
		},
	}
}

// redirectAnswers name another endpoint.
func redirectAnswers() []answerRule {
	return []answerRule{
		{
			errorCode: "pathstyledomainforbidden",
			code:      "addressing-style-mismatch",
			says:      "The store takes the bucket in the name of the host alone, and got it in the path.",
		},
		{
			errorCode: "secondleveldomainforbidden",
			code:      "addressing-style-mismatch",
			says:      "The store takes the bucket in the name of the host alone, and got it in the path.",
		},
		{errorCode: "permanentredirect", code: "region-mismatch", refine: refineRedirect},
		{message: "must be addressed using the specified endpoint", code: "region-mismatch", refine: refineRedirect},
		{errorCode: "temporaryredirect", code: "redirect-host-changed"},
	}
}

// keyAnswers are of session tokens and access keys.
func keyAnswers() []answerRule {
	return []answerRule{
		{errorCode: "invalidtoken", code: "session-token-invalid", refine: refineTokenForm},
		{errorCode: "invalidtokenid", code: "session-token-invalid", refine: refineToken},
		{errorCode: "expiredtoken", code: "session-token-expired", refine: refineExpired},
		{errorCode: "tokenrefreshrequired", code: "session-token-expired"},
		{message: "provided token must be refreshed", code: "session-token-expired"},
		{errorCode: "invalidsessionexception", code: "session-token-expired"},
		{message: "security token included in the request is expired", code: "session-token-expired"},
		{message: "provided token has expired", code: "session-token-expired"},
		{message: "token is malformed", code: "session-token-invalid"},
		{errorCode: "invalidaccesskeyid", code: "access-key-unknown", refine: refineAccessKey},
		{message: "access key id you provided does not exist", code: "access-key-unknown", refine: refineAccessKey},
		{message: "aws access key id does not exist", code: "access-key-unknown", refine: refineAccessKey},
		{errorCode: "invalidclienttokenid", code: "access-key-unknown", refine: refineAccessKey},
		{errorCode: "unrecognizedclientexception", code: "access-key-unknown", refine: refineAccessKey},
		{
			message: "security token included in the request is invalid",
			code:    "access-key-unknown",
			refine:  refineAccessKey,
		},
		{
			message: "s3 api requests must be made to api port",
			code:    "endpoint-wrong",
			says:    "The request went to the port of MinIO's console: the endpoint is the port of the API, 9000 where no other is set.",
		},
		{message: "missing authentication token", code: "request-not-signed", refine: refineNoToken},
		{errorCode: "missingauthenticationtoken", code: "request-not-signed", refine: refineNoToken},
		{
			message: "credential field in authorization header is",
			code:    "credential-malformed",
			refine:  refineCredential,
		},
	}
}

// lastAnswers are more general than those before them, or of no fault of the signature.
func lastAnswers() []answerRule {
	return []answerRule{
		{
			message: "aws-chunked encoding is not supported",
			code:    "streaming-trailer-unsupported",
			refine:  refineChunked,
		},
		{message: "multichunkedencoding is not supported", code: "streaming-trailer-unsupported"},
		{
			message: "kms managed keys require aws signature version 4",
			code:    "other-scheme",
			says:    "The request is signed with Signature Version 2; what is encrypted with KMS takes Version 4 only.",
		},
		{message: "is not authorized to perform", code: "not-a-signature-fault"},
		{
			message: "header value cannot be represented using iso-8859-1",
			code:    "not-a-signature-fault",
			says:    "The server looks at the override of a response header only after it has accepted the signature.",
		},
		{
			message: "cors is not enabled for this bucket",
			code:    "not-a-signature-fault",
			says: "The request is the preflight of a browser, which no signature is asked of: the bucket has no CORS " +
				"rule for this origin and method.",
		},
		{
			message: "this cors request is not allowed",
			code:    "not-a-signature-fault",
			says: "The request is the preflight of a browser, which no signature is asked of: no CORS rule of the bucket " +
				"allows this origin, method or headers.",
		},
		{errorCode: "unauthorizedoperation", code: "not-a-signature-fault"},
		{
			message: "only specify one non-default checksum",
			code:    "not-a-signature-fault",
			says: "The server accepted the signature. The request carries two checksums, Content-MD5 and the one that " +
				"newer SDKs add by default: set request_checksum_calculation to when_required.",
		},
		{
			errorCode: "invalidkey",
			message:   "unknown key",
			code:      "other-scheme",
			says: "CloudFront answers so to a URL in its own scheme: Key-Pair-Id names no public key that the " +
				"distribution trusts. An access key ID of IAM is none.",
		},
		{
			errorCode: "missingkey",
			code:      "other-scheme",
			says: "CloudFront asks for a URL or cookies in its own scheme, with Key-Pair-Id; a Version 4 signature is " +
				"for the origin.",
		},
		{message: "unable to parse authorization header", code: "authorization-malformed", refine: refineUnparsed},
	}
}
