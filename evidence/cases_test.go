package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

const (
	emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	mismatchS = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
	mismatchL = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)

// What an expert reads in each case, written down from the pastes.
var cases = map[string]map[string]string{
	"gh-001": {
		"exchanges": "1", "client path": "/quarterly%2520summary", "server path": "/quarterly%20summary", "hint object-key": "quarterly summary",
		"client canonical": "GET\n/quarterly%2520summary\n\nhost:acme-exports.s3.eu-central-1.amazonaws.com", "client canonical marks": "partial",
	},
	"gh-002": {"exchanges": "1", "client canonical": "amz-sdk-invocation-id:80f55466…", "server canonical": "amz-sdk-invocation-id:80f55466…", "client list": "", "server canonical marks": "partial"},
	"gh-004": {
		"exchanges": "1", "code": "SignatureDoesNotMatch", "status": "403", "message": "Access denied.", "head server": "UploadServer",
		"client sts hash": "b066c131901aa5f88e991fcd36883cc8a9240bd1587501edb1c061657c4403a9", "server sts hash": "190eba8f173290977c61c0103dbef8519ea447e260cc7b3364d5de27f8739010",
	},
	"gh-010": {"exchanges": "1", "code": "SignatureDoesNotMatch", "hint outcome": "/?accountNo=5550001111&firstName=Ana&epoch=1571407088222|…"},
	"gh-012": {
		"exchanges": "1", "request": "presigned-url  http://s3.amazonaws.com/com.example.drop/in/feed.csv?X-Amz-Signature=d3e104…", "key": "AKIAXX2BM6LNJEXAMPLE",
		"credential": "AKIAXX2BM6LNJEXAMPLE/20161103/us-east-1/s3/aws4_request", "signed": "host", "code": "SignatureDoesNotMatch", "message": mismatchS,
	},
	"gh-016": {
		"exchanges": "1", "request": "log GET /skylabdata/?delimiter=/", "client path": "/", "status": "403", "code": "SignatureDoesNotMatch",
		"signature": "3c079828ecda4769f417f1ea4d93efac2cdf767b72e6c06872aaa769c3b9b9bb", "header x-amz-date": "20151214T081507Z", "body": "0 ",
	},
	"gh-018": {
		"exchanges": "1", "request": "http-request GET /", "header host": "127.0.0.1:9500", "client list": "content-length;host;x-amz-content-sha256;x-amz-date", "complete": "true", "body": "0 ",
		"note": "this canonical request is from another attempt: its date is not that of the request", "answer": "-",
	},
	"gh-023": {
		"exchanges": "1", "hint method-signed": "headBucket", "hint method-sent": "GET", "code": "SignatureDoesNotMatch", "server sts marks": "exact",
		"server sts date": "20150119T083015Z", "server path": "/", "field SignatureProvided": "717af63bf01262414639e72c283a2b8c2516da26b87e8520e591cd2f3205b1e8", "client canonical": "-", "client sts": "-",
	},
	"gh-027": {"exchanges": "1", "request": "curl-command PUT https://s3.amazonaws.com/lab-notes/notes.txt?Content-MD5=Q1i1…", "header content-md5": "Q1i1AJxn0OMdf78WY/zTvw==", "field HeadersNotSigned": "content-md5", "body": "3 ", "hint method-signed": "put"},
	"gh-029": {"exchanges": "1", "request": "log GET https://s3.amazonaws.com/", "key": "ASIAD6ASOA6ISEXAMPLE", "status": "403", "code": "InvalidAccessKeyId", "head date": "Fri, 03 Jul 2020 06:48:20 GMT", "field AWSAccessKeyId": "ASIAD6ASOA6ISEXAMPLE"},
	"gh-031": {"exchanges": "1", "code": "InvalidArgument", "claims": "1", "key": "AKIAQILFGU33TEXAMPLE", "message": "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified", "field ArgumentName": "Authorization"},
	"gh-034": {
		"exchanges": "1", "answer": "json-error", "code": "InvalidSignature", "server canonical marks": "flat", "server path": "/orders/v0/orders", "server list": "host;x-amz-access-token;x-amz-date", "message": mismatchL,
		"server sts": "AWS4-HMAC-SHA256\n20201119T093015Z\n20201119/eu-west-1/execute-api/aws4_request\n646fccd983cd009dbf5179c2f3660d711b34ede1a6660da1660d4597648dc476", "hint same": "", "key": "AKIAB5F2NQJXPEXAMPLE", "client sts": "-",
	},
	"gh-037": {
		"exchanges": "1", "code": "SignatureDoesNotMatch", "hint hmac": "sha1", "field SignatureProvided": "igD0cbBeriVx3mo2fSWwKum4k1g",
		"server sts": "AWS4-HMAC-SHA256\n20170503T081530Z\n20170503/us-west-1/s3/aws4_request\nd915796ff0a988de24491414631bb97b484a038fea8ce63f434a5ebbc279b9ec",
	},
	"gh-042": {"exchanges": "1", "code": "AuthorizationHeaderMalformed", "hint date": "30 December"},
	"gh-045": {
		"exchanges": "1", "message": mismatchS, "server sts date": "Thu, 14 May 2020 09:12:05 -0000", "client sts date": "20200514T091205Z", "client path": "/lab-s3tests-7/foo",
		"client signature": "28086c69792587829d85e750a800adbe44bbb5fc0b7b85141430336b8ec3569c", "field AWSAccessKeyId": "AKIA4RCA4G4TKEXAMPLE",
	},
	"gh-049":  {"exchanges": "1", "code": "AccessDenied", "hint form-field": "AKIAJW***********/20170303/eu-west-2/s3/aws4_request"},
	"gh-052":  {"exchanges": "1", "request": "http-request PUT /copy-2", "header x-amz-meta-metadata1": "\"height  9\"", "status": "403", "server path": "/copy-2", "server payload": emptyHash, "head server": "AmazonS3", "body": "0 "},
	"gh-055":  {"exchanges": "1", "request": "presigned-url GET https://netbox-static.s3.eu-west-1.amazonaws.com/static/netbox.css?X-Amz-Algorithm=…", "status": "403", "signature": "f82a1ac7de570801359e7ca499fa9609af7e07711e4b879762c6bb34d5b022ac"},
	"gh-062":  {"exchanges": "1", "request": "http-request PUT /lab/five.txt", "header x-amz-decoded-content-length": "3", "body": "3 5;chunk-signature=530205aa29939ede0235f3d583f8cd6c510e1b6ead417362ed14a6c5b13462b6\nhello\n0;chunk-signature=…", "field NumberBytesProvided": "5"},
	"web-006": {"exchanges": "1", "server canonical marks": "exact", "server sts marks": "exact", "server payload": "UNSIGNED-PAYLOAD", "code": "SignatureDoesNotMatch"},
	"web-011": {"exchanges": "1", "code": "IncompleteSignature", "key": " AKIAD7C5QUIZFEXAMPLE", "signature": "3f3da14527264bf492f53d9dd99259a93c6d785367f2ef6c006470daef2fceec"},
	"web-017": {"exchanges": "1", "message": mismatchL, "server canonical marks": "masked", "server payload": "3d4db386571183832c07e5f9976f0bec6e69bea5aee1da13eea0f78ab7f50ac1", "server sts hash": "d606d0d8c09ce50e3a2b41153ee4d6ef096ce87907517fb91ce93eb2843dc0ca"},
	"web-020": {"exchanges": "1", "code": "SignatureDoesNotMatch", "server path": "/", "server sts hash": "11b14f8950c193747151de9cc76285ccb0c6d916285e2174647dbf8d98453d57", "hint config": "process.env.MAIL_KEY|process.env.MAIL_PASS|eu-west-1"},
	"web-024": {"exchanges": "1", "request": "curl-command GET https://<domain endpoint>/_cat/shards?v", "answer": "json-error", "message": mismatchL, "hint tool": "curl 7.80.0"},
	"web-036": {"exchanges": "1", "code": "InvalidSignatureException", "message": "Signature not yet current: 20190611T215540Z is still later than 20190611T191047Z (20190611T185547Z + 15 min.)"},
	"web-040": {"exchanges": "1", "server canonical marks": "exact", "server canonical": "GET\n/index.html\n\nhost:ddcjdbxirkdw5f.cloudfront.net\n…", "code": "SignatureDoesNotMatch"},
	"web-046": {"exchanges": "1", "code": "SignatureDoesNotMatch", "message": "Credential should be scoped to a valid region, not 'eu-north-1'. "},
	"web-047": {"exchanges": "1", "server canonical marks": "masked", "server path": "/live/%2540connections/eKd2bcFhIAMCJ7g%253D", "server list": "host;x-amz-date"},
	"esp32-forum-thread": {
		"exchanges": "1", "request": "http-request GET /firmware.bin", "algorithm": "AWS4-HMAC-SHA25", "spelling Credential": "Credentials", "key": "AKIAZOKIXQT4EXAMPLE", "status": "400", "code": "InvalidArgument",
		"client canonical": "GET\n/firmware.bin\n\ncontent-type:application/octet-stream\nhost:test_bucket.s3.amazonaws.com\nx-amz-date:20230308T151538Z\n\nhost;x-amz-date\n" + emptyHash,
		"client sts hash":  "08f718a3ffa27f18fad718eab178f3564f1a1c2f389540cc36f17e329304bc45", "head date": "Wed, 08 Mar 2023 17:38:02 GMT",
		"hint dns-failed": "https://test_bucket.s3.eu-central-1.amazonaws.com/firmware.bin|test_bucket.s3.eu-central-1.amazonaws.com/firmware.bin",
	},
}

func TestCases(t *testing.T) {
	t.Parallel()
	for _, name := range names(t, "cases/*.txt") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, ok := cases[strings.TrimSuffix(strings.TrimPrefix(name, "cases/"), ".txt")]
			if !ok {
				t.Fatal("nothing is known of this case")
			}
			e := read(t, name)
			verify(t, e)
			check(t, e, want)
		})
	}
}

// TestFlatHash proves by the hash in the string to sign that the line ends of a
// canonical request were put back where they had been.
func TestFlatHash(t *testing.T) {
	t.Parallel()
	a := read(t, "cases/gh-034.txt").Exchanges[0].Server
	sum := sha256.Sum256([]byte(a.Canonical.Whole.S))
	if got := hex.EncodeToString(sum[:]); got != a.StringToSign.Hash.S {
		t.Errorf("hash %s, want %s", got, a.StringToSign.Hash.S)
	}
}
