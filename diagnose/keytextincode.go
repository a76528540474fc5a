package diagnose

import (
	"bytes"
	"regexp"

	"sigwhy/evidence"
)

var (
	// macOfLibrary is the HMAC of a library, as the body of a function has it.
	macOfLibrary = regexp.MustCompile(anyOf(
		`(?i)hmac\.new\b|createHmac|hash_hmac|OpenSSL::HMAC|hmacsha256|\bHMAC[(<]|\bHmac\(|CCHmac|hmac_(?:finish|final|sha256)`,
		`doFinal|ComputeHash|HashData|finalize\(\)|subtle\.sign|crypto:mac|:crypto\.mac|generateMac|GetHMACAs|\.Sum\(nil\)`,
		`h:final|authenticationCode`,
	))
	// toText writes bytes as text.
	toText = regexp.MustCompile(anyOf(
		`\.hexdigest\(|\bdigest\(\s*["'](?:hex|base64)["']\s*\)|\.toString\(\s*["'](?:hex|base64)["']`,
		`EncodeToString\(|hex::encode\(|base64::encode|ToHexString\(|ToBase64String\(|encode16\(|encode64\(|encodeHex|encodeBase64`,
		`(?i)\b(?:bytes_?to_?hex|to_?hex(?:_?string)?|convertToHex|bytes2hex|bin2hex|hexlify|b64encode|base64Encode|hex_?encode)\(`,
		`%02x|\.hex\(\)|\bhex\(\w|base64EncodedString|printHexBinary|DigestAsString|getEncoder\(\)\.encode`,
		`\.convert\([^\n]*\)\.toString\(\)|strict_encode64|h:final\(\s*\w+\s*,\s*true`,
	))
	// fromText undoes that.
	fromText = regexp.MustCompile(`(?i)hex2bin|pack\(|fromhex|unhexlify|Hex\.parse|["']hex["']\s*\)\s*[,;)]?\s*\.|decode|hexkey|a2b_hex|FromBase64|hexToBytes|hex2bytes|Buffer\.from`)
	// ofChoice is a function that writes text only when it is asked to.
	ofChoice = regexp.MustCompile(`\?\s`)
	optional = regexp.MustCompile(`(?i)\bif\b|\bhex\s*[=:]\s*(?:false|true|bool)|\b(?:encoding|raw|binary)\s*[=:,)]`)
	// textOfStep is the result of CryptoJS as text, and hashHMAC that of PHP unless it is told to give bytes.
	textOfStep = regexp.MustCompile(`HmacSHA256\([^\n]*\)\.toString\(`)
	hashHMAC   = regexp.MustCompile(`\bhash_hmac\(`)
	rawResult  = regexp.MustCompile(`(?i),\s*(?:true|1|binary:\s*true)\s*\)`)
)

// lookKeyAsText finds a derivation whose steps are keyed with text: the function returns
// it, or a step makes text of its key.
func lookKeyAsText(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		data := f.ev.Sources[source].Data
		lines := f.macLines(source)
		for _, l := range lines {
			if l.keysNext() && (toText.Match(l.text) || textOfStep.Match(l.text) || hashHMAC.Match(l.text) && !rawResult.Match(l.text)) && !fromText.Match(l.text) {
				return f.textHit(source, l.from, l.from+len(l.text), "A key is turned into text before the next step")
			}
		}
		for _, m := range macOfLibrary.FindAllIndex(data, 20) {
			from, to, name := helperAround(data, m[0])
			if name == "" {
				continue
			}
			body := data[from:to]
			if w := toText.FindIndex(body); w != nil && !fromText.Match(body) && !ofChoice.Match(data[lineStart(data, from+w[0]):lineEnd(data, from+w[1])]) && !optional.Match(body) && usedForSteps(lines, name) {
				return f.textHit(source, from+w[0], from+w[1], "The function "+name+" returns text, which then keys the next step")
			}
		}
		return nil
	})
}

func (f *facts) textHit(source, from, to int, says string) []hit {
	return []hit{{
		basis:  byCode,
		says:   says + "; the 32 raw bytes are due.",
		places: []evidence.Text{f.codePlace(source, []int{from, to})},
		at:     KeyStage,
	}}
}

// isInnerStep reports whether a line is one of the steps before the last.
func isInnerStep(l *macLine) bool {
	return len(l.parts) == 1 && (l.parts[0] == dayPart || l.parts[0] == regionPart || l.parts[0] == servicePart)
}

// keysNext reports whether the result of a line keys the next step.
func (l *macLine) keysNext() bool { return isInnerStep(l) || len(l.parts) == 0 && folds.Match(l.text) }

// helperName is the name of a function, in its head.
var helperName = regexp.MustCompile(`(?i)` + anyOf(
	`(?:\b(?:def|defp|defn-?|function|func|fn|fun|sub|byte\[\]|Blob|NSData \*\)|List<int>|Array\[Byte\]|const|let|var|val)\s+(?:_ )?)`,
	`^[ \t]*`,
) + `(\w*(?:hmac|sign|mac|sha256)\w*)\s*(?:\(|=\s*(?:async\s*)?[(f]|<-\s*function|\[|:)`)

// helperAround is the function that holds an offset, as far as its end, and its name.
func helperAround(data []byte, at int) (from, to int, name string) {
	head := headBefore(data, lineEnd(data, at))
	if head == nil {
		return 0, 0, ""
	}
	from = bytes.LastIndex(data[:lineEnd(data, at)], head)
	m := helperName.FindSubmatch(head)
	if m == nil || from < 0 {
		return 0, 0, ""
	}
	to = lineEnd(data, from)
	for range longestHelper {
		next := lineEnd(data, min(len(data), to+1))
		if line := data[min(len(data), to+1):next]; len(bytes.TrimSpace(line)) == 0 || endsHelper.Match(line) || definesMAC.Match(line) || stepsOutside(line) {
			break
		}
		to = next
	}
	return from, to, string(m[1])
}

var endsHelper = regexp.MustCompile(`^[^\s{]`)

// stepsOutside reports whether a line is a step of the derivation rather than of a function
// that computes one HMAC.
func stepsOutside(line []byte) bool { return computesMAC.Match(line) && len(partsIn(line)) > 0 }

// usedForSteps reports whether a function computes two steps of a derivation or more.
func usedForSteps(lines []macLine, name string) bool {
	n := 0
	for i := range lines {
		if bytes.Contains(lines[i].text, []byte(name)) && !fromText.Match(lines[i].text) {
			if isInnerStep(&lines[i]) || len(lines[i].parts) > 2 {
				n += len(lines[i].parts)
			} else if loops.Match(lines[i].text) || folds.Match(lines[i].text) {
				n += 2
			}
		}
	}
	return n >= 2
}

// folds is a step whose key is the variable that it sets.
var folds = regexp.MustCompile(`(?:^|[\s{])k(?:ey)?\s*:?=\s*[^\n]*\bk(?:ey)?\b`)
