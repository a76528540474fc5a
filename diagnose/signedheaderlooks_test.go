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
