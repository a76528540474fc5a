package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// A macLine is a line of code that computes an HMAC, and what is in it of the derivation of
// the signing key.
type macLine struct {
	text  []byte
	from  int      // where it begins in its source
	parts []string // of the credential scope, and stringPart, in the order of the line
}

const (
	dayPart, regionPart, servicePart, lastPartOfScope = "date", "region", "service", "aws4_request"

	stringPart = "string to sign"
)

// derivation are the steps of the derivation of the signing key, in order.
var derivation = []string{dayPart, regionPart, servicePart, lastPartOfScope}

var (
	computesMAC = regexp.MustCompile(`(?i)hmac|\bmac\(|\b_?sign\w{0,9}\s*\(`)
	// definesMAC is the head of a function, whose arguments only look like those of a step.
	definesMAC = regexp.MustCompile(`(?i)` + anyOf(
		`^\W*(?:(?:export|async|public|private|protected|internal|static|local|pub|override|inline|my)\s+)*`+
			`(?:def|defp|defn-?|function(?:\s+\w+\s*=)?|func|fn|fun|sub|Blob|byte\[\]|ByteArray|void|NSData|List<int>|TBytes)\s*[^=\n]*[({\[]`,
		`=\s*(?:async\s*)?\([^()\n]*\)\s*(?:=>|\{)`,
		`<-\s*function\s*\(`,
		`^[+-]\s*\(\w+\s*\*\)`,
		`^\w+\([A-Z]\w*,\s*[A-Z]\w*\)\s*->`,
		`^\w+\(\)\s*\{`,
	))
	// derivesAll is the call of a function that goes through the whole derivation.
	derivesAll = regexp.MustCompile(`(?i)(?:signature|signing|derived?|sig|get)_?-?key\w*\s*\(|\bget_?key\w*\(`)
	setsName   = regexp.MustCompile(`^\s*(?:[\w\[\]<>*&?,]+\s+)*[$@]?[\w.]+(?:\s*:\s*[\w\[\]<>{}]+)?\s*(?::=|<-|=)\s*(?:[^=>\s]|$)`)
	codeWord   = regexp.MustCompile(`["'\x60][^"'\x60\n]*["'\x60]|[\w$]+`)

	secretWord  = regexp.MustCompile(`(?i)secret|AWS4\b|AWS4["'\x60$%{]|\bAWS4`)
	keyWord     = regexp.MustCompile(`(?i)^\$?(?:k_?(?:secret|date|day|region|service|signing|s|d|r|sign)\w*|\w*_?key\w*|k\d?)$`)
	stringWord  = regexp.MustCompile(`(?i)string_?to_?sign|^\$?sts$|to_?sign$`)
	lastWord    = regexp.MustCompile(`(?i)aws4_?request|^\W?terminat`)
	regionWord  = regexp.MustCompile(`(?i)region`)
	serviceWord = regexp.MustCompile(`(?i)service|^\$?svc$|^["'](?:s3|es|sqs|sns|sts|iam|ec2|execute-api|dynamodb|lambda|ses|email|bedrock|kinesis|logs)["']$`)
	dayWord     = regexp.MustCompile(`(?i)^\$?\w*(?:date|day|date_?stamp|ymd|yyyymmdd)$|^\$?\w*date_?stamp\w*$`)
)

// partOf is what a word of code stands for among the parts of the scope, "" for another.
func partOf(word string) string {
	switch {
	case lastWord.MatchString(word):
		return lastPartOfScope
	case stringWord.MatchString(word):
		return stringPart
	case keyWord.MatchString(word), secretWord.MatchString(word), strings.EqualFold(word, "update"):
		return ""
	case regionWord.MatchString(word):
		return regionPart
	case serviceWord.MatchString(word):
		return servicePart
	case dayWord.MatchString(word):
		return dayPart
	}
	return ""
}

// macIn reports whether a line computes an HMAC: the name of the algorithm of Version 4
// does not.
func macIn(line []byte) bool { return computesMAC.Match(algorithmName.ReplaceAll(line, nil)) }

var (
	piped         = regexp.MustCompile(`\|\s*openssl\b`)
	algorithmName = regexp.MustCompile(`AWS4-HMAC-SHA256`)
	bareWord      = regexp.MustCompile(`[\w$]+`)
)

