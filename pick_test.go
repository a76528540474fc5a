package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sigwhy/samples"
)

// A told is what a report tells first of a log.
type told struct {
	Verdict  string
	Findings []struct{ Code, Proof string }
	Exchange struct{ Method, Target, Answer string }
}

// TestLargeLog: a log of several pieces is told of as is a short one of the same requests,
// from a file and from standard input.
func TestLargeLog(t *testing.T) {
	skipLarge(t)
	t.Parallel()
	failing := sampleText(t, "secret-wrong-sdk-log")
	good := "GET /a HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Date: 20250612T083000Z\r\n" +
		"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nAuthorization: AWS4-HMAC-SHA256 " +
		"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + strings.Repeat("1a", 32) + "\r\n\r\n" +
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
	secret := "aws_secret_access_key = w" + strings.Repeat("Jal7rXUtnFEMI", 3) + "\n"
	noise := func(lines int) string { return strings.Repeat("worker[17] processed item 4711 in 12 ms\n", lines) }
	har := `{"log": {"comment": [` + "\n%s" + `""], "entries": [{"request": {"method": "GET", ` +
		`"url": "https://b.s3.eu-west-1.amazonaws.com/a", "headers": [{"name": "Authorization", "value": ` +
		`"AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/s3/aws4_request, ` +
		`SignedHeaders=host, Signature=` + strings.Repeat("1a", 32) + `"}]}, "response": {"status": 403}}]}}`
	for name, c := range map[string]struct {
		log  func(lines int) string
		args []string
	}{
		"the failing one is last":   {log: func(n int) string { return good + noise(n) + good + noise(n) + failing }},
		"the failing one is first":  {log: func(n int) string { return failing + noise(n) + good + noise(n) + good }},
		"the secret key is far off": {func(n int) string { return secret + noise(n) + failing }, []string{"--pasted-key"}},
		"the secret key is last":    {func(n int) string { return failing + noise(n) + secret }, []string{"--pasted-key"}},
		"a document": {log: func(n int) string {
			return fmt.Sprintf(har, strings.Repeat(`  "worker[17] processed item 4711",`+"\n", n))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			short, large := c.log(10), c.log(250_000)
			want := diagnosed(t, short, false, c.args)
			if len(want.Findings) == 0 || want.Verdict != "differs" {
				t.Fatalf("%+v", want)
			}
			for _, piped := range []bool{false, true} {
				if got := diagnosed(t, large, piped, c.args); !reflect.DeepEqual(got, want) {
					t.Errorf("piped %t: %+v, want %+v", piped, got, want)
				}
			}
		})
	}
}

func sampleText(t *testing.T, name string) string {
	t.Helper()
	for _, s := range samples.All() {
		if s.Name == name {
			return string(s.Data)
		}
	}
	t.Fatalf("no sample %s", name)
	return ""
}

// diagnosed is what is told of a log that is piped, or read from a file.
func diagnosed(t *testing.T, log string, piped bool, more []string) (r told) {
	t.Helper()
	var out, errs bytes.Buffer
	a := newApp()
	a.stdout, a.stderr, a.stdinIsTTY = &out, &errs, !piped
	args := append([]string{"diagnose", "--format", "json", "--search-budget", "0s"}, more...)
	if piped {
		a.stdin = strings.NewReader(log)
	} else {
		name := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(name, []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	a.run(context.Background(), args)
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	return r
}

// skipLarge leaves out of short runs what reads tens of megabytes.
func skipLarge(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("reads tens of megabytes")
	}
}
