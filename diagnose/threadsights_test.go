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
	secondTries(hit, near)
	forumThreads(hit, near)
	lastThreads(hit, near)
	onlySpokenOf(near)
	onTheirWay(hit, near, t)
	handMade(hit, near)
	saidOfPairs(hit, near)
	toldValues(hit, near)
	givenToSigners(hit, near)
	loggedByClients(hit, near)
	saidOfOthers(near)
	shownBeside(near)
	toldOfHashes(hit, near)
	namedByAnswers(hit, near)
	shownByBytes(hit, near)
	sentWithOthers(hit, near)
	shapesOfStrings(hit, near)
	codeOfClients(hit, near)
	secondSights(hit, near)
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

func secondTries(hit hitRow, near nearRow) {
	raw := func(blanks string) string {
		text := blanks + "POST\n" + blanks + "/prod/berths\n\n" + blanks + "host:x.execute-api.eu-north-1.amazonaws.com\n" +
			"x-amz-date:" + lookDate + "\n\n" + blanks + "host;x-amz-date\n" + blanks + sha("{}")
		return "```\n" + text + "\n```\n\nstring to sign:\n\nAWS4-HMAC-SHA256\n" + lookDate +
			"\n20250612/eu-north-1/execute-api/aws4_request\n" + sha(text) + "\n" + threadRefusal
	}
	hit("canonical-request-malformed", "the hash of indented lines", Seen, raw("        "))
	near("canonical-request-malformed", "the hash of lines that are not", raw(""))
	requires := "GET /live/tide HTTP/1.1\nHost: q0f6v8hd2k.execute-api.us-west-2.amazonaws.com\nx-amz-date: " + lookDate +
		"\nauthorization: AWS4-HMAC-SHA256 credential=" + ownKeyID + "/20250612/us-west-2/execute-api/aws4_request, " +
		"signedHeaders=host;x-amz-date, signature=" + sha("x") + "\n\nstatus 403\n{\"message\":\"Authorization header " +
		"requires 'Credential' parameter. Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and " +
		"encoded with Base64) Authorization=lt2NAoox2TfPLjQBhi6F/Qm3uNfx27qrs3Tk6XJv/B8=\"}\n"
	hit("authorization-part-missing", "names in camel case", Seen, requires)
	near("bearer-token-sent", "a header whose hash is told", requires)
	earlier := "1) {\"message\":\"Missing Authentication Token\"}\n2) with the header:\n\n" + requires
	hit("authorization-part-missing", "behind an earlier answer", Seen, earlier)
	twice := "GET /a HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/ID/20250612/eu-west-1/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=" + sha("x") + "\n\n"
	hit("credential-malformed", "the key ID twice", Seen, strings.Replace(twice, "/ID/", "/"+ownKeyID+"/", 1))
	near("credentials-mixed", "the key ID twice", strings.Replace(twice, "/ID/", "/"+ownKeyID+"/", 1))
	shell := "++ hexdump -ve '1/1 \"%02x\"'\n./s3put.sh: line 31: hexdump: command not found\n+ kSecret=\n+ curl -H " +
		"'Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-2/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=SIG' -H 'x-amz-date: " + lookDate + "' https://b.s3.eu-west-2.amazonaws.com/a\n400\n"
	hit("hmac-tool-failed", "a tool that is missing, and no signature", told, strings.Replace(shell, "SIG", "", 1))
	search := "const params = u.search.split('&').sort().join('&'); // AWS4-HMAC-SHA256\nfetch('/s?from=1&to=2')" + threadRefusal
	hit("query-extra-parts-signed", "search with its question mark", told, search)
	near("query-extra-parts-signed", "search without it", strings.Replace(search, ".search.", ".search.slice(1).", 1))
	scope := "let scope = [day, region, service].joined(separator: \"/\")\nlet sts = [\"AWS4-HMAC-SHA256\", stamp, scope, h]" +
		"\nlet auth = \"AWS4-HMAC-SHA256 Credential=\\(id)/\\(scope)/aws4_request, SignedHeaders=\\(n), Signature=\\(s)\"\n" +
		threadRefusal
	hit("string-to-sign-scope-mismatch", "a scope that ends in the header alone", told, scope)
	near("string-to-sign-scope-mismatch", "a scope that ends in the text, too",
		strings.Replace(scope, "stamp, scope, h", "stamp, scope + \"/aws4_request\", h", 1))
	ecdsa := "% AWS4-ECDSA-P256-SHA256\nDigest = crypto:hash(sha256, S),\nSig = crypto:sign(ecdsa, sha256, WHAT, [K, secp256r1])," +
		threadRefusal
	hit("sigv4a-signature-wrong", "the hash of the hash", told, strings.Replace(ecdsa, "WHAT", "Digest", 1))
	near("sigv4a-signature-wrong", "the string itself", strings.Replace(ecdsa, "WHAT", "S", 1))
	year := func(day string) string {
		url := "https://files.skibus.example/a.json?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=skibus-app%2F" + day +
			"%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + day + "T064512Z&X-Amz-Expires=1800&X-Amz-SignedHeaders=host"
		return "$ curl -v '" + url + "&X-Amz-Signature=" + sha("x") + "'\n> GET /a.json?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=skibus-app... HTTP/2\n> Host: files.skibus.example\n< HTTP/2 403\n< server: MinIO\n" +
			"< date: Mon, 29 Dec 2025 06:45:19 GMT\n<\n<Error><Code>AccessDenied</Code><Message>Request is not valid " +
			"yet</Message></Error>\n"
	}
	hit("date-week-year", "a target that is cut off by dots", Seen, year("20261229"))
	near("date-week-year", "another day", year("20260115"))
	head := "GET / HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate + "\n"
	hit("request-not-signed", "headers that a blank line ends", Seen, head+"\nHTTP/1.1 403 Forbidden\n\n"+
		"<Error><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error>\n")
	near("request-not-signed", "headers that the end of the paste ends", head)
}

