package diagnose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Signers that follow the rules, in the ways that languages write them.
const (
	pythonSigner = `def sign(key, msg):
    return hmac.new(key, msg.encode(), hashlib.sha256).digest()

t = datetime.datetime.utcnow()
amz_date = t.strftime('%Y%m%dT%H%M%SZ')
canonical_query = '&'.join('%s=%s' % (quote(k), quote(v)) for k, v in sorted(params.items()))
canonical_headers = 'host:' + host + '\n' + 'x-amz-date:' + amz_date + '\n'
signed_headers = 'host;x-amz-date'
payload_hash = hashlib.sha256(body.encode()).hexdigest()
canonical_request = '\n'.join(['POST', uri, canonical_query, canonical_headers, signed_headers, payload_hash])
scope = '/'.join([day, region, service, 'aws4_request'])
string_to_sign = '\n'.join(['AWS4-HMAC-SHA256', amz_date, scope, hashlib.sha256(canonical_request.encode()).hexdigest()])
k_date = sign(('AWS4' + secret).encode(), day)
k_region = sign(k_date, region)
k_service = sign(k_region, service)
k_signing = sign(k_service, 'aws4_request')
signature = hmac.new(k_signing, string_to_sign.encode(), hashlib.sha256).hexdigest()
`
	nodeSigner = "const hmac = (key, data) => createHmac('sha256', key).update(data).digest();\n" +
		"const amzDate = new Date().toISOString().replace(/[:-]|\\.\\d{3}/g, '');\n" +
		"const creq = `PUT\\n${uri}\\n\\nhost:${host}\\nx-amz-date:${amzDate}\\n\\nhost;x-amz-date\\n${hash(body)}`;\n" +
		"const scope = [day, region, service, 'aws4_request'].join('/');\n" +
		"const sts = `AWS4-HMAC-SHA256\\n${amzDate}\\n${scope}\\n${hash(creq)}`;\n" +
		"let key = 'AWS4' + secret;\n" +
		"for (const part of [day, region, service, 'aws4_request']) key = hmac(key, part);\n" +
		"const signature = hmac(key, sts).toString('hex');\n"
	javaSigner = `static byte[] hmac(byte[] key, String data) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data.getBytes("UTF-8"));
}
String amzDate = ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"));
String canonicalHeaders = "host:" + host + "\n" + "x-amz-date:" + amzDate + "\n";
String canonicalRequest = "GET\n" + uri + "\n\n" + canonicalHeaders + "\n" + "host;x-amz-date" + "\n" + sha256Hex("");
String stringToSign = "AWS4-HMAC-SHA256\n" + amzDate + "\n" + scope + "\n" + sha256Hex(canonicalRequest);
byte[] kSigning = hmac(hmac(hmac(hmac(("AWS4" + secret).getBytes(), day), region), service), "aws4_request");
String signature = toHex(hmac(kSigning, stringToSign));
`
	phpSigner = `<?php
$longDate = gmdate('Ymd\THis\Z');
$canonicalRequest = "PUT\n$path\n\nhost:$host\nx-amz-date:$longDate\n\nhost;x-amz-date\n" . hash('sha256', $body);
$stringToSign = "AWS4-HMAC-SHA256\n$longDate\n$day/$region/s3/aws4_request\n" . hash('sha256', $canonicalRequest);
$kDate = hash_hmac('sha256', $day, 'AWS4' . $secret, true);
$kRegion = hash_hmac('sha256', $region, $kDate, true);
$kService = hash_hmac('sha256', 's3', $kRegion, true);
$kSigning = hash_hmac('sha256', 'aws4_request', $kService, true);
$signature = hash_hmac('sha256', $stringToSign, $kSigning);
`
	goSigner = "func mac(key []byte, data string) []byte {\n\th := hmac.New(sha256.New, key)\n\th.Write([]byte(data))\n\treturn h.Sum(nil)\n}\n" +
		"amzDate := time.Now().UTC().Format(\"20060102T150405Z\")\n" +
		"canonicalRequest := strings.Join([]string{method, path, query, \"host:\" + host + \"\\n\", \"host\", hash(body)}, \"\\n\")\n" +
		"stringToSign := fmt.Sprintf(\"AWS4-HMAC-SHA256\\n%s\\n%s\\n%s\", amzDate, scope, hash(canonicalRequest))\n" +
		"kDate := mac([]byte(\"AWS4\"+secret), day)\nkRegion := mac(kDate, region)\nkService := mac(kRegion, service)\n" +
		"kSigning := mac(kService, \"aws4_request\")\nsignature := hex.EncodeToString(mac(kSigning, stringToSign))\n"
	elixirSigner = `defp hmac(key, data), do: :crypto.mac(:hmac, :sha256, key, data)
scope = Enum.join([day, opts[:region], opts[:service], "aws4_request"], "/")
string_to_sign = Enum.join(["AWS4-HMAC-SHA256", amz_date, scope, sha256(canonical_request)], "\n")
signature =
  ("AWS4" <> opts[:secret])
  |> hmac(day)
  |> hmac(opts[:region])
  |> hmac(opts[:service])
  |> hmac("aws4_request")
  |> hmac(string_to_sign)
  |> Base.encode16(case: :lower)
`
	shellSigner = `hmac() { printf '%s' "$2" | openssl dgst -sha256 -mac HMAC -macopt "$1" | sed 's/^.* //'; }
amz_date=$(date -u +%Y%m%dT%H%M%SZ)
string_to_sign="AWS4-HMAC-SHA256"$'\n'"${amz_date}"$'\n'"${scope}"$'\n'"$(sha256 "$canonical_request")"
k_date=$(hmac "key:AWS4$SECRET" "$day")
k_region=$(hmac "hexkey:$k_date" "$region")
k_service=$(hmac "hexkey:$k_region" "$service")
k_signing=$(hmac "hexkey:$k_service" "aws4_request")
signature=$(hmac "hexkey:$k_signing" "$string_to_sign")
`
)

