package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// bareHost is a host without its port.
func bareHost(host string) string {
	name, _ := sigv4.SplitHost(host)
	return name
}

func portOf(host string) string {
	_, port := sigv4.SplitHost(host)
	return port
}

// impliedPort reports whether a port is one that its scheme implies.
func impliedPort(port string) bool { return port == "443" || port == "80" }

// bucketOfHost splits a virtual-hosted S3 name into bucket and endpoint. Names
// that are no S3 endpoint of AWS cannot be told apart and report false.
func bucketOfHost(host string) (bucket, endpoint string, ok bool) {
	bare := bareHost(host)
	if !awsHost(bare) {
		return "", "", false
	}
	labels := strings.Split(bare, ".")
	for i, l := range labels {
		if l == "s3" || strings.HasPrefix(l, "s3-") || strings.HasPrefix(l, "s3express-") {
			if i == 0 {
				return "", "", false
			}
			return strings.Join(labels[:i], "."), host[len(strings.Join(labels[:i], "."))+1:], true
		}
	}
	return "", "", false
}

// awsHost reports whether a name lies under a domain of AWS's endpoints.
func awsHost(bare string) bool {
	for _, d := range []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".aws.dev", ".on.aws"} {
		if strings.HasSuffix(strings.ToLower(bare), d) {
			return true
		}
	}
	return false
}

// An endpoint is what the name of an AWS host tells about the signature that is
// due there.
type endpoint struct {
	service string // signing name, "" when the name does not tell
	region  string // "" when the name does not tell
	global  bool   // the name stands for one fixed region
}

// endpointOf reads service and region from the host name of an AWS endpoint. It
// tells only what the name says for certain.
func endpointOf(host string) (endpoint, bool) {
	bare := strings.ToLower(bareHost(host))
	if !awsHost(bare) {
		return endpoint{}, false
	}
	labels := strings.Split(bare, ".")
	if e, ok := s3Endpoint(labels); ok {
		return e, true
	}
	name := strings.TrimSuffix(strings.TrimSuffix(bare, ".cn"), ".amazonaws.com")
	parts := strings.Split(name, ".")
	last := parts[len(parts)-1]
	if e, ok := serviceAfterRegion(parts); ok {
		return e, true
	}
	if isRegion(last) && len(parts) >= 2 {
		return endpoint{service: signingName(parts[len(parts)-2]), region: last}, true
	}
	if r, ok := globalServices[last]; ok && len(parts) == 1 {
		if strings.HasSuffix(bare, ".cn") {
			r = "" // China has regions of its own for them
		}
		return endpoint{service: signingName(last), region: r, global: true}, true
	}
	return endpoint{}, false
}

// s3Endpoint reads the labels of a host of S3, of its access points and of its other
// services.
func s3Endpoint(labels []string) (endpoint, bool) {
	for i, l := range labels {
		if l != "s3" && !strings.HasPrefix(l, "s3-") && !strings.HasPrefix(l, "s3express-") {
			continue
		}
		if strings.HasPrefix(l, "s3express-") {
			return endpoint{service: "s3express", region: regionIn(labels[i:])}, true
		}
		e := endpoint{service: "s3", region: regionIn(labels[i+1:])}
		switch {
		case l == "s3-accelerate", strings.HasPrefix(l, "s3-global"):
			return endpoint{service: "s3"}, true
		case l == "s3-object-lambda", l == "s3-outposts":
			e.service = l
		case l == "s3-control":
		case l == "s3-external-1":
			e.region = "us-east-1"
		case strings.HasPrefix(l, "s3-") && isRegion(l[3:]):
			e.region = l[3:]
		case strings.HasPrefix(l, "s3-website"):
			return endpoint{}, false
		case l != "s3":
			return endpoint{}, false
		}
		return e, true
	}
	return endpoint{}, false
}

// serviceAfterRegion reads names such as search-x.us-east-1.es.amazonaws.com.
func serviceAfterRegion(parts []string) (endpoint, bool) {
	n := len(parts)
	if n < 2 || !isRegion(parts[n-2]) {
		return endpoint{}, false
	}
	switch s := parts[n-1]; s {
	case "es", "aoss", "elb", "rds", "cache", "redshift", "docdb", "neptune":
		if s == "es" || s == "aoss" {
			return endpoint{service: s, region: parts[n-2]}, true
		}
	}
	return endpoint{}, false
}

func regionIn(labels []string) string {
	for _, l := range labels {
		if isRegion(l) {
			return l
		}
	}
	return ""
}

