package replay

import (
	"slices"
	"strings"
	"time"

	"sigwhy/sigv4"
)

// A Model is what a signer starts from: the request as sent, what its claim states, and
// what else is known. NewModel makes it; whoever analyses fills in the rest. A search
// reads it and never changes it.
type Model struct {
	Mistakes Table // what is tried

	Method string
	Path   string              // raw, as sent
	Query  string              // raw, as sent
	Pairs  []Pair              // of the query, those that are signed
	Names  []string            // signed headers as claimed: lower case, sorted, each once
	Listed string              // the list as the claim writes it
	Values map[string][]string // raw values by lower-case name, in order of sending
	SentAs map[string]string   // the name as sent, by lower-case name
	Order  []string            // lower-case names in order of sending

	Host     string
	Bucket   string // where the host is that of a bucket: its name,
	Endpoint string // and the rest

	Body      []byte
	BodyKnown bool
	Chunked   []byte // what the chunks of the body hold together, nil for a body without
	Payload   string // payload hash by the rules, "" when unknown
	Policy    string // of a POST form, "" for other requests

	Flavor  sigv4.Flavor
	Carrier sigv4.Carrier
	KeyID   string
	Token   string

	Complete                 bool     // all headers of the wire are known
	Echo                     bool     // the request is known by the server's canonical request alone
	Hosts, Regions, Services []string // candidates that the evidence names, besides the usual ones
	Files                    []string // that the evidence names as bodies

	date    string
	scope   sigv4.Scope
	secret  string // "" when unknown
	derived string // a derived signing key in place of the secret
	seed    []byte // "AWS4" and the secret

	until  int      // steps of the key derivation to take, 0 for all
	proved []*Twist // mistakes of the signer that are known

	canonicalValues map[string][]string // one value by the rules for each header, by lower-case name
}

// Pair is a query parameter: decoded, and as sent.
type Pair struct {
	Name, Value       string
	RawName, RawValue string
	Bare              bool // without "="
	Added             bool // not in the request
}

// NewModel makes the model of a request and the parameters of its claim. listed is the
// list of signed headers as the claim writes it, payload the payload hash by the rules,
// "" when it is unknown. What is tried, and what the evidence names, is yet to be added.
func NewModel(req *sigv4.Request, p sigv4.Params, listed, payload string) *Model {
	_, path, query, _, _ := sigv4.TargetParts(req.Target)
	m := &Model{
		Method: req.Method, Path: path, Query: query, Flavor: p.Flavor, Carrier: p.Carrier,
		Names: sigv4.SortedNames(p.SignedHeaders), Listed: listed, Payload: payload,
		date: p.Date, scope: p.Scope, KeyID: p.AccessKeyID, Values: map[string][]string{}, SentAs: map[string]string{},
		secret: p.Key.Secret.Reveal(), derived: p.Key.Derived.Reveal(),
	}
	for _, f := range req.Fields {
		n := strings.ToLower(f.Name)
		if n == ":authority" {
			n = "host"
		}
		if _, seen := m.Values[n]; !seen {
			m.Order = append(m.Order, n)
			m.SentAs[n] = f.Name
		}
		m.Values[n] = append(m.Values[n], f.Value)
	}
	if m.Host, _ = req.Host(); m.Values["host"] == nil && m.Host != "" {
		m.Values["host"] = []string{m.Host}
		m.Order = append([]string{"host"}, m.Order...)
	}
	m.seed = []byte("AWS4" + m.secret)
	m.setCanonical()
	m.setPairs()
	cut := len(req.Body.Bytes) == 0 && len(m.Values["content-length"]) == 1 && strings.Trim(m.Values["content-length"][0], "0 ") != ""
	if !cut && (req.Body.State == sigv4.BodyKnown || req.Body.State == sigv4.BodyAbsent) {
		m.Body, m.BodyKnown = req.Body.Bytes, true
	}
	return m
}

// setCanonical makes the values of the headers by the rules, once for all trials.
func (m *Model) setCanonical() {
	m.canonicalValues = make(map[string][]string, len(m.Values))
	for name, raw := range m.Values {
		values := make([]string, len(raw))
		for i, v := range raw {
			values[i] = sigv4.CanonicalValue(v)
		}
		m.canonicalValues[name] = []string{strings.Join(values, ",")}
	}
}

