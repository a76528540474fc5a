package diagnose

import (
	"regexp"
	"strconv"
	"strings"

	"sigwhy/evidence"
)

// A trial is what people say who have tried one thing and the other: what it is about, and
// that it works one way. It is possible, and no more: what was tried is told, not shown.
type trial struct {
	code string
	says string
	// about is what differs between what works and what does not; stated says by itself what
	// is wrong. One of them may be nil.
	about, stated *regexp.Regexp
	also          *regexp.Regexp    // stands in the same passage
	unless        *regexp.Regexp    // does not
	when          func(*facts) bool // holds of the request; nil for always
	lacks         bool              // it is that something is not done: a sentence that denies may tell of it
	fails         bool              // about is what is refused: where it works, it is not that
}

// lookTrials finds what a trial of the writer's is about.
func lookTrials(f *facts) []hit {
	t, where := f.trial()
	if t == nil {
		return nil
	}
	b := byWords
	trailer := f.pasteHas(trailerWord) && f.thirdParty() && t.code != "streaming-trailer-unsupported"
	if f.claim != nil || f.requestShown() || f.shownInSetting(t.code) || trailer {
		b = byHint // the request itself tells more, and so does configuration or a log
	}
	return []hit{{code: t.code, basis: b, says: t.says, places: places(where), stands: onTheWay[t.code]}}
}

// shownInSetting reports whether code or configuration of the paste shows another cause.
func (f *facts) shownInSetting(code string) bool {
	for i := range postSigns {
		s := &postSigns[i]
		if s.code == code || s.basis > byWords {
			continue
		}
		for _, h := range f.lookPost(s) {
			if h.basis <= byWords && len(h.places) > 0 && fromCode.MatchString(h.places[0].S) {
				return true
			}
		}
	}
	return false
}

// trial is the first of the table that the paste tells of, and where. It is looked for once.
func (f *facts) trial() (*trial, evidence.Text) {
	if !f.trialRead {
		f.trialRead = true
		f.trialTold, f.trialPlace = f.findTrial()
	}
	return f.trialTold, f.trialPlace
}

func (f *facts) findTrial() (*trial, evidence.Text) {
	if !f.unexplained() || !f.mismatch() {
		return nil, evidence.Text{}
	}
	for i := range trials {
		t := &trials[i]
		if t.when != nil && !t.when(f) {
			continue
		}
		if where := f.toldBy(t); where.Present() {
			return t, where
		}
	}
	return nil, evidence.Text{}
}

// toldBy is where the paste tells of a trial.
func (f *facts) toldBy(t *trial) evidence.Text {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxPost {
			continue
		}
		for _, form := range []*regexp.Regexp{t.about, t.stated} {
			if form == nil {
				continue
			}
			for _, m := range f.ev.All(i, form) {
				if f.saidByServer(i, m[0]) {
					continue
				}
				told := f.passage(i, m[0], m[1])
				if sameEitherWay.Match(told) || noneOfIt.Match(src.Data[max(0, m[0]-40):m[0]]) ||
					t.also != nil && !t.also.Match(told) || t.unless != nil && t.unless.Match(told) {
					continue
				}
				if t.ruledOutBy(src.Data, m[0], m[1]) {
					continue
				}
				said := src.Data[m[0]:m[1]]
				if form == t.about && turns(told) && !nothingThere.Match(said) || form == t.stated && !denies.Match(said) {
					return f.ev.Cut(i, m[0], m[1])
				}
			}
		}
	}
	return evidence.Text{}
}

// saidByServer reports whether what begins at an offset is of the server's message on a
// mismatch: it speaks of the secret key, and its lines may be written as \n.
func (f *facts) saidByServer(source, from int) bool {
	m := f.answer.Message
	p := m.Place()
	return strings.Contains(m.S, "signature we calculated") && m.InSource() && p.Source == source && from >= p.From && from < p.To
}

// ruledOutBy reports whether the part of the sentence that a match stands in says that it is
// not there, or that it works.
func (t *trial) ruledOutBy(data []byte, from, to int) bool {
	const most = 120
	before, after := data[max(0, from-most):from], data[to:min(len(data), to+most)]
	if ends := partEnd.FindAllIndex(before, -1); len(ends) > 0 {
		before = before[ends[len(ends)-1][1]:]
	}
	if end := partEnd.FindIndex(after); end != nil {
		after = after[:end[0]]
	}
	part := data[from-len(before) : to+len(after)]
	if t.fails && turns(after) && !remedy.Match(part) {
		return true
	}
	facts := notAtEnd.ReplaceAll(outcomeWords.ReplaceAll(part, []byte(" ")), nil)
	return !t.lacks && isNot.Match(facts)
}

// partEnd is where a part of a sentence ends.
var partEnd = regexp.MustCompile(`[.,;:!?]\s|[。，、；！？\n]|\s(?:but|while|whereas|aber|pero|mais|но)\s`)