// signerFaults are the codes that are read from the text of a signer.
var signerFaults = []string{
	"algorithm-misnamed", "canonical-blank-line-wrong", "date-format", "date-not-utc", "date-pattern-wrong", "empty-body-hash",
	"header-name-not-lowercased", "headers-unsorted", "hmac-arguments-swapped", "newline-added-at-end", "newline-not-interpreted",
	"query-unsorted", "signature-not-hex", "signed-headers-malformed", "signing-key-as-text", "signing-key-not-derived",
	"signing-key-prefix-wrong", "signing-key-steps-wrong", "string-to-sign-hash-wrong", "string-to-sign-malformed",
}

// signerSights: a signer with one mistake in it, and without.
func signerSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	for _, signer := range []string{pythonSigner, nodeSigner, javaSigner, phpSigner, goSigner, elixirSigner, shellSigner} {
		for _, code := range signerFaults {
			near(code, "a signer that follows the rules, "+signer[:12], signer+plainMismatch)
		}
	}
	wrong := func(code, signer, from, to string) {
		hit(code, from+" made "+to, told, edit(t, signer, from, to)+plainMismatch)
	}
	signerKeyFaults(wrong)
	signerTextFaults(wrong)
	own := strings.Replace(goSigner, "kDate := mac(", "kDate := derive(", 1)
	near("signing-key-steps-wrong", "a first step by another function", own+plainMismatch)
	near("signing-key-not-derived", "a function that derives the key itself",
		strings.Replace(goSigner, "mac(kSigning, stringToSign)", "signWith(secret, stringToSign)", 1)+plainMismatch)
	near("signing-key-as-text", "a function that makes text when asked",
		edit(t, pythonSigner, "def sign(key, msg):\n    return hmac.new(key, msg.encode(), hashlib.sha256).digest()",
			"def sign(key, msg, hex=False):\n    h = hmac.new(key, msg.encode(), hashlib.sha256)\n    return h.hexdigest() if hex else h.digest()")+
			plainMismatch)
	near("signing-key-prefix-wrong", "a prefix in a constant",
		strings.Replace(pythonSigner, "('AWS4' + secret)", "(PREFIX + secret)", 1)+"PREFIX = 'AWS4'\n"+plainMismatch)
	near("date-not-utc", "the zone set elsewhere",
		strings.Replace(pythonSigner, "utcnow()", "now()", 1)+"os.environ['TZ'] = 'UTC'\n"+plainMismatch)
	near("empty-body-hash", "a GET", strings.Replace(strings.Replace(pythonSigner, "'POST'", "'GET'", 1), "body.encode()", "b''", 1)+plainMismatch)
	near("query-under-encoded", "a URL in code", "const u = `https://${host}/?${query}`;\n"+nodeSigner+plainMismatch)
	return list
}

