package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// unsentLooks find signed headers that do not arrive.
var unsentLooks = []mistake{
	{code: "signed-header-not-sent", look: lookUnsent},
	{code: "signed-header-not-sent", look: lookUnsentByURL},
	{code: "signed-header-not-sent", look: lookUnsentByCode},
	{code: "signed-header-not-sent", look: lookUnsentTold},
}

// lookUnsent finds signed headers that are not sent.
func lookUnsent(f *facts) []hit {
	if f.claim == nil && f.server.canonical == nil ||
		f.claim != nil && strings.Contains(upper(f.claim.SignedHeaders.S), "%3B") {
		return nil
	}
	if !f.wire() || f.claim == nil {
		return append(f.lookUnsentAtServer(), f.lookUnsentListed()...)
	}
	missing := slices.DeleteFunc(f.unsentSigned(), f.sentElsewhere)
	if len(missing) == 0 {
		return nil
	}
	says := "SignedHeaders names " + strings.Join(missing, ", ") + ", which the request does not send."
	if slices.Contains(missing, "x-amz-date") && f.sent("date") {
		says += " It sends Date instead of x-amz-date."
	}
	where := f.listedTexts(missing)
	b := byRule
	if len(missing) == 1 && missing[0] == "x-amz-security-token" && !f.answerNames("signed-header-not-sent") {
		b = byHint // people leave it out of what they show
	}
	return []hit{{
		basis:   b,
		says:    says,
		places:  places(where...),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(missing, ";"),
	}}
}

// addedBySending are headers that HTTP clients add by themselves.
var addedBySending = setOf(
	"content-length", "user-agent", "accept", "accept-encoding", "accept-language", "connection",
	"content-type", "expect", "transfer-encoding", "origin", "referer", "cookie",
)

// lookUnsentListed finds signed headers that a list of the headers, or the command
// that sends them, lacks.
func (f *facts) lookUnsentListed() []hit {
	if f.claim == nil || f.req == nil || !f.listsHeaders() {
		return nil
	}
	missing := slices.DeleteFunc(f.unsentSigned(), func(n string) bool { return f.maybeSent(n) || f.sentElsewhere(n) })
	if len(missing) == 0 || !f.claimWithin() {
		return nil
	}
	b, where := byCode, "which is not among the headers."
	if f.req.What == "log" && f.mismatch() {
		b = byHint // which headers a program prints is its own choice
	}
	if f.req.OwnHeaders {
		where = "which the request does not send."
		switch amazon := slices.ContainsFunc(missing, func(n string) bool { return strings.HasPrefix(n, "x-amz-") }); {
		case f.req.What == "http-request" && !(amazon && f.sent("x-amz-date")):
			b = byHint // Host is not there either: these may be the lines that someone picked
		case f.req.What != "http-request" && amazon:
			b = byRule
		}
	}
	if c := f.client.Canonical; c != nil && !c.Partial && f.onlyUnsent(lowered(replay.SplitList(c.SignedHeaders.S))) {
		b = byTexts // the canonical request is there, and leaves them out
	}
	return []hit{{
		basis:   b,
		says:    "SignedHeaders names " + strings.Join(missing, ", ") + ", " + where,
		places:  places(f.listedText(missing[0])),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(missing, ";"),
		at:      CanonicalStage,
	}}
}

// claimWithin reports whether the claim stands in the request, and not somewhere else in
// the paste: then the request as it is shown is not the one that was sent.
func (f *facts) claimWithin() bool {
	c, r := f.claim.Whole.Place(), f.req.Place
	for _, own := range f.req.Fields {
		if own.Value.InSource() && own.Value.Trim().Place() == c {
			return true // of headers that a file or a variable holds
		}
	}
	return !f.claim.Whole.InSource() || c.Source == r.Source && c.From >= r.From && c.To <= r.To
}

// sendsSigned is code that sends the headers which a presigned URL wants, or another method.
var sendsSigned = regexp.MustCompile(`(?i)` + anyOf(
	`signed_?headers\(\)`,
	`setRequestMethod\(\s*"PUT`,
	`\bmethod["']?\s*[:=]\s*["']PUT`,
	`requests\.put\(`,
))

