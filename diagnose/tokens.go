package diagnose

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// Presigned requests that serve as passwords: of databases, which check them for their
// own name, and of clusters of EKS, which check who signed for them.

// passwordLooks read such tokens.
var passwordLooks = []mistake{
	{code: "host-mismatch", look: lookDatabaseToken},
	{code: "header-not-signed", look: lookClusterToken},
}

var (
	databaseHost    = regexp.MustCompile(`([\w-]+(?:\.[\w-]+)+\.rds\.amazonaws\.com(?:\.cn)?)`)
	databaseRefuses = regexp.MustCompile(`PAM authentication failed|pg_hba\.conf rejects|Access denied for user`)
)

// lookDatabaseToken finds a token of a database that was made for another name than its
// own: the near end of a tunnel, or an alias (Amazon RDS user guide, "Connecting to your
// DB instance using IAM authentication": no custom Route 53 record in its place).
func lookDatabaseToken(f *facts) []hit {
	if f.params.Scope.Service != "rds-db" || f.params.Carrier != sigv4.InQuery || f.model.host == "" || databaseHost.MatchString(f.model.host) || !f.pasteHas(databaseRefuses) {
		return nil
	}
	own, which := f.pasteFinds(databaseHost), "an alias"
	if internal(bareHost(f.model.host)) {
		which = "the near end of a tunnel"
	}
	if own == "" {
		return nil
	}
	return []hit{{basis: byInference, stands: true, says: "The token is signed for " + f.model.host + ", " + which + ": the database checks it for its own name, " + own + ".", places: places(f.hostText()), yours: f.model.host, correct: own, at: CanonicalStage}}
}

// clusterToken is a token as EKS takes it.
var clusterToken = regexp.MustCompile(`k8s-aws-v1\.([A-Za-z0-9_-]*)`)

// fromToken reports whether the signature is that of a token of EKS in the paste.
func (f *facts) fromToken() bool {
	for t := range f.matches(clusterToken) {
		url, err := base64.RawURLEncoding.DecodeString(t.S)
		if err == nil && f.sentSig != "" && strings.Contains(string(url), f.sentSig) {
			return true
		}
	}
	return false
}

// lookClusterToken finds a token of EKS that does not sign the name of the cluster
// (aws-iam-authenticator, "API Authorization from Outside a Cluster": x-k8s-aws-id).
func lookClusterToken(f *facts) []hit {
	if f.params.Scope.Service != "sts" || f.params.Carrier != sigv4.InQuery || f.claim == nil || !f.pasteHas(clusterToken) || f.echo || !strings.Contains(f.model.query, "Action=GetCallerIdentity") {
		return nil
	}
	if slices.ContainsFunc(f.listed, func(n string) bool { return lower(n) == "x-k8s-aws-id" }) {
		return nil
	}
	b := byRule
	if !f.fromToken() {
		b = byWords // the URL may be one of another use
	}
	return []hit{{basis: b, stands: true, says: "The token does not sign x-k8s-aws-id, the header with the name of the cluster: the cluster takes no token without it.", places: places(f.claim.SignedHeaders), yours: f.claim.SignedHeaders.S, correct: "host;x-k8s-aws-id", at: CanonicalStage}}
}
