package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// TestChangedSinceGood: of two requests with one signature, what differs in what is signed was
// changed after signing, and nothing else was.
func TestChangedSinceGood(t *testing.T) {
	t.Parallel()
	get, put, url := changed(t, s3Get), changed(t, s3Put), changed(t, s3URL)
	api := edit(t, changed(t, apiGet), "Host:", "X-Tenant: blue\r\nHost:", "host;x-amz-date", "host;x-amz-date;x-tenant")
	ownClaim := get[strings.Index(get, "Authorization:"):strings.LastIndex(get, "\r\n\r\n")]
	for _, c := range []struct {
		name, good, bad, want string // "" for nothing above possible
		proof                 Proof
	}{
		{"method", get, edit(t, get, "GET ", "POST "), "method-mismatch", Seen},
		{"path", get, edit(t, get, "/photos/", "/api/photos/"), "path-prefix-rewritten", Seen},
		{"parameter added", get, edit(t, get, "cat.jpg", "cat.jpg?utm_source=mail"), "query-param-added-after-signing", Seen},
		{"parameter lost", edit(t, get, "cat.jpg", "cat.jpg?versionId=7"), get, "query-changed-after-signing", Seen},
		{"host", get, edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "10.0.0.7:9000"), "host-rewritten-by-proxy", Seen},
		{"port", get, edit(t, get, "amazonaws.com\r", "amazonaws.com:443\r"), "host-default-port", Seen},
		{"header", api, edit(t, api, "blue", "green"), "header-changed-after-signing", Seen},
		{"header gone", api, edit(t, api, "X-Tenant: blue\r\n", ""), "header-removed-in-transit", Seen},
		{"type", put, edit(t, put, "text/plain", "text/plain; charset=utf-8"), "content-type-mismatch", Seen},
		{"Authorization gone", get, edit(t, get, ownClaim, "Via: 1.1 edge"), "authorization-removed-in-transit", Seen},
		{"URL", url, edit(t, url, " HTTP/1.1", "&utm_source=mail HTTP/1.1"), "query-param-added-after-signing", Seen},
		{
			"good one is a command", "curl -H 'X-Amz-Date: 20250612T083000Z' -H 'X-Amz-Content-Sha256: " + sigv4.EmptyHash +
				"' -H '" + ownClaim + "' https://holiday-pics.s3.eu-west-1.amazonaws.com/photos/cat.jpg",
			edit(t, get, "/photos/", "/api/photos/"), "path-prefix-rewritten", Likely,
		},
		{"good one was refused", get + "\n\n" + refused("", plainMismatch), edit(t, get, "/photos/", "/api/photos/"), "path-prefix-rewritten", Likely},

		{"nothing", get, get, "", ""},
		{"written otherwise", edit(t, get, "cat.jpg", "a%20cat.jpg?b=%7e&a"), edit(t, get, "GET /photos/cat.jpg",
			"GET https://holiday-pics.s3.eu-west-1.amazonaws.com/photos/%61%20cat.jpg?a=&b=~"), "", ""},
		{"header written otherwise", api, edit(t, api, "X-Tenant: blue", "x-tenant:   blue "), "", ""},
		{"headers that are not signed", get, edit(t, get, "Host:", "Via: 1.1 edge\r\nX-Forwarded-For: 10.0.0.9\r\nHost:"), "", ""},
		{"another signature", get, edit(t, get, "/photos/", "/api/photos/", "Signature=4f1d", "Signature=d14f"), "", ""},
		{
			"signature of one half twice", resigned(get, strings.Repeat("0f1e2d3c4b5a69788796a5b4c3d2e1f0", 2)),
			resigned(edit(t, get, "cat", "dog"), strings.Repeat("0f1e2d3c4b5a69788796a5b4c3d2e1f0", 2)), "", "",
		},
		{"signature of one digit", resigned(get, strings.Repeat("0a", 32)), resigned(edit(t, get, "cat", "dog"), strings.Repeat("0a", 32)), "", ""},
		{"unsigned at another time", get, edit(t, get, ownClaim, "Via: 1.1 edge", "083000Z", "093000Z"), "request-not-signed", Seen},
		{"without the body", put, put[:strings.Index(put, "\r\n\r\n")+4], "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := compareWith(c.good, c.bad)
			got := codesAbove(a, Likely)
			if want := slices.DeleteFunc([]string{c.want}, func(s string) bool { return s == "" }); !slices.Equal(got, want) {
				t.Fatalf("got %v, want %v", got, want)
			}
			if c.want == "" {
				return
			}
			if fd := a.Findings[0]; fd.Proof != c.proof {
				t.Errorf("%s is %s, want %s", fd.Code, fd.Proof, c.proof)
			} else if n := len(a.Evidence.Sources[0].Data); slices.ContainsFunc(fd.Places, func(p evidence.Place) bool { return p.To > n }) {
				t.Errorf("places %v lie outside of the paste", fd.Places)
			}
		})
	}
}

// resigned is a request with another signature.
func resigned(request, signature string) string {
	at := strings.Index(request, "Signature=") + len("Signature=")
	return request[:at] + signature + request[at+len(signature):]
}

// TestAboutGood: what speaks against a good request, and that it is the same as the failing one.
func TestAboutGood(t *testing.T) {
	t.Parallel()
	right := signWire(t, s3Get, ownSecret)
	moved := edit(t, right, "/photos/", "/api/photos/")
	wrong := changed(t, s3Get)
	forbidden := strings.NewReplacer("SignatureDoesNotMatch", "AccessDenied",
		"The request signature we calculated does not match the signature you provided. Check your key and signing method.",
		"User: arn:aws:iam::123456789012:user/kim is not authorized to perform: s3:GetObject because no identity-based policy allows it").Replace(plainMismatch)
	for _, c := range []struct {
		name, good, bad string
		key             bool
		want, not       string
	}{
		{"same", right, right, false, "the same, byte for byte", ""},
		{"same by its signature", right, edit(t, right, "Host:", "Via: 1.1 edge\r\nHost:"), false, "in all that it covers", ""},
		{"changed", right, moved, false, "", "the same"},
		{"changed, with the key", right, moved, true, "", "the same"},
		{"refused", right + "\n\n" + refused("", plainMismatch), moved, false, "refused, too (403 SignatureDoesNotMatch)", ""},
		{"refused for its rights", right + "\n\n" + refused("", forbidden), moved, false, "", "refused"},
		{"wrong with the key", wrong, moved, true, "not the one that the key at hand gives", ""},
		{"wrong, without a key", wrong, moved, false, "", "key at hand"},
		{"another key", right, wrong, false, "different secret keys", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := evidence.Read(evidence.Source{Name: "good", Data: []byte(c.good)})
			b := evidence.Read(evidence.Source{Name: "bad", Data: []byte(c.bad)})
			k := Case{Evidence: b, Good: &Good{Evidence: g}}
			if c.key {
				k.Given.Key = sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}
			}
			a := Analyze(context.Background(), k)
			if !strings.Contains(a.AboutGood, c.want) || c.want == "" && a.AboutGood != "" && strings.Contains(a.AboutGood, c.not) {
				t.Errorf("said of the good one: %q, want %q, not %q", a.AboutGood, c.want, c.not)
			}
		})
	}
}
