package diagnose

import (
	"encoding/base64"
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

// askedPolicySights: forms, in what people paste when they ask others.
func askedPolicySights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	form := func(conditions string) string {
		return "{ url: 'https://b.s3.amazonaws.com/',\n  fields: { key: 'a.txt',\n    Policy: '" + base64.StdEncoding.EncodeToString(
			[]byte(`{"expiration":"2030-01-01T00:00:00Z","conditions":[`+conditions+`]}`)) + "',\n    'X-Amz-Signature': '" + sha("x") + "' } }\n"
	}
	hit("post-policy-invalid", "a number in a condition", Seen, form(`{"bucket":"b"},{"x-amz-meta-n":7}`))
	hit("post-policy-invalid", "two fields in a condition", Seen, form(`{"bucket":"b","key":"a.txt"}`))
	near("post-policy-invalid", "two fields in a condition for MinIO",
		strings.Replace(form(`{"bucket":"b","key":"a.txt"}`), "b.s3.amazonaws.com", "minio.example.com:9000", 1))
	near("post-policy-invalid", "numbers of a range", form(`{"bucket":"b"},["content-length-range",1,900],{"x-amz-meta-n":"7"}`))
	const signsPolicy = "var text = JSON.stringify(policyObject);\nvar policyText = JSON.stringify(policyObject)MORE;\nvar signature = crypto.createHmac('sha1', secret)" +
		".update(new Buffer(policyText, 'utf-8')).digest('base64');\n" + threadRefusal
	hit("post-policy-wrong-text-signed", "the JSON of a policy", Possible, strings.Replace(signsPolicy, "MORE", "", 1))
	near("post-policy-wrong-text-signed", "the base64 of a policy", strings.Replace(signsPolicy, "MORE", ".toString('base64')", 1))
	near("post-policy-wrong-text-signed", "a name for both", "policy = json.dumps(doc)\npolicy = base64.b64encode(policy.encode())\n"+
		"sig = hmac.new(key, policy, hashlib.sha256).hexdigest()\n"+threadRefusal)
	return list
}
