package sigv4

import "strings"

// A Flavor is one way of canonicalising: what differs between services and
// between the header and the query form. All flavours stand in one table.
type Flavor struct {
	Name          string
	Normalize     bool   // remove empty and dot segments from the path (RFC 3986, section 5.2.4)
	EncodeTwice   bool   // the canonical URI is the path as sent, percent-encoded once more
	HashHeader    bool   // x-amz-content-sha256 has to be sent with a header signature
	QueryUnsigned bool   // a presigned query signs UNSIGNED-PAYLOAD instead of the body's hash
	TokenAfter    bool   // the session token is appended after signing and is not signed
	AddedAfter    string // another query parameter that is appended after signing
	GitUnhashed   bool   // the pseudo-method GIT has an empty payload hash
	TokenHeader   string
}

const (
	securityToken  = "x-amz-security-token"
	s3SessionToken = "x-amz-s3session-token"
)

// flavors is searched by signing name; the last entry is for every other service.
// Sources: Amazon S3 API reference, "Signature calculations for the Authorization
// header" (no normalisation, one encoding, x-amz-content-sha256) and "Authenticating
// requests: using query parameters" (UNSIGNED-PAYLOAD); IAM user guide, "Create a
// signed AWS API request" (normalise, encode twice); aws-iot-device-sdk-js
// device/index.js (token after signing); aws-msk-iam-sasl-signer-go signer/msk_auth_token_provider.go
// (User-Agent after signing); botocore S3ExpressAuth (session token);
// smithy-go aws-http-auth/sigv4/sigv4_test.go (CodeCommit's pseudo-method GIT).
var flavors = []struct {
	services []string
	flavor   Flavor
}{
	{[]string{"s3express"}, Flavor{
		Name: "S3 Express", HashHeader: true, QueryUnsigned: true, TokenHeader: s3SessionToken,
	}},
	{[]string{"s3", "s3-outposts", "s3-object-lambda"}, Flavor{
		Name: "S3", HashHeader: true, QueryUnsigned: true, TokenHeader: securityToken,
	}},
	{[]string{"iotdevicegateway"}, Flavor{
		Name: "IoT websocket", Normalize: true, EncodeTwice: true, TokenAfter: true, TokenHeader: securityToken,
	}},
	{[]string{"kafka-cluster"}, Flavor{
		Name: "MSK", Normalize: true, EncodeTwice: true, AddedAfter: "User-Agent", TokenHeader: securityToken,
	}},
	{[]string{"glacier"}, Flavor{
		Name: "Glacier", Normalize: true, EncodeTwice: true, HashHeader: true, TokenHeader: securityToken,
	}},
	{[]string{"codecommit"}, Flavor{
		Name: "CodeCommit", Normalize: true, EncodeTwice: true, GitUnhashed: true, TokenHeader: securityToken,
	}},
	{nil, Flavor{
		Name: "AWS", Normalize: true, EncodeTwice: true, TokenHeader: securityToken,
	}},
}

// FlavorOf returns the flavour of a signing name. The name is compared without
// regard to case so that a scope with capitals is still read by the right rules.
func FlavorOf(service string) Flavor {
	last := flavors[len(flavors)-1].flavor
	for _, f := range flavors {
		for _, s := range f.services {
			if strings.EqualFold(s, service) {
				return f.flavor
			}
		}
	}
	return last
}

// IsS3 reports whether a signing name belongs to the S3 family, which encodes
// the path once and never normalises it.
func IsS3(service string) bool { return !FlavorOf(service).EncodeTwice }

// Carrier is where a signature travels.
type Carrier uint8

const (
	InHeader Carrier = iota // the Authorization header
	InQuery                 // the X-Amz-* query parameters of a presigned URL
)
