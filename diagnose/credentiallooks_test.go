package diagnose

import (
	"encoding/base64"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// credentialSights are pastes for the looks of credentiallooks.go.
func credentialSights(t testing.TB) (list []sight) {
	get, url := changed(t, s3Get), changed(t, s3URL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	own := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}}
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	getText := stringToSignText(lookDate, lookScope, getCanonical)
	hit, near := anyRows(&list)
	hit("credential-malformed", "no terminator", Seen, true, edit(t, get, "/s3/aws4_request", "/s3"))
	hit("credential-malformed", "key ID alone", Seen, true, edit(t, get, "/20250612/eu-west-1/s3/aws4_request", ""))
	hit("credential-malformed", "region empty", Seen, true, edit(t, get, "/eu-west-1/", "//"))
	near("credential-malformed", "key ID with a slash at a server of one's own",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000", ownKeyID+"/", "team/ann/"))
	near("credential-malformed", "V4A has no region",
		edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "/eu-west-1/s3", "/s3"))
	near("credential-malformed", "encoded twice",
		edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%252F20250612%252Feu-west-1%252Fs3%252F"))
	hit("access-key-whitespace", "newline", Seen, true, edit(t, url, ownKeyID+"%2F", ownKeyID+"%0A%2F"))
	hit("access-key-whitespace", "blank", Seen, true, edit(t, get, ownKeyID+"/", ownKeyID+" /"))
	hit("access-key-whitespace", "named by the server", Seen, true,
		`{"message":"'`+ownKeyID+`\n/20250612/eu-north-1/execute-api/aws4_request' not a valid key=value pair `+
			`(missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=`+ownKeyID+
			`\n/20250612/eu-north-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=`+sig+`'."}`)
	near("access-key-whitespace", "blank behind the comma", get)
	hit("credentials-mixed", "secret key for key ID", Seen, true,
		edit(t, get, ownKeyID, "n7Qd2xV9+kLm4RtZ+8yHc3WbJf6PgSa0uEoXi1Tv"))
	hit("credentials-mixed", "secret key with a slash for key ID", Seen, true, edit(t, get, ownKeyID, ownSecret))
	hit("credentials-mixed", "refused as malformed", Seen, true,
		refused(edit(t, get, ownKeyID, ownSecret),
			`<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the `+
				`Credential is mal-formed; expecting `+
				`"&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request".</Message></Error>`))
	near("session-token-missing", "a console cuts the address",
		"WebSocket connection to "+
			"'wss://abc.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"+
			"X-Amz-Credential=ASIA...' failed: Unexpected response code: 403\n")
	near("credential-malformed", "a console cuts the address",
		"WebSocket connection to "+
			"'wss://abc.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"+
			"X-Amz-Credential=ASIA...' failed: Unexpected response code: 403\n")
	near("credentials-mixed", "long key ID", edit(t, get, ownKeyID, ownKeyID+ownKeyID))
	hit("access-key-wrong-value", "empty", Seen, true, edit(t, get, ownKeyID, ""))
	hit("access-key-wrong-value", "role ID", Seen, true, edit(t, get, ownKeyID, "AROA5Q3FZT7WLRJ2NC6DX"))
	hit("access-key-wrong-value", "placeholder", Seen, true, edit(t, get, ownKeyID, "YOUR_ACCESS_KEY_ID"))
	hit("access-key-wrong-value", "undefined", Seen, true, edit(t, get, ownKeyID, "undefined"))
	near("access-key-wrong-value", "a name at a server of one's own",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000", ownKeyID, "minioadmin"))
	near("access-key-wrong-value", "masked", edit(t, get, ownKeyID, "AKIAXXXXXXXXXXXXXXXX"))
	hit("clock-skew", "the answer says both times", Seen, true,
		refused(get,
			`<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the `+
				`current time is too `+
				`large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T09:12:43Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	hit("clock-skew", "five minutes", Seen, true,
		`{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature expired: `+
			`20250612T083000Z is now earlier than 20250612T083100Z (20250612T083600Z - 5 min.)"}`)
	hit("clock-skew", "never set", Seen, false,
		edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 19700101T000042Z", "/20250612/", "/19700101/"))
	near("clock-skew", "a request that succeeded",
		get+"\n\nHTTP/1.1 200 OK\nDate: Thu, 12 Jun 2025 10:30:02 GMT\nContent-Length: 0\n\n")
	hit("date-not-utc", "two hours", Likely, false,
		refused(get,
			`<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the `+
				`current time is too `+
				`large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T10:30:03Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	hit("date-not-utc", "five and a half hours", Likely, false,
		refused(get,
			`<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the `+
				`current time is too `+
				`large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T14:00:01Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	near("date-not-utc", "43 minutes",
		refused(get,
			`<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the `+
				`current time is too `+
				`large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T09:12:43Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	near("clock-skew", "two minutes, refused for the signature",
		refused(edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612T082800Z"), plainMismatch))
	near("clock-skew", "an hour on a presigned URL",
		refused(edit(t, url, "20250612T083000Z", "20250612T073000Z", "Expires=900", "Expires=86400"), plainMismatch))
	hit("access-key-unknown", "", Seen, true,
		refused(get,
			`<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in `+
				`our records.</Message><AWSAccessKeyId>`+
				ownKeyID+`</AWSAccessKeyId></Error>`))
	hit("access-key-unknown", "EC2", Possible, false,
		`<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided `+
			`access credentials</Message></Error></Errors><RequestID>7</RequestID></Response>`)
	near("access-key-unknown", "temporary",
		refused(edit(t, get, ownKeyID, "ASIA5Q3FZT7WLRJ2NC6D"),
			`<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in `+
				`our records.</Message></Error>`))
	hit("secret-wrong", "both sides' texts agree", Seen, true,
		get+clientLog(getCanonical, getText)+echoed(getCanonical, lookDate, lookScope))
	hit("secret-wrong", "EC2", Possible, false,
		`<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided `+
			`access credentials</Message></Error></Errors><RequestID>7</RequestID></Response>`)
	hit("secret-wrong", "signed with the key at hand", Seen, true,
		edit(t, signWire(t, s3Get, ownSecret), "\r\n\r\n",
			"\r\n\r\n"+strings.ReplaceAll(echoed(getCanonical, lookDate, lookScope), sig,
				signText(ownSecret, lookScope, getText)))).given = own
	spoilt := edit(t, getCanonical, "x-amz-date:", "x-amz-date: ")
	near("secret-wrong", "texts differ",
		get+clientLog(spoilt, stringToSignText(lookDate, lookScope, spoilt))+echoed(getCanonical, lookDate, lookScope))
	atMinIO := edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000")
	hit("credential-malformed", "a URL in the place of the region", Seen, true, edit(t, atMinIO, "/eu-west-1/s3", "/http://minio.lan:9000/s3"))
	return list
}

// endedHeaderSights: a header that ends behind the access key ID.
func endedHeaderSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	ended := func(rest, asks string) string {
		return queryError("IncompleteSignature",
			"Authorization header requires 'Signature' parameter. "+asks+
				"Authorization=AWS4-HMAC-SHA256 Credential="+ownKeyID+rest)
	}
	hit("access-key-whitespace", "the header ends behind it", Seen,
		ended("", "Authorization header requires 'SignedHeaders' parameter. "))
	near("access-key-whitespace", "a scope behind it",
		ended("/20250612/us-east-1/sts/aws4_request", "Authorization header requires 'SignedHeaders' parameter. "))
	return list
}

// askedCredentialSights: credentials, in what people paste when they ask others.
func askedCredentialSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	vars := "  secret_key = \"${var.ONE}\"\n  access_key = \"${var.TWO}\"\n$ terraform apply --var aaki=$AWS_ACCESS_KEY_ID --var " +
		"asak=$AWS_SECRET_ACCESS_KEY\n* AWS was not able to validate the provided access credentials (AuthFailure)\n"
	hit("credentials-mixed", "variables that are exchanged", Likely, strings.NewReplacer("ONE", "aaki", "TWO", "asak").Replace(vars))
	near("credentials-mixed", "variables in their places", strings.NewReplacer("ONE", "asak", "TWO", "aaki").Replace(vars))
	unset := "flutter:  credentials ID/20200107/ap-south-1/s3/aws4_request\nand the upload ends with 403.\n"
	hit("access-key-wrong-value", "a variable that was not set", Likely, strings.Replace(unset, "ID", "null", 1))
	near("access-key-wrong-value", "a key ID in a scope", strings.Replace(unset, "ID", ownKeyID, 1))
	invalid := `net/http: invalid header field value "AWS4-HMAC-SHA256 Credential=KEY/20250612/eu-west-1/s3/aws4_request, ` +
		`SignedHeaders=host;x-amz-date, Signature=` + sha("x") + `" for key Authorization`
	hit("access-key-wrong-value", "base64 of a key ID", Seen,
		strings.Replace(invalid, "KEY", base64.StdEncoding.EncodeToString([]byte(ownKeyID+"\n")), 1))
	near("access-key-wrong-value", "base64 of something else",
		strings.Replace(invalid, "KEY", base64.StdEncoding.EncodeToString([]byte("the store's own user")), 1))
	hit("access-key-whitespace", "a line end as it is printed", Seen, strings.Replace(invalid, "KEY", ownKeyID+`\n`, 1))
	near("access-key-whitespace", "a key ID that ends in n", strings.Replace(invalid, "KEY", "storage-admin", 1))
	notPair := func(key string) string {
		return "IncompleteSignature: 'Access' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=" +
			key + "/20250612/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433'\n"
	}
	hit("access-key-wrong-value", "a prompt in the key", Likely, notPair("AWS Access Key ID [None]: AKIA5Q3FZT7WLRJ2NC6D"))
	near("access-key-wrong-value", "a blank in the key", notPair("AKIA5Q3F Access"))
	const header = "Credential= AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=" +
		"4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433'.\", 'Code': 'IncompleteSignature'"
	hit("access-key-whitespace", "a message without its beginning", Likely, "' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 "+header+"\n")
	near("signature-trailing-text", "a header without its beginning", "56 "+header+"\n")
	invalidToken := `{"message":"The security token included in the request is invalid."}` + "\n"
	headers := func(key string) string {
		return "authorization: AWS4-HMAC-SHA256 Credential=" + key + "/20250612/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date;" +
			"x-amz-security-token, Signature=<redacted>\nhost: bedrock-runtime.us-east-1.amazonaws.com\nx-amz-date: " + lookDate + "\nx-amz-security-token: IQoJb3JpZ2luX2VjEP3<redacted>\n\n" + invalidToken
	}
	hit("credentials-mixed", "a token beside a permanent key", Likely, headers("AKIA5Q3FZT7WLRJ2NC6D"))
	near("credentials-mixed", "a token beside a temporary key", headers("ASIA5Q3FZT7WLRJ2NC6D"))
	const spaces = "Authorization: AWS DO00E54VLCOBHGP73DPB:PkF+GpFvF693t4WnNYnk3yDjgVY=\nconnection: https://b.s3.amazonaws.com\n" +
		"ERROR: S3 error: 403 (InvalidAccessKeyId): The AWS Access Key Id you provided does not exist in our records.\n"
	hit("endpoint-wrong", "a key of another provider at AWS", Likely, spaces)
	near("access-key-wrong-value", "a key in a header of Version 2", spaces)
	const logged = `[ERROR] {"method":"POST","reqURI":"/b/a?uploads=","header":{"Authorization":["AWS4-HMAC-SHA256 Credential=/20250612/us-east-1/s3/aws4_request, ` +
		`SignedHeaders=host;x-amz-date;x-amz-meta-user.xdg.origin.url, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433"]}` + "\n"
	near("access-key-wrong-value", "a key that a server leaves out of its log", logged)
	hit("header-removed-in-transit", "a dot in the name of a header behind nginx", Likely, "nginx stands in front.\n"+logged)
	near("header-removed-in-transit", "a dot in the name of a header", logged)
	const twice = "client = S3Client(new BasicAWSCredentials(accessKey, SECOND));\n"
	agree := "[DEBUG] AWS4 String to Sign: '\"" + stringToSignText(lookDate, lookScope, "x") + "\"\n" + strings.Replace(threadRefusal, "</Message>",
		"</Message><StringToSign>"+stringToSignText(lookDate, lookScope, "x")+"</StringToSign>", 1)
	hit("credentials-mixed", "one variable for both", Likely, strings.Replace(twice, "SECOND", "accessKey", 1)+threadRefusal)
	hit("credentials-mixed", "one variable for both, texts that agree", Likely, strings.Replace(twice, "SECOND", "accessKey", 1)+agree)
	near("secret-wrong", "one variable for both, texts that agree", strings.Replace(twice, "SECOND", "accessKey", 1)+agree)
	near("credentials-mixed", "two variables", strings.Replace(twice, "SECOND", "secretKey", 1)+threadRefusal)
	near("credentials-mixed", "masked in code", "new BasicAWSCredentials(xxxxxxxx, xxxxxxxx)\n"+threadRefusal)
	const both = "AWS.config.update({ accessKeyId: cfg.accessKey, secretAccessKey: cfg.SECOND })\n" + threadRefusal
	hit("credentials-mixed", "one setting for both", Likely, strings.Replace(both, "SECOND", "accessKey", 1))
	near("credentials-mixed", "two settings", strings.Replace(both, "SECOND", "secretKey", 1))
	near("credentials-mixed", "a store with one name for both", "access_key: minioadmin\nsecret_key: minioadmin\n"+threadRefusal)
	const empty = "[p]\naws_access_key_id = xxxxx\naws_secret_access_key = xxxxx\naws_session_token = VALUE\n\nThe security token included in the request is invalid\n"
	hit("session-token-invalid", "an empty token of a profile", Seen, strings.Replace(empty, "VALUE", "", 1))
	near("session-token-invalid", "a token of a profile", strings.Replace(empty, "VALUE", "xxxxx", 1))
	hit("credentials-mixed", "a word that may stand for both", told, "access_key = hiddenkey\nsecret_key = hiddenkey\n"+threadRefusal)
	const answers = "CALL \"$KEY\\n$SECRET\\n$REGION\\njson\\n\" | aws --profile p configure\nError: IncompleteSignatureException\n"
	hit("access-key-wrong-value", "echo -e before aws configure", Likely, strings.Replace(answers, "CALL", "echo -e", 1))
	near("access-key-wrong-value", "printf before aws configure", strings.Replace(answers, "CALL", "printf", 1))
	hit("access-key-wrong-value", "the text of an example in the key", Seen, notPair("<your access key>"))
	hit("credentials-mixed", "one text for both at LocalStack", told, "endpoint http://localhost:4566\ncredentials.NewStaticV4(cfg.key, cfg.key, \"\")\n"+threadRefusal)
	hit("credentials-mixed", "one of two pairs", told, "credentials.NewStaticV4(id, key, \"\")\ncredentials.NewStaticV4(key, key, \"\")\n"+threadRefusal)
	hidden := func(credential, signature string) string {
		return "GET /docs/a.txt HTTP/1.1\nHost: oss-demo.oss-cn-beijing.aliyuncs.com\nAuthorization: AWS4-HMAC-SHA256 Credential=" + credential +
			",SignedHeaders=host;x-amz-content-sha256;x-amz-date" + signature + "\nx-amz-content-sha256: abc****\nx-amz-date: 20230414T023009Z\n"
	}
	const scope = "LTAI****************/20230414/us-east-1/s3/aws4_request"
	hit("credential-malformed", "no date behind a hidden key ID", Seen, hidden(strings.Replace(scope, "20230414/", "", 1), ",Signature=ab2s****"))
	hit("credential-malformed", "no date where more may be hidden", Possible, hidden("****/us-east-1/s3/aws4_request", ",Signature=ab2s****"))
	near("credential-malformed", "a date behind a hidden key ID", hidden(scope, ",Signature=ab2s****"))
	hit("authorization-part-missing", "no signature behind a hidden key ID", Possible, hidden(scope, ""))
	near("authorization-part-missing", "a hidden signature", hidden(scope, ",Signature=ab2s****"))
	return list
}
