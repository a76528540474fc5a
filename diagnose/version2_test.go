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
	decoded := func(host, seen string) string {
		return "GET /test/r%C3%A9s.txt HTTP/1.1\nHost: " + host + "\nDate: Fri, 16 Aug 2019 09:31:07 GMT\n\nHTTP/1.1 403 Forbidden\n\n" +
			"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message>" +
			"<StringToSign>GET\n\n\nFri, 16 Aug 2019 09:31:07 GMT\n" + seen + "</StringToSign></Error>\n"
	}
	hit("server-side-canonicalization", "a store that decodes the path", Likely, decoded("localhost:4568", "/test/r\u00e9s.txt"))
	near("server-side-canonicalization", "a store that takes the path as it is", decoded("localhost:4568", "/test/r%C3%A9s.txt"))
	return list
}

// askedVersion2Sights: Signature Version 2, in what people paste when they ask others.
func askedVersion2Sights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	rawPlus := "https://s3.amazonaws.com/b/a?AWSAccessKeyId=" + ownKeyID + "&Expires=1490652000&Signature=lTbTQcXVHGQf1X+gaqIONgyKvQY=\n\n" +
		"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature " +
		"you provided.</Message><SignatureProvided>lTbTQcXVHGQf1XGOTgaqIONgyKvQY=</SignatureProvided></Error>\n"
	hit("plus-for-space", "a raw + in a signature of Version 2", Seen, strings.Replace(rawPlus, "GOT", " ", 1))
	v2 := func(text string) string {
		return "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
			"signature you provided. Check your key and signing method.</Message><StringToSign>" + text +
			"</StringToSign><SignatureProvided>yyEeyaUVo3Upp0WRAM6SsVc5q9E=</SignatureProvided></Error>\n"
	}
	const old = "https://clips.s3.amazonaws.com/in/reel.mp4?AWSAccessKeyId=" + ownKeyID +
		"&Signature=yyEeyaUVo3Upp0WRAM6SsVc5q9E%3D&Expires=1684402911TYPE\n"
	hit("content-type-mismatch", "Version 2, a type that was not presigned", Likely,
		strings.Replace(old, "TYPE", "", 1)+v2("PUT\n\nvideo/mp4\n1684402911\n/clips/in/reel.mp4"))
	near("content-type-mismatch", "Version 2, the type that was presigned",
		strings.Replace(old, "TYPE", "&Content-Type=video%2Fmp4", 1)+v2("PUT\n\nvideo/mp4\n1684402911\n/clips/in/reel.mp4"))
	hit("header-added-in-transit", "Version 2, flat, with CloudFront's header", Seen,
		v2("GET x-amz-cf-id:q0Vt5c2Xo8Jm== x-amz-date:Tue, 14 Jan 2014 10:21:55 GMT /a/b.jpg"))
	near("header-added-in-transit", "Version 2, flat, with the client's headers",
		v2("GET x-amz-acl:private x-amz-date:Tue, 14 Jan 2014 10:21:55 GMT /a/b.jpg"))
	hit("method-mismatch", "Version 2, presigned for another operation", Likely,
		"s3.getSignedUrl('putObject', params)\n"+v2("GET\n\n\n1684402911\n/clips/in/reel.mp4"))
	near("method-mismatch", "Version 2, presigned for this operation",
		"s3.getSignedUrl('putObject', params)\n"+v2("PUT\n\n\n1684402911\n/clips/in/reel.mp4"))
	google := "a signed URL\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
		"signature you provided. Check your Google secret key and signing method.</Message><StringToSign>PUT\n\n        TYPE\n" +
		"        1667998213\n        /b/k\n    </StringToSign></Error>\n"
	hit("content-type-mismatch", "Version 2, the type of a library", Likely, strings.Replace(google, "TYPE", "text/plain; charset=utf-8", 1))
	near("content-type-mismatch", "Version 2, a type of one's own", strings.Replace(google, "TYPE", "image/png", 1))
	put := "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you " +
		"provided.</Message><StringToSign>PUT\n\n\n1684402911\n/clips/in/reel.mp4</StringToSign></Error>\n"
	near("method-mismatch", "Version 2, presigned for this operation and another",
		"s3.getSignedUrl('getObject', params)\ns3.getSignedUrl('putObject', params)\n"+put)
	near("method-mismatch", "Version 2, the method of a route", "@RequestMapping(method = HttpMethod.GET)\n"+put)
	form := func(method, kind string) string {
		return "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message><StringToSign>" +
			method + "\n\n" + kind + "\n1571830225\n/intake/a.jpg</StringToSign><SignatureProvided>Laj9XkIZJUqHb5ONxgs8QDOhQ0Y=</SignatureProvided></Error>\n"
	}
	hit("method-mismatch", "a form posted to a presigned URL", Likely, form("POST", "multipart/form-data"))
	near("method-mismatch", "a file put to it", form("PUT", "image/jpeg"))
	near("method-mismatch", "a form that begins an upload", "getSignedUrl with method 'POST'\n"+form("POST", "multipart/form-data"))
	typed := "s3.getSignedUrl('putObject', {Bucket: b, Key: k, Expires: 3600}, cb)\n\nPUT /b/k?AWSAccessKeyId=" + ownKeyID +
		"&Expires=1507631144&Signature=Gq1gtwtQ9FzfdS6sG75Lyn9EWNM%3D HTTP/1.1\nHost: minio.lan:9000\nContent-Type: false\n\nHTTP/1.1 403 Forbidden\n\n" + plainMismatch
	hit("content-type-mismatch", "a type sent to a URL made without", Likely, typed)
	near("content-type-mismatch", "no type sent to it", strings.Replace(typed, "Content-Type: false\n", "", 1))
	near("content-type-mismatch", "a type that it was made for", strings.NewReplacer("Expires: 3600", "Expires: 3600, ContentType: 'text/x'", "false", "text/x").Replace(typed))
	near("content-type-mismatch", "a type that Java makes it for", "new GeneratePresignedUrlRequest(b, k).withContentType(\"text/x\");\n"+strings.Replace(typed, "false", "text/x", 1))
	const mws = "POST\nmws.amazonservices.com\n/Feeds/2009-01-01\nAWSAccessKeyId=K&Action=A&SignatureMethod=HmacSHA256&SignatureVersion=2&&Timestamp=2019-05-22T10%3A05%3A47Z\n"
	hit("query-extra-parts-signed", "an empty pair", Likely, mws+threadRefusal)
	near("query-extra-parts-signed", "no empty pair", strings.Replace(mws, "&&", "&", 1)+threadRefusal)
	const apex = "url += '?AWSAccessKeyId=' + id; url += '&Signature=' + EncodingUtil.urlEncode(EncodingUtil.convertToHex(mac), 'UTF-8');\n"
	hit("sigv2-sigv4-mixed", "hex for base64", told, apex+threadRefusal)
	near("sigv2-sigv4-mixed", "base64", strings.Replace(apex, "convertToHex", "base64Encode", 1)+threadRefusal)
	return list
}
