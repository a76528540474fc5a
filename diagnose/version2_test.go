package diagnose

import (
	"strings"
	"testing"
)

// version2Sights: two strings to sign of Version 2.
func version2Sights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	v2 := func(printed, server string) string {
		return "to_sign of our signer:\n\n    " + printed + "\n\nand S3 says\n\n" +
			"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match " +
			"the signature you provided. Check your key and signing method.</Message><StringToSign>" +
			server + "</StringToSign><SignatureProvided>x8Rlo4nA/oFFZ3UmdlvewCliS1k=</SignatureProvided></Error>\n"
	}
	server := "POST\n\napplication/x-www-form-urlencoded\n\nx-amz-date:Thu, 15 Jan 2015 10:02:41 GMT\n" +
		"/uploads/1%2Fintro.mp4?uploads"
	hit("content-type-mismatch", "Version 2", Seen,
		v2(`POST\n\n\n\nx-amz-date:Thu, 15 Jan 2015 10:02:41 GMT\n/uploads/1%2Fintro.mp4?uploads`, server))
	hit("method-mismatch", "Version 2", Seen, v2(strings.Replace(server, "POST", "PUT", 1), server))
	hit("path-mismatch", "Version 2", Seen, v2(strings.Replace(server, "?uploads", "", 1), server))
	hit("secret-wrong", "Version 2, equal", Likely, v2(strings.ReplaceAll(server, "\n", `\n`), server))
	near("content-type-mismatch", "Version 2, the server's alone", v2("", server))
	return list
}
