package diagnose

import (
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// A reply is what a server says, and what it names.
type reply struct {
	name string
	text string
	want string // code of the first finding; "" for none above possible
}

// replies are the messages of servers, in their envelopes, with the codes that
// they name.
func replies(t testing.TB) []reply {
	get, put, table, api, url, putURL := changed(t, s3Get), changed(t, s3Put), changed(t, tablePost), changed(t, apiGet), changed(t, s3URL), changed(t, s3PutURL)
	with := func(request, answer string) string { return request + "\n\n" + answer }
	auth := "AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-north-1/execute-api/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433"
	notPair := func(part, header string) string {
		return "'" + part + "' not a valid key=value pair (missing equal-sign) in Authorization header: '" + header +
			"'."
	}
	temporary := edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:", "AKIA",
		"ASIA")
	list := []reply{
		// The Authorization header.
		{
			"a path that COS does not take",
			s3Error("403 Forbidden", "PathStyleDomainForbidden", "The bucket you are attempting to access must be addressed using COS virtual-styled domain."),
			"addressing-style-mismatch",
		},
		{
			"the port of MinIO's console",
			s3Error("400 Bad Request", "InvalidArgument", "S3 API Requests must be made to API port."),
			"endpoint-wrong",
		},
		{
			"a path that OSS does not take",
			s3Error("403 Forbidden", "SecondLevelDomainForbidden", "The bucket you are attempting to access must be addressed using OSS third level domain."),
			"addressing-style-mismatch",
		},
		{
			"a header of which the hash is told",
			`{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'dGVzdA=='."}`,
			"authorization-malformed",
		},
		{
			"a bearer token of which the hash is told",
			`curl -H "Authorization: Bearer $T" https://api.example.com/a` + "\n" +
				`{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'dGVzdA=='."}`,
			"bearer-token-sent",
		},
		{
			"a token that is exchanged for credentials",
			"new SignatureV4({ credentials: fromCognitoIdentityPool({ logins: { [p]: idToken } }) })\n" +
				`{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'dGVzdA=='."}`,
			"authorization-malformed",
		},
		{
			"Oracle without the key",
			"region = us-ashburn-1\nendpoint = https://ns.compat.objectstorage.us-ashburn-1.oraclecloud.com\n" +
				s3Error("403 Forbidden", "SignatureDoesNotMatch", "The secret key required to complete authentication could not be found. "+
					"The region must be specified if this is not the home region for the tenancy."),
			"access-key-unknown",
		},
		{
			"AppSync without a header",
			`{"errors":[{"errorType":"UnauthorizedException","message":"Valid authorization header not provided."}]}`,
			"request-not-signed",
		},
		{
			"Oracle in another region",
			s3Error("403 Forbidden", "SignatureDoesNotMatch", "The secret key required to complete authentication could not be found. "+
				"The region must be specified if this is not the home region for the tenancy."),
			"region-mismatch",
		},
		{
			"Oracle with the name of the region",
			"NotAuthenticatedException: Authentication region name'us-east-1' is incorrect.",
			"region-mismatch",
		},
		{
			"a checksum that MinIO finds to be another",
			s3Error("400 Bad Request", "XAmzContentChecksumMismatch", "The provided 'x-amz-checksum' header does not match what was computed."),
			"body-checksum-mismatch",
		},
		{
			"unsupported type",
			s3Error("400 Bad Request", "InvalidArgument", "Unsupported Authorization Type", "ArgumentName",
				"Authorization", "ArgumentValue", "AWS4-HMAC-SHA25 Credential=x"),
			"algorithm-misnamed",
		},
		{
			"unsupported type: Bearer",
			s3Error("400 Bad Request", "InvalidArgument", "Unsupported Authorization Type", "ArgumentName",
				"Authorization", "ArgumentValue", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln"),
			"bearer-token-sent",
		},
		{
			"unsupported type: Basic",
			s3Error("400 Bad Request", "InvalidArgument", "Unsupported Authorization Type", "ArgumentName",
				"Authorization", "ArgumentValue", "Basic dXNlcjpwYXNz"),
			"bearer-token-sent",
		},
		{
			"unsupported type: comma",
			s3Error("400 Bad Request", "InvalidArgument", "Unsupported Authorization Type", "ArgumentName",
				"Authorization", "ArgumentValue", "AWS4-HMAC-SHA256, Credential=x"),
			"authorization-malformed",
		},
		{
			"unsupported type: another scheme",
			s3Error("400 Bad Request", "InvalidArgument", "Unsupported Authorization Type", "ArgumentName",
				"Authorization", "ArgumentValue", "GOOG4-RSA-SHA256 Credential=x"),
			"other-scheme",
		},
		{
			"unsupported algorithm",
			jsonError("IncompleteSignatureException", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'."),
			"algorithm-misnamed",
		},
		{
			"algorithm of the query",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				`X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"`),
			"algorithm-misnamed",
		},
		{
			"one space",
			s3Error("400 Bad Request", "InvalidArgument",
				"Authorization header is invalid -- one and only one ' ' (space) required.", "ArgumentName",
				"Authorization", "ArgumentValue", "AWS4-HMAC-SHA256"),
			"authorization-malformed",
		},
		{
			"two mechanisms",
			s3Error("400 Bad Request", "InvalidArgument",
				"Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "+
					"parameter or the Authorization header should be specified",
				"ArgumentName", "Authorization", "ArgumentValue", "Bearer abc"),
			"auth-two-mechanisms",
		},
		{
			"a clock that was never set",
			jsonError("InvalidSignatureException",
				"Signature expired: 19700101T000012Z is now earlier than 20250612T082500Z (20250612T083000Z - 5 min.)"),
			"clock-skew",
		},
		{
			"timestamp of a query service",
			s3Error("400 Bad Request", "RequestExpired", "Request has expired. Timestamp date: 2025-06-12T08:30:00Z"),
			"clock-skew",
		},
		{
			"header of a CDN",
			s3Error("400 Bad Request", "InvalidRequest", "header 'x-amz-cf-id' must be included in signature"),
			"header-added-in-transit",
		},
		{
			"header of the client",
			s3Error("400 Bad Request", "InvalidRequest", "header 'x-amz-meta-a' must be included in signature"),
			"header-not-signed",
		},
		{
			"CreateSession",
			s3Error("400 Bad Request", "InvalidRequest",
				`CreateSession request should not include "x-amz-s3session-token"`),
			"s3express-token-header",
		},
		{
			"anonymous",
			restError("AccessDeniedException",
				"User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy "+
					"allows the es:ESHttpGet action"),
			"request-not-signed",
		},
		{
			"token of a provider",
			botoError("ExpiredTokenException", "AssumeRoleWithWebIdentity",
				"Token expired: current date/time 1795860000 must be before the expiration date/time 1795859000"),
			"not-a-signature-fault",
		},
		{
			"assertion of a provider",
			botoError("ExpiredTokenException", "AssumeRoleWithSAML",
				"Token must be redeemed within 5 minutes of issuance"),
			"not-a-signature-fault",
		},
		{
			"V2",
			s3Error("400 Bad Request", "InvalidRequest",
				"The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."),
			"other-scheme",
		},
		{
			"scope of another region",
			"Bad Request, Authorization header malformed, unexpected scope: 20251219/us-east-1/s3/aws4_request",
			"region-mismatch",
		},
		{"signed header gone", "Bad request: signed header `x-amz-meta-note` is not present", "signed-header-not-sent"},
		{
			"signed header gone: accept-encoding",
			"Error: InvalidRequest: Bad request: signed header `accept-encoding` is not present\n",
			"accept-encoding-rewritten",
		},
		{
			"headers not signed",
			s3Error("403 Forbidden", "AccessDenied", "There were headers present in the request which were not signed",
				"HeadersNotSigned", "x-amz-acl"),
			"header-not-signed",
		},
		{
			"headers not signed: host",
			s3Error("403 Forbidden", "AccessDenied", "There were headers present in the request which were not signed",
				"HeadersNotSigned", "host"),
			"host-not-signed",
		},
		{
			"headers not signed: token",
			s3Error("403 Forbidden", "AccessDenied", "There were headers present in the request which were not signed",
				"HeadersNotSigned", "x-amz-security-token"),
			"session-token-not-signed",
		},
		{
			"headers not signed: token and others",
			s3Error("403 Forbidden", "AccessDenied", "There were headers present in the request which were not signed",
				"HeadersNotSigned", "x-amz-acl, x-amz-security-token"),
			"session-token-not-signed",
		},
		{
			"headers not signed: hoisted",
			with(edit(t, putURL, "&X-Amz-Signature", "&x-amz-acl=public-read&X-Amz-Signature"),
				s3Error("403 Forbidden", "AccessDenied",
					"There were headers present in the request which were not signed", "HeadersNotSigned", "x-amz-acl")),
			"header-hoisted-to-query",
		},
		{
			"headers not signed: a signed one is not sent",
			with(edit(t, get, "=host", "=content-type;host"),
				strings.Replace(s3Error("400 Bad Request", "AccessDenied",
					"There were headers present in the request which were not signed", "Resource", "/x"),
					"AmazonS3", "MinIO", 1)),
			"signed-header-not-sent",
		},
		{
			"host has to be signed",
			queryError("SignatureDoesNotMatch",
				"'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
			"host-not-signed",
		},
		{
			"x-amz header of a CDN, Garage",
			s3Error("400 Bad Request", "InvalidRequest", "Bad request: Header `x-amz-cf-id` should be signed"),
			"header-added-in-transit",
		},
		{
			"x-amz header, Garage",
			s3Error("400 Bad Request", "InvalidRequest", "Bad request: Header `x-amz-acl` should be signed"),
			"header-not-signed",
		},
		{
			"Vault's own header",
			`{"errors":["error validating X-Vault-AWS-IAM-Server-ID header: vault header wasn't signed"]}` + "\n",
			"header-not-signed",
		},
		{
			"Garage's key",
			s3Error("403 Forbidden", "AccessDenied", "Forbidden: No such key: GK067ca04053432ab168ca59d1"),
			"access-key-unknown",
		},
		{
			"CloudFront's URL at S3",
			"https://holiday-pics.s3.eu-west-1.amazonaws.com/a.mp4?Expires=1711994400&Key-Pair-Id=K2JCJMDEHXQW5F&" +
				"Signature=dFnlsKzgyO4P__\n" +
				s3Error("403 Forbidden",
					"AccessDenied",
					"Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"),
			"other-scheme",
		},
		{
			"a header cut on its way",
			with(api,
				restError("IncompleteSignatureException",
					"Authorization header requires 'Signature' parameter. Authorization header requires "+
						"'SignedHeaders' parameter. Authorization="+
						sentAuth(api))),
			"authorization-part-missing",
		},
		{
			"aoss",
			"HTTP/1.1 400 Bad Request\ncontent-type: application/json\n\n" +
				"{\"status\":400,\"error\":{\"reason\":\"x-amz-content-sha256 header must be signed in SigV4\"}}\n",
			"header-not-signed",
		},
		{
			"hash header missing",
			s3Error("400 Bad Request", "InvalidRequest",
				"Missing required header for this request: x-amz-content-sha256"),
			"payload-hash-header-missing",
		},
		{
			"hash refused by OpenSearch Serverless",
			"returned [403|Forbidden:Request header x-amz-content-sha256 invalid]\n",
			"payload-hash-mismatch",
		},
		{
			"hash header invalid",
			s3Error("400 Bad Request", "InvalidArgument",
				"x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "+
					"STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "+
					"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or "+
					"a valid sha256 value.",
				"ArgumentName", "x-amz-content-sha256", "ArgumentValue", "unsigned-payload"),
			"payload-hash-invalid",
		},
		{
			"no pair: Bearer",
			restError("IncompleteSignatureException",
				notPair("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln")),
			"bearer-token-sent",
		},
		{
			"no pair: bare token",
			restError("IncompleteSignatureException",
				notPair("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln")),
			"bearer-token-sent",
		},
		{
			"no pair: blank in the key ID",
			queryError("IncompleteSignature",
				notPair("/20250612/us-east-1/sts/aws4_request",
					"AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D /20250612/us-east-1/sts/aws4_request, "+
						"SignedHeaders=host;x-amz-date, Signature=ab")),
			"access-key-whitespace",
		},
		{
			"no pair: newline in the key ID",
			botoError("IncompleteSignature", "GetCallerIdentity",
				notPair(`AKIA5Q3FZT7WLRJ2NC6D\n/20250612/us-east-1/sts/aws4_request`,
					`AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D\n/20250612/us-east-1/sts/aws4_request, `+
						`SignedHeaders=host;x-amz-date, Signature=ab`)),
			"access-key-whitespace",
		},
		{
			"no pair: name in the value",
			restError("IncompleteSignatureException", notPair("AWS4-HMAC-SHA256", "Authorization: "+auth)),
			"authorization-header-name-in-value",
		},
		{
			"no pair: comma behind the algorithm",
			jsonError("IncompleteSignatureException",
				notPair("AWS4-HMAC-SHA256", strings.Replace(auth, "SHA256 ", "SHA256, ", 1))),
			"authorization-malformed",
		},
		{
			"no pair: text behind the signature",
			jsonError("IncompleteSignatureException", notPair("and more", auth+", and more")),
			"signature-trailing-text",
		},
		{
			"no pair: something else",
			jsonError("IncompleteSignatureException",
				notPair("SignedHeaders", strings.Replace(auth, "SignedHeaders=host;x-amz-date", "SignedHeaders", 1))),
			"authorization-malformed",
		},
		{
			"requires Credential",
			jsonError("IncompleteSignatureException",
				"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "+
					"parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header "+
					"requires existence of either a 'X-Amz-Date' or a 'Date' header. "+
					"Authorization=AWS4-HMAC-SHA256 credential=x, signedheaders=host, signature=ab"),
			"authorization-part-missing",
		},
		{
			"requires Credential: a token",
			restError("IncompleteSignatureException",
				"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "+
					"parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header "+
					"requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=Bearer "+
					"eyJhbGciOiJIUzI1NiJ9.e30.c2ln="),
			"bearer-token-sent",
		},
		{
			"requires Signature",
			jsonError("IncompleteSignatureException",
				"Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 "+
					"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date"),
			"authorization-part-missing",
		},
		{
			"requires SignedHeaders",
			queryError("IncompleteSignature",
				"Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 "+
					"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/sts/aws4_request, "+
					"SignedHeader=host;x-amz-date, Signature=ab"),
			"authorization-part-missing",
		},
		{
			"requires a date",
			queryError("IncompleteSignature",
				"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization="+
					auth),
			"amz-date-missing",
		},
		{
			"three components",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"the authorization header requires three components: Credential, SignedHeaders, and "+
					"Signature."),
			"authorization-part-missing",
		},
		{
			"three components, none is missing",
			with(edit(t, get, "aws4_request, ", "aws4_request "),
				s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
					malformed+"the authorization header requires three components: Credential, SignedHeaders, and "+
						"Signature.")),
			"authorization-malformed",
		},
		{
			"missing Credential",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed", malformed+"missing Credential."),
			"authorization-part-missing",
		},
		{
			"missing SignedHeaders",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed", malformed+"missing SignedHeaders."),
			"authorization-part-missing",
		},
		{
			"missing Signature",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed", malformed+"missing Signature."),
			"authorization-part-missing",
		},
		{
			"missing Credential field",
			s3Error("400 Bad Request", "CredMalformed", "Missing Credential field for this request."),
			"authorization-part-missing",
		},
		{
			"missing Signature field",
			s3Error("400 Bad Request", "MissingFields", "Signature header missing Signature field."),
			"authorization-part-missing",
		},
		{
			"missing SignedHeaders field",
			s3Error("400 Bad Request", "MissingFields", "Signature header missing SignedHeaders field."),
			"authorization-part-missing",
		},
		{
			"component malformed",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+`the authorization component "SignedHeaders" is malformed.`),
			"authorization-malformed",
		},
		{
			"component malformed: signature in base64",
			with(edit(t, get, "Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433",
				"Signature=Tx2PCitsfpPVobDI5/allIOCYVBPPi0cC5qId2ZVRDM="),
				s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
					malformed+`the authorization component `+
						`"Signature=Tx2PCitsfpPVobDI5/allIOCYVBPPi0cC5qId2ZVRDM=" is malformed.`)),
			"signature-not-hex",
		},

		// The credential.
		{
			"key ID empty",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"a non-empty Access Key (AKID) must be provided in the credential."),
			"access-key-wrong-value",
		},
		{
			"key ID of B2", s3Error("403 Forbidden", "InvalidAccessKeyId", "Malformed Access Key Id"),
			"access-key-wrong-value",
		},
		{
			"key ID of R2",
			s3Error("400 Bad Request", "InvalidArgument", "Credential access key has length 20, should be 32"),
			"access-key-wrong-value",
		},
		{
			"region empty",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"a non-empty region must be provided in the credential."),
			"credential-malformed",
		},
		{
			"credential malformed",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+`the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`),
			"credential-malformed",
		},
		{
			"credential malformed: encoded twice",
			with(edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%252F20250612%252Feu-west-1%252Fs3%252F"),
				s3Error("400 Bad Request", "AuthorizationQueryParametersError",
					parsing+`the Credential is mal-formed; expecting `+
						`"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`)),
			"url-double-encoded",
		},
		{
			"credential malformed: empty key ID",
			with(edit(t, get, ownKeyID+"/", "/"),
				s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
					malformed+`the Credential is mal-formed; expecting `+
						`"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`)),
			"access-key-wrong-value",
		},
		{
			"five elements",
			queryError("IncompleteSignature",
				"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "+
					"'AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/sts'"),
			"credential-malformed",
		},
		{
			"five elements: the secret key",
			queryError("IncompleteSignature",
				"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "+
					"'n7Qd2xV9+kLm4RtZ/8yHc3WbJf6PgSa0uEoXi1Tv/20250612/us-east-1/sts/aws4_request'"),
			"credentials-mixed",
		},

		// POST policy.
		{
			"policy expired", s3Error("403 Forbidden", "AccessDenied", "Invalid according to Policy: Policy expired."),
			"post-policy-expired",
		},
		{
			"policy condition",
			s3Error("403 Forbidden", "AccessDenied",
				`Invalid according to Policy: Policy Condition failed: ["eq", "$acl", "private"]`),
			"post-policy-field-mismatch",
		},
		{
			"policy extra field",
			s3Error("403 Forbidden", "AccessDenied", "Invalid according to Policy: Extra input fields: x-amz-meta-tag"),
			"post-policy-extra-field",
		},
		{
			"policy extra field of MinIO",
			s3Error("403 Forbidden", "AccessDenied",
				"Each form field that you specify in a form must appear in the list of policy conditions. "+
					"\"X-Amz-Meta-Tag\" not specified in the policy."),
			"post-policy-extra-field",
		},
		{
			"policy field missing",
			s3Error("400 Bad Request", "InvalidArgument",
				"Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the "+
					"order of the fields.",
				"ArgumentName", "X-Amz-Signature"),
			"post-policy-missing-field",
		},
		{
			"policy invalid", s3Error("400 Bad Request", "InvalidPolicyDocument", "Invalid Policy: Invalid JSON."),
			"post-policy-invalid",
		},

		// Scope and date.
		{
			"day of the scope",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"Invalid credential date. Date is not the same as X-Amz-Date."),
			"scope-date-mismatch",
		},
		{
			"day of the scope, as in a query",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				parsing+`Invalid credential date "20250611". This date is not the same as X-Amz-Date: "20250612".`),
			"scope-date-mismatch",
		},
		{
			"day of the scope, versitygw",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"The authorization header is malformed; the credential date is not the same as X-Amz-Date."),
			"scope-date-mismatch",
		},
		{
			"day of the scope, query service",
			jsonError("InvalidSignatureException",
				"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
					"'20250611' != '20250612', from '20250612T083000Z'."),
			"scope-date-mismatch",
		},
		{
			"week-based year",
			jsonError("InvalidSignatureException",
				"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
					"'20261230' != '20251230', from '20251230T083000Z'."),
			"date-week-year",
		},
		{
			"week-based year, S3",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				parsing+`Invalid credential date "20261230". This date is not the same as X-Amz-Date: "20251230".`),
			"date-week-year",
		},
		{
			"form of the scope's day",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+`incorrect date format "2025-06-12". This date in the credential must be in the format `+
					`"yyyyMMdd".`),
			"scope-date-mismatch",
		},
		{
			"service", queryError("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'sts'. "),
			"service-mismatch",
		},
		{
			"service, S3",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+`incorrect service "execute-api". This endpoint belongs to "s3".`),
			"service-mismatch",
		},
		{
			"service, only whose it is",
			s3Error("400 Bad Request", "AuthorizationParametersError", `This endpoint belongs to "s3".`),
			"service-mismatch",
		},
		{
			"terminator, S3",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+`incorrect terminal "aws4-request". This endpoint uses "aws4_request".`),
			"scope-malformed",
		},
		{
			"terminator",
			queryError("SignatureDoesNotMatch",
				"Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4-request'. "),
			"scope-malformed",
		},
		{
			"terminator: quotes",
			with(edit(t, get, "Credential=AKIA", `Credential="AKIA`, "aws4_request,", `aws4_request",`),
				s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
					malformed+`incorrect terminal "aws4_request"". This endpoint uses "aws4_request".`)),
			"authorization-malformed",
		},
		{
			"region", queryError("SignatureDoesNotMatch", "Credential should be scoped to a valid region, not 'eu'. "),
			"region-mismatch",
		},
		{
			"region, short", restError("InvalidSignatureException", "Credential should be scoped to a valid region. "),
			"region-mismatch",
		},
		{
			"region, SigV4A wanted",
			with(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
				"mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"),
				s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
					malformed+"the region 'eu-west-1' is wrong; expecting '*'")),
			"sigv4a-required",
		},
		{
			"region, S3",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"the region 'us-east-1' is wrong; expecting 'eu-west-1'", "Region", "eu-west-1"),
			"region-mismatch",
		},
		{
			"region, presigned",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				parsing+"the region 'us-east-1' is wrong; expecting 'eu-west-1'", "Region", "eu-west-1"),
			"region-mismatch",
		},
		{
			"region, Bun",
			`error: The authorization header is malformed; the region "us-east-1" is wrong; expecting "eu-west-1"` +
				"\n code: \"AuthorizationHeaderMalformed\"\n",
			"region-mismatch",
		},
		{
			"region, MinIO",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"the region is wrong; expecting 'us-east-1'.", "Region", "us-east-1"),
			"region-mismatch",
		},
		{
			"region, MinIO's own code", s3Error("400 Bad Request", "InvalidRegion", "Region does not match."),
			"region-mismatch",
		},
		{"region, by its code", s3Error("400 Bad Request", "InvalidRegion", "Region is not known."), "region-mismatch"},
		{
			"region, R2",
			s3Error("400 Bad Request", "InvalidRegionName",
				"The region name 'us-west-1' is not valid. Must be one of: wnam, enam, weur, eeur, apac, oc, auto"),
			"region-mismatch",
		},
		{
			"no date, S3",
			s3Error("403 Forbidden", "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
			"amz-date-missing",
		},
		{
			"no date, S3: bad form",
			with(edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612T103000+02"),
				s3Error("403 Forbidden", "AccessDenied",
					"AWS authentication requires a valid Date or x-amz-date header")),
			"date-format",
		},
		{"MalformedDate", s3Error("400 Bad Request", "MalformedDate", "Invalid date format header."), "date-format"},
		{
			"ISO 8601 basic",
			queryError("IncompleteSignature",
				"Date must be in ISO-8601 'basic format'. Got '2025-06-12 08:30'. See "+
					"http://en.wikipedia.org/wiki/ISO_8601"),
			"date-format",
		},
		{
			"ISO 8601 long",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`),
			"date-format",
		},
		{
			"date format, MinIO",
			s3Error("400 Bad Request", "AccessDenied",
				"Invalid date format header, expected to be in ISO8601, RFC1123 or RFC1123Z time format."),
			"date-format",
		},
		{
			"date format, short",
			s3Error("400 Bad Request", "AccessDenied", "x-amz-date is expected to be in ISO8601 form."), "date-format",
		},

		// Presigned URLs.
		{
			"expires too large",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				"X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "+
					"less than 604800 seconds"),
			"presign-expires-invalid",
		},
		{
			"expires no number",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError", "X-Amz-Expires should be a number"),
			"presign-expires-invalid",
		},
		{
			"expires negative",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError", "X-Amz-Expires must be non-negative"),
			"presign-expires-invalid",
		},
		{
			"parameters",
			s3Error("400 Bad Request", "AuthorizationQueryParametersError",
				"Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "+
					"X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."),
			"presigned-param-missing",
		},
		{
			"parameters: &amp;",
			with("GET "+
				"/photos/cat.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;"+
				"X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&amp;"+
				"X-Amz-Date=20250612T083000Z&amp;X-Amz-Expires=900&amp;X-Amz-SignedHeaders=host&amp;"+
				"X-Amz-Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433 HTTP/1.1\r\n"+
				"Host: holiday-pics.s3.eu-west-1.amazonaws.com\r\n\r\n",
				s3Error("400 Bad Request", "AuthorizationQueryParametersError",
					"Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "+
						"X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")),
			"xml-escaped",
		},
		{
			"V2 URL cut",
			s3Error("403 Forbidden", "AccessDenied",
				"Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"),
			"sigv2-sigv4-mixed",
		},
		{
			"parameters, query service",
			queryError("IncompleteSignature",
				"AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must "+
					"include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. "+
					"AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."),
			"presigned-param-missing",
		},
		{
			"expired",
			s3Error("403 Forbidden", "AccessDenied", "Request has expired", "X-Amz-Expires", "900", "Expires",
				"2025-06-12T08:45:00Z", "ServerTime", "2025-06-12T09:30:02Z"),
			"presigned-expired",
		},
		{
			"expired, with the URL",
			with(url,
				s3Error("403 Forbidden", "AccessDenied", "Request has expired", "X-Amz-Expires", "900", "Expires",
					"2025-06-12T08:45:00Z", "ServerTime", "2025-06-12T09:30:02Z")),
			"presigned-expired",
		},
		{
			"expired, R2", s3Error("400 Bad Request", "ExpiredRequest", "The provided URL is too old."),
			"presigned-expired",
		},

		// Clock.
		{
			"ahead, 5 minutes",
			jsonError("InvalidSignatureException",
				"Signature not yet current: 20250612T103000Z is still later than 20250612T083500Z "+
					"(20250612T083000Z + 5 min.)"),
			"clock-skew",
		},
		{
			"behind, 5 minutes",
			jsonError("InvalidSignatureException",
				"Signature expired: 20250612T083000Z is now earlier than 20250612T083200Z (20250612T083700Z - 5 min.)"),
			"clock-skew",
		},
		{
			"behind, 15 minutes",
			queryError("SignatureDoesNotMatch",
				"Signature expired: 20250612T083000Z is now earlier than 20250612T083130Z (20250612T084630Z - 15 min.)"),
			"clock-skew",
		},
		{
			"year ahead in December",
			jsonError("InvalidSignatureException",
				"Signature not yet current: 20261230T083000Z is still later than 20251230T083500Z "+
					"(20251230T083000Z + 5 min.)"),
			"date-week-year",
		},
		{"not valid yet", s3Error("403 Forbidden", "AccessDenied", "Request is not valid yet"), "clock-skew"},
		{"incomplete credential", s3Error("400 Bad Request", "InvalidArgument", "The Credential field in Authorization header is incomplete."), "credential-malformed"},
		{
			"not yet valid, OBS", s3Error("403 Forbidden", "RequestTimeTooSkewed", "Request is not yet valid."),
			"clock-skew",
		},
		{
			"no longer valid, OBS", s3Error("403 Forbidden", "RequestTimeTooSkewed", "Request is no longer valid."),
			"clock-skew",
		},
		{
			"skewed",
			s3Error("403 Forbidden", "RequestTimeTooSkewed",
				"The difference between the request time and the current time is too large.", "RequestTime",
				"20250612T083000Z", "ServerTime", "2025-06-12T09:12:43Z", "MaxAllowedSkewMilliseconds", "900000"),
			"clock-skew",
		},
		{
			"skewed, as text", "Error: The difference between the request time and the current time is too large.\n",
			"clock-skew",
		},
		{
			"skewed, MinIO",
			"mc: <ERROR> Unable to list folder. The difference between the request time and the server's time is " +
				"too large.\n",
			"clock-skew",
		},
		{
			"skewed by a year in December",
			s3Error("403 Forbidden", "RequestTimeTooSkewed",
				"The difference between the request time and the current time is too large.", "RequestTime",
				"20261230T083000Z", "ServerTime", "2025-12-30T08:30:05Z", "MaxAllowedSkewMilliseconds", "900000"),
			"date-week-year",
		},
		{
			"expired sessions, told by EC2 and by IAM",
			"The security token included in the request is expired\n\nIs there a way to refresh it while the scan runs? I get\n\n" +
				"An error occurred (RequestExpired) when calling the DescribeVpcs operation: Request has expired.\n" +
				"An error occurred (ExpiredToken) when calling the ListUsers operation: The security token included in the request is expired\n",
			"session-token-expired",
		},
		{
			"a word on expired sessions beside an expired request of EC2",
			"It is not ExpiredToken, the session is new.\nAn error occurred (RequestExpired) when calling the DescribeVpcs operation: Request has expired.\n",
			"presigned-expired",
		},
		{
			"an access key ID, as SimpleDB's clients shorten it",
			"The tool says AWS Access Key ID does not exist when I enter my keys.\n",
			"access-key-unknown",
		},
		{
			"an access key ID without its session token",
			"I have STS credentials. The tool says AWS Access Key ID does not exist when I just enter the key pair without the token.\n",
			"session-token-missing",
		},
		{
			"a service, in lower case and without quotes",
			"the authorization header is malformed, Incorrect Service S3, this endpoint belongs to s3-outposts.\n",
			"service-mismatch",
		},
		{
			"a header that Go does not send",
			"I get this from the operator:\n\n" + `{"level":"error","error":"RequestError: send request failed\ncaused by: Post \"https://sts.amazonaws.com/\": net/http: ` +
				`invalid header field value for \"Authorization\""}` + "\n",
			"access-key-whitespace",
		},
		{
			"a header that Node does not send",
			"TypeError [ERR_INVALID_CHAR]: Invalid character in header content [\"Authorization\"]\n    at ClientRequest.setHeader (node:_http_outgoing:655:3)\n",
			"access-key-whitespace",
		},
		{
			"a hash that a store compares with the word of newer checksums",
			"Terraform 1.6.1 with Ceph RGW; 1.5.7 works with the same credentials.\noperation error S3: PutObject, https response error StatusCode: 400, " +
				"RequestID: tx01, HostID: h, api error XAmzContentSHA256Mismatch: UnknownError\n",
			"streaming-trailer-unsupported",
		},
		{
			"a hash of another body, and an address that works",
			"Terraform 1.6.1 with Ceph RGW; Python 3.12.1 works, and 10.0.0.1 works.\noperation error S3: PutObject, https response error StatusCode: 400, " +
				"RequestID: tx01, HostID: h, api error XAmzContentSHA256Mismatch: UnknownError\n",
			"payload-hash-mismatch",
		},
		{
			"a hash of another body at such a store",
			"Terraform 1.6.1 with Ceph RGW.\noperation error S3: PutObject, https response error StatusCode: 400, " +
				"RequestID: tx01, HostID: h, api error XAmzContentSHA256Mismatch: UnknownError\n",
			"payload-hash-mismatch",
		},
		{
			"an identifier that STS does not know, beside a list of roles",
			"eu-south-1: An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the " +
				"request is invalid\n{\"Arn\": \"arn:aws:iam::1:role/x\"}\n",
			"access-key-unknown",
		},
		{
			"a key ID, in words that no token is to be left out",
			"You must not just use the keys without the token: we send all three. InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.\n",
			"access-key-unknown",
		},
		{
			"a key that all regions take but one that wants other tokens",
			"ap-east-1\n\nAn error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the " +
				"request is invalid\nap-northeast-1\n{\n    \"UserId\": \"x\",\n    \"Arn\": \"arn:aws:sts::1:assumed-role/a/b\"\n}\nIt fails in that region alone.\n",
			"session-token-invalid",
		},
		{
			"a hop-by-hop header that does not arrive",
			"I get IncompleteSignatureException: 'connection' is named as a SignedHeader, but it does not exist in the HTTP request.\n",
			"hop-by-hop-header-signed",
		},
		{
			"any header that does not arrive",
			"I get IncompleteSignatureException: 'content-md5' is named as a SignedHeader, but it does not exist in the HTTP request.\n",
			"signed-header-not-sent",
		},
		{"RequestExpired", queryError("RequestExpired", "Request has timed out."), "clock-skew"},

		// Body.
		{
			"body hash",
			s3Error("400 Bad Request", "XAmzContentSHA256Mismatch",
				"The provided 'x-amz-content-sha256' header does not match what was computed.",
				"ClientComputedContentSHA256", hexHash("a"), "S3ComputedContentSHA256", hexHash("b")),
			"payload-hash-mismatch",
		},
		{
			"body hash: of nothing",
			s3Error("400 Bad Request", "XAmzContentSHA256Mismatch",
				"The provided 'x-amz-content-sha256' header does not match what was computed.",
				"ClientComputedContentSHA256", hexHash(""), "S3ComputedContentSHA256", hexHash("b")),
			"empty-body-hash",
		},
		{
			"body hash: with a newline more",
			with(edit(t, put, hexHash("Hello, file!"), hexHash("Hello, file!\n")),
				s3Error("400 Bad Request", "XAmzContentSHA256Mismatch",
					"The provided 'x-amz-content-sha256' header does not match what was computed.",
					"ClientComputedContentSHA256", hexHash("Hello, file!\n"), "S3ComputedContentSHA256",
					hexHash("Hello, file!"))),
			"body-line-ends-changed",
		},
		{
			"body hash: of null",
			with(edit(t, put, hexHash("Hello, file!"), hexHash("null")),
				s3Error("400 Bad Request", "XAmzContentSHA256Mismatch",
					"The provided 'x-amz-content-sha256' header does not match what was computed.",
					"ClientComputedContentSHA256", hexHash("null"), "S3ComputedContentSHA256", hexHash("Hello, file!"))),
			"wrong-text-hashed",
		},
		{
			"body hash, other code", s3Error("400 Bad Request", "ContentSHA256Mismatch", "The hash differs."),
			"payload-hash-mismatch",
		},
		{
			"BadDigest",
			s3Error("400 Bad Request", "BadDigest", "The Content-MD5 you specified did not match what we received.",
				"ExpectedDigest", "x", "CalculatedDigest", "y"),
			"body-checksum-mismatch",
		},
		{
			"BadDigest CRC32",
			s3Error("400 Bad Request", "BadDigest", "The CRC32 you specified did not match the calculated checksum."),
			"body-checksum-mismatch",
		},
		{
			"InvalidDigest",
			s3Error("400 Bad Request", "InvalidDigest", "The Content-MD5 you specified was invalid.", "Content-MD5",
				"abc"),
			"body-checksum-mismatch",
		},
		{
			"MalformedTrailerError",
			s3Error("400 Bad Request", "MalformedTrailerError",
				"The request contained trailing data that was not well-formed or did not conform to our published "+
					"schema."),
			"streaming-trailer-malformed",
		},
		{
			"InvalidChunkSizeError",
			s3Error("403 Forbidden", "InvalidChunkSizeError",
				"Only the last chunk is allowed to have a size less than 8192 bytes", "Chunk", "1", "BadChunkSize",
				"4096"),
			"streaming-framing-malformed",
		},
		{
			"IncompleteBody", s3Error("400 Bad Request", "IncompleteBody", "The request body terminated unexpectedly"),
			"streaming-framing-malformed",
		},
		{
			"IncompleteBody with numbers",
			s3Error("400 Bad Request", "IncompleteBody",
				"You did not provide the number of bytes specified by the Content-Length HTTP header",
				"NumberBytesExpected", "100", "NumberBytesProvided", "12"),
			"streaming-decoded-length-mismatch",
		},
		{
			"MissingContentLength of a streaming upload",
			with(edit(t, put, hexHash("Hello, file!"), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "Hello, file!",
				"c;chunk-signature="+hexHash("x")+"\r\nHello, file!\r\n0;chunk-signature="+hexHash("y")+"\r\n\r\n",
				"Content-Length: 12\r\n", "Content-Length: 185\r\n"),
				s3Error("411 Length Required", "MissingContentLength",
					"You must provide the Content-Length HTTP header.")),
			"streaming-decoded-length-mismatch",
		},
		{
			"MissingContentLength",
			s3Error("411 Length Required", "MissingContentLength", "You must provide the Content-Length HTTP header."),
			"content-length-mismatch",
		},
		{
			"MissingContentLength to a store without trailers",
			"aws-cli/2.23.2; aws-cli/2.15.21 worked\n" + s3Error("411 Length Required", "MissingContentLength",
				"You must provide the Content-Length HTTP header."),
			"streaming-trailer-unsupported",
		},
		{
			"s3s and trailers",
			s3Error("400 Bad Request", "XAmzContentSHA256Mismatch", "invalid header: x-amz-content-sha256"),
			"streaming-trailer-unsupported",
		},
		{
			"trailer not supported",
			s3Error("400 Bad Request", "InvalidRequest",
				"The value specified in the x-amz-trailer header is not supported"),
			"streaming-trailer-unsupported",
		},
		{
			"signed header not in the request",
			"Unexpected server exception ''x-amz-security-token' is named as a SignedHeader, but it does not exist " +
				"in the HTTP request.'",
			"signed-header-not-sent",
		},
		{
			"signed headers not found",
			s3Error("403 Forbidden", "SignatureDoesNotMatch", "Not all the signed headers are found in the request."),
			"signed-header-not-sent",
		},
		{
			"signed headers not found: underscore",
			with(edit(t, get, "X-Amz-Date:", "x-amz-meta-file_name: a\r\nX-Amz-Date:", "x-amz-date,",
				"x-amz-date;x-amz-meta-file_name,"),
				s3Error("403 Forbidden", "SignatureDoesNotMatch",
					"Not all the signed headers are found in the request.")),
			"header-underscore-dropped",
		},
		{
			"a preflight without a rule",
			s3Error("403 Forbidden", "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket."),
			"not-a-signature-fault",
		},
		{
			"a preflight that no rule allows",
			s3Error("403 Forbidden", "AccessForbidden",
				"CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, "+
					"request method / Access-Control-Request-Method or Access-Control-Request-Headers are not "+
					"whitelisted by the resource's CORS spec."),
			"not-a-signature-fault",
		},
		{
			"two checksums",
			s3Error("400 Bad Request", "InvalidRequest", "You can only specify one non-default checksum at a time."),
			"not-a-signature-fault",
		},
		{
			"B2, a header that does not arrive",
			s3Error("400 Bad Request", "InvalidRequest", "header 'if-modified-since' is listed in signed headers, but is not present"),
			"signed-header-not-sent",
		},
		{
			"a trailer that is not known",
			s3Error("400 Bad Request", "InvalidTrailer", "Invalid trailing header names in x-amz-trailer"),
			"streaming-trailer-unsupported",
		},
		{
			"a trailer that is not known, by another code",
			s3Error("400 Bad Request", "InvalidRequest", "Invalid trailing header names in x-amz-trailer"),
			"streaming-trailer-unsupported",
		},
		{
			"Oracle, chunks",
			s3Error("400 Bad Request", "InvalidRequest", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD is not supported."),
			"streaming-trailer-unsupported",
		},
		{
			"a header that is required and not named",
			s3Error("400 Bad Request", "InvalidRequest", "Missing required header for this request:"),
			"payload-hash-header-missing",
		},
		{
			"R2, Version 2",
			s3Error("401 Unauthorized", "Unauthorized", "SigV2 authorization is not supported. Please use SigV4 instead."),
			"other-scheme",
		},
		{"CloudFront's key", s3Error("403 Forbidden", "InvalidKey", "Unknown Key"), "other-scheme"},
		{
			"CloudFront without a key",
			s3Error("403 Forbidden", "MissingKey", "Missing Key-Pair-Id query parameter or cookie value"),
			"other-scheme",
		},
		{
			"Authorization that does not parse",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				"Unable to parse Authorization header AWS4-HMAC-SHA256 Credential=A/20240318/***/s3/aws4_request"),
			"authorization-malformed",
		},
		{
			"Authorization that does not parse: a path",
			s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				"Unable to parse Authorization header AWS4-HMAC-SHA256 "+
					"Credential=~/.aws/credentials/20240318/***/s3/aws4_request"),
			"access-key-wrong-value",
		},
		{
			"trailing checksum of CloudServer",
			s3Error("400 Bad Request", "BadRequest", "trailing checksum is not supported"),
			"streaming-trailer-unsupported",
		},
		{
			"checksum mode of B2",
			s3Error("400 Bad Request", "InvalidArgument",
				"Unsupported header 'x-amz-checksum-mode' received for this API call."),
			"streaming-trailer-unsupported",
		},
		{
			"checksum header of B2",
			s3Error("400 Bad Request", "InvalidArgument",
				"Unsupported header 'x-amz-sdk-checksum-algorithm' received for this API call."),
			"streaming-trailer-unsupported",
		},
		{
			"aws-chunked not supported",
			s3Error("501 Not Implemented", "NotImplemented",
				"Transfering payloads in multiple chunks using aws-chunked encoding is not supported."),
			"streaming-trailer-unsupported",
		},
		{
			"aws-chunked not supported by OSS",
			s3Error("400 Bad Request", "InvalidArgument", "Aws MultiChunkedEncoding is not supported."),
			"streaming-trailer-unsupported",
		},
		{
			"Google names a field without condition",
			s3Error("400 Bad Request", "InvalidPolicyDocument",
				"The content of the form does not meet the conditions specified in the policy document.", "Details",
				"Policy did not reference these fields: send"),
			"post-policy-extra-field",
		},
		{
			"Google names no field",
			s3Error("400 Bad Request", "InvalidPolicyDocument",
				"The content of the form does not meet the conditions specified in the policy document."),
			"post-policy-field-mismatch",
		},
		{
			"MinIO's field without condition",
			s3Error("403 Forbidden", "AccessDenied",
				"Access Denied. (Each form field that you specify in a form (except Awsaccesskeyid, Signature) "+
					"must appear in the list of conditions.)"),
			"post-policy-extra-field",
		},
		{
			"encryption with KMS",
			s3Error("400 Bad Request", "InvalidArgument",
				"Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
				"ArgumentName", "Authorization", "ArgumentValue", "null"),
			"other-scheme",
		},
		{
			"body hash: of braces, without the body",
			s3Error("400 Bad Request", "XAmzContentSHA256Mismatch",
				"The provided 'x-amz-content-sha256' header does not match what was computed.",
				"ClientComputedContentSHA256", hexHash("{}"), "S3ComputedContentSHA256", hexHash("b")),
			"wrong-text-hashed",
		},
		{
			"date in a log of another form",
			"headers = X-Amz-Date: 20250612T083000UTC; Host: s3.eu-west-1.amazonaws.com\n" + s3Error("403 Forbidden",
				"AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
			"date-format",
		},

		// Endpoint.
		{
			"PermanentRedirect",
			s3Error("301 Moved Permanently", "PermanentRedirect",
				"The bucket you are attempting to access must be addressed using the specified endpoint. Please "+
					"send all future requests to this endpoint.",
				"Endpoint", "holiday-pics.s3.eu-west-1.amazonaws.com", "Bucket", "holiday-pics"),
			"region-mismatch",
		},
		{
			"TemporaryRedirect",
			s3Error("307 Temporary Redirect", "TemporaryRedirect",
				"Please re-send this request to the specified temporary endpoint. Continue to use the original "+
					"request endpoint for future requests.",
				"Endpoint", "holiday-pics.s3.eu-west-1.amazonaws.com", "Bucket", "holiday-pics"),
			"redirect-host-changed",
		},

		// Token and key ID.
		{
			"InvalidToken",
			s3Error("400 Bad Request", "InvalidToken", "The provided token is malformed or otherwise invalid.",
				"Token-0", "abc"),
			"session-token-invalid",
		},
		{
			"token malformed, as text", "Error: The provided token is malformed or otherwise invalid.\n",
			"session-token-invalid",
		},
		{
			"InvalidTokenId, MinIO",
			s3Error("403 Forbidden", "InvalidTokenId", "The security token included in the request is invalid"),
			"session-token-invalid",
		},
		{
			"InvalidTokenId, token not signed",
			with(edit(t, temporary, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000"),
				s3Error("403 Forbidden", "InvalidTokenId", "The security token included in the request is invalid")),
			"session-token-not-signed",
		},
		{
			"ExpiredToken",
			s3Error("400 Bad Request", "ExpiredToken", "The provided token has expired.", "Token-0", "abc"),
			"session-token-expired",
		},
		{
			"ExpiredTokenException",
			jsonError("ExpiredTokenException", "The security token included in the request is expired"),
			"session-token-expired",
		},
		{
			"token expired, as text",
			"software.amazon.awssdk.services.sts.model.StsException: The security token included in the request is " +
				"expired (Service: Sts, Status Code: 403, Request ID: 8b1c)\n",
			"session-token-expired",
		},
		{"token has expired, as text", "Error: The provided token has expired.\n", "session-token-expired"},
		{
			"TokenRefreshRequired",
			s3Error("400 Bad Request", "TokenRefreshRequired", "The provided token must be refreshed.", "Token-0",
				"abc"),
			"session-token-expired",
		},
		{
			"InvalidSessionException", s3Error("400 Bad Request", "InvalidSessionException", "The session is no more."),
			"session-token-expired",
		},
		{
			"InvalidAccessKeyId",
			s3Error("403 Forbidden", "InvalidAccessKeyId",
				"The AWS Access Key Id you provided does not exist in our records.", "AWSAccessKeyId", ownKeyID),
			"access-key-unknown",
		},
		{
			"InvalidAccessKeyId, as text",
			"fatal error: The AWS Access Key Id you provided does not exist in our records. (AKIA5Q3FZT7WLRJ2NC6D)\n",
			"access-key-unknown",
		},
		{
			"InvalidAccessKeyId: temporary",
			s3Error("403 Forbidden", "InvalidAccessKeyId",
				"The AWS Access Key Id you provided does not exist in our records.", "AWSAccessKeyId",
				"ASIA5Q3FZT7WLRJ2NC6D"),
			"session-token-missing",
		},
		{
			"InvalidAccessKeyId: temporary, token sent",
			with(edit(t, temporary, "x-amz-date,", "x-amz-date;x-amz-security-token,"),
				s3Error("403 Forbidden", "InvalidAccessKeyId",
					"The AWS Access Key Id you provided does not exist in our records.", "AWSAccessKeyId",
					"ASIA5Q3FZT7WLRJ2NC6D")),
			"access-key-unknown",
		},
		{
			"InvalidAccessKeyId: key of another provider",
			with(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
				"9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d.r2.cloudflarestorage.com"),
				s3Error("403 Forbidden", "InvalidAccessKeyId",
					"The AWS Access Key Id you provided does not exist in our records.")),
			"endpoint-wrong",
		},
		{
			"InvalidClientTokenId",
			with(table, queryError("InvalidClientTokenId", "The security token included in the request is invalid")),
			"access-key-unknown",
		},
		{
			"UnrecognizedClientException",
			with(table,
				jsonError("UnrecognizedClientException", "The security token included in the request is invalid.")),
			"access-key-unknown",
		},
		{
			"UnrecognizedClientException: temporary",
			with(edit(t, table, "AKIA", "ASIA"),
				jsonError("UnrecognizedClientException", "The security token included in the request is invalid.")),
			"session-token-missing",
		},
		{
			"token invalid, as text", with(table, "The security token included in the request is invalid.\n"),
			"access-key-unknown",
		},

		// No signature seen.
		{
			"API Gateway", restError("MissingAuthenticationTokenException", "Missing Authentication Token"),
			"route-not-found",
		},
		{
			"API Gateway, with a signed request",
			with(api, restError("MissingAuthenticationTokenException", "Missing Authentication Token")),
			"route-not-found",
		},
		{
			"Missing Authentication Token, query service",
			queryError("MissingAuthenticationToken", "Request is missing Authentication Token"), "request-not-signed",
		},
		{
			"MissingAuthenticationToken, S3",
			s3Error("403 Forbidden", "MissingAuthenticationToken", "The request was not signed."),
			"request-not-signed",
		},
		{
			"MissingAuthenticationToken although it is signed",
			with(table, jsonError("MissingAuthenticationTokenException", "Request is missing Authentication Token")),
			"authorization-removed-in-transit",
		},
		{
			"MissingAuthenticationTokenException, DynamoDB",
			jsonError("MissingAuthenticationTokenException",
				"Request must contain a valid (registered) AWS Access Key ID."),
			"request-not-signed",
		},

		// The signature was right.
		{
			"not authorized",
			jsonError("AccessDeniedException",
				"User: arn:aws:iam::123456789012:user/ann is not authorized to perform: dynamodb:ListTables on "+
					"resource: * because no identity-based policy allows it"),
			"not-a-signature-fault",
		},
		{
			"not authorized, STS",
			queryError("AccessDenied",
				"User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on "+
					"resource: arn:aws:iam::123456789012:role/x"),
			"not-a-signature-fault",
		},
		{
			"UnauthorizedOperation",
			"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform " +
				"this operation.</Message></Error></Errors><RequestID>7</RequestID></Response>",
			"not-a-signature-fault",
		},
		{
			"NoSuchKey",
			s3Error("404 Not Found", "NoSuchKey", "The specified key does not exist.", "Key", "photos/cat.jpg"),
			"not-a-signature-fault",
		},
		{
			"Access Denied, signed", with(get, s3Error("403 Forbidden", "AccessDenied", "Access Denied")),
			"not-a-signature-fault",
		},
		{
			"ValidationException",
			jsonError("ValidationException",
				"1 validation error detected: Value '' at 'tableName' failed to satisfy constraint"),
			"not-a-signature-fault",
		},
		{
			"policy size",
			s3Error("400 Bad Request", "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
				"ProposedSize", "20", "MaxSizeAllowed", "10"),
			"not-a-signature-fault",
		},
		{
			"ISO-8859-1",
			s3Error("400 Bad Request", "InvalidArgument", "Header value cannot be represented using ISO-8859-1.",
				"ArgumentName", "response-content-disposition"),
			"not-a-signature-fault",
		},

		// The same, wrapped by clients.
		{
			"boto",
			botoError("SignatureDoesNotMatch", "GetCallerIdentity",
				"Signature expired: 20250612T083000Z is now earlier than 20250612T083130Z (20250612T084630Z - 15 min.)"),
			"clock-skew",
		},
		{
			"Go SDK",
			"operation error S3: PutObject, https response error StatusCode: 400, RequestID: 1JTPQC3C4ET8JTXB, " +
				"HostID: qVT0=, api error AuthorizationHeaderMalformed: The authorization header is malformed; the " +
				"region 'us-east-1' is wrong; expecting 'eu-west-1'\n",
			"region-mismatch",
		},
		{
			"JavaScript SDK",
			"InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.\n" +
				"    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)\n" +
				"  '$fault': 'client',\n  Code: 'InvalidAccessKeyId',\n  AWSAccessKeyId: 'AKIA5Q3FZT7WLRJ2NC6D'\n",
			"access-key-unknown",
		},
		{
			"Selling Partner API",
			`{"errors":[{"message":"Credential should be scoped to a valid region, not 'eu'. ` +
				`","code":"InvalidSignature"}]}`,
			"region-mismatch",
		},
		{
			"AppSync",
			`{"errors":[{"errorType":"BadRequestException","message":"Signature expired: 20250612T083000Z is now ` +
				`earlier than 20250612T083130Z (20250612T084630Z - 15 min.)"}]}`,
			"clock-skew",
		},
		{
			"Vault",
			`error making upstream request: received error code 403 from STS: <ErrorResponse ` +
				`xmlns="https://sts.amazonaws.com/doc/2011-06-15/"> <Error> <Type>Sender</Type> ` +
				`<Code>SignatureDoesNotMatch</Code> <Message>Credential should be scoped to a valid region. ` +
				`</Message> </Error> </ErrorResponse>`,
			"region-mismatch",
		},
		{
			"Neptune",
			`{"code":"AccessDeniedException","requestId":"8b1c","detailedMessage":"Credential should be scoped to ` +
				`correct service: 'neptune-db'. "}`,
			"service-mismatch",
		},
		{
			"curly quotes of a blog",
			"The authorization header is malformed; the region \u2018us-east-1\u2019 is wrong; expecting " +
				"\u2018eu-west-1\u2019\n",
			"region-mismatch",
		},
		{
			"minio-java",
			"ErrorResponse(code = RequestTimeTooSkewed, message = The difference between the request time and the " +
				"server's time is too large., bucketName = x, objectName = null, resource = /x, requestId = 17, " +
				"hostId = dd)\n",
			"clock-skew",
		},
	}
	for message, want := range withoutCode {
		list = append(list, reply{"without code: " + message, "Error: " + message + "\n", want})
	}
	return list
}

