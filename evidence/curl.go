package evidence

import (
	"regexp"
	"strings"
)

// curlCommand reads a curl command line as the requests that curl would send.
func (p *page) curlCommand(l line, _ anchors) int {
	s := l.text(p.s)
	col := commandAt(s, "curl")
	if col < 0 || l.from < p.dead[deadCurl] {
		return 0
	}
	from := l.from + col
	if end := p.mendedCommand(l, from); end > 0 {
		return end
	}
	args, to := p.commandWords(from, shellOf(s[:col], s[col:]))
	found := false
	place := p.t.PlaceOf(from, to)
	for len(args) > 1 {
		c := &curl{file: func(name string) Text { return p.fileText(name, l.from) }}
		args = c.read(args[1:])
		to = p.giveInput(c, l, from, to)
		own := place
		if len(args) > 0 { // behind --next
			place.From = args[0].Place().From
			own.To = place.From
		}
		found = p.addCurl(c, own, l.from) || found
	}
	if !found {
		return p.giveUp(deadCurl, to)
	}
	return to
}

// giveInput gives the command in [from, to) of the page its standard input, where it reads
// that, and returns where the two end.
func (p *page) giveInput(c *curl, l line, from, to int) int {
	if c.stdin == "" {
		return to
	}
	input := c.file(redirected(p.s[from:to]))
	if c.shown = input.Present(); !c.shown {
		input, to = p.standardInput(l, from, to)
	}
	if input.Present() {
		c.takeInput(input)
	}
	return to
}

// addCurl takes over a request for each of the URLs that are named at a place; before is
// where variables are set.
func (p *page) addCurl(c *curl, at Place, before int) (found bool) {
	for i, u := range c.urls {
		if c.url = u; isVariable(u.S) && authField(c.fields) < 0 {
			if c.url = p.presignedIn(u.S, before); !c.url.Present() {
				continue
			}
		}
		c.version = p.curlVersion(before)
		r := c.request()
		r.Place = at
		if i > 0 {
			r.Place.From = u.Place().From
		}
		if i+1 < len(c.urls) {
			r.Place.To = c.urls[i+1].Place().From
		}
		c.formHints(p)
		p.addRequest(r)
		found = true
	}
	return found
}

// curlVersion is what the paste tells of the version of curl, around a command of which
// User-Agent is signed: curl -V prints it, and curl -v shows the header.
func (p *page) curlVersion(at int) string {
	low, high := max(0, at-assignmentsAhead), min(len(p.s), at+assignmentsAhead)
	if !strings.Contains(p.s[at:high], "user-agent") || !p.r.look(high-low) {
		return ""
	}
	if m := versionOfCurl.FindStringSubmatch(p.s[low:high]); m != nil {
		return m[1]
	}
	return ""
}

var versionOfCurl = regexp.MustCompile(`(?m)(?:^curl |^> User-Agent: curl/)(\d+\.\d+\.\d+)(?: \(|[ \r]*$)`)

// aTarget is what is taken for a URL, and not for a word that ends a sentence: with a path,
// a port, a name of several labels or a variable in it.
var aTarget = regexp.MustCompile(`[/$]|:\S|\w\.\w`)

var presignedURL = regexp.MustCompile(`https?://[^\s"'<>]+[?&]X-Amz-Signature=[0-9a-fA-F]{16,}[^\s"'<>]*`)

// aVariable is a word that is one variable and nothing else.
var aVariable = regexp.MustCompile(`^\$\{?([A-Za-z_]\w*)\}?$`)

// presignedIn is the presigned URL that a variable holds before an offset, as far as
// the paste tells: it is given a value there, and one presigned URL alone is shown.
func (p *page) presignedIn(word string, before int) Text {
	low := max(0, before-assignmentsAhead)
	name := aVariable.FindStringSubmatch(word)
	if name == nil || !p.r.look(before-low) || !strings.Contains(p.s[low:before], name[1]+"=") {
		return Text{}
	}
	all := presignedURL.FindAllStringIndex(p.s[low:before], 20)
	if len(all) == 0 {
		return Text{}
	}
	m := all[0]
	for _, o := range all[1:] {
		if p.s[low+o[0]:low+o[1]] != p.s[low+m[0]:low+m[1]] {
			return Text{}
		}
	}
	return p.t.Sub(low+m[0], low+m[1])
}
