package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

var (
	regionSetting  = settingNamed(`(?:[\w.-]*(?:region(?:[-_. ]?name)?|bucket[-_]location))`)
	regionOption   = regexp.MustCompile(`(?i)[\s,]endpoint=((?:[a-z]{2,4})-[a-z]+-\d)\b`) // of s3fs
	serviceSetting = settingNamed(`(?:(?:aws[-_. ]?)?service(?:[-_. ]?name)?)`)
	bucketSetting  = settingNamed(`(?:[\w.-]*bucket(?:[-_. ]?names?)?)`)
	hostSetting    = settingNamed(`(?:[\w.-]*(?:endpoint(?:[-_.]?ur[il])?|host(?:name|_base|s)?|server|ur[il]))`)
	requestURL     = regexp.MustCompile(`\b(?:GET|POST|PUT|DELETE|HEAD)\s+https?://([\w-]+(?:\.[\w-]+)+)`)
	hostInValue    = regexp.MustCompile(`^[\s\["'\x60]*(?:https?://)?([\w-]+(?:\.[\w-]+)+)`)
)

// A hostSet is a host that a setting or a request names.
type hostSet struct {
	name  string
	where evidence.Text
}

// hostsSet are the hosts that settings and requests name.
func (f *facts) hostsSet() (list []hostSet) {
	for _, s := range f.allSettings(hostSetting) {
		if m := hostInValue.FindStringSubmatch(s.raw); m != nil {
			list = append(list, hostSet{lower(m[1]), s.where})
		}
	}
	for t := range f.matches(requestURL) {
		list = append(list, hostSet{lower(t.S), t})
	}
	return list
}

// nearBasis is what two settings prove that contradict each other: what is far apart may be of two
// clients.
func nearBasis(a, b evidence.Text) basis {
	p, q := a.Place(), b.Place()
	if p.Source == q.Source && max(p.From-q.From, q.From-p.From) < farApart {
		return byInference
	}
	return byCode
}

// namedBasis is what they prove by their names: a region of AWS_REGION may be none of WASABI_ENDPOINT.
func namedBasis(region, host evidence.Text) basis {
	if store := ofStore.FindString(lower(host.S)); store != "" && !strings.Contains(lower(region.S), store) {
		return byCode
	}
	return byInference
}

// ofStore is a store in the name of a setting.
var ofStore = regexp.MustCompile(`^(?:\w*_)?(?:wasabi|backblaze|b2|scw|scaleway|ovh)_`)

// farApart is more than the length of a block of settings.
const farApart = 400

// lookRegionSetting finds another region set than the one that the host of a store names. AWS
// tells such a region by itself.
func lookRegionSetting(f *facts) []hit {
	if !f.settingsTell() || !f.mismatch() {
		return nil
	}
	where, set := evidence.Text{}, ""
	for _, s := range f.allSettings(regionSetting) {
		v := lower(strings.TrimRight(s.value, ","))
		switch {
		case !isRegion(v) && !otherRegionForm.MatchString(v):
			continue
		case set != "" && v != set:
			return nil // one of several: nothing tells which is in force
		}
		where, set = s.where, v
	}
	if groups, place := f.find(regionOption); set == "" && groups != nil {
		where, set = place, lower(groups[1])
	}
	hosts := f.hostsSet()
	if slices.ContainsFunc(hosts, func(h hostSet) bool { return strings.Contains(h.name, set+".") }) {
		return nil
	}
	for _, h := range hosts {
		m := otherRegions.FindStringSubmatch(h.name)
		if set == "" || m == nil || m[1] == set {
			continue
		}
		return []hit{{
			basis:   max(nearBasis(where, h.where), namedBasis(where, h.where)),
			says:    "The region is set to " + set + ", and the endpoint " + h.name + " is in " + m[1] + ".",
			places:  places(where),
			yours:   set,
			correct: m[1],
			at:      StringToSignStage,
		}}
	}
	return nil
}

// otherRegionForm is a region of a store that is not AWS's.
var otherRegionForm = regexp.MustCompile(`^(?:[a-z]{2,4}-[a-z]+-\d+|[a-z]{2}-[a-z]{3})$`)

// lookServiceSetting finds another service set than the one that the host of AWS names.
func lookServiceSetting(f *facts) []hit {
	refused := f.settingsTell() || f.answer == nil && f.pasteHas(forbidden)
	if !refused || f.verified || f.pasteHas(namesApp) {
		return nil
	}
	for _, s := range f.allSettings(serviceSetting) {
		set := lower(strings.TrimRight(s.value, ","))
		if !certainServices[set] && set != "aps" {
			continue
		}
		for _, h := range f.hostsSet() {
			e, ok := endpointOf(h.name)
			if !ok || !certainServices[e.service] || e.service == set || strings.HasPrefix(set, e.service) || strings.HasPrefix(e.service, set) {
				continue
			}
			return []hit{{
				basis:   nearBasis(s.where, h.where),
				says:    "The service is set to " + set + ", and the host " + h.name + " is one of " + e.service + ".",
				places:  places(s.where),
				yours:   set,
				correct: e.service,
				at:      StringToSignStage,
			}}
		}
	}
	return nil
}

// namesApp is a file in which service is a name of one's own, or Kubernetes'.
var namesApp = regexp.MustCompile(`(?m)^service:[^\n]*\n(?:[^\n]*\n){0,6}?provider:|^kind:[ \t]*(?:Ingress|Service|VirtualService|IngressRoute)\b`)

// bucketIsEndpoint is a setting that says that the endpoint has the bucket in it.
var bucketIsEndpoint = regexp.MustCompile(`(?i)bucket_?endpoint["']?\s*(?:=>|[:=])\s*["']?true|\bcname["']?\s*(?:=>|[:=])\s*["']?true`)

// lookBucketTwice finds an endpoint that begins with the bucket, which is set as well: clients put
// it into host or path once more. Of hosts of AWS clients know it.
func lookBucketTwice(f *facts) []hit {
	if !f.settingsTell() || !f.mismatch() || f.pasteHas(bucketIsEndpoint) {
		return nil
	}
	hosts := f.hostsSet()
	buckets := f.allSettings(bucketSetting)
	for t := range f.matches(bucketInCall) {
		buckets = append(buckets, setting{value: t.S, where: t})
	}
	for _, s := range buckets {
		bucket := lower(strings.TrimRight(s.value, ","))
		for _, h := range hosts {
			store, ok := strings.CutPrefix(h.name, bucket+".")
			alone := func(h hostSet) bool { return h.name == store }
			if !ok || len(bucket) < shortestBucket || !otherStores.MatchString(store) || slices.ContainsFunc(hosts, alone) {
				continue // the other one is where its files are shown
			}
			return []hit{{
				basis: byCode,
				says: "The endpoint " + h.name + " has the bucket in its name, and the bucket is set besides: the client puts it into host or " +
					"path once more. The endpoint is " + store + ".",
				places:  places(s.where),
				yours:   h.name,
				correct: store,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// bucketInCall is the bucket that a call of a client is given in front of the key.
var bucketInCall = regexp.MustCompile(`(?i)\b(?:put|get|upload|fput|fget|head|stat|delete)_?(?:file|object|content)\w*\(\s*["']([a-z0-9][a-z0-9.-]+)["']\s*,\s*["'][^"'\n]*[/.][^"'\n]*["']`)

// shortestBucket is how long the name of a bucket is at the least.
const shortestBucket = 2