func forumThreads(hit hitRow, near nearRow) {
	lines := func(end string) string {
		return "SET @cr += 'POST' + " + end + "\nSET @cr += '/' + " + end + "\nSET @cr += '' + " + end + "\nSET @sts = " +
			"'AWS4-HMAC-SHA256' + CHAR(10) + @ts" + threadRefusal
	}
	hit("line-ends-crlf", "CHAR(13) at the ends", told, lines("CHAR(13)"))
	near("line-ends-crlf", "CHAR(10) at the ends", lines("CHAR(10)"))
	incomplete := "GET /a.webp HTTP/1.1\nHost: b.oss-cn-shenzhen.aliyuncs.com\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
		"LTAI****************/oss-cn-shenzhen/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=" + sha("x") +
		"\nx-amz-date: " + lookDate + "\n\n<Error><Code>InvalidArgument</Code><Message>The Credential field in " +
		"Authorization header is incomplete.</Message></Error>\n"
	hit("credential-malformed", "a credential without its date", Seen, incomplete)
	code := "dim enc as System::Text::Encoding = System::Text::Encoding::GetEncoding(PAGE)\nsha256 = ComputeHash(enc.GetBytes(s))" +
		"\n'AWS4-HMAC-SHA256'" + threadRefusal
	hit("text-not-utf8", "the code page of UTF-16", told, strings.Replace(code, "PAGE", "1200", 1))
	near("text-not-utf8", "the code page of UTF-8", strings.Replace(code, "PAGE", "65001", 1))
	replaced := func(a, b string) string {
		return "$request = $client->createPresignedRequest($cmd, '+2 hours');\n$url = str_replace('" + a + "', '" + b +
			"', $url);\n\nhttps://courses.fra1.cdn.spaces.example/m.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
			ownKeyID + "%2F20250612%2Ffra1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=7200&" +
			"X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + threadRefusal
	}
	hit("host-mismatch", "another host put into a presigned URL", told,
		replaced(".fra1.spaces.example", ".fra1.cdn.spaces.example"))
	spread := "What the program prints:\n\nstringToSign:\nAWS4-HMAC-SHA256\n" + lookDate + "\nSCOPE\n" + sha("c") + "\n" + threadRefusal
	hit("string-to-sign-malformed", "a scope over several lines", Seen,
		strings.Replace(spread, "SCOPE", "eu-central-1\nexecute-api\naws4_request", 1))
	near("string-to-sign-malformed", "a scope in one line",
		strings.Replace(spread, "SCOPE", "20250612/eu-central-1/execute-api/aws4_request", 1))
	proxy := "S3PROXY_SERVICE_PATH: /s3\n\nGET /s3/b/ HTTP/1.1\nHost: s3.nas.example\nX-Amz-Content-Sha256: " + emptySHA +
		"\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
		"\n\n" + threadRefusal
	hit("path-prefix-rewritten", "the service path of S3Proxy", told, proxy)
	near("path-prefix-rewritten", "no service path of S3Proxy", strings.Replace(proxy, "S3PROXY_SERVICE_PATH: /s3", "", 1))
	v2 := "https://s3.amazonaws.com/b/a?AWSAccessKeyId=" + ownKeyID + "&Expires=1490652000&Signature=lTbTQcXVHGQf1X+gaqIONgyKvQY=\n\n" +
		"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature " +
		"you provided.</Message><SignatureProvided>lTbTQcXVHGQf1XGOTgaqIONgyKvQY=</SignatureProvided></Error>\n"
	hit("plus-for-space", "a raw + in a signature of Version 2", Seen, strings.Replace(v2, "GOT", " ", 1))
	indented := "  GET https://s3.us-west-1.amazonaws.com/b?list-type=2\n  host: s3.us-west-1.amazonaws.com\n  x-amz-date: " + lookDate +
		"\n  authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-west-1/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n  <Error><Code>SignatureDoesNotMatch</Code><Message>The " +
		"request signature we calculated does not match the signature you provided.</Message><StringToSign>AWS4-HMAC-SHA256\n" +
		lookDate + "\n20250612/us-west-1/s3/aws4_request\n" + sha("c") + "</StringToSign></Error>\n"
	near("string-to-sign-malformed", "the server's text of which the first line is indented", indented)
	near("clock-skew", "a clock that was off, and is set", "[GELÖST] Es war die Uhr. Vorher kam \"Signature expired: "+
		"20210101T000312Z is now earlier than ...\", jetzt:\n\nstatusCode: 200\n")
}

