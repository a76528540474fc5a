package diagnose

import "testing"

// quotedSights: what a server quotes, and what it does not know.
func quotedSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	malformed := func(component string) string {
		return "AuthorizationHeaderMalformed: Authorization header is malformed; the authorization component \"" +
			component + "\" is malformed.\n"
	}
	hit("access-key-wrong-value", "nothing before the scope", Seen, malformed("/20241007/us-east-005/s3/aws4_request"))
	near("access-key-wrong-value", "a component with a key",
		malformed("Credential=AKIA5Q3FZT7WLRJ2NC6D/20241007/us-east-005/s3/aws4_request"))
	word := func(v string) string {
		return refused(edit(t, get, "X-Amz-Content-Sha256: "+emptySHA, "X-Amz-Content-Sha256: "+v),
			"<Error><Code>InvalidArgument</Code><Message>x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "+
				"STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.</Message></Error>")
	}
	hit("streaming-trailer-unsupported", "an older server", Seen, word("STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
	near("streaming-trailer-unsupported", "a word that does not exist", word("STREAMING-PAYLOAD"))
	return list
}

// inPlaceSights: answers that tell what stands in place of a value.
func inPlaceSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	malformed := func(credential string) string {
		return "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; " +
			"the authorization component \"Credential=" +
			credential + "/20250612/eu-west-1/s3/aws4_request\" is malformed.</Message></Error>"
	}
	hit("access-key-wrong-value", "a line of the credentials file", Seen, malformed("aws_access_key_id= "+ownKeyID))
	near("access-key-wrong-value", "a key ID", malformed(ownKeyID+"/x"))
	chunked := func(length, decoded string) string {
		return "PUT /k HTTP/1.1\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\nContent-Length: " + length +
			"\nContent-Encoding: aws-chunked\nx-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\nx-amz-date: " +
			lookDate + "\nx-amz-decoded-content-length: " + decoded + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
			ownKeyID + "/" + lookScope + ", " +
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" + sha("x") +
			"\n\nHTTP/1.1 400 Bad Request\n\n<Error><Code>IncompleteBody</Code></Error>"
	}
	hit("streaming-decoded-length-mismatch", "both lengths alike", Seen, chunked("203", "203"))
	near("streaming-decoded-length-mismatch", "one shorter", chunked("203", "31"))
	hit("streaming-decoded-length-mismatch", "lengths that fit each other", Likely, chunked("203", "30"))
	token := func(host string) string {
		return "FATAL:  PAM authentication failed for user \"u\"\n" +
			"ssh -N -L 54321:orders.cx1.eu-west-1.rds.amazonaws.com:5432 bastion\n\n" +
			host + "/?Action=connect&DBUser=u&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
			"%2F20250612%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=" + lookDate +
			"&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x")
	}
	hit("host-mismatch", "a database's token for the near end of a tunnel", Likely, token("127.0.0.1:54321"))
	near("host-mismatch", "a database's token for its name", token("orders.cx1.eu-west-1.rds.amazonaws.com:5432"))
	return list
}

// partitionSights: answers to keys of another partition or of a region that is not
// enabled.
func partitionSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const unknown = "\n\nUnrecognizedClientException: The security token included in the request is invalid. " +
		"(Status Code: 400; Request ID: 9S5QRZZA)\n"
	hit("endpoint-wrong", "a partition of its own", Likely, "aws kinesis list-streams --region cn-north-1"+unknown)
	const noKey = "\nAn error occurred (InvalidAccessKeyId) when calling the ListObjectsV2 operation: The AWS " +
		"Access Key Id you provided does not exist in our records.\n" +
		"<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our " +
		"records.</Message><AWSAccessKeyId>"
	hit("endpoint-wrong", "a key of Yandex at AWS", Seen,
		"https://b.s3.amazonaws.com/?list-type=2"+noKey+"YCAJED6hh633_F0548abcdEfG</AWSAccessKeyId></Error>")
	near("endpoint-wrong", "a key of AWS at AWS",
		"https://b.s3.amazonaws.com/?list-type=2"+noKey+"AKIA5Q3FZT7WLRJ2NC6D</AWSAccessKeyId></Error>")
	near("endpoint-wrong", "a key of Yandex at Yandex",
		"https://storage.yandexcloud.net/b?list-type=2"+noKey+"YCAJED6hh633_F0548abcdEfG</AWSAccessKeyId></Error>")
	hit("access-key-unknown", "a region that is disabled", Possible, "ap-east-1 is disabled"+unknown)
	near("access-key-unknown", "a region that is disabled", "ap-east-1 is disabled"+unknown)
	near("endpoint-wrong", "one partition", "aws kinesis list-streams --region eu-west-1"+unknown)
	return list
}

// askedAnswerSights: errors that are only spoken of, in what people paste when they ask others.
func askedAnswerSights(_ testing.TB) (list []sight) {
	_, near := firstRows(&list)
	const expired = "The security token included in the request is expired"
	for name, text := range map[string]string{
		"never seen":   "We renew them early and never saw \"" + expired + "\".",
		"would come":   "Links end with the session: users would see \"" + expired + "\" after an hour.",
		"ruled out":    "What it was not: expired credentials (no \"" + expired + "\").",
		"of an alarm":  "- Filter pattern: \"" + expired + "\"",
		"of a list":    "3. \"" + expired + "\" -> restart the pods.",
		"of a test":    "[5/5] an old token must be refused ...... \"" + expired + "\" -> ok",
		"of a closing": "Resolved - between 08:10 and 08:55 some calls were answered with \"" + expired + "\".",
	} {
		near("session-token-expired", name, text+"\n")
	}
	kept := "10.1.4.7 [14/Sep/2026:09:12:33] {AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request} " +
		"200 \"GET /b/k HTTP/1.1\"\n"
	near("authorization-part-missing", "a log that keeps the first part", kept)
	near("credential-malformed", "a pattern", "$ grep -o 'AWS4-HMAC-SHA256 Credential=[^,\"]*' es.log | sort | uniq -c\n")
	return list
}