// ruleFor is the index of the rule that counts for an answer.
func ruleFor(f *facts) int {
	if f.answer == nil {
		return -1
	}
	errorCode := cleanCode.ReplaceAllString(lower(lastPart(f.answer.Code.S)), "")
	message := lower(straight.Replace(collapse(f.answer.Message.S)))
	return slices.IndexFunc(answerRules(), func(r answerRule) bool {
		return r.fits(errorCode, message)
	})
}

// TestAnswers reads what servers answer, for every rule of the table.
func TestAnswers(t *testing.T) {
	t.Parallel()
	used := map[int]bool{}
	for _, r := range replies(t) {
		f := settle(Case{Evidence: evidence.Read(evidence.Source{Name: "answer", Data: []byte(r.text)})})
		used[ruleFor(f)] = true
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			a := analyzeQuickly(r.text, "")
			if len(a.Findings) == 0 || a.Findings[0].Code != r.want || a.Findings[0].Proof.Rank() > Likely.Rank() {
				t.Errorf("got %v, possible %v, want %s", codesAbove(a, Likely), codesAbove(a, Possible), r.want)
				return
			}
			if first := a.Findings[0]; len(first.Places) == 0 || first.Says == "" || first.Do == "" {
				t.Errorf("says too little: %+v", first)
			}
			if r.want != "not-a-signature-fault" && a.Verdict == Matches {
				t.Errorf("verdict %s", a.Verdict)
			}
		})
	}
	for i, r := range answerRules() {
		if !used[i] {
			t.Errorf("no answer for the rule %q %q", r.errorCode, r.message)
		}
	}
}

