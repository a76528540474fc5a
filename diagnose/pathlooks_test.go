package diagnose

import (
	"strings"
	"testing"
)

// pathSights are pastes for the looks of pathlooks.go.
func pathSights(t testing.TB) (list []sight) {
	get, api := changed(t, s3Get), changed(t, apiGet)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	apiCanonical := canonicalOf(t, api, "execute-api", "host", "x-amz-date")
	apiScope := "20250612/eu-north-1/execute-api/aws4_request"
	apiText := stringToSignText(lookDate, apiScope, apiCanonical)
	hit, near := anyRows(&list)
	hit("path-under-encoded", "key in the paste", told, true,
		echoed(edit(t, getCanonical, "/photos/cat.jpg", "/photos/cat%281%29.jpg"), lookDate, lookScope)+
			"\nKey: 'photos/cat(1).jpg'\n")
	hit("path-under-encoded", "client's text", Seen, true,
		edit(t, get, "cat.jpg", "cat%20%281%29.jpg")+clientLog(edit(t, getCanonical, "cat.jpg", "cat%20(1).jpg"), ""))
	near("path-under-encoded", "plain key", echoed(getCanonical, lookDate, lookScope)+"\nKey: 'photos/cat.jpg'\n")
	hit("path-not-double-encoded", "", told, true,
		`{"message":"The request signature we calculated does not match the signature you provided. Check your AWS `+
			`Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical `+
			`String for this request should have been\n'`+
			strings.ReplaceAll(apiCanonical, "\n", `\n`)+`'\n\nThe String-to-Sign should have been\n'`+
			strings.ReplaceAll(apiText, "\n", `\n`)+`'\n"}`)
	hit("path-not-double-encoded", "client's text", Seen, true,
		api+clientLog(edit(t, apiCanonical, "a%2520b", "a%20b"), ""))
	near("path-not-double-encoded", "S3",
		edit(t, get, "cat.jpg", "my%20cat.jpg")+clientLog(edit(t, getCanonical, "cat.jpg", "my%20cat.jpg"), ""))
	hit("path-mismatch", "both sides", Seen, true,
		refused(get, echoed(edit(t, getCanonical, "/photos/cat.jpg", "/photos/dog.jpg"), lookDate, lookScope)))
	near("path-mismatch", "equal", refused(get, echoed(getCanonical, lookDate, lookScope)))
	return list
}

// partlyEncodedSights: paths of which a part is encoded once more than the rest.
func partlyEncodedSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	due := "POST\n/%24default/%2540connections/Qd%253D\n\nhost:k3.execute-api.eu-central-1.amazonaws.com\n" +
		"x-amz-date:20250612T083000Z\n\nhost;x-amz-date\n" +
		emptySHA
	beside := func(path string) string {
		return canonicalAnswer(due, "20250612/eu-central-1/execute-api/aws4_request") +
			"\nour canonical request begins with\n\n\"" +
			strings.ReplaceAll(strings.Replace(due, "/%24default/%2540connections/Qd%253D", path, 1),
				"\n", `\n`) + "\"\n"
	}
	hit("path-double-encoded", "one segment", Seen, beside("/%2524default/%2540connections/Qd%253D"))
	hit("path-not-double-encoded", "some segments", Seen, beside("/%24default/%40connections/Qd%253D"))
	near("path-double-encoded", "one character raw", beside("/$default/%2540connections/Qd%253D"))
	return list
}

// sentPathSights: paths as they are sent.
func sentPathSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)
	target := get[:strings.Index(get, " HTTP/1.1")]

	hit("percent-hex-lowercase", "as it is sent", Possible,
		refused(edit(t, get, target, "GET /stra%c3%9fe"), plainMismatch))
	near("percent-hex-lowercase", "sent by an SDK",
		refused(edit(t, get, target, "GET /stra%c3%9fe", "Host: ", "User-Agent: aws-sdk-go-v2/1.30\r\nHost: "),
			plainMismatch))
	return list
}

