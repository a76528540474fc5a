package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// past are words for an error that is over, or that others have, ahead of it in its line.
var past = regexp.MustCompile(`(?i)` + anyOf(
	`\b`+anyOf(
		`before (?:that|this|the (?:correction|change|fix|update))`,
		`last (?:week|month|year|time)`,
		`earlier|previously|at first|formerly`,
		`until (?:then|yesterday)`,
		`used to|initially|first I`,
		`(?:in|on) (?:the|a|another|some) (?:forums?|thread|faq|blog)|(?:they|people|others) (?:say|write)`,
		`the wrong (?:key|secret)`,
		`on purpose`,
		`vorher|früher|damals|zuvor|auparavant|avant ça|antes|prima|dawniej|wcześniej`,
	)+`\b[^.\n]*$`,
	`(?:раньше|до этого|之前|以前|先前|もともと)[^.。\n]*$`,
	`\|\s*(?:closed|resolved|done|fixed)\s*\|[^\n]*$`,
))

// A tongue is what people write of failures in one language.
type tongue struct {
	language string
	solved   string // tells how one ended
	trouble  string // tells that there is one
}

// tongues are the languages in which pastes were seen.
var tongues = []tongue{
	{
		"English",
		`\b` + anyOf(
			`closing (?:this|it)`,
			`(?:it|that) was the clock`,
			`cured (?:it|that)|fixed (?:it|by|now|with)|fixes it`,
			`solved (?:by|it|now)|(?:has|have) been (?:resolved|solved|fixed)`,
			`works (?:now|again|fine now)|worked fine`,
			`is retried|would give`,
		) + `\b`,
		anyOf(
			`error|fail|denied|forbid|refus|reject|mismatch`,
			`do(?:es)?n[o\x{2019}']?t |not match|not work`,
			`invalid|malformed|expired|wrong|exception`,
			`problem|trouble|broken|\bbad\b|\bbug\b|\bwhy\b|strange|stuck`,
		),
	},
	{"German", `\b(?:gelöst|läuft (?:jetzt|wieder))\b`, `warum|fehler|geht nicht|klappt nicht|lehnt`},
	{"French", `\b(?:résolu|tout fonctionne)\b`, `échou|erreur|marche pas|refusé`},
	{"Spanish", `\bresuelto\b`, `\bfall[aeoó]|fracas`},
	{"Portuguese", "", `\berro\b`},
	{"Italian", `\brisolto\b`, `errore|rifiut`},
	{"Russian", "", `ошибк|не работа`},
	{"Chinese", `解决了`, `失败|失敗|错误|錯誤`},
	{"Japanese", "", `エラー|拒|できま`},
	{"Korean", "", `오류|실패`},
	{"Dutch", "", `\bfout\b`},
	{"Polish", "", `błąd|odmow`},
	{"Turkish", "", `\bhata\b`},
}

// inAnyTongue joins what all tongues have.
func inAnyTongue(words func(tongue) string) string {
	var all []string
	for _, t := range tongues {
		if w := words(t); w != "" {
			all = append(all, w)
		}
	}
	return anyOf(all...)
}

// solved are words of people who tell how a failure ended.
var solved = regexp.MustCompile(`(?i)` + inAnyTongue(func(t tongue) string { return t.solved }))

// ofThePast reports whether the prose around an error says that it is no longer answered.
func (f *facts) ofThePast(a *evidence.Answer) bool {
	before, text, after, ok := f.lineAround(messageOrCode(a))
	return ok &&
		(f.keptFromBefore(messageOrCode(a)) || f.solvedSince(a) || f.beforeChange(a) || past.Match(before[max(0, len(before)-160):]) ||
			a.What == "error-text" && !unsolved.Match(join(before, after)) && (solved.Match(before) || solved.Match(text) || solved.Match(after)))
}

// overAndDone reports whether the prose around an error says that it is no longer answered,
// and tells and asks of nothing else.
func (f *facts) overAndDone(a *evidence.Answer) bool {
	switch {
	case !f.looseError(a) || !f.ofThePast(a):
		return false
	case f.beforeChange(a):
		return true
	}
	p, data := a.Place, f.ev.Sources[a.Place.Source].Data
	line := evidence.Place{Source: p.Source, From: lineStart(data, p.From), To: lineEnd(data, p.To)}
	return (ended.Match(data[p.To:]) || endedSince.Match(data[p.To:])) &&
		!f.metByWriter() && !f.standsBeside(line, trouble) && !bytes.ContainsAny(f.ownLines(p.Source), "?\uff1f")
}