// TestAnswersNameAll reads answers that name several faults at once: each is a finding.
func TestAnswersNameAll(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		message string
		want    []string
	}{
		{
			"Credential should be scoped to a valid region, not 'eu'. Credential should be scoped to correct service: " +
				"'sts'. ",
			[]string{"region-mismatch", "service-mismatch"},
		},
		{
			"Credential should be scoped to a valid region, not 'eu'. Credential should be scoped with a valid " +
				"terminator: 'aws4_request', not 'aws4'. Date in Credential scope does not match YYYYMMDD from " +
				"ISO-8601 version of date from HTTP: '20250611' != '20250612', from '20250612T083000Z'.",
			[]string{"region-mismatch", "scope-malformed", "scope-date-mismatch"},
		},
		{
			"Authorization header requires 'Signature' parameter. Authorization header requires existence of either a " +
				"'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 " +
				"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/sts/aws4_request, SignedHeaders=host",
			[]string{"authorization-part-missing", "amz-date-missing"},
		},
	} {
		t.Run(c.want[0], func(t *testing.T) {
			a := analyzeQuickly(queryError("SignatureDoesNotMatch", c.message), "")
			got := codesAbove(a, Seen)
			for _, w := range c.want {
				if !slices.Contains(got, w) {
					t.Errorf("%s is not among %v", w, got)
				}
			}
		})
	}
}

