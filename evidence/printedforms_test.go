package evidence

import (
	"strings"
	"testing"
)

// TestPrintedForms reads requests whose parts stand apart in code, lists and objects, and
// beside each what looks like them.
func TestPrintedForms(t *testing.T) {
	t.Parallel()
	const (
		auth  = "AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
		hash  = "6c06d5e6a1a3e1e0f0f5c1a2d0a2c0b6a9e3b8c4b7b0c9d1f5a3a1e2d3c4b5a6"
		hashC = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862" // of {"a":1}
		query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20240601%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20240601T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=ab12ab12"
		echo  = "<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>PUT\n/k\n\nhost:b.example\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD</CanonicalRequest></Error>\n"
	)
	xhr := func(url, sha, send string) string {
		return "const xhr = new XMLHttpRequest();\nxhr.open('PUT', '" + url + "');\nxhr.setRequestHeader('X-Amz-Content-Sha256', '" + sha + "');\n" +
			"xhr.setRequestHeader('X-Amz-Date', '20240601T100000Z');\nxhr.setRequestHeader('Authorization', '" + auth + "');\n" + send + "\n"
	}
	jmx := "<HTTPSamplerProxy>\n  <stringProp name=\"Argument.value\">{&quot;a&quot;:1}</stringProp>\n  <stringProp name=\"HTTPSampler.domain\">b.s3.amazonaws.com</stringProp>\n  <stringProp name=\"HTTPSampler.port\">8443</stringProp>\n  <stringProp name=\"HTTPSampler.protocol\">https</stringProp>\n  <stringProp name=\"HTTPSampler.path\">/k?a=1&amp;b=2</stringProp>\n  <stringProp name=\"HTTPSampler.method\">PUT</stringProp>\n</HTTPSamplerProxy>\n<hashTree>\n  <HeaderManager>\n" +
		"      <elementProp name=\"\" elementType=\"Header\">\n        <stringProp name=\"Header.name\">X-Amz-Date</stringProp>\n        <stringProp name=\"Header.value\">20240601T100000Z</stringProp>\n      </elementProp>\n      <elementProp name=\"\" elementType=\"Header\">\n        <stringProp name=\"Header.name\">Authorization</stringProp>\n        <stringProp name=\"Header.value\">" + auth + "</stringProp>\n      </elementProp>\n  </HeaderManager>\n"
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"parentheses in a URL": {
			xhr("https://b.s3.amazonaws.com/a(1).jpg", hash, "xhr.send();"),
			map[string]string{"request": "request-parts PUT https://b.s3.amazonaws.com/a(1).jpg"},
		},
		"parentheses around a URL": {
			"Host: b.s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\nAuthorization: " + auth + "\n\nIt goes to (url https://b.s3.amazonaws.com/k).\n",
			map[string]string{"request": "headers  https://b.s3.amazonaws.com/k"},
		},
		"the host of an echo": {
			xhr("https://b.example:9000/k", hash, "xhr.send();") + echo,
			map[string]string{"request": "request-parts PUT https://b.example:9000/k", "header host": "-"},
		},
		"a sentence with the method": {
			"I send a PUT to https://b.example/k with these headers:\n\n- Host: b.example\n- X-Amz-Date: 20240601T100000Z\n- Authorization: " + auth + "\n",
			map[string]string{"request": "headers PUT https://b.example/k"},
		},
		"a sentence about another host": {
			"I send a PUT to https://c.example/k with these headers:\n\n- Host: b.example\n- X-Amz-Date: 20240601T100000Z\n- Authorization: " + auth + "\n",
			map[string]string{"request": "headers"},
		},
		"a call on the line below": {
			"superagent\n  .put('https://b.s3.amazonaws.com/k')\n  .set('X-Amz-Date', '20240601T100000Z')\n  .set('Authorization', '" + auth + "')\n  .send();\n",
			map[string]string{"request": "request-parts PUT https://b.s3.amazonaws.com/k"},
		},
		"a call of httpx": {
			"httpx.put(\n    \"https://b.s3.amazonaws.com/k\",\n    headers={\n        \"X-Amz-Date\": \"20240601T100000Z\",\n        \"Authorization\": \"" + auth + "\",\n    },\n)\n",
			map[string]string{"request": "log PUT https://b.s3.amazonaws.com/k"},
		},
		"headers of an answer in the same list": {
			"Request URL\nhttps://b.s3.amazonaws.com/k\nRequest Method\nPUT\ncontent-type\napplication/xml\ndate\nSat, 01 Jun 2024 10:00:01 GMT\nserver\nAmazonS3\n" +
				"authorization\n" + auth + "\nhost\nb.s3.amazonaws.com\nx-amz-date\n20240601T100000Z\n",
			map[string]string{"request": "request-parts PUT https://b.s3.amazonaws.com/k", "header date": "-", "header host": "b.s3.amazonaws.com", "header x-amz-date": "20240601T100000Z"},
		},
		"headers of an answer behind the request's": {
			"':authority', 'b.s3.amazonaws.com'\n':path', '/k'\n':method', 'PUT'\n'x-amz-date', '20240601T100000Z'\n'authorization', '" + auth + "'\n\nencoding headers:\n':status', '403'\n'date', 'Sat, 01 Jun 2024 10:00:01 GMT'\n",
			map[string]string{"header date": "-", "header x-amz-date": "20240601T100000Z"},
		},
		"a body that is sent, with its hash": {
			xhr("https://b.s3.amazonaws.com/k", hashC, "xhr.send('{\"a\":1}');"),
			map[string]string{"body": "1 {\"a\":1}"},
		},
		"a body that is sent, with another hash": {
			xhr("https://b.s3.amazonaws.com/k", hash, "xhr.send('{\"a\":1}');"),
			map[string]string{"body": "maybe {\"a\":1}"},
		},
		"two texts that may be the body": {
			xhr("https://b.s3.amazonaws.com/k", hash, "xhr.send('{\"a\":1}');\nlog({body: '{\"a\":2}'});"),
			map[string]string{"body": "3 "},
		},
		"a text that is not JSON": {
			xhr("https://b.s3.amazonaws.com/k", hash, "xhr.send('a');"),
			map[string]string{"body": "3 "},
		},
		"the body of an error": {
			xhr("https://b.s3.amazonaws.com/k", hash, "// body: '{\"message\":\"no\"}'"),
			map[string]string{"body": "3 "},
		},
		"a raw string of Rust": {
			xhr("https://b.s3.amazonaws.com/k", hashC, ".body(r#\"{\"a\":1}\"#)"),
			map[string]string{"body": "1 {\"a\":1}"},
		},
		"a here-string": {
			"$headers.Add(\"X-Amz-Date\", \"20240601T100000Z\")\n$headers.Add(\"X-Amz-Content-Sha256\", \"" + hashC + "\")\n$headers.Add(\"Authorization\", \"" + auth + "\")\n$body = @\"\n{\"a\":1}\n\"@\n" +
				"Invoke-RestMethod 'https://b.s3.amazonaws.com/k' -Method 'PUT' -Headers $headers -Body $body\n",
			map[string]string{"body": "1 {\"a\":1}"},
		},
		"a presigned URL in an object": {
			`&{Method:PUT URL:https://b.s3.amazonaws.com/k?` + query + ` Proto:HTTP/1.1 Header:map[] Host:b.s3.amazonaws.com}` + "\n",
			map[string]string{"request": "presigned-url PUT https://b.s3.amazonaws.com/k?" + query},
		},
		"a presigned URL, the method of the next": {
			"url: https://b.s3.amazonaws.com/k?" + query + "\nurl: https://b.s3.amazonaws.com/l?X-Amz-Credential=AKID method: DELETE\n",
			map[string]string{"request": "presigned-url  https://b.s3.amazonaws.com/k?" + query},
		},
		"a presigned target and its host": {
			"':authority', 'b.s3.amazonaws.com'\n':path', '/k?" + query + "'\n':method', 'GET'\n",
			map[string]string{"header host": "b.s3.amazonaws.com"},
		},
		"headers as Node.js keeps them": {
			"  method: 'PUT',\n  path: '/k',\n  [Symbol(kOutHeaders)]: [Object: null prototype] {\n    'x-amz-date': [ 'X-Amz-Date', '20240601T100000Z' ],\n    authorization: [\n      'Authorization',\n      '" + auth + "'\n    ],\n    host: [ 'Host', 'b.s3.amazonaws.com' ]\n  }\n",
			map[string]string{"header x-amz-date": "20240601T100000Z", "header host": "b.s3.amazonaws.com"},
		},
		"headers of names and values": {
			`{"method": "PUT", "endpoint": "https://b.s3.amazonaws.com/k", "headers": [` + "\n" + `{"key": "X-Amz-Date",` + "\n" + `"value": "20240601T100000Z"},` + "\n" + `{"key": "Authorization",` + "\n" + `"value": "` + auth + `"}]}` + "\n",
			map[string]string{"request": "log PUT https://b.s3.amazonaws.com/k", "header x-amz-date": "20240601T100000Z"},
		},
		"a URL of Node.js": {
			"{\n  method: 'PUT',\n  url: URL {\n    href: 'https://b.s3.amazonaws.com/k',\n    protocol: 'https:',\n    search: ''\n  },\n  headers: {\n    'x-amz-date': '20240601T100000Z',\n    authorization: '" + auth + "'\n  }\n}\n",
			map[string]string{"request": "log PUT https://b.s3.amazonaws.com/k"},
		},
		"a request of Go in its own syntax": {
			`&http.Request{Method:"PUT", URL:(*url.URL)(0xc0000d2000), Header:http.Header{"Authorization":[]string{"` + auth + `"}, "X-Amz-Date":[]string{"20240601T100000Z"}}, Host:"b.s3.amazonaws.com", RequestURI:"/k"}` + "\n",
			map[string]string{"request": "log PUT /k", "header host": "b.s3.amazonaws.com", "header x-amz-date": "20240601T100000Z"},
		},
		"a test plan of JMeter": {
			jmx,
			map[string]string{"request": "collection-request PUT https://b.s3.amazonaws.com:8443/k?a=1&b=2", "header x-amz-date": "20240601T100000Z", "body": "1 {\"a\":1}", "signature": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
		},
		"a header manager that does not sign": {
			strings.ReplaceAll(jmx, auth, "a"),
			map[string]string{"request": "-"},
		},
		"a presigned target in a test plan": {
			"<HTTPSamplerProxy>\n  <stringProp name=\"HTTPSampler.domain\">b.s3.amazonaws.com</stringProp>\n  <stringProp name=\"HTTPSampler.protocol\">https</stringProp>\n  <stringProp name=\"HTTPSampler.path\">/k?" + strings.ReplaceAll(query, "&", "&amp;") + "</stringProp>\n  <stringProp name=\"HTTPSampler.method\">GET</stringProp>\n</HTTPSamplerProxy>\n",
			map[string]string{"request": "collection-request GET https://b.s3.amazonaws.com/k?" + query},
		},
		"a sample of JMeter": {
			"<httpSample rc=\"403\">\n  <requestHeader class=\"java.lang.String\">Host: b.s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\nAuthorization: " + auth + "\n</requestHeader>\n  <method class=\"java.lang.String\">PUT</method>\n  <queryString class=\"java.lang.String\">{&quot;a&quot;:1}</queryString>\n  <java.net.URL>https://b.s3.amazonaws.com/k?a=1&amp;b=2</java.net.URL>\n</httpSample>\n",
			map[string]string{"request": "log PUT https://b.s3.amazonaws.com/k?a=1&b=2", "header x-amz-date": "20240601T100000Z", "body": "1 {\"a\":1}"},
		},
		"a call of hackney": {
			"hackney:request(put, <<\"https://b.s3.amazonaws.com/k\">>, [{<<\"x-amz-date\">>, <<\"20240601T100000Z\">>}, {<<\"authorization\">>, <<\"" + auth + "\">>}], <<\"a\\\"b\">>, []).\n",
			map[string]string{"request": "library-request PUT https://b.s3.amazonaws.com/k", "header x-amz-date": "20240601T100000Z", "body": "1 a\"b"},
		},
		"a table with a head": {
			"**PUT** `https://b.s3.amazonaws.com/k`\n\n| Header | Value |\n|---|---|\n| Host | b.s3.amazonaws.com |\n| X-Amz-Date | 20240601T100000Z |\n| Authorization | " + auth + " |\n",
			map[string]string{"request": "headers PUT https://b.s3.amazonaws.com/k", "header header": "-", "header x-amz-date": "20240601T100000Z"},
		},
		"a table without a rule": {
			"| Host | b.s3.amazonaws.com |\n| X-Amz-Date | 20240601T100000Z |\n| Authorization | " + auth + " |\n",
			map[string]string{"request": "headers", "header host": "b.s3.amazonaws.com"},
		},
		"values below their names, and a name as a value": {
			"Referrer Policy\nstrict-origin\n:authority\nb.s3.amazonaws.com\n:method\nPUT\n:path\n/k\nauthorization\n" + auth + "\nx-amz-date\n20240601T100000Z\n",
			map[string]string{"request": "request-parts PUT /k", "header :authority": "b.s3.amazonaws.com"},
		},
		"code that names the host": {
			"const request = {\n  headers: { \"Content-Type\": \"application/json\", host: hostname },\n};\n\n      authorization: '" + auth + "',\n",
			map[string]string{"header host": "-"},
		},
		"a list below the name": {
			"request:\n    method: put\n    uri: https://b.s3.amazonaws.com/k\n    headers:\n      X-Amz-Date:\n      - 20240601T100000Z\n      Authorization:\n      - " + auth + "\n      Content-Length:\n      - 53\n",
			map[string]string{"header x-amz-date": "20240601T100000Z"},
		},
		"names and values with a tab": {
			"Request URL\thttps://b.s3.amazonaws.com/k\nRequest Method\tPUT\nX-Amz-Date\t20240601T100000Z\nAuthorization\t" + auth + "\n",
			map[string]string{"request": "request-parts PUT https://b.s3.amazonaws.com/k"},
		},
		"the query of a presigned URL apart": {
			`Request { method: GET, url: Url { scheme: "https", host: Some(Domain("b.example")), port: Some(9000), path: "/k", query: Some("` + query + `"), fragment: None }, headers: {"accept": "*/*"} }` + "\n",
			map[string]string{"request": "log GET /k?" + query, "header host": "b.example:9000"},
		},
		"a target with escaped ampersands": {
			`{"request":{"method":"GET","host":"b.s3.amazonaws.com","uri":"/k?` + strings.ReplaceAll(query, "&", `\u0026`) + `","headers":{"Accept":["*/*"]}},"status":403}` + "\n",
			map[string]string{"request": "log GET /k?" + query, "header host": "b.s3.amazonaws.com"},
		},
		"a URL in a variable": {
			"url = \"https://b.s3.amazonaws.com/k?" + query + "\"\nresponse = requests.request(\"PUT\", url)\n",
			map[string]string{"request": "presigned-url PUT https://b.s3.amazonaws.com/k?" + query},
		},
		"a method above a URL": {
			"GET\n\nhttps://b.s3.amazonaws.com/k?" + query + "\n",
			map[string]string{"request": "presigned-url GET https://b.s3.amazonaws.com/k?" + query},
		},
		"parentheses in a printed URL": {
			`Request { method: PUT, uri: https://b.s3.amazonaws.com/a(1).jpg, headers: {"x-amz-date": "20240601T100000Z", "authorization": "` + auth + `"} }` + "\n",
			map[string]string{"request": "log PUT https://b.s3.amazonaws.com/a(1).jpg"},
		},
		"a body of the right length and another hash": {
			"PUT https://b.s3.amazonaws.com/k\nContent-Length: 16\nX-Amz-Content-Sha256: " + hash + "\nX-Amz-Date: 20240601T100000Z\nAuthorization: " + auth + "\n\nbody sent: {\"abc\":\"defghi\"}\n",
			map[string]string{"body": "maybe {\"abc\":\"defghi\"}"},
		},
		"a text of the right length that is none": {
			"PUT https://b.s3.amazonaws.com/k\nContent-Length: 16\nX-Amz-Content-Sha256: " + hash + "\nX-Amz-Date: 20240601T100000Z\nAuthorization: " + auth + "\n\nsent: {abc,defghijklm}\n",
			map[string]string{"body": "3 "},
		},
		"variables of CGI": {
			"HTTP_HOST=b.s3.amazonaws.com\nHTTP_X_AMZ_DATE=20240601T100000Z\nHTTP_AUTHORIZATION=" + auth + "\nREQUEST_METHOD=PUT\nREQUEST_URI=/k%20l?a=b\nCONTENT_TYPE=text/plain\n",
			map[string]string{"request": "log PUT /k%20l?a=b", "header x-amz-date": "20240601T100000Z", "header host": "b.s3.amazonaws.com", "header content-type": "text/plain"},
		},
		"variables of Django": {
			"{'REQUEST_METHOD': 'PUT', 'PATH_INFO': '/k', 'QUERY_STRING': 'a=b', 'HTTP_X_AMZ_DATE': '20240601T100000Z', 'HTTP_AUTHORIZATION': '" + auth + "', 'CONTENT_LENGTH': ''}\n",
			map[string]string{"request": "log PUT /k?a=b", "header x-amz-date": "20240601T100000Z", "header content-length": "-"},
		},
		"a decoded path of CGI": {
			"HTTP_X_AMZ_DATE=20240601T100000Z\nHTTP_AUTHORIZATION=" + auth + "\nREQUEST_METHOD=PUT\nPATH_INFO=/k l\n",
			map[string]string{"request": "log PUT"},
		},
		"variables without a method": {
			"HTTP_X_AMZ_DATE=20240601T100000Z\nHTTP_AUTHORIZATION=" + auth + "\n",
			map[string]string{"request": "-"},
		},
		"a URL in a constructor": {
			"http.put(\n  Uri.parse('https://b.s3.amazonaws.com/k'),\n  headers: {\n    'X-Amz-Date': '20240601T100000Z',\n    'Authorization': '" + auth + "',\n  },\n);\n",
			map[string]string{"request": "headers PUT https://b.s3.amazonaws.com/k"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}

// TestErrorInSentence: an error that a sentence quotes ends with its object, and has the status in
// front of it.
func TestErrorInSentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, object, status string }{
		{"I get a 403 `{\"message\":\"Forbidden\"}` from it, and `{\"a\":1}`\n", `{"message":"Forbidden"}`, "403"},
		{"Receive 403 {\"message\":\"Forbidden\"} from the API\n", `{"message":"Forbidden"}`, "403"},
		{"after 1403 {\"message\":\"Forbidden\"}\n", `{"message":"Forbidden"}`, ""},
	} {
		e := Read(Source{Name: "post", Data: []byte(c.text)})
		if len(e.Exchanges) != 1 || e.Exchanges[0].Server == nil {
			t.Errorf("%q: no answer", c.text)
			continue
		}
		a := e.Exchanges[0].Server
		if got := c.text[a.Place.From:a.Place.To]; got != c.object || a.Status.S != c.status {
			t.Errorf("%q: %q, status %q", c.text, got, a.Status.S)
		}
	}
}
