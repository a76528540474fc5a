package sigv4_test

import (
	"testing"

	"sigwhy/sigv4"
)

// TestSplitHost holds the forms of a Host header (RFC 9110, section 7.2; RFC 3986,
// section 3.2.2).
func TestSplitHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string][2]string{
		"":                 {"", ""},
		"example.com":      {"example.com", ""},
		"example.com:9000": {"example.com", "9000"},
		"example.com:":     {"example.com", ""},
		"[::1]":            {"[::1]", ""},
		"[::1]:8080":       {"[::1]", "8080"},
	} {
		if name, port := sigv4.SplitHost(host); name != want[0] || port != want[1] {
			t.Errorf("%q: %q, %q", host, name, port)
		}
	}
}

// TestParseDate: a date is read in its own form alone, a Date header in those of HTTP.
func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "20250612", "20250612T083000", "2025-06-12T08:30:00Z", "20250231T083000Z", "20250612T083000.5Z"} {
		if _, ok := sigv4.ParseDate(s); ok {
			t.Errorf("%q is read", s)
		}
	}
	want, ok := sigv4.ParseDate("20250612T083000Z")
	if !ok || want.Unix() != 1749717000 {
		t.Errorf("read as %v", want)
	}
	for _, s := range []string{"Thu, 12 Jun 2025 08:30:00 GMT", "Thursday, 12-Jun-25 08:30:00 GMT", "Thu Jun 12 08:30:00 2025", "Thu, 12 Jun 2025 10:30:00 +0200"} {
		if got, err := sigv4.ParseHTTPDate(s); err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
	if _, err := sigv4.ParseHTTPDate("20250612T083000Z"); err == nil {
		t.Error("no HTTP date is read as one")
	}
}
