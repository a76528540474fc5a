package diagnose

import (
	"strings"
	"testing"
)

// signedHeaderSights are pastes for the looks of signedheaderlooks.go.
func signedHeaderSights(t testing.TB) (list []sight) {
	get, put, table, api, putURL := changed(t, s3Get), changed(t, s3Put), changed(t, tablePost), changed(t, apiGet), changed(t, s3PutURL)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	getText := stringToSignText(lookDate, lookScope, getCanonical)
	hit, near := anyRows(&list)
	hit("host-not-signed", "", Seen, true, edit(t, get, "SignedHeaders=host;", "SignedHeaders="))
	near("host-not-signed", "capital", edit(t, get, "SignedHeaders=host;", "SignedHeaders=Host;"))
	near("host-not-signed", "HTTP/2", edit(t, get, "Host:", ":authority:"))
	hit("header-not-signed", "acl", Seen, true, edit(t, put, "host;x-amz-acl;", "host;"))
	hit("header-not-signed", "target", Seen, true, edit(t, table, ";x-amz-target", ""))
	hit("header-not-signed", "x-amz-date", Seen, true, edit(t, get, ";x-amz-date", ""))
	hit("header-not-signed", "presigned", Seen, true,
		edit(t, putURL, "Content-Type:", "X-Amz-Acl: public-read\r\nContent-Type:"))
	near("header-not-signed", "x-amz-content-sha256 on S3", edit(t, get, "x-amz-content-sha256;", ""))
	near("header-not-signed", "others",
		edit(t, get, "Host:", "X-Amzn-Trace-Id: Root=1\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nHost:"))
	hit("signed-header-not-sent", "", Seen, true, edit(t, get, "SignedHeaders=host", "SignedHeaders=content-type;host"))
	hit("signed-header-not-sent", "Date for x-amz-date", Seen, true,
		edit(t, api, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT"))
	hit("signed-header-not-sent", "presigned", Seen, true, edit(t, putURL, "Content-Type: image/jpeg\r\n", ""))
	near("signed-header-not-sent", "empty", edit(t, put, "X-Amz-Acl: private", "X-Amz-Acl:"))
	near("signed-header-not-sent", "headers may be elsewhere",
		"https://holiday-pics.s3.eu-west-1.amazonaws.com"+strings.Split(putURL, " ")[1]+"\n")
	hit("header-hoisted-to-query", "", Seen, true,
		edit(t, putURL, "&X-Amz-Signature", "&x-amz-acl=public-read&X-Amz-Signature", "Content-Type:",
			"x-amz-acl: public-read\r\nContent-Type:"))
	near("header-hoisted-to-query", "in the query alone",
		edit(t, putURL, "&X-Amz-Signature", "&x-amz-acl=public-read&X-Amz-Signature"))
	hit("signed-headers-duplicate", "", Seen, true, edit(t, get, "=host;", "=host;host;"))
	near("signed-headers-duplicate", "", edit(t, get, "=host;", "=content-type;host;"))
	hit("signed-headers-malformed", "commas", Seen, true,
		edit(t, get, "host;x-amz-content-sha256;x-amz-date", "host,x-amz-content-sha256,x-amz-date"))
	hit("signed-headers-malformed", "capitals", Seen, true,
		edit(t, get, "host;x-amz-content-sha256;x-amz-date", "Host;X-Amz-Content-Sha256;X-Amz-Date"))
	hit("signed-headers-malformed", "blanks", Seen, true,
		edit(t, get, "host;x-amz-content-sha256;x-amz-date", "host; x-amz-content-sha256; x-amz-date"))
	hit("signed-headers-malformed", "semicolon at the end", Seen, true, edit(t, get, "x-amz-date,", "x-amz-date;,"))
	hit("signed-headers-malformed", "empty", Seen, true,
		edit(t, get, "SignedHeaders=host;x-amz-content-sha256;x-amz-date", "SignedHeaders="))
	near("signed-headers-malformed", "encoded in a URL", putURL)
	hit("headers-unsorted", "SignedHeaders", Seen, true,
		edit(t, get, "host;x-amz-content-sha256;x-amz-date", "x-amz-date;host;x-amz-content-sha256"))
	hit("headers-unsorted", "header lines", Seen, true,
		get+clientLog(edit(t, getCanonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com\n", "", "\n\nhost;",
			"\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\n\nhost;"),
			""))
	near("headers-unsorted", "hyphen before letters",
		edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-A: 1\r\nX-Amz-Meta-A-B: 2",
			"x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-a;x-amz-meta-a-b"))
	near("headers-unsorted", "sent in another order",
		edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com\r\n", "", "X-Amz-Date: 20250612T083000Z\r\n",
			"X-Amz-Date: 20250612T083000Z\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\r\n"))
	hit("response-header-signed", "", Seen, true,
		edit(t, get, "Host:", "X-Amz-Id-2: abc\r\nX-Amz-Request-Id: 7\r\nHost:", "x-amz-date,",
			"x-amz-date;x-amz-id-2;x-amz-request-id,"))
	near("response-header-signed", "", edit(t, get, "Host:", "X-Amzn-Trace-Id: Root=1\r\nHost:"))
	hit("hop-by-hop-header-signed", "", told, true,
		refused(edit(t, get, "Host:", "Connection: keep-alive\r\nHost:", "=host", "=connection;host"), plainMismatch))
	near("hop-by-hop-header-signed", "not signed",
		refused(edit(t, get, "Host:", "Connection: keep-alive\r\nHost:"), plainMismatch))
	hit("accept-encoding-rewritten", "Google", Seen, true,
		edit(t,
			edit(t,
				echoed(edit(t, getCanonical, "host:holiday", "accept-encoding:identity,gzip(gfe)\nhost:holiday",
					"\nhost;", "\naccept-encoding;host;"),
					lookDate, "20250612/auto/s3/aws4_request"),
				"Check your key and signing method.", "Check your Google secret key and signing method."),
			"holiday-pics.s3.eu-west-1.amazonaws.com", "storage.googleapis.com"))
	hit("accept-encoding-rewritten", "signed", Possible, false,
		refused(edit(t, get, "Host:", "Accept-Encoding: identity\r\nHost:", "=host", "=accept-encoding;host"),
			plainMismatch))
	hit("accept-encoding-rewritten", "both sides", Seen, true,
		refused(edit(t, get, "Host:", "Accept-Encoding: identity\r\nHost:", "=host", "=accept-encoding;host"),
			echoed(edit(t, getCanonical, "host:holiday", "accept-encoding:gzip\nhost:holiday", "\nhost;",
				"\naccept-encoding;host;"),
				lookDate, lookScope)))
	near("accept-encoding-rewritten", "not signed",
		refused(edit(t, get, "Host:", "Accept-Encoding: identity\r\nHost:"), plainMismatch))
	hit("content-length-mismatch", "0 without a body", told, true,
		refused(edit(t, get, "Host:", "Content-Length: 0\r\nHost:", "=host", "=content-length;host"), plainMismatch)+
			"\nIt works without nginx in front.\n")
	hit("content-length-mismatch", "both sides", Seen, true,
		clientLog(edit(t, getCanonical, "host:holiday", "content-length:0\nhost:holiday", "\nhost;",
			"\ncontent-length;host;"),
			"")+echoed(edit(t, getCanonical, "host:holiday", "content-length:\nhost:holiday", "\nhost;",
			"\ncontent-length;host;"),
			lookDate, lookScope))
	near("content-length-mismatch", "of a body",
		refused(edit(t, put, "=content-type", "=content-length;content-type"), plainMismatch))
	hit("content-type-mismatch", "both sides", Seen, true,
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"text/plain", "text/plain; charset=utf-8"),
				lookDate, lookScope)))
	hit("content-type-mismatch", "presigned for another", Seen, true,
		refused(putURL, plainMismatch)+"\nconst url = await getSignedUrl(client, new PutObjectCommand({Bucket: "+
			"'holiday-pics', Key: 'photos/cat.jpg', ContentType: 'image/png'}))\n")
	near("content-type-mismatch", "presigned for the same",
		refused(putURL, plainMismatch)+"\nconst url = await getSignedUrl(client, new PutObjectCommand({Bucket: "+
			"'holiday-pics', Key: 'photos/cat.jpg', ContentType: 'image/jpeg'}))\n")
	hit("volatile-header-signed", "", Possible, false,
		refused(edit(t, get, "Host:", "X-Forwarded-For: 10.0.0.1\r\nHost:", "x-amz-date,",
			"x-amz-date;x-forwarded-for,"),
			plainMismatch))
	near("volatile-header-signed", "not signed",
		refused(edit(t, get, "Host:", "X-Forwarded-For: 10.0.0.1\r\nHost:"), plainMismatch))
	hit("header-underscore-dropped", "", Possible, false,
		refused(edit(t, get, "Host:", "X-Amz-Meta-My_Tag: 1\r\nHost:", "x-amz-date,", "x-amz-date;x-amz-meta-my_tag,"),
			plainMismatch))
	near("header-underscore-dropped", "hyphen",
		refused(edit(t, get, "Host:", "X-Amz-Meta-My-Tag: 1\r\nHost:", "x-amz-date,", "x-amz-date;x-amz-meta-my-tag,"),
			plainMismatch))
	hit("signed-headers-lists-differ", "a line too many", Seen, true,
		get+clientLog(edit(t, getCanonical, "host:holiday", "content-type:text/plain\nhost:holiday"), ""))
	hit("signed-headers-lists-differ", "the header says another list", Seen, true,
		edit(t, get, "x-amz-content-sha256;", "")+clientLog(getCanonical, ""))
	near("signed-headers-lists-differ", "right", get+clientLog(getCanonical, getText))
	hit("header-spaces-not-collapsed", "", Possible, false,
		refused(edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-Note: two  blanks",
			"x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-note"),
			plainMismatch))
	spaced := edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-Note: two  blanks",
		"x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-note")
	hit("header-spaces-not-collapsed", "client's text", Seen, true,
		spaced+"\n\n"+clientLog(edit(t,
			canonicalOf(t, spaced, "s3", "content-type", "host", "x-amz-content-sha256", "x-amz-date",
				"x-amz-meta-note"),
			"two blanks", "two  blanks"),
			""))
	near("header-spaces-not-collapsed", "one blank",
		refused(edit(t, spaced, "two  blanks", "two blanks"), plainMismatch))
	return list
}

func reportedHeaderSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	// Headers that each hop writes.
	canonical := "GET\n/pets\n\nhost:api.example.com\nx-amz-date:20250612T083000Z\nx-forwarded-for:10.0.0.7\n\n" +
		"host;x-amz-date;x-forwarded-for\n" +
		emptySHA
	hit("volatile-header-signed", "X-Forwarded-For", Likely,
		canonicalAnswer(canonical, "20250612/eu-north-1/execute-api/aws4_request"))
	near("volatile-header-signed", "User-Agent",
		canonicalAnswer(strings.NewReplacer("x-forwarded-for", "user-agent", "10.0.0.7", "aws-sdk-dotnet/3").Replace(canonical),
			"20250612/eu-north-1/execute-api/aws4_request"))

	// Headers that a client leaves out, and bytes before a request.
	dict := refused("headers = {'Host': 'holiday-pics.s3.eu-west-1.amazonaws.com', 'x-amz-date': "+
		"'20250612T083000Z', 'x-amz-content-sha256': '"+
		emptySHA+"', 'x-amz-security-token': TOKEN, 'Authorization': '"+
		get[strings.Index(get, "AWS4-HMAC"):len(get)-4]+"'}",
		plainMismatch)
	near("session-token-not-signed", "None", strings.Replace(dict, "TOKEN", "None", 1))
	hit("session-token-not-signed", "a token", Seen,
		strings.Replace(dict, "TOKEN", "'IQoJb3JpZ2luX2VjEFkaCXVzLWVhc3QtMSJHMEUCIQDe'", 1))
	packet := "E....4@.@.&..aP\n...P.@....ww.w,K.,ww" + strings.Replace(get, "Host:",
		"X-Amz-Checksum-Mode: ENABLED\r\nX-Amz-Expected-Bucket-Owner: 111122223333\r\nHost:", 1)
	near("header-name-not-lowercased", "a packet's bytes before the method", packet)
	near("header-value-not-trimmed", "a packet's bytes before the method", packet)
	return list
}

