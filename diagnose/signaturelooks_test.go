package diagnose

import (
	"strings"
	"testing"
)

// askedSignatureSights: signatures, in what people paste when they ask others.
func askedSignatureSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	ecdsa := "% AWS4-ECDSA-P256-SHA256\nDigest = crypto:hash(sha256, S),\nSig = crypto:sign(ecdsa, sha256, WHAT, [K, secp256r1])," +
		threadRefusal
	hit("sigv4a-signature-wrong", "the hash of the hash", told, strings.Replace(ecdsa, "WHAT", "Digest", 1))
	near("sigv4a-signature-wrong", "the string itself", strings.Replace(ecdsa, "WHAT", "S", 1))
	shut := "I also see this:\n`PUT /k HTTP/1.1\nHost: b.s3.amazonaws.com\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 " +
		"Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "`\n"
	near("signature-trailing-text", "a code span that is shut", shut)
	hex := ":crypto.hash(:sha256, text) |> bytes_to_integer |> HOW\n\n  HASH\n\nAWS4-HMAC-SHA256 aws4_request" + threadRefusal
	hit("signature-hex-unpadded", "an integer in Elixir", Likely,
		strings.NewReplacer("HOW", "Integer.to_string(16)", "HASH", sha("x")[:63]).Replace(hex))
	near("signature-hex-unpadded", "an integer with all digits", strings.NewReplacer("HOW", "Integer.to_string(16)", "HASH", sha("x")).Replace(hex))
	return list
}
