package diagnose

import "regexp"

// metWords are what people write of an error that they have, and who ask about it.
var metWords = regexp.MustCompile(`(?i)` + anyOf(
	`\b`+anyOf(
		anyOf(`I`, `I'm`, `we`, `we're`, `he`, `she`, `they`, `(?:my|our|some) \w+`)+` (?:\w+ ){0,2}?`+
			anyOf(`gets?`, `got`, `getting`, `sees?`, `saw`, `seeing`, `receiv\w+`, `run(?:ning)? into`, `ran into`, `hit`),
		`any (?:ideas?|hints?|help)`,
		`(?:what|which)[^\n]{0,20} (?:going on|is right|do I do|can I do|would you do)`,
		`how (?:do|can|should|to) (?:I|we)?\s?(?:fix|solve|avoid|get rid)`,
		`since (?:this morning|yesterday|the update|then)`,
		`but (?:mine|my|our)`,
		`why (?:do|does|did|is|am|are|can|would|has|have|not)|warum (?:bekomm|krieg|geht|kann|sagt|kommt|funktion)\w*|pourquoi (?:ai|est|je)`,
		`(?:ich|wir) (?:\w+ ){0,2}?(?:bekomm\w*|erhalt\w*|krieg\w*|seh\w*)|(?:bekomme|kriege|erhalte) ich`,
		`j'ai|on a|je re[cç]ois|nous (?:avons|recevons)`,
		`me (?:sale|da|devuelve)|recibo|obtengo`,
	)+`\b`,
	`¿por qué|怎么办|怎么解决|请问|どうすれば|что делать`,
))

// titled is ahead on the line of what people write for others to find themselves in: a
// heading, a question of a list of them, a box that was ticked.
var titled = regexp.MustCompile(`^\s*(?:#+\s|\*\*|[-*] \[[xX]\]|Q\d*[.:]\s|"""|[Ss]lide\b)`)

// unmet is ahead of what somebody would meet, or has not met, or no longer meets; a server's
// "did not match what we received" is its own.
var unmet = regexp.MustCompile(`(?i)\b(?:would|will|might|could|should|may|do|does|did|not|never|\w+n['\x{2019}]t|gone|not match what) $`)

var (
	// plight is what people write of what does not work for them.
	plight = regexp.MustCompile(`(?i)` + anyOf(
		`\b`+anyOf(
			`fail(?:s|ed|ing)?|(?:does|do|did|is|are)(?:n['\x{2019}]t| not) (?:work|help|do)|stopped working`,
			`can(?:no|['\x{2019}])t|unable to|refus(?:es|ing)|reject(?:s|ing)|still|suddenly|although|even though`,
			`help|stuck|broken|blocked|down|crash\w*|it(?:['\x{2019}]s| is) fine|for me|actual|differently|what(?:'s| is) wrong|remains|keeps?|every time|always`,
			`(?:it|this) (?:happens|occurs|appears)|do(?:ing)? wrong|falsch mache|since \d+|today|again|strange|issue|problem|trouble|bug`,
			`geht nicht|klappt nicht|scheitert|schlägt fehl|immer noch|seit|hilfe|fehler|problème|échoue|erreur|toujours`,
			`falla|problema|errore|siempre|sempre|ошибк\w*|не работает|błąd|nie działa|fout|werkt niet|hata`,
		)+`\b`,
		`失败|错误|问题|エラー|できません|失敗|오류|실패`,
	))
	// printedAhead is what stands ahead of an error where a program printedAhead it, or a person
	// set it off as what came.
	printedAhead = regexp.MustCompile(anyOf(
		`^[^\pL\pN]*$`,
		`^["\w ()./@-]{1,24}[:=]\s*["'\x60*]*$`,
		`(?i)\b(?:response|answer|body|output|result|antwort|réponse|respuesta|log)(?: body| text| is| was)?\s*[:=]?\s*["'\x60\x{201E}«]+\s?$`,
		`(?:->|=>|\x{2192})\s*["'\x60]*$|(?:^|[\s{(])[:@.][\w-]+\s*[:=]{0,2}\s*"$`,
		`[\[{]\s*"$|["']\s*:\s*"$|,"$|(?i)\b(?:exception|error|failure)\s+["'\x60]+$`,
		`(?i)\b(?:errors?|exception|failed|failure|fehler|erreur|fatal|warn(?:ing)?|err)\b[^"'\x60\n]*[:=>]\s*["'\x60]?$`,
		`^\W*[A-Z]\w*\("$|^\$\w+\s*=\s*"$|\w(?:::|\.)\w+\s\($`,
		`\b(?:print\w*!?|console\.\w+|puts|echo|log\w*|dump|inspect)\b[^\n]*(?://|#)\s*["'\x60]*$`,
		`\d\d:\d\d|\b(?:ERROR|WARN\w*|INFO|DEBUG)\b|^\[|[$#>] $|=>\s*$`,
		`[\w.]+(?:Exception|Error)\b[^"'\x60\n]*$|["'{,(]\s?\w+["']?\s*[:=]\s*["']?$`,
	))
	// setOff is ahead of an error that prose sets off from its own words.
	setOff = regexp.MustCompile(`(?:^|[\s(:,>|*\x{3000}-\x{9fff}])["'\x60\x{201C}\x{201E}«「『]+\s?$|[(|*]\s*$|\s[-\x{2013}\x{2014}]\s+$`)
	// label is ahead of it where a sentence has no more than a word for what follows.
	label = regexp.MustCompile(`^[\w ()./@-]{1,24}[:=]\s+["'\x60*]*$|(?:->|=>|\x{2192})\s*["'\x60]*$`)
	// colon is ahead of what a sentence comes to, over are words of one about the past.
	colon = regexp.MustCompile(`(?::\s+|：\s*)["'\x60\x{201C}\x{201E}«]+\s?$`)
	over  = regexp.MustCompile(`(?i)\b(?:were|was|had|used to|wurden?|war|waren|était|fue|era)\b`)
	// answering is ahead of what somebody says that a server answers.
	answering = regexp.MustCompile(`(?i)(?:\b|\p{Han})` + anyOf(
		`says?|said|answers?|answered|returns?|returned|gives?|gave|shows?|reports?|respond\w*|throws?|threw|complains?`,
		`gets?|got|sees?|telling|tells|told|prints?|now|suddenly|appeared|lautet|reads|(?:ends?|dies?|exits?|aborts?) with`,
		`(?:is|are|gets?|was|were) (?:rejected|refused|denied|answered|blocked|declined)|c(?:o|a)mes? back`,
		`sagt|meldet|antwortet|liefert|kommt|steht|dit|répond|renvoie|affiche|dice|responde|devuelve|risponde`,
		`zwraca|mówi|говорит|пишет|возвращает|отвечает|zegt|geeft`,
		`返回|提示|报错|显示`,
	) + `(?:\b|\s)[^"'\x60\n]{0,40}["'\x60:(\x{201C}\x{201E}«]*\s*["'\x60]?$`)
	// returning is behind an error in languages that have their verb there, or ahead of it.
	returning = regexp.MustCompile(`^["'\x60」』]*\s*(?:が(?:返|出|表示)|と(?:表示|言|出)|(?:이|가|라고) ?(?:나|뜹|표시))`)
	// sdkError is how an SDK writes an error out.
	sdkError = regexp.MustCompile(`^An error occurred \(|\bapi error\b`)
)

