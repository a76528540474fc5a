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

// askedKeySights: keys, in what people paste when they ask others.
func askedKeySights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)
	signed := func(lines string) string {
		return lines + "\n" + get + threadRefusal
	}
	apex := `Blob k = Crypto.generateMac('hmacSHA256', Blob.valueOf('DAY'), Blob.valueOf('AWS4' + secretKey));`
	hit("signing-key-wrong-date", "a day in code", Likely, signed(strings.Replace(apex, "DAY", "20250610", 1)))
	near("signing-key-wrong-date", "the day of the request in code", signed(strings.Replace(apex, "DAY", "20250612", 1)))
	steps := func(last string) string {
		return "k = hmac.new((\"AWS4\" + secret).encode(), day.encode(), hashlib.sha256).digest()\n" +
			"k = hmac.new(k, region.encode(), hashlib.sha256).digest()\n" +
			"k = hmac.new(k, service.encode(), hashlib.sha256).digest()\n" + last +
			"sig = hmac.new(k, string_to_sign.encode(), hashlib.sha256).hexdigest()\n"
	}
	const terminator = "k = hmac.new(k, b\"aws4_request\", hashlib.sha256).digest()\n"
	hit("signing-key-steps-wrong", "no last step in code", Likely, signed(steps("")))
	near("signing-key-steps-wrong", "all steps in code", signed(steps(terminator)))
	near("signing-key-steps-wrong", "a last step of another name",
		signed(steps("k = hmac.new(k, terminator, hashlib.sha256).digest()\n")))
	root := "canonical_uri = '/'\ncanonical_querystring = ''\n"
	hit("path-mismatch", "the path of an example", Likely, signed(root))
	near("path-mismatch", "the path of an example, and then the real one", signed(root+"canonical_uri = path\n"))
	near("path-mismatch", "a path that is the root", root+strings.ReplaceAll(get, "/photos/cat.jpg", "/")+threadRefusal)
	trace := "++ hexdump -ve '1/1 \"%02x\"'\n./s3put.sh: line 31: hexdump: command not found\n+ kSecret=\n+ curl -H " +
		"'Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-2/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=SIG' -H 'x-amz-date: " + lookDate + "' https://b.s3.eu-west-2.amazonaws.com/a\n400\n"
	hit("hmac-tool-failed", "a tool that is missing, and no signature", told, strings.Replace(trace, "SIG", "", 1))
	hmac := "$k = hash_hmac('sha256', FIRST, SECOND, true);\n" + threadRefusal
	key, day := "'AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'", "'20110909'"
	hit("hmac-arguments-swapped", "a key in quotes", Likely, strings.NewReplacer("FIRST", key, "SECOND", day).Replace(hmac))
	near("hmac-arguments-swapped", "a key in quotes where it belongs", strings.NewReplacer("FIRST", day, "SECOND", key).Replace(hmac))
	swift := "let keyData = Data(\"PREFIX\\(key)\".utf8)\nlet k = HMAC<SHA256>.authenticationCode(for: date, using: keyData)\n\"aws4_request\"" +
		threadRefusal
	hit("signing-key-prefix-wrong", "of Swift", told, strings.Replace(swift, "PREFIX", "AWS", 1))
	near("signing-key-prefix-wrong", "right, of Swift", strings.Replace(swift, "PREFIX", "AWS4", 1))
	setting := "<secretKey>${STORE_SECRET}</secretKey>\n"
	hit("secret-placeholder", "a variable that is not filled in", Likely, setting+"With the key hard-coded it works.\n"+threadRefusal)
	near("secret-placeholder", "a variable", setting+threadRefusal)
	near("secret-placeholder", "a region that is written out", setting+"The region works when hard-coded, the value of the bucket as well.\n"+threadRefusal)
	near("secret-placeholder", "a server that is called directly", setting+"It works fine when I call S3 directly.\n"+threadRefusal)
	chain := "DateKey = hmac.new(b'AWS4' + secret, day, hashlib.sha256).digest()\nSigningKey = hmac.new(ServiceKey, b'aws4_request', hashlib.sha256).digest()\n"
	hit("hmac-arguments-swapped", "the policy for the key", told, chain+"signature = hmac.new(policy, SigningKey, hashlib.sha256).digest()\n"+threadRefusal)
	near("hmac-arguments-swapped", "the key for the policy", chain+"signature = hmac.new(SigningKey, policy, hashlib.sha256).digest()\n"+threadRefusal)
	shell := func(option string) string {
		return "dateKey=$(echo -n \"$day\" | openssl dgst -sha256 -hmac \"AWS4$secret\")\nregionKey=$(echo -n \"$region\" | openssl dgst -sha256 " +
			option + "$dateKey\")\n# aws4_request\n" + threadRefusal
	}
	hit("signing-key-as-text", "hex text for a key in a shell", told, shell("-hmac \""))
	near("signing-key-as-text", "a key in hex in a shell", shell("-mac HMAC -macopt \"hexkey:"))
	const inURL = "hdfs dfs -ls s3a://AKIA5Q3FZT7WLRJ2NC6D:u7Kd+Qm3ZtXb%2F9LrVwEe2sPa+Y0hNc5jGfTi8oRk@lake/\n"
	hit("secret-recoded", "a secret in a URL", Possible, inURL+threadRefusal)
	near("secret-recoded", "no secret in a URL", "hdfs dfs -ls s3a://lake/\n"+threadRefusal)
	php := func(step string) string {
		return "<?php\n$kDate = hash_hmac('sha256', " + step + ");\n$kRegion = hash_hmac('sha256', $region, $kDate, true);\n" +
			"$kSigning = hash_hmac('sha256', 'aws4_request', $kRegion, true);\n" + threadRefusal
	}
	hit("hmac-arguments-swapped", "a variable in quotes in PHP", Likely, php(`"AWS4{$this->secret}", $date, true`))
	hit("hmac-arguments-swapped", "a sum in PHP", Likely, php(`"AWS4" + $secret, date("Ymd"), true`))
	hit("signing-key-prefix-wrong", "a sum as key in PHP", Likely, php(`date("Ymd"), "AWS4" + $secret, true`))
	hit("signing-key-as-text", "a call as data in PHP", Possible, php(`date('Ymd'), "AWS4" . $this->secret`))
	near("hmac-arguments-swapped", "PHP in order", php(`date('Ymd'), "AWS4{$this->secret}", true`))
	near("signing-key-as-text", "raw bytes in PHP", php(`date('Ymd'), "AWS4" . $this->secret, true`))
	near("signing-key-prefix-wrong", "PowerShell joins with +", "$kDate = Get-Hmac ([Text.Encoding]::UTF8.GetBytes(\"AWS4\" + $secret)) $date\n"+threadRefusal)
	const printed = "> nchar(Sys.getenv(\"AWS_SECRET_ACCESS_KEY\"))\n[1] LENGTH\n" + threadRefusal
	hit("secret-truncated", "a length that a program prints", Likely, strings.Replace(printed, "LENGTH", "39", 1))
	hit("secret-whitespace", "a length with a line end", Likely, strings.Replace(printed, "LENGTH", "41", 1))
	near("secret-truncated", "the length of all secret keys", strings.Replace(printed, "LENGTH", "40", 1))
	near("secret-truncated", "a length that code asks for", "if (secretKey.length < 39) throw new Error()\n"+threadRefusal)
	near("secret-truncated", "the length at another store", "endpoint: https://nas.example:9000 (minio)\n"+strings.Replace(printed, "LENGTH", "39", 1))
	hit("secret-truncated", "a length that a person tells", Likely, "The secret key has only 38 characters.\n"+threadRefusal)
	near("secret-truncated", "another number", "The secret key was made 39 days ago.\n"+threadRefusal)
	const database = "jdbc:iampostgresql://db.c8d0xwq2.eu-west-1.rds.amazonaws.com:5432/s?user=ro&awsAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&awsSecretAccessKey=VALUE\n" +
		"[28000] FATAL: PAM authentication failed for user \"ro\"\n"
	hit("secret-recoded", "a plus in the URL of a database", Likely, strings.Replace(database, "VALUE", "Vd7+q3Zk0mT", 1))
	near("secret-recoded", "an encoded plus in the URL of a database", strings.Replace(database, "VALUE", "Vd7%2Bq3Zk0mT", 1))
	const mcHost = "export MC_HOST_s3=\"https://$(urlencode \"$S3_ACCESS_KEY\"):$(CALL \"$S3_SECRET_KEY\")@s3.amazonaws.com\"\n" + threadRefusal
	hit("secret-recoded", "an encoder before a secret key", told, strings.Replace(mcHost, "CALL", "urlencode", 1))
	near("secret-recoded", "no encoder before a secret key", strings.Replace(mcHost, "CALL", "cat", 1))
	return list
}
