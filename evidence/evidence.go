package evidence

import (
	"regexp"
	"sync"

	"sigwhy/sigv4"
)

// Evidence is what all sources together yield.
type Evidence struct {
	Sources     []Source
	Exchanges   []Exchange // the one to look at first stands first
	Artefacts   []Artefact // everything that was recognised, by place
	Hints       []Hint     // code, log lines and prose that tell something
	Notes       []Note
	Credentials []Credential // secret keys that stand in the sources
	Refused     []Refusal    // where nothing was recognised: what was tried, and found to be something else

	lines  [][]int  // offsets of line starts, per source
	mended []Text   // the sources as they were written
	firsts sync.Map // what First found, by firstKey
	alls   sync.Map // what All found, by firstKey
	folds  sync.Map // *caselessText by source
	plain  sync.Map // sources with straight quotes, by number
	once   sync.Once
	hosts  []string // what Hosts found
}

type firstKey struct {
	source int
	form   *regexp.Regexp
}

// First is where a form first stands in a source, as FindSubmatchIndex of regexp has it;
// nil where it does not. It looks once, however many exchanges ask.
func (e *Evidence) First(source int, form *regexp.Regexp) []int {
	key := firstKey{source, form}
	if m, ok := e.firsts.Load(key); ok {
		return m.([]int)
	}
	var m []int
	if !e.ruledOut(source, form) {
		t := e.straightened(source)
		m = t.back(form.FindSubmatchIndex(t.data))
	}
	e.firsts.Store(key, m)
	return m
}

// mostMatches is how many places of a form are looked at in a paste.
const mostMatches = 50

// All is where a form stands in a source, up to a bound, as FindAllSubmatchIndex of
// regexp has it. It looks once, however many exchanges ask.
func (e *Evidence) All(source int, form *regexp.Regexp) [][]int {
	key := firstKey{source, form}
	if m, ok := e.alls.Load(key); ok {
		return m.([][]int)
	}
	var m [][]int
	if !e.ruledOut(source, form) {
		t := e.straightened(source)
		m = form.FindAllSubmatchIndex(t.data, mostMatches)
		for i := range m {
			t.back(m[i])
		}
	}
	e.alls.Store(key, m)
	return m
}

// An Exchange is one attempt: a request, what it claims, the strings that the
// client printed and what the server answered. Any of these may be absent.
type Exchange struct {
	Request *Request
	Again   []*Request // other readings of it elsewhere in the source, as where it arrived
	Claims  []Claim    // more than one when two authentications are in one request
	Client  Strings    // the client's own strings
	Server  *Answer
	Span    Place // from the first of its parts to the last in the source of the first
	Aside   bool  // not signed, and to another host than the signed ones around it: no matter of theirs
}

// An Artefact is something that was recognised.
type Artefact struct {
	What  string // "http-request", "presigned-url", "authorization", "canonical-request", "s3-error-xml", …
	Place Place
	Note  string // what had to be undone to read it, or ""
}

// A Note is a remark on the reading itself: a conflict, something cut off.
type Note struct {
	Says  string
	Place Place
}

// A Refusal is a format that was tried on lines that held one of its words, and
// read none of them.
type Refusal struct {
	Name, Accepts string
	Lines         int
	First         Place // the first such line
}

// A Field is a header field or an element of an error, as found.
type Field struct{ Name, Value Text }

// A Request is a request as read from the paste.
type Request struct {
	What      string // the artefact it was read from: "http-request", "presigned-url", "curl-command", "log", …
	Method    Text   // absent when unknown (a bare URL)
	Target    Text   // origin or absolute form
	Fields    []Field
	Body      Text
	BodyState sigv4.BodyState
	// MaybeBody is the only text of the paste that has the length and form of the body, or is
	// called one, where nothing proves it.
	MaybeBody       Text
	HeadersComplete bool // all headers of the wire are there: a missing one was not sent
	InObject        bool // it was read from an object of some language
	OwnHeaders      bool // all headers are there but those that every HTTP client adds by itself
	HeadersInFile   bool // a command reads headers from a file that the paste does not show
	OnTheWire       bool // as it travelled (a dump), not as the client meant it (code, a log before sending)
	Place           Place
}

// Raw returns the request in the form that sigv4 computes from.
func (r *Request) Raw() sigv4.Request {
	raw := sigv4.Request{Method: r.Method.S, Target: r.Target.S, Fields: make([]sigv4.Field, len(r.Fields))}
	for i, f := range r.Fields {
		raw.Fields[i] = sigv4.Field{Name: f.Name.S, Value: f.Value.S}
	}
	raw.Body.State = r.BodyState
	if r.BodyState == sigv4.BodyKnown {
		raw.Body.Bytes = []byte(r.Body.S)
	}
	return raw
}

