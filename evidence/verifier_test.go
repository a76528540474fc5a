package evidence

import (
	"fmt"
	"strings"
	"testing"
)

// seenGET is what a server makes of the request that canonGET is of, behind a proxy.
var (
	seenGET = strings.Replace(canonGET, "/b/k", "/b//k", 1)
	seenSTS = strings.Replace(stsC, hshC, strings.Repeat("7c", 32), 1)
)

// serverLogs are logs of servers that make a canonical request and a string to sign, and
// compare signatures: {canon} and {sts} stand for these, <CANON> and <STS> where line ends are written \n.
var serverLogs = map[string]string{
	"Ceph, an old release": "2018-11-23 20:27:57.591797 7fc7df2c2700 10 canonical headers format = " + headerLines +
		"2018-11-23 20:27:57.591797 7fc7df2c2700 10 canonical request = {canon}\n" +
		"2018-11-23 20:27:57.591797 7fc7df2c2700 10 string to sign = {sts}\n" +
		"2018-11-23 20:27:57.591797 7fc7df2c2700 10 Signature     = " + sigA + "\n" +
		"2018-11-23 20:27:57.591797 7fc7df2c2700 10 New Signature = " + hshC + "\n",
	"Ceph": "2024-06-01T10:00:00.104+0000 7f1e2c3d4640 10 req 1846302531 0.000000000s s3:get_obj canonical request = {canon}\n" +
		"2024-06-01T10:00:00.104+0000 7f1e2c3d4640 10 req 1846302531 0.000000000s s3:get_obj string to sign = {sts}\n" +
		"2024-06-01T10:00:00.104+0000 7f1e2c3d4640 15 req 1846302531 0.000000000s s3:get_obj server signature=" + hshC + "\n" +
		"2024-06-01T10:00:00.104+0000 7f1e2c3d4640 15 req 1846302531 0.000000000s s3:get_obj client signature=" + sigA + "\n",
	"SeaweedFS": "I0601 10:00:00.069099 auth_signature_v4.go:244 canonicalRequest: {canon}\n" +
		"I0601 10:00:00.069108 auth_signature_v4.go:247 stringToSign: {sts}\n",
	"Riak CS": "2024-06-01 10:00:00.318 [debug] <0.2115.0>@riak_cs_s3_auth:authenticate_v4:187 CanonicalRequest(v4): {canon}\n" +
		"2024-06-01 10:00:00.318 [debug] <0.2115.0>@riak_cs_s3_auth:authenticate_v4:187 StringToSign(v4): {sts}\n",
	"NooBaa": "Jun-1 10:00:00.814 [Endpoint/13]    [L0] core.util.signature_utils:: _string_to_sign_v4 region us-east-1 canonical_str \n{canon}\n string_to_sign \n{sts}\n",
	"CloudServer": `{"name":"S3","clientIP":"10.1.0.4","canonicalReqResult":"<CANON>","level":"debug","message":"constructed canonicalRequest"}` + "\n" +
		`{"name":"S3","clientIP":"10.1.0.4","stringToSign":"<STS>","level":"debug","message":"constructed stringToSign"}` + "\n",
	"a message with both": `level=WARN msg="SigV4 signature mismatch" service=s3 canonicalRequest="<CANON>" stringToSign="<STS>"` + "\n",
	"two signatures":      "canonical request of what came in\n{canon}\nstring\n{sts}\ncomputed signature=" + hshC + "\nrequest signature =" + sigA + "\n",
	"a file that verifies": "2024/06/01 10:00:00 verify.go:88: canonical request:\n{canon}\n" +
		"2024/06/01 10:00:00 verify.go:88: string to sign:\n{sts}\n",
	"a request that was received": "2024/06/01 10:00:00 Host: s3.amazonaws.com\n2024/06/01 10:00:00 Authorization: AWS4-HMAC-SHA256 Credential=" + scopedKey +
		", SignedHeaders=host;x-amz-date, Signature=" + sigA + "\nSDK 2024/06/01 10:00:00 DEBUG Request Signature:\n" +
		"---[ CANONICAL STRING  ]-----------------------------\n{canon}\n---[ STRING TO SIGN ]--------------------------------\n{sts}\n",
	"a line above that verifies": "2024-06-01T10:00:00.551020Z DEBUG gw::sigv4: verifying request method=GET\n" +
		"2024-06-01T10:00:00.551020Z DEBUG gw::sigv4: canonical=\"<CANON>\"\n2024-06-01T10:00:00.551020Z DEBUG gw::sigv4: sts=\"<STS>\"\n" +
		"2024-06-01T10:00:00.551020Z WARN gw::sigv4: calculated=" + hshC + " provided signature=" + sigA + "\n",
	"a string broken by a terminal": `{"name":"S3","clientIP":"10.1.0.4","canonicalReqResult":"` + cutAt("<CANON>", 20) + `","level":"debug"}` + "\n" +
		`{"name":"S3","clientIP":"10.1.0.4","stringToSign":"` + cutAt("<STS>", 40) + `","level":"debug"}` + "\n",
	"a title": "Server:\n10:00:00 started\n10:00:00 listening\n10:00:00 got a request\n10:00:01 c14n\n{canon}\n10:00:01 sts\n{sts}\n",
}

