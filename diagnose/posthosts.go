package diagnose

import (
	"bytes"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	nginxPass  = regexp.MustCompile(`proxy_pass\s+https?://[^;\s]+;`)
	nginxKeeps = regexp.MustCompile(`(?i)proxy_set_header\s+Host\b`)
)

// fixedHost is a Host that nginx sends whatever it got.
var fixedHost = regexp.MustCompile(`(?i)proxy_set_header\s+Host\s+["']?([a-z0-9][\w.-]*\.[a-z]{2,}(?::\d+)?)["']?\s*;`)

// configuredEndpoint is the endpoint that a client is configured with.
var configuredEndpoint = regexp.MustCompile(`(?i)\bendpoint\w*["']?\s*(?:[:=(,]|=>)+\s*(?:aws\.String\()?["']?https?://([\w.-]+(?::\d+)?)`)

// nginxSigns is an nginx that signs what it passes on.
var nginxSigns = regexp.MustCompile(`(?im)proxy_set_header\s+["']?(?:Authorization|X-Amz-Date)\b|^\s*aws_sign\s*;`)

// hostElsewhere reports whether a client is configured with another host than the one that
// a proxy sends, which may have the bucket in front.
func (f *facts) hostElsewhere(sent string) bool {
	for t := range f.matches(configuredEndpoint) {
		return !strings.HasSuffix("."+lower(bareHost(sent)), "."+lower(bareHost(t.S)))
	}
	return false
}

// lookProxyWithoutHost finds an nginx that passes requests on without the Host
// that it got: it then sends the name of its upstream (ngx_http_proxy_module,
// proxy_set_header, default).
func lookProxyWithoutHost(f *facts) []hit {
	if !f.unexplained() {
		return nil
	}
	if m, where := f.find(fixedHost); m != nil && !f.pasteHas(nginxSigns) && f.hostElsewhere(m[1]) {
		return []hit{{
			basis: byInference,
			says: "nginx sends Host " + m[1] + ", and the client signs the name of the proxy, which is its endpoint: the server " +
				"verifies what it gets.",
			places: places(where),
			at:     CanonicalStage,
		}}
	}
	if f.pasteHas(nginxKeeps) || f.pasteHas(nginxSigns) {
		return nil
	}
	_, where := f.find(nginxPass)
	if !where.InSource() {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "nginx has no proxy_set_header Host: it sends the name in proxy_pass as Host, not the one that was " +
			"signed. proxy_set_header Host $http_host; keeps it.",
		places: places(where),
	}}
}

// configuredStore is the address of a store in configuration.
var configuredStore = regexp.MustCompile(`(?i)\w*` + anyOf(
	`endpoint`,
	`(?:s3|minio|storage)_?(?:url|host)`,
) + `\w*["']?\s*[:=]\s*["']?https?://([\w.-]+(?::\d+)?)`)

// lookEndpointInside finds a presigned URL of another host than the one that a client is
// configured with, which is a name inside a network: the client signs that name.
func lookEndpointInside(f *facts) []hit {
	if !f.unexplained() || f.params.Carrier != sigv4.InQuery || !f.requestShown() || f.model.Host == "" {
		return nil
	}
	var inside evidence.Text
	for t := range f.matches(configuredStore) {
		switch {
		case lower(t.S) == lower(f.model.Host):
			return nil
		case internal(bareHost(t.S)) && portOf(t.S) == portOf(f.model.Host) && !loopback.MatchString(t.S):
			inside = t
		}
	}
	if !inside.Present() {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "The client is configured with " + inside.S +
			", a name inside the network, and the URL is called at " + f.model.Host +
			": where it is presigned for the first and altered afterwards, the signature does not hold.",
		places:  places(inside, f.hostText()),
		yours:   inside.S,
		correct: f.model.Host,
	}}
}

