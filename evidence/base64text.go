package evidence

import (
	"encoding/base64"
	"strings"
)

// base64Text reads requests and answers that Burp's XML holds in base64.
func (p *page) base64Text(l line, _ anchors) int {
	s := l.text(p.s)
	const mark, open, closing = `base64="true"`, "<![CDATA[", "]]>"
	i := strings.Index(s, mark)
	if i < 0 {
		return 0
	}
	from := strings.Index(s[i:], open)
	if from < 0 {
		return 0
	}
	from += i + len(open)
	to := strings.Index(s[from:], closing)
	if to < 0 {
		return 0
	}
	data, err := base64.StdEncoding.DecodeString(s[from : from+to])
	if err != nil {
		return 0
	}
	m := p.t.Remake()
	m.Put(string(data), l.from+from, l.from+from+to)
	if !p.sub(m.View("base64").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return l.next
}