// normalisedSights: paths that the service normalises.
func normalisedSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	api := func(path string) string {
		return refused("GET "+path+" HTTP/1.1\r\nHost: a.execute-api.eu-west-1.amazonaws.com\r\nX-Amz-Date: "+
			lookDate+"\r\nAuthorization: AWS4-HMAC-SHA256 "+
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, "+
			"SignedHeaders=host;x-amz-date, Signature="+
			sha("x")+"\r\n\r\n",
			canonicalAnswer("GET\n/live/items\n\nhost:a.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+
				"\n\nhost;x-amz-date\n"+emptySHA,
				"20250612/eu-west-1/execute-api/aws4_request"))
	}
	hit("path-not-normalized", "two slashes", told, api("/live//items"))
	near("path-not-normalized", "one slash", api("/live/items"))
	return list
}

// changedPathSights: paths that change after signing.
func changedPathSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	store := func(path string) string {
		raw := edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: s3.eu-de.example.com",
			get[:strings.Index(get, " HTTP/1.1")], "GET "+path)
		return clientLog("GET\n/b/0%3Docfl\n\nhost:s3.eu-de.example.com\nx-amz-content-sha256:"+emptySHA+
			"\nx-amz-date:"+lookDate+"\n\nhost;x-amz-content-sha256;x-amz-date\n"+emptySHA,
			"") + refused(raw, plainMismatch)
	}
	hit("path-reencoded-after-signing", "sent raw to another store", told, store("/b/0=ocfl"))
	near("path-reencoded-after-signing", "sent as it is signed", store("/b/0%3Docfl"))
	presigned := func(prose string) string {
		url := "https://holiday-pics.s3.eu-west-1.amazonaws.com/a_%281%29.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" +
			lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
		c := "GET\n/a_%281%29.pdf\n" + url[strings.Index(url, "?")+1:] + "\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"
		return prose + "\n\n" + url + "&X-Amz-Signature=" + sha("x") + "\n\n" + echoed(c, lookDate, lookScope)
	}
	dotted := func(key, path string) string {
		return "upload deb/a.deb to s3://pkgs/" + key + "\n" + refused(edit(t, get, "cat.jpg", path), plainMismatch)
	}
	hit("path-normalized", "a key with a dot segment", Likely, dotted("v2/apt/./a.deb", "v2/apt/a.deb"))
	near("path-normalized", "a key with a dot segment that is sent", dotted("v2/apt/./a.deb", "v2/apt/./a.deb"))
	near("path-normalized", "a local file with a dot segment", dotted("v2/apt/a.deb from ./deb", "v2/apt/a.deb"))
	hit("path-double-encoded", "special characters alone", Possible, presigned("It fails for special characters only."))
	near("path-double-encoded", "every name", presigned("It fails for every name."))
	hit("path-prefix-rewritten", "the server's log", told,
		"[s3proxy] request: Request(GET http://oss.example.cn/store/)@24\n[s3proxy] header: Host: oss.example.cn\n"+
			"[s3proxy] header: x-amz-date: "+
			lookDate+"\n[s3proxy] header: Authorization: AWS4-HMAC-SHA256 "+
			"Credential=local/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature="+
			sha("x")+"\n[s3proxy] canonicalRequest:\nGET\n/\n\nhost:oss.example.cn\nx-amz-date:"+lookDate+
			"\n\nhost;x-amz-date\n"+emptySHA+"\n\n403 SignatureDoesNotMatch\n")
	return list
}

