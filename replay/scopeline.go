package replay

import (
	"strings"

	"sigwhy/sigv4"
)

// scopeLines are other forms and values of line 3 of the string to sign.
func scopeLines(m *Model) []Twist {
	s := m.scope
	var out []Twist
	add := func(variant, v, says string) {
		if v != s.String() {
			out = append(out, Twist{Variant: variant, slot: slotScopeLine, Says: says, turn: func(t *Trial) { t.s.scope = &v }})
		}
	}
	add("sts-scope-with-key-id", m.KeyID+"/"+s.String(), "puts the whole credential, with the access key ID, into the string to sign")
	add("sts-scope-no-terminator", s.Date+"/"+s.Region+"/"+s.Service, "leaves aws4_request out of the scope")
	add("sts-scope-order", s.Region+"/"+s.Date+"/"+s.Service+"/"+s.Terminator, "puts the region before the date in the scope")
	add("sts-scope-order", s.Date+"/"+s.Service+"/"+s.Region+"/"+s.Terminator, "puts the service before the region in the scope")
	add("sts-scope-encoded", strings.ReplaceAll(s.String(), "/", "%2F"), "writes %2F in the scope")
	add("scope-trailing-slash", s.String()+"/", "ends the scope with /")
	add("scope-timestamp", m.date+"/"+s.Region+"/"+s.Service+"/"+s.Terminator, "puts the full time into the scope")
	few := len(out)
	if len(s.Date) == 8 {
		add("sts-scope-form", s.Date[:4]+"-"+s.Date[4:6]+"-"+s.Date[6:]+s.String()[8:], "writes the day of the scope with dashes")
	}
	add("sts-scope-form", "/"+s.String(), "begins the scope with /")
	add("sts-scope-form", strings.ReplaceAll(s.String(), "/", ","), "separates the parts of the scope by commas")
	add("sts-scope-form", strings.ToUpper(s.String()), "writes the scope in capitals")
	add("sts-scope-form", s.Region+"/"+s.Service+"/"+s.Terminator, "leaves the day out of the scope")
	add("sts-scope-form", s.Date, "puts only the day in place of the scope")
	add("sts-scope-form", s.Date+"/"+s.Service+"/"+s.Terminator, "leaves the region out of the scope")
	add("sts-scope-form", s.Date+"/"+s.Region+"/"+s.Terminator, "leaves the service out of the scope")
	for _, v := range oddScopes(m) {
		add("sts-scope-form", v[0], v[1])
	}
	scopes := func(s sigv4.Scope, what string) {
		v := s.String()
		if v == m.scope.String() {
			return
		}
		out = append(out, Twist{Variant: "scope-header-differs", slot: slotScopeLine, Says: "signs the scope with " + what + ", the credential states another", turn: func(t *Trial) {
			t.s.scope = &v
		}}, Twist{Variant: "scope-header-differs", slot: slotScopeLine, Says: "signs scope and key with " + what + ", the credential states another", turn: func(t *Trial) {
			t.s.scope = &v
			t.k.feedBy(&s, &t.scope)
		}})
	}
	terminators := func(list ...string) {
		for _, t := range list {
			scopes(sigv4.Scope{Date: s.Date, Region: s.Region, Service: s.Service, Terminator: t}, "the terminator "+Quoted(t))
		}
	}
	terminators("aws4-request", "AWS4_REQUEST", "aws_request", "aws4_reqeust", "aws4request", "aws3_request", "request", "aws4_requst", "aws4_req", "Aws4_Request", "aws4_request ", "aws4_request\n", "aws4", "AWS4", "aws2_request", "signing")
	rarely(out[few:]...)
	few = len(out)
	for _, r := range rareRegions {
		scopes(sigv4.Scope{Date: s.Date, Region: r, Service: s.Service, Terminator: s.Terminator}, "region "+r)
	}
	for _, v := range m.rareServices() {
		scopes(sigv4.Scope{Date: s.Date, Region: s.Region, Service: v, Terminator: s.Terminator}, "service "+v)
	}
	alone(out[few:]...)
	scopes(sigv4.Scope{Date: s.Date, Service: s.Service, Terminator: s.Terminator}, "an empty region")
	for _, r := range m.allRegions() {
		scopes(sigv4.Scope{Date: s.Date, Region: r, Service: s.Service, Terminator: s.Terminator}, "region "+named(r))
	}
	for _, v := range m.allServices() {
		scopes(sigv4.Scope{Date: s.Date, Region: s.Region, Service: v, Terminator: s.Terminator}, "service "+named(v))
	}
	for _, d := range m.neighbourDays() {
		scopes(sigv4.Scope{Date: d, Region: s.Region, Service: s.Service, Terminator: s.Terminator}, "day "+d)
	}
	return out
}

