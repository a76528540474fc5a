package evidence

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// echoXML is S3's answer with both strings.
func echoXML(newline string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>SignatureDoesNotMatch</Code><Message>" + mismatchS + "</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>" +
		strings.ReplaceAll(stsC, "\n", newline) + "</StringToSign><SignatureProvided>" + sigA + "</SignatureProvided><CanonicalRequest>" + strings.ReplaceAll(canonGET, "\n", newline) + "</CanonicalRequest><RequestId>7KQ2M4Z</RequestId><HostId>x</HostId></Error>"
}

// TestAnswerForms reads an error with both strings in what wraps it and in what
// becomes of it in pastes.
func TestAnswerForms(t *testing.T) {
	t.Parallel()
	xml := echoXML("\n")
	sentences := mismatchL + "\n\nThe Canonical String for this request should have been\n'" + canonGET + "'\n\nThe String-to-Sign should have been\n'" + stsC + "'\n"
	inJSON, _ := json.Marshal(xml)
	said, _ := json.Marshal(sentences)
	twice, _ := json.Marshal(`{"message":` + string(said) + `}`)
	lines := func(prefix, s string) string {
		return prefix + strings.ReplaceAll(s, "\n", "\n"+prefix) + "\n"
	}
	for name, test := range map[string]struct{ text, message string }{
		"S3":            {xml, mismatchS},
		"line ends":     {echoXML("&#xA;"), mismatchS},
		"decimal":       {echoXML("&#10;"), mismatchS},
		"escaped":       {strings.ReplaceAll(xml, "\n", `\n`), mismatchS},
		"escaped twice": {strings.ReplaceAll(xml, "\n", `\\n`), mismatchS},
		"JSON string":   {`{"body":` + string(inJSON) + `,"statusCode":403}`, mismatchS},
		"Python repr":   {"b'" + strings.ReplaceAll(xml, "\n", `\n`) + "'", mismatchS},
		"Go quoted":     {"err=" + strconv.Quote(xml), mismatchS},
		"browser view":  {"This XML file does not appear to have any style information associated with it. The document tree is shown below.\n" + strings.ReplaceAll(strings.TrimPrefix(echoXML(" "), `<?xml version="1.0" encoding="UTF-8"?>`+"\n"), "><", ">\n<"), mismatchS},
		"comment":       {lines(" * ", xml), mismatchS},
		"hash comment":  {lines("# ", xml), mismatchS},
		"slashes":       {lines("// ", xml), mismatchS},
		"quoted mail":   {lines("> ", xml), mismatchS},
		"query":         {`<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>` + sentences + `</Message></Error><RequestId>r</RequestId></ErrorResponse>`, ""},
		"SQS":           {`<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>` + strings.ReplaceAll(sentences, "\n'", "\n'\n") + `</Message><Detail/></Error></ErrorResponse>`, ""},
		"coral":         {"<InvalidSignatureException>\n  <Message>" + sentences + "</Message>\n</InvalidSignatureException>", ""},
		"DynamoDB":      {`{"__type":"com.amazon.coral.service#InvalidSignatureException","message":` + string(said) + `}`, ""},
		"API Gateway":   {`{"message":` + string(said) + `}`, ""},
		"SP-API":        {`{"errors":[{"message":` + string(said) + `,"code":"InvalidSignature"}]}`, ""},
		"AppSync":       {`{"errors":[{"errorType":"BadRequestException","message":` + string(said) + `}]}`, ""},
		"Neptune":       {`{"code":"AccessDeniedException","requestId":"r","detailedMessage":` + string(said) + `}`, ""},
		"JSON in JSON":  {`{"error":` + string(twice) + `}`, ""},
		"Vault":         {"Error making API request.\n\n* error making upstream request: received error code 403 from STS: <ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>SignatureDoesNotMatch</Code>\n    <Message>" + sentences + "</Message>\n  </Error>\n</ErrorResponse>\n", ""},
		"boto":          {"botocore.exceptions.ClientError: An error occurred (InvalidSignatureException) when calling the ListTables operation: " + sentences, ""},
		"JavaScript":    {"InvalidSignatureException: " + sentences + "    at x (y.js:1:2) {\n  time: 2024-06-01T10:00:00.000Z,\n  code: 'InvalidSignatureException'\n}", ""},
		"Go v2":         {"operation error DynamoDB: ListTables, https response error StatusCode: 400, RequestID: R, api error InvalidSignatureException: " + sentences, ""},
		"Java":          {"software.amazon.awssdk.services.dynamodb.model.DynamoDbException: " + sentences + " (Service: DynamoDb, Status Code: 400, Request ID: R)", ""},
		"Google":        {"<?xml version='1.0' encoding='UTF-8'?><Error><Code>SignatureDoesNotMatch</Code><Message>Access denied.</Message><Details>The request signature we calculated does not match the signature you provided. Check your Google secret key and signing method.</Details><StringToSign>" + stsC + "</StringToSign><CanonicalRequest>" + canonGET + "</CanonicalRequest></Error>", "Access denied."},
		"OSS":           {"<Error>\n  <Code>SignatureDoesNotMatch</Code>\n  <Message>" + mismatchS + "</Message>\n  <OSSAccessKeyId>x</OSSAccessKeyId>\n  <StringToSign>" + stsC + "</StringToSign>\n  <CanonicalRequest>" + canonGET + "</CanonicalRequest>\n  <EC>0002-00000401</EC>\n</Error>", mismatchS},
		"cut before":    {xml[strings.Index(xml, "<Message>"):], mismatchS},
		"cut after":     {strings.TrimSuffix(xml, "</CanonicalRequest><RequestId>7KQ2M4Z</RequestId><HostId>x</HostId></Error>"), mismatchS},
		"bold":          {strings.NewReplacer("<Code>SignatureDoesNotMatch</Code>", "<Code>**SignatureDoesNotMatch**</Code>").Replace(xml), mismatchS},
		"Terraform":     {lines("│ ", xml), mismatchS},
		"MinIO mc":      {lines("mc: <DEBUG> ", xml), mismatchS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			want := map[string]string{"exchanges": "1", "server canonical": canonGET, "server sts": stsC}
			if test.message != "" {
				want["message"] = test.message
			}
			if strings.Contains(test.text, "SignatureDoesNotMatch") && name != "cut before" {
				want["code"] = "SignatureDoesNotMatch"
			}
			if strings.Contains(test.text, "InvalidSignatureException") {
				want["code"] = "InvalidSignatureException"
			}
			check(t, e, want)
		})
	}
}

