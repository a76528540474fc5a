package diagnose

import (
	"strings"
	"testing"
)

// schemeSights are pastes for the looks of schemelooks.go.
func schemeSights(t testing.TB) (list []sight) {
	get, api, url := changed(t, s3Get), changed(t, apiGet), changed(t, s3URL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	hit, near := anyRows(&list)
	hit("request-not-signed", "no Authorization", Seen, true,
		edit(t, get,
			"Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, "+
				"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="+
				sig+"\r\n",
			""))
	hit("request-not-signed", "another header", Seen, true, edit(t, get, "Authorization:", "X-Authorization:"))
	retried := func(status string) string {
		return "> PUT /b/a?partNumber=1 HTTP/1.1\n> Host: storage.example.net\n> x-amz-date: 20250612T083000Z\n" +
			"> Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/ru-central1/s3/aws4_request, " +
			"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n< HTTP/1.1 " + status + "\n" +
			"### retrying...\n> PUT /b/a?partNumber=2 HTTP/1.1\n> Host: storage.example.net\n> Accept: */*\n" +
			"< HTTP/1.1 403 Forbidden\n"
	}
	hit("request-not-signed", "a retry without the headers of the request before", Likely, true, retried("200 OK"))
	near("request-not-signed", "a request before that was refused, too", retried("403 Forbidden"))
	near("request-not-signed", "lower case", edit(t, get, "Authorization:", "authorization:"))
	near("request-not-signed", "V2 query",
		"GET /x?AWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&Expires=1749718200&Signature=dGhpcyBpcyBub3Qgb25lLi4u "+
			"HTTP/1.1\r\nHost: holiday-pics.s3.amazonaws.com\r\n\r\n")
	hit("other-scheme", "V2 header", Seen, true,
		"GET /x HTTP/1.1\r\nHost: holiday-pics.s3.amazonaws.com\r\nDate: Thu, 12 Jun 2025 08:30:00 GMT\r\n"+
			"Authorization: AWS AKIA5Q3FZT7WLRJ2NC6D:frJIUN8DYpKDtOLCwo//yllqDzg=\r\n\r\n")
	hit("other-scheme", "V2 URL", Seen, true,
		"https://holiday-pics.s3.amazonaws.com/x?AWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&Expires=1749718200&"+
			"Signature=frJIUN8DYpKDtOLCwo%2F%2FyllqDzg%3D\n")
	hit("other-scheme", "GOOG4", Seen, true,
		edit(t, get, "AWS4-HMAC-SHA256 Credential=AKIA", "GOOG4-HMAC-SHA256 Credential=GOOG"))
	hit("other-scheme", "the server took it for V2", Possible, true, `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>AKIA5Q3FZT7WLRJ2NC6D</AWSAccessKeyId><StringToSign>GET


1749718200
/holiday-pics/x</StringToSign><SignatureProvided>frJIUN8DYpKDtOLCwo//yllqDzg=</SignatureProvided></Error>`)
	near("other-scheme", "V4", get)
	near("other-scheme", "V4A", edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))
	hit("sigv2-sigv4-mixed", "both in the URL", Seen, true,
		edit(t, url, "&X-Amz-Signature",
			"&AWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&Signature=frJIUN8DYpKDtOLCwo%2F%2FyllqDzg%3D&Expires=1749718200&"+
				"X-Amz-Signature"))
	hit("sigv2-sigv4-mixed", "V2 signature", Seen, true,
		edit(t, get, "Signature="+sig, "Signature=frJIUN8DYpKDtOLCwo//yllqDzg="))
	near("sigv2-sigv4-mixed", "V4 signature in base64",
		edit(t, get, "Signature="+sig, "Signature=Tx2PCitsfpPVobDI5/allIOCYVBPPi0cC5qId2ZVRDM="))
	hit("bearer-token-sent", "Bearer", Possible, true,
		edit(t, api, api[strings.Index(api, "AWS4-HMAC"):len(api)-4],
			"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"))
	hit("bearer-token-sent", "Basic", Possible, true,
		edit(t, api, api[strings.Index(api, "AWS4-HMAC"):len(api)-4], "Basic dXNlcjpwYXNz"))
	near("bearer-token-sent", "token in the query", edit(t, api, "limit=5", "bearer=eyJhbGci"))
	hit("not-a-signature-fault", "Access Denied", Likely, true,
		refused(get,
			`<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>7K</RequestId></Error>`))
	hit("not-a-signature-fault", "not authorized", Seen, true,
		`{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: `+
			`arn:aws:iam::123456789012:user/ann is not authorized to perform: dynamodb:ListTables"}`)
	near("not-a-signature-fault", "Access Denied to an unsigned request",
		refused(edit(t, get, "Authorization:", "X-Authorization:"),
			`<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>7K</RequestId></Error>`))
	near("not-a-signature-fault", "AccessDenied with a reason",
		refused(url,
			`<Error><Code>AccessDenied</Code><Message>Request has `+
				`expired</Message><X-Amz-Expires>900</X-Amz-Expires><Expires>2025-06-12T08:45:00Z</Expires><ServerTime>2025-06-12T09:30:02Z</ServerTime></Error>`))
	return list
}