// askedPathSights: paths, in what people paste when they ask others.
func askedPathSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
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
	proxy := "S3PROXY_SERVICE_PATH: /s3\n\nGET /s3/b/ HTTP/1.1\nHost: s3.nas.example\nX-Amz-Content-Sha256: " + emptySHA +
		"\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
		"\n\n" + threadRefusal
	hit("path-prefix-rewritten", "the service path of S3Proxy", told, proxy)
	near("path-prefix-rewritten", "no service path of S3Proxy", strings.Replace(proxy, "S3PROXY_SERVICE_PATH: /s3", "", 1))
	get := changed(t, s3Get)
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
	hit("path-under-encoded", "a colon in the key", told, "Keys with a colon fail, all else works with S3."+threadRefusal)
	near("path-under-encoded", "a colon elsewhere", "There is a colon behind Signature in my header."+threadRefusal)
	hit("path-under-encoded", "a function by its alias", told, "lambda:invoke fails by version or alias."+threadRefusal)
	near("path-under-encoded", "a function by its name", "lambda:invoke fails by name."+threadRefusal)
	hit("unreserved-encoded", "a tilde, told", told, "put requests for a key with a tilde in it fail."+threadRefusal)
	near("unreserved-encoded", "a hyphen, told", "put requests for a key with a hyphen in it fail."+threadRefusal)
	labelled := "* `0.36` (works): `GOOD`\n* `1.0` (fails): `BAD`\n" + threadRefusal
	hit("path-under-encoded", "an escape works", Likely,
		strings.NewReplacer("GOOD", "/%40connections/Qm", "BAD", "/@connections/Qm").Replace(labelled))
	near("path-under-encoded", "another path works",
		strings.NewReplacer("GOOD", "/%40connections/Qm", "BAD", "/@connections/Qn").Replace(labelled))
	vendor := "read_csv('https://acme.s3.us-east-2.amazonaws.comMOREdaily/orders.csv')\n" + threadTexts("/daily/orders.csv", "",
		"host:acme.s3.us-east-2.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("path-normalized", "a slash that was lost, without a request", Likely, strings.Replace(vendor, "MORE", "//", 1))
	near("path-normalized", "no slash that was lost", strings.Replace(vendor, "MORE", "/", 1))
	iot := "new Builder(key, secret).canonicalURI(\"GIVEN\").payload(p).build();\n" + strings.ReplaceAll(threadTexts("/topics/test", "qos=0",
		"host:a-ats.iot.us-east-1.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/iotdata/")
	hit("path-mismatch", "given without its slash", Likely, strings.Replace(iot, "GIVEN", "topics/test", 1))
	near("path-mismatch", "given with its slash", strings.Replace(iot, "GIVEN", "/topics/test", 1))
	keys := "A key `drop/note.txt` works, `BAD` fails.\n" + threadRefusal
	hit("path-normalized", "a key with an empty segment fails", Likely, strings.Replace(keys, "BAD", "/drop//note.txt", 1))
	near("path-normalized", "another key fails", strings.Replace(keys, "BAD", "/drop//other.txt", 1))
	near("path-under-encoded", "a version of an SDK", "My Lambda function uploads with the version 2 of the SDK."+threadRefusal)
	near("path-under-encoded", "a colon behind names of headers", "Each header name is followed with a colon, for S3."+threadRefusal)
	near("unreserved-encoded", "a tilde that is kept", "My function encodes all except a dot and a tilde."+threadRefusal)
	object := "const req = { method: 'POST', path: 'GIVEN', hostname, headers }\nawait signer.sign(req)\n" +
		strings.ReplaceAll(threadTexts("/search", "", "host:a.us-east-1.aoss.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"),
			"/s3/", "/aoss/")
	hit("path-mismatch", "one segment without its slash", Likely, strings.Replace(object, "GIVEN", "search", 1))
	near("path-mismatch", "one segment with its slash", strings.Replace(object, "GIVEN", "/search", 1))
	near("path-mismatch", "a constructor that puts the slash", strings.Replace(strings.Replace(object, "GIVEN", "search", 1),
		"= { method", "= new HttpRequest({ method", 1))
	near("path-mismatch", "a route of another program", "{ path: 'search', component: Search },\nawait signer.sign(req)\n"+
		object[strings.Index(object, "<Error>"):])
	printed := "Request {\n  method: 'PUT',\n  hostname: 'HOST',\n  path: 'PATH',\n  headers: { 'content-type': 'text/plain' }\n}\n" + threadRefusal
	store := "k2.data.mediastore.eu-west-1.amazonaws.com"
	hit("path-not-normalized", "two slashes in a printed request", told, strings.NewReplacer("HOST", store, "PATH", "//in/a.ts").Replace(printed))
	near("path-not-normalized", "one slash in a printed request", strings.NewReplacer("HOST", store, "PATH", "/in/a.ts").Replace(printed))
	near("path-not-normalized", "two slashes for S3",
		strings.NewReplacer("HOST", "b.s3.eu-west-1.amazonaws.com", "PATH", "//in/a.ts").Replace(printed))
	lines := `10.0.0.9 - - [12/Jun/2025:08:30:00 +0000] "GET /pics?location= HTTP/1.1" STATUS 169 "-" "x"` + "\n" +
		`10.0.0.9 - - [12/Jun/2025:08:30:00 +0000] "GET /pics/?location= HTTP/1.1" 403 348 "-" "x"` + "\n" + threadRefusal
	hit("path-mismatch", "a redirect to a slash", Likely, strings.Replace(lines, "STATUS", "301", 1))
	near("path-mismatch", "both paths, without a redirect", strings.Replace(lines, "STATUS", "200", 1))
	near("path-mismatch", "a redirect of another request",
		strings.Replace(strings.Replace(lines, "STATUS", "301", 1), "/pics?location=", "/pics?acl=", 1))
	below := "ENDPOINT=https://files.example.net/BASE\nurl = f\"{endpoint}{uri}\"\ncanonical_request = f\"{method}\\n{uri}\\n\"\n\n" +
		"POST https://files.example.net/store/s3/b/k?uploads=\nx-amz-date: " + lookDate + "\nauthorization: AWS4-HMAC-SHA256 Credential=" +
		ownKeyID + "/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n" + threadRefusal
	hit("path-missing-component", "behind an endpoint with a path", Likely, strings.Replace(below, "BASE", "store/s3", 1))
	near("path-missing-component", "behind an endpoint of another path", strings.Replace(below, "BASE", "other/s3", 1))
	near("path-missing-component", "the whole path in code", strings.Replace(strings.Replace(below, "BASE", "store/s3", 1),
		"canonical_request = f\"{method}\\n{uri}", "path = urlparse(url).path\ncanonical_request = f\"{method}\\n{path}", 1))
	decoded := "GET /users/a%40b HTTP/1.1\nHost: quicksight.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate +
		"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/quicksight/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n" + strings.ReplaceAll(threadTexts("/users/a%ESCAPE", "",
		"host:quicksight.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/quicksight/")
	hit("path-reencoded-after-signing", "an escape that arrives decoded", Seen, strings.ReplaceAll(decoded, "%ESCAPE", "%40b"))
	near("path-reencoded-after-signing", "an escape that arrives", strings.ReplaceAll(decoded, "%ESCAPE", "%2540b"))
	canonical := func(path, query string) string {
		return "CanonicalRequest:\nGET\n" + path + "\n" + query + "\nhost:b.s3.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + sha("") + "\n" + threadRefusal
	}
	hit("unreserved-encoded", "a tilde that is encoded", Seen, canonical("/%7Ebob", ""))
	near("unreserved-encoded", "a blank that is encoded", canonical("/a%20b", ""))
	hit("percent-hex-lowercase", "a query in lower case", Seen, canonical("/", "prefix=a%2fb"))
	near("percent-hex-lowercase", "a query in upper case", canonical("/", "prefix=a%2Fb"))
	whole := strings.TrimSuffix(canonical("/a%2520b", ""), threadRefusal)
	cut, _, _ := strings.Cut(threadTexts("/a%20b", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:e3b0c44298fc|", ""), "|")
	hit("path-double-encoded", "the server's text, cut in a hash", Seen, whole+"\n"+cut)
	near("empty-body-hash", "the server's text, cut in a hash", whole+"\n"+cut)
	perl := func(kept string) string {
		return "Keys with ~ in them fail.\n    return uri_escape_utf8( $key, '^A-Za-z0-9_" + kept + "' );\n" + threadRefusal
	}
	hit("unreserved-encoded", "a tilde that an encoder does not keep", told, perl(`\-\.`))
	near("unreserved-encoded", "a tilde that an encoder keeps", perl(`\-\.~`))
	const plus = "The canonical request is:\nGET\n/b/q%201\n\nhost:localhost:9000\nx-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n" +
		"x-amz-date:20250612T083031Z\n\nhost;x-amz-content-sha256;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\n" +
		"and this is sent:\nGET /b/q+1 HTTP/1.1\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/s3/aws4_request," +
		"SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\nhost: localhost:9000\n" +
		"x-amz-date: 20250612T083000Z\nx-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\nThe answer: 403 SignatureDoesNotMatch\n"
	hit("plus-for-space", "a path of another attempt", Likely, plus)
	near("plus-for-space", "a key that has a plus", "The key is 'q+1'.\n"+plus)
	near("plus-for-space", "a path that is sent as it is signed", strings.Replace(plus, "q+1", "q%201", 1))
	hit("path-under-encoded", "symbols that fail", Possible, "Filenames containing any of these symbols !@$&()=+; fail.\n"+threadRefusal)
	const style = "const url = this.opt.forcePathStyle\n  ? `${this.endpoint}/${this.opt.bucket}/${encodeKey(key)}`\n  : `${proto}://${this.opt.bucket}.${host}/${encodeKey(key)}`;\n"
	hit("path-missing-component", "code without the bucket", Likely, style+"const canonicalUri = \"/\" + encodeKey(key);\n"+threadRefusal)
	near("path-missing-component", "code with the bucket in the host", "host = f\"{bucket}.s3.amazonaws.com\"\n"+style+"const canonicalUri = \"/\" + encodeKey(key);\n"+threadRefusal)
	near("path-missing-component", "code with the bucket", style+"const canonicalUri = \"/\" + this.opt.bucket + \"/\" + encodeKey(key);\n"+threadRefusal)
	trip := func(path string) string {
		return "For \"My Trip.pdf\" I get\nhttps://s3.amazonaws.com/b/" + path + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612" +
			"%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("e") + "\n" + threadRefusal
	}
	hit("plus-for-space", "a name with blanks and a path with pluses", Likely, trip("My+Trip.pdf"))
	near("plus-for-space", "two pluses in a name", strings.Replace(trip("C++.pdf"), "My Trip", "C  ", 1))
	near("plus-for-space", "a name with blanks and a path with escapes", trip("My%20Trip.pdf"))
	utf := threadTexts("/b/%C3%83%C2%B8", "", "host:s3.amazonaws.com\n", "host")
	hit("non-ascii-encoded-differently", "UTF-8 taken for Latin-1", Likely, "put(\"/ø\")\n"+utf)
	near("non-ascii-encoded-differently", "a key with both", "put(\"/Ã¸\") ø\n"+utf)
	near("non-ascii-encoded-differently", "a key with such letters", "put(\"/Ã¸\")\n"+utf)
	upwards := threadTexts("/images/a.jpg", "", "host:b.s3.eu-west-1.amazonaws.com\n", "host")
	hit("path-normalized", "a key that begins above", Likely, `Key = name, // = Combine(@"..\images", file) -> ..\images\a.jpg`+"\n"+upwards)
	near("path-normalized", "another file above", `Path = @"..\data\b.jpg"`+"\n"+upwards)
	hit("path-under-encoded", "symbols that names must not have", Possible, "Names that don't contain special characters work, keys with special characters fail.\n"+threadRefusal)
	near("path-under-encoded", "symbols that no name has", "Filenames never contain these symbols !@$&()=+;.\n"+threadRefusal)
	near("plus-for-space", "a name that has a plus, and another with a blank", "For \"My+Trip.pdf\" it fails, \"My Trip.pdf\" works.\n"+trip("My+Trip.pdf"))
	hit("path-under-encoded", "a number sign", Possible, "It fails when the '#' character is in the key.\n"+threadRefusal)
	const putKey = "var request = new PutObjectRequest { BucketName = \"assets\", Key = NAME };\n" + threadRefusal
	hit("path-normalized", "a key with a dot segment", told, strings.Replace(putKey, "NAME", `@"..\images\A.jpg"`, 1))
	hit("path-normalized", "a key with a dot segment in a remark", told, strings.Replace(putKey, "NAME };", `file }; // "../images/A.jpg"`, 1))
	near("path-normalized", "a key with dots", strings.Replace(putKey, "NAME", `"..images/A.jpg"`, 1))
	near("path-normalized", "a file with a dot segment", strings.Replace(putKey, "NAME", `"A.jpg", FilePath = "../images/A.jpg"`, 1))
	errorPath := "S3Error: it failed\n code: \"SignatureDoesNotMatch\", path: \"r/2026.pdf\"\n" + threadTexts("/r/2026.pdf", "", "host:b.s3.eu-west-1.amazonaws.com\n", "host")
	near("path-mismatch", "the path that an error tells", errorPath)
	hit("path-mismatch", "the path that a signer is given", Likely, strings.Replace(errorPath, "code: \"SignatureDoesNotMatch\", ", "", 1))
	umlaut := func(signed string) string {
		return "### Canonical Request sent\nGET\n/orte/" + signed + "\n\naccept:application/json\nhost:kx3v0b7a2e.execute-api.eu-central-1.amazonaws.com\nx-amz-date:" + lookDate +
			"\n\n**Exception:**\n\n{message: The request signature we calculated does not match the signature you provided.\n\n### The Canonical String for this request should have been\n" +
			"'GET\n/orte/M%25C3%25BCnchen\n\naccept:application/json\nhost:kx3v0b7a2e.execute-api.eu-central-1.amazonaws.com\nx-amz-date:" + lookDate + "\n}\n"
	}
	hit("path-not-double-encoded", "a message in braces without quotes", Seen, umlaut("M%C3%BCnchen"))
	near("path-not-double-encoded", "the path of the server in such a message", umlaut("M%25C3%25BCnchen"))
	const dart = "final signer = AWSSigV4Signer(provider);\nreturn signer.sign(request, credentialScope: AWSCredentialScope(region: r, service: AWSService.s3)MORE);\n" + threadRefusal
	hit("path-double-encoded", "a signer that is not told of S3", Likely, strings.Replace(dart, "MORE", "", 1))
	near("path-double-encoded", "a signer that is told of S3", strings.Replace(dart, "MORE", ", serviceConfiguration: S3ServiceConfiguration()", 1))
	const based = "val base = cfg.endpoint // https://my.ship/jars\nval canonicalUri = \"/\" + cfg.bucket + \"/\" + key\nval url = base + canonicalUri\n"
	hit("path-missing-component", "a base that has a path", told, based+threadRefusal)
	near("path-missing-component", "a base without a path", strings.Replace(based, "/jars", "", 1)+threadRefusal)
	near("path-missing-component", "a base with a word on the manual", strings.Replace(based, "// https://my.ship/jars", "// see https://my.ship/jars", 1)+threadRefusal)
	near("path-missing-component", "a base with the manual", strings.Replace(based, "my.ship", "docs.ship", 1)+threadRefusal)
	return list
}

// braces is a request that was sent with a prefix, and the server's texts for it.
func braces(get, sent, seen string) string {
	const names = "host;x-amz-content-sha256;x-amz-date"
	headers := "host:holiday-pics.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
	return strings.Replace(get, "/photos/cat.jpg", "/?list-type=2&prefix="+sent, 1) + "HTTP/1.1 403 Forbidden\n\n" +
		threadTexts("/", "list-type=2&prefix="+seen, headers, names)
}
