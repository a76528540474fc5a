package diagnose

import (
	"regexp"
	"strings"
	"testing"
)

// threadRefusal is what servers say of a signature that does not match, without their texts.
const threadRefusal = "\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does " +
	"not match the signature you provided. Check your key and signing method.</Message></Error>\n"

// threadTexts are the two texts of a server of S3, with what the first has of the request.
func threadTexts(path, query, headers, names string) string {
	return "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
		"signature you provided.</Message><StringToSign>AWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/" +
		"aws4_request\n" + sha("GET\n"+path+"\n"+query+"\n"+headers+"\n"+names+"\n"+sha("")) + "</StringToSign>" +
		"<CanonicalRequest>GET\n" + path + "\n" + query + "\n" + headers + "\n" + names + "\n" + sha("") +
		"</CanonicalRequest></Error>\n"
}

// threadSights are what people paste when they ask others: code, what it sent, the answer.
func threadSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	codeOfKeys(hit, near, changed(t, s3Get))
	codeOfTexts(hit, near)
	clocksOfThreads(hit, near)
	serversOfThreads(hit, near, changed(t, s3Put))
	toldInThreads(hit, near, t)
	return list
}

var chunkHash = regexp.MustCompile(`X-Amz-Content-Sha256: \w+`)

type (
	hitRow  func(code, name string, least Proof, text string)
	nearRow func(code, name, text string)
)

func codeOfKeys(hit hitRow, near nearRow, get string) {
	signed := func(lines string) string {
		return lines + "\n" + get + threadRefusal
	}
	day := `Blob k = Crypto.generateMac('hmacSHA256', Blob.valueOf('DAY'), Blob.valueOf('AWS4' + secretKey));`
	hit("signing-key-wrong-date", "a day in code", Likely, signed(strings.Replace(day, "DAY", "20250610", 1)))
	near("signing-key-wrong-date", "the day of the request in code", signed(strings.Replace(day, "DAY", "20250612", 1)))
	steps := func(last string) string {
		return "k = hmac.new((\"AWS4\" + secret).encode(), day.encode(), hashlib.sha256).digest()\n" +
			"k = hmac.new(k, region.encode(), hashlib.sha256).digest()\n" +
			"k = hmac.new(k, service.encode(), hashlib.sha256).digest()\n" + last +
			"sig = hmac.new(k, string_to_sign.encode(), hashlib.sha256).hexdigest()\n"
	}
	const terminator = "k = hmac.new(k, b\"aws4_request\", hashlib.sha256).digest()\n"
	hit("signing-key-steps-wrong", "no last step in code", Likely, signed(steps("")))
	near("signing-key-steps-wrong", "all steps in code", signed(steps(terminator)))
	near("signing-key-steps-wrong", "a last step of another name",
		signed(steps("k = hmac.new(k, terminator, hashlib.sha256).digest()\n")))
	root := "canonical_uri = '/'\ncanonical_querystring = ''\n"
	hit("path-mismatch", "the path of an example", Likely, signed(root))
	near("path-mismatch", "the path of an example, and then the real one", signed(root+"canonical_uri = path\n"))
	near("path-mismatch", "a path that is the root", root+strings.ReplaceAll(get, "/photos/cat.jpg", "/")+threadRefusal)
}

func codeOfTexts(hit hitRow, near nearRow) {
	format := `String.format("AWS4-HMAC-SHA256%n%s%n%s%n%s", date, scope, hash);` + threadRefusal
	hit("line-ends-crlf", "the platform's line ends, on Windows", told, "On my Windows laptop only:\n"+format)
	near("line-ends-crlf", "the platform's line ends, elsewhere", "On my laptop only:\n"+format)
	hit("newline-not-interpreted", "\\n of Visual Basic", told,
		`Dim StringToSign As String = "GET\n" & "mws.amazonservices.de\n" & "/\n" & request`+threadRefusal)
	near("newline-not-interpreted", "vbLf of Visual Basic",
		`Dim StringToSign As String = "GET" & vbLf & "mws.amazonservices.de" & vbLf & "/" & vbLf & request`+threadRefusal)
	pairs := "sign_to = 'AWSAccessKeyId=%s&Keywords=%s&Operation=%s&Version=%sMORE' % values" + threadRefusal
	hit("query-unsorted", "a format that was added to", told, strings.Replace(pairs, "MORE", "&ItemPage=%s", 1))
	near("query-unsorted", "a format in order", strings.Replace(pairs, "MORE", "&XPage=%s", 1))
	code := "  client.println(\"POST /things/lamp/shadow HTTP/1.1\");\n  client.print(\"Host: \"); client.println(host);\nMORE" +
		"  client.println(body);\n\nHTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException\n\n" +
		"{\"message\":\"Missing Authentication Token\",\"traceId\":\"cbe39ea1-6664-8a1c-64af-2c3612b0ab87\"}\n"
	hit("request-not-signed", "a program that writes its request", Seen, strings.Replace(code, "MORE", "", 1))
	near("request-not-signed", "a program that writes its request, signed",
		strings.Replace(code, "MORE", "  client.println(\"Authorization: \" + auth);\n", 1))
}