func lastThreads(hit hitRow, near nearRow) {
	const names = "host;x-amz-content-sha256;x-amz-date"
	signed := func(host, path, service string) string {
		return "GET " + path + " HTTP/1.1\nHost: " + host + "\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-north-1/" + service +
			"/aws4_request, SignedHeaders=" + names + ", Signature=" + sha("x") + "\n\n"
	}
	follows := signed("cam.s3.amazonaws.com", "/", "s3") + "HTTP/1.1 307 Temporary Redirect\nLocation: https://LOCATION/\n\n" +
		"GET / HTTP/1.1\nHost: cam.s3-eu-north-1.amazonaws.com\nx-amz-date: " + lookDate + "\n\nHTTP/1.1 403 Forbidden\n\n" +
		"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n"
	hit("redirect-host-changed", "a redirection that is followed unsigned", Seen,
		strings.Replace(follows, "LOCATION", "cam.s3-eu-north-1.amazonaws.com", 1))
	near("redirect-host-changed", "a redirection elsewhere", strings.Replace(follows, "LOCATION", "www.example.org", 1))
	headers := "host:nas7.lab.example:5000\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
	log := "CanonicalRequest:\nGET\n/b/a%20b\n\n" + headers + "\n" + names + "\n" + emptySHA +
		"\n\n\"GET SENT HTTP/1.1\" 403 None\n\n" + threadTexts("/b/a%2520b", "", headers, names)
	hit("server-side-canonicalization", "a path that the server encodes once more", Seen,
		strings.Replace(log, "SENT", "/b/a%20b", 1))
	near("server-side-canonicalization", "a path that is sent encoded once more", strings.Replace(log, "SENT", "/b/a%2520b", 1))
	json := "body: JSON.stringify(msg.payload)\n\nr = requests.post(url, SENT, headers=h)  # AWS4-HMAC-SHA256" + threadRefusal
	hit("body-reserialized", "json= for a signed text", told, strings.Replace(json, "SENT", "json=body", 1))
	near("body-reserialized", "data= for a signed text", strings.Replace(json, "SENT", "data=text", 1))
	dots := func(path string) string {
		h := "host:t.s3.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
		return threadTexts(path, "", h, names)
	}
	hit("path-normalized", "a dot segment that arrived", told, dots("/x/."))
	near("path-normalized", "a dot in a segment that arrived", dots("/x/.a"))
	serverless := strings.Replace(signed("m8x1.us-east-1.aoss.amazonaws.com", "/_aliases", "aoss"),
		"X-Amz-Content-Sha256: "+emptySHA+"\n", "", 1)
	hit("payload-hash-header-missing", "a mismatch of OpenSearch Serverless", Likely,
		strings.Replace(serverless, names, "host;x-amz-date", 1)+"HTTP/1.1 403 Forbidden\n"+threadRefusal)
	near("payload-hash-header-missing", "one with the hash",
		signed("m8x1.us-east-1.aoss.amazonaws.com", "/_aliases", "aoss")+"HTTP/1.1 403 Forbidden\n"+threadRefusal)
}

// onlySpokenOf are errors that were not answered, and headers of which a log keeps a part.
func onlySpokenOf(near nearRow) {
	const expired = "The security token included in the request is expired"
	for name, text := range map[string]string{
		"never seen":   "We renew them early and never saw \"" + expired + "\".",
		"would come":   "Links end with the session: users would see \"" + expired + "\" after an hour.",
		"ruled out":    "What it was not: expired credentials (no \"" + expired + "\").",
		"of an alarm":  "- Filter pattern: \"" + expired + "\"",
		"of a list":    "3. \"" + expired + "\" -> restart the pods.",
		"of a test":    "[5/5] an old token must be refused ...... \"" + expired + "\" -> ok",
		"of a closing": "Resolved - between 08:10 and 08:55 some calls were answered with \"" + expired + "\".",
	} {
		near("session-token-expired", name, text+"\n")
	}
	kept := "10.1.4.7 [14/Sep/2026:09:12:33] {AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request} " +
		"200 \"GET /b/k HTTP/1.1\"\n"
	near("authorization-part-missing", "a log that keeps the first part", kept)
	near("credential-malformed", "a pattern", "$ grep -o 'AWS4-HMAC-SHA256 Credential=[^,\"]*' es.log | sort | uniq -c\n")
}

