package diagnose

import (
	"strings"
	"testing"
)

// querySights are pastes for the looks of querylooks.go.
func querySights(t testing.TB) (list []sight) {
	get, api, url, putURL, iot := changed(t, s3Get), changed(t, apiGet), changed(t, s3URL), changed(t, s3PutURL), changed(t, iotURL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	apiCanonical := canonicalOf(t, api, "execute-api", "host", "x-amz-date")
	hit, near := anyRows(&list)
	hit("xml-escaped", "", Seen, true,
		edit(t, url, "&X-Amz-Credential", "&amp;X-Amz-Credential", "&X-Amz-Date", "&amp;X-Amz-Date", "&X-Amz-Expires",
			"&amp;X-Amz-Expires", "&X-Amz-SignedHeaders", "&amp;X-Amz-SignedHeaders", "&X-Amz-Signature",
			"&amp;X-Amz-Signature"))
	near("xml-escaped", "a value with amp",
		edit(t, url, "&X-Amz-Signature", "&response-content-disposition=R%26amp%3BD&X-Amz-Signature"))
	hit("url-double-encoded", "Credential", Seen, true,
		edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request",
			"%252F20250612%252Feu-west-1%252Fs3%252Faws4_request"))
	hit("url-double-encoded", "SignedHeaders", Seen, true,
		edit(t, putURL, "content-type%3Bhost", "content-type%253Bhost"))
	near("url-double-encoded", "a key with %25", edit(t, url, "cat.jpg", "100%25.jpg"))
	hit("url-damaged", "cut at &", Seen, true,
		url[:strings.Index(url, "&X-Amz-Date")]+" HTTP/1.1\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\r\n\r\n")
	hit("url-damaged", "mail", Seen, true,
		strings.ReplaceAll(strings.TrimSuffix(url, "\r\n\r\n"), "=", "=3D")+"\r\n\r\n")
	near("url-damaged", "whole", refused(url, plainMismatch))
	hit("query-param-added-after-signing", "cache buster", Likely, true,
		refused(edit(t, url, sig, sig+"&_=1749718200"), plainMismatch))
	hit("query-param-added-after-signing", "another", told, true,
		refused(edit(t, url, sig, sig+"&versionId=3"), plainMismatch))
	near("query-param-added-after-signing", "before the signature",
		refused(edit(t, url, "&X-Amz-Signature", "&response-expires=0&X-Amz-Signature"), plainMismatch))
	near("query-param-added-after-signing", "token of IoT", refused(iot, plainMismatch))
	hit("query-empty-value-missing-equals", "bare name", Possible, false,
		refused(edit(t, get, "cat.jpg HTTP", "cat.jpg?acl HTTP"), plainMismatch))
	hit("query-empty-value-missing-equals", "client's text", Seen, true,
		edit(t, get, "cat.jpg HTTP", "cat.jpg?acl HTTP")+
			clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl\n"), ""))
	near("query-empty-value-missing-equals", "right",
		edit(t, get, "cat.jpg HTTP", "cat.jpg?acl HTTP")+
			clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl=\n"),
				""))
	hit("query-unsorted", "client's text", Seen, true,
		api+clientLog(edit(t, apiCanonical, "after=x&limit=5", "limit=5&after=x"), ""))
	hit("query-unsorted", "outcomes", Seen, true,
		"GET /items?limit=5&after=x 403\nGET /items?after=x&limit=5 200\nGET /items?z=1&a=2 403\n"+
			"GET /items?a=2&z=1 200\n\nThe request signature we calculated does not match the signature you provided.\n")
	near("query-unsorted", "sent so, signed right", api+clientLog(apiCanonical, ""))
	hit("percent-hex-lowercase", "", told, true,
		refused(edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%2f20250612%2feu-west-1%2fs3%2f"), plainMismatch))
	near("percent-hex-lowercase", "nothing refused",
		edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%2f20250612%2feu-west-1%2fs3%2f"))
	near("percent-hex-lowercase", "capitals", refused(url, plainMismatch))
	hit("plus-for-space", "in the path", Possible, false, refused(edit(t, get, "cat.jpg", "my+cat.jpg"), plainMismatch))
	hit("plus-for-space", "in the query", Possible, false,
		refused(edit(t, api, "after=x", "after=x+y"),
			`{"message":"The request signature we calculated does not match the signature you provided. Check your `+
				`AWS Secret Access Key and signing method. Consult the service documentation for details."}`))
	hit("plus-for-space", "client's text", Seen, true,
		edit(t, api, "after=x", "after=x%20y")+clientLog(edit(t, apiCanonical, "after=x", "after=x+y"), ""))
	near("plus-for-space", "right", refused(edit(t, get, "cat.jpg", "my%2Bcat.jpg"), plainMismatch))
	return list
}

// curlQuerySights: curl signs the query as it is sent.
func curlQuerySights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	curl := func(version, query, how string) string {
		return "$ curl -v " + how + " https://db.example.com:8182/q\n" + "> GET /q?" + query +
			" HTTP/1.1\n> Host: db.example.com:8182\n" +
			"> Authorization: AWS4-HMAC-SHA256 " +
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/neptune-db/aws4_request, " +
			"SignedHeaders=host;x-amz-date, " +
			"Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n" +
			"> X-Amz-Date: 20250612T083000Z\n> User-Agent: curl/" +
			version + "\n> Accept: */*\n>\n< HTTP/1.1 403 Forbidden\n<\n" +
			"{\"message\":\"The request signature we calculated does not match the signature you provided.\"}\n"
	}
	hit("percent-hex-lowercase", "old curl", Likely,
		curl("8.2.1", "g=urn%3aa", "--aws-sigv4 aws:amz:eu-west-1:neptune-db"))
	hit("query-empty-value-missing-equals", "old curl", Likely,
		curl("7.88.1", "acl", "--aws-sigv4 aws:amz:eu-west-1:s3"))
	near("percent-hex-lowercase", "new curl", curl("8.14.1", "g=urn%3aa", "--aws-sigv4 aws:amz:eu-west-1:neptune-db"))
	near("percent-hex-lowercase", "a signer of one's own", curl("8.2.1", "g=urn%3aa", "-H @headers"))
	return list
}

// sortedSights: the order of encoded parameters.
func sortedSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	sorted := func(query string) string {
		return canonicalAnswer("GET\n/places\n"+query+"\nhost:m4.execute-api.eu-west-3.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA,
			"20250612/eu-west-3/execute-api/aws4_request")
	}
	hit("query-sort-key-wrong", "an encoded value before a letter", told, sorted("filter=%C3%A0&filter=a"))
	near("query-sort-key-wrong", "names that begin alike", sorted("tag=b&tag.x=%C3%A0"))
	near("query-sort-key-wrong", "one order", sorted("filter=a&filter=b"))
	return list
}