// partsSights: headers and parameters that come in several parts.
func partsSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get, put := changed(t, s3Get), changed(t, s3Put)
	const word = "\n" + plainMismatch

	noted := edit(t, put, "\nAuthorization:",
		"\nx-amz-meta-subject: =?UTF-8?B?QXRh?=\n =?UTF-8?B?cmRp?=\nAuthorization:", "x-amz-date, Signature",
		"x-amz-date;x-amz-meta-subject, Signature")
	hit("header-folded", "sent on two lines", Likely, refused(noted, plainMismatch))
	near("header-folded", "sent on one line", refused(strings.Replace(noted, "?=\n =?", "?= =?", 1), plainMismatch))
	const merges = "const query = Object.fromEntries(url.searchParams.entries());\n\n"
	twice := edit(t, get, " HTTP/1.1", "?tag=red&tag=blue HTTP/1.1")
	hit("query-repeated-name-merged", "a map in code", told, merges+refused(twice, plainMismatch))
	near("query-repeated-name-merged", "names that differ",
		merges+refused(strings.Replace(twice, "tag=blue", "tint=blue", 1), plainMismatch))
	near("query-repeated-name-merged", "no map", refused(twice, plainMismatch))
	list4 := func(third string) string {
		return "08:50:11 GET /v1/s?status=open 200\n08:50:19 GET /v1/s?carrier=y&status=open 200\n" +
			"08:50:31 GET /v1/s?status=open&status=late 403\n08:51:02 GET /v1/s?" +
			third + " 403\n" + word
	}
	hit("query-repeated-name-merged", "all that fail", Seen, list4("status=late&status=open"))
	near("query-repeated-name-merged", "one fails without", list4("carrier=y"))
	return list
}

