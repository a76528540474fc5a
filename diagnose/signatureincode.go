package diagnose

import (
	"regexp"
	"slices"

	"sigwhy/evidence"
)

var (
	asBase64  = regexp.MustCompile(`(?i)base64|b64|\bbtoa\(|encode64`)
	hexAgain  = regexp.MustCompile(`(?i)hex|%02x|x2\b|b16|encode16|unpack`)
	asCapital = regexp.MustCompile(`Convert\.ToHexString\(|BitConverter\.ToString\(|Base\.encode16\(\)|printHexBinary\(`)
	madeLower = regexp.MustCompile(`(?i)to_?lower|lower_?case|\.lower\(|downcase`)
	dashesOut = regexp.MustCompile(`\.Replace\(\s*"-"`)
	setsHash  = regexp.MustCompile(`(?i)\b(?:signature|sig)\b\s*(?::=|<-|=)\s*[^=\n]*$`)
	pipedOn   = regexp.MustCompile(`^\s*(?:\|>|\.\w|->)|^\s*(?:\w+\s+)?\$?(?:signature|sig)\b\s*:?=`)
)

// lookSignatureText finds a signature that code writes otherwise than in lower-case hex.
func lookSignatureText(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		data := f.ev.Sources[source].Data
		for _, l := range f.macLines(source) {
			if !slices.Contains(l.parts, stringPart) && !(setsHash.Match(l.text) && derivesAll.Match(l.text)) {
				continue
			}
			from, to := l.from, l.from+len(l.text)
			if next := data[min(len(data), to+1):lineEnd(data, min(len(data), to+1))]; pipedOn.Match(next) {
				to += 1 + len(next)
			}
			text := data[from:to]
			says := ""
			switch {
			case asBase64.Match(text) && !hexAgain.Match(text):
				says = "The signature is written in base64"
			case asCapital.Match(text) && !madeLower.Match(text):
				says = "The signature is written in capitals"
			case dashes.Match(text) && !dashesOut.Match(text):
				says = "The signature is written with dashes between its bytes"
			case hashHMAC.Match(text) && rawResult.Match(text) && !hexAgain.Match(text) && !f.holds(source, hexOfSignature):
				says = "The signature is the raw bytes of the HMAC"
			default:
				continue
			}
			return []hit{{
				basis:  byCode,
				says:   says + "; it is 64 lower-case hex digits.",
				places: []evidence.Text{f.codePlace(source, []int{from, to})},
				at:     SignatureStage,
			}}
		}
		return nil
	})
}

var (
	dashes         = regexp.MustCompile(`BitConverter\.ToString\(`)
	hexOfSignature = regexp.MustCompile(`(?i)(?:bin2hex|hex\w*|unpack)\([^\n]*\b(?:signature|sig)\b`)
)

var (
	// localClock reads the clock of the zone that the machine is set to.
	localClock = regexp.MustCompile(anyOf(
		`\bdatetime(?:\.datetime)?\.now\(\)`,
		`\bTime\.now\b|\btime\.Now\(\)|\bDateTime\.Now\b|\bLocalDateTime\.now\(\)|ZoneId\.systemDefault\(\)|\bLocal::now\(\)|\bDateTime\.now\(\)`,
		`\bdate\(\s*['"]Ymd`,
		`\blocaltime\b`,
		`\bos\.date\(\s*["']%Y%m%dT`,
		`\$\(date \+["']?%Y%m%dT`,
		`=\s*\(?Get-Date\)?(?:\s|$|\.ToString)`,
		`\bmoment\(\)\.format\(`,
		`\bDates\.format\(\s*now\(\)`,
		`FormatDateTime\([^\n]*,\s*Now\s*\)`,
		`\bnow\.format\(\s*'yyyyMMdd`,
		`new SimpleDateFormat\(\s*"[yY]{4}MMdd'T'`,
		`\.dateFormat = @?"[yY]{4}MMdd'T'`,
		`format\(\s*(?:now|Sys\.time\(\)),\s*["']%Y%m%dT`,
		`datetime\('now',\s*'Format'`,
	))
	// universalClock is whatever tells that a time is that of UTC.
	universalClock = regexp.MustCompile(`(?i)utc|gmt|zulu|setTimeZone|ZoneOffset|toISOString|["'+]00:00|tz\s*=|\bTZ\b|clock`)
	// stampPattern is the pattern of X-Amz-Date, with a Z that is a letter.
	stampPattern = regexp.MustCompile(`%Y%m%dT%[HI]%M%SZ|(?i:yyyymmdd)['"\[\\T]+[Hh]{2}(?i:mm|nn)ss|20060102T150405Z|YYYYMMDD\[T\]|Ymd\\+THis|yyyymmdd\\\\THHMMSS`)
)

// lookLocalClock finds code that writes the local time with a Z.
func lookLocalClock(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		if f.holds(source, universalClock) || !f.holds(source, stampPattern) {
			return nil
		}
		data := f.ev.Sources[source].Data
		for _, m := range localClock.FindAllIndex(data, 10) {
			if at := lineStart(data, m[0]); f.isNote(source, data, at, m[0], data[at:lineEnd(data, m[1])]) {
				continue
			}
			return []hit{{
				basis:  byCode,
				says:   "The code writes the time of the machine's own zone and puts a Z behind it; the time is that of UTC.",
				places: []evidence.Text{f.codePlace(source, m)},
			}}
		}
		return nil
	})
}