var noValue = []string{""}

func (m *Model) setPairs() {
	for _, p := range SplitPairs(m.Query) {
		if m.Carrier == sigv4.InQuery && (p.Name == "X-Amz-Signature" || m.Flavor.AddedAfter != "" && strings.EqualFold(p.Name, m.Flavor.AddedAfter)) {
			continue
		}
		if strings.EqualFold(p.Name, "x-amz-security-token") {
			m.Token = p.Value
			if m.Flavor.TokenAfter {
				continue
			}
		}
		m.Pairs = append(m.Pairs, p)
	}
	if v, ok := m.Header("x-amz-security-token"); ok {
		m.Token = v
	}
}

// Deriving is the model of a signer whose derivation ends after some of its four steps.
func (m *Model) Deriving(steps int) *Model {
	out := *m
	if out.until = steps; steps == len(Feed{}) {
		out.until = 0
	}
	return &out
}

// After is the model of a signer of whom an earlier search has proved mistakes: every
// trial makes them.
func (m *Model) After(proved []*Twist) *Model {
	if len(proved) == 0 {
		return m
	}
	out := *m
	out.proved = proved
	return &out
}

// WithSecret is the model of a signer with another secret key.
func (m *Model) WithSecret(secret string) *Model {
	out := *m
	out.secret, out.seed = secret, []byte("AWS4"+secret)
	return &out
}

// allRegions lists the regions worth trying: those the evidence names, then
// every region of the AWS partitions and what people put in their place.
func (m *Model) allRegions() []string {
	return unique(append(slices.Clone(m.Regions), usualRegions...))
}

// allServices lists the signing names worth trying.
func (m *Model) allServices() []string {
	return unique(append(slices.Clone(m.Services), UsualServices...))
}

// neighbourDays lists the days around the one of the scope, nearest first.
func (m *Model) neighbourDays() []string {
	day, err := time.Parse("20060102", m.scope.Date)
	if err != nil {
		return nil
	}
	var out []string
	for _, d := range []int{-1, 1, -2, 2, -3, -4, -5, -6, -7} {
		out = append(out, day.AddDate(0, 0, d).Format("20060102"))
	}
	return out
}

// usualRegions are the regions of the aws, aws-cn and aws-us-gov partitions, and
// names that stand in for a region.
var usualRegions = []string{
	"us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
	"eu-central-2",
	"eu-north-1", "eu-south-1", "eu-south-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
	"ap-south-2",
	"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7",
	"ap-east-1", "ap-east-2", "ca-central-1",
	"ca-west-1", "sa-east-1", "me-south-1", "me-central-1", "af-south-1", "il-central-1", "mx-central-1",
	"cn-north-1", "cn-northwest-1",
	"us-gov-west-1", "us-gov-east-1", "auto", "aws-global", "global", "local", "us", "eu", "default", "region", "EU", "US",
}

// UsualServices are signing names, and endpoint prefixes that are taken for one.
var UsualServices = []string{
	"s3", "execute-api", "dynamodb", "es", "sts", "iam", "sqs", "sns", "lambda", "ec2", "ses", "email", "kms",
	"secretsmanager", "ssm",
	"kinesis", "firehose", "logs", "monitoring", "events", "states", "bedrock", "bedrock-runtime", "sagemaker",
	"runtime.sagemaker", "appsync", "cognito-idp",
	"cognito-identity", "iot", "iotdata", "iotdevicegateway", "elasticsearch", "opensearch", "aoss", "apigateway",
	"rds-db", "rds", "s3express", "s3-outposts", "s3-object-lambda",
	"glacier", "route53", "cloudfront", "cloudwatch", "polly", "transcribe", "translate", "rekognition",
	"textract", "comprehend", "ecr", "ecs", "eks", "elasticache",
	"neptune-db", "athena", "glue", "redshift", "aps", "vpc-lattice-svcs", "geo", "connect", "kafka-cluster",
	"service", "aws4_request", "mediastore", "dax", "ProductAdvertisingAPI",
}
