package evidence

import "testing"

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
