package diagnose

import (
	"strings"
	"testing"
)

// policySights are pastes for the looks of policylooks.go: POST policy.
func policySights(_ testing.TB) (list []sight) {
	hit, near := anyRows(&list)
	form := "POST / HTTP/1.1\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\r\n" +
		"Content-Type: multipart/form-data; boundary=b\r\n\r\n" +
		strings.ReplaceAll("--b\nContent-Disposition: form-data; name=\"key\"\n\nphotos/cat.jpg\n--b\n"+
			"Content-Disposition: form-data; name=\"acl\"\n\npublic-read\n--b\n"+
			"Content-Disposition: form-data; name=\"policy\"\n\n"+
			"eyJleHBpcmF0aW9uIjoiMjAyNS0wNi0xMlQwOTowMDowMFoiLCJjb25kaXRpb25zIjpbXX0=\n--b\n"+
			"Content-Disposition: form-data; name=\"file\"\n\nx\n--b--\n",
			"\n", "\r\n")
	hit("post-policy-field-mismatch", "", Seen, true,
		refused(form,
			`<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed: ["eq", `+
				`"$acl", "private"]</Message></Error>`))
	near("post-policy-field-mismatch", "expired",
		refused(form,
			`<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>`))
	return list
}
