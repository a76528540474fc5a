package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// scopeLooks read the credential scope.
var scopeLooks = []mistake{
	{code: "scope-malformed", look: lookScopeForm},
	{code: "scope-date-mismatch", look: lookScopeDate},
	{code: "region-mismatch", look: lookRegion},
	{code: "service-mismatch", look: lookService},
	{code: "service-mismatch", look: lookAdvertising},
	{code: "sigv4a-required", look: lookMultiRegion},
	{code: "signing-key-stale", look: lookDayConfigured},
	{code: "endpoint-wrong", look: lookChinaHost},
	{code: "endpoint-wrong", look: lookForeignKey},
}

// lookMultiRegion finds Version 4 at a multi-region access point, which takes SigV4A alone.
func lookMultiRegion(f *facts) []hit {
	host := lower(f.model.Host)
	if !strings.Contains(host, ".accesspoint.s3-global.amazonaws.com") ||
		f.claim == nil ||
		f.claim.Algorithm.S != sigv4.Algorithm {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "The host is a multi-region access point, which takes SigV4A only.",
		places:  places(f.claim.Algorithm),
		yours:   sigv4.Algorithm,
		correct: "AWS4-ECDSA-P256-SHA256",
	}}
}

// lookChinaHost finds a host of a region in China without the end of the names there.
func lookChinaHost(f *facts) []hit {
	if !chinaHost.MatchString(f.model.Host) {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "The hosts of the regions in China end in amazonaws.com.cn; " + f.model.Host + " is none of them.",
		places:  places(f.hostText()),
		yours:   f.model.Host,
		correct: f.model.Host + ".cn",
	}}
}

// lookForeignKey finds an access key ID of another provider than the one that the request
// goes to.
func lookForeignKey(f *facts) []hit {
	if !f.endpointForeign() || f.mismatch() {
		return nil
	}
	return []hit{{
		basis: byHint,
		says: "The request goes to " + f.model.Host + " with the access key ID " + f.params.AccessKeyID +
			", which is not of that provider.",
	}}
}

// chinaHost is a host of a region in China under the domain of the others.
var chinaHost = regexp.MustCompile(`(?i)\.cn-[a-z]+-\d\.amazonaws\.com$`)

// lookScopeForm finds parts of the scope that are misspelt or exchanged.
func lookScopeForm(f *facts) []hit {
	s := f.params.Scope
	if f.claim == nil || len(f.claim.ScopeParts) != 4 || f.onlyCredential() {
		return nil
	}
	s = f.claim.Scope()
	var hits []hit
	add := func(i int, says, correct string) {
		hits = append(hits, hit{
			basis:   byRule,
			says:    says,
			places:  places(f.scopePart(i)),
			yours:   f.scopePart(i).S,
			correct: correct,
		})
	}
	if s.Terminator != sigv4.Terminator && !masked(s.Terminator) {
		add(3, "The credential scope ends with "+quoted(s.Terminator)+"; it ends with aws4_request.", sigv4.Terminator)
	}
	if isRegion(s.Service) && !isRegion(s.Region) {
		add(1, "Region and service are exchanged in the credential scope.", s.Service)
	} else if lower(s.Region) != s.Region && isRegion(lower(s.Region)) {
		add(1, "The region of the credential scope has capitals.", lower(s.Region))
	} else if isRegion(strings.ReplaceAll(s.Region, "_", "-")) && strings.Contains(s.Region, "_") {
		add(1, "The region of the credential scope has _ in place of -.", strings.ReplaceAll(s.Region, "_", "-"))
	}
	if lower(s.Service) != s.Service && knownService(lower(s.Service)) {
		add(2, "The service of the credential scope has capitals.", lower(s.Service))
	}
	return hits
}

func knownService(s string) bool {
	for _, k := range replay.UsualServices {
		if k == s {
			return true
		}
	}
	return false
}

