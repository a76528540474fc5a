package evidence

import (
	"fmt"
	"strings"
	"testing"
)

// request403 is a request as it travels with its answer right behind it.
func request403() string {
	body := "<Error><Code>SignatureDoesNotMatch</Code><Message>" + mismatchS + "</Message></Error>"
	return "PUT /b/k?x=1 HTTP/1.1\nHost: s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nAuthorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA + "\nContent-Length: 5\n\nhello" +
		"HTTP/1.1 403 Forbidden\nServer: AmazonS3\nContent-Type: application/xml\n\n" + body + "\n"
}

// TestTrafficForms reads a request and its answer in the forms that tools print
// them in, and with the stamps of what collects logs before each line.
func TestTrafficForms(t *testing.T) {
	t.Parallel()
	plain := strings.Replace(request403(), "helloHTTP", "hello\nHTTP", 1)
	prefixed := func(prefix string) string {
		return prefix + strings.ReplaceAll(strings.TrimSuffix(plain, "\n"), "\n", "\n"+prefix) + "\n"
	}
	for name, text := range map[string]string{
		"follow stream":   request403(),
		"stream, CRLF":    strings.ReplaceAll(request403(), "\n", "\r\n"),
		"Burp":            strings.Replace(plain, "\nHTTP/", "\n\n======================================================\n\nHTTP/", 1),
		"Burp, headings":  "======================================================\n10:23:11  https://s3.amazonaws.com:443  [52.1.1.1]\n======================================================\n" + strings.Replace(plain, "\nHTTP/", "\n======================================================\nHTTP/", 1) + "======================================================\n",
		"tcpdump -A":      "10:00:00.123456 IP 10.0.0.5.51234 > 52.216.1.1.80: Flags [P.], seq 1:400, ack 1, win 502, length 399: HTTP: PUT /b/k?x=1 HTTP/1.1\nE..4..@.@......h.5...P..2...9P...\x01..." + strings.Replace(plain, "\nHTTP/", "\n10:00:00.223456 IP 52.216.1.1.80 > 10.0.0.5.51234: Flags [P.], seq 1:200, ack 400, win 502, length 199: HTTP: HTTP/1.1 403 Forbidden\nE...8.@.@.......8.1 .P.5..HTTP/", 1),
		"Wireshark, hex":  hexDumped(request403(), "%08x  % x", 3),
		"xxd":             hexDumped(plain, "%08x: % x", 2),
		"tcpdump -X":      "10:00:00.123456 IP 10.0.0.5.51234 > 52.216.1.1.80: Flags [P.], length 399: HTTP: PUT /b/k?x=1 HTTP/1.1\n" + hexDumped("E\x00\x004\x80\x18\x01\xf6"+plain, "\t0x%04x:  % x", 2),
		"mitmdump":        "[10:00:00.123] 127.0.0.1:51234: server connect s3.amazonaws.com:443\n127.0.0.1:51234: " + strings.NewReplacer("\n", "\n    ", "\nHTTP/1.1 403 Forbidden", "\n\n << HTTP/1.1 403 Forbidden 200b").Replace(plain),
		"kubectl":         prefixed("pod/api-7d4b9c-x2x9z/server "),
		"kubectl stern":   prefixed("api-7d4b9c-x2x9z server "),
		"kubectl bracket": prefixed("[pod/api-7d4b9c-x2x9z/server] "),
		"docker-compose":  prefixed("service-1  | "),
		"journald":        prefixed("Jun 01 10:00:00 host app[1234]: "),
		"syslog":          prefixed("<34>1 2024-06-01T10:00:00.003Z host app 1234 - - "),
		"docker stamps":   prefixed("2024-06-01T10:00:00.123456789Z "),
		"cri":             prefixed("2024-06-01T10:00:00.123456789+02:00 stdout F "),
		"ESP32":           prefixed("10:23:11.123 -> "),
		"ESP-IDF":         prefixed("D (12345) http: "),
		"Android":         prefixed("06-01 10:00:00.123  1234  1250 D OkHttp  : "),
		"console":         prefixed("main.js:12 "),
		"brackets":        prefixed("[2024-06-01 10:00:00,123] DEBUG - "),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(text)})
			verify(t, e)
			check(t, e, map[string]string{
				"exchanges": "1", "request": "http-request PUT /b/k?x=1", "body": "1 hello", "signature": sigA, "header host": "s3.amazonaws.com", "header content-length": "5",
				"status": "403", "head server": "AmazonS3", "code": "SignatureDoesNotMatch", "message": mismatchS,
			})
		})
	}
}

// hexDumped writes each direction of a stream as a hex dump of its own, sixteen
// bytes a line, with a column of text behind some blanks.
func hexDumped(text, format string, blanks int) string {
	var b strings.Builder
	answer := strings.Index(text, "HTTP/1.1 403")
	for i, part := range []string{text[:answer], text[answer:]} {
		for at := 0; at < len(part); at += 16 {
			row := part[at:min(at+16, len(part))]
			digits := fmt.Sprintf(format, at, row)
			if strings.Contains(format, "08x: ") {
				digits = fmt.Sprintf("%08x:", at)
				for k := 0; k < len(row); k += 2 {
					digits += fmt.Sprintf(" %x", row[k:min(k+2, len(row))])
				}
			}
			indent := ""
			if i == 1 && blanks == 3 {
				indent = "    "
			}
			fmt.Fprintf(&b, "%s%s%s%s\n", indent, digits, strings.Repeat(" ", blanks+3*(16-len(row))), strings.Map(func(r rune) rune {
				if r < ' ' || r > '~' {
					return '.'
				}
				return r
			}, row))
		}
	}
	return b.String()
}