// TestAnswersMismatch takes a plain mismatch for what it is: it names nothing, and
// says what would tell more.
func TestAnswersMismatch(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"S3":                  s3Error("403 Forbidden", "SignatureDoesNotMatch", mismatchS3),
		"query service":       queryError("SignatureDoesNotMatch", mismatchOther),
		"JSON":                jsonError("InvalidSignatureException", mismatchOther),
		"API Gateway":         restError("InvalidSignatureException", mismatchOther),
		"boto":                botoError("SignatureDoesNotMatch", "PutObject", mismatchS3),
		"no message":          queryError("SignatureDoesNotMatch", ""),
		"product advertising": `{"__type":"com.amazon.paapi5#InvalidSignatureException","Errors":[{"Code":"InvalidSignature","Message":"The request has not been correctly signed. If you are using an AWS SDK, requests are signed for you automatically; otherwise, go to https://webservices.amazon.com/paapi5/documentation/sending-request.html#signing."}]}`,
		"Google": "<?xml version='1.0' " +
			"encoding='UTF-8'?><Error><Code>SignatureDoesNotMatch</Code><Message>Access " +
			"denied.</Message><Details>The request signature we calculated does not match the signature you " +
			"provided. Check your Google secret key and signing method.</Details></Error>",
		"R2": s3Error("403 Forbidden", "SignatureDoesNotMatch",
			"The request signature we calculated does not match the signature you provided. Check your secret "+
				"access key and signing method."),
		"MinIO": "mc: <ERROR> Unable to initialize new alias from the provided credentials. The request signature " +
			"we calculated does not match the signature you provided. Check your key and signing method.\n",
	} {
		a := analyzeQuickly(text, "")
		if got := codesAbove(a, Likely); len(got) > 0 || a.Verdict != Differs || len(a.Needs) == 0 {
			t.Errorf("%s: %s, %v, needs %v", name, a.Verdict, codesAbove(a, Possible), a.Needs)
		}
	}
}