// lookScopeDate compares the day of the scope with that of the request.
func lookScopeDate(f *facts) []hit {
	if f.claim == nil || len(f.claim.ScopeParts) != 4 {
		return nil
	}
	day, date := f.claim.ScopeParts[0].S, f.params.Date
	if day == "" || masked(day) {
		return nil
	}
	h := hit{basis: byRule, places: places(f.claim.ScopeParts[0], f.dateText()), yours: day, at: StringToSignStage}
	if len(day) != 8 || !digits(day) {
		h.says, h.correct = "The day of the credential scope is "+quoted(day)+"; the form is YYYYMMDD.", dayOf(date)
		return []hit{h}
	}
	if !amzShape.MatchString(date) || date[:8] == day || f.echo {
		return nil
	}
	h.says, h.correct = "The credential scope says "+day+", the date of the request is "+date+".", date[:8]
	if yearOff(day, date) {
		h.code = "date-week-year"
		h.says = h.says + " The year alone differs, around New Year: the pattern YYYY writes the week-based year."
	} else if f.mismatch() {
		h.basis = byInference
	}
	return []hit{h}
}

func dayOf(date string) string {
	if t, ok := parseTime(date); ok {
		return t.Format("20060102")
	}
	return ""
}

// lookRegion compares the scope's region with the one that the host's name tells.
func lookRegion(f *facts) []hit {
	region := f.scopePart(1)
	if hits := f.lookOtherRegion(region); hits != nil {
		return hits
	}
	if !f.endKnow || f.end.region == "" || region.S == f.end.region || f.echo || !legible(region) {
		return nil
	}
	if lower(region.S) == f.end.region ||
		strings.ReplaceAll(region.S, "_", "-") == f.end.region ||
		isRegion(f.scopePart(2).S) {
		return nil // scope-malformed says it
	}
	if f.end.global && strings.HasPrefix(region.S, "us-gov-") {
		return nil // GovCloud signs some of the global hosts with its own region
	}
	b := byRule
	if f.mismatch() {
		b = byHint // a signature error means that the scope was accepted
	}
	return []hit{{
		basis: b,
		says: "The credential scope says region " + region.S + ", the host " + f.model.Host + " is in " +
			f.end.region + ".",
		places:  places(region, f.hostText()),
		yours:   region.S,
		correct: f.end.region,
	}}
}

// dayConfigured is the scope of one day in the configuration of nginx.
var dayConfigured = regexp.MustCompile(`(?m)^\s*aws_key_scope\s+(\d{8})/`)

// lookDayConfigured finds the signing key and the scope of one day in a configuration, where
// it works until midnight.
func lookDayConfigured(f *facts) []hit {
	if !f.denied() || !f.pasteHas(fromMidnight) {
		return nil
	}
	for day := range f.matches(dayConfigured) {
		return []hit{{
			basis: byWords,
			says: "nginx is configured with the signing key and the scope of one day, " + day.S + ": after midnight UTC they are of no use. Make " +
				"both anew each day, and reload.",
			places: places(day),
			yours:  day.S,
			at:     StringToSignStage,
		}}
	}
	return nil
}

// otherRegions read the region from hosts of stores that are not AWS's and that
// check it (their documentation of S3-compatible endpoints).
var otherRegions = regexp.MustCompile(`(?:^|\.)s3\.(` + anyOf(
	`[a-z]{2,4}-[a-z]+-\d+`,
	`[a-z]{2}-[a-z]{3}`,
	`gra|sbg|bhs|rbx|waw|de|uk`,
) + `)(?:\.(?:backblazeb2\.com|scw\.cloud|wasabisys\.com|io\.cloud\.ovh\.net|perf\.cloud\.ovh\.net))$`)

// legible reports whether a text is there to be read: it is neither empty nor masked.
func legible(t evidence.Text) bool { return t.Present() && t.S != "" && !masked(t.S) }

