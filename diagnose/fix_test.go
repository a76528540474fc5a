package diagnose

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// TestFixSigner checks the signer and the verifier of these tests against a
// published example (Amazon S3 API reference, "Authenticating requests: using
// query parameters").
func TestFixSigner(t *testing.T) {
	t.Parallel()
	example := wire(`
GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1
Host: examplebucket.s3.amazonaws.com

`)
	if err := verifyWire(example, docsSecret); err != nil {
		t.Error(err)
	}
	for _, right := range []string{s3Get, s3Put, tablePost, apiGet, s3URL, s3PutURL, iotURL} {
		right = signWire(t, right, ownSecret)
		if err := verifyWire(right, ownSecret); err != nil {
			t.Error(err)
		}
		a := analyzeText(t, right, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}})
		if a.Verdict != Matches || len(codesAbove(a, Likely)) > 0 {
			t.Errorf("%s: %s, %v", right[:20], a.Verdict, codesAbove(a, Possible))
		}
	}
}

// broken are requests that are refused, each with its fault; the fix has to be
// accepted.
var broken = []struct {
	name   string
	base   string
	change []string
}{
	{"nothing but the signature", s3Get, []string{"Signature=SIGNATURE", "Signature=" + hexHash("x")}},
	{
		"x-amz-content-sha256 missing", s3Get,
		[]string{"X-Amz-Content-Sha256: " + sigv4.EmptyHash + "\r\n", "", "x-amz-content-sha256;", ""},
	},
	{
		"x-amz-content-sha256 missing on a PUT", s3Put,
		[]string{"X-Amz-Content-Sha256: " + hexHash("Hello, file!") + "\r\n", "", "x-amz-content-sha256;", ""},
	},
	{"x-amz-content-sha256 of an empty body on a PUT", s3Put, []string{hexHash("Hello, file!"), sigv4.EmptyHash}},
	{
		"x-amz-content-sha256 in lower-case words", s3Get,
		[]string{"Sha256: " + sigv4.EmptyHash, "Sha256: unsigned-payload"},
	},
	{
		"x-amz-content-sha256 in base64", s3Get,
		[]string{"Sha256: " + sigv4.EmptyHash, "Sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
	},
	{"day of the scope", s3Get, []string{"/20250612/", "/20250611/"}},
	{"day of the scope with dashes", s3Get, []string{"/20250612/", "/2025-06-12/"}},
	{"region of the scope", s3Get, []string{"/eu-west-1/s3/", "/us-east-1/s3/"}},
	{"region of the scope in capitals", s3Get, []string{"/eu-west-1/s3/", "/EU-WEST-1/s3/"}},
	{"service of the scope", tablePost, []string{"/dynamodb/", "/s3/"}},
	{"service of the scope in capitals", s3Get, []string{"/s3/", "/S3/"}},
	{"region and service exchanged", s3Get, []string{"/eu-west-1/s3/", "/s3/eu-west-1/"}},
	{"terminator", s3Get, []string{"aws4_request", "aws4-request"}},
	{"terminator missing", s3Get, []string{"/aws4_request", ""}},
	{"region empty", s3Get, []string{"/eu-west-1/", "//"}},
	{"x-amz header unsigned", s3Put, []string{"host;x-amz-acl;", "host;"}},
	{
		"session token unsigned", s3Get,
		[]string{"X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:", "AKIA", "ASIA"},
	},
	{"x-amz-target unsigned", tablePost, []string{";x-amz-target", ""}},
	{"host unsigned", apiGet, []string{"SignedHeaders=host;", "SignedHeaders="}},
	{
		"SignedHeaders unsorted", s3Get,
		[]string{"host;x-amz-content-sha256;x-amz-date", "x-amz-date;host;x-amz-content-sha256"},
	},
	{
		"SignedHeaders in capitals", s3Get,
		[]string{"host;x-amz-content-sha256;x-amz-date", "Host;X-Amz-Content-Sha256;X-Amz-Date"},
	},
	{
		"SignedHeaders with commas", s3Get,
		[]string{"host;x-amz-content-sha256;x-amz-date", "host,x-amz-content-sha256,x-amz-date"},
	},
	{"SignedHeaders names a header twice", s3Get, []string{"host;x-amz", "host;host;x-amz"}},
	{
		"SignedHeaders names a header that is not sent", apiGet,
		[]string{"host;x-amz-date", "content-type;host;x-amz-date"},
	},
	{"SignedHeaders missing", apiGet, []string{" SignedHeaders=host;x-amz-date,", ""}},
	{"Credentials for Credential", s3Get, []string{"Credential=", "Credentials="}},
	{"algorithm cut", s3Get, []string{"HMAC-SHA256 Cred", "HMAC-SHA25 Cred"}},
	{"comma behind the algorithm", s3Get, []string{"SHA256 Cred", "SHA256, Cred"}},
	{"no commas", s3Get, []string{"aws4_request, S", "aws4_request S", "x-amz-date, S", "x-amz-date S"}},
	{"Authorization in the value", s3Get, []string{"Authorization: ", "Authorization: Authorization: "}},
	{"values in quotes", s3Get, []string{"Credential=AKIA", `Credential="AKIA`, "aws4_request,", `aws4_request",`}},
	{
		"Date instead of x-amz-date", apiGet,
		[]string{"X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT"},
	},
	{"x-amz-date with dashes", s3Get, []string{"X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 2025-06-12T08:30:00Z"}},
	{"x-amz-date with an offset", s3Get, []string{"X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612T103000+0200"}},
	{
		"key ID with a blank in front", s3Get,
		[]string{"Credential=AKIA5Q3FZT7WLRJ2NC6D/", "Credential= AKIA5Q3FZT7WLRJ2NC6D/"},
	},
	{"key ID with a blank", s3Get, []string{"Credential=AKIA5Q3FZT7WLRJ2NC6D/", "Credential=AKIA5Q3FZT7WLRJ2NC6D /"}},
	{"HTTP/2", s3Get, []string{"Host:", ":authority:"}},
	{"absolute target", s3Get, []string{"GET /photos", "GET https://holiday-pics.s3.eu-west-1.amazonaws.com/photos"}},
	{
		"presigned: with a token", s3URL,
		[]string{
			"AKIA", "ASIA", "&X-Amz-Signature",
			"&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D&X-Amz-Signature",
		},
	},
	{
		"presigned: another service", s3URL,
		[]string{
			"holiday-pics.s3.eu-west-1.amazonaws.com", "8x1k2m3n4p.execute-api.eu-west-1.amazonaws.com",
			"%2Fs3%2F", "%2Fexecute-api%2F",
		},
	},
	{
		"Host is a URL", apiGet,
		[]string{
			"Host: 8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com",
			"Host: https://8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com/prod",
		},
	},
	{
		"headers that are sent twice", s3Put,
		[]string{
			"X-Amz-Acl: private\r\n",
			"X-Amz-Meta-Tag: one\r\nX-Amz-Meta-Tag:   two  words\r\nX-Amz-Acl: private\r\n",
		},
	},
	{
		"empty value of a signed header", s3Put,
		[]string{"X-Amz-Acl: private\r\n", "X-Amz-Acl: private\r\nX-Amz-Meta-Note:\r\n"},
	},
	{"path of another service", apiGet, []string{"/prod/items/a%20b", "/prod/../prod//items/%7Ex/a%20b/"}},
	{"S3 key with dots and slashes", s3Get, []string{"/photos/cat.jpg", "/photos//./../x/cat%20%2B%C3%A9.jpg"}},
	{"S3 key with raw characters", s3Get, []string{"/photos/cat.jpg", "/photos/a(1)+$&'*,;=@!.jpg"}},
	{
		"query that is not sorted", s3Get,
		[]string{"cat.jpg HTTP", "cat.jpg?uploads&prefix=a/b&list-type=2&Zed=1&a=2&a=1 HTTP"},
	},
	{"query with brackets and braces", apiGet, []string{"limit=5", "filter[0]={x}&limit=5"}},
	{
		"body that begins with @", tablePost,
		[]string{"Content-Length: 2", "Content-Length: 5", "\r\n\r\n{}", "\r\n\r\n@file"},
	},
	{
		"body with quotes", tablePost,
		[]string{"Content-Length: 2", "Content-Length: 12", "\r\n\r\n{}", "\r\n\r\n{\"a\":\"it's\"}"},
	},
	{"HEAD", s3Get, []string{"GET /", "HEAD /"}},
	{"other port", s3Get, []string{"Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: minio.lan:9000"}},
	{
		"no content type for a body", tablePost,
		[]string{"Content-Type: application/x-amz-json-1.0\r\n", "", "content-type;", ""},
	},
	{"presigned: wrong signature", s3URL, []string{"SIGNATURE", hexHash("x")}},
	{"presigned: expires too large", s3URL, []string{"Expires=900", "Expires=604801"}},
	{"presigned: expires as a point in time", s3URL, []string{"Expires=900", "Expires=1749718200"}},
	{"presigned: expires missing", s3URL, []string{"X-Amz-Expires=900&", ""}},
	{
		"presigned: &amp;", s3URL,
		[]string{
			"&X-Amz-Credential", "&amp;X-Amz-Credential", "&X-Amz-Date", "&amp;X-Amz-Date", "&X-Amz-Expires",
			"&amp;X-Amz-Expires", "&X-Amz-SignedHeaders", "&amp;X-Amz-SignedHeaders", "&X-Amz-Signature",
			"&amp;X-Amz-Signature",
		},
	},
	{"presigned: region", s3URL, []string{"eu-west-1%2Fs3", "us-east-1%2Fs3"}},
	{"presigned: day of the scope", s3URL, []string{"%2F20250612", "%2F20250613"}},
	{
		"presigned: encoded twice", s3URL,
		[]string{"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request", "%252F20250612%252Feu-west-1%252Fs3%252Faws4_request"},
	},
	{"presigned: header unsigned", s3PutURL, []string{"Content-Type:", "X-Amz-Acl: public-read\r\nContent-Type:"}},
	{"presigned: signed header not sent", s3PutURL, []string{"Content-Type: image/jpeg\r\n", ""}},
	{"presigned: also Authorization", s3URL, []string{"Host:", "Authorization: Bearer abcdef\r\nHost:"}},
	{
		"presigned: date with dashes", s3URL,
		[]string{"X-Amz-Date=20250612T083000Z", "X-Amz-Date=2025-06-12T08%3A30%3A00Z"},
	},
	{
		"presigned: own parameters", s3URL,
		[]string{
			"?X-Amz-Algorithm",
			"?response-content-disposition=attachment%3B%20filename%3D%22a%20b.jpg%22&X-Amz-Algorithm",
		},
	},
	{"IoT: token signed", iotURL, []string{"SIGNATURE", hexHash("y")}},
	{
		"IoT: token in front", iotURL,
		[]string{
			"&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D HTTP", " HTTP", "/mqtt?",
			"/mqtt?X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D&",
		},
	},
}

// TestFix verifies the corrected request of every broken one, as a server does,
// and as curl would send it.
func TestFix(t *testing.T) {
	t.Parallel()
	for _, b := range broken {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(edit(t, b.base, b.change...), "SIGNATURE", hexHash(b.name), 1)
			if verifyWire(text, ownSecret) == nil {
				t.Fatal("the request is not broken")
			}
			a := analyzeQuickly(text, ownSecret)
			if a.Verdict == Matches {
				t.Errorf("verdict %s", a.Verdict)
			}
			checkFix(t, a, ownSecret)
			checkNoSecret(t, a, ownSecret)
		})
	}
}