// scopeGlues are what stands between the parts of a scope.
var scopeGlues = []struct{ text, name string }{
	{"%2f", "%2f"},
	{" ", "blanks"},
	{".", "dots"},
	{"-", "dashes"},
	{":", "colons"},
	{"\n", "newlines"},
	{"", "nothing"},
	{" / ", "blanks and slashes"},
	{`\`, "backslashes"},
	{`\/`, "escaped slashes"},
	{"//", "two slashes"},
	{"_", "underscores"},
	{"|", "vertical bars"},
	{";", "semicolons"},
	{", ", "commas and blanks"},
}

// oddScopes are further forms of a scope, with what the signer does.
func oddScopes(m *Model) [][2]string {
	s := &m.scope
	rest := "/" + s.Region + "/" + s.Service + "/" + s.Terminator
	out := [][2]string{
		{"", "leaves the scope empty"},
		{s.Terminator, "puts only aws4_request in place of the scope"},
		{"Credential=" + m.KeyID + "/" + s.String(), "puts Credential= and the whole credential in place of the scope"},
		{m.KeyID, "puts the access key ID in place of the scope"},
		{s.Region, "puts only the region in place of the scope"},
		{s.Service, "puts only the service in place of the scope"},
		{s.Date + "/" + s.Region, "puts only day and region in place of the scope"},
		{s.Date + "/" + strings.ToUpper(s.Region) + "/" + s.Service + "/" + s.Terminator, "writes the region of the scope in capitals"},
		{s.Date + "/" + s.Region + "/" + strings.ToUpper(s.Service) + "/" + s.Terminator, "writes the service of the scope in capitals"},
		{s.Date + "//" + s.Service + "/" + s.Terminator, "leaves the region of the scope empty"},
		{s.Date + "/undefined/" + s.Service + "/" + s.Terminator, "writes undefined as the region of the scope"},
		{s.Date + "/" + s.Region + "/undefined/" + s.Terminator, "writes undefined as the service of the scope"},
		{s.Date + "/None/" + s.Service + "/" + s.Terminator, "writes None as the region of the scope"},
		{s.Date + "/null/" + s.Service + "/" + s.Terminator, "writes null as the region of the scope"},
		{s.String() + "\n", "ends the scope with a newline"},
		{s.String() + " ", "ends the scope with a blank"},
		{s.Terminator + "/" + s.Service + "/" + s.Region + "/" + s.Date, "writes the scope in the opposite order"},
		{s.Service + "/" + s.Region + "/" + s.Date + "/" + s.Terminator, "writes service, region and day of the scope in the opposite order"},
	}
	for _, g := range scopeGlues {
		out = append(out, [2]string{strings.ReplaceAll(s.String(), "/", g.text), "separates the parts of the scope by " + g.name})
	}
	if day, ok := m.when(); ok && len(s.Date) == 8 {
		for _, d := range append(oddDays(day), [2]string{s.Date[2:], "with a two-digit year"}) {
			out = append(out, [2]string{d[0] + rest, "writes the day of the scope " + d[1]})
		}
	}
	return out
}