// TestAnswersInnocent reads texts that use the words of errors without being one
// that bears on the signature.
func TestAnswersInnocent(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"documentation": "Each request has to be signed. If the request has expired, the service refuses it. " +
			"Credentials belong to an IAM user; an access key ID alone is not enough.\n",
		"prose of errors": "We never saw SignatureDoesNotMatch or RequestTimeTooSkewed again after the clocks " +
			"were set.\n",
		"a header of another scheme that Go does not send": "Authorization: Bearer $TOKEN\nnet/http: invalid header field value for \"Authorization\"\n",
		"a header that Go does not send to others":         "Get \"https://api.example.com/v1\": net/http: invalid header field value for \"Authorization\"\n",
		"changelog": "- fix: region is wrong in the example\n" +
			"- feat: requires three components of the design system\n",
		"a token of paging": jsonError("InvalidNextTokenException", "The pagination token is no longer valid."),
		"owner": s3Error("409 Conflict", "BucketAlreadyExists",
			"The requested bucket name is not available. It belongs to another account."),
		"a parameter": jsonError("InvalidParameterException",
			"The parameter TopicArn is not present in the request."),
		"throttled": jsonError("ThrottlingException", "Rate exceeded"),
		"an HTML error": "HTTP/1.1 502 Bad Gateway\nContent-Type: text/html\n\n" +
			"<html><head><title>502 Bad Gateway</title></head></html>\n",
		"OAuth": "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n" +
			"{\"error\":\"invalid_token\",\"error_description\":\"The access token expired\"}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyzeQuickly(text, "")
			got := slices.DeleteFunc(codesAbove(a, Likely), func(c string) bool { return c == "not-a-signature-fault" })
			if len(got) > 0 {
				t.Errorf("got %v: %s", got, a.Findings[0].Says)
			}
		})
	}
}