// lookUnsentByURL finds a presigned URL that signs headers which who opens it does not
// know of: a browser sends none of them.
func lookUnsentByURL(f *facts) []hit {
	if f.req == nil ||
		f.claim == nil ||
		f.req.What != "presigned-url" ||
		f.params.Carrier != sigv4.InQuery ||
		!f.unsettled() ||
		f.pasteHas(sendsSigned) ||
		f.canonicalShown() ||
		f.raw.Method != "GET" {
		return nil
	}
	var names []string
	for _, n := range f.unsentSigned() {
		if (strings.HasPrefix(n, "x-amz-") || n == "content-disposition" || n == "cache-control") && !f.toldSent(n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return f.unsentByOpener()
	}
	return []hit{{
		basis: byCode,
		says: "The URL signs " + strings.Join(names, ", ") + ": whoever opens it has to send that too, and a " +
			"browser does not.",
		places:  places(f.listedText(names[0])),
		yours:   f.claim.SignedHeaders.S,
		correct: "host",
	}}
}

// openedInBrowser is what people say who try a URL in a browser.
var openedInBrowser = regexp.MustCompile(`(?i)\b(?:open|visit|past|load|us|brows|navigat|click|enter|try)(?:s|ed|ing|e|es|ied)?\b[^\n.]{0,60}` +
	`\b(?:browser|chrome|firefox|safari|address bar)\b`)

// rangeSet is code that opens a URL, or what people say, that sends a Range: in the options of
// the call that presigns it is only signed.
var rangeSet = regexp.MustCompile(`(?i)\bheaders?\b[^\n}]{0,80}\brange["']?\s*[:=,]\s*["'\x60]?bytes|` +
	`\bsetRequestHeader\(\s*["']range|-H\s*["']range:|--range\b|\b(?:sets?|sends?|with) (?:an? |the )?["'\x60]?range\b["'\x60]?(?: header)?\W*(?:\n|$)`)

// unsentByOpener hints at headers that a URL signs besides those that every client
// sends: with them it is good, and nothing shows that they are sent.
func (f *facts) unsentByOpener() []hit {
	unsent := f.unsentSigned()
	if slices.Contains(unsent, "range") && f.pasteHas(openedInBrowser) && !f.pasteHas(rangeSet) {
		return []hit{{
			basis:   byInference,
			says:    "The URL signs range: a browser that opens it asks for the whole object and sends no Range.",
			places:  places(f.listedText("range")),
			yours:   f.claim.SignedHeaders.S,
			correct: "host",
			at:      CanonicalStage,
		}}
	}
	names := slices.DeleteFunc(unsent, func(n string) bool {
		return n == "content-type" || n == "content-length" || n == "range"
	})
	if len(names) == 0 {
		return nil
	}
	return []hit{{
		basis: byHint,
		says: "The URL signs " + strings.Join(names, ", ") + ": it is good only for a request that sends this " +
			"with the value that was signed.",
		places: places(f.listedText(names[0])),
		yours:  f.claim.SignedHeaders.S,
		at:     CanonicalStage,
	}}
}

// lookUnsentAtServer finds "name:" with an empty value in the server's canonical headers.
func (f *facts) lookUnsentAtServer() []hit {
	c := f.server.canonical
	if c == nil {
		return nil
	}
	for _, l := range c.Lines {
		name, value, ok := strings.Cut(l.S, ":")
		if _, mine := f.clientLine(name); mine.Present() ||
			name == "content-length" && c.PayloadHash.S == sigv4.EmptyHash {
			continue
		}
		own := strings.HasPrefix(name, "x-amz-meta-") && f.params.Carrier != sigv4.InQuery // it may be empty
		if ok && value == "" && !f.shows(name) && (!own || f.lists(name)) {
			b := byTexts
			if own {
				b = byCode
			}
			says := "The server saw no value for the signed header " + name + ": it did not arrive."
			if !replay.IsASCII(name) {
				says += " Its name has a letter outside ASCII, as lower-casing makes one in Turkish: take a locale " +
					"that does not depend on the user."
			}
			return []hit{{basis: b, says: says, places: places(l), yours: name, correct: l.S, at: CanonicalStage}}
		}
	}
	return nil
}

// lists reports whether the paste has the headers of the request that a signed one of Amazon's
// would stand among.
func (f *facts) lists(name string) bool {
	return f.req != nil && f.claim != nil && f.listsAll() && slices.Contains(f.unsentSigned(), name) &&
		slices.ContainsFunc(f.req.Fields, func(o evidence.Field) bool {
			return o.Name.InSource() && strings.HasPrefix(lower(o.Name.S), "x-amz-")
		})
}

// shows reports whether the paste has a request with a header, as it was sent.
func (f *facts) shows(name string) bool {
	return f.ex.Request != nil && fieldOf(f.ex.Request, name).Present()
}

// listsHeaders reports whether the paste lists the headers that a client is given to send.
func (f *facts) listsHeaders() bool {
	switch {
	case f.req.OwnHeaders:
		return true
	case f.claim.Carrier == sigv4.InQuery:
		return false
	}
	return f.req.What == "log" || f.req.What == "headers" && f.sent("host")
}

// maybeSent reports whether a header that is not listed may be sent all the same.
func (f *facts) maybeSent(name string) bool {
	switch {
	case name == "host" && f.req.What != "headers":
		return true
	case f.req.What == "log" && !strings.HasPrefix(name, "x-amz-"):
		return true
	case name == "content-type" && !f.req.OwnHeaders, name == "transfer-encoding" && f.sent("content-length"):
		return false
	}
	return addedBySending[name]
}

var (
	// headersGiven are the headers that code gives to the request for a URL.
	headersGiven = regexp.MustCompile(`(?is)(\b(?:fetch|axios(?:\.\w+)?|request)\(.{0,200}?\bheaders\s*:\s*\{[^}]{0,400}\})`)
	// headersPassed are headers of a request that a variable holds.
	headersPassed = regexp.MustCompile(`\bheaders\s*:\s*[A-Za-z_$][\w.$]*|[{,]\s*headers\s*[,}]|\bheaders\s*:\s*\{[^}]{0,400}\.\.\.\w|\bsetRequestHeader\(\s*[A-Za-z_$]`)
)

// lookUnsentByCode finds a presigned URL that signs headers which the code that calls it does
// not send.
func lookUnsentByCode(f *facts) []hit {
	if !f.unsettled() || f.claim == nil || f.params.Carrier != sigv4.InQuery || f.wire() || f.canonicalShown() {
		return nil
	}
	missing := slices.DeleteFunc(f.unsentSigned(), func(n string) bool { return addedBySending[n] })
	if len(missing) == 0 || len(missing) > 8 || f.pasteHas(headersPassed) || slices.ContainsFunc(missing, f.setSomewhere) {
		return nil // each of them is looked for in the whole paste
	}
	var where evidence.Text
	for t := range f.matches(headersGiven) {
		if !ownBackend.MatchString(t.S) {
			p := t.Place()
			where = f.codePlace(p.Source, []int{p.From, p.To})
			break
		}
	}
	if !where.Present() {
		return nil
	}
	list := strings.Join(missing, ", ")
	return []hit{{
		basis:  byInference,
		says:   "The URL is signed with " + list + ", and the code that calls it does not send that.",
		places: append(places(f.listedText(missing[0])), where),
		yours:  f.claim.SignedHeaders.S,
		at:     CanonicalStage,
	}}
}

// setSomewhere reports whether anything in the paste gives a header of that name a value.
func (f *facts) setSomewhere(name string) bool {
	return f.pasteHas(regexp.MustCompile(`(?i)` + literal(name) + `["']?\]?\s*[:=,]`))
}

// headersTold is a sentence that lists the headers of the request as a browser shows them, and
// ends with its line: "Request headers in devtools: `Content-Type: text/plain`, `Origin`".
var headersTold = regexp.MustCompile(`(?im)\brequest headers\b[^\n:]{0,40}:[ \t]*((?:[*_` + "`" + `]*[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?::[ \t][^\n,` + "`" + `]*)?[*_` + "`" + `]*(?:, |[ \t\r.]*$)){3,})`)

// toldSent reports whether such a list has a header.
func (f *facts) toldSent(name string) bool {
	_, list := f.find(headersTold)
	return strings.Contains(lower(list.S), name)
}

// lookUnsentTold finds a presigned URL that signs a header which such a list lacks.
func lookUnsentTold(f *facts) []hit {
	if !f.unsettled() || !f.presigned() || f.canonicalShown() {
		return nil
	}
	_, list := f.find(headersTold)
	if !list.Present() {
		return nil
	}
	for _, n := range f.listed {
		if n = lower(n); n == "host" || addedBySending[n] || strings.Contains(lower(list.S), n) {
			continue
		}
		return []hit{{
			basis:  byInference,
			says:   "The URL is signed with " + n + ", which is not among the headers that the browser sent.",
			places: places(f.listedText(n), list),
			yours:  f.claim.SignedHeaders.S,
			at:     CanonicalStage,
		}}
	}
	return nil
}