// askedHeaderSights: headers, in what people paste when they ask others.
func askedHeaderSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	debugged := threadTexts("/a.pdf", "", "host:b.s3.amazonaws.com\nx-amz-meta-doc_id:8\nx-amz-meta-docdate:9\n",
		"host;x-amz-meta-doc_id;x-amz-meta-docdate")
	hit("headers-unsorted", "a list from a debugger", Likely,
		"SignedHeaders: host;x-amz-meta-docdate;x-amz-meta-doc_id\n"+debugged)
	near("headers-unsorted", "the same list from a debugger",
		"SignedHeaders: host;x-amz-meta-doc_id;x-amz-meta-docdate\n"+debugged)
	folded := threadTexts("/a.pdf", "", "host:b.s3.amazonaws.com\nx-amz-meta-d:Vol. 12 Baptisms\n", "host;x-amz-meta-d")
	mine := "AWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" + sha("GET\n/a.pdf\n\n"+
		"host:b.s3.amazonaws.com\nx-amz-meta-d:Vol. 12  Baptisms\n\nhost;x-amz-meta-d\n"+sha(""))
	hit("header-spaces-not-collapsed", "the value in the data", Reproduced,
		folded+"\nMy string to sign:\n\n"+mine+"\n\nThe row: 4,\"Vol. 12  Baptisms\",x\n")
	near("header-spaces-not-collapsed", "the value in the data, with one blank",
		folded+"\nThe row: 4,\"Vol. 12 Baptisms\",x\n")
	ec2 := "squid.conf has the defaults.\n\nPOST / HTTP/1.1\nHost: ec2.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate +
		"\nX-Forwarded-For: 10.20.4.17\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/eu-west-1/ec2/aws4_request, SignedHeaders=host;x-amz-date;x-forwarded-for, Signature=" + sha("x") +
		"\n\nAction=DescribeVpcs\n\n<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to " +
		"validate the provided access credentials</Message></Error></Errors></Response>\n"
	hit("volatile-header-signed", "a header of every hop, and a proxy", Likely, ec2)
	near("volatile-header-signed", "a header of every hop, unsigned", edit(t, ec2, ";x-forwarded-for,", ","))
	ranged := "THIS\nhttps://v.s3.us-west-2.amazonaws.com/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
		"%2F20250612%2Fus-west-2%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host%3Brange&" +
		"X-Amz-Signature=" + sha("x") + "\n" + threadRefusal
	hit("signed-header-not-sent", "range, in a browser", Likely, strings.Replace(ranged, "THIS", "Opening the url in Chrome:", 1))
	near("signed-header-not-sent", "range, set in a browser",
		strings.Replace(ranged, "THIS", "We use it in the browser, with fetch(url, {headers: {Range: 'bytes=0-9'}}):", 1))
	near("signed-header-not-sent", "range, in a player", strings.Replace(ranged, "THIS", "The player asks for the first part:", 1))
	exAws := "Is returning the error \"The request signature we calculated does not match the signature you provided ...\"\n\nhere is the request generated by ExAws compared to the canonical request returned in the error response:\n\nGET\\n/\\n\\nhost:s3.amazonaws.com\\nx-amz-date:" + lookDate + "\\n\\nhost;x-amz-date\\n" +
		emptySHA + "\n\nGET\\n/\\n\\nhost:SEEN\\nx-amz-date:" + lookDate + "\\n\\nhost;x-amz-date\\n" + emptySHA + "\n"
	hit("header-repeated-not-joined", "a host that is sent twice", Seen, strings.Replace(exAws, "SEEN", "s3.amazonaws.com, s3.amazonaws.com", 1))
	near("header-repeated-not-joined", "another host", strings.Replace(exAws, "SEEN", "s3.amazonaws.org", 1))
	const listed = "content-length;host"
	sized := "POST /presign {\"fileSize\":TOLD}\n" + threadTexts("/a.jpg", "X-Amz-SignedHeaders=content-length%3Bhost",
		"content-length:187342\nhost:b.s3.amazonaws.com\n", listed)
	hit("content-length-mismatch", "a size that was presigned", Likely, strings.Replace(sized, "TOLD", "204800", 1))
	near("content-length-mismatch", "the size that arrived", strings.Replace(sized, "TOLD", "187342", 1))
	dart := "AwsSigV4Client(defaultContentType: 'application/x-amz-json-1.0MORE')\n" + strings.Replace(threadTexts("/", "",
		"content-type:application/x-amz-json-1.0; charset=utf-8\nhost:dynamodb.eu-west-1.amazonaws.com\n", "content-type;host"), "GET", "POST", 2)
	hit("content-type-mismatch", "a charset that arrived", Likely, strings.Replace(dart, "MORE", "", 1))
	near("content-type-mismatch", "a charset that was given", strings.Replace(dart, "MORE", "; charset=utf-8", 1))
	near("content-type-mismatch", "a type that is accepted", "curl -H \"Content-Type: application/x-amz-json-1.0; charset=utf-8\" -H Accept:'application/x-amz-json-1.0'\n"+
		dart[strings.Index(dart, "<Error>"):])
	objects := "Set tHttp.ContentType=pContentType ; \"text/csv\"\n\nPUT /k HTTP/1.1\nHost: b.s3.amazonaws.com\nContent-Type: SENT\n" +
		"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
		"\n\nHTTP/1.1 403 Forbidden\n" + threadRefusal
	hit("content-type-mismatch", "a charset that is sent", told, strings.Replace(objects, "SENT", "text/csv; charset=UTF-8", 1))
	near("content-type-mismatch", "the type that was given", strings.Replace(objects, "SENT", "text/csv", 1))
	cut := "The Canonical String for this request should have been\n'\nPOST\n/default/beacon\ntracking=z991\naccept:application/json\n" +
		"content-type:application/json; charset=utf-8\n...\n```\n\nand I logged the `canonicalRequest` in `buildCanonicalRequest`:\n\n```\n" +
		"POST\n/default/beacon\ntracking=z991\naccept:application/json\ncontent-type:TYPE\n```\n"
	refused := "```\nThe request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
		"signing method. Consult the service documentation for details.\n\n"
	hit("content-type-mismatch", "two texts that are cut", Seen, refused+strings.Replace(cut, "TYPE", "application/json", 1))
	near("content-type-mismatch", "two texts that are cut, with one type",
		refused+strings.Replace(cut, "TYPE", "application/json; charset=utf-8", 1))
	both := "PUT /k HTTP/1.1\nHost: b.s3.amazonaws.com\nContent-MD5: iJGD4omXMW47ItRMH5Ql4g==\nMORE: iJGD4omXMW47ItRMH5Ql4g==\n" +
		"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=content-md5;host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
		"\n\nHTTP/1.1 403 Forbidden\n" + threadRefusal
	hit("header-repeated-not-joined", "two spellings of a name", told, strings.Replace(both, "MORE", "Content-Md5", 1))
	near("header-repeated-not-joined", "another name", strings.Replace(both, "MORE", "X-Md5", 1))
	hop := "The SDK signs:\n\nConnection: keep-alive\n\nand the server's text has:\n\nLINE\n" + threadRefusal
	hit("hop-by-hop-header-signed", "a connection that arrives empty", Likely, strings.Replace(hop, "LINE", "connection:", 1))
	near("hop-by-hop-header-signed", "a connection that arrives", strings.Replace(hop, "LINE", "connection:keep-alive", 1))
	const forwarded = "host;user-agent;x-amz-date;x-forwarded-for"
	aoss := "WHERE\n\nGET /_cat HTTP/1.1\nHost: a.us-west-2.aoss.amazonaws.com\nUser-Agent: curl\nX-Amz-Date: " + lookDate + "\nX-Forwarded-For: 10.0.0.1\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-west-2/aoss/aws4_request, SignedHeaders=" + forwarded +
		", Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n"
	hit("volatile-header-signed", "it depends on the way", Likely, strings.Replace(aoss, "WHERE",
		"Only with a private network policy, through the VPC endpoint; on a public one it works.", 1))
	near("volatile-header-signed", "it always fails", strings.Replace(strings.Replace(aoss, "WHERE", "It always fails.", 1),
		forwarded, "host;x-amz-date", 1))
	joined := "mine:\n```\nGET\n/f\n\nhost:b.s3.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate +
		"\n\nhost;x-amz-content-sha256;x-amz-date\n" + emptySHA + "\n```\nCanonicalRequest in the answer of S3:\n```\nGET\n/f\n\n" +
		"host:b.s3.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "," + emptySHA + "\nx-amz-date:" + lookDate +
		"\n\nhost;x-amz-content-sha256;x-amz-date\n" + emptySHA + "\n```\nSignatureDoesNotMatch\n"
	hit("header-repeated-not-joined", "a hash that is sent twice", Seen, joined)
	near("empty-body-hash", "a hash that is sent twice", joined)
	near("content-length-mismatch", "the size of a pool", "pool size: 10\n"+threadTexts("/a.jpg", "X-Amz-SignedHeaders=content-length%3Bhost",
		"content-length:187342\nhost:b.s3.amazonaws.com\n", "content-length;host"))
	texts := func(value string) string {
		return threadTexts("/a", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\nx-tags:"+value+"\n", "host;x-amz-date;x-tags")
	}
	hit("header-repeated-not-joined", "several values in code", Likely, `headers = { { "x-tags", ["red", "blue"] } };`+"\n"+texts("red, blue"))
	near("header-repeated-not-joined", "one value in code", `headers = { { "x-tags", "red, blue" } };`+"\n"+texts("red, blue"))
	hops := func(end string) string {
		return "signed\nSignedHeaders : connection;host;x-amz-date\nConnection header : \"keep-alive\"\nat the endpoint\nConnection header : " + end + "\nSignatureDoesNotMatch\n"
	}
	hit("hop-by-hop-header-signed", "a header that arrives empty", Likely, hops(`""`))
	hit("hop-by-hop-header-signed", "a header that arrives empty, above a line further in", Likely, hops("\"\"\n    a_test.go:88:"))
	near("hop-by-hop-header-signed", "a header that arrives", hops(`"keep-alive"`))
	near("hop-by-hop-header-signed", "a name in YAML", "connection:\n  host: b\n"+hops(`"keep-alive"`))
	const mangled = "<Error><Code>AccessDenied</Code><Message>There were headers present in the request which were not  @signed</Message>" +
		"<HeadersNotSigned>x-amz-acl</HeadersNotSigned><RequestId>"
	hit("header-not-signed", "a message that was copied badly", Likely, mangled)
	put := "https://s3.us-east-1.amazonaws.com/b/a.jpeg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Fus-east-1%2Fs3%2Faws4_request" +
		"&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-Signature=" + sha("d") + "&X-Amz-SignedHeaders=content-disposition%3Bhost&x-id=PutObject\n" + threadRefusal
	const call = "const url = await getSignedUrl(client, new PutObjectCommand({Bucket: 'b', ContentDisposition: 'attachment'}))\n" +
		"await fetch(url, {\n  method: 'PUT',\n  headers: {\n    'Content-Length': size\n  }\n})\n"
	hit("signed-header-not-sent", "code that leaves a signed header out", Likely, call+put)
	near("signed-header-not-sent", "code that sends a signed header", strings.Replace(call, "'Content-Length': size", "'Content-Disposition': 'attachment'", 1)+put)
	near("signed-header-not-sent", "code that spreads headers", strings.Replace(call, "'Content-Length': size", "...signed", 1)+put)
	near("signed-header-not-sent", "code that calls its own server", strings.Replace(call, "fetch(url", "fetch('/api/sign'", 1)+put)
	near("signed-header-not-sent", "code whose client adds the length", call+strings.Replace(put, "content-disposition", "content-length", 1))
	const sent = "PUT /a.html HTTP/1.1\nHost: b.s3.amazonaws.com\nContent-Type: text/html;charset=UTF-8\nX-Amz-Date: 20250612T083000Z\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/s3/aws4_request,SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,Signature=" +
		"4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n\n"
	hit("content-type-mismatch", "a charset in capitals", Likely, `ContentType:"text/html;charset=utf-8"`+"\n"+sent+threadRefusal)
	near("content-type-mismatch", "a type that is not signed", `ContentType:"text/html;charset=utf-8"`+"\n"+strings.Replace(sent, "=content-type;", "=", 1)+threadRefusal)
	near("content-type-mismatch", "the type of an answer", `res.set("Content-Type", "text/html;charset=utf-8")`+"\n"+sent+threadRefusal)
	near("content-type-mismatch", "the type of another call", `axios.post("/api/sign", {headers: {"Content-Type": "text/html;charset=utf-8"}})`+"\n"+sent+threadRefusal)
	near("content-type-mismatch", "a charset as it was given", `ContentType:"text/html;charset=UTF-8"`+"\n"+sent+threadRefusal)
	const operator = `metadata={"Operator": "  J. Ferreira"}` + "\n"
	hit("header-value-not-trimmed", "blanks before metadata", Possible, operator+threadRefusal)
	near("header-value-not-trimmed", "no blanks before metadata", strings.Replace(operator, "  J", "J", 1)+threadRefusal)
	hit("header-spaces-not-collapsed", "two blanks that are sent", Possible, "It is sent as `x-amz-meta-filename: KX88 41  20260918.pdf`.\n"+threadRefusal)
	near("header-spaces-not-collapsed", "one blank that is sent", "It is sent as `x-amz-meta-filename: KX88 41 20260918.pdf`.\n"+threadRefusal)
	cookie := "Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/s3/aws4_request,SignedHeaders=cookie;host;x-amz-date,Signature=" +
		sha("f") + "\n" + threadRefusal
	hit("volatile-header-signed", "a cookie", Possible, cookie)
	near("volatile-header-signed", "no cookie", strings.Replace(cookie, "cookie;", "", 1))
	const tunnel = "api error SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.\nIt runs behind cloudflared.\n"
	hit("accept-encoding-rewritten", "Go behind Cloudflare", Possible, tunnel)
	near("accept-encoding-rewritten", "Go behind nothing", strings.Replace(tunnel, "behind cloudflared", "at home", 1))
	const source = "s3.copyObject({CopySource: 'in/Prüfbericht.pdf'})\n"
	hit("non-ascii-encoded-differently", "the source of a copy", Possible, source+threadRefusal)
	near("non-ascii-encoded-differently", "a plain source of a copy", strings.Replace(source, "ü", "ue", 1)+threadRefusal)
	const chart = "The chart's metadata goes into x-amz-meta-chart.\n$ cat -A Chart.yaml\nname: gemini$\ndescription: A chart $\n"
	hit("header-value-not-trimmed", "a blank that cat -A shows", Possible, chart+threadRefusal)
	near("header-value-not-trimmed", "no blank that cat -A shows", strings.Replace(chart, "chart $", "chart$", 1)+threadRefusal)
	const resigned = "const signed = await aws.sign(new Request(url, { method: 'GET' }));\nNAME[\"x-amz-date\"] = clock;\n" + threadRefusal
	hit("header-changed-after-signing", "another time behind the signer", Possible, strings.Replace(resigned, "NAME", "headers", 1))
	near("header-changed-after-signing", "the time read behind the signer", strings.Replace(resigned, "NAME[\"x-amz-date\"] =", "const t = headers[\"x-amz-date\"]; //", 1))
	near("header-changed-after-signing", "the time before the signer", "headers[\"x-amz-date\"] = clock;\nconst signed = await aws.sign(new Request(url, { headers }));\n"+threadRefusal)
	const caching = "putRequest.Headers.CacheControl = \"VALUE\";\n" + threadRefusal
	hit("header-changed-after-signing", "a value that .NET writes anew", Possible, strings.Replace(caching, "VALUE", "max-age=600,must-revalidate", 1))
	near("header-changed-after-signing", "a value of one part", strings.Replace(caching, "VALUE", "max-age=600", 1))
	const newer = "rclone v1.69.0 throws SignatureDoesNotMatch with Ceph. OLDER\n"
	hit("accept-encoding-rewritten", "a newer rclone", told, strings.Replace(newer, "OLDER", "1.67 works just fine.", 1))
	near("accept-encoding-rewritten", "every rclone", strings.Replace(newer, "OLDER", "1.67 fails, too.", 1))
	expects := "PUT\n/probe/a.json\n\nexpect:100-continue\nhost:HOST\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n\nexpect;host;x-amz-content-sha256;x-amz-date\n" + emptySHA
	hit("hop-by-hop-header-signed", "Expect at R2", Possible, clientLog(strings.Replace(expects, "HOST", "4f1d.r2.cloudflarestorage.com", 1), "20250612/auto/s3/aws4_request")+"\n"+threadRefusal)
	near("hop-by-hop-header-signed", "Expect at S3", clientLog(strings.Replace(expects, "HOST", "b.s3.eu-west-1.amazonaws.com", 1), "20250612/eu-west-1/s3/aws4_request")+"\n"+threadRefusal)
	lines := "What is canonicalized:\n\nPUT\n/m/a.txt\n\ncontent-type:text/plain\nOTHER:text/xml\nhost:s3.eu-west-1.amazonaws.com\nx-amz-acl:private\nx-amz-date:" + lookDate + "\n\n" + threadRefusal
	hit("header-repeated-not-joined", "two lines in a part of a canonical request", Seen, strings.Replace(lines, "OTHER", "content-type", 1))
	near("header-repeated-not-joined", "a line each in a part of a canonical request", strings.Replace(lines, "OTHER", "content-typo", 1))
	const alone = "I get a 403 `{\"message\":\"Forbidden\"}` from API Gateway, signed requests have `SignedHeaders=LIST`.\n"
	hit("hop-by-hop-header-signed", "a list by itself", Possible, strings.Replace(alone, "LIST", "connection;host;x-amz-date", 1))
	near("hop-by-hop-header-signed", "a list by itself of other headers", strings.Replace(alone, "LIST", "content-type;host;x-amz-date", 1))
	near("hop-by-hop-header-signed", "two lists", strings.Replace(alone, "LIST", "connection;host;x-amz-date", 1)+"SignedHeaders=host;x-amz-date\n")
	const devtools = "url: \"https://b.s3.eu-west-1.amazonaws.com/a.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
		"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=content-disposition%3Bhost&X-Amz-Signature=" +
		emptySHA + "\",\nheaders: {\"Content-Disposition\": \"inline\"}\n" + threadRefusal + "\nRequest headers in devtools: `Content-Type: application/pdf`, LAST`Origin: https://a.example`, `Referer`\n"
	hit("signed-header-not-sent", "a list of what a browser sent", Likely, strings.Replace(devtools, "LAST", "", 1))
	near("signed-header-not-sent", "a list with the header", strings.Replace(devtools, "LAST", "`Content-Disposition: inline`, ", 1))
	return list
}
