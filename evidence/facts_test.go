package evidence

import (
	"fmt"
	"strings"
	"testing"
)

// facts puts an evidence into lines "what: value" that a table can name.
func facts(e *Evidence) map[string]string {
	f := map[string]string{"exchanges": fmt.Sprint(len(e.Exchanges))}
	for i := range e.Exchanges {
		at := ""
		if i > 0 {
			at = fmt.Sprint(i, ".")
		}
		factsOf(&e.Exchanges[i], func(k, v string) { f[at+k] = v })
	}
	for _, h := range e.Hints {
		f["hint "+string(h.Kind)] = strings.TrimPrefix(f["hint "+string(h.Kind)]+"|"+h.Value.S, "|")
	}
	for _, n := range e.Notes {
		f["note"] = n.Says
	}
	return f
}

func factsOf(x *Exchange, put func(k, v string)) {
	if r := x.Request; r != nil {
		put("request", strings.TrimSpace(r.What+" "+r.Method.S+" "+r.Target.S))
		if put("body", fmt.Sprint(r.BodyState, " ", r.Body.S)); r.MaybeBody.Present() {
			put("body", "maybe "+r.MaybeBody.S)
		}
		put("complete", fmt.Sprint(r.HeadersComplete))
		for _, h := range r.Fields {
			put("header "+strings.ToLower(h.Name.S), strings.TrimSpace(h.Value.S))
		}
	}
	put("claims", fmt.Sprint(len(x.Claims)))
	for _, c := range x.Claims {
		put("algorithm", c.Algorithm.S)
		put("credential", c.Credential.S)
		put("key", c.AccessKeyID.S)
		put("signed", c.SignedHeaders.S)
		put("signature", c.Signature.S)
		put("loose", fmt.Sprint(len(c.Loose)))
		for k, v := range c.Spelling {
			put("spelling "+k, v.S)
		}
	}
	stringFacts("client", x.Client.Canonical, x.Client.StringToSign, put)
	put("client signature", x.Client.Signature.S)
	put("client hash", x.Client.Hash.S)
	for _, k := range x.Client.Keys {
		put("printed "+k.Label.S, k.Value.S)
	}
	if a := x.Server; a != nil {
		put("answer", a.What)
		put("status", a.Status.S)
		put("code", a.Code.S)
		put("message", a.Message.S)
		for _, h := range a.Fields {
			put("field "+h.Name.S, h.Value.S)
		}
		for _, h := range a.Head {
			put("head "+strings.ToLower(h.Name.S), strings.TrimSpace(h.Value.S))
		}
		stringFacts("server", a.Canonical, a.StringToSign, put)
		put("server signature", a.Signature.S)
	}
}

func stringFacts(who string, c *Canonical, s *StringToSign, put func(k, v string)) {
	if c != nil {
		put(who+" canonical", c.Whole.S)
		put(who+" canonical marks", marks(c.Partial, c.Flat, c.Masked, c.Exact))
		put(who+" path", c.Path.S)
		put(who+" list", c.SignedHeaders.S)
		put(who+" payload", c.PayloadHash.S)
	}
	if s != nil {
		put(who+" sts", s.Whole.S)
		put(who+" sts marks", marks(false, s.Flat, s.Masked, s.Exact))
		put(who+" sts date", s.Date.S)
		put(who+" sts hash", s.Hash.S)
	}
}

func marks(partial, flat, masked, exact bool) string {
	var m []string
	for name, on := range map[string]bool{"partial": partial, "flat": flat, "masked": masked, "exact": exact} {
		if on {
			m = append(m, name)
		}
	}
	return strings.Join(m, " ")
}

// check compares facts with what is wanted; "-" wants a fact to be absent.
func check(t *testing.T, e *Evidence, want map[string]string) {
	t.Helper()
	got := facts(e)
	for k, w := range want {
		g, ok := got[k]
		switch {
		case w == "-" && ok && g != "":
			t.Errorf("%s: got %q, want none", k, g)
		case w != "-" && strings.HasSuffix(w, "…"):
			if !strings.HasPrefix(g, strings.TrimSuffix(w, "…")) {
				t.Errorf("%s:\n got %q\nwant %q", k, g, w)
			}
		case w != "-" && g != w:
			t.Errorf("%s:\n got %q\nwant %q", k, g, w)
		}
	}
}
