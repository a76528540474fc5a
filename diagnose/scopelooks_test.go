package diagnose

import (
	"strings"
	"testing"
)

// scopeSights are pastes for the looks of scopelooks.go.
func scopeSights(t testing.TB) (list []sight) {
	get, table, api, url := changed(t, s3Get), changed(t, tablePost), changed(t, apiGet), changed(t, s3URL)
	hit, near := anyRows(&list)
	hit("scope-malformed", "terminator", Seen, true, edit(t, get, "aws4_request", "aws4-request"))
	hit("scope-malformed", "exchanged", Seen, true, edit(t, get, "/eu-west-1/s3/", "/s3/eu-west-1/"))
	hit("scope-malformed", "capitals", Seen, true, edit(t, get, "/eu-west-1/", "/EU-WEST-1/"))
	hit("scope-malformed", "underscores", Seen, true, edit(t, get, "/eu-west-1/", "/eu_west_1/"))
	hit("scope-malformed", "service in capitals", Seen, true, edit(t, get, "/s3/", "/S3/"))
	near("scope-malformed", "another region", edit(t, get, "/eu-west-1/", "/eu-west-3/"))
	near("scope-malformed", "the service has a region's name nowhere", api)
	hit("scope-date-mismatch", "", Seen, true, edit(t, get, "/20250612/", "/20250611/"))
	hit("scope-date-mismatch", "dashes", Seen, true, edit(t, get, "/20250612/", "/2025-06-12/"))
	hit("scope-date-mismatch", "whole time", Seen, true, edit(t, get, "/20250612/", "/20250612T083000Z/"))
	near("scope-date-mismatch", "right", get)
	near("scope-date-mismatch", "week-based year",
		edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20251230T083000Z", "/20250612/", "/20261230/"))
	hit("region-mismatch", "", Seen, true, edit(t, get, "/eu-west-1/", "/us-east-1/"))
	hit("region-mismatch", "presigned", Seen, true, edit(t, url, "%2Feu-west-1%2F", "%2Fus-east-1%2F"))
	near("region-mismatch", "global host",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com"))
	near("region-mismatch", "global host of GovCloud",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "budgets.amazonaws.com", "/eu-west-1/s3/",
			"/us-gov-west-1/budgets/"))
	near("region-mismatch", "capitals", edit(t, get, "/eu-west-1/", "/EU-WEST-1/"))
	near("region-mismatch", "a bucket with a region's name", edit(t, get, "holiday-pics.s3.", "us-east-1.logs.s3."))
	near("region-mismatch", "server of one's own",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000", "/eu-west-1/", "/us-east-1/"))
	hit("service-mismatch", "", Seen, true, edit(t, table, "/dynamodb/", "/s3/"))
	hit("service-mismatch", "API Gateway", Seen, true, edit(t, api, "/execute-api/", "/apigateway/"))
	hit("service-mismatch", "email", Seen, true,
		edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/", "/email/"))
	hit("service-mismatch", "S3 Express", Seen, true,
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
			"pics--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com"))
	near("service-mismatch", "SES", edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/", "/ses/"))
	near("service-mismatch", "streams", edit(t, table, "Host: dynamodb.", "Host: streams.dynamodb."))
	near("service-mismatch", "FIPS", edit(t, table, "Host: dynamodb.", "Host: dynamodb-fips."))
	near("service-mismatch", "S3 control", edit(t, get, "holiday-pics.s3.", "123456789012.s3-control."))
	hit("sigv4a-required", "", Seen, true,
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
			"mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"))
	near("sigv4a-required", "signed so",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
			"mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256",
			"/eu-west-1/s3", "/s3"))
	near("sigv4a-required", "access point of one region",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
			"team-123456789012.s3-accesspoint.eu-west-1.amazonaws.com"))
	hit("endpoint-wrong", "AWS key at R2", Possible, false,
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
			"9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d.r2.cloudflarestorage.com"))
	hit("endpoint-wrong", "and the server does not know it", Seen, true,
		refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.us-west-004.backblazeb2.com"),
			`<Error><Code>InvalidAccessKeyId</Code><Message>The key '`+ownKeyID+`' is not valid</Message></Error>`))
	near("endpoint-wrong", "key of R2",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com",
			"9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d.r2.cloudflarestorage.com", ownKeyID, "0f1e2d3c4b5a69788796a5b4c3d2e1f0"))
	return list
}