// codeWords are the words of a text of code: names, and literals of one word in their quotes.
func codeWords(text []byte) [][]byte {
	var out [][]byte
	for _, w := range codeWord.FindAll(text, 60) {
		if bytes.ContainsAny(w, "$#{\\") && len(w) > 2 && bytes.ContainsAny(w[:1], "\"'`") {
			out = append(out, bareWord.FindAll(w, 20)...)
			continue
		}
		out = append(out, w)
	}
	return out
}

// partsIn are the parts of the scope that a text of code names, in its order.
func partsIn(text []byte) []string {
	var out []string
	for _, w := range codeWords(text) {
		if p := partOf(string(w)); p != "" && (len(out) == 0 || out[len(out)-1] != p) {
			out = append(out, p)
		}
	}
	return out
}

// macLines are the lines of a source that compute an HMAC, without heads of functions. They
// are looked for once.
func (f *facts) macLines(source int) []macLine {
	lines, read := f.macsRead[source]
	if !read {
		lines = f.findMACs(source)
		if f.macsRead == nil {
			f.macsRead = map[int][]macLine{}
		}
		f.macsRead[source] = lines
	}
	return lines
}

// mostMACs is how many lines that compute an HMAC are read: no signer has as many.
const mostMACs = 300

func (f *facts) findMACs(source int) []macLine {
	data := f.ev.Sources[source].Data
	var out []macLine
	for from := 0; from < len(data) && len(out) < mostMACs; {
		to := lineEnd(data, from)
		line := data[from:to]
		if len(line) > 0 && len(line) < 1000 && macIn(line) && !definesMAC.Match(line) &&
			!f.isNote(source, data, from, from, line) && (!printing.Match(line) || piped.Match(line)) {
			right := line
			if m := setsName.FindIndex(line); m != nil {
				right = line[m[1]-1:]
			}
			out = append(out, macLine{line, from, partsIn(right)})
		}
		from = to + 1
	}
	return out
}

// lookStepOrder finds a derivation of the signing key whose steps are in another order, or
// of which one is left out.
func lookStepOrder(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		lines := f.macLines(source)
		if bad, says := wrongChain(lines); bad != nil {
			return f.stepHit(source, bad.from, bad.from+len(bad.text), says)
		}
		return f.wrongLoop(source, lines)
	})
}

// inSigner asks of each source that holds a signer of one's own, where a signature was
// refused and the client's texts are not there to tell more.
func (f *facts) inSigner(look func(source int) []hit) []hit {
	if !f.silent() || f.signsByLibrary() {
		return nil
	}
	for i := range f.ev.Sources {
		if len(f.ev.Sources[i].Data) > maxPost || !f.holds(i, scopeEnds) {
			continue
		}
		if hits := look(i); hits != nil {
			return hits
		}
	}
	return nil
}

var scopeEnds = regexp.MustCompile(`aws4_request`)

func (f *facts) stepHit(source, from, to int, says string) []hit {
	return []hit{{
		basis:  byCode,
		says:   says + " The four steps are the day, the region, the service and aws4_request, in this order.",
		places: []evidence.Text{f.codePlace(source, []int{from, to})},
		at:     KeyStage,
	}}
}

// wrongChain is the last line of a derivation that is not in order, and what is wrong with
// it. A line that is not understood ends what is known of a derivation.
func wrongChain(lines []macLine) (bad *macLine, says string) {
	var chain []string
	for i := range lines {
		l := &lines[i]
		parts := l.parts
		whole := derivesAll.Match(l.text)
		switch {
		case slices.Contains(parts, stringPart) && (whole || len(parts) == 1):
			if slices.Equal(chain, derivation[:3]) {
				return l, "The text is signed with the key of the service: the step for aws4_request is missing."
			}
			chain = nil
		case whole:
		case len(parts) == 1:
			chain = append(chain, parts[0])
			if parts[0] == lastPartOfScope {
				if says = chainFault(chain); says != "" {
					return l, says
				}
				chain = nil
			}
		case l.nested():
			if says = nestedFault(parts); says != "" {
				return l, says
			}
			chain = nil
		default:
			chain = nil
		}
	}
	return nil, ""
}

