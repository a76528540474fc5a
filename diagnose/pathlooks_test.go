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
