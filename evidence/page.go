package evidence

import "sync"

// A page is a text that is read line by line: a source, or a view of a part of
// one in which something was undone.
type page struct {
	r          *reader
	t          Text
	s          string // t.S
	depth      int
	side       side   // the side that strings on this page are from
	apart      bool   // the page tells all of its request: what stands around is not asked
	bodyDotted bool   // dots of the body on the page may stand for other bytes
	closed     bool   // the page is a string in quotes: where it ends, what it holds ends
	heading    string // what stands before the page in the one it is taken from
	within     *page  // that one, where the heading is read from it when it is asked for
	onLine     line   // of within
	done       int    // everything before was read
	covered    []covered
	dead       [deadKinds]int
	marks      []int // where the mark of each library's print stands next

	told   *told
	headed headed

	isPart bool // the text goes on behind what the page shows of it
	goesOn bool // what was to be read goes on there
}

// told is what the whole of a page tells, whatever line asks. It is looked for once.
type told struct {
	mail       sync.Once
	quotedFrom int // where a mail's header tells of quoted-printable

	file       sync.Once
	isHTTPFile bool
	vars       variables // of a .http file

	collection sync.Once
	saved      variables // of a collection
}

// What was read in vain up to some line is not read again from each line of it:
// dead says up to where, for what is told by its end rather than its beginning.
const (
	deadXML = iota
	deadHeaders
	deadPseudo
	deadCurl
	deadMap
	deadCall
	deadMarks
	deadLogLines
	deadInterleaved
	deadRows
	deadList
	deadKinds
)

// giveUp notes that nothing of a kind is there up to an offset.
func (p *page) giveUp(kind, to int) int {
	p.dead[kind] = max(p.dead[kind], to)
	return 0
}

// A covered range of the line at hand was read by a view of its own.
type covered struct{ from, to int }

// deepest is how many views may be made of one another: escapes in escapes in a
// log with prefixes is the most that was seen.
const deepest = 6

// read finds what the formats recognise, from the first line to the last.
func (p *page) read() {
	for at := 0; at < len(p.s); {
		at = p.step(at)
	}
}

// step reads the line that begins at an offset, with those that belong to it, and returns
// where the next one begins.
func (p *page) step(at int) int {
	l, found := scanLine(p.s, p.nextLine(at))
	if found == 0 {
		return l.next
	}
	before := len(p.r.items)
	end := p.readLine(l, found)
	if end <= at {
		return l.next
	}
	p.readAhead(l, before)
	p.done = end
	return end
}

// signedBefore are words of a signature that may stand ahead of what was read of a line.
var signedBefore = []string{"X-Amz-Signature=", "AWS4-HMAC-SHA256 "}

// readAhead reads what stands in a line ahead of what was read of it first: in a text
// without line ends, a URL and the answer to it are in one.
func (p *page) readAhead(l line, items int) {
	first := l.to
	for _, it := range p.r.items[items:] {
		at, ok := p.t.view.find(it.place.From)
		if !ok {
			return
		}
		first = min(first, at-p.t.at)
	}
	if first >= l.to || first <= l.from || !hasAny(p.s[l.from:first], signedBefore) || hasAny(p.s[first:l.to], signedBefore) {
		return
	}
	p.sub(p.t.Sub(l.from, first), p.headingBefore(l.from))
}

// nextLine returns the line that begins at an offset. What follows something
// that ended within a line is taken in pieces: a line of a megabyte that holds
// ten thousand errors would else be gone through as often.
func (p *page) nextLine(at int) line {
	if at == 0 || p.s[at-1] == '\n' {
		return lineAt(p.s, at)
	}
	const piece = 4 << 10
	l := lineAt(p.s[:min(len(p.s), at+2*piece)], at)
	if l.to-l.from <= piece || l.next < at+2*piece {
		return l
	}
	end := at + piece + span(p.s[at+piece:l.to], func(c byte) bool { return !isSpace(c) && c != '"' && c != '<' })
	return line{at, end, end}
}

// readLine lets the formats try the line in the order of their table. The first
// one that consumes something ends the line.
func (p *page) readLine(l line, found anchors) int {
	p.covered = p.covered[:0]
	for i := range p.r.formats {
		if p.r.formats[i].on&found == 0 {
			continue
		}
		if end := p.try(i, l, found); end > l.from {
			return end
		}
		p.refused(i, l)
	}
	return 0
}

// stumbled is said of a line that a format could not bear.
const stumbled = "sigwhy failed on a line here (a defect of sigwhy) and left it out"

// try lets one format read the line. Whoever pastes two thousand lines is not to
// lose the answer over one of them: a format that fails leaves its line to the
// others, and it is said where.
func (p *page) try(format int, l line, found anchors) (end int) {
	defer func() {
		if recover() != nil {
			end = 0
			p.r.noteOnce(stumbled, p.t.PlaceOf(l.from, l.to))
		}
	}()
	return p.r.formats[format].read(p, l, found)
}

// refused notes that a format has read nothing from a line.
func (p *page) refused(format int, l line) {
	f := &p.r.refused[format]
	if f.Lines++; f.Lines == 1 {
		f.First = p.t.PlaceOf(l.from, l.to)
	}
}

// add counts what was refused on later lines.
func (r *Refusal) add(later Refusal) {
	if r.Lines == 0 {
		r.First = later.First
	}
	r.Lines += later.Lines
}

// blockEnd is where a block of lines is over that began before: a block that goes on for
// megabytes is read in parts, which end at the same places wherever one begins.
func (p *page) blockEnd(from int) int { return (from/sectionSize + 1) * sectionSize }

