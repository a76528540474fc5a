package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// logShows find in logs of several requests, events or keys what one of them alone does
// not tell.
var logShows = []mistake{
	{code: "signing-key-stale", look: lookAfterMidnight},
	{code: "event-signature-wrong", look: lookSeedKept},
	{code: "signing-key-wrong-date", look: lookTracedHMAC},
	{code: "body-reserialized", look: lookEscapedBody},
	{code: "session-token-signed-too-early", look: lookTokenInCanonical},
}

// signedOrAnswered is the day of a credential scope, or the status of an answer, in a log.
var signedOrAnswered = regexp.MustCompile(anyOf(
	`Credential=[^/\s,]+(?:/|%2F)(\d{8})(?:/|%2F)`,
	`\b(?i:status)\W{1,3}([1-5]\d\d)\b`,
	`(?:->|=>|<-|\bINFO|\bDEBUG|\bWARN(?:ING)?|\bERROR) {1,3}([1-5]\d\d)\b`,
	`\[(?:info|debug|warn(?:ing)?|error)\] \w+ ([1-5]\d\d)\b`,
))

// lookAfterMidnight reads a log across midnight in UTC: what was accepted on one day is
// refused from the first request of the next one on, whose day the scope has already.
func lookAfterMidnight(f *facts) []hit {
	if f.verified {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, signedOrAnswered) {
			continue
		}
		if at, ok := f.staleFrom(i); ok {
			return []hit{{
				basis: byInference,
				says: "Requests are accepted until the day of the credential scope changes, and refused from the " +
					"first one of the new day on: the signing key of the day before is still used. It is good for " +
					"one day, region and service.",
				places: places(at),
			}}
		}
	}
	return nil
}

// staleFrom is the day in a scope from which on requests are refused: those before it
// were accepted, and the first ones of it were not, four at least in all.
func (f *facts) staleFrom(source int) (evidence.Text, bool) {
	const few = 4
	data := f.ev.Sources[source].Data
	first, day := "", evidence.Text{}
	accepted, refused := 0, 0
	for _, m := range f.ev.All(source, signedOrAnswered) {
		if m[2] >= 0 {
			d := f.ev.Cut(source, m[2], m[3])
			switch {
			case first == "":
				first = d.S
			case d.S > first && !day.Present():
				day = d
			}
			continue
		}
		k := 4
		for m[k] < 0 {
			k += 2
		}
		switch status := string(data[m[k]:m[k+1]]); {
		case !day.Present() && status < "300":
			accepted++
		case !day.Present():
			return day, false
		case status == "403" || status == "400" && f.mismatch():
			refused++
		}
		if refused >= 2 && accepted+refused >= few {
			return day, accepted > 0
		}
		if day.Present() && refused == 0 {
			return day, false
		}
	}
	return day, false
}

// eventText is the string to sign of an event of a stream: the hash or signature on the
// line after the scope is that of the event before. The lines may stand beside each other,
// with a bar between.
var eventText = regexp.MustCompile(`AWS4-HMAC-SHA256-PAYLOAD` + shownEnd +
	`\d{8}T\d{6}Z` + shownEnd + `[^\\\s]+` + shownEnd +
	`([0-9a-f]{64}` + shownEnd + `[0-9a-f]{64}` + shownEnd + `[0-9a-f]{64})`)

// shownEnd is how logs show the end of a line within a text.
const shownEnd = `(?:\\n|\r?\n| ?\| ?)`

// lookSeedKept finds a stream all of whose events are signed with one signature before.
func lookSeedKept(f *facts) []hit {
	if f.answer == nil {
		return nil
	}
	var prior []evidence.Text
	events := map[string]bool{} // a log may show one of them twice
	for t := range f.matches(eventText) {
		if before := t.Sub(0, 64); !events[t.S] {
			events[t.S] = true
			prior = append(prior, before)
		}
	}
	if len(prior) < 2 || slices.ContainsFunc(prior, func(t evidence.Text) bool { return t.S != prior[0].S }) {
		return nil
	}
	return []hit{{
		basis:  byTexts,
		stands: true,
		says: "All events are signed with " + prior[0].S[:8] + "… as the signature before them: that is right " +
			"for the first one, and each of the others has to take the signature of the event before it.",
		places: places(prior[0], prior[len(prior)-1]),
		yours:  prior[len(prior)-1].S,
		at:     StringToSignStage,
	}}
}