// askedScopeSights: scopes, in what people paste when they ask others.
func askedScopeSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	service := "$ curl --aws-sigv4 \"aws:amz:us-east-1:s3\" -u \"$AK:$SK\" http://transcoder.store.example/pipelines\n" +
		"> GET /pipelines HTTP/1.1\n> Host: transcoder.store.example\n> Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n> X-Amz-Date: " +
		lookDate + "\n>\n< HTTP/1.1 403 Forbidden\n<\n" + threadRefusal
	hit("service-mismatch", "the service that a manual names", told,
		service+"The manual: please use the elastictranscoder service name.\n")
	near("service-mismatch", "a service that was tried", service+"I tried to use the elastictranscoder service name.\n")
	swift := "let scope = [day, region, service].joined(separator: \"/\")\nlet sts = [\"AWS4-HMAC-SHA256\", stamp, scope, h]" +
		"\nlet auth = \"AWS4-HMAC-SHA256 Credential=\\(id)/\\(scope)/aws4_request, SignedHeaders=\\(n), Signature=\\(s)\"\n" +
		threadRefusal
	hit("string-to-sign-scope-mismatch", "a scope that ends in the header alone", told, swift)
	near("string-to-sign-scope-mismatch", "a scope that ends in the text, too",
		strings.Replace(swift, "stamp, scope, h", "stamp, scope + \"/aws4_request\", h", 1))
	name := "val service = \"NAME\"\nAwsCredentialScope(region, service)\nAWS4-HMAC-SHA256" + threadRefusal
	hit("service-mismatch", "capitals", told, strings.Replace(name, "NAME", "S3", 1))
	near("service-mismatch", "small letters", strings.Replace(name, "NAME", "s3", 1))
	near("service-mismatch", "a field of a log", `{"service":"S3","op":"PutObject"} AWS4`+threadRefusal)
	near("service-mismatch", "capitals elsewhere than in the scope", "val service = \"S3\"\nAuthorization: AWS4-HMAC-SHA256 Credential="+
		ownKeyID+"/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature="+sha("x")+"\n"+threadRefusal)
	near("scope-date-mismatch", "an element that is cut", "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; Invalid credential date. Date is not the s")
	const advertises = `{"__type":"com.amazon.paapi5#InvalidSignatureException","Errors":[{"Code":"InvalidSignature","Message":"The request has not been correctly signed."}]}` +
		"\nIt signs for 20210131/eu-west-1/NAME/aws4_request.\n"
	hit("service-mismatch", "the name of the advertising API in small letters", Likely, strings.Replace(advertises, "NAME", "productadvertisingapi", 1))
	near("service-mismatch", "the name of the advertising API", strings.Replace(advertises, "NAME", "ProductAdvertisingAPI", 1))
	const atAdvertising = "POST /paapi5/getitems HTTP/1.1\nHost: webservices.amazon.it\nX-Amz-Date: 20250612T083000Z\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/20250612/eu-west-1/NAME/aws4_request, SignedHeaders=host;x-amz-date, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n\n{}\n" + threadRefusal
	hit("service-mismatch", "another service at the advertising API", Likely, strings.Replace(atAdvertising, "NAME", "paapi5", 1))
	near("service-mismatch", "the advertising API", strings.Replace(atAdvertising, "NAME", "ProductAdvertisingAPI", 1))
	const fetcher = "a = new AwsClient({ accessKeyId: \"x\", secretAccessKey: \"y\", region: \"ams3\" });\nhost: n.ams3.HOST\n" + threadRefusal
	hit("service-mismatch", "no service for a host that nothing is read from", told, strings.Replace(fetcher, "HOST", "digitaloceanspaces.com", 1))
	near("service-mismatch", "a host that it is read from", strings.Replace(fetcher, "HOST", "r2.cloudflarestorage.com", 1))
	near("service-mismatch", "a service that is given", strings.NewReplacer("HOST", "digitaloceanspaces.com", "region:", "service: \"s3\", region:").Replace(fetcher))
	scaleway := func(region string) string {
		return "PUT /mira/a.png HTTP/1.1\nHost: s3.pl-waw.scw.cloud\nx-amz-content-sha256: UNSIGNED-PAYLOAD\nx-amz-date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=SCWEXAMPLE0K7Q2ZRTVB/20250612/" + region + "/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" +
			sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>\n"
	}
	hit("region-mismatch", "a store that denies access to another region", Likely, scaleway("us-east-1"))
	near("region-mismatch", "a store that denies access", scaleway("pl-waw"))
	return list
}
