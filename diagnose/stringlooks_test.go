package diagnose

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// acceptedAs is a header that a client signs with one value and the server with another.
func acceptedAs(mine, seen string) string {
	canonical := func(v string) string {
		return "GET\n/\n\naccept:" + v + "\nhost:h.example\n\naccept;host\n" + emptySHA
	}
	return clientLog(canonical(mine), stringToSignText(lookDate, lookScope, canonical(mine))) +
		canonicalAnswer(canonical(seen), lookScope)
}

// twoQueries is a query that a client signs in another way than the server.
func twoQueries(mine, seen string) string {
	canonical := func(q string) string { return "GET\n/\n" + q + "\nhost:h.example\n\nhost\n" + emptySHA }
	return clientLog(canonical(mine), stringToSignText(lookDate, lookScope, canonical(mine))) +
		canonicalAnswer(canonical(seen), lookScope)
}

// textSights are pastes for the looks of stringlooks.go: the client's texts.
func textSights(t testing.TB) (list []sight) {
	get, put := changed(t, s3Get), changed(t, s3Put)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	getText := stringToSignText(lookDate, lookScope, getCanonical)
	logged := func(canonical, text string) string { return refused(get+clientLog(canonical, text), plainMismatch) }
	hit, near := anyRows(&list)
	apart := func(canonical string) string {
		return logged(canonical, stringToSignText(lookDate, lookScope, canonical))
	}
	hit("canonical-request-malformed", "indented, told by the hash", Reproduced, true,
		logged("", stringToSignText(lookDate, lookScope, "    "+strings.ReplaceAll(getCanonical, "\n", "\n    "))))
	hit("canonical-request-malformed", "path in the line of the method", Seen, true,
		apart(edit(t, getCanonical, "GET\n/", "GET /")))
	hit("canonical-request-malformed", "no line of the method", Seen, true, apart(edit(t, getCanonical, "GET\n/", "/")))
	hit("canonical-request-malformed", "list before the header lines", Seen, true,
		apart(edit(t, getCanonical, "\n\nhost;x-amz-content-sha256;x-amz-date\n", "\n\n", "\n\nhost:",
			"\n\nhost;x-amz-content-sha256;x-amz-date\nhost:")))
	hit("payload-line-wrong", "no payload hash", Reproduced, true,
		apart(strings.TrimSuffix(getCanonical, "\n"+sigv4.EmptyHash)))
	near("payload-line-wrong", "right", apart(getCanonical))
	hit("newline-added-at-end", "client's texts", Seen, true, apart(getCanonical+"\n"))
	hit("header-value-not-trimmed", "one line", Seen, true, apart(edit(t, getCanonical, "x-amz-date:", "x-amz-date: ")))
	hit("header-value-not-trimmed", "all lines", Seen, true,
		apart(edit(t, getCanonical, "host:", "host: ", "x-amz-content-sha256:", "x-amz-content-sha256: ",
			"x-amz-date:", "x-amz-date: ")))
	behindTabs := apart(edit(t, getCanonical, "host:", "host:\t", "x-amz-content-sha256:", "x-amz-content-sha256:\t",
		"x-amz-date:", "x-amz-date:\t"))
	hit("header-value-not-trimmed", "tabs", Seen, true, behindTabs)
	near("host-mismatch", "tabs", behindTabs)
	near("payload-line-wrong", "tabs", behindTabs)
	joined := apart(edit(t, getCanonical, "amazonaws.com\nx-amz-c", "amazonaws.com,x-amz-c", sigv4.EmptyHash+"\nx-amz-date",
		sigv4.EmptyHash+",x-amz-date"))
	hit("canonical-request-malformed", "header lines joined", Seen, true, joined)
	near("signed-headers-lists-differ", "header lines joined", joined)
	near("header-value-not-trimmed", "right", apart(getCanonical))
	tabbed := strings.ReplaceAll(getText, "\n", "\n\t")
	hit("string-to-sign-malformed", "all lines but the first indented", Possible, false, logged("", tabbed))
	near("string-to-sign-date-mismatch", "indented", logged(getCanonical, tabbed))
	near("string-to-sign-hash-wrong", "indented", logged(getCanonical, tabbed))
	hit("string-to-sign-date-mismatch", "indented by itself", Seen, false,
		logged("", edit(t, getText, "\n"+lookDate+"\n", "\n\t"+lookDate+"\n")))
	hit("line-ends-crlf", "of the header lines alone", Seen, true,
		apart(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com\r\n", sigv4.EmptyHash+"\nx-amz-date",
			sigv4.EmptyHash+"\r\nx-amz-date", lookDate+"\n", lookDate+"\r\n")))
	near("line-ends-crlf", "of one header line",
		apart(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com\r\n")))
	hit("header-name-not-lowercased", "", Seen, true, apart(edit(t, getCanonical, "host:", "Host:")))
	near("header-name-not-lowercased", "sent with capitals", apart(getCanonical))
	near("canonical-request-malformed", "right", logged(getCanonical, getText))
	hit("canonical-blank-line-wrong", "no line of the query", Seen, true,
		logged(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\n"), ""))
	hit("canonical-blank-line-wrong", "no blank line behind the headers", Seen, true,
		logged(edit(t, getCanonical, "Z\n\nhost;", "Z\nhost;"), ""))
	hit("canonical-blank-line-wrong", "two blank lines behind the headers", Seen, true,
		logged(edit(t, getCanonical, "Z\n\nhost;", "Z\n\n\nhost;"), ""))
	near("canonical-blank-line-wrong", "right", logged(getCanonical, getText))
	near("canonical-blank-line-wrong", "all empty lines lost",
		logged(strings.ReplaceAll(getCanonical, "\n\n", "\n"), ""))
	near("canonical-blank-line-wrong", "all empty lines twice",
		logged(strings.ReplaceAll(getCanonical, "\n\n", "\n\n\n"), ""))
	named := canonicalOf(t,
		edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-Name: café", "x-amz-acl;x-amz-content-sha256;x-amz-date",
			"x-amz-content-sha256;x-amz-date;x-amz-meta-name"),
		"s3", "content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-meta-name")
	hit("non-ascii-encoded-differently", "header", Likely, true,
		echoed(edit(t, named, "café", "cafÃ©"), lookDate, lookScope))
	hit("non-ascii-encoded-differently", "key", told, true,
		plainMismatch+"\nawait s3.putObject({Bucket: 'holiday-pics', Key: 'photos/café.jpg', Body: b})\n")
	near("non-ascii-encoded-differently", "ASCII", echoed(edit(t, named, "café", "cafe"), lookDate, lookScope))
	hit("string-to-sign-malformed", "no algorithm", Seen, true,
		logged(getCanonical, edit(t, getText, "AWS4-HMAC-SHA256\n", "")))
	hit("string-to-sign-malformed", "exchanged", Seen, true,
		logged(getCanonical, edit(t, getText, lookDate+"\n"+lookScope, lookScope+"\n"+lookDate)))
	near("string-to-sign-malformed", "right", logged(getCanonical, getText))
	hit("string-to-sign-date-mismatch", "", Seen, true,
		get+clientLog(getCanonical, edit(t, getText, lookDate, "20250612T083001Z")))
	near("string-to-sign-date-mismatch", "right", get+clientLog(getCanonical, getText))
	hyper := func(query string) string {
		return "[DEBUG hyper::proto] GET /my-bucket?" + query + " HTTP/1.1\nError: Generic S3 error: response " +
			"error \"<?xml version=\\\"1.0\\\"?>\\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request " +
			"signature we calculated does not match the signature you provided. Check your key and signing method\n"
	}
	hit("plus-for-space", "in the query of a log's request line", told, true, hyper("list-type=2&prefix=foo+bar%2F"))
	near("plus-for-space", "%2B in the query", hyper("list-type=2&prefix=foo%2Bbar%2F"))
	hit("header-spaces-not-collapsed", "told of", told, true,
		"putObject with a contentDisposition that has double white spaces in the file name fails:\n"+plainMismatch)
	near("header-spaces-not-collapsed", "told of one blank",
		"putObject with a contentDisposition that has a blank in the file name fails:\n"+plainMismatch)
	hit("endpoint-wrong", "LocalStack's keys at AWS", Likely, true,
		"s3 = client('s3', aws_access_key_id='test') # LocalStack\n"+
			"An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id "+
			"you provided does not exist in our records.\n")
	near("endpoint-wrong", "LocalStack's own answer",
		"s3 = client('s3', aws_access_key_id='test', endpoint_url='http://localhost:4566') # LocalStack\n"+
			"An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id "+
			"you provided does not exist in our records.\n")
	hit("sigv4a-required", "CloudFront KeyValueStore", Likely, true,
		"CloudFrontKeyValueStore PutKey: InvalidSignatureException: Credential should be scoped to a valid region.\n")
	stamped := func(more string) string {
		return "2024/03/14 04:38:42 Host: 172.21.1.210:7070\n2024/03/14 04:38:42 Content-Length: 1024\n" +
			"2024/03/14 04:38:42 X-Amz-Date: 20240314T043842Z\n" +
			more +
			"2024/03/14 04:38:42 Authorization: AWS4-HMAC-SHA256 " +
			"Credential=versity/20240314/us-east-1/s3/aws4_request, " +
			"SignedHeaders=content-length;expires;host;x-amz-date, Signature=" +
			sig + "\n2024/03/14 04:38:42 Accept: */*\n"
	}
	hit("signed-header-not-sent", "stamped list of headers", told, true, stamped(""))
	near("signed-header-not-sent", "stamped list of headers",
		stamped("2024/03/14 04:38:42 Expires: Thu, 01 Jan 1970 00:00:00 UTC\n"))
	slashed := func(path string) string {
		return "canonical_request=PUT\n" + path + "\nx-id=PutObject\nhost:s3.us-east-1.amazonaws.com\n" +
			"x-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:20221109T003349Z\n\n" +
			"host;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD\n\n" +
			plainMismatch
	}
	hit("unreserved-encoded", "%2F in the path of a canonical request alone", Likely, true,
		slashed("/%2Frust-bucket/job.py"))
	near("unreserved-encoded", "%252F in the path of a canonical request alone", slashed("/rust-bucket/job%252F.py"))
	socket := func(service string) string {
		return "wss://a1b2c3-ats.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20260210%2Feu-west-1%2F" +
			service + "%2Faws4_request&X-Amz-Date=20260210T101500Z&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sig +
			"\n"
	}
	hit("service-mismatch", "iot for MQTT", Likely, true, socket("iot"))
	near("service-mismatch", "iotdevicegateway for MQTT", socket("iotdevicegateway"))
	near("service-mismatch", "iotdata for MQTT", socket("iotdata"))
	masking := func(date string) string {
		return "canonical request\nGET\n/v1/orders\n\nhost:sellingpartnerapi-na.amazon.com\n" +
			"x-amz-access-token:Atza|IwEBIG0G7EXAMPLE\nx-amz-date:20201014T193028Z\n\n" +
			"host;x-amz-access-token;x-amz-date\n" +
			sigv4.EmptyHash +
			"\nstring to sign\nAWS4-HMAC-SHA256\n" + date + "\n20201014/us-east-1/execute-api/aws4_request\n" +
			"d8efa99344ee27ae5505888ac5069f78734af9a95637485396274f8e773e2784\n"
	}
	hit("string-to-sign-date-mismatch", "a value made unreadable", Likely, true, masking("20201014T193352Z"))
	near("string-to-sign-date-mismatch", "a value made unreadable", masking("20201014T193028Z"))
	hit("string-to-sign-scope-mismatch", "key ID in front", Seen, true,
		get+clientLog(getCanonical, edit(t, getText, lookScope, ownKeyID+"/"+lookScope)))
	hit("string-to-sign-scope-mismatch", "another region", Seen, true,
		get+clientLog(getCanonical, edit(t, getText, "eu-west-1", "eu-west-2")))
	near("string-to-sign-scope-mismatch", "right", get+clientLog(getCanonical, getText))
	otherDate := strings.NewReplacer(lookDate, "12/06/2025 10:11:12")
	near("string-to-sign-scope-mismatch", "a date in no form that is known",
		otherDate.Replace(get)+clientLog(otherDate.Replace(getCanonical), otherDate.Replace(getText)))
	hit("string-to-sign-hash-wrong", "capitals", Seen, true,
		get+clientLog(getCanonical, edit(t, getText, hexHash(getCanonical), strings.ToUpper(hexHash(getCanonical)))))
	hit("string-to-sign-hash-wrong", "hashed twice", Seen, true,
		get+clientLog(getCanonical, edit(t, getText, hexHash(getCanonical), hexHash(hexHash(getCanonical)))))
	hit("string-to-sign-hash-wrong", "code", told, true,
		refused(get, plainMismatch)+"\nconst hash = crypto.createHmac('sha256', secret).update(canonicalRequest)\n"+
			"const h2 = createHmac('sha256', key).update(x); hmac.new(key, canonical_request.encode(), sha256)\n"+
			"// AWS4-HMAC-SHA256\n")
	near("string-to-sign-hash-wrong", "right", get+clientLog(getCanonical, getText))
	near("string-to-sign-hash-wrong", "code",
		refused(get, plainMismatch)+"\nconst hash = "+
			"crypto.createHash('sha256').update(canonicalRequest).digest('hex')\n")
	return list
}

// urlBesideSights: a URL beside the canonical request that was made for it.
func urlBesideSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	printed := func(service, path, query, url string) string {
		c := "GET\n" + path + "\n" + query + "\nhost:x." + service + ".eu-west-1.amazonaws.com\nx-amz-date:" +
			lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		return "url " + url + "\n\n" + clientLog(c,
			stringToSignText(lookDate, "20250612/eu-west-1/"+service+"/aws4_request", c)) + plainMismatch
	}
	hit("path-not-double-encoded", "a URL in the text", Seen,
		printed("execute-api", "/v1%3A0/invoke", "", "https://x.execute-api.eu-west-1.amazonaws.com/v1%3A0/invoke"))
	hit("query-double-encoded", "a URL in the text", Seen,
		printed("s3", "/", "token=a%253D", "https://x.s3.eu-west-1.amazonaws.com/?token=a%3D"))
	near("path-not-double-encoded", "encoded twice",
		printed("execute-api", "/v1%253A0/invoke", "", "https://x.execute-api.eu-west-1.amazonaws.com/v1%3A0/invoke"))
	near("path-double-encoded", "a URL as people write it",
		printed("execute-api", "/v1%253A0/invoke", "", "https://x.execute-api.eu-west-1.amazonaws.com/v1:0/invoke"))
	near("query-double-encoded", "the URL of another request",
		printed("s3", "/", "token=a%253D", "https://x.s3.eu-west-1.amazonaws.com/?token=b%3D"))
	return list
}

// insideSights: a canonical request in the place of its hash, and of a library that has
// it there.
func insideSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	inside := `"AWS4-HMAC-SHA256\n` + lookDate + `\n` + lookScope + `\nPOST\n/big.zip\nuploads=\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\nx-amz-date:` + lookDate + `\n\nhost;x-amz-date\n` + emptySHA + `"`
	hit("string-to-sign-hash-wrong", "the canonical request itself", Seen, "signing "+inside+"\n\n"+plainMismatch)
	near("string-to-sign-hash-wrong", "Fine Uploader", "Fine Uploader posts {\"headers\":"+inside+"}\n\n"+plainMismatch)
	near("string-to-sign-malformed", "Fine Uploader", "Fine Uploader posts {\"headers\":"+inside+"}\n\n"+plainMismatch)
	return list
}