// TestFixThread mends the request of a forum thread, of which four things are wrong.
func TestFixThread(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/looks/esp32-forum-thread.txt")
	if err != nil {
		t.Fatal(err)
	}
	a := analyzeText(t, string(b), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(docsSecret)}})
	checkFix(t, a, docsSecret)
	checkNoSecret(t, a, docsSecret)
	w, err := readWire(a.Fix.Request)
	if err != nil {
		t.Fatal(err)
	}
	if w.method != "GET" ||
		w.target != "/firmware.bin" ||
		w.value("host") != "test_bucket.s3.eu-central-1.amazonaws.com" ||
		w.value("x-amz-date") != "20230308T151538Z" {
		t.Errorf("another request was mended:\n%s", a.Fix.Request)
	}
	got := codesAbove(a, Seen)
	for _, want := range []string{
		"algorithm-misnamed", "authorization-part-missing", "signed-header-not-sent",
		"payload-hash-header-missing", "signed-headers-lists-differ", "host-is-url",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing among %v", want, got)
		}
	}
}

// TestFixSecretStays analyses signatures made with a mistake about the secret key
// itself: the mistake is named, and no text holds the key.
func TestFixSecretStays(t *testing.T) {
	t.Parallel()
	for _, m := range []struct{ secret, want string }{
		{ownSecret + "\n", "secret-whitespace"},
		{" " + ownSecret, "secret-whitespace"},
		{`"` + ownSecret + `"`, "secret-recoded"},
		{escaped(ownSecret, ""), "secret-recoded"},
		{strings.ReplaceAll(ownSecret, "+", " "), "secret-recoded"},
		{strings.ReplaceAll(ownSecret, "/", `\/`), "secret-recoded"},
		{strings.ToLower(ownSecret), "secret-recoded"},
		{ownSecret[:len(ownSecret)-1], "secret-truncated"},
		{"AWS4" + ownSecret, "signing-key-prefix-wrong"},
		{ownKeyID, "credentials-mixed"},
		{"undefined", "secret-placeholder"},
	} {
		text := signWire(t, s3Get, m.secret)
		a := analyzeText(t, text, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}})
		if len(a.Findings) == 0 || a.Findings[0].Code != m.want || a.Findings[0].Proof != Reproduced {
			t.Errorf("%s: got %v", m.want, codesAbove(a, Possible))
		}
		checkFix(t, a, ownSecret)
		checkNoSecret(t, a, ownSecret)
	}
}

