package diagnose

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// TestReports holds what is read out of whole reports: code, logs, several answers
// and prose, each with the correct or different report that must not be told so.
func TestReports(t *testing.T) {
	t.Parallel()
	for _, s := range reports(t) {
		t.Run(s.code+" "+s.name, func(t *testing.T) {
			t.Parallel()
			s.check(t)
		})
	}
}

func reports(t testing.TB) (list []sight) {
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, least: least, first: true, text: text})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	get, api := changed(t, s3Get), changed(t, apiGet)

	// Two strings to sign of Version 2.
	v2 := func(printed, server string) string {
		return "to_sign of our signer:\n\n    " + printed + "\n\nand S3 says\n\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><StringToSign>" + server + "</StringToSign><SignatureProvided>x8Rlo4nA/oFFZ3UmdlvewCliS1k=</SignatureProvided></Error>\n"
	}
	server := "POST\n\napplication/x-www-form-urlencoded\n\nx-amz-date:Thu, 15 Jan 2015 10:02:41 GMT\n/uploads/1%2Fintro.mp4?uploads"
	hit("content-type-mismatch", "Version 2", Seen, v2(`POST\n\n\n\nx-amz-date:Thu, 15 Jan 2015 10:02:41 GMT\n/uploads/1%2Fintro.mp4?uploads`, server))
	hit("method-mismatch", "Version 2", Seen, v2(strings.Replace(server, "POST", "PUT", 1), server))
	hit("path-mismatch", "Version 2", Seen, v2(strings.Replace(server, "?uploads", "", 1), server))
	hit("secret-wrong", "Version 2, equal", Likely, v2(strings.ReplaceAll(server, "\n", `\n`), server))
	near("content-type-mismatch", "Version 2, the server's alone", v2("", server))

	// Several refusals tell a clock that is off from requests that wait.
	expiredAt := func(signed, arrived, limit string) string {
		return `403 Forbidden {"message":"Signature expired: ` + signed + ` is now earlier than ` + limit + ` (` + arrived + ` - 5 min.)"}` + "\n"
	}
	hit("request-delayed", "three delays", Seen, expiredAt("20250227T141806Z", "20250227T142652Z", "20250227T142152Z")+expiredAt("20250227T141811Z", "20250227T142703Z", "20250227T142203Z")+expiredAt("20250227T141740Z", "20250227T142655Z", "20250227T142155Z"))
	near("request-delayed", "one difference", expiredAt("20250227T141806Z", "20250227T142652Z", "20250227T142152Z")+expiredAt("20250227T141811Z", "20250227T142658Z", "20250227T142158Z"))
	near("request-delayed", "different days", expiredAt("20250227T141806Z", "20250227T142652Z", "20250227T142152Z")+expiredAt("20250228T141806Z", "20250228T145652Z", "20250228T145152Z"))

	// Headers that each hop writes.
	canonical := "GET\n/pets\n\nhost:api.example.com\nx-amz-date:20250612T083000Z\nx-forwarded-for:10.0.0.7\n\nhost;x-amz-date;x-forwarded-for\n" + emptySHA
	hit("volatile-header-signed", "X-Forwarded-For", Likely, canonicalAnswer(canonical, "20250612/eu-north-1/execute-api/aws4_request"))
	near("volatile-header-signed", "User-Agent", canonicalAnswer(strings.NewReplacer("x-forwarded-for", "user-agent", "10.0.0.7", "aws-sdk-dotnet/3").Replace(canonical), "20250612/eu-north-1/execute-api/aws4_request"))

	// A template that was signed.
	filled := refused(edit(t, api, "GET /prod/items/a%20b?limit=5&after=x", "GET /contents/58213/related"), `{"message":"The request signature we calculated does not match the signature you provided."}`)
	hit("placeholder-unresolved", "encoded template", Likely, "signer gets /contents/%7B%7B%20contentId%20%7D%7D/related\n\n"+filled)
	near("placeholder-unresolved", "template of another path", "signer gets /users/%7B%7B%20contentId%20%7D%7D/related\n\n"+filled)

	// Two bodies, one of which arrived.
	arrived := `{"operationName":"OnCreate","variables":{"room":"42"},"query":"subscription OnCreate { id text }"}`
	hashed := strings.Replace(arrived, `{"room"`, `{"@@controlEvents":true,"room"`, 1)
	withBody := func(other string) string {
		c := "POST\n/graphql\n\nhost:n5.appsync-api.eu-central-1.amazonaws.com\nx-amz-date:20250612T083000Z\n\nhost;x-amz-date\n" + sha(arrived)
		return canonicalAnswer(c, "20250612/eu-central-1/appsync/aws4_request") + "\nthe signer hashes\n\n" + other + "\n\nnetwork tab:\n\n" + arrived + "\n"
	}
	hit("payload-hash-mismatch", "two bodies", told, withBody(hashed))
	near("payload-hash-mismatch", "another JSON", withBody(`{"name":"app","version":"1.0.0","private":true,"dependencies":{"aws-sdk":"2"}}`))

	// curl signs the query as it is sent.
	curl := func(version, query, how string) string {
		return "$ curl -v " + how + " https://db.example.com:8182/q\n" + "> GET /q?" + query + " HTTP/1.1\n> Host: db.example.com:8182\n> Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/neptune-db/aws4_request, SignedHeaders=host;x-amz-date, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n> X-Amz-Date: 20250612T083000Z\n> User-Agent: curl/" + version + "\n> Accept: */*\n>\n< HTTP/1.1 403 Forbidden\n<\n{\"message\":\"The request signature we calculated does not match the signature you provided.\"}\n"
	}
	hit("percent-hex-lowercase", "old curl", Likely, curl("8.2.1", "g=urn%3aa", "--aws-sigv4 aws:amz:eu-west-1:neptune-db"))
	hit("query-empty-value-missing-equals", "old curl", Likely, curl("7.88.1", "acl", "--aws-sigv4 aws:amz:eu-west-1:s3"))
	near("percent-hex-lowercase", "new curl", curl("8.14.1", "g=urn%3aa", "--aws-sigv4 aws:amz:eu-west-1:neptune-db"))
	near("percent-hex-lowercase", "a signer of one's own", curl("8.2.1", "g=urn%3aa", "-H @headers"))

	// Headers that a client leaves out, and bytes before a request.
	dict := refused("headers = {'Host': 'holiday-pics.s3.eu-west-1.amazonaws.com', 'x-amz-date': '20250612T083000Z', 'x-amz-content-sha256': '"+emptySHA+"', 'x-amz-security-token': TOKEN, 'Authorization': '"+get[strings.Index(get, "AWS4-HMAC"):len(get)-4]+"'}", plainMismatch)
	near("session-token-not-signed", "None", strings.Replace(dict, "TOKEN", "None", 1))
	hit("session-token-not-signed", "a token", Seen, strings.Replace(dict, "TOKEN", "'IQoJb3JpZ2luX2VjEFkaCXVzLWVhc3QtMSJHMEUCIQDe'", 1))
	packet := "E....4@.@.&..aP\n...P.@....ww.w,K.,ww" + strings.Replace(get, "Host:", "X-Amz-Checksum-Mode: ENABLED\r\nX-Amz-Expected-Bucket-Owner: 111122223333\r\nHost:", 1)
	near("header-name-not-lowercased", "a packet's bytes before the method", packet)
	near("header-value-not-trimmed", "a packet's bytes before the method", packet)

	// What a server quotes, and what it does not know.
	malformed := func(component string) string {
		return "AuthorizationHeaderMalformed: Authorization header is malformed; the authorization component \"" + component + "\" is malformed.\n"
	}
	hit("access-key-wrong-value", "nothing before the scope", Seen, malformed("/20241007/us-east-005/s3/aws4_request"))
	near("access-key-wrong-value", "a component with a key", malformed("Credential=AKIA5Q3FZT7WLRJ2NC6D/20241007/us-east-005/s3/aws4_request"))
	word := func(v string) string {
		return refused(edit(t, get, "X-Amz-Content-Sha256: "+emptySHA, "X-Amz-Content-Sha256: "+v), "<Error><Code>InvalidArgument</Code><Message>x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.</Message></Error>")
	}
	hit("streaming-trailer-unsupported", "an older server", Seen, word("STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
	near("streaming-trailer-unsupported", "a word that does not exist", word("STREAMING-PAYLOAD"))

	// Paths of which a part is encoded once more than the rest.
	due := "POST\n/%24default/%2540connections/Qd%253D\n\nhost:k3.execute-api.eu-central-1.amazonaws.com\nx-amz-date:20250612T083000Z\n\nhost;x-amz-date\n" + emptySHA
	beside := func(path string) string {
		return canonicalAnswer(due, "20250612/eu-central-1/execute-api/aws4_request") + "\nour canonical request begins with\n\n\"" + strings.ReplaceAll(strings.Replace(due, "/%24default/%2540connections/Qd%253D", path, 1), "\n", `\n`) + "\"\n"
	}
	hit("path-double-encoded", "one segment", Seen, beside("/%2524default/%2540connections/Qd%253D"))
	hit("path-not-double-encoded", "some segments", Seen, beside("/%24default/%40connections/Qd%253D"))
	near("path-double-encoded", "one character raw", beside("/$default/%2540connections/Qd%253D"))

	// Code beside equal or decoded texts.
	log := refused(get, echoed(canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date"), lookDate, lookScope)) + clientLog("", stringToSignText(lookDate, lookScope, canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")))
	hit("signing-key-wrong-region", "a default", Likely, "function derive_key($secret, $day, $region = 'us-east-1') {}\n\n"+log)
	near("signing-key-wrong-region", "the same region", "function derive_key($secret, $day, $region = 'eu-west-1') {}\n\n"+log)
	hit("unsigned-payload-misused", "in code", told, "new SignatureV4({ service: 'execute-api' })\nheaders: { \"X-Amz-Content-Sha256\": \"UNSIGNED-PAYLOAD\" }\n\n{ message: 'The request signature we calculated does not match the signature you provided.' }\n")
	near("unsigned-payload-misused", "in code for S3", "new SignatureV4({ service: 's3' })\nheaders: { \"X-Amz-Content-Sha256\": \"UNSIGNED-PAYLOAD\" }\n\n"+plainMismatch)
	swift := "let canonicalURI = url.path.isEmpty ? \"/\" : url.path\n\nhttps://pics.example.com/a%20b.png\n\n" + plainMismatch + "\n// SigV4 signature\n"
	hit("path-under-encoded", "URL.path in Swift", told, swift)
	near("path-under-encoded", "URL.path and a path without escapes", strings.Replace(swift, "a%20b", "ab", 1))
	return append(list, threads(t)...)
}

const emptySHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func sha(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

// canonicalAnswer is what services other than S3 answer: both texts in the message.
func canonicalAnswer(canonical, scope string) string {
	return "InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'" + canonical + "'\n\nThe String-to-Sign should have been\n'" + stringToSignText(lookDate, scope, canonical) + "'\n"
}

// TestWorst: an error that is only named in the text around belongs to the request
// that shows a mistake, not to the first.
func TestWorst(t *testing.T) {
	t.Parallel()
	right := "POST\n/\n\nhost:sm.ca-central-1.amazonaws.com\nx-amz-date:20260902T131004Z\nx-amz-target:secretsmanager.GetSecretValue\n\nhost;x-amz-date;x-amz-target\n" + sha("{}")
	wrong := strings.Replace(strings.Replace(right, "T131004Z", "T131439Z", 1), "Value\n\n", "Value\n", 1)
	scope := "20260902/ca-central-1/secretsmanager/aws4_request"
	text := "Mine gets InvalidSignatureException.\n\nboto3:\n\n" + clientLog(right, stringToSignText("20260902T131004Z", scope, right)) + "mine:\n\n" + clientLog(wrong, stringToSignText("20260902T131439Z", scope, wrong))
	e := evidence.Read(evidence.Source{Name: "paste", Data: []byte(text)})
	briefs := Survey(t.Context(), e, Given{})
	if i := Worst(briefs); briefs[i].Code != "canonical-blank-line-wrong" {
		t.Errorf("exchange %d of %+v", i, briefs)
	}
}