// ended are words of people for whom it works in the end, and on whose word the rest of a
// text speaks of the past.
var ended = regexp.MustCompile(`(?im)` + anyOf(
	`\[?\bsolved\b\]?|\bnever ?mind\b|\banswering my own\b|\bclosing (?:as|this|it)\b|\bticket \S+ (?:is )?closed\b`,
	`\b(?:that|this|it) (?:did it|did the trick|was it|fixed it|solved it)\b|\bthat worked[.!,]`,
	`\b(?:works|working|runs|running|fine|fixed|resolved|green) (?:now|again|since)\b`,
	`(?:^|[.,!] )works(?:[.!]| with the)|^resolved\b|\b(?:customer|user|qa|reporter) confirmed\b`,
	`\b(?:perfect|great|super|awesome)[,!.]* (?:thanks|thank you|thx)\b`,
	`\ball good\b|\bback to normal\b|\bgo(?:es)? through\b|\b(?:error|it) is gone\b|["'\x60] is gone\b`,
	`\b(?:erledigt|gelöst|behoben)\b|\bgeht es (?:jetzt|wieder)\b|\b(?:jetzt|wieder) (?:geht|läuft|grün|funktioniert)\b`,
	`\b(?:läuft|geht|funktioniert) (?:jetzt|wieder)\b`,
	`\brésolu|\b[cç]a (?:re)?marche (?:maintenant|de nouveau|enfin)\b|\bremarche\b|\bc'est (?:bon|réglé)\b`,
	`\b(?:resuelto|solucionado|arreglado|risolto|resolvido|rozwiązan[eya]|opgelost|verholpen)\b`,
	`\b(?:ya|ora|agora|już) (?:está|funciona|funzionano?|działa)\b|\b(?:försvann|åtgärdat|çözüldü|düzeldi)\b`,
	`解决了|已解决|已经解决|恢复正常|解決しました|直りました|해결(?:됐|했|되었)|решен[оа]|разобрались|заработал`,
))

// endedSince are words for an error that ended, behind it: ahead of one they are of another.
var endedSince = regexp.MustCompile(`(?im)(?:\n|[.,:] ?)gone since\b|\b(?:today|now) (?:everything|all) (?:is|was) (?:green|fine|well)\s*(?:[.!:;)]|$)`)

// join puts what stands around an error on its line together.
func join(before, after []byte) []byte { return slices.Concat(before, []byte(" "), after) }

// unsolved are words of those for whom it does not.
var unsolved = regexp.MustCompile(`(?i)` + anyOf(
	`\bthough\b|\b(?:works|working|runs|fine) again (?:after|until|for|when|if)\b`,
	`\bnot yet\b|\b(?:still|remain(?:s|ing)?|persists?|next problem|second (?:one|problem|error)|another (?:one|problem|error))\b`,
	`\b(?:did|does|do|is|was)(?:n['\x{2019}]t| not) (?:it|do|help|work|fix|the|solved|fixed)\b`,
	`\b(?:but|yet|only)\b[^.\n]{0,60}\b(?:gets?|gives?|says?|fails?|returns?|see|not)\b`,
	`\bnow (?:it|I|we|they|he|she) (?:\w+ )?(?:gets?|sees?|says?|fails?|answers?|returns?)\b|\bnow\b[^.\n]{0,20}:\s*$`,
	`\b(?:immer noch|noch immer|aber|toujours|mais|todavía|pero|ancora|ainda|wciąż|nadal|nog steeds|hala)\b`,
	`仍然|还是|まだ|여전히|всё ещё|все еще`,
))

// solvedSince reports whether a short text in which an error stands alone tells, in the
// writer's own words, that it is over, and of nothing that is not.
func (f *facts) solvedSince(a *evidence.Answer) bool {
	if !f.looseError(a) {
		return false
	}
	behind := f.ev.Sources[a.Place.Source].Data[a.Place.To:]
	if f.pasteHas(endedSince) && endedSince.Match(behind) && !unsolved.Match(behind) {
		return true
	}
	if !f.pasteHas(ended) {
		return false
	}
	own := f.ownLines(a.Place.Source)
	return ended.Match(own) && !unsolved.Match(own)
}