// TestSameTextOtherSecret gives the secret key that the client signed with, where
// the server signs the same text with another one.
func TestSameTextOtherSecret(t *testing.T) {
	t.Parallel()
	for secret, want := range map[string]string{
		"Xk3v9QmZ0aT/4bLr7WcYp2NdHs8JfEuG5iOqRzB1": "secret-wrong",
		strings.ReplaceAll(ownSecret, "+", " "):    "secret-recoded",
		"minio secret of forty characters for you": "secret-wrong",
	} {
		text := edit(t, echoed("GET\n/\n\nhost:b\n\nhost\n"+hexHash(""), lookDate, lookScope),
			"4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", signText(secret, lookScope,
				stringToSignText(lookDate, lookScope, "GET\n/\n\nhost:b\n\nhost\n"+hexHash(""))))
		a := analyzeText(t, text, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}})
		if got := codesAbove(a, Likely); len(got) != 1 || got[0] != want || a.Findings[0].Proof != Seen {
			t.Errorf("%q: got %v, want %s", secret, got, want)
		}
		i := slices.IndexFunc(a.Stages, func(s Comparison) bool { return s.Stage == SignatureStage })
		if s := a.Stages[i].Correct; s.Known() || !strings.Contains(s.Missing, "the secret key that the server has") {
			t.Errorf("%q: the signature that failed is the correct one: %q, %q", secret, s.Text, s.Missing)
		}
	}
}

