package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// compute runs the stages for the request as it was sent, and tells whether the
// signature that was sent is the one due.
func (f *facts) compute() {
	f.sentSig = f.client.Signature.S
	if f.claim != nil && f.claim.Signature.Present() && !masked(f.claim.Signature.S) {
		f.sentSig = f.claim.Signature.S
	} else if f.sentSig == "" && f.answer != nil {
		f.sentSig = f.answer.Field("SignatureProvided").Trim().S
	}
	f.asSent = sigv4.Compute(&f.raw, f.params)
	f.makeModel()
	if f.fillHost() || f.fillBySignature() {
		f.makeModel()
	}
	f.verifyOwn()
	f.verifyEcho()
	if f.req == nil || !f.asSent.Signature.Known() || f.sentSig == "" {
		return
	}
	f.verified = f.asSent.Signature.Text == f.sentSig && f.whole() && !f.misplaced()
}

// makeModel makes what the search starts from.
func (f *facts) makeModel() {
	listed := ""
	if f.claim != nil {
		listed = f.claim.SignedHeaders.S
	}
	f.model = f.newModel(&f.raw, f.params, listed, f.asSent.PayloadHash.Text)
	f.model.Complete = f.req != nil && f.req.HeadersComplete
	f.model.Hosts = f.namedHosts()
	f.model.Regions, f.model.Services = f.namedScopes()
	f.model.Files = f.namedFiles()
}

// newModel is what the signer of a request starts from, with what the name of its host
// and the frames of its body tell.
func (f *facts) newModel(req *sigv4.Request, p sigv4.Params, listed, payload string) *replay.Model {
	m := replay.NewModel(req, p, listed, payload)
	m.Mistakes = f.tried
	m.Bucket, m.Endpoint, _ = bucketOfHost(m.Host)
	m.Chunked = chunkedData(m.Body)
	return m
}

// chunkedData is what the chunks of a body hold together, nil where it has no whole ones.
func chunkedData(body []byte) []byte {
	list, fault := chunks(body)
	if fault != "" {
		return nil
	}
	data := []byte{}
	for _, c := range list {
		data = append(data, c.data...)
	}
	return data
}

// bodyFile is a file that a command line sends.
var bodyFile = regexp.MustCompile(`(?:-d|--data[a-z-]*|--json|-T|--upload-file|--body-data)` +
	`[ =]['"]?@?([\w./~-]+\.\w+)\b`)

// namedFiles are the files in the paste that are sent as bodies.
func (f *facts) namedFiles() []string {
	const most = 8
	var out []string
	for t := range f.matches(bodyFile) {
		if out = append(out, t.S); len(out) == most {
			break
		}
	}
	return out
}

// complete reports whether the request is known well enough that a signature
// computed from it is the one that a server would compute.
func (f *facts) complete() bool { return f.whole() && !f.blottedHeader() }

// whole reports whether nothing of the request that counts is missing.
func (f *facts) whole() bool {
	if f.req == nil || (f.req.Gathered() || f.req.What == "presigned-url") && len(f.unsentSigned()) > 0 {
		return false
	}
	if f.req.HeadersInFile && len(f.unsentSigned()) > 0 || f.toolAdds() {
		return false
	}
	return f.req.Target.Present() &&
		f.params.SignedHeaders != nil &&
		(f.model == nil || f.model.Host != "" || !slices.Contains(f.model.Names, "host"))
}

// toolAdds reports whether a command does not tell a signed header that its tool sends of
// itself: the value depends on its version.
func (f *facts) toolAdds() bool {
	return strings.HasSuffix(f.req.What, "-command") && slices.Contains(f.unsentSigned(), "user-agent")
}

// blotted is a value of which nothing is left.
var blotted = regexp.MustCompile(`^(?:[.*xX\x{2026}]{3,}|<[\w -]+>|\[[\w -]+\])$`)

// blottedHeader reports whether the value of a signed header was made unreadable.
func (f *facts) blottedHeader() bool {
	return slices.ContainsFunc(f.listed, func(n string) bool {
		v, ok := f.raw.HeaderValue(lower(n))
		return ok && blotted.MatchString(strings.TrimSpace(v))
	})
}

// verifyEcho signs the server's string to sign with the key at hand: when that
// gives the signature sent, the texts agree and the server holds another key.
func (f *facts) verifyEcho() {
	if f.server.text == nil || f.sentSig == "" || f.asSent.Keys.Steps == 0 || f.server.text.Masked {
		return
	}
	f.echoSigned = sigv4.Sign(f.asSent.Keys.Signing, f.server.text.Whole.S) == f.sentSig
}

// verifyOwn signs the client's own string to sign with the key at hand: when that gives
// the signature sent, and the text has the form that is due, the key is the one that the
// client signed with, and only the hash in the text can be wrong.
func (f *facts) verifyOwn() {
	_, text := f.printed()
	if text == "" || f.sentSig == "" || f.asSent.Keys.Steps == 0 {
		return
	}
	hash := text[strings.LastIndexByte(text, '\n')+1:]
	due := strings.Join([]string{"AWS4-HMAC-SHA256", f.params.Date, f.params.Scope.String(), hash}, "\n")
	f.ownSigned = text == due && isHexHash(hash) && sigv4.Sign(f.asSent.Keys.Signing, text) == f.sentSig
}

// namedHosts lists host names that stand anywhere in the exchange, as candidates
// for the host that was signed.
func (f *facts) namedHosts() []string {
	var out []string
	add := func(h string) {
		if h != "" && len(h) < 256 && !slices.Contains(out, h) && !strings.ContainsAny(h, " \t\r\n/") {
			out = append(out, h)
		}
	}
	for _, c := range []*evidence.Canonical{f.client.Canonical, f.server.canonical} {
		if c == nil {
			continue
		}
		for _, l := range c.Lines {
			if v, ok := strings.CutPrefix(lower(l.S), "host:"); ok {
				add(strings.TrimSpace(v))
			}
		}
	}
	for _, h := range f.ev.Hosts() {
		add(h)
	}
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintConnect || h.Kind == evidence.HintDNSFailed {
			authority, _, _, _, _ := sigv4.TargetParts(h.Value.S)
			name, _, _ := strings.Cut(or(authority, h.Value.S), "/")
			add(name)
		}
	}
	return out
}

// namedScopes lists regions and services that the evidence names.
func (f *facts) namedScopes() (regions, services []string) {
	add := func(list []string, v string) []string {
		if v != "" && !slices.Contains(list, v) {
			return append(list, v)
		}
		return list
	}
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil {
			if s, ok := sigv4.ParseScope(t.Scope.S); ok {
				regions, services = add(regions, s.Region), add(services, s.Service)
			}
		}
	}
	if f.endKnow {
		regions, services = add(regions, f.end.region), add(services, f.end.service)
	}
	for _, l := range strings.Split(bareHost(f.model.Host), ".") {
		services = add(services, l)
		if isRegion(l) {
			regions = add(regions, l)
		}
	}
	return regions, services
}