// otherSchemeSights: other schemes, forms and answers.
func otherSchemeSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	hit("other-scheme", "Google's own", Seen,
		"<Error><Code>SignatureDoesNotMatch</Code><Message>Access denied.</Message><StringToSign>GOOG4-RSA-SHA256\n"+
			lookDate+"\n20250612/us/storage/goog4_request\n"+sha("x")+"</StringToSign></Error>")
	near("other-scheme", "Google's HMAC in the name of AWS",
		"<Error><Code>SignatureDoesNotMatch</Code><Message>Access denied.</Message><StringToSign>AWS4-HMAC-SHA256\n"+
			lookDate+"\n20250612/us/s3/aws4_request\n"+sha("x")+"</StringToSign></Error>")
	hit("signature-not-hex", "a form", Seen,
		"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the "+
			"signature you provided. Check your key and signing "+
			"method.</Message><StringToSign>eyJleHBpcmF0aW9uIjoiMjAxNi0xMS0yOFQxMToyNTozMVoifQ==</"+
			"StringToSign><SignatureProvided>YPBeBsnXdmwbBOU1/XU0NZrilJi/sL+5rJRlxFFBVm0=</SignatureProvided></Error>")
	hit("post-policy-wrong-text-signed", "in C#", told,
		"byte[] policyBytes = Encoding.UTF8.GetBytes(policy); // AWS4\nhmac.ComputeHash(policyBytes);\n"+
			"form.AddField(\"policy\", Convert.ToBase64String(Encoding.UTF8.GetBytes(policy)));\n\n"+
			plainMismatch)
	hit("request-not-signed", "a service names it", Seen,
		`{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`)
	hit("route-not-found", "API Gateway", Seen, `{"message":"Missing Authentication Token"}`)
	return list
}