// bothShownSights: query and path as both sides show them.
func bothShownSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	both := func(mine, server string) string {
		canonical := func(line string) string {
			return "GET\n" + line + "\nhost:q1.execute-api.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate +
				"\n\nhost;x-amz-date\n" + emptySHA
		}
		const scope = "20250612/eu-west-1/execute-api/aws4_request"
		return clientLog(canonical(mine), stringToSignText(lookDate, scope, canonical(mine))) +
			canonicalAnswer(canonical(server), scope)
	}
	hit("query-repeated-name-merged", "values of one name with commas", Seen,
		both("/p\nids=7%2C3&view=a", "/p\nids=3&ids=7&view=a"))
	near("query-repeated-name-merged", "a value with commas", both("/p\nids=7%2C3", "/p\nids=7%2C3&view=a"))
	const sdk = "DEBUG software.amazon.awssdk.auth.signer.Aws4Signer - AWS4 "
	hit("path-reencoded-after-signing", "of an SDK's canonical request", Seen,
		sdk+both("/users/a%2540b\n", "/users/a%40b\n"))
	hit("path-double-encoded", "of a signer that is no SDK's", Seen, both("/users/a%252540b\n", "/users/a%2540b\n"))
	return list
}

// bothSidesSights: the client's canonical request beside the server's.
func bothSidesSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const s3Scope = "20250612/eu-west-1/s3/aws4_request"

	both := func(scope, mine, theirs string) string {
		return clientLog(mine, stringToSignText(lookDate, scope, mine)) + "\n" + canonicalAnswer(theirs, scope)
	}
	text := func(method, path, query, headers, names string) string {
		return method + "\n" + path + "\n" + query + "\n" + headers + "\n\n" + names + "\n" + emptySHA
	}
	const mlScope, host = "20250612/eu-west-1/machinelearning/aws4_request", "host:b.eu-west-1.amazonaws.com\n" +
		"x-amz-date:" + lookDate
	plain := func(path string) string { return text("GET", path, "", host, "host;x-amz-date") }
	hit("path-not-normalized", "two slashes", Seen, both(mlScope, plain("//"), plain("/")))
	hit("path-not-normalized", "a segment that goes up", Seen, both(mlScope, plain("/a/../b"), plain("/b")))
	near("path-not-normalized", "another path", both(mlScope, plain("/a"), plain("/b")))
	near("path-not-normalized", "S3 keeps segments", both(s3Scope, plain("/a//b"), plain("/a/b")))
	hit("path-reencoded-after-signing", "escapes once more", Seen, both(s3Scope, plain("/a%20b"), plain("/a%2520b")))
	near("path-reencoded-after-signing", "a service that encodes twice",
		both(mlScope, plain("/a%20b"), plain("/a%2520b")))
	near("path-reencoded-after-signing", "a raw path", both(s3Scope, plain("/a b"), plain("/a%20b")))

	form := func(query string) string {
		return text("POST", "/", query,
			"content-type:application/x-www-form-urlencoded\nhost:sns.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate,
			"content-type;host;x-amz-date")
	}
	const snsScope = "20250612/eu-west-1/sns/aws4_request"
	hit("form-body-merged-into-query", "the fields in the query", Seen,
		both(snsScope, form("Action=Publish&Message=hi"), form("")))
	posted := func(target string) string {
		return clientLog(form(""), stringToSignText(lookDate, snsScope, form(""))) + "POST " + target + " HTTP/1.1\n" +
			"Host: sns.eu-west-1.amazonaws.com\nContent-Type: application/x-www-form-urlencoded\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + snsScope +
			", SignedHeaders=content-type;host;x-amz-date, Signature=" + sha("x") + "\n\n" +
			echoed(form("Action=Publish&Message=hi"), lookDate, snsScope)
	}
	hit("form-body-merged-into-query", "the server's query, and none is sent", Seen, posted("/"))
	near("form-body-merged-into-query", "the server's query is sent", posted("/?Action=Publish&Message=hi"))
	near("form-body-merged-into-query", "a query that arrives",
		both(snsScope, form("Action=Publish&Message=hi"), form("Action=Publish")))
	near("form-body-merged-into-query", "GET",
		both(snsScope, text("GET", "/", "Action=Publish", host, "host;x-amz-date"),
			text("GET", "/", "", host, "host;x-amz-date")))

	const presigned = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
		"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate +
		"&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
	url := func(query string) string {
		return strings.Replace(text("GET", "/a.png", query, "host:b.s3.eu-west-1.amazonaws.com", "host"), emptySHA,
			"UNSIGNED-PAYLOAD", 1)
	}
	old := strings.Replace(presigned, "&X-Amz-SignedHeaders", "&X-Amz-Signature="+sha("old")+"&X-Amz-SignedHeaders", 1)
	hit("query-extra-parts-signed", "the signature of before", Seen, both(s3Scope, url(old), url(presigned)))
	near("query-extra-parts-signed", "a parameter more",
		both(s3Scope, url(presigned+"&x-id=GetObject"), url(presigned)))

	note := func(value string) string {
		return text("PUT", "/a.pdf", "",
			"host:b.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\nx-amz-meta-note:"+value,
			"host;x-amz-date;x-amz-meta-note")
	}
	hit("header-folded", "a line break in the block", Seen,
		both(s3Scope, note("Rosa canina,\ndet. 1931"), note("Rosa canina, det. 1931")))
	near("header-folded", "another value",
		both(s3Scope, note("Rosa canina,\ndet. 1932"), note("Rosa canina, det. 1931")))

	ids := func(query string) string {
		return refused(edit(t, changed(t, apiGet), "GET /", "GET /"+query),
			`{"message":"The request signature we calculated does not match the signature you provided. Check your `+
				`AWS Secret Access Key and signing method. Consult the service documentation for details."}`)
	}
	list = append(list, sight{code: "query-sort-key-wrong", name: "numbers", least: told, text: ids("x?id=9&id=10&z=")})
	near("query-sort-key-wrong", "numbers of one length", ids("x?id=19&id=20&z="))
	near("query-sort-key-wrong", "text", ids("x?id=10&id=9&z="))
	return list
}

