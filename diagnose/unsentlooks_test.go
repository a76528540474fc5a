package diagnose

import (
	"strings"
	"testing"
)

// unsentSights: headers that a server saw without a value.
func unsentSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	valued := func(line, list string) string {
		return canonicalAnswer("POST\n/f\n\nhost:lambda.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n"+
			line+"\n\nhost;x-amz-date;"+list+"\n"+emptySHA,
			"20250612/eu-west-1/lambda/aws4_request")
	}
	hit("signed-header-not-sent", "a name lower-cased in Turkish", Seen,
		valued("x-amz-ınvocation-type:", "x-amz-ınvocation-type"))
	near("signed-header-not-sent", "with a value", valued("x-amz-invocation-type:Event", "x-amz-invocation-type"))
	hit("signed-header-not-sent", "indented answer", Seen,
		strings.ReplaceAll(valued("x-amz-invocation-type:", "x-amz-invocation-type"), "\n", "\n    "))
	listed := func(lines string) string {
		return "X-Amz-Date: " + lookDate + "\n" + lines + "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20250612/eu-west-1/s3/aws4_request, " +
			"SignedHeaders=host;x-amz-date;x-amz-meta-owner, Signature=" + strings.Repeat("ab", 32) + "\n\n" +
			canonicalAnswer("GET\n/k\n\nhost:b.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\nx-amz-meta-owner:\n\n"+
				"host;x-amz-date;x-amz-meta-owner\n"+emptySHA, "20250612/eu-west-1/s3/aws4_request")
	}
	hit("signed-header-not-sent", "metadata that the list of headers lacks", Possible, listed(""))
	near("signed-header-not-sent", "metadata sent empty", listed("X-Amz-Meta-Owner: \n"))
	return list
}
