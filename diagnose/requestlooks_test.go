package diagnose

import (
	"strings"
	"testing"
)

// requestSights are pastes for the looks of requestlooks.go.
func requestSights(t testing.TB) (list []sight) {
	get, api, url, putURL := changed(t, s3Get), changed(t, apiGet), changed(t, s3URL), changed(t, s3PutURL)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	logged := func(canonical, text string) string { return refused(get+clientLog(canonical, text), plainMismatch) }
	hit, near := anyRows(&list)
	hit("method-mismatch", "presigned GET used for PUT", Seen, true,
		refused(edit(t, putURL, "PUT /", "PUT /"),
			echoed(canonicalOf(t, putURL, "s3", "content-type", "host"), lookDate, lookScope))+
			"\nconst url = s3.getSignedUrl('getObject', {Bucket: 'holiday-pics', Key: 'photos/cat.jpg'})\n"+
			"await fetch(url, {method: 'PUT', body})\n")
	hit("method-mismatch", "x-id", Seen, true, edit(t, url, "?X-Amz-Algorithm", "?x-id=PutObject&X-Amz-Algorithm"))
	hit("method-mismatch", "lower case", Seen, true, logged(edit(t, getCanonical, "GET", "get"), ""))
	near("method-mismatch", "HEAD with the URL of GetObject proves nothing in x-id",
		edit(t, url, "?X-Amz-Algorithm", "?x-id=GetObject&X-Amz-Algorithm"))
	near("method-mismatch", "UploadPart",
		edit(t, putURL, "?X-Amz-Algorithm", "?x-id=UploadPart&partNumber=1&X-Amz-Algorithm"))
	hit("placeholder-unresolved", "undefined", Likely, true,
		refused(edit(t, get, "/photos/cat.jpg", "/photos/undefined"), plainMismatch))
	hit("placeholder-unresolved", "template", Likely, true,
		refused(edit(t, api, "/prod/items/a%20b", "/prod/items/{id}"),
			`{"message":"The request signature we calculated does not match the signature you provided. Check your `+
				`AWS Secret Access Key and signing method. Consult the service documentation for details."}`))
	near("placeholder-unresolved", "a word",
		refused(edit(t, get, "/photos/cat.jpg", "/photos/undefined-behaviour.jpg"), plainMismatch))
	return list
}

// templateSights: a template that was signed.
func templateSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	api := changed(t, apiGet)

	filled := refused(edit(t, api, "GET /prod/items/a%20b?limit=5&after=x", "GET /contents/58213/related"),
		`{"message":"The request signature we calculated does not match the signature you provided."}`)
	hit("placeholder-unresolved", "encoded template", Likely,
		"signer gets /contents/%7B%7B%20contentId%20%7D%7D/related\n\n"+filled)
	near("placeholder-unresolved", "template of another path",
		"signer gets /users/%7B%7B%20contentId%20%7D%7D/related\n\n"+filled)
	return list
}