// nested reports whether a line has three steps or more in one expression.
func (l *macLine) nested() bool { return len(l.parts) >= 3 && len(computesMAC.FindAll(l.text, 8)) >= 3 }

// chainFault is what is wrong with steps that end with the one for aws4_request.
func chainFault(chain []string) string {
	switch {
	case len(chain) < 3 || len(setOf(chain...)) != len(chain) || !slices.Contains(chain, dayPart) || slices.Equal(chain, derivation):
		return ""
	case len(chain) == 3:
		return "The derivation of the signing key has the steps " + strings.Join(chain, ", ") + " alone."
	}
	return "The steps of the derivation of the signing key are in the order " + strings.Join(chain, ", ") + "."
}

// nestedFault is what is wrong with steps that stand in one expression, the first of them
// innermost: at its beginning where the key is the first argument, else at its end.
func nestedFault(parts []string) string {
	steps := slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == stringPart })
	backwards := slices.Clone(steps)
	slices.Reverse(backwards)
	switch {
	case slices.Equal(steps, derivation), slices.Equal(backwards, derivation), len(setOf(steps...)) != len(steps):
		return ""
	case len(steps) == 4:
		return "The steps of the derivation of the signing key are not in order."
	case slices.Equal(steps, derivation[:3]) && len(parts) == 4:
		return "The step for aws4_request is missing."
	}
	return ""
}

var (
	stepList = regexp.MustCompile(`[\[({]\s*((?:[^\[\](){}\n,]{1,60}(?:\(\))?,\s*){2,3}[^\[\](){}\n,]{1,60})[\])}]`)
	loops    = regexp.MustCompile(`(?i)^\s*for(?:each)?\b|\bforEach\b|\breduce\b|\bfold\w*\b|\binject\b|\.each\b`)
)

// wrongLoop finds a loop over the parts of the scope that is not in order.
func (f *facts) wrongLoop(source int, lines []macLine) []hit {
	data := f.ev.Sources[source].Data
	for _, m := range stepList.FindAllSubmatchIndex(data, 100) {
		from, to := lineStart(data, m[0]), lineEnd(data, m[1])
		if !loops.Match(data[from:to]) || f.isNote(source, data, from, m[0], data[from:to]) {
			continue
		}
		var steps []string
		for _, e := range bytes.Split(data[m[2]:m[3]], []byte(",")) {
			if p := partsIn(e); len(p) == 1 {
				steps = append(steps, p[0])
			}
		}
		if len(steps) != bytes.Count(data[m[2]:m[3]], []byte(","))+1 || len(setOf(steps...)) != len(steps) {
			continue
		}
		ends := slices.ContainsFunc(lines, func(l macLine) bool { return slices.Contains(l.parts, lastPartOfScope) })
		switch {
		case slices.Equal(steps, derivation), slices.Equal(steps, derivation[1:]), slices.Equal(steps, derivation[:3]) && ends:
		case slices.Equal(steps, derivation[:3]):
			return f.stepHit(source, m[0], m[1], "The loop ends without the step for aws4_request.")
		default:
			return f.stepHit(source, m[0], m[1], "The steps are in the order "+strings.Join(steps, ", ")+".")
		}
	}
	return nil
}

// lookUnprefixed finds a derivation that begins with the secret key as it is.
func lookUnprefixed(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		if f.pasteHas(prefixed) {
			return nil
		}
		for _, l := range f.macLines(source) {
			first := len(l.parts) == 1 && l.parts[0] == dayPart && secretOrKey.Match(f.withLineBefore(source, l.from, l.text))
			if (first && f.holds(source, lastStepInCode)) || l.nested() && slices.Contains(l.parts, lastPartOfScope) && secretOrKey.Match(l.text) {
				return []hit{{
					basis:  byCode,
					says:   "The first step is keyed with the secret key as it is; the text AWS4 is put in front of it there.",
					places: []evidence.Text{f.codePlace(source, []int{l.from, l.from + len(l.text)})},
					at:     KeyStage,
				}}
			}
		}
		if f.holds(source, bareStart) && f.holds(source, lastStepInCode) {
			return []hit{{
				basis:  byCode,
				says:   "The derivation begins with the secret key as it is; the text AWS4 is put in front of it there.",
				places: []evidence.Text{f.codePlace(source, f.ev.First(source, bareStart))},
				at:     KeyStage,
			}}
		}
		return nil
	})
}