// ownLines are the lines of a source that nobody quotes.
func (f *facts) ownLines(source int) []byte {
	var own []byte
	for line := range bytes.Lines(f.ev.Sources[source].Data) {
		if !bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte(">")) {
			own = append(own, line...)
		}
	}
	return own
}

var (
	beforeLine = regexp.MustCompile(`(?im)^\W{0,6}before\b[^\n]{0,40}$`)
	afterLine  = regexp.MustCompile(`(?im)^\W{0,6}after\b[^\n]{0,40}$`)
)

// beforeChange reports whether an error stands between two headings, of what was before
// a change and of what is after it.
func (f *facts) beforeChange(a *evidence.Answer) bool {
	data := f.ev.Sources[a.Place.Source].Data
	before, after := data[:a.Place.From], data[a.Place.To:]
	if all := afterLine.FindAllIndex(before, -1); len(all) > 0 {
		before = before[all[len(all)-1][1]:] // of another pair
	}
	return beforeLine.Match(before) && afterLine.Match(after)
}

// oldAnswer is ahead of an answer that was kept: the name of a file, a heading.
var oldAnswer = regexp.MustCompile(`(?i)\bold(?:er)?[ _-](?:answer|error|response)\b`)

// answeredSince is an own line of somebody who quotes an older mail, for whom it works.
var answeredSince = regexp.MustCompile(`(?im)^[^>\n]*\b(?:works|working|fixed|solved) now\b`)

// keptFromBefore reports whether an answer stands in what was kept of an earlier day:
// under a name or heading that says so, or in a mail that is quoted and has been replied
// to with success.
func (f *facts) keptFromBefore(t evidence.Text) bool {
	data, p := f.ev.Written(t.Place())
	if oldAnswer.Match(data[max(0, p.From-400):p.From]) {
		return true
	}
	line := data[lineStart(data, p.From):p.From]
	return bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte(">")) &&
		(f.pasteHas(answeredSince) || f.pasteHas(ended) && ended.Match(f.ownLines(p.Source)))
}

// recovers are the mistakes that a client mends by itself when a server names them:
// it sets its clock, follows to the region, fetches another token. What such a client
// reports in the end is another failure, or none.
var recovers = setOf(
	"clock-skew", "date-not-utc", "region-mismatch", "redirect-host-changed",
	"session-token-expired", "access-key-unknown", "presigned-expired",
)

// overcome reports whether a mistake is one of those, and the paste shows that what a
// server refused for one of them went well in the end.
func (f *facts) overcome(code string) bool {
	if !recovers[code] || f.answer == nil {
		return false
	}
	named, any := f.answered()
	return any && recovers[named.code] && (f.succeededLater() || f.reportedWell(messageOrCode(f.answer)))
}

// succeededLater reports whether a later exchange of the paste is the same request of
// the same client, answered with success.
func (f *facts) succeededLater() bool {
	if f.req == nil || f.succeeded() {
		return false
	}
	mine := f.ex.Request
	for _, x := range f.ev.Exchanges {
		r := x.Request
		if r == nil || x.Server == nil || r.Place.Source != mine.Place.Source || r.Place.From <= mine.Place.From {
			continue
		}
		if r.Method.S == mine.Method.S &&
			pathOf(r) == pathOf(mine) &&
			agentOf(r) == agentOf(mine) &&
			strings.HasPrefix(x.Server.Status.S, "2") {
			return true
		}
	}
	return false
}

// pathOf is a request's path: a redirect goes to another host, by another form of URL.
func pathOf(r *evidence.Request) string {
	_, path, _, _, _ := sigv4.TargetParts(r.Target.S)
	return path
}

func agentOf(r *evidence.Request) string {
	for _, h := range r.Fields {
		if strings.EqualFold(h.Name.S, "User-Agent") {
			return h.Value.S
		}
	}
	return ""
}