// askedRequestSights: methods and templates, in what people paste when they ask others.
func askedRequestSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	head := "$ curl OPTION https://data.example.org/file/7\nHTTP/1.1 303 See Other\nLocation: https://b.s3.amazonaws.com/k?" +
		"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=" + lookDate + "&X-Amz-SignedHeaders=host&X-Amz-Expires=60&" +
		"X-Amz-Credential=" + ownKeyID + "%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=" + sha("x") +
		"\n\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n\n"
	hit("method-mismatch", "HEAD follows to a presigned URL", Likely, strings.Replace(head, "OPTION", "-IL", 1))
	near("method-mismatch", "GET follows to a presigned URL", strings.Replace(head, "OPTION", "-iL", 1))
	dumped := "Canonical request I dumped from the signer:\nGET\n/v0/items/SEGMENT/offers\na=1\naccept:application/json\n" +
		"host:api.example.com\nx-amz-date:" + lookDate + "\n" + threadRefusal
	hit("placeholder-unresolved", "a template that was signed", Likely, strings.Replace(dumped, "SEGMENT", "%257BAsin%257D", 1))
	near("placeholder-unresolved", "a value that was signed", strings.Replace(dumped, "SEGMENT", "B07PXGQC1Q", 1))
	body := "POST with Postman fails: \"rawModeData\": \"{\\\"customer\\\": \\\"WHO\\\"}\"" + threadRefusal
	hit("placeholder-unresolved", "a variable in the body", told, strings.Replace(body, "WHO", "{{customerId}}", 1))
	near("placeholder-unresolved", "no variable in the body", strings.Replace(body, "WHO", "10042", 1))
	clojure := "(def url (.generatePresignedUrl s3 bucket k expiry))\n(http/request {:method :put :url url})\nAWS4" + threadRefusal
	near("method-mismatch", "a keyword for an HTTP client", clojure)
	presigned := "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=" + lookDate + "&X-Amz-SignedHeaders=host&" +
		"X-Amz-Expires=60&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=" + sha("x")
	near("method-mismatch", "GET by name follows to a presigned URL", "$ curl -sIL -X GET https://data.example.org/file/7\n"+
		"HTTP/1.1 303 See Other\nLocation: "+presigned+"\n\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n\n")
	_, path, _ := strings.Cut(presigned, ".com")
	near("auth-two-mechanisms", "a token of the next request", "> GET "+path+" HTTP/1.1\n> Host: b.s3.amazonaws.com\n> POST /api HTTP/1.1\n"+
		"> Host: api.example.com\n> Authorization: Bearer ***\n")
	headers := "host:b.s3.amazonaws.com\nx-amz-date:" + lookDate + "\n"
	near("placeholder-unresolved", "a template that arrives", "Canonical request:\n\nGET\n/v0/%7Bid%7D/a\n\n"+headers+"\nhost;x-amz-date\n"+
		emptySHA+"\n\n"+threadTexts("/v0/%7Bid%7D/a", "", headers, "host;x-amz-date"))
	template := func(segment string) string {
		return "canonicalRequest\n\nGET\n/items/" + segment + "/offers\n\nhost:a.amazon.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + sha("") + "\n\n" +
			strings.ReplaceAll(threadTexts("/items/B07/offers", "", "host:a.amazon.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/execute-api/")
	}
	hit("placeholder-unresolved", "a template that is signed", Seen, template("%257Bid%257D"))
	near("placeholder-unresolved", "another name that is signed", template("B08"))
	const cached = "HEAD /b/ HTTP/1.1\nHost: ***\nAuthorization: ***\nX-Amz-Date: 20250612T083000Z\n\nHTTP/1.1 403 Forbidden\nServer: cloudflare\n\n"
	hit("method-mismatch", "a cache that asks with GET", Possible, cached+"It works without Cache Everything.\n")
	near("method-mismatch", "a cache that is not used", cached+"We do not use Cache Everything.\n")
	near("method-mismatch", "a refusal through Cloudflare", cached+"It works without Cloudflare.\n")
	const sizes = "When it sends a HEAD request it uses the same signed url that a METHOD request would use. This results in a 403 response.\n"
	hit("method-mismatch", "HEAD with the URL of GET", Possible, strings.Replace(sizes, "METHOD", "GET", 1))
	near("method-mismatch", "HEAD with a URL of its own", "It sends a HEAD request with a signed url that is made for HEAD. This results in a 403 response.\n")
	arrived := func(segment string) string {
		return strings.Replace(threadTexts("/2013-11-11/distribution/"+segment+"/invalidation", "", "host:cloudfront.amazonaws.com\n", "host"), "eu-west-1/s3", "us-east-1/cloudfront", 1)
	}
	hit("placeholder-unresolved", "a template that arrived", Likely, arrived("%7BDistributionId%7D"))
	near("placeholder-unresolved", "a value that arrived", arrived("E2QWRUHAPOMQZL"))
	posted := func(method, query string) string {
		return strings.ReplaceAll(threadTexts("/f.xml", query+"X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=K%2F20250612%2Feu-west-1%2Fs3%2Faws4_request",
			"host:b.s3.eu-west-1.amazonaws.com\n", "host"), "GET\n", method+"\n")
	}
	hit("method-mismatch", "a presigned URL with POST", Likely, posted("POST", ""))
	near("method-mismatch", "a presigned URL with PUT", posted("PUT", ""))
	near("method-mismatch", "a presigned upload in parts", posted("POST", "uploads=&amp;"))
	const headed = "url = s3.generate_presigned_url(\"get_object\", Params=p)\nresponse = session.CALL(url)\nrequests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250507%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250507T101533Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=c2866ee143ecd28b1e59d622811879575816bc5408f5431f094c732c30e4dbf2\n"
	hit("method-mismatch", "a call for the head of a presigned URL", Possible, strings.Replace(headed, "CALL", "head", 1))
	near("method-mismatch", "a call for a presigned URL", strings.Replace(headed, "CALL", "get", 1))
	const forUpload = "url = client.get_presigned_url(\"METHOD\", \"b\", \"k\")\nThen copy the url from the log to the browser.\n" + threadRefusal
	hit("method-mismatch", "a URL for uploads in a browser", Likely, strings.Replace(forUpload, "METHOD", "PUT", 1))
	near("method-mismatch", "a URL for downloads in a browser", strings.Replace(forUpload, "METHOD", "GET", 1))
	near("method-mismatch", "a URL for uploads that curl is given", "curl -T f \"$URL\" fails, too\n"+strings.Replace(forUpload, "METHOD", "PUT", 1))
	const viewer = "I use a presigned URL for GET. The viewer calls HEAD first: HEAD method WORD.\n"
	hit("method-mismatch", "HEAD that is forbidden, in words", Possible, strings.Replace(viewer, "WORD", "forbidden", 1))
	near("method-mismatch", "HEAD that goes well, in words", strings.Replace(viewer, "WORD", "passes", 1))
	near("secret-wrong", "an error that code throws", "  throw new SignError('SignatureDoesNotMatch')\n")
	hit("secret-wrong", "an error in a sentence with another word", Possible, "The URL comes from my server, which makes new URLs for each request. S3 responds with `SignatureDoesNotMatch`. What is wrong?\n")
	return list
}