// TestFixNothing: where a proxy changed the request, the header that was sent is right, and is
// not copied as a corrected one.
func TestFixNothing(t *testing.T) {
	t.Parallel()
	get := strings.Replace(s3Get, "holiday-pics.s3.eu-west-1.amazonaws.com", "files.example.com", 1)
	sent := signWire(t, get, ownSecret)
	seen := strings.Replace(canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date"), "files.example.com", "origin.internal:8080", 1)
	given := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}}
	a := analyzeText(t, sent+echoed(seen, lookDate, lookScope), given)
	if got := codesAbove(a, Likely); !slices.Contains(got, "host-rewritten-by-proxy") || a.Fix.Authorization != "" || a.Fix.Missing == "" {
		t.Errorf("got %v, %q, %q", got, a.Fix.Authorization, a.Fix.Missing)
	}
	if a := analyzeText(t, sent, given); a.Fix.Authorization == "" {
		t.Errorf("a right header is not shown: %s", a.Fix.Missing)
	}
}

// TestFixSecretForKeyID takes the secret key for the access key ID, as people do
// who exchange the two: it is not shown again.
func TestFixSecretForKeyID(t *testing.T) {
	t.Parallel()
	text := strings.Replace(edit(t, s3Get, ownKeyID, ownSecret), "SIGNATURE", hexHash("x"), 1)
	a := analyzeQuickly(text, "")
	if len(a.Findings) == 0 || a.Findings[0].Code != "credentials-mixed" {
		t.Errorf("got %v", codesAbove(a, Possible))
	}
	walkTexts(reflect.ValueOf(a), "Analysis", map[uintptr]bool{}, func(path, text string) {
		if where, ok := leak(text, ownSecret); ok && !strings.HasPrefix(path, "Analysis.Evidence") {
			t.Errorf("the secret key stands in %s: %s", path, where)
		}
	})
}