// isRegion reports whether a label has the shape of an AWS region: us-east-1,
// us-gov-west-1, ap-southeast-2, us-iso-east-1.
func isRegion(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) < 3 || len(parts) > 4 {
		return false
	}
	last := parts[len(parts)-1]
	if len(last) == 0 || len(last) > 2 || last[0] < '1' || last[0] > '9' {
		return false
	}
	switch parts[0] {
	case "us", "eu", "ap", "sa", "ca", "me", "af", "il", "cn", "mx", "eusc":
	default:
		return false
	}
	switch strings.TrimPrefix(strings.TrimPrefix(strings.Join(parts[1:len(parts)-1], "-"), "gov-"), "iso") {
	case "east", "west", "north", "south", "central", "northeast", "northwest", "southeast", "southwest", "-east",
		"-west", "b-east", "f-south", "e-west", "f-east", "de-east":
		return true
	}
	return false
}

// signingNames are endpoint prefixes whose signing name differs (SDK endpoint
// rule sets, signingName).
var signingNames = map[string]string{
	"email":                   "ses",
	"email-smtp":              "ses",
	"monitoring":              "monitoring",
	"streams.dynamodb":        "dynamodb",
	"runtime.lex":             "lex",
	"iot-data":                "iotdata",
	"data-ats.iot":            "iotdata",
	"data.iot":                "iotdata",
	"bedrock-runtime":         "bedrock",
	"bedrock-agent-runtime":   "bedrock",
	"runtime.sagemaker":       "sagemaker",
	"api.sagemaker":           "sagemaker",
	"api.ecr":                 "ecr",
	"entitlement.marketplace": "aws-marketplace",
	"email-fips":              "ses",
	"pinpoint":                "mobiletargeting",
	"transcribestreaming":     "transcribe",
	"cognito-idp":             "cognito-idp",
	"appsync-api":             "appsync",
	"sagemaker":               "sagemaker",
	"ecr":                     "ecr",
	"lex":                     "lex",
	"marketplace":             "aws-marketplace",
	"iot":                     "",
}

func signingName(prefix string) string {
	if s, ok := signingNames[prefix]; ok {
		return s
	}
	return prefix
}

// globalServices are endpoints without a region in their name, and the region
// that their signatures are scoped to (AWS general reference, service endpoints).
var globalServices = map[string]string{
	"sts":               "us-east-1",
	"iam":               "us-east-1",
	"route53":           "us-east-1",
	"cloudfront":        "us-east-1",
	"organizations":     "us-east-1",
	"budgets":           "us-east-1",
	"importexport":      "us-east-1",
	"waf":               "us-east-1",
	"shield":            "us-east-1",
	"globalaccelerator": "us-west-2",
}

// onAWSHost is onAWS before there is a model: by the Host header alone.
func (f *facts) onAWSHost() bool {
	host, _ := f.raw.HeaderValue("host")
	return awsHost(bareHost(host))
}

// onAWS reports whether the request goes to a host of AWS.
func (f *facts) onAWS() bool { return awsHost(bareHost(f.model.Host)) }

// elsewhere reports whether the request goes to a host that is not one of AWS.
func (f *facts) elsewhere() bool { return f.model.Host != "" && !f.onAWS() }

// endpointForeign reports whether key and host are of different providers.
func (f *facts) endpointForeign() bool {
	id := f.params.AccessKeyID
	return awsKeyID.MatchString(id) &&
		!strings.HasSuffix(id, "EXAMPLE") &&
		f.elsewhere() &&
		foreignHost(f.model.Host) ||
		keyProvider(id) != "" && f.onAWS()
}

// providerIDs are the forms of the access key IDs that other providers hand out, where
// they tell: most look like random letters.
var providerIDs = []struct {
	provider string
	form     *regexp.Regexp
}{
	{"Google Cloud Storage", regexp.MustCompile(`^GOOG`)},
	{"Yandex Object Storage", regexp.MustCompile(`^YC[AB][A-Za-z0-9_-]{15,}`)},
	{"Alibaba Cloud", regexp.MustCompile(`^LTAI[A-Za-z0-9]{12,}`)},
	{"Tencent Cloud", regexp.MustCompile(`^AKID[A-Za-z0-9]{32}$`)},
	{"Scaleway", regexp.MustCompile(`^SCW[A-Z0-9]{17}$`)},
	{"DigitalOcean Spaces", regexp.MustCompile(`^DO[08]0[A-Z0-9]{16,17}$`)},
	{"Backblaze B2", regexp.MustCompile(`^00\d[0-9a-f]{22}$`)},
	{"Exoscale", regexp.MustCompile(`^EXO[0-9a-f]{24}$`)},
}

// keyProvider is the provider, not AWS, whose access key IDs have the form of this one.
func keyProvider(id string) string {
	for _, p := range providerIDs {
		if p.form.MatchString(id) {
			return p.provider
		}
	}
	return ""
}

// foreignHost reports whether a host is one of a known provider other than AWS.
func foreignHost(host string) bool {
	for _, d := range []string{
		".r2.cloudflarestorage.com", ".backblazeb2.com", ".wasabisys.com", ".digitaloceanspaces.com",
		".googleapis.com", ".aliyuncs.com",
	} {
		if strings.HasSuffix(bareHost(host), d) {
			return true
		}
	}
	return false
}