// remedy are words for what is done that it works.
var remedy = regexp.MustCompile(`(?i)\b(?:after|once|when|if|without|instead|remov\w*|stripp?\w*|trimm?\w*|tak(?:e|ing)|replac\w*|encod\w*|set(?:ting)?|only|ohne|wenn|si|sans|sin|sem)\b|去掉|改成|以后|之后|すると|если|без`)

// notAtEnd is said of what fails, after what works was named.
var notAtEnd = regexp.MustCompile(`(?i)(?:\b(?:is|are|do|does|did|can) )?\b(?:not|nicht|no|n\x{E3}o|pas)\W*$`)

// isNot denies a fact.
var isNot = regexp.MustCompile(`(?i)\b(?:no|none|not|never|nicht|kein\w*|n\x{E3}o|nunca|pas)\b|n['\x{2019}]t\b|没有|未|не `)

// passage is the sentence of a place, with the one before and two behind it.
func (f *facts) passage(source, from, to int) []byte {
	const most = 400
	data := f.ev.Sources[source].Data
	before, after := data[max(0, from-most):from], data[to:min(len(data), to+most)]
	start, end := 0, len(after)
	if ends := fullStop.FindAllIndex(before, -1); len(ends) > 1 {
		start = ends[len(ends)-2][1]
	}
	if ends := fullStop.FindAllIndex(after, 3); len(ends) > 2 {
		end = ends[2][1]
	}
	return data[from-len(before)+start : to+end]
}

// turns reports whether a passage says of anything that it works, or that it made it work.
func turns(told []byte) bool {
	for _, m := range outcomeWords.FindAllSubmatchIndex(told, -1) {
		if m[2] >= 0 {
			return true
		}
	}
	return false
}

var fullStop = regexp.MustCompile(`[.?]["'\x60)]*\s+|[。！？]|\n+`)

// worksWord is what works, in the languages that people write in.
const worksWord = `(?:\b(?:works?|worked|working|fine|ok|okay|accept(?:s|ed)|succeed(?:s|ed)?|successful(?:ly)?|pass(?:es|ed)?|` +
	`(?:go|goes|gets?|went|comes?) (?:through|on)|went away|goes|comes[,.]|comes down|200|loads?|opens?|downloads|` +
	`(?:is|are) (?:well|right|good|stored|found|there)|could|can|takes (?:it|the signature|them)|complaints stopped|jobs run|all right|without (?:trouble|problems?)|` +
	`solve[sd]?|cure[sd]?|help(?:s|ed)|fix(?:es|ed)|(?:made|makes) (?:the difference|it (?:work|go|pass)|(?:\w+ ){1,3}(?:work|right))|` +
	`geht|gehen|ging|klappt|klappte|l(?:\x{E4})uft (?:es|alles)|funktionier(?:t|te|en)|stimmt sie|kommt (?:der \w+ )?durch|` +
	`funciona[mn]?|funcionou|resolveu?|passa|suben?|pasan?|marchent?|marche|passe(?:nt)?|fonctionne(?:nt)?|va bien)(?:\b|$)|` +
	`成功|正常|就好了|就可以|也可以|恢复|没有?问题|就对了|通过了|成功し|動きます|動く|直り|` +
	`работает|заработало|проходит|принимается|открывается|прош[её]л)`

const (
	// notWord denies what stands behind it, germanNot what stands ahead of it.
	notWord = `(?:\b(?:not|never|cannot|neither|nor|nothing|nobody|no longer|nicht|nichts|kein\w*|nie|no|ni|nada|n\x{E3}o|nem|rien|ne|pas|jamais)\b|` +
		`n['\x{2019}]t\b|не |ничего )`
	germanNot = `\b(?:nicht|nichts|kein\w*|nie|weder)\b`
	// workingSaid are words for what works that say something else here.
	workingSaid = `\b(?:i|we) pass\b|\bpass(?:es|ed) (?:\S+ )?(?:on|to|along)\b|\bgeht (?:an|zu|in|direkt)\b`
	// turnWord is said of what made the difference.
	turnWord = `\bsince (?:then|we|i|the|users)\b|\bwhat (?:changed|we were missing|made it go)\b|\b(?:was|is) the (?:mistake|culprit|cause)\b|` +
		`\bonly (?:if|when|those|files|objects|customers)\b|\bas soon as\b|\bstopped working\b|\bunless\b|\buntil\b|\bsobald\b|\bbis (?:der|die|das|man)\b|` +
		`\balone (?:fail|give|get|cause)\b|\bthen it (?:fails|is refused)\b|\b(?:fail|break|error|refused)\w*\b[^.\n]{0,60}\bnot[.,;\n]`
)

