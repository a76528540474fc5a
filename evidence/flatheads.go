package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// startOfHead is what begins a request or an answer, up to its first header line.
var startOfHead = regexp.MustCompile(`(?:\b[A-Z]{3,7} (?:https?:/)?/\S* HTTP/[12](?:\.[01])?|\bHTTP/[12](?:\.[01])? [1-5]\d\d(?: [A-Z][A-Za-z-]*){0,5})` +
	`(?: +[<>])? +(?:[A-Z][A-Za-z0-9-]*|x-amz-[a-z0-9-]+|host|user-agent|date|accept): `)

// flatNames are the header lines that stand in one line with others, and flatFamilies how
// the names of others begin.
var (
	flatNames = strings.Fields("host authorization content-type content-length content-md5 content-encoding" +
		" content-disposition content-language content-range user-agent date accept accept-encoding accept-language" +
		" accept-charset accept-ranges connection cache-control pragma range expect te transfer-encoding server via" +
		" referer origin cookie vary age etag last-modified location expires if-match if-none-match" +
		" if-modified-since if-unmodified-since strict-transport-security")
	flatFamilies = []string{"x-amz", "x-forwarded-", "x-goog-", "amz-sdk-"}
)

// flatValue is the value of a header that ends before the line does, by its form.
var flatValue = map[string]*regexp.Regexp{
	"host":                 regexp.MustCompile(`^\S+`),
	"content-length":       regexp.MustCompile(`^\d+`),
	"x-amz-date":           regexp.MustCompile(`^\d{8}T\d{6}Z`),
	"x-amz-content-sha256": regexp.MustCompile(`^\S+`),
	"x-amz-security-token": regexp.MustCompile(`^\S+`),
	"accept":               regexp.MustCompile(`^\S+`),
	"connection":           regexp.MustCompile(`^\S+`),
	"transfer-encoding":    regexp.MustCompile(`^\S+`),
	"server":               regexp.MustCompile(`^\S+`),
	"authorization":        regexp.MustCompile(`^AWS4-[A-Z0-9-]+ .*?Signature=[0-9a-fA-F]+|^\S+ \S+`),
}

// fewestFlat is how many header lines in one line with the first tell that their line ends
// were lost.
const fewestFlat = 2

// unflattened puts the line ends back that requests and answers have lost, as they do in the
// cells of a table, in a chat or a ticket.
func unflattened(t Text) Text {
	if !strings.Contains(t.S, " HTTP/") && !strings.Contains(t.S, "HTTP/1.1 ") {
		return t
	}
	var m *Maker
	kept := 0
	for at := 0; at < len(t.S); {
		i := strings.Index(t.S[at:], "HTTP/")
		if i < 0 {
			break
		}
		at += i
		l, head := flatHead(t.S, max(kept, at-longestTarget), at)
		if head == nil {
			at += len("HTTP/")
			continue
		}
		ends, after := flatEnds(t.S, head[1], l.to)
		isAnswer := t.S[head[0]] == 'H'
		if at = max(at+len("HTTP/"), after); len(ends) < fewestFlat && !isAnswer {
			continue
		}
		if m == nil {
			m = t.Remake()
		}
		kept = m.breakAt(t.S, kept, l.from, head[0], ends, after)
	}
	if m == nil {
		return t
	}
	m.Keep(kept, len(t.S))
	return m.View(blanksPutBack).Whole()
}

const (
	longestTarget = 4 << 10  // bytes before a version
	longestHead   = 16 << 10 // bytes behind it
)

// flatHead finds the head that a version at an offset is of, up to the value of its first
// header, in the part of its line from an offset on; nil where other lines follow the first.
func flatHead(s string, from, at int) (l line, head []int) {
	rest := s[at+len("HTTP/") : min(len(s), at+longestHead)]
	n := span(rest, func(c byte) bool { return isDigit(c) || c == '.' })
	if n == 0 || n >= len(rest) || rest[n] != ' ' {
		return l, nil
	}
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	if !strings.Contains(rest, ": ") {
		return l, nil
	}
	from += strings.LastIndexByte(s[from:at], '\n') + 1
	l = line{from: from, to: at + len("HTTP/") + len(rest)}
	const first = 200 // bytes up to the first header
	begin := beforeVersion(s, from, at)
	m := startOfHead.FindStringIndex(s[begin:min(l.to, at+first)])
	if m == nil || begin+m[0] > at || begin+m[1] <= at {
		return l, nil
	}
	return l, []int{begin + m[0], begin + m[1]}
}

