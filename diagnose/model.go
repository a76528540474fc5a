package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// makeModel makes what the search starts from.
func (f *facts) makeModel() {
	listed := ""
	if f.claim != nil {
		listed = f.claim.SignedHeaders.S
	}
	f.model = f.newModel(&f.raw, f.params, listed, f.asSent.PayloadHash.Text)
	f.model.Complete = f.req != nil && f.req.HeadersComplete
	f.model.Echo = f.echo && f.server.canonical != nil
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
			name, _, _ := strings.Cut(cmp.Or(authority, h.Value.S), "/")
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