// tracedHMAC is an HMAC as a signer traces it, with its key and what it is fed with.
var tracedHMAC = regexp.MustCompile(
	`(?i)\bhmac\w*\([^()\n]*?\bkey\s*[=:]\s*["']?([^\s,"']*)[^()\n]*?` +
		`\b(?:data|msg|message|text)\s*[=:]\s*["'\x60]([^"'\x60\n]{0,80})["'\x60]`)

// lookTracedHMAC reads what a signer feeds the steps of the derivation with, from the one
// whose key begins with AWS4 on.
func lookTracedHMAC(f *facts) []hit {
	scope := f.params.Scope
	feeds := []struct{ code, what, due string }{
		{"signing-key-wrong-date", "the day of the scope", scope.Date},
		{"signing-key-wrong-region", "the region of the scope", scope.Region},
		{"signing-key-wrong-service", "the service of the scope", scope.Service},
	}
	if f.verified || scope.Date == "" {
		return nil
	}
	for i := range f.ev.Sources {
		step := -1
		if !f.holds(i, tracedHMAC) {
			continue
		}
		for _, m := range f.ev.All(i, tracedHMAC) {
			if strings.HasPrefix(f.ev.Cut(i, m[2], m[3]).S, "AWS4") {
				step = 0
			}
			if step < 0 || step == len(feeds) {
				continue
			}
			fed := f.ev.Cut(i, m[4], m[5])
			if f.ofOtherScope(step, fed.S) {
				step = -1
				continue
			}
			if feed := feeds[step]; fed.S != feed.due && fed.S != "" {
				return []hit{{
					code:  feed.code,
					basis: byTexts,
					says: "A step of the key derivation is fed with " + quoted(fed.S) + "; " + feed.what + ", " +
						quoted(feed.due) + ", is due there.",
					places:  places(fed),
					yours:   fed.S,
					correct: feed.due,
				}}
			}
			step++
		}
	}
	return nil
}

// ofOtherScope reports whether a step is fed with what is due for another request of the
// paste.
func (f *facts) ofOtherScope(step int, fed string) bool {
	if fed == [...]string{f.params.Scope.Date, f.params.Scope.Region, f.params.Scope.Service}[step] {
		return false
	}
	return slices.ContainsFunc(f.ev.Exchanges, func(x evidence.Exchange) bool {
		return len(x.Claims) > 0 && len(x.Claims[0].ScopeParts) > step && x.Claims[0].ScopeParts[step].S == fed
	})
}

// escapedJSON is a string of JSON as Go's encoder writes it, which escapes <, > and &.
var escapedJSON = regexp.MustCompile(`("(?:[^"\\\n]|\\.)*\\u00(?:3c|3e|26)(?:[^"\\\n]|\\.)*")`)

// plainJSON undoes these escapes.
var plainJSON = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&")

// lookEscapedBody finds a string that was hashed as it is, and sent with escapes.
func lookEscapedBody(f *facts) []hit {
	if !f.unsettled() {
		return nil
	}
	const most = 50 // each is looked for in all of the paste
	tried := 0
	for sent := range f.matches(escapedJSON) {
		if tried++; tried > most {
			break
		}
		plain := plainJSON.Replace(sent.S)
		if len(plain) < 6 {
			continue
		}
		if at := bytes.Index(f.ev.Sources[sent.Place().Source].Data, []byte(plain)); at >= 0 {
			hashed := f.ev.Cut(sent.Place().Source, at, at+len(plain))
			return []hit{{
				basis: byInference,
				says: "The text stands here as it was given to the signer, and there as it was sent, with <, > " +
					"and & escaped: it was written as JSON a second time after it was hashed.",
				places:  places(hashed, sent),
				yours:   plain,
				correct: sent.S,
			}}
		}
	}
	return nil
}

// lookTokenInCanonical finds a session token in the canonical query of a service that
// wants it appended after signing.
func lookTokenInCanonical(f *facts) []hit {
	c := f.client.Canonical
	if c == nil ||
		f.verified ||
		f.answer == nil ||
		f.succeeded() ||
		!f.params.Flavor.TokenAfter ||
		!strings.Contains(c.Query.S, "X-Amz-Security-Token=") {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The session token is among the signed parameters; this service wants it appended to the URL after " +
			"signing.",
		places: places(c.Query),
		at:     CanonicalStage,
	}}
}