const headerLines = "host:s3.amazonaws.com\nx-amz-date:20240601T100000Z\n\n"

// cutAt is a placeholder that filledLog breaks over two lines at an offset.
func cutAt(text string, at int) string {
	return strings.Replace(text, ">", fmt.Sprintf("@%d>", at), 1)
}

func filledLog(log string) string {
	escaped := func(s string) string { return strings.ReplaceAll(s, "\n", `\n`) }
	broken := func(s string, at int) string { return escaped(s)[:at] + "\n" + escaped(s)[at:] }
	log = strings.NewReplacer("<CANON@20>", broken(seenGET, 20), "<STS@40>", broken(seenSTS, 40)).Replace(log)
	return strings.NewReplacer("<CANON>", escaped(seenGET), "<STS>", escaped(seenSTS), "{canon}", seenGET, "{sts}", seenSTS).Replace(log)
}

const clientsLog = "2024-06-01 10:00:00,224 - MainThread - botocore.auth - DEBUG - CanonicalRequest:\n" + canonGET +
	"\n2024-06-01 10:00:00,224 - MainThread - botocore.auth - DEBUG - StringToSign:\n"

// TestServerLogs reads the logs of servers alone and beside the client's, in either order.
func TestServerLogs(t *testing.T) {
	t.Parallel()
	for name, log := range serverLogs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := filledLog(log)
			alone := map[string]string{"server canonical": seenGET, "server sts": seenSTS, "client canonical": "-", "client sts": "-"}
			both := map[string]string{"server canonical": seenGET, "server sts": seenSTS, "client canonical": canonGET, "client sts": stsC}
			mine := clientsLog + stsC + "\n"
			check(t, Read(Source{Data: []byte(log)}), alone)
			check(t, Read(Source{Data: []byte(mine + "\n" + log)}), both)
			check(t, Read(Source{Data: []byte(log + "\n" + mine)}), both)
		})
	}
}

// TestComparedSignatures reads both signatures of a server's log, whatever stands between.
func TestComparedSignatures(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"computed signature=" + hshC + "\nrequest signature =" + sigA,
		"Computed signature " + hshC + " vs. request signature " + sigA,
		"Presented Signature: " + sigA + ", Calculated: " + hshC,
		`result {"calculated":"` + hshC + `","provided":"` + sigA + `"}`,
		"Signature     = " + sigA + "\nNew Signature = " + hshC,
	} {
		e := Read(Source{Data: []byte("[10:00:00 DBG] S3Gate.Validator: Canonical request:\n" + seenGET + "\n[10:00:00 DBG] S3Gate.Validator: String to sign:\n" + seenSTS + "\n" + line + "\n")})
		check(t, e, map[string]string{"client canonical": "-", "server canonical": seenGET, "server sts": seenSTS, "server signature": hshC, "client signature": sigA})
	}
	e := Read(Source{Data: []byte("Canonical request:\n" + canonGET + "\nExpected: " + hshC + "\nReceived: " + sigA + "\n")})
	check(t, e, map[string]string{"client canonical": canonGET, "server canonical": "-"})
}