// printSights: prints of a client whose hash is not that of its canonical request.
func printSights(_ testing.TB) (list []sight) {
	hit, _ := firstRows(&list)
	const scope = "20250612/eu-west-1/s3/aws4_request"

	hashed := func(hash string) string {
		c := "GET\n/a\n\nhost:pics.s3.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" +
			emptySHA
		return clientLog(c, "AWS4-HMAC-SHA256\n"+lookDate+"\n"+scope+"\n"+hash) + echoed(c, lookDate, scope)
	}
	hit("string-to-sign-hash-wrong", "another hash than that of equal texts", Likely, hashed(sha("something else")))
	return list
}

// askedStringSights: both texts, in what people paste when they ask others.
func askedStringSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	format := `String.format("AWS4-HMAC-SHA256%n%s%n%s%n%s", date, scope, hash);` + threadRefusal
	hit("line-ends-crlf", "the platform's line ends, on Windows", told, "On my Windows laptop only:\n"+format)
	near("line-ends-crlf", "the platform's line ends, elsewhere", "On my laptop only:\n"+format)
	hit("newline-not-interpreted", "\\n of Visual Basic", told,
		`Dim StringToSign As String = "GET\n" & "mws.amazonservices.de\n" & "/\n" & request`+threadRefusal)
	near("newline-not-interpreted", "vbLf of Visual Basic",
		`Dim StringToSign As String = "GET" & vbLf & "mws.amazonservices.de" & vbLf & "/" & vbLf & request`+threadRefusal)
	raw := func(blanks string) string {
		text := blanks + "POST\n" + blanks + "/prod/berths\n\n" + blanks + "host:x.execute-api.eu-north-1.amazonaws.com\n" +
			"x-amz-date:" + lookDate + "\n\n" + blanks + "host;x-amz-date\n" + blanks + sha("{}")
		return "```\n" + text + "\n```\n\nstring to sign:\n\nAWS4-HMAC-SHA256\n" + lookDate +
			"\n20250612/eu-north-1/execute-api/aws4_request\n" + sha(text) + "\n" + threadRefusal
	}
	hit("canonical-request-malformed", "the hash of indented lines", Seen, raw("        "))
	near("canonical-request-malformed", "the hash of lines that are not", raw(""))
	sql := func(end string) string {
		return "SET @cr += 'POST' + " + end + "\nSET @cr += '/' + " + end + "\nSET @cr += '' + " + end + "\nSET @sts = " +
			"'AWS4-HMAC-SHA256' + CHAR(10) + @ts" + threadRefusal
	}
	hit("line-ends-crlf", "CHAR(13) at the ends", told, sql("CHAR(13)"))
	near("line-ends-crlf", "CHAR(10) at the ends", sql("CHAR(10)"))
	code := "dim enc as System::Text::Encoding = System::Text::Encoding::GetEncoding(PAGE)\nsha256 = ComputeHash(enc.GetBytes(s))" +
		"\n'AWS4-HMAC-SHA256'" + threadRefusal
	hit("text-not-utf8", "the code page of UTF-16", told, strings.Replace(code, "PAGE", "1200", 1))
	near("text-not-utf8", "the code page of UTF-8", strings.Replace(code, "PAGE", "65001", 1))
	spread := "What the program prints:\n\nstringToSign:\nAWS4-HMAC-SHA256\n" + lookDate + "\nSCOPE\n" + sha("c") + "\n" + threadRefusal
	hit("string-to-sign-malformed", "a scope over several lines", Seen,
		strings.Replace(spread, "SCOPE", "eu-central-1\nexecute-api\naws4_request", 1))
	near("string-to-sign-malformed", "a scope in one line",
		strings.Replace(spread, "SCOPE", "20250612/eu-central-1/execute-api/aws4_request", 1))
	indented := "  GET https://s3.us-west-1.amazonaws.com/b?list-type=2\n  host: s3.us-west-1.amazonaws.com\n  x-amz-date: " + lookDate +
		"\n  authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-west-1/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n  <Error><Code>SignatureDoesNotMatch</Code><Message>The " +
		"request signature we calculated does not match the signature you provided.</Message><StringToSign>AWS4-HMAC-SHA256\n" +
		lookDate + "\n20250612/us-west-1/s3/aws4_request\n" + sha("c") + "</StringToSign></Error>\n"
	near("string-to-sign-malformed", "the server's text of which the first line is indented", indented)
	php := "$hashed = FUNC;\n$sts = \"AWS4-HMAC-SHA256\\n\" . $date . \"\\n\" . $scope . \"\\n\" . $hashed;\n" + threadRefusal
	hit("string-to-sign-hash-wrong", "hashed with a key", Likely,
		strings.Replace(php, "FUNC", "hash_hmac(\"sha256\", $canonicalrequest, True)", 1))
	near("string-to-sign-hash-wrong", "hashed without", strings.Replace(php, "FUNC", "hash(\"sha256\", $canonicalrequest)", 1))
	canonical := "GET\n/k\n\nhost:b.s3.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
	digest, _ := hex.DecodeString(sha(canonical))
	answer := threadTexts("/k", "", "host:b.s3.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	decimals := strings.ReplaceAll(strings.Trim(fmt.Sprint(digest), "[]"), " ", ",")
	erlang := `["AWS4-HMAC-SHA256","\n","` + lookDate + `","\n","20250612/eu-west-1/s3/aws4_request","\n",LAST]` + "\n\n" + answer
	hit("string-to-sign-hash-wrong", "bytes in a list", Seen, strings.Replace(erlang, "LAST", "<<"+decimals+">>", 1))
	near("string-to-sign-hash-wrong", "hex in a list", strings.Replace(erlang, "LAST", `"`+sha(canonical)+`"`, 1))
	near("string-to-sign-hash-wrong", "the bytes of a key", "AWS4-HMAC-SHA256\n20250612/eu-west-1/s3/aws4_request\n<<"+decimals+">>\n"+answer)
	python := `b'AWS4-HMAC-SHA256\n` + lookDate + `\n20250612/eu-west-1/s3/aws4_request\nLAST'` + "\n" + threadRefusal
	var escaped strings.Builder
	for _, b := range digest {
		fmt.Fprintf(&escaped, `\x%02x`, b)
	}
	hit("string-to-sign-hash-wrong", "bytes as escapes", Likely, strings.Replace(python, "LAST", escaped.String(), 1))
	near("string-to-sign-hash-wrong", "hex behind an escape", strings.Replace(python, "LAST", sha(canonical), 1))
	const hasher = "const sha = crypto.createHash('sha256')\n"
	hit("string-to-sign-hash-wrong", "one hash object for all", Likely, hasher+"signer.hash = (x) => sha.update(x).digest('hex')\n"+threadRefusal)
	near("string-to-sign-hash-wrong", "a hash object for each", "const hash = (x) => {\n  const sha = crypto.createHash('sha256')\n  return sha.update(x).digest('hex')\n}\n"+threadRefusal)
	lines := func(list ...string) string {
		return "StringToSign:\n" + strings.Join(list, "\n") + "\n\nSignature:\n" + sha("s") + "\n" + threadRefusal
	}
	const scope = "20250612/eu-west-1/s3/aws4_request"
	hit("string-to-sign-malformed", "no algorithm under a heading", Seen, lines(lookDate, scope, sha("c")))
	hit("string-to-sign-malformed", "date and scope exchanged, at the head", Seen, lines("AWS4-HMAC-SHA256", scope, lookDate, sha("c")))
	hit("algorithm-misnamed", "an algorithm without its beginning", Seen, lines("HMAC-SHA256", lookDate, scope, sha("c")))
	hit("string-to-sign-hash-wrong", "no last line", Possible, lines("AWS4-HMAC-SHA256", lookDate, scope))
	near("string-to-sign-malformed", "four lines under a heading", lines("AWS4-HMAC-SHA256", lookDate, scope, sha("c")))
	near("string-to-sign-malformed", "a string to sign cut in its first line", "-SHA256\n"+lookDate+"\n"+scope+"\n"+sha("c")+"\n"+threadRefusal)
	near("string-to-sign-malformed", "the end of a string to sign", lookDate+"\n"+scope+"\n"+sha("c")+"\n"+threadRefusal)
	hash := func(version, name string) string {
		return "put({ name: '" + name + "' })\nvar hash = crypto.createHash('sha256').update(body).digest('hex')\nnode " + version + "\n" + threadRefusal
	}
	hit("text-not-utf8", "letters in an old Node.js", told, hash("v0.10.3", "Zürich"))
	near("text-not-utf8", "ASCII in an old Node.js", hash("v0.10.3", "Bern"))
	near("text-not-utf8", "letters in a newer Node.js", hash("v18.1.0", "Zürich"))
	const joined = "<?php\n$string_to_sign = \"GET\\SEPwebservices.amazon.com\\n/onca/xml\\n\" . $pairs;\n$signature = hash_hmac('sha256', $string_to_sign, $secret, TRUE);\n" + threadRefusal
	hit("string-to-sign-malformed", "a backslash without its n", told, strings.Replace(joined, "SEP", "", 1))
	near("string-to-sign-malformed", "a line end", strings.Replace(joined, "SEP", "n", 1))
	traced := func(algorithm string) string {
		return "1 [main] TRACE XmlPull - .  .<StringToSign (2)> (2)\n1 [main] TRACE XmlPull - .  ." + algorithm + "\n" + lookDate + "\n" + lookScope + "\n" +
			sha("x") + " (2)\n1 [main] TRACE XmlPull - .  .<CanonicalRequest (2)> (2)\n1 [main] TRACE XmlPull - .  .PUT\n/b/k\nx-id=PutObject\nhost:h.example\n\nhost\n" +
			emptySHA + " (2)\n" + threadRefusal
	}
	near("string-to-sign-malformed", "an algorithm behind what a log writes", traced("AWS4-HMAC-SHA256"))
	near("path-mismatch", "a path behind what a log writes", traced("AWS4-HMAC-SHA256"))
	const stripped = "<?php\n$CanonicalRequest = \"GET\\n/dev\\n\\nhost:h\\n\\nhost\\n\" . $hash;\n$CR = str_replace(\"\\n\", \"WITH\", $CanonicalRequest);\n" +
		"$s = \"AWS4-HMAC-SHA256\\n\" . $d . \"\\n\" . $scope . \"\\n\" . hash('sha256', $CR);\n$k = 'AWS4' . $secret;\n" + threadRefusal
	hit("canonical-request-malformed", "line ends taken out", told, strings.Replace(stripped, "WITH", "", 1))
	near("canonical-request-malformed", "line ends shown", strings.Replace(stripped, "WITH", "<br>", 1))
	return list
}