func signerKeyFaults(wrong func(code, signer, from, to string)) {
	wrong("hmac-arguments-swapped", pythonSigner, "sign(k_date, region)", "sign(region, k_date)")
	wrong("hmac-arguments-swapped", pythonSigner, "hmac.new(key, msg.encode(),", "hmac.new(msg.encode(), key,")
	wrong("hmac-arguments-swapped", nodeSigner, "hmac(key, part)", "hmac(part, key)")
	wrong("hmac-arguments-swapped", nodeSigner, "key).update(data)", "data).update(key)")
	wrong("hmac-arguments-swapped", phpSigner, "$stringToSign, $kSigning", "$kSigning, $stringToSign")
	wrong("hmac-arguments-swapped", elixirSigner, ":sha256, key, data", ":sha256, data, key")
	wrong("signing-key-steps-wrong", pythonSigner, "sign(k_date, region)\nk_service = sign(k_region, service)",
		"sign(k_date, service)\nk_service = sign(k_region, region)")
	wrong("signing-key-steps-wrong", nodeSigner, "of [day, region, service, 'aws4_request'])", "of [day, region, service])")
	wrong("signing-key-steps-wrong", javaSigner, "day), region), service)", "day), service), region)")
	wrong("signing-key-steps-wrong", elixirSigner, "  |> hmac(\"aws4_request\")\n", "")
	wrong("signing-key-prefix-wrong", goSigner, "\"AWS4\"+secret", "secret")
	wrong("signing-key-prefix-wrong", shellSigner, "key:AWS4$", "key:AWS4 $")
	wrong("signing-key-not-derived", pythonSigner, "hmac.new(k_signing,", "hmac.new(secret.encode(),")
	wrong("signing-key-as-text", javaSigner, "return mac.doFinal(data.getBytes(\"UTF-8\"));", "return toHex(mac.doFinal(data.getBytes(\"UTF-8\"))).getBytes();")
	wrong("signing-key-as-text", phpSigner, "$region, $kDate, true", "$region, $kDate")
	wrong("signing-key-as-text", shellSigner, "\"hexkey:$k_date\"", "\"key:$k_date\"")
	wrong("signature-not-hex", goSigner, "hex.EncodeToString(mac(", "base64.StdEncoding.EncodeToString(mac(")
	wrong("signature-not-hex", elixirSigner, "Base.encode16(case: :lower)", "Base.encode64()")
}

func signerTextFaults(wrong func(code, signer, from, to string)) {
	wrong("string-to-sign-malformed", pythonSigner, "amz_date, scope, hashlib", "amz_date, hashlib")
	wrong("string-to-sign-hash-wrong", javaSigner, "sha256Hex(canonicalRequest)", "canonicalRequest")
	wrong("newline-added-at-end", goSigner, `%s\n%s\n%s"`, `%s\n%s\n%s\n"`)
	wrong("algorithm-misnamed", nodeSigner, "`AWS4-HMAC-SHA256", "`AWS4-HMAC-SHA1")
	wrong("canonical-blank-line-wrong", javaSigner, "amzDate + \"\\n\";\nString canonicalR", "amzDate;\nString canonicalR")
	wrong("canonical-blank-line-wrong", nodeSigner, "${uri}\\n\\nhost", "${uri}\\nhost")
	wrong("canonical-blank-line-wrong", phpSigner, `$longDate\n\nhost;`, `$longDate\nhost;`)
	wrong("headers-unsorted", pythonSigner, `'host:' + host + '\n' + 'x-amz-date:' + amz_date + '\n'`, `'x-amz-date:' + amz_date + '\n' + 'host:' + host + '\n'`)
	wrong("header-name-not-lowercased", nodeSigner, "nhost:${host}", "nHost:${host}")
	wrong("signed-headers-malformed", pythonSigner, "'host;x-amz-date'", "'host,x-amz-date'")
	wrong("newline-not-interpreted", shellSigner, `"AWS4-HMAC-SHA256"$'\n'"${amz_date}"$'\n'"${scope}"$'\n'"$(sha256`, `'AWS4-HMAC-SHA256\n'"${amz_date}"'\n'"${scope}"'\n'"$(sha256`)
	wrong("date-not-utc", pythonSigner, "utcnow()", "now()")
	wrong("date-pattern-wrong", pythonSigner, "T%H%M%SZ", "T%I%M%SZ")
	wrong("date-format", pythonSigner, "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ")
	wrong("empty-body-hash", pythonSigner, "hashlib.sha256(body.encode())", "hashlib.sha256(b'')")
	wrong("query-unsorted", pythonSigner, "in sorted(params.items())", "in params.items()")
}

// TestRightSigners reads signers that follow the rules, in many languages and spellings,
// beside a refusal: no line of them is held to be wrong.
func TestRightSigners(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/signers/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d signers, error %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range analyzeText(t, string(data), Given{}).Findings {
			if f.Proof.Rank() <= Likely.Rank() || f.basis == byCode {
				t.Errorf("%s: %s, %s: %s", file, f.Code, f.Proof, f.Says)
			}
		}
	}
}