// TestFixNeeds tells why there is no signature where there can be none.
func TestFixNeeds(t *testing.T) {
	t.Parallel()
	a := analyzeText(t, strings.Replace(s3Get, "SIGNATURE", hexHash("x"), 1), Given{})
	if a.Fix.Request != "" || a.Fix.Curl != "" || a.Fix.Missing == "" {
		t.Errorf("without a key: %+v", a.Fix)
	}
	if a.Fix.Canonical == "" || a.Fix.StringToSign == "" {
		t.Errorf("without a key the texts are known: %+v", a.Fix)
	}
	w, _ := readWire(s3Get)
	if want := w.canonicalText("s3", []string{"host", "x-amz-content-sha256", "x-amz-date"}); a.Fix.Canonical != want {
		t.Errorf("canonical request %q, want %q", a.Fix.Canonical, want)
	}
}

// TestFixByEvidence takes from the rest of a paste what the request has to be:
// the fix is accepted and says it.
func TestFixByEvidence(t *testing.T) {
	t.Parallel()
	get, put, api := changed(t, s3Get), changed(t, s3Put), changed(t, apiGet)
	for _, c := range []struct {
		name, text  string
		has, hasNot string
	}{
		{
			"region of the answer",
			edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com", "/eu-west-1/",
				"/us-east-1/") + "\n\n" + s3Error("400 Bad Request", "AuthorizationHeaderMalformed",
				malformed+"the region 'us-east-1' is wrong; expecting 'eu-west-1'", "Region", "eu-west-1"),
			"/eu-west-1/s3/", "us-east-1",
		},
		{
			"service of the answer",
			edit(t, api, "8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "search.example.org") + "\n\n" +
				restError("InvalidSignatureException",
					"Credential should be scoped to correct service: 'es'. "),
			"/eu-north-1/es/", "execute-api",
		},
		{
			"token decoded",
			edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr%2F%2F%2Bw%3D%3D\r\nX-Amz-Date:",
				"AKIA", "ASIA"),
			"IQoJb3JpZ2luX2VjEJr//+w==", "%3D",
		},
		{
			"checksum of the body",
			edit(t, put, "Content-Type:", "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nContent-Type:"), "",
			"1B2M2Y8AsgTpgAmY7PhCfg==",
		},
		{
			"endpoint of a redirect",
			edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.us-east-1.amazonaws.com",
				"/eu-west-1/", "/us-east-1/") + "\n\n" + s3Error("301 Moved Permanently", "PermanentRedirect",
				"The bucket you are attempting to access must be addressed using the specified endpoint. Please "+
					"send all future requests to this endpoint.",
				"Endpoint", "holiday-pics.s3.eu-west-1.amazonaws.com", "Bucket", "holiday-pics"),
			"holiday-pics.s3.eu-west-1.amazonaws.com", "us-east-1",
		},
		{"chunks", edit(t, chunkedPut(t), "Content-Encoding:", "X-Amz-Acl: private\r\nContent-Encoding:"), "", ""},
		{
			"a URL alone",
			"https://holiday-pics.s3.eu-west-1.amazonaws.com" + strings.Split(changed(t, s3URL), " ")[1] + "\n",
			"X-Amz-Expires=900", "",
		},
		{
			"a curl command",
			"curl -X PUT 'https://holiday-pics.s3.eu-west-1.amazonaws.com/a b' -H 'x-amz-date: 20250612T083000Z' " +
				"-H 'x-amz-acl: private' -H 'Authorization: AWS4-HMAC-SHA256 " +
				"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, " +
				"SignedHeaders=host;x-amz-date, Signature=" +
				hexHash("x") + "' --data-binary 'Hello'\n",
			"x-amz-acl", "/a b",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := analyzeQuickly(c.text, ownSecret)
			checkFix(t, a, ownSecret)
			checkNoSecret(t, a, ownSecret)
			if !strings.Contains(a.Fix.Request, c.has) || c.hasNot != "" && strings.Contains(a.Fix.Request, c.hasNot) {
				t.Errorf("want %q and not %q in\n%s\n%v", c.has, c.hasNot, a.Fix.Request, a.Fix.Changes)
			}
		})
	}
}

