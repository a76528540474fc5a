package evidence

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestDump prints what is read of the files named in DUMP, for looking at.
func TestDump(t *testing.T) {
	for name := range strings.FieldsSeq(os.Getenv("DUMP")) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("######## %s\n", name)
		dump(Read(Source{Name: name, Data: data}))
	}
}

func short(s string) string {
	s = fmt.Sprintf("%q", s)
	if len(s) > 160 {
		return s[:100] + " … " + s[len(s)-50:]
	}
	return s
}

func dump(e *Evidence) {
	for _, a := range e.Artefacts {
		l := e.Locate(a.Place)
		fmt.Printf("  * %s @%d+%d L%d %s\n", a.What, a.Place.From, a.Place.To-a.Place.From, l.Line, a.Note)
	}
	for i, x := range e.Exchanges {
		fmt.Printf("  == exchange %d\n", i)
		if r := x.Request; r != nil {
			fmt.Printf("    REQUEST %s %s %s complete=%v wire=%v bodystate=%d body=%s\n", r.What, r.Method.S, short(r.Target.S), r.HeadersComplete, r.OnTheWire, r.BodyState, short(r.Body.S))
			for _, f := range r.Fields {
				fmt.Printf("      %s:%s\n", f.Name.S, short(f.Value.S))
			}
		}
		for _, c := range x.Claims {
			fmt.Printf("    CLAIM carrier=%d name=%q alg=%q akid=%q scope=", c.Carrier, c.HeaderName.S, c.Algorithm.S, c.AccessKeyID.S)
			for _, s := range c.ScopeParts {
				fmt.Printf("%q ", s.S)
			}
			fmt.Printf("signed=%q sig=%q date=%q exp=%q loose=%d spelling=%d\n", c.SignedHeaders.S, short(c.Signature.S), c.Date.S, c.Expires.S, len(c.Loose), len(c.Spelling))
		}
		dumpStrings("CLIENT", x.Client.Canonical, x.Client.StringToSign)
		if x.Client.Signature.Present() {
			fmt.Printf("    SIGNATURE %s\n", x.Client.Signature.S)
		}
		for _, k := range x.Client.Keys {
			fmt.Printf("    KEY %s = %s\n", k.Label.S, k.Value.S)
		}
		if a := x.Server; a != nil {
			fmt.Printf("    ANSWER %s status=%q code=%q message=%s\n", a.What, a.Status.S, a.Code.S, short(a.Message.S))
			for _, f := range a.Head {
				fmt.Printf("      H %s:%s\n", f.Name.S, short(f.Value.S))
			}
			for _, f := range a.Fields {
				fmt.Printf("      F %s=%s\n", f.Name.S, short(f.Value.S))
			}
			dumpStrings("SERVER", a.Canonical, a.StringToSign)
		}
	}
	for _, h := range e.Hints {
		fmt.Printf("  hint %s value=%s text=%s\n", h.Kind, short(h.Value.S), short(h.Text.S))
	}
	for _, n := range e.Notes {
		fmt.Printf("  note %s\n", n.Says)
	}
}

func dumpStrings(who string, c *Canonical, s *StringToSign) {
	if c != nil {
		fmt.Printf("    %s CANONICAL partial=%v flat=%v masked=%v exact=%v m=%q p=%s q=%s lines=%d signed=%q hash=%q\n", who, c.Partial, c.Flat, c.Masked, c.Exact, c.Method.S, short(c.Path.S), short(c.Query.S), len(c.Lines), c.SignedHeaders.S, c.PayloadHash.S)
		fmt.Printf("       %q\n", short(c.Whole.S))
	}
	if s != nil {
		fmt.Printf("    %s STS flat=%v masked=%v exact=%v alg=%q date=%q scope=%q hash=%q lines=%d whole=%s\n", who, s.Flat, s.Masked, s.Exact, s.Algorithm.S, s.Date.S, s.Scope.S, s.Hash.S, len(s.Lines), short(s.Whole.S))
	}
}
