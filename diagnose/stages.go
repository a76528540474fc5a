package diagnose

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// What each stage is, in words that teach.
var stageTexts = map[Stage]string{
	RequestStage: "The request as it travels. Everything that is signed is taken from it, byte for byte; what " +
		"a library or proxy changes after signing is no longer what was signed.",
	CanonicalStage: "The request in canonical form, six parts joined by LF: method, canonical URI, canonical " +
		"query, canonical headers, signed headers, payload hash. Both sides build it; one byte of difference gives " +
		"another hash.",
	StringToSignStage: "Four lines joined by LF, without one at the end: algorithm, time, credential scope, hash " +
		"of the canonical request. HTTP's CR LF has no place here: these are texts that are hashed, not headers " +
		"that are sent.",
	KeyStage: "The signing key: HMAC-SHA256 four times, from the secret key over day, region, service and " +
		"aws4_request. Every result goes on as 32 raw bytes.",
	SignatureStage: "The signature: HMAC-SHA256 of the string to sign with the signing key, as 64 lower-case hex " +
		"digits, and the header or URL that carries it.",
}

// stages sets yours beside correct for every stage.
func (f *facts) stages(a *Analysis, found reproduction) {
	var due *sigv4.Stages
	if f.corrected != nil {
		due = &f.corrected.stages
	}
	canonical, text, signature := f.reproducedTexts(found)
	a.Stages = []Comparison{
		f.requestStage(),
		f.canonicalStage(due, canonical),
		f.stringStage(due, text),
		f.keyStage(a, due),
		f.signatureStage(due, signature),
	}
	for i := range a.Stages {
		a.Stages[i].Explain = stageTexts[a.Stages[i].Stage]
	}
	f.markFindings(a)
}

// reproducedTexts are the texts of the signer that the search found.
func (f *facts) reproducedTexts(found reproduction) (canonical, text, signature string) {
	if len(found) == 0 {
		return "", "", ""
	}
	t := f.model.With(found.all()...)
	canonical, text, signature = t.Sign()
	last := found[len(found)-1]
	if last.Canonical != "" {
		canonical = t.FinishedCanonical(last.Canonical)
	}
	if last.Text != "" {
		text = t.FinishedString(last.Text)
	}
	return canonical, text, signature
}

// requestStage sets the request as it is known beside the corrected one.
func (f *facts) requestStage() Comparison {
	c := Comparison{Stage: RequestStage}
	switch {
	case f.req == nil:
		c.Yours.Missing = "no request in the paste"
		c.Correct.Missing = "needs the request"
		return c
	case f.echo:
		c.Yours = Side{Text: writeRequest(&f.raw), Origin: "as the canonical request tells it"}
	default:
		c.Yours = Side{Text: writeRequest(&f.raw), Origin: "as sent (" + f.req.What + ")"}
		c.Yours.marks = f.requestMarks(c.Yours.Text)
	}
	switch {
	case f.corrected.stages.Signature.Known():
		r := f.corrected.signed()
		c.Correct = Side{Text: writeRequest(&r), Origin: "corrected"}
	case len(f.corrected.changes) == 0:
		c.Correct.Missing = f.corrected.stages.Signature.Missing
	default:
		r := f.corrected.unsigned()
		c.Correct = Side{Text: writeRequest(&r), Origin: "corrected, but for the signature"}
	}
	return c
}

// requestMarks tie the written request to the paste: the target and the fields.
func (f *facts) requestMarks(text string) []mark {
	var marks []mark
	add := func(t evidence.Text, from int) {
		if t.InSource() && from >= 0 {
			marks = append(marks, mark{from: from, to: from + len(t.S), place: t.Place(), placed: true})
		}
	}
	add(f.req.Method, 0)
	if strings.HasPrefix(text[min(len(text), len(f.req.Method.S)+1):], f.req.Target.S) {
		add(f.req.Target, len(f.req.Method.S)+1)
	}
	at := strings.Index(text, "\r\n") + 2
	for _, field := range f.req.Fields {
		line := field.Name.S + ": " + strings.TrimLeft(field.Value.S, " ")
		i := strings.Index(text[at:], line)
		if i < 0 {
			continue
		}
		add(field.Name, at+i)
		add(field.Value.TrimSet(" "), at+i+len(field.Name.S)+2)
		at += i + len(line)
	}
	return marks
}