// outcomeWords finds what works or made it work (the group), and what does not.
var outcomeWords = regexp.MustCompile(`(?i)` + anyOf(
	workingSaid,
	notWord+`[^.,;:()\n]{0,24}?`+worksWord,
	`\b(?:geht|gehen|klappt|klappte|funktioniert)\b[^.,;:\n]{0,24}`+germanNot,
	`不(?:成功|正常|通过)|成功し(?:ない|ません)|動(?:かない|きません)`,
	`(`+worksWord+`|`+turnWord+`)`,
))

// sameEitherWay is said of what makes no difference, or of something else that fails.
var sameEitherWay = regexp.MustCompile(`(?i)` + anyOf(
	`\bno difference\b|\b(?:chang|differ)\w* nothing\b|\bnothing changed\b|\bno special \w+`,
	`\b(?:is|are|was|were)(?: not|n['\x{2019}]t) (?:it|that|to blame|used|the (?:cause|reason|trigger|problem|culprit|point|proxy))\b`,
	`\b(?:did|do|does)(?: not|n['\x{2019}]t) (?:help|solve|cure|fix|change|differ|make (?:it|any))`,
	`\b(?:fail\w*|refuse[sd]?|rejected|403|(?:not|n['\x{2019}]t)(?: \w+)?)\b[^.\n]{0,60}\b(?:as well|too|either|neither|all the same|alike|just as|as they do|each time|anyway|with both)\b`,
	`\b(?:as well|alike|just as)\b[^.\n]{0,24}\b(?:fail\w*|refuse[sd]?|rejected)|\bthe same(?: error| result|[.\n])|\bjust like\b|\bthe same as (?:before|the)\b`,
	`\b(?:still|nevertheless|all the same|either way)\b[^.\n]{0,20}\b(?:fail\w*|refuse[sd]?|rejected|403|the same|not)\b|\brefused (?:either way|all the same)|\bnor (?:do|does|did|is|are)\b`,
	`\bno (?:luck|change|success|effect)\b|\bsame thing\b|\bthe same way\b|\bnothing is (?:better|different)\b|\bthere (?:is|are) none\b|\bto no avail\b|\bstill get\b`,
	`\bclocks? (?:is|are) (?:right|correct|fine|in sync|synced)\b|`+`\bnot the (?:issue|cause|problem)\b`,
	`\bwith (?:or|and) without\b|\bas it should\b|\bor not\b`,
	`\bwhat fails is\b|\bit is only\b|\bbut those (?:\w+ )?(?:go|work|pass)|\bthe error comes with\b|\bit breaks on\b`,
	`\b(?:trotzdem|genauso|keine Rolle|liegt es nicht|nicht daran|auch nicht|gleich dem)\b|\b(?:auch|ebenso) fehl\b`,
	`也(?:一样|失败|报|不(?:行|成功|通过|正常|匹配))|都(?:一样|不行)|全部都?(?:失败|报错)|还是(?:不|失败|报|[45]\d\d|一样)|仍然|一样(?:失败|报)|没有关系|无关|不是\pL{0,12}问题|没有写错|只是\pL{1,4}报`,
	`それでも|関係(?:ありません|なく)|全部の|しても(?:動|直)|も失敗`,
	`\btampoco\b|\bigualmente\b|\bfallan? igual|\b(?:da mesma forma|mesmo assim)\b|\btamb\x{E9}m (?:n\x{E3}o|falha\w*|\x{E9} recusad\w+)|\btambi\x{E9}n falla`,
	`\b(?:non plus|quand m\x{EA}me|ne change rien|avec ou sans|il n'y a que)\b|вс[её] равно|тоже не|одинаково|отклоняются все`,
))

// noneOfIt is ahead of what is said not to be there.
var noneOfIt = regexp.MustCompile(`(?i)(?:\bnot (?:only (?:\w+ )?)?|(?:\b(?:no|not (?:an?|the|any|used|to)|neither|nor|nothing (?:with|of|is|was)|kein\w*|weder|ni|sem|pas d[e'])|n['\x{2019}]t (?:any|an?))` +
	`\s+(?:[\pL/-]+\s+){0,2}|没有(?:任何)?|нет )["'\x60(]?$`)

// denies are words within what would state a cause that deny it.
var denies = regexp.MustCompile(`(?i)\b(?:no|not|nothing|nicht|kein\w*|nichts|n\x{E3}o|ne|pas|rien)\b|n['\x{2019}]t\b|没有|未|не |ません`)

// nothingThere are words within what a trial is about that take it away.
var nothingThere = regexp.MustCompile(`(?i)\b(?:nothing|nichts|rien|nada)\b|ничего`)

// inClause is one form not far from another in a part of a sentence, in either order.
func inClause(a, b string, most int) string {
	gap := `[^.,;\n]{0,` + strconv.Itoa(most) + `}?`
	return anyOf(a+gap+b, b+gap+a)
}

// beside is one form not far from another on a line, in either order.
func beside(a, b string, most int) string {
	gap := `[^\n]{0,` + strconv.Itoa(most) + `}?`
	return anyOf(a+gap+b, b+gap+a)
}