func clocksOfThreads(hit hitRow, near nearRow) {
	late := func(code, message string) string {
		return code + "\n{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired: " + message + "\"}\n"
	}
	const aDay = "20200415T014720Z is now earlier than 20200416T014222Z (20200416T014722Z - 5 min.)"
	hit("date-not-utc", "the local day, the hour of UTC", Likely, late(
		"String amzDate = system.Now().format('yyyyMMdd') + 'T' + system.Now().formatGMT('HHmmss') + 'Z';", aDay))
	near("date-not-utc", "a day of UTC, a day late", late(
		"String amzDate = system.Now().formatGMT('yyyyMMdd') + 'T' + system.Now().formatGMT('HHmmss') + 'Z';", aDay))
	const quarter = "20141106T071408Z is now earlier than 20141106T071409Z (20141106T072909Z - 15 min.)"
	hit("request-delayed", "a queue, just over a quarter of an hour", Likely, late("The app works off a queue.", quarter))
	near("request-delayed", "a queue, long over it", late("The app works off a queue.",
		"20141106T071408Z is now earlier than 20141106T073151Z (20141106T074651Z - 15 min.)"))
	url := "wss://a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
		ownKeyID + "%2F20250612%2Feu-west-1%2Fiotdevicegateway%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=86400" +
		"&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\nerror: Unexpected server response: 403\n\nheaders:\n" +
		"  date: DATE\n  x-amzn-ErrorType: ForbiddenException\n"
	hit("presigned-expired", "headers without their first line", Seen,
		strings.Replace(url, "DATE", "Sat, 14 Jun 2025 13:12:44 GMT", 1))
	near("presigned-expired", "headers without their first line, in time",
		strings.Replace(url, "DATE", "Thu, 12 Jun 2025 13:12:44 GMT", 1))
}