// isOutOfSight reports whether a block that ends at an offset goes on where the page does
// not show it.
func (p *page) isOutOfSight(end int) bool {
	p.goesOn = p.goesOn || p.isPart && end == len(p.s)
	return p.goesOn
}

// isCovered reports whether the byte at was read by a view of its own.
func (p *page) isCovered(at int) bool {
	for _, c := range p.covered {
		if at >= c.from && at < c.to {
			return true
		}
	}
	return false
}

// around returns the page of the source that a text stands in and where, where the
// page at hand is but a view of a part of it.
func (p *page) around(from, to int) (whole *page, wholeFrom, wholeTo int) {
	at := p.t.PlaceOf(from, to)
	if p.depth == 0 || p.apart || at.Source >= len(p.r.roots) {
		return nil, 0, 0
	}
	root := p.r.roots[at.Source]
	from, ok := root.t.view.find(at.From)
	to, ends := root.t.view.find(at.To)
	if !ok || !ends || to > len(root.s) {
		return nil, 0, 0
	}
	return root, from, to
}

// sub reads a text that was taken from this page, as far as depth and budget go.
func (p *page) sub(t Text, heading string) bool {
	return p.subOf(&page{t: t, heading: heading})
}

func (p *page) subOf(q *page) bool {
	q.side = p.side
	return p.subAs(q)
}

// subAs reads a page whose side is told.
func (p *page) subAs(q *page) bool {
	if p.depth >= deepest || !p.r.spend(len(q.t.S)) {
		return false
	}
	q.r, q.s, q.depth, q.told = p.r, q.t.S, p.depth+1, &told{}
	q.read()
	return true
}

// A reader collects what is found while pages are read.
type reader struct {
	roots       []*page // the sources themselves
	items       []*item
	hints       []Hint
	notes       []Note
	credentials []Credential
	dumps       []Text // bytes that are no message: a body may be
	formats     []Format
	refused     []Refusal // parallel to formats
	ahead       int       // bytes that may still be read in vain
	budget      int       // bytes of views that may still be made
}

// allow sets the budgets for n more bytes of sources.
func (r *reader) allow(n int) {
	r.ahead += 8*n + 1<<16
	r.budget += 4*n + 1<<16
}

// spend takes from the budget for views; a text that is nothing but escapes in
// escapes is not followed for ever.
func (r *reader) spend(n int) bool {
	if r.budget < n {
		return false
	}
	r.budget -= n
	return true
}

// add takes over what was found. Code that makes a request is none: one that was
// not seen on its way is left out when its signature is yet to be filled in. An
// answer that another one follows is none (RFC 9110, section 15.2).
func (r *reader) add(it item) {
	switch {
	case it.inCode():
	case it.answer != nil && it.answer.interim():
	case it.request != nil && len(it.request.Target.S) > mostTarget:
		r.noteOnce("a request target of more than a mebibyte, which no server takes, is left out", it.place)
	case it.headerLines() > mostHeaders:
		r.noteOnce("a request of more than two thousand header lines, which no server takes, is left out", it.place)
	default:
		r.items = append(r.items, &it)
	}
}

// headerLines is the number of them, in what an item is of.
func (it *item) headerLines() int {
	n := 0
	if it.request != nil {
		n = len(it.request.Fields)
	}
	if it.canonical != nil {
		n = max(n, len(it.canonical.Lines))
	}
	if it.answer != nil && it.answer.Canonical != nil {
		n = max(n, len(it.answer.Canonical.Lines))
	}
	return n
}

// mostTarget bounds the target of a request: servers take some ten kilobytes, and each
// parameter of a longer one costs hundreds of bytes where its way into the canonical request
// is kept.
const mostTarget = 1 << 20

// mostHeaders bounds the header lines of a request: servers take some hundred.
const mostHeaders = 2000

// inCode reports whether a request is the code that makes one, and not one that was sent.
func (it *item) inCode() bool {
	if it.request == nil || len(it.claims) == 0 || !it.request.inCode(&it.claims[0]) {
		return false
	}
	return it.what != "http-request" || hasHole(it.request.Target.S)
}

// noteOnce notes what holds of many places at the first of them.
func (r *reader) noteOnce(says string, place Place) {
	for i := range r.notes {
		if r.notes[i].Says == says {
			return
		}
	}
	r.notes = append(r.notes, Note{Says: says, Place: place})
}

func (r *reader) hint(kind HintKind, text, value Text) {
	r.hints = append(r.hints, Hint{Kind: kind, Text: text, Value: value})
}

// An item is something that was recognised, before it is sorted into exchanges.
// One of its parts is set.
type item struct {
	what      string
	place     Place
	side      side
	stated    bool // the side was told, by a heading or an error body around it
	named     bool // and by a name of that side, not only by words of debugging
	request   *Request
	target    string   // of an access log's line: the answer is for a request with this target, or for none
	logged    *Request // what such a line tells of the request, where it tells an error's code
	claims    []Claim
	canonical *Canonical
	toSign    *StringToSign
	signature Text
	guessed   bool // only where it stands tells that it is a signature
	hash      Text
	key       PrintedKey
	answer    *Answer
}

// A side is who computed a string.
type side uint8

const (
	client side = iota
	server
)

// called is what an item is called in the list of what was recognised: the format that read it,
// where that says more than what it was read as.
func (it *item) called() string {
	switch {
	case it.request != nil && it.request.InObject:
		return "request-map"
	case it.answer != nil && it.what == "error-text" && it.answer.Status.Present() && !it.answer.Code.Present() && !it.answer.Message.Present():
		return "http-response" // of which the status is all that is told
	}
	return it.what
}

// interim reports whether an answer is one that the real one follows.
func (a *Answer) interim() bool {
	return a.Code.S == "" && (a.Status.S == "100" || a.Status.S == "102" || a.Status.S == "103")
}
