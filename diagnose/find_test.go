package diagnose

import (
	"regexp"
	"strings"
	"testing"
)

// TestLiteral: any text of a paste can be looked for, whatever its bytes are.
func TestLiteral(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a.b*c", "localh\xa7\xa7", "\xff", "\ufffd", "ü (x)", "\x00", `\d+`} {
		form, err := regexp.Compile("(?i)<" + literal(text) + ">")
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if !form.MatchString("<" + text + ">") {
			t.Errorf("%q does not match itself", text)
		}
		if form.MatchString("<" + text + "x>") {
			t.Errorf("%q matches more than itself", text)
		}
	}
	if long := strings.Repeat("a", longestLiteral+1); regexp.MustCompile(literal(long)).MatchString(long) {
		t.Error("a text over the bound is matched")
	}
}

// TestBrokenHost: a host that is no UTF-8 is looked for in the logs like any other.
func TestBrokenHost(t *testing.T) {
	t.Parallel()
	canonical := "PUT\n/b/k\n\nhost:localh\xa7\xa7\nx-amz-date:20130524T000000Z\n\nhost;x-amz-date\n" + strings.Repeat("0", 64)
	analyzeQuickly("<Error><Code>SignatureDoesNotMatch</Code></Error>\n\nCanonical request:\n"+canonical+"\n", "")
}