// onTheirWay are requests that are changed, delayed or read otherwise after they were signed.
func onTheirWay(hit hitRow, near nearRow, t testing.TB) {
	get := changed(t, s3Get)
	v2 := func(text string) string {
		return "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
			"signature you provided. Check your key and signing method.</Message><StringToSign>" + text +
			"</StringToSign><SignatureProvided>yyEeyaUVo3Upp0WRAM6SsVc5q9E=</SignatureProvided></Error>\n"
	}
	const old = "https://clips.s3.amazonaws.com/in/reel.mp4?AWSAccessKeyId=" + ownKeyID +
		"&Signature=yyEeyaUVo3Upp0WRAM6SsVc5q9E%3D&Expires=1684402911TYPE\n"
	hit("content-type-mismatch", "Version 2, a type that was not presigned", Likely,
		strings.Replace(old, "TYPE", "", 1)+v2("PUT\n\nvideo/mp4\n1684402911\n/clips/in/reel.mp4"))
	near("content-type-mismatch", "Version 2, the type that was presigned",
		strings.Replace(old, "TYPE", "&Content-Type=video%2Fmp4", 1)+v2("PUT\n\nvideo/mp4\n1684402911\n/clips/in/reel.mp4"))
	hit("header-added-in-transit", "Version 2, flat, with CloudFront's header", Seen,
		v2("GET x-amz-cf-id:q0Vt5c2Xo8Jm== x-amz-date:Tue, 14 Jan 2014 10:21:55 GMT /a/b.jpg"))
	near("header-added-in-transit", "Version 2, flat, with the client's headers",
		v2("GET x-amz-acl:private x-amz-date:Tue, 14 Jan 2014 10:21:55 GMT /a/b.jpg"))
	hit("method-mismatch", "Version 2, presigned for another operation", Likely,
		"s3.getSignedUrl('putObject', params)\n"+v2("GET\n\n\n1684402911\n/clips/in/reel.mp4"))
	near("method-mismatch", "Version 2, presigned for this operation",
		"s3.getSignedUrl('putObject', params)\n"+v2("PUT\n\n\n1684402911\n/clips/in/reel.mp4"))
	head := "$ curl OPTION https://data.example.org/file/7\nHTTP/1.1 303 See Other\nLocation: https://b.s3.amazonaws.com/k?" +
		"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=" + lookDate + "&X-Amz-SignedHeaders=host&X-Amz-Expires=60&" +
		"X-Amz-Credential=" + ownKeyID + "%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=" + sha("x") +
		"\n\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n\n"
	hit("method-mismatch", "HEAD follows to a presigned URL", Likely, strings.Replace(head, "OPTION", "-IL", 1))
	near("method-mismatch", "GET follows to a presigned URL", strings.Replace(head, "OPTION", "-iL", 1))
	skewed := "RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n"
	hit("request-delayed", "large files alone", Likely, "It works fine with small files, and large ones fail:\n"+skewed)
	near("request-delayed", "all files", "It fails with small files and with large ones:\n"+skewed)
	trailers := "operation error S3: UploadPart, https response error StatusCode: 400, api error XAmzContentSHA256Mismatch: The " +
		"provided 'x-amz-content-sha256' header does not match what was computed.\n"
	hit("streaming-trailer-unsupported", "since a newer client, on premise", Seen,
		"Since we upgraded to 1.10 uploads to our on-premise store fail, the older version works.\n"+trailers)
	near("streaming-trailer-unsupported", "since a newer client, on AWS", "Since we upgraded to 1.10 uploads fail.\n"+trailers)
	escaped := func(path string) string {
		return strings.Replace(get, "/photos/cat.jpg", path, 1) + "HTTP/1.1 403 Forbidden\n" + threadRefusal
	}
	hit("unreserved-encoded", "a tilde", Likely, escaped("/photos/a%7E2.jpg"))
	hit("unreserved-encoded", "a slash, and keys without one work", Likely,
		"An object in the root of the bucket is fine.\n"+escaped("/7%2Fbridge%2Flog"))
	near("unreserved-encoded", "a blank", escaped("/photos/a%202.jpg"))
	near("unreserved-encoded", "a slash in the query", escaped("/photos/?prefix=a%2Fb"))
	hit("query-under-encoded", "a brace that no URI holds", Likely, braces(get, "{draft", "%7Bdraft"))
	near("query-under-encoded", "a brace that is encoded", braces(get, "%7Bdraft", "%7Bdraft"))
	bare := "`http://127.0.0.1/a.png?x` fails, SAID\n" +
		threadTexts("/a.png", "x=", "host:p.s3.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("query-empty-value-missing-equals", "and with = it works", Likely, strings.Replace(bare, "SAID", "`x=` works, `x` alone does not", 1))
	near("query-empty-value-missing-equals", "a parameter that has its =", strings.Replace(bare, "?x`", "?x=`", 1))
	hit("path-under-encoded", "a colon in the key", told, "Keys with a colon fail, all else works with S3."+threadRefusal)
	near("path-under-encoded", "a colon elsewhere", "There is a colon behind Signature in my header."+threadRefusal)
	hit("session-token-signed-too-early", "a handshake that fails", Possible,
		"websocket: bad handshake\nout, _ := cli.AssumeRole(in)\nsigner.Presign(req, nil, \"iotdevicegateway\", region, d, time.Now())\n")
	near("session-token-signed-too-early", "a handshake without temporary credentials",
		"websocket: bad handshake\nsigner.Presign(req, nil, \"iotdevicegateway\", region, d, time.Now())\n")
	incomplete := "x-amzn-errortype: IncompleteSignatureException\n\nThe header is\n\n    Authorization: SCHEME eyJhbGciOiJIUzI1NiJ9\n"
	hit("bearer-token-sent", "told in a post", Likely, strings.Replace(incomplete, "SCHEME", "Bearer", 1))
	near("bearer-token-sent", "another scheme, told in a post", strings.Replace(incomplete, "SCHEME", "Token", 1))
	ranged := "THIS\nhttps://v.s3.us-west-2.amazonaws.com/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
		"%2F20250612%2Fus-west-2%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host%3Brange&" +
		"X-Amz-Signature=" + sha("x") + "\n" + threadRefusal
	hit("signed-header-not-sent", "range, in a browser", Likely, strings.Replace(ranged, "THIS", "Opening the url in Chrome:", 1))
	near("signed-header-not-sent", "range, set in a browser",
		strings.Replace(ranged, "THIS", "We use it in the browser, with fetch(url, {headers: {Range: 'bytes=0-9'}}):", 1))
	near("signed-header-not-sent", "range, in a player", strings.Replace(ranged, "THIS", "The player asks for the first part:", 1))
}

// braces is a request that was sent with a prefix, and the server's texts for it.
func braces(get, sent, seen string) string {
	const names = "host;x-amz-content-sha256;x-amz-date"
	headers := "host:holiday-pics.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
	return strings.Replace(get, "/photos/cat.jpg", "/?list-type=2&prefix="+sent, 1) + "HTTP/1.1 403 Forbidden\n\n" +
		threadTexts("/", "list-type=2&prefix="+seen, headers, names)
}

// handMade are signers of people's own, and what they say of them.
func handMade(hit hitRow, near nearRow) {
	port := "canonical_headers <- c(list(host = p$HOST), headers)\nSys.setenv(\"AWS_S3_ENDPOINT\" = \"rgw.lab.local:7480\")\nAWS4" + threadRefusal
	hit("host-port-mismatch", "the name of the host, in R", told, strings.Replace(port, "HOST", "hostname", 1))
	near("host-port-mismatch", "name and port, in R", strings.Replace(port, "p$HOST", "paste0(p$hostname, \":\", p$port)", 1))
	near("host-port-mismatch", "a line of a file, in R",
		strings.NewReplacer("HOST", "hostname", "\"rgw.lab.local:7480\"", "host # at server.R:1234").Replace(port))
	vcl := "ORDER\n  awsrest.v4_generic(service = \"s3\", canonical_headers = \"host:\" + bereq.http.host + awsrest.lf());\n" + threadRefusal
	hit("host-not-signed", "unset in Varnish", told, strings.Replace(vcl, "ORDER", "  unset bereq.http.host;", 1))
	near("host-not-signed", "set in Varnish", strings.Replace(vcl, "ORDER", "  set bereq.http.host = \"b.s3.amazonaws.com\";", 1))
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
	hmac := "$k = hash_hmac('sha256', FIRST, SECOND, true);\n" + threadRefusal
	key, day := "'AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'", "'20110909'"
	hit("hmac-arguments-swapped", "a key in quotes", Likely, strings.NewReplacer("FIRST", key, "SECOND", day).Replace(hmac))
	near("hmac-arguments-swapped", "a key in quotes where it belongs", strings.NewReplacer("FIRST", day, "SECOND", key).Replace(hmac))
	template := "Canonical request I dumped from the signer:\nGET\n/v0/items/SEGMENT/offers\na=1\naccept:application/json\n" +
		"host:api.example.com\nx-amz-date:" + lookDate + "\n" + threadRefusal
	hit("placeholder-unresolved", "a template that was signed", Likely, strings.Replace(template, "SEGMENT", "%257BAsin%257D", 1))
	near("placeholder-unresolved", "a value that was signed", strings.Replace(template, "SEGMENT", "B07PXGQC1Q", 1))
	body := "POST with Postman fails: \"rawModeData\": \"{\\\"customer\\\": \\\"WHO\\\"}\"" + threadRefusal
	hit("placeholder-unresolved", "a variable in the body", told, strings.Replace(body, "WHO", "{{customerId}}", 1))
	near("placeholder-unresolved", "no variable in the body", strings.Replace(body, "WHO", "10042", 1))
	hit("path-under-encoded", "a function by its alias", told, "lambda:invoke fails by version or alias."+threadRefusal)
	near("path-under-encoded", "a function by its name", "lambda:invoke fails by name."+threadRefusal)
	hit("url-damaged", "a query that is cut off", told, "The query string of the presigned URL is cut off."+threadRefusal)
	near("url-damaged", "a query that is kept", "The query string of the presigned URL is as it was."+threadRefusal)
	hit("query-under-encoded", "signed before it is encoded", told, "The signature is generated prior to URL encoding."+threadRefusal)
	near("query-under-encoded", "signed behind it", "The signature is generated after URL encoding."+threadRefusal)
	hit("unreserved-encoded", "a tilde, told", told, "put requests for a key with a tilde in it fail."+threadRefusal)
	near("unreserved-encoded", "a hyphen, told", "put requests for a key with a hyphen in it fail."+threadRefusal)
	elixir := ":aws_signature.sign_v4_query_params(a, s, region, service, now, method, url, OPTS)" + threadRefusal
	hit("unsigned-payload-misused", "presigned in Erlang", told, strings.Replace(elixir, "OPTS", "ttl: 60", 1))
	near("unsigned-payload-misused", "presigned in Erlang with a digest",
		strings.Replace(elixir, "OPTS", "ttl: 60, body_digest: \"UNSIGNED-PAYLOAD\"", 1))
	const names = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" +
		lookDate + "&X-Amz-Expires=300&X-Amz-SignedHeaders=host"
	hit("query-param-added-after-signing", "a cache buster that arrived", told,
		threadTexts("/a.png", names+"&v=63636312190", "host:s3.amazonaws.com\n", "host"))
	near("query-param-added-after-signing", "a parameter of S3 that arrived",
		threadTexts("/a.png", names+"&versionId=63636312190", "host:s3.amazonaws.com\n", "host"))
	twice := "We pass `versions` twice: StatusError(403, \"GET\", \"/b?versions&MORE&prefix=a\")" + threadRefusal
	hit("query-repeated-name-merged", "a target of an exception", told, strings.Replace(twice, "MORE", "versions=", 1))
	near("query-repeated-name-merged", "a target without a name twice", strings.Replace(twice, "MORE", "marker=", 1))
	date := "<Message>AWS authentication requires a valid Date or x-amz-date header</Message>\nx-amz-date: DATE\n"
	hit("date-format", "a date of the machine's language", Likely, strings.Replace(date, "DATE", "mar., 07 août 2018 09:12:51 GMT", 1))
	near("date-format", "a good date, told", strings.Replace(date, "DATE", "20180807T091251Z", 1))
	pair := "actual request:\n\nx-amz-acl:private\nx-amz-date:MINE\nx-amz-meta-MD5:a\n\nAWS calculated:\n\nx-amz-acl:private\n" +
		"x-amz-date:Tue, 14 Oct 2014 08:21:07 GMT\nx-amz-meta-md5:a\n" + threadRefusal
	near("date-format", "a date of Version 2 on both sides", strings.Replace(pair, "MINE", "Tue, 14 Oct 2014 08:21:07 GMT", 1))
	both := "Is returning the error \"The request signature we calculated does not match the signature you provided ...\"\n\nhere is the request generated by ExAws compared to the canonical request returned in the error response:\n\nGET\\n/\\n\\nhost:s3.amazonaws.com\\nx-amz-date:" + lookDate + "\\n\\nhost;x-amz-date\\n" +
		emptySHA + "\n\nGET\\n/\\n\\nhost:SEEN\\nx-amz-date:" + lookDate + "\\n\\nhost;x-amz-date\\n" + emptySHA + "\n"
	hit("header-repeated-not-joined", "a host that is sent twice", Seen, strings.Replace(both, "SEEN", "s3.amazonaws.com, s3.amazonaws.com", 1))
	near("header-repeated-not-joined", "another host", strings.Replace(both, "SEEN", "s3.amazonaws.org", 1))
	late := "POST / HTTP/1.1\nHost: glacier.us-east-1.amazonaws.com\nX-Amz-Date: 20121113T201142Z\nX-Amz-Content-Sha256: " + emptySHA + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20121113/us-east-1/glacier/aws4_request, " +
		"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n" +
		"Date: Tue, 13 Nov 2012 20:18:20 GMT\nClient-Date: Tue, 13 Nov 2012 CLOCK GMT\n\n{\"message\":\"Signature expired: " +
		"20121113T201142Z is now earlier than 20121113T201320Z (20121113T201820Z - 5 min.)\"}\n"
	hit("request-delayed", "a clock that agrees", Likely, strings.Replace(late, "CLOCK", "20:18:20", 1))
	near("request-delayed", "a clock that does not", strings.Replace(late, "CLOCK", "20:11:44", 1))
	key38 := "AWS_ACCESS_KEY_ID: 'IDS7Q....',\nAWS_SECRET_ACCESS_KEY: '/hV2......',\n<Error><Code>InvalidClientTokenId</Code><Message>The " +
		"security token included in the request is invalid.</Message></Error>\n"
	hit("session-token-missing", "a masked temporary key ID", Likely, strings.Replace(key38, "'ID", "'ASIA", 1))
	near("session-token-missing", "a masked key ID", strings.Replace(key38, "'ID", "'AKIA", 1))
}

// saidOfPairs are two requests of which people say that one works and one fails.
func saidOfPairs(hit hitRow, near nearRow) {
	two := func(bad, good string) string {
		return "When given\n\n`https://api.example.com" + bad + "`\n\nthe signature is not accepted. With\n\n`https://api.example.com" + good +
			"`\n\nit works." + threadRefusal
	}
	hit("query-unsorted", "one in order works", Likely, two("/t?start=1&end=2", "/t?end=2&start=1"))
	near("query-unsorted", "one with other values works", two("/t?start=1&end=2", "/t?end=3&start=1"))
	near("query-unsorted", "one out of order works", two("/t?end=2&start=1", "/t?start=1&end=2"))
	labelled := "* `0.36` (works): `GOOD`\n* `1.0` (fails): `BAD`\n" + threadRefusal
	hit("path-under-encoded", "an escape works", Likely,
		strings.NewReplacer("GOOD", "/%40connections/Qm", "BAD", "/@connections/Qm").Replace(labelled))
	near("path-under-encoded", "another path works",
		strings.NewReplacer("GOOD", "/%40connections/Qm", "BAD", "/@connections/Qn").Replace(labelled))
	hit("unreserved-encoded", "a slash works", Likely, two("/a%2Fb", "/a/b"))
	near("unreserved-encoded", "an escape that works", two("/a/b", "/a%2Fb"))
	curl := "`curl 'http://127.0.0.1/s?q=A'` -> 403, `curl 'http://127.0.0.1/s?q=B'` -> 200\n" + threadRefusal
	hit("query-under-encoded", "a value that is encoded fails", told, strings.NewReplacer("=A", "=red%20shoes%2Fboots", "=B", "=shoes").Replace(curl))
	near("query-under-encoded", "another value fails", strings.NewReplacer("=A", "=boots", "=B", "=shoes").Replace(curl))
}

// toldValues are lengths, hashes, variables and headers that people give beside a failure.
func toldValues(hit hitRow, near nearRow) {
	const list = "content-length;host"
	sized := "POST /presign {\"fileSize\":TOLD}\n" + threadTexts("/a.jpg", "X-Amz-SignedHeaders=content-length%3Bhost",
		"content-length:187342\nhost:b.s3.amazonaws.com\n", list)
	hit("content-length-mismatch", "a size that was presigned", Likely, strings.Replace(sized, "TOLD", "204800", 1))
	near("content-length-mismatch", "the size that arrived", strings.Replace(sized, "TOLD", "187342", 1))
	post := "POST /?Marker=page2 HTTP/1.1\nHost: store.example.internal\nX-Amz-Date: " + lookDate +
		"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/sns/aws4_request, SignedHeaders=host;x-amz-date, " +
		"Signature=" + sha("x") + "\n\nis answered SignatureDoesNotMatch. For the payload we get\n\n`HASH`\n"
	hit("wrong-text-hashed", "the hash of the query", Seen, strings.Replace(post, "HASH", sha("Marker=page2"), 1))
	near("wrong-text-hashed", "the hash of something else", strings.Replace(post, "HASH", sha("page2"), 1))
	vars := "  secret_key = \"${var.ONE}\"\n  access_key = \"${var.TWO}\"\n$ terraform apply --var aaki=$AWS_ACCESS_KEY_ID --var " +
		"asak=$AWS_SECRET_ACCESS_KEY\n* AWS was not able to validate the provided access credentials (AuthFailure)\n"
	hit("credentials-mixed", "variables that are exchanged", Likely, strings.NewReplacer("ONE", "aaki", "TWO", "asak").Replace(vars))
	near("credentials-mixed", "variables in their places", strings.NewReplacer("ONE", "asak", "TWO", "aaki").Replace(vars))
	edge := "GET /?list-type=2 HTTP/1.1\nhost: lake.objects.example.cloud\ncontent-length: 0\nx-amz-date: " + lookDate +
		"\nauthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, SignedHeaders=" +
		"content-length;host;x-amz-date, Signature=" + sha("x") + "\n\nis refused with SignatureDoesNotMatch. The backend sees the same " +
		"request with these headers only: MOREhost, user-agent, x-amz-date, authorization.\n"
	hit("header-removed-in-transit", "headers that arrive", Likely, strings.Replace(edge, "MORE", "", 1))
	near("header-removed-in-transit", "headers that are added", strings.Replace(strings.Replace(edge, "MORE", "", 1),
		"these headers only", "these extra headers", 1))
	near("header-removed-in-transit", "all headers arrive", strings.Replace(edge, "MORE", "content-length, ", 1))
	log := "> GET /lib.jar\n> Authorization: Bearer ***\n< 307 Temporary Redirect\n> GET /k?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
		"X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate +
		"&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n> HEADER\n> Accept-Encoding: gzip\n< 400 Bad Request\n< Server: AmazonS3\n"
	hit("auth-two-mechanisms", "a token that follows", Likely, strings.Replace(log, "HEADER", "Authorization: Bearer ***", 1))
	near("auth-two-mechanisms", "a token that stays", strings.Replace(log, "HEADER", "Accept: */*", 1))
	r2 := "<Error><Code>Unauthorized</Code><Message>SigV2 authorization is not supported. Please use SigV4 instead.</Message></Error>\n"
	hit("other-scheme", "of R2", Seen, r2)
	near("other-scheme", "another answer of R2", "<Error><Code>Unauthorized</Code><Message>Unauthorized</Message></Error>\n")
	name := "val service = \"NAME\"\nAwsCredentialScope(region, service)\nAWS4-HMAC-SHA256" + threadRefusal
	hit("service-mismatch", "capitals", told, strings.Replace(name, "NAME", "S3", 1))
	near("service-mismatch", "small letters", strings.Replace(name, "NAME", "s3", 1))
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
	dart := "AwsSigV4Client(defaultContentType: 'application/x-amz-json-1.0MORE')\n" + strings.Replace(threadTexts("/", "",
		"content-type:application/x-amz-json-1.0; charset=utf-8\nhost:dynamodb.eu-west-1.amazonaws.com\n", "content-type;host"), "GET", "POST", 2)
	hit("content-type-mismatch", "a charset that arrived", Likely, strings.Replace(dart, "MORE", "", 1))
	near("content-type-mismatch", "a charset that was given", strings.Replace(dart, "MORE", "; charset=utf-8", 1))
	near("content-type-mismatch", "a type that is accepted", "curl -H \"Content-Type: application/x-amz-json-1.0; charset=utf-8\" -H Accept:'application/x-amz-json-1.0'\n"+
		dart[strings.Index(dart, "<Error>"):])
	vendor := "read_csv('https://acme.s3.us-east-2.amazonaws.comMOREdaily/orders.csv')\n" + threadTexts("/daily/orders.csv", "",
		"host:acme.s3.us-east-2.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("path-normalized", "a slash that was lost, without a request", Likely, strings.Replace(vendor, "MORE", "//", 1))
	near("path-normalized", "no slash that was lost", strings.Replace(vendor, "MORE", "/", 1))
}

// givenToSigners is what code hands to a signer or a client, and what came of it.
func givenToSigners(hit hitRow, near nearRow) {
	labels := "**Incorrect sig:** `GET /?name=Ann&anum=2`\n**Correct sig:** `GET /?ORDER`\n" + threadRefusal
	hit("query-unsorted", "labels before two queries", Likely, strings.Replace(labels, "ORDER", "anum=2&name=Ann", 1))
	near("query-unsorted", "labels before two requests", strings.Replace(labels, "ORDER", "anum=3&name=Ann", 1))
	slow := "With a SPEED connection I always get RequestTimeTooSkewed: The difference between the request time and the current time is " +
		"too large.\n"
	hit("request-delayed", "a slow line", Likely, strings.Replace(slow, "SPEED", "slow", 1))
	near("request-delayed", "any line", strings.Replace(slow, "SPEED", "wired", 1))
	b2 := "curl https://img.example.net/a.jpg -H 'NAME: Wed, 3 Jan 2024 07:28:00 GMT'\n<Error><Code>InvalidRequest</Code><Message>header " +
		"'if-modified-since' is listed in signed headers, but is not present</Message></Error>\n"
	hit("header-removed-in-transit", "a header that B2 misses", Seen, strings.Replace(b2, "NAME", "if-modified-since", 1))
	near("header-removed-in-transit", "a header that was not sent", strings.Replace(b2, "NAME", "accept", 1))
	php := "$hashed = FUNC;\n$sts = \"AWS4-HMAC-SHA256\\n\" . $date . \"\\n\" . $scope . \"\\n\" . $hashed;\n" + threadRefusal
	hit("string-to-sign-hash-wrong", "hashed with a key", Likely,
		strings.Replace(php, "FUNC", "hash_hmac(\"sha256\", $canonicalrequest, True)", 1))
	near("string-to-sign-hash-wrong", "hashed without", strings.Replace(php, "FUNC", "hash(\"sha256\", $canonicalrequest)", 1))
	swift := "let keyData = Data(\"PREFIX\\(key)\".utf8)\nlet k = HMAC<SHA256>.authenticationCode(for: date, using: keyData)\n\"aws4_request\"" +
		threadRefusal
	hit("signing-key-prefix-wrong", "of Swift", told, strings.Replace(swift, "PREFIX", "AWS", 1))
	near("signing-key-prefix-wrong", "right, of Swift", strings.Replace(swift, "PREFIX", "AWS4", 1))
	unset := "flutter:  credentials ID/20200107/ap-south-1/s3/aws4_request\nand the upload ends with 403.\n"
	hit("access-key-wrong-value", "a variable that was not set", Likely, strings.Replace(unset, "ID", "null", 1))
	near("access-key-wrong-value", "a key ID in a scope", strings.Replace(unset, "ID", ownKeyID, 1))
	iot := "new Builder(key, secret).canonicalURI(\"GIVEN\").payload(p).build();\n" + strings.ReplaceAll(threadTexts("/topics/test", "qos=0",
		"host:a-ats.iot.us-east-1.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/iotdata/")
	hit("path-mismatch", "given without its slash", Likely, strings.Replace(iot, "GIVEN", "topics/test", 1))
	near("path-mismatch", "given with its slash", strings.Replace(iot, "GIVEN", "/topics/test", 1))
	objects := "Set tHttp.ContentType=pContentType ; \"text/csv\"\n\nPUT /k HTTP/1.1\nHost: b.s3.amazonaws.com\nContent-Type: SENT\n" +
		"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
		"\n\nHTTP/1.1 403 Forbidden\n" + threadRefusal
	hit("content-type-mismatch", "a charset that is sent", told, strings.Replace(objects, "SENT", "text/csv; charset=UTF-8", 1))
	near("content-type-mismatch", "the type that was given", strings.Replace(objects, "SENT", "text/csv", 1))
	google := "a signed URL\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
		"signature you provided. Check your Google secret key and signing method.</Message><StringToSign>PUT\n\n        TYPE\n" +
		"        1667998213\n        /b/k\n    </StringToSign></Error>\n"
	hit("content-type-mismatch", "Version 2, the type of a library", Likely, strings.Replace(google, "TYPE", "text/plain; charset=utf-8", 1))
	near("content-type-mismatch", "Version 2, a type of one's own", strings.Replace(google, "TYPE", "image/png", 1))
	chunked := "canonical request:\nPOST\n/v1/publish\n\ncontent-encoding:ENCODING\nhost:codeartifact.us-east-1.amazonaws.com\nx-amz-date:" +
		lookDate + "\n\ncontent-encoding;host;x-amz-date\n" + sha("body") + "\n" + threadRefusal
	hit("streaming-marker-mismatch", "chunks with the hash of a body", Likely, strings.Replace(chunked, "ENCODING", "aws-chunked", 1))
	near("streaming-marker-mismatch", "a compressed body with its hash", strings.Replace(chunked, "ENCODING", "gzip", 1))
	shut := "I also see this:\n`PUT /k HTTP/1.1\nHost: b.s3.amazonaws.com\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 " +
		"Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "`\n"
	near("signature-trailing-text", "a code span that is shut", shut)
	k6 := "const signed = signer.sign({method: 'POST', hostname: 'lambda.eu-central-1.amazonaws.com', headers: {a: 'b'}MORE})\n" +
		"const res = http.post(signed.url, JSON.stringify(data), {headers: signed.headers})\n" + threadRefusal
	hit("empty-body-hash", "signed without its body", told, strings.Replace(k6, "MORE", "", 1))
	near("empty-body-hash", "signed with its body", strings.Replace(k6, "MORE", ", body: JSON.stringify(data)", 1))
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
}

// loggedByClients is what clients log of a request beside their texts.
func loggedByClients(hit hitRow, near nearRow) {
	hop := "The SDK signs:\n\nConnection: keep-alive\n\nand the server's text has:\n\nLINE\n" + threadRefusal
	hit("hop-by-hop-header-signed", "a connection that arrives empty", Likely, strings.Replace(hop, "LINE", "connection:", 1))
	near("hop-by-hop-header-signed", "a connection that arrives", strings.Replace(hop, "LINE", "connection:keep-alive", 1))
	host := "S3.Presign(\"GET\"; JSONSetElement(\"{}\"; \"host\"; \"WHERE\"; 1))\nAWS4-HMAC-SHA256" + threadRefusal
	hit("host-is-url", "a host with a path", told, strings.Replace(host, "WHERE", "s3.eu-central-003.backblazeb2.com/FMBackups", 1))
	near("host-is-url", "a host without a path", strings.Replace(host, "WHERE", "s3.eu-central-003.backblazeb2.com", 1))
	boto := "2015-06-11 21:21:45,330 boto [DEBUG]:Path: /TARGET\nboto [DEBUG]:CanonicalRequest:\nPOST\n/hello\n\nhost:p.s3.cn-north-1.amazonaws.com.cn\n" +
		"x-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA + "\n" + threadRefusal
	hit("query-not-signed", "a target that boto logs", Seen, strings.Replace(boto, "TARGET", "hello?uploads", 1))
	near("query-not-signed", "a target without a query", strings.Replace(boto, "TARGET", "hello", 1))
	keys := "A key `drop/note.txt` works, `BAD` fails.\n" + threadRefusal
	hit("path-normalized", "a key with an empty segment fails", Likely, strings.Replace(keys, "BAD", "/drop//note.txt", 1))
	near("path-normalized", "another key fails", strings.Replace(keys, "BAD", "/drop//other.txt", 1))
	hex := ":crypto.hash(:sha256, text) |> bytes_to_integer |> HOW\n\n  HASH\n\nAWS4-HMAC-SHA256 aws4_request" + threadRefusal
	hit("signature-hex-unpadded", "an integer in Elixir", Likely,
		strings.NewReplacer("HOW", "Integer.to_string(16)", "HASH", sha("x")[:63]).Replace(hex))
	near("signature-hex-unpadded", "an integer with all digits", strings.NewReplacer("HOW", "Integer.to_string(16)", "HASH", sha("x")).Replace(hex))
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
}

// saidOfOthers are words of the signs in posts that tell of something else.
func saidOfOthers(near nearRow) {
	near("path-under-encoded", "a version of an SDK", "My Lambda function uploads with the version 2 of the SDK."+threadRefusal)
	near("path-under-encoded", "a colon behind names of headers", "Each header name is followed with a colon, for S3."+threadRefusal)
	near("unreserved-encoded", "a tilde that is kept", "My function encodes all except a dot and a tilde."+threadRefusal)
	near("query-under-encoded", "signed before it is written in hex", "I sign the string before encoding the digest in hex."+threadRefusal)
	near("query-not-signed", "requests with a query that work", "All GET requests with a query work."+threadRefusal)
	clojure := "(def url (.generatePresignedUrl s3 bucket k expiry))\n(http/request {:method :put :url url})\nAWS4" + threadRefusal
	near("method-mismatch", "a keyword for an HTTP client", clojure)
	near("service-mismatch", "a field of a log", `{"service":"S3","op":"PutObject"} AWS4`+threadRefusal)
	near("service-mismatch", "capitals elsewhere than in the scope", "val service = \"S3\"\nAuthorization: AWS4-HMAC-SHA256 Credential="+
		ownKeyID+"/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature="+sha("x")+"\n"+threadRefusal)
	near("query-sort-key-wrong", "a dictionary of names of one case", "new SortedDictionary<string, string>(parameters);\nAWS4-HMAC-SHA256\n"+
		threadTexts("/o", "created=1&market=A1", "host:a.example.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"))
	near("query-under-encoded", "URLs of which nobody signs one", "GET https://cdn.example.com/a.jpg?w=100 200\nGET https://cdn.example.com/b.jpg?w=1%2C0 403\n")
}

// shownBeside are other requests, calls and sizes than the one that was refused.
func shownBeside(near nearRow) {
	near("content-length-mismatch", "the size of a pool", "pool size: 10\n"+threadTexts("/a.jpg", "X-Amz-SignedHeaders=content-length%3Bhost",
		"content-length:187342\nhost:b.s3.amazonaws.com\n", "content-length;host"))
	put := "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you " +
		"provided.</Message><StringToSign>PUT\n\n\n1684402911\n/clips/in/reel.mp4</StringToSign></Error>\n"
	near("method-mismatch", "Version 2, presigned for this operation and another",
		"s3.getSignedUrl('getObject', params)\ns3.getSignedUrl('putObject', params)\n"+put)
	near("method-mismatch", "Version 2, the method of a route", "@RequestMapping(method = HttpMethod.GET)\n"+put)
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
}
