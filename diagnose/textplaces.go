package diagnose

import (
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// dateText is where the time of the request stands in the paste.
func (f *facts) dateText() evidence.Text {
	if f.req != nil {
		for _, n := range []string{"x-amz-date", "date"} {
			for _, field := range f.req.Fields {
				if strings.EqualFold(field.Name.S, n) {
					return field.Value.Trim()
				}
			}
		}
	}
	if f.claim != nil && f.claim.Date.Present() {
		return f.claim.Date
	}
	if f.client.StringToSign != nil {
		return f.client.StringToSign.Date
	}
	return evidence.Text{}
}

// hostText is where the host stands in the paste.
func (f *facts) hostText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	for _, field := range f.req.Fields {
		if strings.EqualFold(field.Name.S, "host") || field.Name.S == ":authority" {
			return field.Value.Trim()
		}
	}
	authority, _, _, pathAt, _ := sigv4.TargetParts(f.req.Target.S)
	if authority != "" {
		return f.req.Target.Sub(pathAt-len(authority), pathAt)
	}
	return evidence.Text{}
}

func (f *facts) targetText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	return f.req.Target
}

// fieldText is the value of a header of the request, with the blanks around it.
func (f *facts) fieldText(name string) evidence.Text { return wholeField(f.req, name) }

// fieldOf is the value of a header of any request.
func fieldOf(r *evidence.Request, name string) evidence.Text { return wholeField(r, name).Trim() }

// wholeField is the value of the first header of a name, with the blanks around it.
func wholeField(r *evidence.Request, name string) evidence.Text {
	for i := range r.Fields {
		if strings.EqualFold(r.Fields[i].Name.S, name) {
			return r.Fields[i].Value
		}
	}
	return evidence.Text{}
}

// listedText is where a name stands in SignedHeaders.
func (f *facts) listedText(name string) evidence.Text {
	var t evidence.Text
	if f.claim != nil {
		t = f.claim.SignedHeaders
	} else {
		t = f.loneList()
	}
	if i := strings.Index(t.S, name); i >= 0 {
		return t.Sub(i, i+len(name))
	}
	return t
}

// listedTexts are where names stand in SignedHeaders, which is gone through once: it may hold
// thousands.
func (f *facts) listedTexts(names []string) (all []evidence.Text) {
	if len(names) < 2 || f.claim == nil {
		for _, n := range names {
			all = append(all, f.listedText(n))
		}
		return all
	}
	list := f.claim.SignedHeaders
	at := map[string]evidence.Text{}
	from := 0
	for name := range strings.SplitSeq(list.S, ";") {
		at[lower(name)] = list.Sub(from, from+len(name))
		from += len(name) + len(";")
	}
	for _, n := range names {
		t, ok := at[n]
		if !ok {
			t = f.listedText(n) // the list is separated otherwise
		}
		all = append(all, t)
	}
	return all
}

func (f *facts) contentTypeText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	return f.fieldText("content-type")
}

func (f *facts) serverLine(name string) (string, evidence.Text) {
	return lineOf(f.server.canonical, name)
}

func (f *facts) clientLine(name string) (string, evidence.Text) {
	return lineOf(f.client.Canonical, name)
}

func serverLineText(f *facts, name string) evidence.Text {
	_, t := f.serverLine(lower(name))
	return t
}

// lineOf is the value and the place of a header in a canonical request.
func lineOf(c *evidence.Canonical, name string) (string, evidence.Text) {
	if c == nil {
		return "", evidence.Text{}
	}
	for _, l := range c.Lines {
		if n, v, ok := strings.Cut(l.S, ":"); ok && lower(n) == name {
			return v, l
		}
	}
	return "", evidence.Text{}
}
