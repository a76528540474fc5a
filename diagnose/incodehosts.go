package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	nginxHost = regexp.MustCompile(`proxy_set_header\s+Host\s+(\$host|\$proxy_host|\$server_name|[\w.-]+);`)
	anyURL    = regexp.MustCompile(`https?://([A-Za-z0-9.-]+(?::\d+)?)`)
)

// lookProxyHost reads an nginx configuration that passes another Host on than it
// gets: $host has no port, $proxy_host is the upstream's name.
func lookProxyHost(f *facts) []hit {
	if !f.mismatch() || f.server.canonical != nil || f.model.Host == "" {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, nginxHost) || f.holds(i, hostKept) {
			continue // or another location keeps it
		}
		m := f.ev.First(i, nginxHost)
		value := string(src.Data[m[2]:m[3]])
		h := hit{basis: byCode, places: []evidence.Text{f.codePlace(i, m)}, at: RequestStage}
		switch port := portOf(f.model.Host); {
		case value == "$host" && port != "" && !impliedPort(port):
			h.says = "nginx passes $host on, which is the name without its port; " + f.model.Host +
				" was signed. $http_host is what the client sent."
		case value == "$host":
			continue
		default:
			h.code = "host-rewritten-by-proxy"
			h.says = "nginx passes " + value + " on as Host; " + f.model.Host +
				" was signed. $http_host is what the client sent."
		}
		return []hit{h}
	}
	return nil
}

// lookInternalHost finds a URL that was signed for a name inside a network and is
// used under another.
func lookInternalHost(f *facts) []hit {
	if f.params.Carrier != sigv4.InQuery || f.server.canonical != nil || !internal(bareHost(f.model.Host)) {
		return nil
	}
	if !f.mismatch() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, anyURL) {
			continue
		}
		for _, m := range anyURL.FindAllSubmatchIndex(src.Data, 50) {
			if h := string(src.Data[m[2]:m[3]]); h != f.model.Host && !internal(bareHost(h)) && !awsHost(h) {
				b := byWords
				if rest := src.Data[m[3]:min(len(src.Data), m[3]+2048)]; bytes.HasPrefix(rest, []byte(f.model.Path)) {
					b = byInference // it is this URL that is used
				}
				return []hit{{
					basis: b,
					says: "The URL is signed for " + f.model.Host +
						", a name inside a network, and is used under " + h +
						": the host is signed and cannot be exchanged.",
					places:  append(places(f.hostText()), f.ev.Cut(i, m[2], m[3])),
					yours:   f.model.Host,
					correct: h,
				}}
			}
		}
	}
	return nil
}

var internalHost = regexp.MustCompile(`^(` + anyOf(
	`[a-z0-9-]+|127\..*|10\..*|192\.168\..*`,
	`172\.(1[6-9]|2\d|3[01])\..*`,
	`.*\.(local|internal|svc|cluster\.local|lan)`,
) + `)$`)

// internal reports whether a host is a single label or an address of a private network.
func internal(host string) bool { return internalHost.MatchString(lower(host)) }

var (
	hostFromEnv = regexp.MustCompile(`\bhost["']?\s*[:=]\s*` + anyOf(
		`process\.env\.`,
		`os\.environ\[["']`,
		`os\.getenv\(["']|os\.Getenv\("|ENV\[["']|getenv\(["']`,
	) + `(\w+)`)
	urlInEnv = regexp.MustCompile(`(?m)^\s*(?:export\s+)?(\w+)\s*=\s*["']?https?://`)
)

// lookHostVariable finds a variable that holds a URL in the place of the host.
func lookHostVariable(f *facts) []hit {
	if !f.unsettled() || f.canonicalShown() {
		return nil
	}
	for name := range f.matches(hostFromEnv) {
		for set := range f.matches(urlInEnv) {
			if name.S == set.S {
				return []hit{{
					basis: byCode,
					says: "The signer takes " + name.S + " for the host, and it holds a URL: the host is its " +
						"name alone, without scheme and path.",
					places: []evidence.Text{name, set},
				}}
			}
		}
	}
	return nil
}

var (
	endpointInCode = regexp.MustCompile(`\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com`)
	regionInCode   = regexp.MustCompile(`(?i)region\w*(?:\[\])?["'\])]*\s*[:=]\s*["']([a-z]{2}(?:-[a-z]+)+-\d)["']`)
	// regionOther is a region for something else than what is signed.
	regionOther = regexp.MustCompile(`(?i)\b(?:log|backup|central|replica|billing|peer|audit)\w*[_-]region`)
)