// lookOtherRegion compares the scope's region with that of another store's host.
func (f *facts) lookOtherRegion(region evidence.Text) []hit {
	m := otherRegions.FindStringSubmatch(lower(bareHost(f.model.Host)))
	if m == nil || region.S == m[1] || f.echo || !legible(region) || f.verified && !f.mismatch() {
		return nil
	}
	b := byHint
	if f.mismatch() || f.accessDenied() {
		b = byInference
	}
	return []hit{{
		basis:   b,
		says:    "The credential scope says region " + region.S + ", the host " + f.model.Host + " is in " + m[1] + ".",
		places:  places(region, f.hostText()),
		yours:   region.S,
		correct: m[1],
		at:      StringToSignStage,
	}}
}

// certainServices are those whose host name tells the signing name for certain.
var certainServices = setOf(
	"s3", "s3express", "s3-outposts", "s3-object-lambda", "dynamodb", "sqs", "sns", "lambda",
	"sts", "iam", "kms", "execute-api", "es", "aoss", "kinesis", "secretsmanager", "ssm", "ses",
	"bedrock",
)

// iotServices are the signing names at an account's IoT endpoint.
var iotServices = setOf("iotdata", "iotdevicegateway", "iot-jobs-data")

var iotEndpoint = regexp.MustCompile(`^[a-z0-9]+(-ats)?\.iot\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$`)

// iotService is the signing name that the path at an account's IoT endpoint
// wants, "" at other hosts (AWS IoT Developer Guide, "Device communication protocols").
func (f *facts) iotService() string {
	switch {
	case !iotEndpoint.MatchString(lower(bareHost(f.model.Host))):
		return ""
	case f.model.Path == "/mqtt":
		return "iotdevicegateway"
	}
	return "iotdata"
}

// lookService compares the service of the scope with the one that the host wants.
func lookService(f *facts) []hit {
	service := f.scopePart(2)
	if service.S == "" || masked(service.S) || f.echo {
		return nil
	}
	differs := func(b basis, want, why string) []hit {
		return []hit{{
			basis: b,
			says: "The credential scope says service " + service.S + ", the host " + f.model.Host + " wants " +
				want + why + ".",
			places:  places(service, f.hostText()),
			yours:   service.S,
			correct: want,
		}}
	}
	if want := f.iotService(); want != "" && !f.verified && !iotTakes(want, service.S) {
		return differs(byInference, want, " for this path")
	}
	want := f.end.service
	if !f.endKnow || !certainServices[want] || !service.Present() || sameService(service.S, want) {
		return nil
	}
	if f.mismatch() {
		return differs(byHint, want, "")
	}
	return differs(byRule, want, "")
}

// The Product Advertising API takes its name in capitals alone (Product Advertising API 5.0,
// "Signing Requests").
const advertising = "ProductAdvertisingAPI"

var (
	advertisingHost  = regexp.MustCompile(`(?:^|\.)webservices\.amazon\.[a-z.]+$`)
	advertisingScope = regexp.MustCompile(`/[a-z]{2}-[a-z]+-\d/(productadvertisingapi)/aws4_request`)
)

// lookAdvertising finds another service in the scope of a request to the Product Advertising
// API, as signers make it that write services in small letters.
func lookAdvertising(f *facts) []hit {
	var service evidence.Text
	if advertisingHost.MatchString(lower(bareHost(f.model.Host))) {
		service = f.scopePart(2)
	} else {
		for t := range f.matches(advertisingScope) {
			service = t
		}
	}
	if !legible(service) || service.S == advertising || f.verified || f.succeeded() {
		return nil
	}
	return []hit{{
		basis:   byInference,
		says:    "The credential scope says service " + service.S + "; the Product Advertising API takes " + advertising + ", with its capitals.",
		places:  places(service),
		yours:   service.S,
		correct: advertising,
		at:      StringToSignStage,
	}}
}

// iotTakes reports whether IoT takes a service in the scope where another one is usual.
func iotTakes(want, service string) bool {
	return iotServices[service] || service == "iot" && want != "iotdevicegateway"
}

// sameService reports whether what stands as service is the one that a host wants, or is
// told of by another look.
func sameService(service, want string) bool {
	return lower(service) == want || isRegion(service) || sigv4.IsS3(service) && want == "s3"
}
