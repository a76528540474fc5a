package evidence

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func load(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func read(tb testing.TB, name string) *Evidence {
	tb.Helper()
	return Read(Source{Name: filepath.Base(name), Data: load(tb, name)})
}

func names(tb testing.TB, pattern string) []string {
	tb.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(all) == 0 {
		tb.Fatal(pattern, err)
	}
	for i := range all {
		all[i] = strings.TrimPrefix(all[i], "testdata/")
	}
	return all
}

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

// texts calls visit with every text that an evidence holds.
func texts(e *Evidence, visit func(name string, t Text)) {
	for _, x := range e.Exchanges {
		if r := x.Request; r != nil {
			visit("method", r.Method)
			visit("target", r.Target)
			visit("body", r.Body)
			fieldTexts(r.Fields, visit)
		}
		for _, c := range x.Claims {
			for _, t := range append([]Text{c.Whole, c.HeaderName, c.Algorithm, c.Credential, c.SignedHeaders, c.Signature, c.AccessKeyID, c.Date, c.Expires, c.Token}, append(c.Loose, c.ScopeParts...)...) {
				visit("claim", t)
			}
			fieldTexts(c.Params, visit)
		}
		stringTexts(x.Client.Canonical, x.Client.StringToSign, visit)
		visit("signature", x.Client.Signature)
		for _, k := range x.Client.Keys {
			visit("label", k.Label)
			visit("key", k.Value)
		}
		if a := x.Server; a != nil {
			visit("status", a.Status)
			visit("code", a.Code)
			visit("message", a.Message)
			fieldTexts(a.Head, visit)
			fieldTexts(a.Fields, visit)
			stringTexts(a.Canonical, a.StringToSign, visit)
		}
	}
	for _, h := range e.Hints {
		visit("hint", h.Text)
		visit("hint value", h.Value)
	}
}

func fieldTexts(fields []Field, visit func(string, Text)) {
	for _, f := range fields {
		visit("name", f.Name)
		visit("value", f.Value)
	}
}

func stringTexts(c *Canonical, s *StringToSign, visit func(string, Text)) {
	if c != nil {
		for _, t := range append([]Text{c.Whole, c.Method, c.Path, c.Query, c.SignedHeaders, c.PayloadHash}, c.Lines...) {
			visit("canonical", t)
		}
	}
	if s != nil {
		for _, t := range append([]Text{s.Whole, s.Algorithm, s.Date, s.Scope, s.Hash}, s.Lines...) {
			visit("string to sign", t)
		}
	}
}

// verify reports texts and places that do not point into their source, and texts
// with nothing undone that differ from it.
func verify(t *testing.T, e *Evidence) {
	t.Helper()
	inside := func(what string, p Place) bool {
		if p.Source < 0 || p.Source >= len(e.Sources) || p.From < 0 || p.To < p.From || p.To > len(e.Sources[p.Source].Data) {
			t.Errorf("%s: place %+v outside its source", what, p)
			return false
		}
		return true
	}
	for i, a := range e.Artefacts {
		if inside(a.What, a.Place) {
			e.Locate(a.Place)
		}
		if i > 0 && (a.Place.Source < e.Artefacts[i-1].Place.Source || a.Place.Source == e.Artefacts[i-1].Place.Source && a.Place.From < e.Artefacts[i-1].Place.From) {
			t.Errorf("artefact %d is not sorted", i)
		}
	}
	for _, n := range e.Notes {
		inside("note", n.Place)
		if n.Says == stumbled {
			t.Errorf("a format failed on %q", e.Sources[n.Place.Source].Data[n.Place.From:n.Place.To])
		}
	}
	texts(e, func(name string, x Text) {
		if !x.Present() || !x.InSource() {
			return
		}
		p := x.Place()
		if inside(name, p) && len(x.Undone()) == 0 && string(e.Sources[p.Source].Data[p.From:p.To]) != x.S {
			t.Errorf("%s: %q is not what stands at its place", name, x.S)
		}
	})
}
