package evidence

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// TestBareDumps reads a request that stands in base64 or in one line of hex digits by itself,
// and takes no other value for one.
func TestBareDumps(t *testing.T) {
	t.Parallel()
	raw := "PUT /k HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\nX-Amz-Date: 20240601T100000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
		scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA + "\r\nContent-Length: 2\r\n\r\nhi"
	sent := map[string]string{"exchanges": "1", "request": "http-request PUT /k", "header host": "b.s3.amazonaws.com", "signature": sigA, "body": "1 hi"}
	none := map[string]string{"exchanges": "0"}
	wide := base64.StdEncoding.EncodeToString([]byte(raw))
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"base64":             {wide, sent},
		"base64 in lines":    {"the request:\n" + folded(wide+"\n", 76) + "\nand more\n", sent},
		"base64 for URLs":    {base64.RawURLEncoding.EncodeToString([]byte(raw)), sent},
		"hex":                {hex.EncodeToString([]byte(raw)), sent},
		"hex with blanks":    {fmt.Sprintf("% X\n", raw), sent},
		"no request line":    {base64.StdEncoding.EncodeToString([]byte(strings.Replace(raw, " HTTP/1.1", "", 1))), none},
		"base64 that is cut": {"UFVUIC9rIEhUVFAvMS4xDQpIb3N0OiBiLnMzLmFtYXpv!" + wide[44:], none},
		"a string to sign":   {"StringToSignBytes\n" + fmt.Sprintf("% x", stsC) + "\n", map[string]string{"client sts": "-"}},
		"its canonical":      {"CanonicalRequestBytes\n" + fmt.Sprintf("% x", canonGET) + "\n", map[string]string{"client canonical": "-"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}

// TestEnvoyHost takes the authority of a line of Envoy's access log for the host of its target.
func TestEnvoyHost(t *testing.T) {
	t.Parallel()
	const target = "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + scopedKey + "&X-Amz-Date=20240601T100000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature="
	line := `[2024-06-01T10:00:00.123Z] "GET ` + target + sigA + ` HTTP/1.1" 403 - via_upstream - "-" 0 411 12 11 "-" "aws-cli/2" "d3b" `
	for behind, want := range map[string]string{
		`"minio.svc:9000" "10.0.0.1:9000" outbound|9000||minio 10.0.0.2:1 10.0.0.1:9000 10.0.0.3:2 - default`: "minio.svc:9000",
		`"minio.svc:9000" "-"`: "minio.svc:9000",
		`"-" "10.0.0.1:9000"`:  "-",
	} {
		e := Read(Source{Data: []byte(line + behind + "\n")})
		verify(t, e)
		check(t, e, map[string]string{"header host": want, "signature": sigA})
	}
}

// TestTablePlace says of the rows of a table where they stand.
func TestTablePlace(t *testing.T) {
	t.Parallel()
	rows := "| Host | b.s3.amazonaws.com |\n| X-Amz-Date | 20240601T100000Z |\n| Authorization | AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host, Signature=" + sigA + " |\n"
	e := Read(Source{Data: []byte("| Header | Value |\n|---|---|\n" + rows + "\nPUT /b/k\n")})
	check(t, e, map[string]string{"request": "headers PUT /b/k", "header host": "b.s3.amazonaws.com"})
	if p := e.Artefacts[0].Place; p.To-p.From < len(rows)-len("|  |\n") {
		t.Errorf("place %+v of %d bytes", p, len(rows))
	}
}