// withLineBefore is a line and the one before it, which a pipeline begins with.
func (f *facts) withLineBefore(source, from int, line []byte) []byte {
	data := f.ev.Sources[source].Data
	return data[lineStart(data, max(0, from-1)) : from+len(line)]
}

// lookSignedWithSecret finds a string to sign whose HMAC is keyed with the secret key itself.
func lookSignedWithSecret(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		for _, l := range f.macLines(source) {
			if len(l.parts) != 1 || l.parts[0] != stringPart || derivesAll.Match(l.text) || prefixed.Match(algorithmName.ReplaceAll(l.text, nil)) {
				continue
			}
			if secret, other := keysIn(l.text); !secret || other || !f.computesSteps(source, l.text) {
				continue // or a function that derives the key itself
			}
			return []hit{{
				basis: byCode,
				says: "The string to sign is signed with the secret key itself; a signing key has to be derived from it first, of " +
					"date, region, service and aws4_request.",
				places: []evidence.Text{f.codePlace(source, []int{l.from, l.from + len(l.text)})},
				at:     KeyStage,
			}}
		}
		return nil
	})
}

// computesSteps reports whether a line calls the HMAC of a library, or a function that
// computes steps of the derivation elsewhere.
func (f *facts) computesSteps(source int, line []byte) bool {
	if callsLibrary.Match(line) {
		return true
	}
	lines := f.macLines(source)
	for _, m := range calledMAC.FindAllSubmatch(line, 5) {
		if name := string(m[1]); usedForSteps(lines, name) {
			return true
		}
	}
	return false
}

var (
	callsLibrary = regexp.MustCompile(`hmac\.new|createHmac|hash_hmac|OpenSSL::HMAC|CryptoJS\.Hmac|hmac_sha256(?:_hex)?\(|\bHMAC\(|\|\s*openssl`)
	calledMAC    = regexp.MustCompile(`([\w-]*(?i:hmac|sign|mac)\w*)(?:[(:]|\s+[("$])`)
)

// keysIn is whether a line names the secret key, and whether another key.
func keysIn(line []byte) (secret, other bool) {
	if m := setsName.FindIndex(line); m != nil {
		line = line[m[1]-1:]
	}
	for _, w := range codeWords(line) {
		switch {
		case namesSecret.Match(w):
			secret = true
		case keyWord.Match(w) && !keyOption.Match(w):
			other = true
		}
	}
	return secret, other
}

var (
	namesSecret = regexp.MustCompile(`(?i)secret`)
	keyOption   = regexp.MustCompile(`(?i)^key$`) // of a shell, key:$SECRET
)

var (
	// prefixed is the secret key behind its prefix, or that prefix alone.
	prefixed = regexp.MustCompile(`(?i)AWS4(?:[^-_\w]|[A-Za-z0-9/+]{20,})|"AWS"\s*[+.]\s*"4"|\b(?:0x41|65),\s*(?:0x57|87)`)
	// secretOrKey is what a first step is keyed with.
	secretOrKey = regexp.MustCompile(`(?i)\w*(?:secret|key)\w*|\bsk\b`)
	// lastStepInCode is an HMAC of aws4_request, or a list of steps that ends with it.
	lastStepInCode = regexp.MustCompile(`(?im)` + anyOf(
		`(?:hmac|sign|\.update)\w*[^\n]{0,120}["'\x60]aws4_request["'\x60]`,
		`["'\x60]aws4_request["'\x60]\s*[\])}][^\n]*(?:hmac|sign|fold|reduce|\{|:\s*$)`,
		`["'\x60]aws4_request["'\x60]\s*\|\s*openssl`,
	))
	// bareStart is a variable that goes through the steps and begins as the secret key.
	bareStart = regexp.MustCompile(`(?im)^\s*(?:(?:let|var|const|byte\[\]|\w+)\s+)?(?:signing_?)?k(?:ey|_?secret)?\s*:?=\s*` +
		`(?:[\w.]+[({]\s*|[\w.{}]+\(\s*)?[\w.]*secret[\w.]*(?:\(\))?(?:["']\))?[^\n]{0,40}$|\b(?:foldLeft|reduce)\([\w.]*secret`)
)
