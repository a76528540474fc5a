package diagnose

import (
	"bytes"
	"regexp"

	"sigwhy/evidence"
)

var (
	// lineDress is what stands before a line of code in a listing, a quotation or a diff.
	lineDress   = regexp.MustCompile(`^(?:\s*\d+\s*[|:]|\s*\d+\s{2,}|\s*>\s|\+)+`)
	commentLine = regexp.MustCompile(`^\s*(?://|/\*|<!--|--\s|;|%\s|#|(?i:rem)\s)`)
	notComment  = regexp.MustCompile(`^\s*#(?:\{|!|define\b|include\b|if\b)`)
	basicNote   = regexp.MustCompile(`^\s*'\s*\w`)
	abapNote    = regexp.MustCompile(`^\s*["*]\s*\w`)
	isBasic     = regexp.MustCompile(`(?m)^\s*(?:Dim|Sub|Function|End (?:Sub|Function)|Set)\b|\bvb(?:Cr|Lf|NewLine)`)
	isABAP      = regexp.MustCompile(`(?i)cl_abap_|\bDATA\(`)
	formerly    = regexp.MustCompile(`(?i)(?:#|//)\s*(?:was|before|old|previously|instead of|not)\b`)
	addedLine   = regexp.MustCompile(`(?m)^\+[^+\n]`)
	takenLine   = regexp.MustCompile(`(?m)^> [^\n]`) // added, in a diff of the classic form
	rootPrompt  = regexp.MustCompile(`(?m)^\s*# (?:echo|curl|openssl|printf|aws|docker|kubectl|cat|export)\b`)
	printsBare  = regexp.MustCompile(`\bprintf\b`)
	docstring   = regexp.MustCompile(`(?m)^\s*(?:"""|''')`)
	printing    = regexp.MustCompile(`(?i)\b` + anyOf(
		`console\.\w+`,
		`print(?:f|ln|_r)?`,
		`log(?:ger|ging)?(?:\.\w+)?`,
		`echo|puts`,
		`fmt\.(?:Print|Fprint)\w*`,
		`System\.out\.print\w*`,
		`Debug\.\w+`,
		`Console\.Write\w*`,
		`var_dump|error_log|NSLog|dbg!|e?println!`,
		`Write-(?:Host|Output)`,
	) + `\s*[("'\s$]`)
)

// inForce is where a form first stands in code that is run. nil where it does not.
//
// Pastes hold code that is not run: comments, lines that a diff takes away, calls that
// only print. What stands there accuses no one.
func (f *facts) inForce(source int, s *sign) []int {
	for _, m := range f.ev.All(source, s.form) {
		data, p := f.ev.Written(evidence.Place{Source: source, From: m[0], To: m[1]})
		at := p.From // where the form begins, not the line end before it
		for at < p.To-1 && (data[at] == '\n' || data[at] == ' ' || data[at] == '\t') {
			at++
		}
		from := lineStart(data, at)
		line := data[from:lineEnd(data, p.To)]
		if f.isNote(source, data, from, at, line) || logged(line, at-from) || mended(s.code, line) {
			continue
		}
		return m
	}
	return nil
}

// isNote reports whether a line is a comment, or one that a diff takes away.
func (f *facts) isNote(source int, data []byte, from, at int, line []byte) bool {
	bare := line
	if loc := lineDress.FindIndex(line); loc != nil {
		bare = line[loc[1]:]
	}
	hash := bytes.HasPrefix(bytes.TrimSpace(bare), []byte("#"))
	switch {
	case hash && f.holds(source, rootPrompt) && !f.holds(source, printsBare):
		return false // the prompt of a shell
	case commentLine.Match(bare) && !notComment.Match(bare), formerly.Match(line[:at-from]):
		return true
	case basicNote.Match(bare) && f.holds(source, isBasic), abapNote.Match(bare) && f.holds(source, isABAP):
		return true
	case line[0] == '-' && f.holds(source, addedLine), line[0] == '<' &&
		bytes.HasPrefix(line, []byte("< ")) &&
		f.holds(source, takenLine):
		return true
	}
	return behindNote(line, at-from) ||
		inBlock(data[:at], "/*", "*/") ||
		inBlock(data[:at], "<!--", "-->") ||
		inDocstring(data[:at])
}

// behindNote reports whether a comment begins in a line before an offset.
func behindNote(line []byte, at int) bool {
	if at <= 0 {
		return false
	}
	for _, mark := range []string{" // ", "\t// ", " # "} {
		if i := bytes.Index(line[:at], []byte(mark)); i >= 0 &&
			bytes.Count(line[:i], []byte(`"`))%2 == 0 &&
			bytes.Count(line[:i], []byte("'"))%2 == 0 {
			return len(bytes.TrimSpace(line[:i])) > 1 // not the prompt of a shell
		}
	}
	return false
}

// inBlock reports whether a text ends within a block comment.
func inBlock(before []byte, open, shut string) bool {
	i := bytes.LastIndex(before, []byte(open))
	if i > 0 && bytes.IndexByte([]byte(" \t\n;{}("), before[i-1]) < 0 {
		return false // a part of something else, such as */*
	}
	return i >= 0 && bytes.LastIndex(before, []byte(shut)) < i && len(before)-i < 4<<10
}

// inDocstring reports whether a text of Python ends within a string of three quotes that
// begins a line.
func inDocstring(before []byte) bool {
	return len(docstring.FindAllIndex(before, -1))%2 == 1 &&
		bytes.Count(before, []byte(`"""`))%2+bytes.Count(before, []byte("'''"))%2 == 1
}

// logged reports whether a line prints what stands at an offset.
func logged(line []byte, at int) bool {
	return at > 0 && printing.Match(line[:at])
}

// mending is code that undoes, in the same line, what the forms of a code find.
var mending = map[string]*regexp.Regexp{
	"signing-key-as-text": regexp.MustCompile(`(?i)` + anyOf(
		`hex2bin|pack\(\s*['"]H|fromhex|unhexlify|Hex\.parse`,
		`Buffer\.from\([^\n]*hex`,
		`DecodeString|decodeHex|a2b_hex`,
	)),
	"line-ends-crlf": regexp.MustCompile(`(?i)replace|gsub|\bsub\(|split|delete|strip|trim|tr -d`),
}

func mended(code string, line []byte) bool {
	form := mending[code]
	return form != nil && form.Match(line)
}

var (
	// librarySigns is a signer that is no code of one's own.
	librarySigns = regexp.MustCompile(anyOf(
		`aws4\.sign|\baws4\(|AWS4Auth|SigV4Auth`,
		`new SignatureV4\(`,
		`aws4fetch|AwsClient\(|v4\.NewSigner|\bboto3\b|botocore\.|@aws-sdk/|@smithy/`,
		`AmazonS3Client|\bS3Client\b|Aws4Signer|Aws::Sigv4|Aws::S3|AWS\.S3\(`,
		`S3Presigner|http-aws-es`,
		`amazonaws\.services`,
		`software\.amazon\.awssdk`,
	))
	// ownSigner is the secret key behind its prefix, as code of one's own derives from it.
	ownSigner = regexp.MustCompile(`AWS4["'\x60]|["'\x60]AWS4(?:%s|\$|\\\(|\{)|AWS4["'\x60]?\s*[.+&|]`)
)

// signsByLibrary reports whether the code of a paste leaves signing to a library.
func (f *facts) signsByLibrary() bool { return f.pasteHas(librarySigns) && !f.pasteHas(ownSigner) }
