package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAllPiecewise reports the requests of a log that is read in pieces: numbered on,
// each with its own artefacts and with its place in the file.
func TestAllPiecewise(t *testing.T) {
	t.Parallel()
	const request = "GET /a HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Date: 20250612T083000Z\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
	noise := strings.Repeat("worker[17] processed item 4711 in 12 ms\n", 40_000)
	secret := "aws_secret_access_key = w" + strings.Repeat("Jal7rXUtnFEMI", 3) + "\n"
	text := secret + request + strings.Repeat("1a", 32) + "\r\n\r\n" + noise + request + strings.Repeat("2b", 32) + "\r\n\r\n" + noise
	name := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, more := range [][]string{nil, {"--pasted-key"}} {
		var out, errs bytes.Buffer
		a := newApp()
		a.stdout, a.stderr, a.stdinIsTTY = &out, &errs, true
		status := a.run(context.Background(), append([]string{"diagnose", "--all", "--format", "json", "--search-budget", "0s", name}, more...))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if status != exitMistake || len(lines) != 2 {
			t.Fatalf("%v: status %d, %d lines, %s", more, status, len(lines), errs.String())
		}
		for i, l := range lines {
			var r struct {
				Exchange   struct{ Number int }
				Recognised []struct {
					What  string
					Place struct{ Offset, Line int }
				}
			}
			if err := json.Unmarshal([]byte(l), &r); err != nil {
				t.Fatal(err)
			}
			want := strings.Index(text, "GET /a")
			if i == 1 {
				want = strings.LastIndex(text, "GET /a")
			}
			if n := len(r.Recognised); n != 1 || r.Exchange.Number != i+1 || r.Recognised[0].Place.Offset != want || r.Recognised[0].Place.Line != 1+strings.Count(text[:want], "\n") {
				t.Errorf("%v: report %d: %+v, want one at %d", more, i+1, r, want)
			}
			if strings.Contains(l, "Jal7rXUtnFEMI") {
				t.Errorf("%v: report %d shows the secret key", more, i+1)
			}
		}
	}
}

// TestAllOfNone reports a file without a request as one line of JSON, too.
func TestAllOfNone(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(name, []byte("GET /search?page=1&q=shoes 200\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	a := newApp()
	a.stdout, a.stderr, a.stdinIsTTY = &out, &errs, true
	a.run(context.Background(), []string{"diagnose", "--all", "--format", "json", name})
	if s := out.String(); strings.Count(s, "\n") != 1 || !json.Valid([]byte(s)) {
		t.Errorf("%s%s", s, errs.String())
	}
}
