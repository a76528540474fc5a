package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
)

var (
	// callOfTwo is the call of a function with two arguments or more, as far as the second.
	callOfTwo = regexp.MustCompile(`([\w.:$]*\w)\(\s*` + anyOf(
		`(?:["'](?:sha-?256|hmacsha256)["']\s*,\s*)`,
		`(?:OpenSSL::Digest\S*\s*,\s*)`,
		`(?::hmac,\s*:sha256,\s*)`,
	) + `?(` + argument + `)\s*,\s*(` + argument + `)\s*[,)]`)
	// cmdletOfTwo is one of PowerShell, whose arguments stand behind blanks.
	cmdletOfTwo = regexp.MustCompile(`(\b[A-Z]\w*-\w*(?i:hmac|sign)\w*)\s+(\$\w+|'[^'\n]*'|\([^\n]*\))\s+(\$\w+|'[^'\n]*'|\([^\n]*\))`)
	// createsMAC is the HMAC of Node.js, which takes its key and its data in two calls.
	createsMAC = regexp.MustCompile(`(createHmac)\(\s*["']\w+["']\s*,\s*(` + argument + `)\)\s*\.update\(\s*(` + argument + `)\s*[,)]`)
)

// argument is an argument of a call, with one level of calls and literals in it.
const argument = `(?:[^,()\n"'\x60]|"[^"\n]*"|'[^'\n]*'|\x60[^\x60\n]*\x60|\((?:[^()\n]|\([^()\n]*\))*\)){1,160}?`

// macOrder is whether functions that everybody has take the key as the first of key and data.
var macOrder = map[string]bool{
	"createHmac":           true,
	"hmac.new":             true,
	"hmac.digest":          true,
	"OpenSSL::HMAC.digest": true, "OpenSSL::HMAC.hexdigest": true,
	"crypto.mac": true, "crypto:mac": true,
	"digest::hmac": true,
	"hash_hmac":    false,
	"hmac_sha256":  false, "hmac_sha256_hex": false, "hmac_sha256_base64": false,
	"CryptoJS.HmacSHA256": false,
	"Crypto.generateMac":  false,
}

// A macUse is a call of which it is known whether the key stands first.
type macUse struct {
	callee   string
	keyFirst bool
	m        []int
}

// lookArgumentOrder finds a step, or the signature, whose key and data are exchanged: by the
// head of the function that is called, by what is known of it, or by its other calls.
func lookArgumentOrder(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		uses := f.macUses(source)
		first, second, looked := map[string]int{}, map[string]int{}, map[string]bool{}
		for _, u := range uses {
			if u.keyFirst {
				first[u.callee]++
			} else {
				second[u.callee]++
			}
		}
		for _, u := range uses {
			way := u.callee
			if !u.keyFirst {
				way += ","
			}
			if looked[way] {
				continue
			}
			looked[way] = true
			due, known := f.keyIsFirst(source, u.callee)
			if !known {
				due, known = first[u.callee] > second[u.callee], first[u.callee] != second[u.callee]
			}
			if known && due != u.keyFirst {
				return []hit{{
					basis: byCode,
					says: "Key and data are exchanged in this call of " + u.callee + ": the key of each step is the result of the " +
						"one before, and the parts of the scope are the data.",
					places: []evidence.Text{f.codePlace(source, u.m)},
					at:     KeyStage,
				}}
			}
		}
		return f.exchangedInside(source)
	})
}

// macUses are the calls of a source whose arguments are a key and a part of the scope.
func (f *facts) macUses(source int) []macUse {
	var out []macUse
	data := f.ev.Sources[source].Data
	for _, form := range []*regexp.Regexp{callOfTwo, createsMAC, cmdletOfTwo} {
		for _, m := range form.FindAllSubmatchIndex(data, 200) {
			callee := string(data[m[2]:m[3]])
			line := data[lineStart(data, m[0]):lineEnd(data, m[1])]
			if form == callOfTwo && !computesMAC.MatchString(callee+"(") && callee != "Crypto.generateMac" || definesMAC.Match(line) ||
				derivesAll.MatchString(callee+"(") || f.isNote(source, data, lineStart(data, m[0]), m[0], line) {
				continue
			}
			a, b := data[m[4]:m[5]], data[m[6]:m[7]]
			switch {
			case isKey(a) && isStep(b):
				out = append(out, macUse{callee, true, m})
			case isStep(a) && isKey(b):
				out = append(out, macUse{callee, false, m})
			}
		}
	}
	return out
}

// isKey reports whether an argument is a key of the derivation, and nothing else.
func isKey(argument []byte) bool {
	return len(partsIn(argument)) == 0 && (secretWord.Match(argument) || anyWord(argument, keyWord)) ||
		derivesAll.Match(argument)
}

// isStep reports whether an argument is one part of the scope, or the string to sign.
func isStep(argument []byte) bool {
	return (len(partsIn(argument)) == 1 || anyWord(argument, loopWord)) && !secretWord.Match(argument) &&
		!anyWord(argument, keyWord) && !computesMAC.Match(argument)
}

// anyWord reports whether a word of a text of code is of a form.
func anyWord(text []byte, form *regexp.Regexp) bool {
	for _, w := range codeWords(text) {
		if form.Match(w) {
			return true
		}
	}
	return false
}

