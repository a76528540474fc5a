package replay

import (
	"net/netip"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// otherHosts signs another host name than the one sent: other spellings, other
// endpoints of the service, and every host that the evidence names.
func otherHosts(m *Model) []Twist {
	var out []Twist
	add := func(variant, v, says string) {
		if v != m.Host && v != "" {
			out = append(out, valueTwist(variant, "host", v, says))
		}
	}
	add("host-upper-case", strings.ToUpper(m.Host), "signs the host in capitals")
	add("host-upper-case", strings.ToLower(m.Host), "signs the host in lower case, capitals are sent")
	add("host-trailing-dot", m.Host+".", "signs the host with a dot at its end")
	add("host-trailing-dot", strings.TrimSuffix(m.Host, "."), "signs the host without the dot at its end")
	for _, h := range m.Hosts {
		add("host-other-name", h, "signs the host "+h+" which the evidence names")
	}
	for _, h := range endpointsLike(m) {
		add("host-other-name", h, "signs the host "+h)
	}
	few := len(out)
	for _, h := range shortenedHosts(m) {
		add("host-other-name", h, "signs the host "+h)
	}
	rarely(out[few:]...)
	few = len(out)
	for _, r := range m.allRegions() {
		if region := m.scope.Region; region != "" && strings.HasSuffix(m.Host, ".amazonaws.com") {
			add("host-other-region", strings.Replace(m.Host, region, r, 1), "signs the host of the region "+r)
		}
	}
	alone(out[few:]...)
	return out
}

// shortenedHosts are the host without one of its parts, and with what stands before others.
func shortenedHosts(m *Model) []string {
	bare, _ := sigv4.SplitHost(m.Host)
	labels := strings.Split(bare, ".")
	out := []string{"www." + m.Host, strings.TrimPrefix(m.Host, "www."), `"` + m.Host + `"`, m.Host + " ", "//" + m.Host}
	if len(labels) < 3 {
		return out
	}
	for i := range labels {
		out = append(out, strings.Join(slices.Concat(labels[:i], labels[i+1:]), "."))
	}
	return append(out, strings.Join(labels[len(labels)-2:], "."))
}

// OtherHosts lists the names under which the host of the request may be signed: those
// that the evidence tells, and the other names of its endpoint.
func (m *Model) OtherHosts() []string { return slices.Concat(m.Hosts, endpointsLike(m)) }

// endpointsLike lists other names of the endpoint that a host stands for.
func endpointsLike(m *Model) []string {
	bare, port := sigv4.SplitHost(m.Host)
	if port != "" {
		port = ":" + port
	}
	var out []string
	if bare == "localhost" || bare == "127.0.0.1" || bare == "[::1]" || bare == "0.0.0.0" {
		out = append(out, "localhost"+port, "127.0.0.1"+port, "0.0.0.0"+port, "host.docker.internal"+port, "minio"+port)
	} else if _, err := netip.ParseAddr(bare); err == nil {
		out = append(out, "localhost"+port)
	}
	region, service := m.scope.Region, m.scope.Service
	if sigv4.IsS3(service) {
		virtual := m.Endpoint != ""
		for _, e := range []string{
			"s3.amazonaws.com", "s3." + region + ".amazonaws.com", "s3-" + region + ".amazonaws.com",
			"s3.dualstack." + region + ".amazonaws.com", "s3-accelerate.amazonaws.com", "s3-external-1.amazonaws.com",
		} {
			if virtual {
				out = append(out, m.Bucket+"."+e)
			} else {
				out = append(out, e)
			}
		}
		if !virtual && !strings.HasSuffix(bare, ".amazonaws.com") {
			out = append(out, bare+".s3.amazonaws.com", bare+".s3."+region+".amazonaws.com")
		}
	} else if service != "" {
		out = append(out, service+"."+region+".amazonaws.com", service+".amazonaws.com")
	}
	if bare != "localhost" && port == "" {
		out = append(out, "localhost", "127.0.0.1", "localhost:8080", "localhost:9000", "localhost:4566", "localhost:3000", "127.0.0.1:9000")
	}
	return append(out, region+".amazonaws.com", "amazonaws.com", "host")
}
