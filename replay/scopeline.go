package replay

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// scopeLines are other forms and values of line 3 of the string to sign.
func scopeLines(m *Model) []Twist {
	as := func(list []otherText) []Twist {
		return writing(list, slotScopeLine, m.scope.String(), func(t *Trial, v *string) { t.s.scope = v })
	}
	return slices.Concat(
		as(usualScopes(m)),
		rarely(as(rareScopes(m))...),
		rarely(m.otherScopes(terminatorOf, func(v string) string { return "the terminator " + Quoted(v) }, rareTerminatorsOfScope...)...),
		alone(m.otherScopes(regionOf, labelled("region"), rareRegions...)...),
		alone(m.otherScopes(serviceOf, labelled("service"), m.rareServices()...)...),
		m.otherScopes(regionOf, func(string) string { return "an empty region" }, ""),
		m.otherScopes(regionOf, labelled("region"), m.allRegions()...),
		m.otherScopes(serviceOf, labelled("service"), m.allServices()...),
		m.otherScopes(dateOf, labelled("day"), m.neighbourDays()...))
}

func usualScopes(m *Model) []otherText {
	s := &m.scope
	return []otherText{
		{"sts-scope-with-key-id", m.KeyID + "/" + s.String(), "puts the whole credential, with the access key ID, into the string to sign"},
		{"sts-scope-no-terminator", s.Date + "/" + s.Region + "/" + s.Service, "leaves aws4_request out of the scope"},
		{"sts-scope-order", s.Region + "/" + s.Date + "/" + s.Service + "/" + s.Terminator, "puts the region before the date in the scope"},
		{"sts-scope-order", s.Date + "/" + s.Service + "/" + s.Region + "/" + s.Terminator, "puts the service before the region in the scope"},
		{"sts-scope-encoded", strings.ReplaceAll(s.String(), "/", "%2F"), "writes %2F in the scope"},
		{"scope-trailing-slash", s.String() + "/", "ends the scope with /"},
		{"scope-timestamp", m.date + "/" + s.Region + "/" + s.Service + "/" + s.Terminator, "puts the full time into the scope"},
	}
}

func rareScopes(m *Model) []otherText {
	s := &m.scope
	var out []otherText
	if d := s.Date; len(d) == 8 {
		out = append(out, otherText{"sts-scope-form", d[:4] + "-" + d[4:6] + "-" + d[6:] + s.String()[8:], "writes the day of the scope with dashes"})
	}
	out = append(out, []otherText{
		{"sts-scope-form", "/" + s.String(), "begins the scope with /"},
		{"sts-scope-form", strings.ReplaceAll(s.String(), "/", ","), "separates the parts of the scope by commas"},
		{"sts-scope-form", strings.ToUpper(s.String()), "writes the scope in capitals"},
		{"sts-scope-form", s.Region + "/" + s.Service + "/" + s.Terminator, "leaves the day out of the scope"},
		{"sts-scope-form", s.Date, "puts only the day in place of the scope"},
		{"sts-scope-form", s.Date + "/" + s.Service + "/" + s.Terminator, "leaves the region out of the scope"},
		{"sts-scope-form", s.Date + "/" + s.Region + "/" + s.Terminator, "leaves the service out of the scope"},
	}...)
	for _, v := range oddScopes(m) {
		out = append(out, otherText{"sts-scope-form", v[0], v[1]})
	}
	return out
}

// rareTerminatorsOfScope stand in another order than those that keys are derived with, and
// all of them are rare.
var rareTerminatorsOfScope = []string{
	"aws4-request", "AWS4_REQUEST", "aws_request", "aws4_reqeust", "aws4request", "aws3_request", "request", "aws4_requst", "aws4_req",
	"Aws4_Request", "aws4_request ", "aws4_request\n", "aws4", "AWS4", "aws2_request", "signing",
}

// otherScopes sign with scopes that have other values in one of their parts: the string to
// sign alone, and the key as well.
func (m *Model) otherScopes(part func(*sigv4.Scope) *string, label func(value string) string, values ...string) []Twist {
	var out []Twist
	for _, v := range values {
		s := m.scope
		*part(&s) = v
		text := s.String()
		if text == m.scope.String() {
			continue
		}
		differs := label(v) + ", the credential states another"
		out = append(out,
			Twist{
				Variant: "scope-header-differs", slot: slotScopeLine, Says: "signs the scope with " + differs,
				turn: func(t *Trial) { t.s.scope = &text },
			},
			Twist{
				Variant: "scope-header-differs", slot: slotScopeLine, Says: "signs scope and key with " + differs,
				turn: func(t *Trial) {
					t.s.scope = &text
					t.k.feedBy(&s, &t.scope)
				},
			})
	}
	return out
}

func dateOf(s *sigv4.Scope) *string       { return &s.Date }
func regionOf(s *sigv4.Scope) *string     { return &s.Region }
func serviceOf(s *sigv4.Scope) *string    { return &s.Service }
func terminatorOf(s *sigv4.Scope) *string { return &s.Terminator }

func labelled(part string) func(value string) string {
	return func(value string) string { return part + " " + named(value) }
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