// keyIsFirst is whether a function takes the key first, by its head in the paste or else by
// what is known of it.
func (f *facts) keyIsFirst(source int, callee string) (first, known bool) {
	head := regexp.MustCompile(`(?:^|[^\w.])` + literal(callee) + `\s*(?:=\s*|<-\s*)?(?:async\s*)?(?:function\s*)?\(([^()\n]*)\)`)
	for _, m := range head.FindAllSubmatchIndex(f.ev.Sources[source].Data, 20) {
		data := f.ev.Sources[source].Data
		line := data[lineStart(data, m[2]):lineEnd(data, m[3])]
		if !definesMAC.Match(line) {
			continue
		}
		a, b, ok := strings.Cut(string(data[m[2]:m[3]]), ",")
		ka, kb := keyArgument.MatchString(a), keyArgument.MatchString(b)
		if ok && ka != kb {
			return ka, true
		}
		return false, false
	}
	if callee == "hmac_sha256" && !f.holds(source, digestSHA) {
		return false, false
	}
	first, known = macOrder[callee]
	return first, known
}

var (
	keyArgument = regexp.MustCompile(`(?i)\b\w*(?:key|secret)\w*\b|\bk\b`)
	digestSHA   = regexp.MustCompile(`Digest::SHA\b`)
	// keySite is where a function of HMAC takes its key.
	keySite = regexp.MustCompile(anyOf(
		`\bhmac\.new\(\s*([^,\n]+),`,
		`createHmac\(\s*["']\w+["']\s*,\s*([^()\n]+)\)`,
		`hmac\.New\(\s*\w+\.New\s*,\s*([^\n]+)\)\s*\n`,
		`SecretKeySpec\.?[( ]\s*([^,\n]+?)[, ]\s*["']Hmac`,
		`(?i:new\s+HMACSHA256)\(\s*([^\n]+?)\)\s*[;\n]`,
		`importKey\(\s*["']raw["']\s*,\s*([^,\n]+),`,
		`\bHMAC\(\s*EVP_\w+\(\)\s*,\s*([^,\n]+),`,
		`\w*hmac_starts\(\s*[^,\n]+,\s*([^,\n]+),`,
		`Hmac\w*(?:::<\w+>)?::new_(?:from_slice|varkey)\(\s*([^\n]+?)\)\.`,
		`SymmetricKey\(\s*data:\s*([^\n]+?)\)\)?\s*\n`,
		`\bHmac\(\s*sha256\s*,\s*(.+?)\)\s*\.convert`,
		`hmac:new\(\s*([^,\n]+),`,
		`:sha256,\s*(\w+)\s*,`,
		`\bhmac,\s*sha256,\s*(\w+)\s*,`,
		`\bCCHmac\(\s*\w+\s*,\s*([^,\n]+),`,
		`OpenSSL::HMAC\.(?:hex)?digest\([^\n]*?["']\)?\s*,\s*([^,\n]+),`,
		`generateMac\(\s*["']\w+["']\s*,\s*[^,\n]+,\s*([^\n]+?)\)\s*;`,
		`GetHMACAsBytes\(\s*[^,\n]+,\s*([^\n]+?)\)\s*;`,
		`\bdigest::hmac\(\s*([^,\n]+),`,
		`\$hmac\.[kK]ey\s*=\s*([^\n]+)`,
		`hash_hmac\(\s*["']sha256["']\s*,[^,\n]+,\s*([^,()\n]+)[,)]`,
	))
	// loopWord is what a loop over the parts of the scope calls one.
	loopWord = regexp.MustCompile(`^\$?(?:part|piece|step|element|elem|component|segment)$`)
	dataWord = regexp.MustCompile(`^\$?(?i:a?data|msg|message|text|value|val|str|input|payload|content|part|d)$`)
)

// exchangedInside finds a function of HMAC that is given the data for the key.
func (f *facts) exchangedInside(source int) []hit {
	data := f.ev.Sources[source].Data
	for _, m := range keySite.FindAllSubmatchIndex(data, 50) {
		from, to := firstGroup(m)
		given := data[from:to]
		at := lineStart(data, m[0])
		if anyWord(given, keyArgument) || !anyWord(given, dataWord) || f.isNote(source, data, at, m[0], data[at:lineEnd(data, m[1])]) {
			continue
		}
		head := headBefore(data, lineEnd(data, m[0]))
		if head == nil || !keyArgument.Match(head) || !anyWord(head, dataWord) {
			continue
		}
		return []hit{{
			basis:  byCode,
			says:   "The function takes a key and data, and gives the data to the HMAC as key.",
			places: []evidence.Text{f.codePlace(source, m)},
			at:     KeyStage,
		}}
	}
	return nil
}

// firstGroup is the first group that matched.
func firstGroup(m []int) (from, to int) {
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			return m[i], m[i+1]
		}
	}
	return m[0], m[1]
}

// longestHelper is how many lines a function that computes one HMAC has at most.
const longestHelper = 8

// headBefore is the head of the function in which a line ends at an offset: that line, or
// one of those before it.
func headBefore(data []byte, end int) []byte {
	for range longestHelper {
		from := lineStart(data, end)
		if line := data[from:end]; definesMAC.Match(line) {
			return line
		}
		if from == 0 {
			return nil
		}
		end = from - 1
	}
	return nil
}
