package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sigwhy/diagnose"
	"sigwhy/evidence"
)

// Schema names the JSON format. It changes when a reader of the old one would break.
const Schema = "sigwhy/1"

type document struct {
	Schema     string           `json:"schema"`
	Verdict    diagnose.Verdict `json:"verdict"`
	Headline   string           `json:"headline"`
	NextStep   string           `json:"nextStep"`
	Recognised []recognised     `json:"recognised"`
	Findings   []foundJSON      `json:"findings"`
	Stages     stagesJSON       `json:"stages"`
	Corrected  correctedJSON    `json:"corrected"`
	Needs      []needJSON       `json:"needs"`
	Search     searchJSON       `json:"search"`
	Notes      []noteJSON       `json:"notes"`
	Exchange   *exchangeJSON    `json:"exchange"`            // what it is about, null where nothing was recognised
	Exchanges  []exchangeJSON   `json:"exchanges,omitempty"` // all, where there are several
}

// An exchangeJSON names one request with its answer. Numbers begin with 1.
type exchangeJSON struct {
	Number  int              `json:"number"`
	Method  string           `json:"method"`
	Target  string           `json:"target"`
	Host    string           `json:"host"`
	Answer  string           `json:"answer"`
	Place   *spanJSON        `json:"place"`
	Verdict diagnose.Verdict `json:"verdict"`
	Code    string           `json:"code"` // of the first finding above possible
}

type recognised struct {
	What  string    `json:"what"`
	Place *spanJSON `json:"place"`
	Note  string    `json:"note,omitempty"`
}

