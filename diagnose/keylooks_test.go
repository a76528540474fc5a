package diagnose

import (
	"encoding/hex"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// printedKeySights: keys without a label that can be read, of a chain that errs in one
// step.
func printedKeySights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	chain := func(region, service string) string {
		canonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
		text := stringToSignText(lookDate, lookScope, canonical)
		printed, key := "", []byte("AWS4"+docsSecret)
		for _, m := range []string{"20250612", region, service, "aws4_request"} {
			key = mac(key, m)
			printed += "键: " + hex.EncodeToString(key) + "\n"
		}
		sent := strings.Replace(get, "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433",
			hex.EncodeToString(mac(key, text)), 1)
		return clientLog(canonical, text) + printed + "\n" + refused(sent, echoed(canonical, lookDate, lookScope))
	}
	hit("signing-key-wrong-service", "printed keys", Seen, chain("eu-west-1", "S3"))
	hit("signing-key-wrong-region", "printed keys", Seen, chain("us-east-1", "s3"))
	near("signing-key-wrong-service", "the keys that are due", chain("eu-west-1", "s3"))
	near("signing-key-wrong-region", "the keys that are due", chain("eu-west-1", "s3"))
	return list
}

// secretSights: secret keys of which a log shows the length, and those that everybody can
// know.
func secretSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	s3cmd := func(between string) string {
		return "DEBUG: ConfigParser: secret_key->ts..." + between + "_chars...E\n" + refused(get,
			echoed(canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date"), lookDate, lookScope)) +
			clientLog(canonicalOf(t,
				get, "s3", "host", "x-amz-content-sha256", "x-amz-date"),
				"")
	}
	hit("secret-truncated", "39 characters", told, s3cmd("36"))
	near("secret-truncated", "40 characters", s3cmd("37"))
	signedWith := func(secret string) string {
		return refused(signWire(t, s3Get, secret), plainMismatch)
	}
	hit("credentials-mixed", "the access key ID as secret key", Reproduced, signedWith("AKIA5Q3FZT7WLRJ2NC6D"))
	hit("secret-placeholder", "a variable that is not set", Reproduced, signedWith("undefined"))
	near("credentials-mixed", "another secret key", signedWith("AKIA5Q3FZT7WLRJ2NC6E"))
	near("secret-placeholder", "the secret key of a test server", signedWith("minioadmin"))
	near("credentials-mixed", "a test server that takes it",
		signWire(t, edit(t, s3Get, "AKIA5Q3FZT7WLRJ2NC6D", "test"), "test")+"\n\nHTTP/1.1 404 Not Found\n\n"+
			"<Error><Code>NoSuchBucket</Code></Error>")
	return list
}

// spoiltKeySights: the key at hand signs what was sent, and is refused: its form tells
// what was done to it.
func spoiltKeySights(t testing.TB) (list []sight) {
	hit, near := anyRows(&list)
	signedWith := func(secret string) (string, Given) {
		return refused(signWire(t, s3Get, secret), plainMismatch), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}}
	}
	const whole = "n7Qd2xV9+kLm4RtZ+8yHc3WbJf6PgSa0uEoXi1Tv"
	for _, c := range []struct{ code, name, key string }{
		{"secret-recoded", "in quotes", `"` + whole + `"`},
		{"secret-recoded", "percent-encoded", strings.ReplaceAll(whole, "+", "%2B")},
		{"secret-recoded", "blanks for +", strings.ReplaceAll(whole, "+", " ")},
		{"secret-truncated", "zsh's %", whole + "%"},
		{"secret-truncated", "39 characters, at hand", whole[1:]},
	} {
		text, given := signedWith(c.key)
		hit(c.code, c.name, Likely, true, text).given = given
	}
	text, given := signedWith(whole)
	near("secret-recoded", "as it is made", text).given = given
	near("secret-truncated", "as it is made", text).given = given
	return list
}