// canonicalStage sets the client's canonical request beside the one due and the
// server's.
func (f *facts) canonicalStage(due *sigv4.Stages, reproduced string) Comparison {
	c := Comparison{Stage: CanonicalStage}
	switch {
	case f.client.Canonical != nil && f.client.Canonical.Whole.Present():
		c.Yours = f.textSide(f.client.Canonical.Whole, "from your client")
	case reproduced != "":
		c.Yours = Side{Text: reproduced, Origin: "reproduced"}
	case f.verified:
		c.Yours = Side{Text: f.asSent.Canonical.String(), Origin: "the signature matches this text"}
	case f.agreedHash().Present():
		c.Yours = Side{Text: f.asSent.Canonical.String(), Origin: "the hash in the paste is that of this text"}
	default:
		c.Yours.Missing = "the client's own canonical request is not in the paste"
	}
	c.Correct = f.canonicalDue(due)
	if mine := f.client.Canonical; mine != nil &&
		mine.Partial &&
		!mine.Method.Present() &&
		!mine.SignedHeaders.Present() &&
		f.ex.Request == nil {
		c.Correct = c.Correct.headerLines() // nothing tells of the rest
	}
	if s := f.server.canonical; s != nil {
		c.Server = f.textSide(s.Whole, "as the server saw it")
	}
	if !c.Correct.Known() && c.Server.Known() {
		c.Correct = c.Server
	}
	return c
}

// headerLines are those of a canonical request, without the lines around them.
func (s Side) headerLines() Side {
	from := 0
	for range 3 {
		from += strings.IndexByte(s.Text[from:], '\n') + 1
	}
	to := from + strings.Index(s.Text[from:]+"\n\n", "\n\n")
	if from == 0 || to > len(s.Text) {
		return s
	}
	out := Side{Text: s.Text[from:to], Origin: s.Origin}
	for _, m := range s.marks {
		if m.to > from && m.from < to {
			m.from, m.to = max(m.from, from)-from, min(m.to, to)-from
			out.marks = append(out.marks, m)
		}
	}
	return out
}

func (f *facts) textSide(t evidence.Text, origin string) Side {
	s := Side{Text: t.S, Origin: origin}
	if t.InSource() {
		s.marks = lineMarks(t)
	}
	return s
}

// lineMarks tie a text of the paste to its places, line by line.
func lineMarks(t evidence.Text) []mark {
	var marks []mark
	for from := 0; from < len(t.S); {
		to := strings.IndexByte(t.S[from:], '\n')
		if to < 0 {
			to = len(t.S)
		} else {
			to += from + 1
		}
		marks = append(marks, mark{from: from, to: to, place: t.PlaceOf(from, to), placed: true})
		from = to
	}
	return marks
}

// canonicalDue is the canonical request that is due, with the place that each part
// comes from.
func (f *facts) canonicalDue(due *sigv4.Stages) Side {
	if due == nil {
		return Side{Missing: "needs the request"}
	}
	if due.Canonical.Missing != "" {
		return Side{Missing: due.Canonical.Missing}
	}
	s := Side{Text: due.Canonical.String(), Origin: "computed"}
	start := 0
	for _, span := range due.Canonical.Spans {
		m := mark{from: start, to: int(span.End), rule: span.Rule.String()}
		start = int(span.End)
		if t := f.originOf(span.Ref()); t.InSource() {
			m.place, m.placed = t.Place(), true
		}
		s.marks = append(s.marks, m)
	}
	return s
}