type spanJSON struct {
	Source string `json:"source"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	Line   int    `json:"line"`
}

type placeJSON struct {
	spanJSON
	Column int    `json:"column"`
	Text   string `json:"text"`
}

type foundJSON struct {
	Code    string         `json:"code"`
	Proof   diagnose.Proof `json:"proof"`
	Stage   string         `json:"stage"`
	Title   string         `json:"title"`
	Says    string         `json:"says"`
	Do      string         `json:"do"`
	With    []string       `json:"with"`
	Places  []placeJSON    `json:"places"`
	Yours   string         `json:"yours"`
	Correct string         `json:"correct"`
	Spec    string         `json:"spec"`

	Fragment *fragmentJSON `json:"fragment,omitempty"` // absent where the client's language is not known
}

// A fragmentJSON shows the mistake in code.
type fragmentJSON struct {
	Language string `json:"language"`
	Wrong    string `json:"wrong"`
	Right    string `json:"right"`
}

type stagesJSON struct {
	CanonicalRequest stageJSON `json:"canonicalRequest"`
	StringToSign     stageJSON `json:"stringToSign"`
	Signature        stageJSON `json:"signature"`
	Authorization    stageJSON `json:"authorization"`
}

// A side that is not known is null.
type stageJSON struct {
	Yours   *sideJSON `json:"yours"`
	Correct *sideJSON `json:"correct"`
	Server  *sideJSON `json:"server,omitempty"`
	Good    *sideJSON `json:"good,omitempty"`
}

type sideJSON struct {
	Text   string `json:"text"`
	Origin string `json:"origin"`
	Base64 []byte `json:"base64,omitempty"` // the bytes, where the text is not UTF-8
}

type correctedJSON struct {
	Authorization string   `json:"authorization"`
	Request       string   `json:"request"`
	Curl          string   `json:"curl"`
	URL           string   `json:"url"`
	Changes       []string `json:"changes"`
	Missing       string   `json:"missing,omitempty"`
}

type needJSON struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

type searchJSON struct {
	Target     string     `json:"target"`
	Tried      int        `json:"tried"`
	Reproduced [][]string `json:"reproduced"`
	Done       bool       `json:"done"`
}

type noteJSON struct {
	Says  string    `json:"says"`
	Place *spanJSON `json:"place"`
}

// JSON writes an analysis as one object. It is ASCII throughout, so that it is
// safe to show, and no array in it is null.
func JSON(a *diagnose.Analysis, o Options) (string, error) {
	j := &jsonWriter{Analysis: a, mask: newMasker(a, o), number: o.Number}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if o.Number == 0 && !o.Lines {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(j.document()); err != nil {
		return "", fmt.Errorf("writing JSON: %w", err)
	}
	return ascii(b.Bytes()), nil
}

// ascii writes every character outside printable ASCII as a JSON escape; they
// stand in strings only.
func ascii(b []byte) string {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r < 0x7f:
			out = append(out, byte(r))
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		}
		b = b[size:]
	}
	return string(out)
}

type jsonWriter struct {
	*diagnose.Analysis
	mask   *masker
	number int // in a series
}

func (j *jsonWriter) document() document {
	text := j.mask.text
	d := document{
		Schema: Schema, Verdict: j.Verdict, Headline: text(j.Headline), NextStep: text(j.NextStep),
		Recognised: []recognised{}, Findings: make([]foundJSON, len(j.Findings)), Stages: j.stages(),
		Corrected: correctedJSON{
			Authorization: text(j.Fix.Authorization), Request: text(j.Fix.Request), Curl: text(j.Fix.Curl),
			URL: text(j.Fix.URL), Changes: j.texts(j.Fix.Changes), Missing: j.Fix.Missing,
		},
		Needs: make([]needJSON, len(j.Needs)),
		Search: searchJSON{
			Target:     text(j.Search.Target),
			Tried:      j.Search.Tried,
			Reproduced: full(j.Search.Reproduced),
			Done:       j.Search.Done,
		},
		Notes: []noteJSON{},
	}
	for i := range j.Findings {
		d.Findings[i] = j.finding(&j.Findings[i])
	}
	for i, n := range j.Needs {
		d.Needs[i] = needJSON{What: n.What, Why: text(n.Why)}
	}
	if j.Evidence == nil {
		return d
	}
	for _, a := range artefactsOf(j.Analysis, j.number) {
		d.Recognised = append(d.Recognised, recognised{What: a.What, Place: j.span(a.Place), Note: text(a.Note)})
	}
	if e, p, ok := goodPlace(j.Analysis); ok {
		d.Recognised = append(d.Recognised, recognised{What: "good-request", Place: spanIn(e, p), Note: "compared with"})
	}
	if j.Exchange >= 0 {
		x := j.exchange(diagnose.BriefOf(j.Analysis))
		if j.number > 0 {
			x.Number = j.number
		}
		d.Exchange = &x
	}
	for _, b := range j.Briefs {
		d.Exchanges = append(d.Exchanges, j.exchange(b))
	}
	for _, n := range notesOf(j.Analysis, j.number) {
		d.Notes = append(d.Notes, noteJSON{Says: text(n.Says), Place: j.span(n.Place)})
	}
	return d
}

func (j *jsonWriter) exchange(b diagnose.Brief) exchangeJSON {
	text := j.mask.text
	return exchangeJSON{
		Number: b.Exchange + 1, Method: text(b.Method), Target: text(b.Target), Host: text(b.Host), Answer: text(b.Answer),
		Place: j.span(b.Place), Verdict: b.Verdict, Code: b.Code,
	}
}

func (j *jsonWriter) texts(s []string) []string {
	out := make([]string, len(s))
	for i := range s {
		out[i] = j.mask.text(s[i])
	}
	return out
}

func full[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (j *jsonWriter) finding(f *diagnose.Finding) foundJSON {
	text := j.mask.text
	out := foundJSON{
		Code: f.Code, Proof: f.Proof, Stage: f.Stage, Title: text(f.Title), Says: text(f.Says), Do: text(f.Do),
		With: full(f.With), Places: []placeJSON{}, Yours: text(f.Yours), Correct: text(f.Correct), Spec: f.Spec,
	}
	for _, p := range f.Places {
		if place := j.place(p); place != nil {
			out.Places = append(out.Places, *place)
		}
	}
	if s, ok := j.Fragment(f); ok {
		out.Fragment = &fragmentJSON{Language: s.Language, Wrong: s.Wrong, Right: s.Right}
	}
	return out
}

// place returns a place in a person's terms, or nil when it is none.
func (j *jsonWriter) place(p evidence.Place) *placeJSON {
	l, ok := locate(j.Evidence, p)
	if !ok {
		return nil
	}
	return &placeJSON{spanJSON: *j.span(p), Column: l.Column, Text: j.mask.place(p, l.Text)}
}

func (j *jsonWriter) span(p evidence.Place) *spanJSON { return spanIn(j.Evidence, p) }

func spanIn(e *evidence.Evidence, p evidence.Place) *spanJSON {
	l, ok := locate(e, p)
	if !ok {
		return nil
	}
	return &spanJSON{Source: l.Source, Offset: l.Offset, Length: l.Length, Line: l.Line}
}

func (j *jsonWriter) stages() stagesJSON {
	var s stagesJSON
	for i := range j.Stages {
		c := &j.Stages[i]
		switch c.Stage {
		case diagnose.CanonicalStage:
			s.CanonicalRequest = j.stage(c, whole)
		case diagnose.StringToSignStage:
			s.StringToSign = j.stage(c, whole)
		case diagnose.SignatureStage:
			s.Signature, s.Authorization = j.stage(c, bare), j.stage(c, carrier)
		}
	}
	return s
}

func whole(s string) string { return s }

// carrier returns a header value or URL that carries a signature, "" for a bare one.
func carrier(s string) string {
	if strings.ContainsAny(s, " ?&,") {
		return s
	}
	return ""
}

// bare returns the signature that a text is or carries, as it is written.
func bare(s string) string {
	if carrier(s) == "" {
		return s
	}
	_, value, _ := strings.Cut(s, "Signature=")
	if end := strings.IndexAny(value, ", &\r\n"); end >= 0 {
		value = value[:end]
	}
	return value
}

func (j *jsonWriter) stage(c *diagnose.Comparison, part func(string) string) stageJSON {
	return stageJSON{
		Yours: j.side(&c.Yours, part), Correct: j.side(&c.Correct, part),
		Server: j.side(&c.Server, part), Good: j.side(&c.Good, part),
	}
}

func (j *jsonWriter) side(s *diagnose.Side, part func(string) string) *sideJSON {
	text := part(s.Text)
	if !s.Known() || text == "" {
		return nil
	}
	text = j.mask.text(text)
	out := &sideJSON{Text: text, Origin: s.Origin}
	if !utf8.ValidString(text) {
		out.Base64 = []byte(text)
	}
	return out
}