// askedSchemeSights: requests without a signature of Version 4, in what people paste when they ask others.
func askedSchemeSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	code := "  client.println(\"POST /things/lamp/shadow HTTP/1.1\");\n  client.print(\"Host: \"); client.println(host);\nMORE" +
		"  client.println(body);\n\nHTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException\n\n" +
		"{\"message\":\"Missing Authentication Token\",\"traceId\":\"cbe39ea1-6664-8a1c-64af-2c3612b0ab87\"}\n"
	hit("request-not-signed", "a program that writes its request", Seen, strings.Replace(code, "MORE", "", 1))
	near("request-not-signed", "a program that writes its request, signed",
		strings.Replace(code, "MORE", "  client.println(\"Authorization: \" + auth);\n", 1))
	head := "GET / HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate + "\n"
	hit("request-not-signed", "headers that a blank line ends", Seen, head+"\nHTTP/1.1 403 Forbidden\n\n"+
		"<Error><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error>\n")
	near("request-not-signed", "headers that the end of the paste ends", head)
	incomplete := "x-amzn-errortype: IncompleteSignatureException\n\nThe header is\n\n    Authorization: SCHEME eyJhbGciOiJIUzI1NiJ9\n"
	hit("bearer-token-sent", "told in a post", Likely, strings.Replace(incomplete, "SCHEME", "Bearer", 1))
	near("bearer-token-sent", "another scheme, told in a post", strings.Replace(incomplete, "SCHEME", "Token", 1))
	r2 := "<Error><Code>Unauthorized</Code><Message>SigV2 authorization is not supported. Please use SigV4 instead.</Message></Error>\n"
	hit("other-scheme", "of R2", Seen, r2)
	near("other-scheme", "another answer of R2", "<Error><Code>Unauthorized</Code><Message>Unauthorized</Message></Error>\n")
	const missing = `{"message":"Missing Authentication Token"}` + "\n"
	const api = "I open https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/list\n" + missing
	hit("request-not-signed", "a method that asks for a signature, opened without", Likely, "With NONE it works, with AWS_IAM not:\n"+api)
	near("request-not-signed", "a route that is not there", api)
	near("request-not-signed", "nothing of what was tried helps", "The method has AWS_IAM. I tried three headers, none of them works.\n"+api)
	bearer := func(path string) string {
		return `curl -H "Authorization: Bearer $T" https://api.example.com` + path + "\n"
	}
	refused := `{"message":"'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'."}` + "\n"
	hit("route-not-found", "a token that is taken elsewhere", Likely, bearer("/b")+refused+"curl https://api.example.com/b\n"+missing+bearer("/a")+"200\n")
	near("route-not-found", "a token that is taken nowhere", bearer("/b")+refused)
	near("route-not-found", "a preflight that is answered", "curl -X OPTIONS https://api.example.com/b\nHTTP/1.1 200 OK\n\n"+bearer("/b")+refused+missing)
	form := func(name string) string {
		return "multipart_params: {\n 'key': 'a', '" + name + "': 'AKIA5Q3FZT7WLRJ2NC6D', 'policy': 'eyJleHBpcmF0aW9uIjoiMjAyNS0wNi0xMlQxMjowMDowMFoifQ==',\n" +
			" 'signature': 'x', 'x-amz-signature': 'x' }\n" + threadRefusal
	}
	hit("sigv2-sigv4-mixed", "fields of both versions", Likely, form("AWSAccessKeyId"))
	near("sigv2-sigv4-mixed", "fields of one version", strings.Replace(form("x-amz-credential"), "'signature'", "'acl'", 1))
	near("sigv2-sigv4-mixed", "the old form and the new one", "{ 'AWSAccessKeyId': k, 'policy': p, 'signature': s }\n\nNow:\n"+
		strings.Replace(form("x-amz-credential"), "'signature'", "'acl'", 1))
	near("bearer-token-sent", "a message without its end",
		"'AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization")
	const denied = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n"
	const lines = "`s3url/path?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&;amp;`\n`X-Amz-Security-Token=IQoJ.......%3D&amp;`\n`X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;`\n" +
		"`X-Amz-Credential=A...1208%2Fus-west-1%2Fs3%2Faws4_request&amp;`\n`X-Amz-Date=20211208T101433Z&amp;`\n`X-Amz-SignedHeaders=host&amp;`\n`X-Amz-Expires=21600&amp;`\n" +
		"`X-Amz-Signature=9b...40d2`\n"
	hit("xml-escaped", "a URL out of markup, in lines", Likely, denied+lines)
	near("xml-escaped", "a URL as it is", "https://b.s3.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date="+lookDate+"&X-Amz-Expires=60\n"+denied)
	const added = "403 {\"message\":\"'eyJra' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer eyJra'.\"}\n" +
		"without the header: {\"message\":\"Missing Authentication Token\"}\n"
	hit("route-not-found", "a path that was added, where another takes the header", Seen, added+"POST /dev/notes still works with the very same header.\n")
	near("route-not-found", "a token that is taken nowhere, as people tell", added+"POST /dev/notes does not work with the same header.\n")
	return list
}
