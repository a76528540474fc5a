package diagnose

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sigwhy/sigv4"
)

// A form is a request as a tool prints it: dumps and logs of some 250 clients,
// libraries, proxies and editors, and what terminals, chats and editors make of them.
// curl, Go, Node.js, PHP, Python, Ruby, tcpdump, tshark, ngrep, od and xxd printed
// theirs themselves; the others are written after their documentation or source. All
// are signed by a signer in Python that shares nothing with this program.
type form struct {
	Form  string
	Code  string // the mistake that was made, "" for a right request
	Paste string // one character for each byte
}

// TestForms reads a right request in every form and finds nothing wrong with it, and
// names the mistake of a wrong one first.
func TestForms(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/forms.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	given := Given{
		Key: sigv4.Key{Secret: sigv4.NewSecret("h7Jq/3kVb+0sXmZ9TtLr2WcYpN5dQfGe8uRaKo1M")},
		At:  time.Date(2026, 11, 24, 17, 0, 30, 0, time.UTC),
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	n := 0
	for ; lines.Scan(); n++ {
		if testing.Short() && n%4 > 0 {
			continue
		}
		var f form
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		t.Run(f.Form+"/"+f.Code, func(t *testing.T) {
			t.Parallel()
			a := analyzeText(t, string(bytesOf(f.Paste)), given)
			switch {
			case f.Code == "" &&
				(a.Verdict != Matches ||
					slices.ContainsFunc(a.Findings, func(fd Finding) bool {
						return fd.Code != "not-a-signature-fault"
					})):
				t.Errorf("%s, %v", a.Verdict, codesAbove(a, Possible))
			case f.Code != "" && (len(a.Findings) == 0 || a.Findings[0].Code != f.Code):
				t.Errorf("%v, want %s first", codesAbove(a, Possible), f.Code)
			}
		})
	}
	if n < 450 {
		t.Errorf("%d forms", n)
	}
}

// TestWithLength: a request with a body says how long it is, once.
func TestWithLength(t *testing.T) {
	t.Parallel()
	r := sigv4.Request{Method: "PUT", Target: "/", Body: sigv4.Body{State: sigv4.BodyKnown, Bytes: []byte("hello")}}
	if text := writeRequest(withLength(withLength(&r))); strings.Count(text, "Content-Length: 5\r\n") != 1 {
		t.Errorf("written as %q", text)
	}
	r.Body.Bytes = nil
	if text := writeRequest(withLength(&r)); strings.Contains(text, "Content-Length") {
		t.Errorf("without a body it is written as %q", text)
	}
}