// Origin returns the text of the paste that a reference into Raw points at.
func (r *Request) Origin(ref sigv4.Ref) Text {
	switch ref.Part {
	case sigv4.PartMethod:
		return r.Method.clamp(ref)
	case sigv4.PartTarget:
		return r.Target.clamp(ref)
	case sigv4.PartFieldName:
		return r.Fields[ref.Index].Name.clamp(ref)
	case sigv4.PartFieldValue:
		return r.Fields[ref.Index].Value.clamp(ref)
	case sigv4.PartBody:
		return r.Body.clamp(ref)
	}
	return Text{}
}

func (t Text) clamp(ref sigv4.Ref) Text {
	if !t.Present() {
		return t
	}
	to := min(ref.To, len(t.S))
	return t.Sub(min(ref.From, to), to)
}

// A Claim is what a request states about its signature, as stated, however
// malformed: an Authorization header or presigned query parameters.
type Claim struct {
	Carrier       sigv4.Carrier
	Whole         Text            // the header's value, or the whole URL or target
	HeaderName    Text            // the header's name as written, absent for a query
	Algorithm     Text            // as written, "AWS4-HMAC-SHA25" included
	Params        []Field         // name=value pieces as written, in order
	Loose         []Text          // pieces that are no name=value pair
	Credential    Text            // value of Credential, or of what is meant as it ("Credentials")
	SignedHeaders Text            // likewise
	Signature     Text            // likewise
	AccessKeyID   Text            // first part of Credential
	ScopeParts    []Text          // the parts of Credential after the access key ID, as many as there are
	Date          Text            // X-Amz-Date of a query
	Expires       Text            // X-Amz-Expires of a query
	Token         Text            // session token of a query
	Spelling      map[string]Text // "Credential", "SignedHeaders", "Signature": the name as written, where it is misspelt
}

// Scope returns the credential scope that a claim states, with what is missing empty.
func (c *Claim) Scope() sigv4.Scope {
	var p [4]string
	for i := 0; i < len(c.ScopeParts) && i < 4; i++ {
		p[i] = c.ScopeParts[i].S
	}
	return sigv4.Scope{Date: p[0], Region: p[1], Service: p[2], Terminator: p[3]}
}

// Strings are the texts that one side computed.
type Strings struct {
	Canonical    *Canonical
	StringToSign *StringToSign
	Signature    Text
	Guessed      bool         // the signature is taken for one by its place alone: its label tells nothing
	Hash         Text         // hash of the canonical request, where it is printed by itself
	Keys         []PrintedKey // derived keys found in a log
}

// A PrintedKey is a derived key that a client printed.
type PrintedKey struct {
	Label Text // as the log calls it
	Value Text // as written: hex, base64, byte list
}

// Canonical is a canonical request as found, possibly cut or malformed, and its
// parts as far as they can be told. Absent parts are absent Texts.
type Canonical struct {
	Whole         Text
	Method        Text
	Path          Text
	Query         Text
	Lines         []Text // header lines without their line end
	SignedHeaders Text
	PayloadHash   Text
	Partial       bool // begins or ends within a canonical request, or holds only its header lines
	Flat          bool // its line ends had become spaces and were put back
	Masked        bool // holds XXX, ***, <…> or … in place of bytes
	Exact         bool // read from hex bytes
	CutOff        bool // its end is lost, and other text follows
}

// StringToSign is a string to sign as found.
type StringToSign struct {
	Whole                        Text
	Algorithm, Date, Scope, Hash Text
	Lines                        []Text
	Flat, Masked, Exact, CutOff  bool // as in Canonical
}

// An Answer is what a server said.
type Answer struct {
	What         string // "s3-error-xml", "query-error-xml", "json-error", "error-text", "http-response"
	Status       Text   // "403"
	Head         []Field
	Code         Text
	Message      Text
	Fields       []Field // everything else in the body, by its own name
	Canonical    *Canonical
	StringToSign *StringToSign
	Signature    Text // the one that the server made to compare with, where its log prints it
	Place        Place
}

// Field returns the value of a body field by name, whatever its case.
func (a *Answer) Field(name string) Text { return find(a.Fields, name) }

// HeaderValue returns a response header's value, whatever the case of its name.
func (a *Answer) HeaderValue(name string) Text { return find(a.Head, name) }