// wentWell are words of logs and people for a second try that was answered.
var wentWell = regexp.MustCompile(`(?i)` + anyOf(
	`\battempt[ =#]?\d+\b[^\n]{0,40}\b(?:ok|succeeded|success|200)\b`,
	`\b(?:retry|retried|retrying)\b[^\n]{0,60}\b(?:ok|succeeded|success|200)\b`,
	`\b(?:credentials|token|session)\b[^\n\w]{0,3}(?:were |was )?(?:refreshed|renewed)\b`,
	`(?m)^[^\n]*\d[^\n]*\b(?:upload|download|put|get|list|copy|sync)\w*\b[^\n]{0,80}\b(?:ok|done|succeeded)\s*$`,
	`\bworked fine\b`,
	`\b(?:it|all|everything) (?:is )?(?:works|working|green|well|fine) (?:now|again)\b`,
	`\b(?:is|was|has been) (?:mended|repaired)\b`,
	`\bthat was it\b|\bgreen again\b`,
	`\bno errors (?:for|since)\b`,
))

// prompted is a command behind the prompt of a shell.
var prompted = regexp.MustCompile(`(?m)^` + anyOf(
	`[\w@.:~/\-\[\] ()]{0,60}[$#%]`,
	`PS [^>\n]{0,80}>`,
	`[A-Z]:\\[^>\n]{0,80}>`,
) + ` ?(\w\S*(?: +\S+)?)[^\n]*\n`)

// failing are words of output that tells of a failure.
var failing = regexp.MustCompile(`(?i)` + anyOf(
	`\b(?:errors?|denied|fail\w*|exception|expired|invalid|forbidden|refused|40[0-9])\b`,
	`<Code>`,
))

// reportedWell reports whether what follows an error in the paste says that a second
// try went well, or shows it: the command that failed stands there again, with output
// that names no failure.
func (f *facts) reportedWell(t evidence.Text) bool {
	if !t.InSource() {
		return false
	}
	data, p := f.ev.Written(t.Place())
	before, after := data[max(0, p.From-4096):p.From], data[p.To:min(len(data), p.To+4096)]
	return wentWell.Match(after) || signedAgain.Match(after) && !failing.Match(after) || repeatedWell(before, after)
}

// signedAgain is another signature and a status of success behind it.
var signedAgain = regexp.MustCompile(`(?s)AWS4-HMAC-SHA256.*[^\w.:/+-]20[0146](?:[^\w.:/+-]|$)`)

// repeatedWell reports whether the last command before an error stands behind it once
// more, with output that names no failure.
func repeatedWell(before, after []byte) bool {
	run := prompted.FindAllSubmatch(before, -1)
	if len(run) == 0 {
		return false
	}
	failed := run[len(run)-1][1]
	again := prompted.FindAllSubmatchIndex(after, -1)
	for i, m := range again {
		if !bytes.Equal(after[m[2]:m[3]], failed) {
			continue
		}
		out := after[m[1]:]
		if i+1 < len(again) {
			out = after[m[1]:again[i+1][0]]
		}
		return len(bytes.TrimSpace(out)) > 0 && !failing.Match(out)
	}
	return false
}

// success are statuses of requests that were accepted and marks of what is right, trouble
// are words of people and programs for what is not, and untroubled those that deny it.
var (
	success = regexp.MustCompile(`(?:^|[^\w.:/+-]|":)20[0146](?:[^\w.:/+-]|$)|\b(?:200 OK|passed)\b|[✓✔]`)
	trouble = regexp.MustCompile(`(?i)` + anyOf(
		inAnyTongue(func(t tongue) string { return t.trouble }),
		`\b(?:40[0-9]|411|500|503)\b`,
	))
	untroubled = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:0|no) (?:errors|failures|failed)\b`,
		`\b(?:errors|failures|failed)(?:: ?0|="0")`,
	))
)

// allWell reports whether a paste shows requests that were accepted, and neither a
// refusal nor a word of one: what seems wrong in it is cut off by what logged it, or
// belongs to another request.
func (f *facts) allWell() bool {
	if f.answer != nil && !f.succeeded() {
		return false
	}
	denied := f.count(untroubled)
	return (denied > 0 || f.pasteHas(success)) && f.count(trouble) == denied
}

// count is how often a form stands in the sources of readable size.
func (f *facts) count(form *regexp.Regexp) (n int) {
	for i := range f.ev.Sources {
		if f.holds(i, form) {
			n += len(f.ev.All(i, form))
		}
	}
	return n
}
