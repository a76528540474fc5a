package diagnose

import (
	"strings"
	"testing"
)

// The right requests that the tests break.
var (
	s3Get = wire(`
GET /photos/cat.jpg HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
X-Amz-Date: 20250612T083000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=SIGNATURE

`)
	s3Put = wire(`
PUT /notes/today.txt HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
Content-Type: text/plain
Content-Length: 12
X-Amz-Acl: private
X-Amz-Content-Sha256: `+hexHash("Hello, file!")+`
X-Amz-Date: 20250612T083000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=content-type;host;x-amz-acl;x-amz-content-sha256;x-amz-date, Signature=SIGNATURE

`) + "Hello, file!"
	tablePost = wire(`
POST / HTTP/1.1
Host: dynamodb.us-east-2.amazonaws.com
Content-Type: application/x-amz-json-1.0
Content-Length: 2
X-Amz-Date: 20250612T083000Z
X-Amz-Target: DynamoDB_20120810.ListTables
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-2/dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=SIGNATURE

`) + "{}"
	apiGet = wire(`
GET /prod/items/a%20b?limit=5&after=x HTTP/1.1
Host: 8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com
X-Amz-Date: 20250612T083000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-north-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=SIGNATURE

`)
	s3URL = wire(`
GET /photos/cat.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=SIGNATURE HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com

`)
	s3PutURL = wire(`
PUT /photos/cat.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature=SIGNATURE HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
Content-Type: image/jpeg
Content-Length: 3

`) + "jpg"
	iotURL = wire(`
GET /mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fiotdevicegateway%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=SIGNATURE&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D HTTP/1.1
Host: a3k7odshaiipe8-ats.iot.eu-west-1.amazonaws.com

`)
)

// wire gives a text of a test the line ends of the wire.
func wire(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "\n"), "\n", "\r\n")
}

// edit makes replacements, each of which has to have an effect.
func edit(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("no %q in %q", pairs[i], text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

const (
	ownSecret = "n7Qd2xV9+kLm4RtZ/8yHc3WbJf6PgSa0uEoXi1Tv"
	ownKeyID  = "AKIA5Q3FZT7WLRJ2NC6D"
)
