package diagnose

import (
	"strings"
	"testing"
)

// lostSights are signers whose text the server's no longer tells: each pair differs by what a
// canonical request leaves out, written here as the signer has it.
func lostSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const lines = "content-type:text/plain\nhost:b.s3.eu-west-1.amazonaws.com\nuser-agent:app/1.2 curl/8.1\nx-amz-date:" + lookDate + "\nx-amz-meta-title:One trip, of three,done\n"
	const names = "content-type;host;user-agent;x-amz-date;x-amz-meta-title"
	const server = "GET\n/a/b.txt\nlist-type=2&max-keys=10&prefix=x\n" + lines + "\n" + names + "\n"
	echo := threadTexts("/a/b.txt", "list-type=2&amp;max-keys=10&amp;prefix=x", lines, names)
	echo = strings.Replace(echo, sha("GET\n/a/b.txt\nlist-type=2&amp;max-keys=10&amp;prefix=x\n"+lines+"\n"+names+"\n"+sha("")), sha(server+sha("")), 1)
	signs := func(old, signed string) string {
		return "My string to sign:\n\nAWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" +
			sha(strings.Replace(server, old, signed, 1)+sha("")) + "\n\n" + echo
	}
	hit("header-spaces-not-collapsed", "two blanks", Reproduced, signs("One trip", "One  trip"))
	hit("header-spaces-not-collapsed", "three blanks", Reproduced, signs("trip, of", "trip,   of"))
	hit("header-value-not-trimmed", "a blank behind", Reproduced, signs(",done", ",done "))
	hit("header-value-not-trimmed", "two blanks before", Reproduced, signs("title:One", "title:  One"))
	hit("header-repeated-not-joined", "a blank behind each comma", Reproduced, signs("trip, of three,done", "trip,  of three, done"))
	hit("volatile-header-signed", "without the client of HTTP", Reproduced, signs("app/1.2 curl/8.1", "app/1.2"))
	hit("volatile-header-signed", "without the application", Reproduced, signs("app/1.2 curl/8.1", "curl/8.1"))
	hit("query-unsorted", "another order", Reproduced, signs("list-type=2&max-keys=10&prefix=x", "prefix=x&list-type=2&max-keys=10"))
	hit("headers-unsorted", "one header in another place", Reproduced,
		signs(lines+"\n"+names, strings.Replace(lines, "x-amz-date:"+lookDate+"\n", "", 1)+"x-amz-date:"+lookDate+"\n\n"+names))
	hit("path-normalized", "an empty segment", Reproduced, signs("/a/b.txt", "/a//b.txt"))
	for _, code := range []string{"header-spaces-not-collapsed", "header-value-not-trimmed", "query-unsorted", "headers-unsorted", "path-normalized"} {
		near(code, "the very text of the server", signs("", ""))
	}
	return list
}