// beforeVersion is where the head begins at the earliest that a version at an offset is of:
// with the version itself, or with a method and a target before it. Lines of a megabyte that
// hold a version every few bytes would else be searched kilobytes long for each of them.
func beforeVersion(s string, from, at int) int {
	if at-1 <= from || s[at-1] != ' ' {
		return at
	}
	const longestMethod = len("OPTIONS")
	target := from + strings.LastIndexByte(s[from:at-1], ' ')
	return max(from, target-longestMethod-1)
}

// flatEnds lists where the blanks stand before the header lines of a head that is in one
// line, and where it is over; the value of the first begins at an offset.
func flatEnds(s string, value, to int) (ends [][2]int, after int) {
	from := value - len(": ")
	for from > 0 && s[from-1] != ' ' {
		from--
	}
	for from > 0 && isAmong(s[from-1], " <>") {
		from--
	}
	to = nextHead(s, value, to)
	last := ""
	for at := from; ; {
		i := strings.Index(s[at:to], ": ")
		if i < 0 {
			break
		}
		colon := at + i
		at = colon + len(": ")
		if blanks, name := flatField(s, max(from, after), colon); name >= 0 {
			ends = append(ends, [2]int{blanks, name})
			after, last = at, strings.ToLower(s[name:colon])
		}
	}
	if form := flatValue[last]; form != nil && after > 0 {
		if v := form.FindStringIndex(s[after:to]); v != nil {
			return ends, after + v[1]
		}
	}
	return ends, to
}

// flatField tells where the name of a header line begins that ends at a colon, and the
// blanks before it, with the mark of a dump among them; -1 where there is none from an
// offset on.
func flatField(s string, from, colon int) (blanks, name int) {
	name = colon
	for name > from && (isAlnum(s[name-1]) || s[name-1] == '-') {
		name--
	}
	blanks = spacesBefore(s, from, name)
	if blanks == name || !isFlatName(strings.ToLower(s[name:colon])) {
		return -1, -1
	}
	if blanks > from && isAmong(s[blanks-1], "<>") {
		if before := spacesBefore(s, from, blanks-1); before < blanks-1 {
			return before, name
		}
	}
	return blanks, name
}

// spacesBefore is where the spaces begin that end at an offset.
func spacesBefore(s string, from, to int) int {
	for to > from && s[to-1] == ' ' {
		to--
	}
	return to
}

func isFlatName(name string) bool {
	return slices.Contains(flatNames, name) || slices.ContainsFunc(flatFamilies, func(family string) bool {
		rest, found := strings.CutPrefix(name, family)
		return found && rest != "" && (family != "x-amz" || strings.Contains(rest, "-"))
	})
}

// nextHead is where the first head in a part of a line begins, or the part's end.
func nextHead(s string, from, to int) int {
	for at := from; ; at += len("HTTP/") {
		i := strings.Index(s[at:to], "HTTP/")
		if i < 0 {
			return to
		}
		at += i
		if _, head := flatHead(s, max(from, at-longestTarget), at); head != nil {
			return min(to, head[0])
		}
	}
}

// breakAt keeps what stands before a head, and the head in lines of its own; it returns how
// far that is.
func (m *Maker) breakAt(s string, kept, line, head int, ends [][2]int, after int) int {
	m.Keep(kept, head)
	if !isBlank(s[line:head]) {
		m.Put("\n", head, head)
	}
	for _, e := range ends {
		m.Keep(head, e[0])
		m.Put("\n", e[0], e[1])
		head = e[1]
	}
	m.Keep(head, after)
	rest := span(s[after:], isBlankByte)
	if after+rest < len(s) && s[after+rest] != '\n' {
		m.Put("\n\n", after, after+rest)
		after += rest
	}
	return after
}