// originOf finds the bytes of the paste for a reference into the corrected
// request: only what was taken over from the request as sent has a place.
func (f *facts) originOf(ref sigv4.Ref) evidence.Text {
	if f.echo || f.corrected == nil {
		return evidence.Text{}
	}
	switch ref.Part {
	case sigv4.PartTarget:
		if f.corrected.req.Target != f.raw.Target {
			return evidence.Text{}
		}
	case sigv4.PartFieldName, sigv4.PartFieldValue:
		field := f.corrected.req.Fields[ref.Index]
		for i, o := range f.raw.Fields {
			if o == field {
				ref.Index = i
				return f.req.Origin(ref)
			}
		}
		return evidence.Text{}
	case sigv4.PartMethod:
		if f.raw.Method == "" {
			return evidence.Text{}
		}
	}
	return f.req.Origin(ref)
}

// stringStage sets the client's string to sign beside the one due and the server's.
func (f *facts) stringStage(due *sigv4.Stages, reproduced string) Comparison {
	c := Comparison{Stage: StringToSignStage}
	switch {
	case f.client.StringToSign != nil:
		c.Yours = f.textSide(f.client.StringToSign.Whole, "from your client")
	case reproduced != "":
		c.Yours = Side{Text: reproduced, Origin: "reproduced"}
	case f.verified:
		c.Yours = Side{Text: f.asSent.StringToSign.Text, Origin: "the signature matches this text"}
	default:
		c.Yours.Missing = "the client's own string to sign is not in the paste"
	}
	c.Correct = dueSide(due, func(s *sigv4.Stages) sigv4.Value { return s.StringToSign })
	if s := f.server.text; s != nil {
		c.Server = f.textSide(s.Whole, "as the server saw it")
		if !c.Correct.Known() {
			c.Correct = c.Server
		}
	}
	return c
}

// slips are the commonest mistakes at each step of the key.
var slips = []string{
	`AWS4 goes directly before the secret key, nothing between; the message is the day, YYYYMMDD, not the full time`,
	"the key is the 32 raw bytes of kDate, not its hex text",
	"the key is the 32 raw bytes of kRegion; the message is the signing name of the service, the one in the scope",
	"the message is aws4_request, to the letter; without this step the key is that of the service",
	"the key is the 32 raw bytes of kSigning; the message is the string to sign, without a newline at its end",
}

// keyStage tells the steps from the secret key to the signature.
func (f *facts) keyStage(a *Analysis, due *sigv4.Stages) Comparison {
	scope, keys, text := f.params.Scope, f.asSent.Keys, f.asSent.StringToSign.Text
	if due != nil {
		scope, keys, text = due.Params.Scope, due.Keys, due.StringToSign.Text
	}
	a.Keys = f.keySteps(scope, keys, text)
	c := Comparison{Stage: KeyStage}
	if keys.Steps == 0 {
		c.Correct.Missing = "needs the secret key"
	} else {
		c.Correct = Side{
			Text:   "kSigning " + sigv4.Fingerprint(keys.Signing),
			Origin: "computed (" + cmp.Or(f.given.KeyFrom, "secret key given") + ")",
		}
	}
	c.Yours.Missing = "no derived key was printed"
	return c
}

// keySteps are the HMACs from the secret key to the signature.
func (f *facts) keySteps(scope sigv4.Scope, keys sigv4.DerivedKeys, text string) []KeyStep {
	secret := 0
	if f.given.Key.Secret.Known() {
		secret = len("AWS4") + len(f.given.Key.Secret.Reveal())
	}
	all, last := keys.Steps == 4, keys.Steps > 0
	steps := []KeyStep{
		{Name: "kDate", Key: `"AWS4" + secret key`, Message: scope.Date, Known: all, Result: keys.Date},
		{Name: "kRegion", Key: "kDate", Message: scope.Region, Known: all, Result: keys.Region},
		{Name: "kService", Key: "kRegion", Message: scope.Service, Known: all, Result: keys.Service},
		{Name: "kSigning", Key: "kService", Message: scope.Terminator, Known: last, Result: keys.Signing},
		{Name: "signature", Key: "kSigning", Message: text, Known: last && text != ""},
	}
	if signature := &steps[4]; signature.Known {
		signature.Result = sigv4.HMAC(keys.Signing[:], text)
	}
	for i := range steps {
		steps[i].KeyLength = 32
		steps[i].Hint = slips[i]
		f.printedKey(&steps[i])
	}
	steps[0].KeyLength = secret
	return steps
}

