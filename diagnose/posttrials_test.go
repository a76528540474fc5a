package diagnose

import (
	"slices"
	"strings"
	"testing"
)

// trialSights: what people say that they have tried, and what made no difference.
func trialSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	word := "\nThe answer is 403 SignatureDoesNotMatch.\n"
	for _, r := range []struct{ code, hit, near string }{
		{
			"streaming-trailer-unsupported",
			"Since boto3 1.36 uploads to our NetApp fail. AWS_REQUEST_CHECKSUM_CALCULATION=when_required helps.",
			"Uploads to our NetApp fail. AWS_REQUEST_CHECKSUM_CALCULATION=when_required does not help.",
		},
		{
			"accept-encoding-rewritten",
			"Our CDN rewrites Accept-Encoding. Excluding that header from signing fixed it.",
			"Our CDN leaves Accept-Encoding alone. Excluding that header from signing did not help.",
		},
		{
			"header-removed-in-transit",
			"Our proxy strips the header x-amz-meta-owner, which is signed. From home the upload works.",
			"Our proxy strips no header, x-amz-meta-owner arrives. From home the upload fails, too.",
		},
		{
			"path-prefix-rewritten",
			"The gateway strips the prefix /api from the path. Without the gateway it is fine.",
			"The gateway strips nothing from the path. Without the gateway it is refused as well.",
		},
		{
			"host-default-port",
			"Our client signs s3.example.com:443, the server gets it without the port. Leaving it out helped.",
			"Our client signs s3.example.com:8443, the server gets it without the bucket. Leaving it out helped.",
		},
		{
			"host-port-mismatch",
			"MinIO on port 9000 fails, the same one on port 80 works. The signer uses the host name.",
			"MinIO on port 9000 fails, the same one on port 80 fails. The signer takes the port along.",
		},
		{
			"host-rewritten-by-proxy",
			"Behind HAProxy each call fails, directly everything works.",
			"Behind HAProxy each call fails, and directly as well. So it was not the proxy.",
		},
		{
			"host-mismatch",
			"In the presigned URL I replace the host by the public domain. Unchanged it works inside.",
			"In the presigned URL I do not replace anything. It does not work inside.",
		},
		{
			"signing-key-stale",
			"It fails after midnight UTC until we restart the service.",
			"It fails before and after midnight UTC, and a restart of the service does not help.",
		},
		{
			"request-delayed",
			"Jobs are signed when they enter the queue. With an empty queue they pass.",
			"Jobs are signed when they leave the queue. With an empty queue they fail as well.",
		},
		{
			"signature-reused",
			"All retries use the old signature and fail, the first attempt passes.",
			"All retries are signed anew and fail, the first attempt does not pass either.",
		},
		{
			"session-token-expired",
			"Temporary credentials expire after an hour; with new ones it works again.",
			"Temporary credentials are a minute old and have not expired; with new ones it fails, too.",
		},
		{
			"session-token-missing",
			"With permanent keys it works, with temporary ones from STS it does not.",
			"With permanent keys it fails, with temporary ones from STS it does not work either.",
		},
		{
			"secret-truncated",
			"The secret is cut off at the # in the .env file. In quotes it works.",
			"The secret is not cut off, there is no # in the .env file. In quotes it does not work.",
		},
		{
			"secret-whitespace",
			"There was a newline at the end of the secret. Stripping it fixed it.",
			"There was no newline at the end of the secret. Stripping it did not help.",
		},
		{
			"secret-recoded",
			"Users whose secret key has a slash cannot connect, those without are fine.",
			"Users whose secret key has no slash cannot connect, those of the others have.",
		},
		{
			"access-key-unknown",
			"The access key was deleted by a script. With a new one it works.",
			"The access key was not deleted by a script. With a new one it is just as bad, so it is not that.",
		},
		{
			"date-not-utc",
			"The code formats the local time. With TZ=UTC it works.",
			"The code formats UTC. With TZ=UTC it does not work.",
		},
		{
			"clock-skew",
			"The clock of the VM was 20 minutes slow; after chronyc makestep it works.",
			"The clock of the VM is right, I ran chronyc makestep and it does not help.",
		},
		{
			"method-mismatch",
			"The presigned link opens in the browser, a HEAD of it is refused.",
			"The presigned link is refused in the browser, and a HEAD of it as well, so it is not that.",
		},
		{
			"presigned-expired",
			"The link expires after 15 minutes. A new one works.",
			"The link expires after 7 days. A new one does not work.",
		},
		{
			"other-scheme",
			"The client was using signature v2. Switching to v4 fixed it.",
			"The client is using signature v4. Switching it did not help.",
		},
		{
			"addressing-style-mismatch",
			"With forcePathStyle: true our store accepts everything.",
			"With forcePathStyle: true our store refuses everything, without it as well.",
		},
		{
			"service-mismatch",
			"I signed with service name \"s3\" for an API. Changing it to execute-api made it pass.",
			"I signed with service name \"execute-api\" for an API. Changing it to s3 makes no difference.",
		},
		{
			"signing-key-wrong-region",
			"The derived key uses eu-west-1 while the scope says eu-west-2. Making both equal solved it.",
			"The derived key uses eu-west-1 and the scope says eu-west-1. Making both anew did not help.",
		},
		{
			"region-mismatch",
			"When I change the region to that of the bucket it works.",
			"When I change the region to that of the bucket it fails, too.",
		},
		{
			"signed-header-not-sent",
			"The PUT works only if the client sends x-amz-acl as well, which was presigned.",
			"The PUT fails whether the client sends x-amz-acl or not.",
		},
		{
			"header-not-signed",
			"Upload works. When I add x-amz-acl after signing it is refused.",
			"Upload fails. When I add x-amz-acl before signing it is refused, too.",
		},
		{
			"header-value-not-trimmed",
			"Metadata with a trailing blank fails, without it works.",
			"Metadata has no trailing blank, and it fails with each value, so it is not that.",
		},
		{
			"header-spaces-not-collapsed",
			"Metadata with two spaces in a row breaks it, single ones are fine.",
			"Metadata with one space breaks it, none is no better.",
		},
		{
			"content-type-mismatch",
			"The presigned upload works with curl. The browser sends a Content-Type of its own.",
			"The presigned upload fails with curl. The Content-Type is the same as before.",
		},
		{
			"body-reserialized",
			"The client serialises the JSON again after signing. Handing it the string works.",
			"The client serialises the JSON before signing. Handing it the string does not help.",
		},
		{
			"body-recoded-after-hashing",
			"Umlauts fail, plain English works: the client sends the body in another charset.",
			"Plain English fails: the body is not it, it is the same charset.",
		},
		{
			"empty-body-hash",
			"GET works, POST with a body fails.",
			"GET fails, POST with a body fails as well.",
		},
		{
			"query-repeated-name-merged",
			"Passing a query parameter twice fails, once works.",
			"Passing a query parameter twice fails, once fails as well.",
		},
		{
			"query-unsorted",
			"With the parameters in alphabetical order it works, else it does not.",
			"The order of the parameters makes no difference.",
		},
		{
			"plus-for-space",
			"Keys with a plus sign fail, others work.",
			"Keys without blanks fail as others do, it is not the blanks.",
		},
		{
			"path-double-encoded",
			"We encode the key, and the SDK does it again: %2520. Passing it raw fixed it.",
			"We do not encode the key, the SDK does it. Passing it otherwise did not fix it.",
		},
		{
			"non-ascii-encoded-differently",
			"Files with umlauts in their names fail, others work.",
			"Whether files have umlauts in their names makes no difference.",
		},
		{
			"path-normalized",
			"Keys with a double slash cannot be read, others can.",
			"Keys with a double slash cannot be read, and others fail as well.",
		},
		{
			"query-under-encoded",
			"A parameter value that has a slash is refused, plain ones work.",
			"A parameter value that has a slash is refused, plain ones fail as well.",
		},
		{
			"query-not-signed",
			"Everything without a query works, with any parameter it fails.",
			"With and without a query it fails.",
		},
		{
			"path-under-encoded",
			"Files with parentheses in their names fail, others work.",
			"Files with parentheses in their names fail as others do; renaming them did not help.",
		},
	} {
		hit(r.code, "told of trials", told, r.hit+word)
		near(r.code, "no difference", r.near+word)
	}

	hit("clock-skew", "in German", told, "Die Uhr der Maschine geht zehn Minuten nach. Stellt man sie, geht alles."+word)
	near("clock-skew", "in German", "Die Uhr der Maschine geht richtig. Es geht trotzdem nichts."+word)
	hit("host-rewritten-by-proxy", "in Chinese", told, "加了 nginx 反向代理就失败，直接访问没有问题。"+word)
	near("host-rewritten-by-proxy", "in Chinese", "不经过 nginx，直接访问也失败。"+word)
	hit("secret-whitespace", "in Japanese", told, "シークレットキーの末尾に改行がありました。取り除くと成功しました。"+word)
	near("secret-whitespace", "in Japanese", "シークレットキーの末尾に改行はありません。それでも失敗します。"+word)
	hit("path-under-encoded", "in Spanish", told, "Los archivos con paréntesis en el nombre fallan, los demás pasan."+word)
	near("path-under-encoded", "in Spanish", "Los nombres no tienen paréntesis, y fallan todos."+word)
	hit("presigned-expired", "in Russian", told, "Ссылка действует один час, потом отклоняется, а новая открывается."+word)
	near("presigned-expired", "in Russian", "Ссылка новая, и всё равно не открывается."+word)
	hit("service-mismatch", "in French", told, "Le nom du service était s3 ; avec execute-api ça passe."+word)
	near("service-mismatch", "in French", "Le nom du service est execute-api, et ça ne passe pas non plus."+word)
	for code, text := range map[string]string{
		"header-removed-in-transit":     "The proxy does not remove any header, I compared. From home it works.",
		"path-prefix-rewritten":         "The ingress does not strip any prefix from the path. It worked before we changed the secret.",
		"host-rewritten-by-proxy":       "We took nginx out and connected directly, same thing. It works with the old credentials.",
		"session-token-expired":         "The session token is fresh and has not expired. It works in another region.",
		"region-mismatch":               "I tried to change the region to eu-west-1, no luck. It works with s3cmd.",
		"other-scheme":                  "We do not use Signature Version 2. It works with curl.",
		"non-ascii-encoded-differently": "We suspected umlauts, but ASCII names fail the same way. With another key it works.",
		"query-repeated-name-merged":    "Repeated parameters work, that is not the issue here.",
		"secret-whitespace":             "I checked the secret for blanks, there are none. Another key works.",
		"signing-key-stale":             "It fails at any time, not only after midnight UTC. A restart works for nobody.",
		"empty-body-hash":               "POST with a body works, GET is refused.",
		"body-reserialized":             "The JSON is not serialized again after signing. It works for small bodies.",
	} {
		near(code, "something else works", text+word)
	}
	near("clock-skew", "a permission", "The clock was 20 minutes slow, after makestep it works.\n<Error><Code>AccessDenied</Code>"+
		"<Message>User is not authorized to perform: s3:GetObject</Message></Error>\n")
	const inLambda = "Locally the URL does not include the X-Amz-Security-Token parameter and it works. In Lambda it does, and the URL returns the sig calculated does not match.\n"
	hit("session-token-not-signed", "a token in the URL of a role", Possible, inLambda)
	near("session-token-not-signed", "no token in either", strings.Replace(inLambda, "does not include the X-Amz-Security-Token parameter", "is short", 1))
	const typed = "I get SignatureDoesNotMatch. Using this code where I omit the contentType parameter the request succeeds.\n"
	hit("content-type-mismatch", "it works without a type", Possible, typed)
	near("content-type-mismatch", "it fails without a type, too", strings.Replace(typed, "the request succeeds", "it fails the same way", 1))
	const pooled = "My client uses the `Connection: keep-alive` header. I get SignatureDoesNotMatch. OUTCOME\n"
	hit("hop-by-hop-header-signed", "it works without the header of the connection", Possible, strings.Replace(pooled, "OUTCOME", "Removing `Connection: keep-alive` works just fine.", 1))
	near("hop-by-hop-header-signed", "it fails without it, too", strings.Replace(pooled, "OUTCOME", "Removing `Connection: keep-alive` fails the same way.", 1))
	const bare = "A query parameter without an equal sign gives SignatureDoesNotMatch. OUTCOME\n"
	hit("query-empty-value-missing-equals", "it works with the sign", Possible, strings.Replace(bare, "OUTCOME", "Changing `v` to `v=` works fine.", 1))
	near("query-empty-value-missing-equals", "it fails with the sign, too", strings.Replace(bare, "OUTCOME", "Changing `v` to `v=` makes no difference.", 1))
	const cursor = "With a URL encoded query parameter I get SignatureDoesNotMatch. OUTCOME\n"
	hit("query-double-encoded", "it works without escapes", Possible, strings.Replace(cursor, "OUTCOME", "A cursor without padding goes through.", 1))
	near("query-double-encoded", "it fails without escapes, too", strings.Replace(cursor, "OUTCOME", "A cursor without padding fails alike.", 1))
	near("non-ascii-encoded-differently", "a post in Chinese, a letter of which stands alone", "升级到新版本之后上传文件 a.pdf 就 报 错误，旧版本一直正常。\n"+threadRefusal)
	const sidecar = "SignatureDoesNotMatch: an Envoy sidecar uses two of these headers for routing and VERB them before the request goes on. Without the extra headers it works.\n"
	hit("header-removed-in-transit", "a sidecar that strips them", Possible, strings.Replace(sidecar, "VERB", "strips", 1))
	near("header-removed-in-transit", "a sidecar that logs them", strings.Replace(sidecar, "VERB", "logs", 1))
	return list
}

// TestTrials asks for a paste of each trial.
func TestTrials(t *testing.T) {
	t.Parallel()
	list := trialSights(t)
	for _, r := range trials {
		if !slices.ContainsFunc(list, func(s sight) bool { return s.code == r.code && s.least != "" }) ||
			!slices.ContainsFunc(list, func(s sight) bool { return s.code == r.code && s.least == "" }) {
			t.Errorf("%s has no paste that tells of it or none that does not", r.code)
		}
		if !strings.HasSuffix(r.says, ".") || r.about == nil && r.stated == nil {
			t.Errorf("%s is no whole row", r.code)
		}
	}
}
