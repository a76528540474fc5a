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
	const printed = "SignatureDoesNotMatch\nI printed the array that the library VERB:\n[ [ 'SellerId', '...' ],\n  [ 'AWSAccessKeyId', '...' ],\n  [ 'SignatureVersion', '2' ],\n  [ 'Version', '2013-09-01' ] ]\n"
	hit("query-unsorted", "pairs as they are signed", Likely, true, strings.Replace(printed, "VERB", "signs", 1))
	near("query-unsorted", "pairs that are sent", strings.Replace(printed, "VERB", "sends", 1))
	near("query-unsorted", "pairs in order", strings.Replace(strings.Replace(printed, "VERB", "signs", 1), "[ [ 'SellerId', '...' ],\n  ", "[ ", 1))
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

// askedQuerySights: queries, in what people paste when they ask others.
func askedQuerySights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	pairs := "sign_to = 'AWSAccessKeyId=%s&Keywords=%s&Operation=%s&Version=%sMORE' % values" + threadRefusal
	hit("query-unsorted", "a format that was added to", told, strings.Replace(pairs, "MORE", "&ItemPage=%s", 1))
	near("query-unsorted", "a format in order", strings.Replace(pairs, "MORE", "&XPage=%s", 1))
	search := "const params = u.search.split('&').sort().join('&'); // AWS4-HMAC-SHA256\nfetch('/s?from=1&to=2')" + threadRefusal
	hit("query-extra-parts-signed", "search with its question mark", told, search)
	near("query-extra-parts-signed", "search without it", strings.Replace(search, ".search.", ".search.slice(1).", 1))
	bareName := "`http://127.0.0.1/a.png?x` fails, SAID\n" +
		threadTexts("/a.png", "x=", "host:p.s3.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("query-empty-value-missing-equals", "and with = it works", Likely, strings.Replace(bareName, "SAID", "`x=` works, `x` alone does not", 1))
	near("query-empty-value-missing-equals", "a parameter that has its =", strings.Replace(bareName, "?x`", "?x=`", 1))
	query := "canonicalReq += LINE // query string\nAWS4-HMAC-SHA256\nIt fails for /b.tar?versionId=XYZ\n" + threadRefusal
	hit("query-not-signed", "an empty line for the query", told, strings.Replace(query, "LINE", `"\n"`, 1))
	near("query-not-signed", "a line for the query", strings.Replace(query, "LINE", `query + "\n"`, 1))
	decoded := "canonical_qs[i] = ngx.unescape_uri(k) .. \"=\" .. ngx.unescape_uri(v)\nAWS4-HMAC-SHA256\nREST" + threadRefusal
	hit("query-under-encoded", "decoded values", told, strings.Replace(decoded, "REST", "", 1))
	near("query-under-encoded", "values that are encoded again",
		strings.Replace(decoded, "REST", "canonical_qs[i] = ngx.escape_uri(k) .. \"=\" .. ngx.escape_uri(v)\n", 1))
	ruby := "AWS4-HMAC-SHA256\n    def canonical_request\n      [\n        method,\n        uri.path,\n        QUERY,\n" + threadRefusal
	hit("query-unsorted", "the query of the URL", told, strings.Replace(ruby, "QUERY", "uri.query", 1))
	near("query-unsorted", "the query sorted", strings.Replace(ruby, "QUERY", "uri.query.split('&').sort.join('&')", 1))
	hit("url-damaged", "a query that is cut off", told, "The query string of the presigned URL is cut off."+threadRefusal)
	near("url-damaged", "a query that is kept", "The query string of the presigned URL is as it was."+threadRefusal)
	hit("query-under-encoded", "signed before it is encoded", told, "The signature is generated prior to URL encoding."+threadRefusal)
	near("query-under-encoded", "signed behind it", "The signature is generated after URL encoding."+threadRefusal)
	const names = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" +
		lookDate + "&X-Amz-Expires=300&X-Amz-SignedHeaders=host"
	hit("query-param-added-after-signing", "a cache buster that arrived", told,
		threadTexts("/a.png", names+"&v=63636312190", "host:s3.amazonaws.com\n", "host"))
	near("query-param-added-after-signing", "a parameter of S3 that arrived",
		threadTexts("/a.png", names+"&versionId=63636312190", "host:s3.amazonaws.com\n", "host"))
	twice := "We pass `versions` twice: StatusError(403, \"GET\", \"/b?versions&MORE&prefix=a\")" + threadRefusal
	hit("query-repeated-name-merged", "a target of an exception", told, strings.Replace(twice, "MORE", "versions=", 1))
	near("query-repeated-name-merged", "a target without a name twice", strings.Replace(twice, "MORE", "marker=", 1))
	two := func(bad, good string) string {
		return "When given\n\n`https://api.example.com" + bad + "`\n\nthe signature is not accepted. With\n\n`https://api.example.com" + good +
			"`\n\nit works." + threadRefusal
	}
	hit("query-unsorted", "one in order works", Likely, two("/t?start=1&end=2", "/t?end=2&start=1"))
	near("query-unsorted", "one with other values works", two("/t?start=1&end=2", "/t?end=3&start=1"))
	near("query-unsorted", "one out of order works", two("/t?end=2&start=1", "/t?start=1&end=2"))
	hit("unreserved-encoded", "a slash works", Likely, two("/a%2Fb", "/a/b"))
	near("unreserved-encoded", "an escape that works", two("/a/b", "/a%2Fb"))
	curl := "`curl 'http://127.0.0.1/s?q=A'` -> 403, `curl 'http://127.0.0.1/s?q=B'` -> 200\n" + threadRefusal
	hit("query-under-encoded", "a value that is encoded fails", told, strings.NewReplacer("=A", "=red%20shoes%2Fboots", "=B", "=shoes").Replace(curl))
	near("query-under-encoded", "another value fails", strings.NewReplacer("=A", "=boots", "=B", "=shoes").Replace(curl))
	form := "var urlEncodedBody = request.urlEncodedBody\nfor (var key in WHAT) { params.push([key, value]) }\n" +
		"var canonicalQueryString = params.map(encodePair).join('&')\nAWS4-HMAC-SHA256" + threadRefusal
	hit("form-body-merged-into-query", "fields that are pushed", told, strings.Replace(form, "WHAT", "urlEncodedBody", 1))
	near("form-body-merged-into-query", "parameters of the URL", strings.ReplaceAll(strings.Replace(form, "WHAT", "query", 1),
		"urlEncodedBody", "url"))
	dict := "new SortedDictionary<string, string>(parametersMORE);\nAWS4-HMAC-SHA256\n" +
		threadTexts("/o", "Market=A1&createdAfter=1", "host:a.example.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("query-sort-key-wrong", "a dictionary of the culture", told, strings.Replace(dict, "MORE", "", 1))
	near("query-sort-key-wrong", "an ordinal dictionary", strings.Replace(dict, "MORE", ", StringComparer.Ordinal", 1))
	hit("query-not-signed", "any query fails, told", told, "It seems like any URL with a query string gets refused."+threadRefusal)
	near("query-not-signed", "any path fails, told", "It seems like any URL with a long path gets refused."+threadRefusal)
	semicolon := "https://a.r2.cloudflarestorage.com/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=7d0c5a1e9b3f4c2d%2F20250612%2F" +
		"auto%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=600&X-Amz-SignedHeaders=content-lengthMARKhost&" +
		"X-Amz-Signature=" + sha("x") + "\n" + threadRefusal
	hit("query-under-encoded", "a raw semicolon", told, strings.Replace(semicolon, "MARK", ";", 1))
	near("query-under-encoded", "a semicolon that is encoded", strings.Replace(semicolon, "MARK", "%3B", 1))
	labels := "**Incorrect sig:** `GET /?name=Ann&anum=2`\n**Correct sig:** `GET /?ORDER`\n" + threadRefusal
	hit("query-unsorted", "labels before two queries", Likely, strings.Replace(labels, "ORDER", "anum=2&name=Ann", 1))
	near("query-unsorted", "labels before two requests", strings.Replace(labels, "ORDER", "anum=3&name=Ann", 1))
	boto := "2015-06-11 21:21:45,330 boto [DEBUG]:Path: /TARGET\nboto [DEBUG]:CanonicalRequest:\nPOST\n/hello\n\nhost:p.s3.cn-north-1.amazonaws.com.cn\n" +
		"x-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA + "\n" + threadRefusal
	hit("query-not-signed", "a target that boto logs", Seen, strings.Replace(boto, "TARGET", "hello?uploads", 1))
	near("query-not-signed", "a target without a query", strings.Replace(boto, "TARGET", "hello", 1))
	near("query-under-encoded", "signed before it is written in hex", "I sign the string before encoding the digest in hex."+threadRefusal)
	near("query-not-signed", "requests with a query that work", "All GET requests with a query work."+threadRefusal)
	near("query-sort-key-wrong", "a dictionary of names of one case", "new SortedDictionary<string, string>(parameters);\nAWS4-HMAC-SHA256\n"+
		threadTexts("/o", "created=1&market=A1", "host:a.example.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"))
	near("query-under-encoded", "URLs of which nobody signs one", "GET https://cdn.example.com/a.jpg?w=100 200\nGET https://cdn.example.com/b.jpg?w=1%2C0 403\n")
	bare := "SAID\n\nPOST /logs/_doc?refreshVALUE HTTP/1.1\nHost: s.eu-west-1.es.amazonaws.com\nX-Amz-Date: " + lookDate +
		"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/es/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + strings.ReplaceAll(threadTexts("/logs/_doc", "refresh=VALUE",
		"host:s.eu-west-1.es.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/es/")
	bare = strings.ReplaceAll(bare, "GET\n", "POST\n")
	hit("query-empty-value-missing-equals", "a value makes it work", Likely,
		strings.NewReplacer("SAID", "`?refresh=true` works.", "VALUE", "").Replace(bare))
	hit("query-empty-value-missing-equals", "sent without a value", told, strings.NewReplacer("SAID", "", "VALUE", "").Replace(bare))
	near("query-empty-value-missing-equals", "sent with a value",
		strings.NewReplacer("SAID", "", "refreshVALUE", "refresh=true", "=VALUE", "=true").Replace(bare))
	fields := "Action=Subscribe&Version=2010-03-31"
	form4 := func(query string) string {
		return "CanonicalRequest:\nPOST\n/\n" + query + "\ncontent-type:application/x-www-form-urlencoded\nhost:sns.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate +
			"\n\ncontent-type;host;x-amz-date\n" + sha(fields) + "\n\nPOST / HTTP/1.1\nHost: sns.eu-west-1.amazonaws.com\nContent-Type: application/x-www-form-urlencoded\n" +
			"X-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sns/aws4_request, " +
			"SignedHeaders=content-type;host;x-amz-date, Signature=" + sha("x") + "\nContent-Length: 35\n\n" + fields + "\n" + threadRefusal
	}
	hit("form-body-merged-into-query", "fields in the query and in the body", Seen, form4(fields))
	near("payload-hash-mismatch", "fields in the query and in the body", form4(fields))
	const rest = "RESTAPIPATH=/dev/list?id=4444\n"
	const signer = "const signer = new SignatureV4({service: 'execute-api'})\nsigner.sign({method: 'GET', path: process.env.RESTAPIPATH})\n"
	hit("query-in-path", "a query in the environment", Likely, rest+signer+threadRefusal)
	near("query-in-path", "a path in the environment", strings.Replace(rest, "?id=4444", "", 1)+signer+threadRefusal)
	const version2 = "GET\nsqs.us-east-1.amazonaws.com\n/1/q\nAWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D\n&Action=ReceiveMessage\n&VisibilityTimeout=600\n&AttributeName=All\n&SignatureVersion=2\n"
	hit("query-unsorted", "a string of Version 2", Likely, version2+threadRefusal)
	near("query-unsorted", "a sorted string of Version 2", strings.Replace(version2, "&VisibilityTimeout=600\n", "", 1)+threadRefusal)
	const atStore = "curl 'https://nas.example/b?prefix=cad/cad/' -H 'X-Amz-Date: 20250612T083000Z' -H 'Authorization: AWS4-HMAC-SHA256 " +
		"Credential=XXXX/20250612/ME2/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=xxxx'\n" + threadRefusal
	const format = "DEBUG: format_uri(): /b/?delimiter=%2F&prefix=VALUE\n"
	hit("query-under-encoded", "encoded by another client", Likely, atStore+strings.Replace(format, "VALUE", "cad%2Fcad%2F1", 1))
	near("query-under-encoded", "another prefix of another client", atStore+strings.Replace(format, "VALUE", "img%2F", 1))
	refusedGet := func(prefix string) string {
		return "GET /b?prefix=" + prefix + " HTTP/1.1\nHost: nas.example\nX-Amz-Date: 20250612T083000Z\nAuthorization: AWS4-HMAC-SHA256 Credential=XXXX/20250612/ME2/s3/aws4_request," +
			"SignedHeaders=host;x-amz-date,Signature=xxxx\n\nHTTP/1.1 403 Forbidden\n\n" + threadRefusal + "\n"
	}
	near("query-under-encoded", "encoded in a request that is refused, too", refusedGet("a/b")+refusedGet("a%2Fb"))
	near("query-under-encoded", "raw in another client", atStore+strings.Replace(format, "VALUE", "cad/cad/1", 1))
	const token = `Req.get!(req, url: "s3://media/?list-type=2&continuation-token=TOKEN")` + "\n" + threadRefusal
	hit("query-under-encoded", "a raw slash in a token", told, strings.Replace(token, "TOKEN", "media/page2.txt", 1))
	near("query-under-encoded", "a token of letters", strings.Replace(token, "TOKEN", "page2", 1))
	near("query-under-encoded", "a raw slash given to a library", "import boto3\n"+strings.Replace(token, "TOKEN", "media/page2.txt", 1))
	custom := "override = builder().putRawQueryParameter(\"requestedBy\", \"u-1\").build()\n" +
		"https://b.s3.eu-west-1.amazonaws.com/k?requestedBy=u-1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request" +
		"&X-Amz-Date=20250612T083000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n" + threadRefusal
	hit("query-param-added-after-signing", "a parameter of one's own", told, custom)
	near("query-param-added-after-signing", "another parameter of one's own", strings.Replace(custom, `"requestedBy"`, `"x-id"`, 1))
	scroll := "GET /_search?scroll=2m&scroll_id=cXVlcnlUaGVuVALUE&size=10\n" +
		threadTexts("/_search", "scroll=2m&amp;scroll_id=cXVlcnlUaGVuSIGNED&amp;size=10", "host:search-a.us-east-1.es.amazonaws.com\n", "host")
	hit("query-under-encoded", "a raw = at the end of a value", told, strings.NewReplacer("VALUE", "w==", "SIGNED", "w%3D%3D").Replace(scroll))
	near("query-under-encoded", "a value without =", strings.NewReplacer("VALUE", "w", "SIGNED", "w").Replace(scroll))
	const php = "<?php\nforeach ($params as $k => $v) {\n  $list[$k] = rawurlencode($v);\n}\n$text = \"GET\\n/\\n\" . http_build_query($NAME);\n" + threadRefusal
	hit("query-double-encoded", "encoded, and joined by what encodes", Likely, strings.Replace(php, "NAME", "list", 1))
	near("query-double-encoded", "another list is joined", strings.Replace(php, "NAME", "params", 1))
	const pairsOf = "$params = array(\n  'AWSAccessKeyId' => KEY,\n  'Action' => 'GetOffers',\n  'SignatureVersion' => '2',\n  'ItemCondition' => 'new');\nSORT" +
		"foreach ($params as $k => $v) $url[] = $k . '=' . rawurlencode($v);\n$text = implode('&', $url);\n" + threadRefusal
	hit("query-unsorted", "joined in the order of the code", Likely, strings.Replace(pairsOf, "SORT", "", 1))
	near("query-unsorted", "sorted before they are joined", strings.Replace(pairsOf, "SORT", "ksort($params);\n", 1))
	near("query-unsorted", "in order as they stand", strings.NewReplacer("SORT", "", "'ItemCondition'", "'Version'").Replace(pairsOf))
	const loggedURL = "The log of nginx shows X-Amz-Credential is HOW. SignatureDoesNotMatch\n"
	hit("url-damaged", "a credential that arrives decoded", Possible, strings.Replace(loggedURL, "HOW", "not encoded", 1))
	near("url-damaged", "a credential that arrives as it is", strings.Replace(loggedURL, "HOW", "there", 1))
	return list
}