// printedKey sets what the client printed of a step beside it.
func (f *facts) printedKey(s *KeyStep) {
	if k, ok := f.keyPrinted(s.Name); ok {
		s.Yours = k.Value.S
		if key := evidence.KeyBytes(k.Value.S); key != nil {
			s.Yours = hex.EncodeToString(key)
			s.YoursAgree = s.Known && bytes.Equal(key, s.Result[:])
		}
	}
}

// signatureStage sets the signature that was sent beside the one due.
func (f *facts) signatureStage(due *sigv4.Stages, reproduced string) Comparison {
	c := Comparison{Stage: SignatureStage}
	switch t := f.sentSignature(); {
	case f.signedInHeader() && f.claim.Whole.Present():
		c.Yours = f.textSide(f.claim.Whole, "as sent")
	case t.Present():
		c.Yours = f.textSide(t, "as sent")
	case f.client.Signature.Present():
		c.Yours = f.textSide(f.client.Signature, "from your client")
	case reproduced != "":
		c.Yours = Side{Text: reproduced, Origin: "reproduced"}
	default:
		c.Yours.Missing = "no signature in the paste"
	}
	c.Correct = dueSide(due, func(s *sigv4.Stages) sigv4.Value {
		if s.Params.Carrier == sigv4.InHeader && s.Signature.Known() && s.Params.AccessKeyID != "" {
			return s.Authorization
		}
		return s.Signature
	})
	if f.verified && unspaced(c.Yours.Text) == unspaced(c.Correct.Text) {
		c.Correct.Text = c.Yours.Text // blanks behind the commas are free
	}
	return c
}

func unspaced(claim string) string { return strings.ReplaceAll(claim, " ", "") }

// dueSide is a value of the corrected request, or why there is none.
func dueSide(due *sigv4.Stages, of func(*sigv4.Stages) sigv4.Value) Side {
	if due == nil {
		return Side{Missing: "needs the request"}
	}
	if v := of(due); v.Known() {
		return Side{Text: v.Text, Origin: "computed"}
	}
	return Side{Missing: of(due).Missing}
}

// markFindings points findings at the bytes of the stages that they are about.
func (f *facts) markFindings(a *Analysis) {
	for i := range a.Findings {
		fd := &a.Findings[i]
		if fd.At == "" {
			fd.At = RequestStage
		}
		for j := range a.Stages {
			if c := &a.Stages[j]; c.Stage == fd.At {
				fd.InYours = findMark(c, &c.Yours, fd.Yours, fd.Places)
				fd.InCorrect = findMark(c, &c.Correct, fd.Correct, nil)
			}
		}
	}
}

// findMark finds the bytes of a side: by place, else by the text itself.
func findMark(c *Comparison, s *Side, text string, places []evidence.Place) Mark {
	for _, p := range places {
		if from, to, ok := s.ByPlace(p); ok {
			if i := strings.Index(s.Text[from:to], text); i >= 0 && text != "" {
				from, to = from+i, from+i+len(text)
			}
			return Mark{Stage: c.Stage, From: from, To: to}
		}
	}
	if i := strings.Index(s.Text, text); text != "" && i >= 0 {
		return Mark{Stage: c.Stage, From: i, To: i + len(text)}
	}
	return Mark{}
}