// lookRegionInCode compares the region that code or settings name with the one in the
// endpoint beside it, where each is the only one.
func lookRegionInCode(f *facts) []hit {
	if f.verified || f.claim != nil || !f.denied() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		host, region := onlyMatch(endpointInCode, src.Data), onlyMatch(regionInCode, src.Data)
		if host == nil || region == nil || f.holds(i, regionOther) {
			continue
		}
		if h, r := string(src.Data[host[2]:host[3]]), string(src.Data[region[2]:region[3]]); h != r {
			return []hit{{
				basis:   byCode,
				says:    "The endpoint is in " + h + ", the region given is " + r + ".",
				places:  []evidence.Text{f.ev.Cut(i, region[2], region[3]), f.ev.Cut(i, host[2], host[3])},
				yours:   r,
				correct: h,
				at:      KeyStage,
			}}
		}
	}
	return nil
}

// otherRegion is a region that code gives besides the one of the credential scope.
func (f *facts) otherRegion() (string, evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode || f.params.Scope.Region == "" {
			continue
		}
		for _, m := range regionInCode.FindAllSubmatchIndex(src.Data, 20) {
			if r := string(src.Data[m[2]:m[3]]); r != f.params.Scope.Region {
				return r, f.ev.Cut(i, m[2], m[3])
			}
		}
	}
	return "", evidence.Text{}
}

// onlyMatch is where a form matches, nil when it does with several values.
func onlyMatch(form *regexp.Regexp, data []byte) []int {
	all := form.FindAllSubmatchIndex(data, 20)
	for _, m := range all {
		if string(data[m[2]:m[3]]) != string(data[all[0][2]:all[0][3]]) {
			return nil
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

const (
	callsHMAC   = `(?:\b\w*(?i:hmac)\w*|\b_?[sS]ign)\(\s*`
	literalName = `b?["']([a-z][a-z0-9-]+)["']`
	regionKey   = `[\w.$]*(?i:k_?region|region_?key)`
)

// serviceStep is the step of the key derivation that takes the service, with a text
// in its place, in either order of the arguments.
var serviceStep = []*regexp.Regexp{
	regexp.MustCompile(callsHMAC + literalName + `\s*,\s*` + regionKey + `\s*\)`),
	regexp.MustCompile(callsHMAC + regionKey + `\s*,\s*` + literalName + `\s*[,)]`),
}

// lookServiceInCode compares the service in the key derivation of the code with the
// one of the credential scope.
//
// What code says that stands beside a request, set against the request.
func lookServiceInCode(f *facts) []hit {
	scope := f.params.Scope.Service
	if f.verified || scope == "" || f.answer != nil && !f.denied() {
		return nil
	}
	for _, form := range serviceStep {
		if slices.ContainsFunc(slices.Collect(f.matches(form)), func(t evidence.Text) bool { return t.S == scope }) {
			return nil // one derivation of several is of this service
		}
		for v := range f.matches(form) {
			if v.S != scope && !strings.HasPrefix(v.S, "aws") {
				return []hit{{
					basis: byCode,
					says: "The code derives the signing key for the service " + v.S +
						"; the credential scope names " + scope + ".",
					places:  places(v),
					yours:   v.S,
					correct: scope,
					at:      KeyStage,
				}}
			}
		}
	}
	return nil
}

// lookNameWithoutPort finds code that signs the host without the port that is sent.
func lookNameWithoutPort(f *facts) []hit {
	port := portOf(f.model.Host)
	if !f.unsettled() ||
		!f.wire() && f.params.Carrier != sigv4.InQuery ||
		port == "" ||
		impliedPort(port) ||
		f.client.Canonical != nil {
		return nil
	}
	for _, form := range []*regexp.Regexp{nameOfURL, bareHostOf} {
		if m, where := f.find(form); m != nil {
			return []hit{{
				basis: byInference,
				says: "The code signs the name in the URL without its port; the request is sent with Host: " +
					f.model.Host + ", and what is sent is what has to be signed.",
				places:  places(where, f.hostText()),
				yours:   "host:" + bareHost(f.model.Host),
				correct: "host:" + f.model.Host,
			}}
		}
	}
	return nil
}