func serversOfThreads(hit hitRow, near nearRow, put string) {
	const headers, names = "host:saio.lab.example.org:8080\nx-amz-date:" + lookDate + "\n", "host;x-amz-date"
	both := func(mine, theirs string) string {
		return "Client side (trace):\n\nGET\n" + mine + "\n\n" + headers + "\n" + names + "\n" + sha("") + "\n\nanswer:\n" +
			threadTexts(theirs, "", headers, names)
	}
	hit("server-side-canonicalization", "a tilde that the server encodes", Seen, both("/lab/q1~a.csv", "/lab/q1%7Ea.csv"))
	near("server-side-canonicalization", "a tilde that both encode", both("/lab/q1%7Ea.csv", "/lab/q1%7Ea.csv"))
	hit("path-reencoded-after-signing", "dot segments that were signed", Seen, both("/lab/../a.csv", "/a.csv"))
	near("path-reencoded-after-signing", "another path", both("/lab/b.csv", "/a.csv"))
	head, _, _ := strings.Cut(put, "\r\n\r\n")
	chunked := strings.Replace(head+"\r\n\r\n", "Content-Length:", "Content-Encoding: aws-chunked\nContent-Length:", 1) +
		"\n<Error><Code>InvalidArgument</Code><Message>aws-chunked encoding is not supported with the specified " +
		"x-amz-content-sha256 value.</Message></Error>\n"
	hit("streaming-marker-mismatch", "chunks under a hash", Seen, chunked)
	near("streaming-marker-mismatch", "chunks under their word",
		chunkHash.ReplaceAllString(chunked, "X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
	service := "$ curl --aws-sigv4 \"aws:amz:us-east-1:s3\" -u \"$AK:$SK\" http://transcoder.store.example/pipelines\n" +
		"> GET /pipelines HTTP/1.1\n> Host: transcoder.store.example\n> Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n> X-Amz-Date: " +
		lookDate + "\n>\n< HTTP/1.1 403 Forbidden\n<\n" + threadRefusal
	hit("service-mismatch", "the service that a manual names", told,
		service+"The manual: please use the elastictranscoder service name.\n")
	near("service-mismatch", "a service that was tried", service+"I tried to use the elastictranscoder service name.\n")
}

func toldInThreads(hit hitRow, near nearRow, t testing.TB) {
	const (
		host  = "host:files.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
		names = "host;x-amz-content-sha256;x-amz-date"
	)
	sent := func(path string) string {
		return "GET " + path + " HTTP/1.1\nHost: files.s3.eu-west-1.amazonaws.com\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/s3/aws4_request, " +
			"SignedHeaders=" + names + ", Signature=" + sha("x") + "\n\n"
	}
	slashes := sent("/in/a.csv") + threadTexts("/in/a.csv", "", host, names)
	hit("path-normalized", "a slash lost on the way", Likely,
		"HTTP GET error on 'https://files.s3.eu-west-1.amazonaws.com//in/a.csv' (HTTP 403)\n"+slashes)
	near("path-normalized", "the same URL",
		"HTTP GET error on 'https://files.s3.eu-west-1.amazonaws.com/in/a.csv' (HTTP 403)\n"+slashes)
	list := threadTexts("/a.pdf", "", "host:b.s3.amazonaws.com\nx-amz-meta-doc_id:8\nx-amz-meta-docdate:9\n",
		"host;x-amz-meta-doc_id;x-amz-meta-docdate")
	hit("headers-unsorted", "a list from a debugger", Likely,
		"SignedHeaders: host;x-amz-meta-docdate;x-amz-meta-doc_id\n"+list)
	near("headers-unsorted", "the same list from a debugger",
		"SignedHeaders: host;x-amz-meta-doc_id;x-amz-meta-docdate\n"+list)
	folded := threadTexts("/a.pdf", "", "host:b.s3.amazonaws.com\nx-amz-meta-d:Vol. 12 Baptisms\n", "host;x-amz-meta-d")
	mine := "AWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" + sha("GET\n/a.pdf\n\n"+
		"host:b.s3.amazonaws.com\nx-amz-meta-d:Vol. 12  Baptisms\n\nhost;x-amz-meta-d\n"+sha(""))
	hit("header-spaces-not-collapsed", "the value in the data", Reproduced,
		folded+"\nMy string to sign:\n\n"+mine+"\n\nThe row: 4,\"Vol. 12  Baptisms\",x\n")
	near("header-spaces-not-collapsed", "the value in the data, with one blank",
		folded+"\nThe row: 4,\"Vol. 12 Baptisms\",x\n")
	merged := func(query string) string {
		return sent("/a?"+query) + threadTexts("/a", query, host, names)
	}
	hit("query-repeated-name-merged", "a name twice, and told", told, "Deux fois le même paramètre: 403.\n"+merged("e=1&e=2"))
	near("query-repeated-name-merged", "a name once, and twice told", "Deux fois le même paramètre: 403.\n"+merged("e=1&f=2"))
	double := func(v string) string {
		return sent("/a") + threadTexts("/a", "", strings.Replace(host, ".com", ".com"+v, 1), names)
	}
	hit("header-repeated-not-joined", "a host that is sent twice", Seen, double(", files.s3.eu-west-1.amazonaws.com"))
	near("header-repeated-not-joined", "another host behind the first", double(", other.s3.eu-west-1.amazonaws.com"))
	tags := func(value, line string) string {
		return clientLog("PUT\n/b/k\n\nhost:10.8.0.31:9005\nx-amz-content-sha256:"+emptySHA+"\nx-amz-date:"+lookDate+"\nx-amz-tagging:"+line+
			"\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-tagging\n"+emptySHA, "20250612/us-east-1/s3/aws4_request") +
			"\n\nPUT /b/k HTTP/1.1\nHost: 10.8.0.31:9005\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate + "\nX-Amz-Tagging: " + value +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, " +
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-tagging, Signature=" + sha("x") + "\n\n" + threadRefusal
	}
	hit("server-side-canonicalization", "a run of blanks that the client folds", told, tags("a   =   b", "a = b"))
	near("server-side-canonicalization", "a run of blanks that it keeps", tags("a   =   b", "a   =   b"))
	ec2 := "squid.conf has the defaults.\n\nPOST / HTTP/1.1\nHost: ec2.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate +
		"\nX-Forwarded-For: 10.20.4.17\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/eu-west-1/ec2/aws4_request, SignedHeaders=host;x-amz-date;x-forwarded-for, Signature=" + sha("x") +
		"\n\nAction=DescribeVpcs\n\n<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to " +
		"validate the provided access credentials</Message></Error></Errors></Response>\n"
	hit("volatile-header-signed", "a header of every hop, and a proxy", Likely, ec2)
	near("volatile-header-signed", "a header of every hop, unsigned", edit(t, ec2, ";x-forwarded-for,", ","))
}
