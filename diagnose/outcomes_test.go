package diagnose

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// outcomes are wrong results that code of others computed: testdata/mistake-outcomes.json.
type outcomes struct {
	Bases        map[string]outcomeBase
	Outcomes     []outcome
	Combinations []outcome
}

type outcomeBase struct {
	Method, Path, Query           string
	Headers                       [][2]string
	BodyBase64                    []byte
	Region, Service, Date         string
	AccessKeyID, SecretAccessKey  string
	Mode, SessionToken            string
	SessionTokenAddedAfterSigning string
	PresignedURL                  string
}

type outcome struct {
	Code, Base             string
	Codes                  []string
	Variant                int
	SameBytesAs            []string
	CanonicalRequest       string
	CanonicalRequestSha256 string
	StringToSign           string
	Signature              string
	Authorization          string
	PresignedURL           string
	Sent                   map[string]*string
	RecomputesAsClaimed    bool
}

func readOutcomes(t *testing.T) *outcomes {
	t.Helper()
	b, err := os.ReadFile("testdata/mistake-outcomes.json")
	if err != nil {
		t.Fatal(err)
	}
	var o outcomes
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return &o
}

// request writes the request that arrives: the base with what the outcome sends
// otherwise, and its signature.
func (b outcomeBase) request(o outcome) string {
	var s strings.Builder
	target := b.Path
	if b.Query != "" {
		target += "?" + b.Query
	}
	if b.Mode == "query" {
		url := b.PresignedURL
		if o.PresignedURL != "" {
			url = o.PresignedURL
		}
		_, rest, _ := strings.Cut(url, "://")
		target = rest[strings.IndexByte(rest, '/'):]
		if o.PresignedURL == "" {
			i := strings.Index(target, "X-Amz-Signature=") + len("X-Amz-Signature=")
			target = target[:i] + sigv4.UriEncode(o.Signature, false) + target[i+64:]
		}
	}
	fmt.Fprintf(&s, "%s %s HTTP/1.1\r\n", b.Method, target)
	sent := map[string]*string{}
	for n, v := range o.Sent {
		sent[strings.ToLower(n)] = v
	}
	for _, h := range b.Headers {
		v, changed := sent[strings.ToLower(h[0])]
		if changed && v == nil {
			continue
		}
		if changed {
			h[1] = *v
		}
		fmt.Fprintf(&s, "%s: %s\r\n", h[0], h[1])
	}
	if len(b.BodyBase64) > 0 && !strings.Contains(s.String(), "Content-Length") {
		fmt.Fprintf(&s, "Content-Length: %d\r\n", len(b.BodyBase64))
	}
	if o.Authorization != "" && b.Mode != "query" {
		fmt.Fprintf(&s, "Authorization: %s\r\n", o.Authorization)
	}
	s.WriteString("\r\n")
	s.Write(b.BodyBase64)
	return s.String()
}

func analyzeText(t testing.TB, text string, given Given) *Analysis {
	t.Helper()
	e := evidence.Read(evidence.Source{Name: "request", Data: []byte(text)})
	return Analyze(context.Background(), Case{Evidence: e, Given: given})
}

func codesAbove(a *Analysis, worst Proof) []string {
	var codes []string
	for _, f := range a.Findings {
		if f.Proof.Rank() <= worst.Rank() {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

func variantCodes(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("testdata/variants.txt")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		v, c, _ := strings.Cut(l, " ")
		m[v] = c
	}
	return m
}

// unfound are outcomes that are not named as the catalogue has it, and why.
var unfound = map[string]string{
	"header-empty-dropped 1":             "the header is then sent unsigned, which is what can be seen",
	"security-token-missing 0":           "an AKIA key without a token is correct",
	"security-token-empty 2":             "the signed header is not sent, which is what can be seen",
	"content-type-not-signed 0":          "content-type need not be signed",
	"content-length-signed 1":            "any number may have been signed",
	"content-length-signed 2":            "the request that this test writes sends that length",
	"accept-encoding-signed 2":           "the header does not arrive, which is what can be seen",
	"authorization-signed 0":             "the old header's value is not told",
	"header-non-ascii 1":                 "the value that was signed is not told",
	"header-non-ascii 2":                 "the value that was signed is not told",
	"content-sha256-not-signed 0":        "S3 takes it unsigned",
	"scope-region-wrong 3":               "an empty region is a malformed credential",
	"scope-region-is-endpoint 2":         "a region with slashes is a malformed credential",
	"date-12-hour 0":                     "a valid time: only a clock tells",
	"date-minute-for-month 2":            "the day of the scope is wrong, which is what can be seen",
	"date-month-for-minute 0":            "a valid time: only a clock tells",
	"date-week-year 1":                   "a valid time: only a clock tells",
	"date-day-of-year 0":                 "the day of the scope is wrong, which is what can be seen",
	"date-local-labelled-z 0":            "a valid time: only a clock tells",
	"date-time-missing 0":                "a valid time: only a clock tells",
	"secret-wrong 0":                     "the other secret is the published example, which is named",
	"key-of-other-scope 2":               "the same bytes as another region in the derivation",
	"key-of-other-scope 3":               "the same bytes as another service in the derivation",
	"presign-header-value-differs 0":     "content-type has a code of its own",
	"presign-host-changed 0":             "no name of the host that was signed is told",
	"presign-signed-headers-semicolon 0": "a raw ; in the canonical query is one character left unencoded",
}

// TestOutcomes reproduces every computed outcome of one mistake from the request
// that arrives and its signature.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	o := readOutcomes(t)
	codes := variantCodes(t)
	missed := map[string]bool{}
	for i, x := range o.Outcomes {
		if testing.Short() && i%6 != 0 {
			continue
		}
		want := []string{codes[x.Code]}
		for _, s := range x.SameBytesAs {
			n, _, _ := strings.Cut(s, "#")
			want = append(want, codes[n])
		}
		b := o.Bases[x.Base]
		a := analyzeText(t, b.request(x), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(b.SecretAccessKey)}})
		got := codesAbove(a, Seen)
		if slices.ContainsFunc(got, func(c string) bool { return slices.Contains(want, c) }) {
			continue
		}
		name := fmt.Sprintf("%s %d", x.Code, x.Variant)
		missed[name] = true
		if unfound[name] == "" {
			t.Errorf("%s on %s: got %v (%s), want one of %v", name, x.Base, got, a.Verdict, want)
		}
	}
	for name := range unfound {
		if !missed[name] && !testing.Short() {
			t.Errorf("%s is found: take it out of the list", name)
		}
	}
}

