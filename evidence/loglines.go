package evidence

import "strings"

// logMessageKeys are what structured logs call the message of a line.
var logMessageKeys = []string{"log", "message", "msg", "textPayload", "MESSAGE", "line"}

// betweenMessages is how many lines a log may put between two messages: of an object
// that is printed over several lines.
const betweenMessages = 8

// logLines reads a request that a structured log holds one line a message, as those
// of Docker, CloudWatch, logfmt and JSON loggers do.
func (p *page) logLines(l line, _ anchors) int {
	if l.from < p.dead[deadLogLines] {
		return 0
	}
	from, to, ok := p.messageIn(l)
	if !ok {
		return 0
	}
	text := withoutMark(p.s[from:to])
	if _, _, _, _, request := requestLine(strings.TrimSuffix(text, `\n`)); !request && fieldName(text) == 0 {
		return 0
	}
	m := p.t.Remake()
	at, lines, fields, other := l.from, 0, 0, 0
	for at < len(p.s) && lines < 400 && other <= betweenMessages {
		n := lineAt(p.s, at)
		from, to, ok := p.messageIn(n)
		if !ok {
			if at, other = n.next, other+1; isBlank(n.text(p.s)) {
				break
			}
			continue
		}
		if fieldName(withoutMark(p.s[from:to])) > 0 {
			fields++
		}
		unescapeInto(m, p.s, from, to)
		if !strings.HasSuffix(p.s[from:to], `\n`) {
			m.Put("\n", to, to)
		}
		at, lines, other = n.next, lines+1, 0
	}
	if lines < 3 || fields < 2 || !p.sub(m.View("the messages of a log's lines").Whole(), p.headingBefore(l.from)) {
		return p.giveUp(deadLogLines, at)
	}
	return at
}

// withoutMark takes the mark off that curl puts before what it sends and receives.
func withoutMark(s string) string { return strings.TrimPrefix(strings.TrimPrefix(s, "> "), "< ") }

// messageIn returns where the message of a log's line stands, without its quotes: one
// line and no more.
func (p *page) messageIn(l line) (from, to int, ok bool) {
	if l.to-l.from > 8<<10 {
		return 0, 0, false
	}
	n := messageStart(l.text(p.s))
	if n == 0 {
		return 0, 0, false
	}
	from = l.from + n
	to = closingQuote(p.s, from, l.to, '"')
	return from, to, to >= from && strings.Count(p.s[from:max(from, to)], `\n`) <= 1
}

// messageStart returns where the message of a log's line begins behind its quote,
// 0 where none does: msg="…", "log": "…".
func messageStart(s string) int {
	for i := 0; ; i++ {
		n := strings.IndexByte(s[i:], '"')
		if n < 0 {
			return 0
		}
		i += n
		key := strings.TrimRight(s[:i], " \t")
		if key == "" || key[len(key)-1] != ':' && key[len(key)-1] != '=' {
			continue
		}
		key = strings.TrimRight(key[:len(key)-1], " \t")
		if key != "" && (key[len(key)-1] == '"' || key[len(key)-1] == '\'') {
			key = key[:len(key)-1]
		}
		for _, word := range logMessageKeys {
			before, ok := strings.CutSuffix(key, word)
			if last := lastBytes(before, 1); ok && (last == "" || !isAlnum(last[0]) && last[0] != '_') {
				return i + 1
			}
		}
	}
}