// closing is what a text that is quoted ends with, and the marks that set it off.
const closing = `^[\s.]*["'\x60)*\x{201C}\x{201D}\x{2019}»]*[,]?\s*`

var (
	// defined is what follows an error that is explained.
	defined = regexp.MustCompile(`(?i)` + closing + anyOf(
		anyOf(
			`means?|meant|tells|stands for|indicates`,
			`is (?:what|thrown|returned|raised|given|answered|sent|reported|(?:not )?about)`,
			`has (?:two|several|many|three) \w+`,
			`bedeutet|heißt|kommt,? wenn|significa|veut dire|signifie|apparaît|oznacza|betekent|betyder`,
			`означает|значит|появляется`,
		)+`\b`,
		`是指|表示|とは|は、|means`,
	))
	// asked is ahead of an error whose meaning is asked for or told.
	asked = regexp.MustCompile(`(?i)\b` + anyOf(
		`difference between (?:[^t\n]|t[^h\n]|the [^r\n])[^\n]*`, // "The difference between the request time …" is an error's own
		`what (?:does|do|did|is) `,
		`(?:was|que|cosa) (?:bedeutet|heißt|significa|signifie|vuol dire) `,
	) + `["'\x60*\x{201C}\x{201E}«]*$`)
	// askedFor and toldOf stand around an error that somebody wants explained.
	askedFor        = regexp.MustCompile(`(?i)\bwhat ["'\x60\x{201C}\x{201E}«]+$`)
	explainedBehind = regexp.MustCompile(`(?i)` + closing + `(?:was|is|means?|meant)\b`)
	// condition is one under which something would happen, to anybody but the writer.
	condition = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:if|unless|otherwise|whenever|as soon as|in case|suppose)\b`,
		`\bwhen (?:they|it|you|the|an?|this|that|one|users?|clients?)\b`,
		`\b(?:would|würden?) (?:he|she|it|they|one|you|er|sie|es|man)\b`,
		`^\W*(?:an?|any|later|such) [^\n]*\b(?:is|are) \w+ed\b`,
		`\bwith an? (?:wrong|invalid|expired|old|unknown|bad)\b`,
		`\b(?:you|one|clients?|callers?|users?)(?:'ll| will|'d| would| may| might| can)\b`,
		`\b(?:will|would) (?:then )?(?:get|see|receive|be)\b`,
		`\b(?:wenn|falls|sonst|sinon|lorsque|quando|cuando|jeśli|jeżeli|когда|если|als)\b`,
		`もし|場合|如果|当.{1,20}时`,
	))
	// writer is who reports something of his own.
	writer = regexp.MustCompile(`(?i)\b(?:I|my|me|we|our|us|ich|mein\w*|wir|uns\w*|je|mon|ma|nous|yo|mi|io|mio|я|мы|у нас)\b`)
	// contrary is ahead of what came against what was to be expected.
	contrary = regexp.MustCompile(`(?i)\b(?:but|though|yet|instead|aber|mais|pero|ma|но)\b`)
	// shownTo is said to a reader who is shown what came.
	shownTo = regexp.MustCompile(`(?i)\b(?:if|when) you (?:look|check|open|see|scroll|search|want|need)\b`)
	// because is what follows an error that comes under a condition.
	because = regexp.MustCompile(`(?i)` + closing + `(?:if|when|whenever|unless|because|in case|wenn|falls|si|quando|cuando|если|когда)\b`)
	// hypothesis is a question about what would happen.
	hypothesis = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:what happens|would|will|wird|würde|bekommt|gibt es|es-ce que|serait|sería|sarebbe|czy|mı|mi|будет)\b`,
		`\bif\b|\bwenn\b|\bsi\b|如果|もし`,
	))
)