// lookForwardedInside finds a request that a proxy passed on to a name inside a
// network, as the server logged it.
func lookForwardedInside(f *facts) []hit {
	if !f.unexplained() ||
		!f.requestShown() ||
		!internal(bareHost(f.model.Host)) ||
		f.model.Host == "" ||
		f.claim == nil {
		return nil
	}
	for _, n := range []string{
		"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "cf-ray", "via", "x-real-ip",
	} {
		if f.sent(n) {
			return []hit{{
				basis: byWords,
				says: "The request came through a proxy (" + n + ") and has the Host " + f.model.Host +
					", a name inside the network: the client will have signed the name that it called.",
				places:  places(f.hostText(), f.fieldText(n)),
				correct: f.model.Host,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

var portWord = regexp.MustCompile(`(?i)\bport\b`)

// hostPort is a host with a port behind it.
var hostPort = regexp.MustCompile(`(?:^|[^\w.-])([A-Za-z0-9][\w.-]*):(\d{2,5})\b`)

// toldPort finds the port that the paste gives a host, and where.
func (f *facts) toldPort(host string) (string, evidence.Text) {
	for i, src := range f.ev.Sources {
		if !f.holds(i, hostPort) {
			continue
		}
		for _, m := range f.ev.All(i, hostPort) {
			if strings.EqualFold(string(src.Data[m[2]:m[3]]), host) {
				return string(src.Data[m[4]:m[5]]), f.ev.Cut(i, m[2], m[5])
			}
		}
	}
	return "", evidence.Text{}
}

// lookPortElsewhere finds a signed host without the port that the paste gives the
// same name everywhere else.
func lookPortElsewhere(f *facts) []hit {
	signed, where := f.clientLine("host")
	if !where.Present() || f.server.canonical != nil && f.server.canonical != f.client.Canonical {
		signed, where = f.serverLine("host")
	}
	both := f.client.Canonical != nil && f.server.canonical != nil
	if !where.Present() ||
		portOf(signed) != "" ||
		both ||
		f.wire() && portOf(f.model.Host) == "" {
		return nil
	}
	if aws := f.onAWS() || awsHost(signed); aws && (f.client.Canonical == nil || !f.mismatch()) ||
		!aws && !f.pasteHas(portWord) {
		return nil
	}
	port, other := f.toldPort(signed)
	if port == "" || impliedPort(port) {
		return nil
	}
	b := byCode
	if p := other.Place(); !bytes.HasSuffix(f.ev.Sources[p.Source].Data[:p.From], []byte("://")) {
		b = byWords // another service may listen there
	}
	return []hit{{
		basis: b,
		says: "The host is signed as " + signed + ", the server is at " + signed + ":" + port +
			": a port other than the default belongs to the host.",
		places:  append(places(where), other),
		yours:   "host:" + signed,
		correct: "host:" + signed + ":" + port,
	}}
}

var (
	hostPlusPort = regexp.MustCompile(`(?i)` + anyOf(
		`\bhost\b\s*(?:\+|\.\.?|~|<<)\s*["']:["']\s*(?:\+|\.\.?|~|<<)\s*(?:\w+\.)*port\b`,
		`["'\x60]\S*\{\S*host\}:\$?\{\S*port\}`,
	))
	defaultPort = regexp.MustCompile(`(?i)\bport\s*[:=]?\s*(?:80|443)\b|:(?:80|443)\b`)
)

// lookSignedDefaultPort finds the default port in the host that a client signed
// (RFC 9110, section 4.2.3: the port is left out; HTTP clients do so in Host).
func lookSignedDefaultPort(f *facts) []hit {
	switch {
	case !f.mismatch():
		return nil
	case f.server.canonical != nil:
		return f.defaultPortGiven()
	}
	if h := f.defaultPortPrinted(); h != nil {
		return h
	}
	if signed, where := f.clientLine("host"); where.Present() {
		if own, _ := f.raw.HeaderValue("host"); own == signed && f.wire() {
			return nil // it is sent so
		}
		if p := portOf(signed); impliedPort(p) {
			return []hit{{
				basis:   byCode,
				says:    "The host is signed with the default port :" + p + ", which HTTP clients leave out of Host.",
				places:  places(where),
				yours:   "host:" + signed,
				correct: "host:" + bareHost(signed),
			}}
		}
		return nil
	}
	if _, where := f.find(hostPlusPort); where.InSource() && f.pasteHas(defaultPort) {
		return []hit{{
			basis: byWords,
			says: "The code signs host and port also where the port is the default one, which HTTP clients leave " +
				"out of Host.",
			places: places(where),
		}}
	}
	return nil
}

// hostPrinted is the host at the beginning of the canonical headers, on the line of a variable.
var hostPrinted = regexp.MustCompile(`(?i)canonical_?headers["']?\s*[=:]\s*["']?host:([\w.:-]+)`)

// clientRequest is how http-client of Haskell prints a request: the host and the port of the
// connection.
var clientRequest = regexp.MustCompile(`\[(?:Client )?Request\] \{`)

// defaultPortPrinted finds the host that the client signed in a value of a server's log, with
// the default port behind it.
func (f *facts) defaultPortPrinted() []hit {
	if !f.unsettled() {
		return nil
	}
	signed, line := f.clientLine("host")
	if !line.Present() {
		if groups, where := f.find(hostPrinted); groups != nil {
			signed, line = groups[1], where
		}
	}
	if !line.Present() || portOf(signed) != "" || awsHost(signed) || f.pasteHas(clientRequest) {
		return nil
	}
	_, where := f.find(regexp.MustCompile(`(?i)host["']?\s*[=:]\s*["']?` + literal(signed) + `:(?:443|80)\b`))
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:   byWords,
		says:    "The client signs the host " + signed + ", and a log has it with the default port: the server, or a proxy, puts it there.",
		places:  places(line, where),
		yours:   "host:" + signed,
		correct: where.S,
		at:      CanonicalStage,
	}}
}

// portGiven is the URL of an endpoint with the default port, in a setting.
var portGiven = regexp.MustCompile(`(?i)(?:endpoint|url|host|server)\w*["']?\s*[:=]+>?\s*["']?(?:https://([\w.-]+):443|http://([\w.-]+):80)\b`)

// defaultPortGiven finds an endpoint that is set with the default port, where the server got
// its host without.
func (f *facts) defaultPortGiven() []hit {
	seen, line := f.serverLine("host")
	groups, where := f.find(portGiven)
	if !f.silent() || f.requestShown() || groups == nil || !strings.EqualFold(groups[1]+groups[2], seen) {
		return nil
	}
	return []hit{{
		basis: byHint, // most clients leave it out of what they sign
		says: "The endpoint is set with the default port, and the server got " + quoted(seen) + ": signers that take the " +
			"port along sign another host than HTTP clients send.",
		places:  places(where, line),
		correct: "host:" + seen,
		at:      CanonicalStage,
	}}
}