// errorObject is an error as Node.js prints one, its names as a library spells them.
func errorObject(code, echoed, sts, canonical string) string {
	inJS := func(s string) string { return "'" + strings.ReplaceAll(s, "\n", "\\n' +\n    '") + "'" }
	return "S3Error: " + mismatchS + "\n    at parseError (x/xml-parser.js:59:13) {\n  " + code + ": 'SignatureDoesNotMatch',\n" +
		"  " + sts + ": " + inJS(stsC) + ",\n" + echoed + "  " + canonical + ": " + inJS(canonGET) + ",\n  requestid: 'T0QW3BCB5Q5K7V2A'\n}\n"
}

// TestErrorObjects reads the server's strings of an error object under any spelling of their
// names, where it is plain that they are the server's.
func TestErrorObjects(t *testing.T) {
	t.Parallel()
	sig := "'" + sigA + "',\n"
	inHex := "'" + strings.TrimSuffix(strings.ReplaceAll(fmt.Sprintf("% x ", stsC), "  ", " "), " ") + "',\n"
	server := map[string]string{"exchanges": "1", "code": "SignatureDoesNotMatch", "server sts": stsC, "server canonical": canonGET}
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"minio-js":               {errorObject("code", "  signatureprovided: "+sig, "stringtosign", "canonicalrequest"), server},
		"minio-js, bytes":        {errorObject("code", "  stringtosignbytes: "+inHex, "stringtosign", "canonicalrequest"), server},
		"small letters first":    {errorObject("code", "  signatureProvided: "+sig, "stringToSign", "canonicalRequest"), server},
		"as the service":         {errorObject("Code", "", "StringToSign", "CanonicalRequest"), server},
		"a program's own fields": {errorObject("code", "", "stringToSign", "canonicalRequest"), map[string]string{"code": "SignatureDoesNotMatch", "server sts": "-", "server canonical": "-"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}
