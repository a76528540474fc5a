package diagnose

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// passwordLooks read such tokens.
//
// Presigned requests that serve as passwords: of databases, which check them for their
// own name, and of clusters of EKS, which check who signed for them.
var passwordLooks = []mistake{
	{code: "host-mismatch", look: lookDatabaseToken},
	{code: "header-not-signed", look: lookClusterToken},
	{code: "url-damaged", look: lookTokenInURL},
	{code: "secret-recoded", look: lookSecretInURL},
	{code: "signing-key-wrong-date", look: lookPasswordDate},
}

var (
	databaseHost    = regexp.MustCompile(`([\w-]+(?:\.[\w-]+)+\.rds\.amazonaws\.com(?:\.cn)?)`)
	databaseRefuses = regexp.MustCompile(`PAM authentication failed|pg_hba\.conf rejects|Access denied for user`)
)

// lookDatabaseToken finds a token of a database that was made for another name than its
// own: the near end of a tunnel, or an alias (Amazon RDS user guide, "Connecting to your
// DB instance using IAM authentication": no custom Route 53 record in its place).
func lookDatabaseToken(f *facts) []hit {
	if f.params.Scope.Service != "rds-db" ||
		f.params.Carrier != sigv4.InQuery ||
		f.model.Host == "" ||
		databaseHost.MatchString(f.model.Host) ||
		!f.pasteHas(databaseRefuses) {
		return nil
	}
	own, which := f.pasteFinds(databaseHost), "an alias"
	if internal(bareHost(f.model.Host)) {
		which = "the near end of a tunnel"
	}
	if own == "" {
		return nil
	}
	return []hit{{
		basis:  byInference,
		stands: true,
		says: "The token is signed for " + f.model.Host + ", " + which +
			": the database checks it for its own name, " + own + ".",
		places:  places(f.hostText()),
		yours:   f.model.Host,
		correct: own,
	}}
}

// secretInURL is the parameter of a database's URL that is given a secret key with a plus.
var secretInURL = regexp.MustCompile(`(?i)\bjdbc:[^\s"'<>]*[?&;](\w*secret_?(?:access_?)?key)=[^&;\s"'<>+]*\+`)

// lookSecretInURL finds a secret key with a raw plus in the URL of a database, which is read as
// a blank there. The value is not shown.
func lookSecretInURL(f *facts) []hit {
	if !f.pasteHas(databaseRefuses) {
		return nil
	}
	for name := range f.matches(secretInURL) {
		return []hit{{
			basis: byInference,
			says: "The secret key stands in the URL with a + that is not percent-encoded: the driver reads a blank, and signs with another " +
				"key. In a URL it is %2B.",
			places: places(name),
			at:     KeyStage,
		}}
	}
	return nil
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
	if f.params.Scope.Service != "sts" ||
		f.params.Carrier != sigv4.InQuery ||
		f.claim == nil ||
		!f.pasteHas(clusterToken) ||
		f.echo ||
		!strings.Contains(f.model.Query, "Action=GetCallerIdentity") {
		return nil
	}
	if slices.ContainsFunc(f.listed, func(n string) bool { return lower(n) == "x-k8s-aws-id" }) {
		return nil
	}
	b := byRule
	if !f.fromToken() {
		b = byWords // the URL may be one of another use
	}
	return []hit{{
		basis:  b,
		stands: true,
		says: "The token does not sign x-k8s-aws-id, the header with the name of the cluster: the cluster takes " +
			"no token without it.",
		places:  places(f.claim.SignedHeaders),
		yours:   f.claim.SignedHeaders.S,
		correct: "host;x-k8s-aws-id",
	}}
}

var (
	tokenInURL = regexp.MustCompile(`create_engine\(\s*f?["'][^"'\n]*:(\{\w*(?:token|password|pw)\w*\})@`)
	madeToken  = regexp.MustCompile(`generate_db_auth_token`)
	quotesIt   = regexp.MustCompile(`quote(?:_plus)?\(|URL\.create\(`)
)

// lookTokenInURL finds a token of a database that stands in a URL as it is: what reads the
// URL undoes its escapes (SQLAlchemy, "Escaping special characters such as @ signs in
// passwords").
func lookTokenInURL(f *facts) []hit {
	if f.verified || !f.pasteHas(madeToken) || !f.pasteHas(databaseRefuses) || f.pasteHas(quotesIt) {
		return nil
	}
	for t := range f.matches(tokenInURL) {
		return []hit{{
			basis:  byCode,
			stands: true,
			says: "The token stands in the URL of the database as it is; SQLAlchemy decodes the password of a " +
				"URL, so that %2F and %2B of the token become / and +. It has to be quoted, or handed over apart.",
			places: places(t),
			at:     RequestStage,
		}}
	}
	return nil
}

var (
	mailStep  = regexp.MustCompile(`['"]SendRawEmail['"]`)
	fixedDate = regexp.MustCompile(`11111111`)
	today     = regexp.MustCompile(`(?i)\$?\bdate\w*\s*=\s*[^\n]*` + anyOf(
		`get-date|now\(|today|utcnow|strftime`,
		`toString\(['"]yyyyMMdd`,
	))
)

// lookPasswordDate finds a password for SMTP that is derived with the day, where a fixed
// date is due (SES developer guide, "Obtaining Amazon SES SMTP credentials by converting
// existing AWS credentials").
func lookPasswordDate(f *facts) []hit {
	if f.verified || !f.pasteHas(mailStep) || f.pasteHas(fixedDate) || !f.pasteHas(today) {
		return nil
	}
	_, where := f.find(today)
	return []hit{{
		basis: byCode,
		says: "The password for SMTP is derived with the date 11111111 in the place of the day; here it is the " +
			"day of today.",
		places:  places(where),
		correct: "11111111",
	}}
}
