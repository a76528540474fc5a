package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// toldSize is a number of bytes under a name that says so.
var toldSize = regexp.MustCompile(`(?i)\b(?:file_?size|content_?length|object_?size|size_?in_?bytes)["']?\s*[:=(]\s*["']?(\d{1,15})\b`)

// lookToldLength finds a length in the paste that is not the one which the server verified,
// where a presigned URL signs the length and nothing else tells what it was signed as.
func lookToldLength(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || f.verified || !strings.Contains(c.Query.S, "X-Amz-SignedHeaders=") {
		return nil
	}
	seen, where := f.serverLine("content-length")
	if !where.Present() || seen == "" {
		return nil
	}
	for told := range f.matches(toldSize) {
		if told.S == seen || f.ofAnswer(told) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "content-length is signed, the paste gives " + told.S + " for it, and " + seen + " bytes arrived: the URL is " +
				"good for exactly the length that it was made with.",
			places:  places(told, where),
			yours:   "content-length:" + told.S,
			correct: "content-length:" + seen,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// lookHashedQuery finds a hash in the paste that is the one of the query: a server or signer
// that takes the parameters of a POST for its body has hashed them.
func lookHashedQuery(f *facts) []hit {
	query := f.model.Query
	if query == "" || f.verified {
		return nil
	}
	for _, t := range f.looseHashes() {
		for _, q := range []string{query, sigv4.CanonicalQuery(query), "?" + query} {
			if t.S == sigv4.HexSHA256([]byte(q)) {
				return []hit{{
					basis: byTexts,
					says: "The hash " + t.S[:8] + "… is that of the query, " + quoted(q) + ": the parameters were taken for the " +
						"body, whose hash belongs there.",
					places:  places(t, f.targetText()),
					yours:   t.S,
					correct: sigv4.EmptyHash,
					at:      CanonicalStage,
				}}
			}
		}
	}
	return nil
}

// toldList is the value of a header that is a list, as code, a setting or a log has it.
var toldList = regexp.MustCompile(`(?i)\b(?:cache[-_]?control|accept(?:[-_]?language)?|content[-_]?language|vary|allow|prefer)["'\x60\])]*` +
	`\s*(?:[:=,(]|=>)+\s*["'\x60]?([\w*./+=-]+(?:[ \t]*,[ \t]*[\w*./+=-]+)+)`)

// lookListRewritten finds a header that is given as a list and verified as the same list
// otherwise written: HTTP libraries that parse such headers write them anew, after the request
// is signed (.NET's HttpClient has its own order of Cache-Control).
func lookListRewritten(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || !f.unsettled() {
		return nil
	}
	have := linesByName(c)
	for told := range f.matches(toldList) {
		if f.ofAnswer(told) {
			continue
		}
		for _, name := range have.names {
			seen := have.values[name][0]
			if sent, _ := f.raw.HeaderValue(name); f.requestShown() && sent == told.S || seen.S == told.S ||
				!slices.Equal(listItems(seen.S), listItems(told.S)) {
				continue
			}
			b := byInference
			if strings.Join(strings.Fields(seen.S), "") == strings.Join(strings.Fields(told.S), "") {
				b = byCode // who tells of it may have left the blanks out
			}
			return []hit{{
				basis: b,
				says: "The header " + name + " is given as " + quoted(told.S) + ", and the server verified " + quoted(seen.S) +
					": what sends the request writes the list anew, after it is signed.",
				places:  places(told, seen),
				yours:   name + ":" + told.S,
				correct: name + ":" + seen.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// listItems are the items of a header that is a list, in order of their bytes.
func listItems(value string) []string {
	items := strings.Split(lower(value), ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	slices.Sort(items)
	return items
}

var (
	// keyIDInto is a variable that is given the access key ID, on a command line.
	keyIDInto = regexp.MustCompile(`\b(\w+)["']?\s*=\s*["']?\$\{?AWS_ACCESS_KEY_ID\b`)
	// secretFrom is the variable or setting that the secret key is taken from.
	secretFrom = regexp.MustCompile(`(?i)\bsecret_?(?:access_?)?key["']?\s*(?:[:=]|=>)+\s*["']?(?:\$\{)?(?:var\.)?(\w+)\b`)
)

// lookSwappedVariables finds a secret key that is taken from the variable of the access key ID.
func lookSwappedVariables(f *facts) []hit {
	if f.answer == nil || f.verified || f.succeeded() {
		return nil
	}
	for id := range f.matches(keyIDInto) {
		for from := range f.matches(secretFrom) {
			if from.S == id.S && id.S != "AWS_ACCESS_KEY_ID" && lower(id.S) != "access_key" {
				return []hit{{
					basis:  byInference,
					says:   "The secret key is taken from " + from.S + ", which is given the access key ID: the two are exchanged.",
					places: places(from, id),
					at:     KeyStage,
				}}
			}
		}
	}
	return nil
}

// unsetInScope is a credential whose access key ID is the text of a variable that was not set.
var unsetInScope = regexp.MustCompile(`(?:^|[\s"'=:])((?:null|undefined|None|nil|NULL)/\d{8}/[\w-]+/[\w-]+/aws4_request)\b`)

// lookUnsetInScope finds such a credential in what a program prints, where no claim has it.
func lookUnsetInScope(f *facts) []hit {
	if f.claim != nil || f.verified {
		return nil
	}
	for t := range f.matches(unsetInScope) {
		id, _, _ := strings.Cut(t.S, "/")
		return []hit{{
			basis:  byInference,
			says:   "The access key ID in the credential is " + quoted(id) + ", the text of a variable that was not set.",
			places: places(t),
			yours:  id,
			at:     KeyStage,
		}}
	}
	return nil
}

// headersOnly is what people say of the headers that arrive, and of no others.
var headersOnly = regexp.MustCompile(`(?i)\b(?:sees?|gets?|receives?|arrives?|reach(?:es)?)\b[^\n:]{0,60}` +
	`\b(?:headers? only|(?:only|just) (?:\w+ )?headers?):\s*([\w-]+(?:, ?(?:and )?[\w-]+){2,})`)

// lookHeadersTold finds signed headers that are missing in the list of those that arrive.
func lookHeadersTold(f *facts) []hit {
	if f.claim == nil || !f.unsettled() || f.server.canonical != nil {
		return nil
	}
	m, where := f.find(headersOnly)
	if m == nil {
		return nil
	}
	var arrive []string
	for n := range strings.SplitSeq(m[1], ",") {
		arrive = append(arrive, lower(strings.TrimPrefix(strings.TrimSpace(n), "and ")))
	}
	missing := without(lowered(f.listed), arrive)
	if !slices.Contains(arrive, "host") || len(missing) == 0 || len(missing) > 3 {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "Of the signed headers " + strings.Join(missing, ", ") + " does not arrive: what stands between takes it " +
			"out.",
		places:  places(where, f.listedText(missing[0])),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(without(lowered(f.listed), missing), ";"),
		at:      CanonicalStage,
	}}
}

var (
	// emptiedHop is a header of one hop as a server's text has it that got none.
	emptiedHop = regexp.MustCompile(`(?im)^[ \t>]*(connection|keep-alive|te|transfer-encoding|upgrade|proxy-connection)(?: header)?[ \t]*:[ \t]*(?:""|'')?[ \t\r]*$`)
	// hopValue is such a header with a value.
	hopValue = regexp.MustCompile(`(?im)^[ \t>]*(connection|keep-alive|te|transfer-encoding|upgrade|proxy-connection)(?: header)?[ \t]*:[ \t]*["']?\w`)
)

// lookEmptiedHop finds a header of one hop that is signed with a value and arrives without.
func lookEmptiedHop(f *facts) []hit {
	if !f.mismatch() || f.verified {
		return nil
	}
	for seen := range f.matches(emptiedHop) {
		if len(f.listed) > 0 && !slices.Contains(lowered(f.listed), lower(seen.S)) || f.opensBlock(seen) {
			continue
		}
		for signed := range f.matches(hopValue) {
			if strings.EqualFold(signed.S, seen.S) && !f.ofAnswer(signed) {
				return []hit{{
					basis: byInference,
					says: lower(seen.S) + " is signed with a value and arrives empty: it is a header of one hop, which HTTP clients " +
						"and proxies take out.",
					places: places(signed, seen),
					at:     CanonicalStage,
				}}
			}
		}
	}
	return nil
}

// opensBlock reports whether the line of a text is a name in YAML, whose value is the lines
// below that stand further in.
func (f *facts) opensBlock(t evidence.Text) bool {
	data, p := f.ev.Written(t.Place())
	in, end := data[lineStart(data, p.From):p.From], lineEnd(data, p.To)
	if bytes.HasSuffix(bytes.TrimRight(data[p.To:end], " \t\r"), []byte(`"`)) {
		return false // an empty text
	}
	below := data[min(len(data), end+1):]
	rest, under := bytes.CutPrefix(below, in)
	return under && len(bytes.Trim(in, " \t")) == 0 && len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t')
}

// tokenFollows is a log of a request to a presigned URL that takes another Authorization along.
var tokenFollows = regexp.MustCompile(`(?m)^[^\n]*(?:> |\b)(?:GET|PUT|HEAD) \S*X-Amz-Signature=\S*[^\n]*\n(?:[^\n]*> [^\n]*\n){0,6}?[^\n]*` +
	`\b[Aa]uthorization: (?:Bearer|Basic|[Tt]oken) `)

// requestIn is the beginning of any request in such a log.
var requestIn = regexp.MustCompile(`\b(?:GET|PUT|HEAD|POST|PATCH|DELETE|OPTIONS) (?:https?:/)?/`)

// lookTokenFollows finds a client that hands its own Authorization on to a presigned URL, to
// which it was redirected.
func lookTokenFollows(f *facts) []hit {
	m, where := f.find(tokenFollows)
	if m == nil || f.succeeded() || len(requestIn.FindAllString(m[0], 2)) > 1 {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The client follows to a presigned URL with the Authorization header of the first server: the request has " +
			"two authentications, and S3 takes one.",
		places: places(where),
		at:     RequestStage,
	}}
}
