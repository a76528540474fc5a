package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// quotedInLine is a text in quotes in a line of code.
var quotedInLine = regexp.MustCompile(`"([^"\n]{1,120})"|'([^'\n]{1,120})'`)

// A toldLine is a line of code with texts in quotes, and how it is said to have gone.
type toldLine struct {
	frame    string // the line without its texts
	texts    []evidence.Text
	accepted bool
}

// lookToldCode compares two lines of code that differ in one text, where the paste says that
// one of them works and the other does not.
func lookToldCode(f *facts) []hit {
	if f.verified || f.claim != nil || f.clientTexts() || f.answer != nil && !f.denied() {
		return nil
	}
	list := f.toldLines()
	for _, bad := range list {
		for _, good := range list {
			if bad.accepted || !good.accepted || bad.frame != good.frame || len(bad.texts) != len(good.texts) {
				continue
			}
			if h, ok := toldLinesApart(bad, good); ok {
				return []hit{h}
			}
		}
	}
	return nil
}

// toldLinesApart names the one text in which two lines of code differ.
func toldLinesApart(bad, good toldLine) (h hit, ok bool) {
	k := -1
	for i := range bad.texts {
		if bad.texts[i].S != good.texts[i].S && k >= 0 {
			return h, false
		}
		if bad.texts[i].S != good.texts[i].S {
			k = i
		}
	}
	if k < 0 {
		return h, false
	}
	a, b := bad.texts[k].S, good.texts[k].S
	h = hit{basis: byCode, places: places(bad.texts[k], good.texts[k]), yours: a, correct: b}
	says := "It works with " + quoted(b) + " and fails with " + quoted(a) + ": "
	switch {
	case regionShape.MatchString(a) && regionShape.MatchString(b):
		h.code, h.says = "region-mismatch", says+"the server takes the scope of the first region alone."
	case toldNames[a] && toldNames[b]:
		h.code, h.says = "service-mismatch", says+"the endpoint wants the first name in the scope."
	case strings.HasPrefix(a, "/") && strings.HasPrefix(b, "/") && strings.HasSuffix(b, a):
		h.code, h.says = "path-missing-component", says+"all of the path is signed."
	}
	return h, h.code != ""
}

var (
	regionShape = regexp.MustCompile(`^(?:[a-z]{2}(?:-[a-z]+)+-\d|auto|us-east-1)$`)
	toldNames   = setOf("es", "aoss", "s3", "s3express", "execute-api", "lambda", "apigateway", "sts", "iam", "dynamodb", "bedrock",
		"bedrock-runtime", "sqs", "sns", "ses", "email", "iotdata", "iotdevicegateway", "appsync", "kinesis", "logs", "monitoring")
)

// toldLines are the lines of code with texts in quotes of which the paste says how they went.
func (f *facts) toldLines() (list []toldLine) {
	const few, most = 2, 60
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxPost || bytes.Count(src.Data, []byte("\n")) > 400 {
			continue
		}
		for from := 0; from < len(src.Data) && len(list) < most; {
			end := lineEnd(src.Data, from)
			line := src.Data[from:end]
			if all := quotedInLine.FindAllSubmatchIndex(line, 12); len(all) >= few {
				t := toldLine{frame: frameOf(line)}
				for _, m := range all {
					k := max(m[2], m[4])
					t.texts = append(t.texts, f.ev.Cut(i, from+k, from+max(m[3], m[5])))
				}
				var told bool
				if t.accepted, told = wentOfLine(src.Data, from, end); told {
					list = append(list, t)
				}
			}
			from = end + 1
		}
	}
	return list
}

// frameOf is a line of code without its texts and its comment.
func frameOf(line []byte) string {
	code := lineComment.ReplaceAll(line, nil)
	return strings.TrimSpace(string(quotedInLine.ReplaceAll(code, []byte(`""`))))
}

// lineComment is a comment at the end of a line.
var lineComment = regexp.MustCompile(`\s(?://|#).*$`)

// wentOfLine reads how a line of code is said to have gone: in the comment behind it or behind
// the lines up to a blank one, else in the heading above its paragraph.
func wentOfLine(data []byte, from, end int) (accepted, told bool) {
	for at := from; at < len(data) && at <= end+300; at = lineEnd(data, at) + 1 {
		line := data[at:lineEnd(data, at)]
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		if c := lineComment.Find(line); c != nil {
			well, ill := saidWell.Match(c), saidIll.Match(c)
			if well != ill {
				return well, true
			}
		}
	}
	ahead := filledLines(data[max(0, from-300):from], 300)
	for _, head := range slices.Backward(ahead) {
		if strings.HasSuffix(head, ":") {
			well, ill := saidWell.MatchString(head), saidIll.MatchString(head)
			return well && !ill, well || ill
		}
	}
	return false, false
}
