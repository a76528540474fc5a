package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// compareWith analyses a request beside one that was accepted.
func compareWith(good, bad string) *Analysis {
	g := evidence.Read(evidence.Source{Name: "good", Data: []byte(good)})
	b := evidence.Read(evidence.Source{Name: "bad", Data: []byte(bad)})
	return Analyze(context.Background(), Case{Evidence: b, Good: &Good{Evidence: g}})
}

// TestGood names what a failing request does otherwise than one that was accepted.
func TestGood(t *testing.T) {
	t.Parallel()
	get, api := changed(t, s3Get), changed(t, apiGet)
	canonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	later := strings.NewReplacer("20250612", "20250614", "083000Z", "091500Z", "Signature=4f1d", "Signature=d14f").Replace(get)
	for _, c := range []struct {
		name, good, bad, want string // "" for nothing above possible
	}{
		{"nothing but the time", get, later, ""},
		{"another object", get, edit(t, get, "/photos/cat.jpg", "/photos/dog.jpg", "Signature=4f1d", "Signature=d14f"), ""},
		{
			"path encoded twice", edit(t, get, "cat.jpg", "a%20cat.jpg"),
			edit(t, get, "cat.jpg", "a%20cat.jpg") + clientLog(edit(t, canonical, "cat.jpg", "a%2520cat.jpg"), ""),
			"path-double-encoded",
		},
		{
			"header value", get,
			get + clientLog(edit(t, canonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com",
				"host:holiday-pics.s3.eu-west-1.amazonaws.com:443"),
				""),
			"host-default-port",
		},
		{
			"service", edit(t, api, "8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "gateway.example.org"),
			edit(t, api, "8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "gateway.example.org", "/execute-api/",
				"/lambda/"),
			"service-mismatch",
		},
		{
			"region", edit(t, api, "8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "gateway.example.org"),
			edit(t, api, "8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "gateway.example.org", "/eu-north-1/",
				"/us-east-1/"),
			"region-mismatch",
		},
		{
			"header not signed",
			edit(t, api, "Host:", "X-Tenant: blue\r\nHost:", "host;x-amz-date", "host;x-amz-date;x-tenant"),
			edit(t, api, "Host:", "X-Tenant: blue\r\nHost:"), "header-not-signed",
		},
		{
			"header not sent", edit(t, api, "Host:", "X-Tenant: blue\r\nHost:", "host;x-amz-date", "host;x-amz-date;x-tenant"),
			edit(t, api, "host;x-amz-date", "host;x-amz-date;x-tenant", "Signature=4f1d", "Signature=d14f"), "signed-header-not-sent",
		},
		{
			"token",
			edit(t, api, "Host:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nHost:", "host;x-amz-date",
				"host;x-amz-date;x-amz-security-token"),
			api, "session-token-missing",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := compareWith(c.good, c.bad)
			got := codesAbove(a, Likely)
			if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
				t.Errorf("got %v, possible %v, want %q", got, codesAbove(a, Possible), c.want)
			}
			i := slices.IndexFunc(a.Stages, func(s Comparison) bool { return s.Stage == CanonicalStage })
			if s := a.Stages[i].Good; !s.Known() || !strings.HasPrefix(s.Text, "GET\n") {
				t.Errorf("the good request's canonical request: %+v", s)
			}
		})
	}
}