// unnamed are outcomes that have another name at first, where the client's texts are shown
// and no key is, and why.
var unnamed = map[string]string{
	"signed-headers-empty 0": "the order of an empty list is reproduced as well",
}

// TestOutcomesPrinted names every computed outcome of a canonical request from what a client
// prints of it, and the request: the first finding is the mistake.
func TestOutcomesPrinted(t *testing.T) {
	t.Parallel()
	o := readOutcomes(t)
	codes := variantCodes(t)
	named, missed := 0, map[string]bool{}
	for _, x := range o.Outcomes {
		b := o.Bases[x.Base]
		if x.CanonicalRequest == "" || b.Mode == "query" {
			continue
		}
		want := []string{codes[x.Code]}
		for _, s := range x.SameBytesAs {
			n, _, _ := strings.Cut(s, "#")
			want = append(want, codes[n])
		}
		printed := "CanonicalRequest:\n" + x.CanonicalRequest + "\nStringToSign:\n" + x.StringToSign + "\nSignature:\n" + x.Signature + "\n\n"
		a := analyzeText(t, printed+b.request(x)+"\n\nHTTP/1.1 403 Forbidden\r\n\r\n"+threadRefusal, Given{})
		name := fmt.Sprintf("%s %d", x.Code, x.Variant)
		switch got := codesAbove(a, Likely); {
		case len(got) > 0 && slices.Contains(want, got[0]):
			named++
		case unnamed[name] != "":
			missed[name] = true
		case unfound[name] == "":
			t.Errorf("%s on %s: got %v, want one of %v first", name, x.Base, got, want)
		}
	}
	for name := range unnamed {
		if !missed[name] {
			t.Errorf("%s is named: take it out of the list", name)
		}
	}
	if named < 160 {
		t.Errorf("%d are named", named)
	}
}

// TestPairs reproduces the computed outcomes of two mistakes. Those that are not
// found hold a mistake of the list above, which no search can know.
func TestPairs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("searches for pairs")
	}
	const least = 30
	o := readOutcomes(t)
	codes := variantCodes(t)
	found := 0
	for _, x := range o.Combinations {
		if len(x.Codes) != 2 {
			continue
		}
		b := o.Bases[x.Base]
		a := analyzeText(t, b.request(x), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(b.SecretAccessKey)}})
		if holdsAll(codesAbove(a, Seen), x.Codes, codes) {
			found++
		} else if !slices.ContainsFunc(x.Codes, unknowable) {
			t.Logf("%v on %s: got %v, reproduced %v", x.Codes, x.Base, codesAbove(a, Seen), a.Search.Reproduced)
		}
	}
	if found < least {
		t.Errorf("%d pairs found, %d were", found, least)
	}
}

func holdsAll(got, variants []string, codes map[string]string) bool {
	for _, v := range variants {
		n, _, _ := strings.Cut(v, "#")
		if !slices.Contains(got, codes[n]) {
			return false
		}
	}
	return true
}

func unknowable(variant string) bool {
	n, k, ok := strings.Cut(variant, "#")
	if !ok {
		k = "0"
	}
	return unfound[n+" "+k] != ""
}