// TestClientLogs: what only looks like the log of a server stays the client's.
func TestClientLogs(t *testing.T) {
	t.Parallel()
	texts := canonGET + "\nstring to sign:\n" + stsC
	for name, log := range map[string]string{
		"a certificate that is verified": "DEBUG verify_ssl=True\nDEBUG Calculating signature\nDEBUG canonical request:\n" + texts,
		"its own signature alone":        "canonical request:\n" + texts + "\ncomputed signature=" + sigA + "\n",
		"two of its own":                 "canonical request:\n" + texts + "\nsignature=" + sigA + "\nAuthorization signature=" + sigA + "\n",
		"signatures of a server's log":   clientsLog + stsC + "\n\nServer:\nserver signature=" + hshC + "\nclient signature=" + sigA + "\n",
		"a title of its own":             "Server: MinIO\nClient:\nstarted\nlistening\ngot\nc14n\n" + texts,
		"a request without a log": "Authorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA +
			"\nX-Amz-Date: 20240601T100000Z\n\ncanonical request:\n" + texts,
		"words of debugging below an answer": "INFO got response 503\nDEBUG signing again\nDEBUG canonical request:\n" + texts,
		"an answer under a title":            "Response from AWS:\n<Error><Code>AccessDenied</Code>\n</Error>\n\nthen\nthat\nand\nc14n\n" + texts,
		"a block under a title":              "Server:\n```\nnginx/1.25\n```\n\nthen\nthat\nand\n```\n" + texts + "\n```\n",
		"a server's log that has ended":      "10:00:00 SignatureVerification - denied\n\nCanonicalRequest:\n" + texts,
		"addresses of the client's own":      "Jun 01 10:00:00 web app[811]: canonical request:\n" + texts,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, Read(Source{Data: []byte(log)}), map[string]string{"client canonical": canonGET, "client sts": stsC})
		})
	}
}

// TestAnsweredBefore: texts behind the answer to a request are of the next attempt, and the client's.
func TestAnsweredBefore(t *testing.T) {
	t.Parallel()
	log := "10:00:00 Authorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA +
		"\n10:00:00 status 503\n10:00:00 canonical request:\n" + canonGET + "\n"
	for i := range Read(Source{Data: []byte(log)}).Exchanges {
		if a := Read(Source{Data: []byte(log)}).Exchanges[i].Server; a != nil && a.Canonical != nil {
			t.Error("the canonical request is said to be the server's")
		}
	}
}

// TestCarriedBlocks takes off what carriers put before the lines of a server's log, where a
// client's log stands beside it.
func TestCarriedBlocks(t *testing.T) {
	t.Parallel()
	mine := clientsLog + stsC + "\n"
	for name, carry := range map[string]func(string) string{
		"compose":        func(l string) string { return "s3-1  | " + l },
		"kubectl":        func(l string) string { return "[pod/store-0/gw] " + l },
		"journald":       func(l string) string { return "Jun 01 10:00:00 node7 gw[812]: " + l },
		"syslog":         func(l string) string { return "<30>1 2024-06-01T10:00:00.124000Z node7 gw 812 - - " + l },
		"cri":            func(l string) string { return "2024-06-01T10:00:00.124000311Z stderr F " + l },
		"docker logs -t": func(l string) string { return "2024-06-01T10:00:00.124000311Z " + l },
		"short-iso":      func(l string) string { return "2024-06-01T10:00:00+0000 node7 gw[812]: " + l },
		"foreman":        func(l string) string { return "rgw.1            | " + l },
		"docker": func(l string) string {
			return `{"log":"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(l) + `\n","stream":"stderr","time":"2024-06-01T10:00:00.124Z"}`
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := strings.Split(strings.TrimSuffix(filledLog(serverLogs["Ceph"]), "\n"), "\n")
			for i := range lines {
				lines[i] = carry(lines[i])
			}
			log := strings.Join(lines, "\n") + "\n"
			want := map[string]string{"server canonical": seenGET, "server sts": seenSTS, "client canonical": canonGET, "client sts": stsC, "server signature": hshC}
			check(t, Read(Source{Data: []byte(mine + "\n" + log)}), want)
			check(t, Read(Source{Data: []byte(log + "\n" + mine)}), want)
		})
	}
}

// TestCarriedTimes: what carriers put before lines that hold no texts tells when they were written.
func TestCarriedTimes(t *testing.T) {
	t.Parallel()
	log := "Oct 29 02:10:07 vault s3backer[811]: PUT /b/a: timed out\nOct 29 02:12:40 vault s3backer[811]: PUT /b/a: rec'd 503\nand then\n"
	for _, c := range carriers {
		if at, ok := carriedBlock(log, c); ok {
			t.Errorf("%s: %d lines are taken", c, len(at))
		}
	}
}