// TestFixOfURL: a URL without X-Amz-Expires stays without one where the service wants none,
// and one that has expired gets the time of the server.
func TestFixOfURL(t *testing.T) {
	t.Parallel()
	url := "https://holiday-pics.s3.eu-west-1.amazonaws.com" + strings.Split(changed(t, s3URL), " ")[1] + "\n"
	late := analyzeQuickly(url+"\nHTTP/1.1 403 Forbidden\nDate: Fri, 13 Jun 2025 09:15:02 GMT\n\n"+
		"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>\n",
		ownSecret)
	if !strings.Contains(late.Fix.URL, "X-Amz-Date=20250613T091502Z") ||
		!strings.Contains(late.Fix.URL, "%2F20250613%2F") {
		t.Errorf("expired: %s %v", late.Fix.URL, late.Fix.Changes)
	}
	checkFix(t, late, ownSecret)
	sts := analyzeQuickly("GET "+
		"https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&"+
		"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="+
		ownKeyID+"%2F20250612%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20250612T083000Z&"+
		"X-Amz-SignedHeaders=host&X-Amz-Signature="+hexHash("x")+" HTTP/1.1\n\n",
		ownSecret)
	if sts.Fix.URL == "" || strings.Contains(sts.Fix.URL, "X-Amz-Expires") {
		t.Errorf("of STS: %s %v", sts.Fix.URL, sts.Fix.Changes)
	}
}

// TestFixOfAnswerAlone: where only the server's canonical request of a presigned URL is
// in the paste, the corrected one has its key ID and its lifetime.
func TestFixOfAnswerAlone(t *testing.T) {
	t.Parallel()
	query := "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
		"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate +
		"&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
	a := analyzeText(t, canonicalAnswer("GET\n/k\n"+query+"\nhost:h.example\n\nhost\nUNSIGNED-PAYLOAD", lookScope),
		Given{})
	if !strings.Contains(a.Fix.Canonical, "\n"+query+"\n") {
		t.Errorf("the corrected canonical request is %q", a.Fix.Canonical)
	}
}

// TestFixAddsNothingVerified: a header that a service asks for is not added to a request that
// the server verified without.
func TestFixAddsNothingVerified(t *testing.T) {
	t.Parallel()
	const scope = "20250612/us-west-2/glacier/aws4_request"
	verified := "POST\n/-/vaults/a/multipart-uploads\n\nhost:glacier.us-west-2.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + sha("")
	a := analyzeText(t, canonicalAnswer(verified, scope), Given{})
	if a.Fix.Canonical != verified {
		t.Errorf("the corrected canonical request is %q, want that of the server", a.Fix.Canonical)
	}
}

// TestFixNeedsHost: without the host, which is signed, there is no correct text.
func TestFixNeedsHost(t *testing.T) {
	t.Parallel()
	text := strings.Replace(strings.Replace(s3Get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com\r\n", "", 1), "SIGNATURE", hexHash("x"), 1)
	a := analyzeText(t, text, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}})
	if a.Fix.Missing != "needs the host" || a.Fix.Authorization != "" || a.Search.Tried > 0 || len(a.Needs) == 0 || a.Needs[0].What != "host" {
		t.Errorf("got %+v, %+v, %+v", a.Fix, a.Search, a.Needs)
	}
}

// TestWhenGood: what is corrected says when its signature is accepted, and nothing says so of
// what has none.
func TestWhenGood(t *testing.T) {
	t.Parallel()
	given := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}}
	for _, c := range []struct{ request, want string }{
		{s3Get, "only near its time, 20250612T083000Z"},
		{s3URL, "for 900 seconds from 20250612T083000Z on"},
	} {
		if a := analyzeText(t, changed(t, c.request), given); a.Fix.Good != c.want {
			t.Errorf("good %q, want %q", a.Fix.Good, c.want)
		}
		if a := analyzeText(t, changed(t, c.request), Given{}); a.Fix.Good != "" {
			t.Errorf("without a key it is good %q", a.Fix.Good)
		}
	}
}
