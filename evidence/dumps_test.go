package evidence

import (
	"strings"
	"testing"
)

// TestDumps reads requests as libraries, gateways and logs print them. The forms are
// those of their documentation or source; the values are made up.
func TestDumps(t *testing.T) {
	t.Parallel()
	const auth = "AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"ngrep": {
			"T 10.0.0.5:44122 -> 52.216.1.1:80 [AP]\n  PUT /k HTTP/1.1..Host: b.s3.amazonaws.com..X-Amz-Date: 20240601\n  T100000Z..Authorization: " + auth + "..Content-Length: 3....a.c\n#\nT 52.216.1.1:80 -> 10.0.0.5:44122 [AP]\n  HTTP/1.1 403 Forbidden..Content-Type: application/xml....<Error><C\n  ode>AccessDenied</Code><Message>Access Denied</Message></Error>\n##\n",
			map[string]string{"exchanges": "1", "request": "http-request PUT /k", "header x-amz-date": "20240601T100000Z", "body": "3 ", "status": "403", "code": "AccessDenied"},
		},
		"the AWS SDK for Java 1": {
			"DEBUG com.amazonaws.request  - Sending Request: GET https://site.s3.amazonaws.com / Parameters: ({prefix=[a b], max-keys=[1000], }) Headers: (Authorization: " + auth + ", User-Agent: aws-sdk-java/1.8.3 Java_HotSpot(TM)_64, X-Amz-Date: 20240601T100000Z, )\n",
			map[string]string{"request": "library-request GET https://site.s3.amazonaws.com/?prefix=a%20b&max-keys=1000", "header x-amz-date": "20240601T100000Z", "header user-agent": "aws-sdk-java/1.8.3 Java_HotSpot(TM)_64", "signed": "host;x-amz-date"},
		},
		"the AWS SDK for Java 1, before it signs": {
			"DEBUG request - Sending Request: GET https://b.s3.amazonaws.com /in%20box/k Headers: (User-Agent: aws-sdk-java/1.12.770, )\nDEBUG AWS4Signer - AWS4 String to Sign: '\"" + stsC + "\"\n",
			map[string]string{"exchanges": "1", "request": "library-request GET https://b.s3.amazonaws.com/in%20box/k", "client sts": stsC, "complete": "false"},
		},
		"the AWS SDK for Java 1, nothing signed": {
			"DEBUG request - Sending Request: GET https://b.s3.amazonaws.com /k Headers: (User-Agent: aws-sdk-java/1.12.770, )\n",
			map[string]string{"request": "-"},
		},
		"the AWS SDK for Java 2": {
			"DEBUG Aws4Signer:84 - AWS4 String to sign: " + stsC + "\nDEBUG software.amazon.awssdk.request:84 - Sending Request: DefaultSdkHttpFullRequest(httpMethod=PUT, protocol=http, host=localhost, port=9000, encodedPath=/b/in%20box, headers=[Host, User-Agent], queryParameters=[])\n",
			map[string]string{"exchanges": "1", "request": "library-request PUT http://localhost:9000/b/in%20box", "client sts": stsC},
		},
		"the AWS SDK for Java 2, names of parameters": {
			"DEBUG Aws4Signer:84 - AWS4 String to sign: " + stsC + "\nDEBUG software.amazon.awssdk.request:84 - Sending Request: DefaultSdkHttpFullRequest(httpMethod=GET, protocol=https, host=b.s3.amazonaws.com, encodedPath=/, headers=[Host], queryParameters=[prefix])\n",
			map[string]string{"request": "-", "client sts": stsC},
		},
		"the AWS SDK for Java 1, parameters in a body": {
			"Sending Request: POST https://iam.amazonaws.com / Parameters: ({\"Action\":[\"ListUsers\"]}) Headers: (Authorization: " + auth + ", X-Amz-Date: 20240601T100000Z, ) \n",
			map[string]string{"request": "library-request POST https://iam.amazonaws.com/", "signed": "host;x-amz-date"},
		},
		"wget's own line of a URL, cut off": {
			"$ wget --spider 'https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240601T100000Z&X-Amz-Signature=00'\n--2024-06-01 10:00:01--  https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256\n  HTTP/1.1 403 Forbidden\n",
			map[string]string{"exchanges": "1", "request": "wget-command HEAD https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240601T100000Z&X-Amz-Signature=00", "status": "403"},
		},
		"a signature below a rule": {
			stsC + "\n=====\nacaccf255f04f5c60a3153e779a3133d28cb0bc42f4499273f90729071a7d8e6\n",
			map[string]string{"client signature": "acaccf255f04f5c60a3153e779a3133d28cb0bc42f4499273f90729071a7d8e6"},
		},
		"two hashes below a string to sign": {
			stsC + "\n\n" + emptyHash + "\nacaccf255f04f5c60a3153e779a3133d28cb0bc42f4499273f90729071a7d8e6\n",
			map[string]string{"client signature": ""},
		},
		"texts that a log sets apart by a mark": {
			"[lua] " + canonGET + "|" + stsC + "|acaccf255f04f5c60a3153e779a3133d28cb0bc42f4499273f90729071a7d8e6, client: 172.19.0.1\n",
			map[string]string{"client canonical": canonGET, "client sts": stsC, "client signature": "acaccf255f04f5c60a3153e779a3133d28cb0bc42f4499273f90729071a7d8e6"},
		},
		"a header that R puts together": {
			"add_headers(Authorization = paste0(\"AWS4-HMAC-SHA256 Credential=\", key, \"/\", scope, \", SignedHeaders=host;x-amz-date, Signature=\", sig))\n",
			map[string]string{"claims": "-"},
		},
		"a header that Lua puts together": {
			"return \"AWS4-HMAC-SHA256 Credential=\" .. conf.key .. \"/\" .. scope .. \", SignedHeaders=host;x-amz-date, Signature=\" .. sig, q\n",
			map[string]string{"claims": "-"},
		},
		"labels and blanks before derived keys": {
			stsC + "\n[sig] kDate   db637628ef257f4903d03fbd9a1a987b32f95f10cd2aca12c66f6e03eca8b4f3\n[sig] signature b46501c35112ce852bc2d20909a93badc59b31cbb2264f0134c0f166235398c4\n",
			map[string]string{"printed kDate": "db637628ef257f4903d03fbd9a1a987b32f95f10cd2aca12c66f6e03eca8b4f3", "client signature": "b46501c35112ce852bc2d20909a93badc59b31cbb2264f0134c0f166235398c4"},
		},
		"headers in one line with semicolons": {
			"Headers: content-type=text/plain; x-amz-date=20240601T100000Z; Authorization=" + strings.Replace(auth, "host;", "content-type;host;", 1) + "\n",
			map[string]string{"header content-type": "text/plain"},
		},
		"headers in one line with blanks": {
			"GET /k HTTP/1.1\nHost: h.example\nX-Amz-Region-Set: *   X-Amz-Date: 20240601T100000Z   X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nAuthorization: " + auth + "\n\n",
			map[string]string{"header x-amz-region-set": "*", "header x-amz-date": "20240601T100000Z", "header x-amz-content-sha256": "UNSIGNED-PAYLOAD"},
		},
		"blanks at the ends of lines": {
			padded("CanonicalRequest:\n"+canonGET+"\n\nStringToSign:\n"+stsC+"\n", 100),
			map[string]string{"client canonical": canonGET, "client sts": stsC},
		},
		"a URL broken at the width of a terminal": {
			broken("$ curl -o k 'https://b.s3.us-east-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20240601%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20240601T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature="+strings.Repeat("ab12", 16)+"'", 72) + "\n\n403\n",
			map[string]string{"request": "curl-command GET https://b.s3.us-east-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20240601%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20240601T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + strings.Repeat("ab12", 16)},
		},
		"the environment of an export of Insomnia": {
			`{"__export_format": 4, "resources": [{"_type": "environment", "data": {"host": "b.s3.us-east-1.amazonaws.com"}}, {"_type": "request", "url": "https://{{ _.host }}/k", "method": "PUT", "parameters": [{"name": "a b", "value": "c"}], "headers": [{"name": "Authorization", "value": "` + auth + `"}], "body": {}, "authentication": {}}]}`,
			map[string]string{"request": "collection-request PUT https://b.s3.us-east-1.amazonaws.com/k?a%20b=c"},
		},
		"the variables of a collection of Postman": {
			`{"info": {"name": "c"}, "item": [{"name": "r", "request": {"method": "GET", "header": [{"key": "Authorization", "value": "` + auth + `"}], "url": {"raw": "{{base}}/k", "host": ["{{base}}"], "variable": []}}, "response": []}], "variable": [{"key": "base", "value": "https://b.s3.us-east-1.amazonaws.com"}]}`,
			map[string]string{"request": "collection-request GET https://b.s3.us-east-1.amazonaws.com/k"},
		},
		"a variable that no collection defines": {
			`{"info": {"name": "c"}, "item": [{"name": "r", "request": {"method": "GET", "header": [{"key": "Authorization", "value": "` + auth + `"}], "url": {"raw": "{{base}}/k"}}, "response": []}]}`,
			map[string]string{"request": "collection-request GET"},
		},
		"the variables of a request of Bruno": {
			"get {\n  url: https://{{host}}/k\n}\n\nheaders {\n  Authorization: " + auth + "\n}\n\nvars:pre-request {\n  host: b.s3.us-east-1.amazonaws.com\n}\n",
			map[string]string{"request": "collection-request GET https://b.s3.us-east-1.amazonaws.com/k"},
		},
		"an answer's body behind a log's prefix": {
			prefixLines("app-1  | ", "GET /k HTTP/1.1\nHost: b.s3.us-east-1.amazonaws.com\nAuthorization: "+auth+"\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n\n<?xml version=\"1.0\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message></Error>\n"),
			map[string]string{"exchanges": "1", "request": "http-request GET /k", "status": "403", "code": "SignatureDoesNotMatch"},
		},
		"an error that Haskell shows": {
			`ServiceError (ServiceError' {_serviceStatus = Status {statusCode = 403, statusMessage = "Forbidden"}, _serviceCode = ErrorCode "InvalidSignature", _serviceMessage = Just (ErrorMessage "` + mismatchL + `\n\nThe Canonical String for this request should have been\n'` + strings.ReplaceAll(canonGET, "\n", `\n`) + `'\n\nThe String-to-Sign should have been\n'` + strings.ReplaceAll(stsC, "\n", `\n`) + `'\n")})` + "\n",
			map[string]string{"exchanges": "1", "code": "InvalidSignature", "server canonical": canonGET, "server sts": stsC},
		},
		"values between backquotes": {
			"GET /k HTTP/1.1\nHost: `h.example`\nX-Amz-Date: `20240601T100000Z`\nAuthorization: `" + auth + "`\n\n",
			map[string]string{"header host": "h.example", "header x-amz-date": "20240601T100000Z"},
		},
		"values that all end in a mark": {
			"GET /k HTTP/1.1\nHost: h.example |\nX-Amz-Date: 20240601T100000Z |\nAuthorization: " + auth + " |\n\n",
			map[string]string{"header host": "h.example", "header x-amz-date": "20240601T100000Z"},
		},
		"one value that ends in a mark": {
			"GET /k HTTP/1.1\nHost: h.example\nX-Amz-Date: 20240601T100000Z |\nAuthorization: " + auth + "\n\n",
			map[string]string{"header x-amz-date": "20240601T100000Z |"},
		},
		"a whole URL in a wide line": {
			"https://b.example/k?X-Amz-Credential=AKID%2F20240601%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=" + strings.Repeat("ab12", 16) + "&X-Amz-SignedHeaders=host\n403 and more\n",
			map[string]string{"request": "presigned-url  https://b.example/k?X-Amz-Credential=AKID%2F20240601%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=" + strings.Repeat("ab12", 16) + "&X-Amz-SignedHeaders=host"},
		},
		"the same request again": {
			"> GET /k HTTP/1.1\n> Host: b.s3.us-east-1.amazonaws.com\n> Authorization: " + auth + "\n>\n< HTTP/1.1 500 Internal Server Error\n<\n* Will retry in 1 seconds.\n> GET /k HTTP/1.1\n> Host: b.s3.us-east-1.amazonaws.com\n> Authorization: " + auth + "\n>\n< HTTP/1.1 403 Forbidden\n<\n",
			map[string]string{"exchanges": "2", "request": "http-request GET /k", "status": "403"},
		},
		"lines of one width that are no URL": {
			"see https://a.example/" + strings.Repeat("x", 58) + "\n" + strings.Repeat("y", 80) + "\nAuthorization: " + auth + "\n",
			map[string]string{"signature": strings.Repeat("0123456789abcdef", 4)},
		},
		"what wget -d puts into a body": {
			"---request begin---\nGET /k HTTP/1.1\nHost: b.s3.us-east-1.amazonaws.com\nAuthorization: " + auth + "\n\n---request end---\n---response begin---\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n\n---response end---\n403 Forbidden\n" +
				"Skipping 900 bytes of body: [<Error><Code>SignatureDoesNotMatch</Code><StringToSign>AWS4-HMAC-SHA256\n20240601T1Skipping 388 bytes of body: [00000Z\n20240601/us-east-1/s3/aws4_request\n" + emptyHash + "</StringToSign></Error>] done.\n",
			map[string]string{"server sts": "AWS4-HMAC-SHA256\n20240601T100000Z\n20240601/us-east-1/s3/aws4_request\n" + emptyHash},
		},
		"a body whose line ends a log has rewritten": {
			strings.ReplaceAll("PUT /k HTTP/1.1\nHost: b.s3.us-east-1.amazonaws.com\nContent-Length: 6\nX-Amz-Content-Sha256: 880553fca8fcea94e325ee2cfb48e5a985cc797f39a14cc6d3cedecfeb2ae4d2\nAuthorization: "+auth+"\n\na\nb\nc\n\nHTTP/1.1 403 Forbidden\n\n", "\n", "\r\n"),
			map[string]string{"body": "1 a\nb\nc\n"},
		},
		"a value of two lines": {
			"CanonicalRequest:\n" + strings.Replace(canonGET, "\nx-amz-date:", "\nx-amz-content-note:one,\ntwo\nx-amz-date:", 1) + "\n",
			map[string]string{"client canonical": strings.Replace(canonGET, "\nx-amz-date:", "\nx-amz-content-note:one,\ntwo\nx-amz-date:", 1)},
		},
		"quotes of a word processor": {
			"await fetch(“https://b.s3.us-east-1.amazonaws.com/k”, {\n  “headers”: {\n    “x-amz-date”: “20240601T100000Z”,\n    “authorization”: “" + auth + "”\n  },\n  “method”: “PUT”\n});\n",
			map[string]string{"request": "log PUT https://b.s3.us-east-1.amazonaws.com/k", "header x-amz-date": "20240601T100000Z"},
		},
		"quotes as entities of HTML": {
			"curl &#x27;https://b.s3.us-east-1.amazonaws.com/k?a=1&amp;b=2&#x27; -H &#x27;Authorization: " + auth + "&#x27;\n",
			map[string]string{"request": "curl-command GET https://b.s3.us-east-1.amazonaws.com/k?a=1&b=2"},
		},
		"an error's body in a structured log": {
			`{"status": 403, "responseBody": "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>AWS4-HMAC-SHA256\n20240601T100000Z\n20240601/us-east-1/s3/aws4_request\n` + emptyHash + `</StringToSign></Error>", "request": {"method": "PUT", "url": "https://b.s3.us-east-1.amazonaws.com/k", "headers": {"x-amz-date": "20240601T100000Z", "authorization": "` + auth + `"}}}` + "\n",
			map[string]string{"exchanges": "1", "request": "log PUT https://b.s3.us-east-1.amazonaws.com/k", "server sts": "AWS4-HMAC-SHA256\n20240601T100000Z\n20240601/us-east-1/s3/aws4_request\n" + emptyHash},
		},
		"templates of code": {
			"let auth = format!(\"AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}\", key, scope, names, sig);\n" +
				"let url = \"https://\\(host)/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\\(cred)&X-Amz-Date=\\(date)&X-Amz-SignedHeaders=host&X-Amz-Signature=\\(sig)\"\n" +
				"fprintf(sock, \"GET %s HTTP/1.1\\r\\nHost: %s\\r\\nAuthorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s\\r\\n\\r\\n\", path, host, kid, scope, names, sig);\n",
			map[string]string{"exchanges": "0"},
		},
		"headers behind a line with the method": {
			"Request Method: POST\n\nhost: h.example\nx-amz-date: 20240601T100000Z\ncontent-type: application/json\n" + "authorization: " + auth + "\n",
			map[string]string{"client canonical": "-", "header x-amz-date": "20240601T100000Z"},
		},
		"headers of an answer behind those of a request": {
			"request=Request { uri: \"https://polly.us-east-1.amazonaws.com/v1/speech\", headers: {\"authorization\": \"" + strings.Replace(auth, "host;", "content-type;host;", 1) + "\"} }\nresponse=Response { status: 200, headers: {\"content-type\": \"audio/mpeg\"} }\n",
			map[string]string{"header content-type": "-"},
		},
		"a browser's console": {
			"signing.js:61 GET\n  /beta/getData\n  \n  host:x.execute-api.us-east-2.amazonaws.com\n  x-amz-date:20240601T100000Z\n  \n  host;x-amz-date\n  " + emptyHash + "\n",
			map[string]string{"client canonical": "GET\n/beta/getData\n\nhost:x.execute-api.us-east-2.amazonaws.com\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\n" + emptyHash},
		},
		"marks that are raw in a query": {
			"GET https://polly.us-east-1.amazonaws.com/v1/speech?Text=It's%20(now)!&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240601T100000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00 403\n",
			map[string]string{"request": "presigned-url GET https://polly.us-east-1.amazonaws.com/v1/speech?Text=It's%20(now)!&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240601T100000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00"},
		},
		"marks around URLs": {
			"get('https://a.example/?x=1','https://b.example/?X-Amz-Date=20240601T100000Z&X-Amz-Signature=00')\n",
			map[string]string{"request": "presigned-url  https://b.example/?X-Amz-Date=20240601T100000Z&X-Amz-Signature=00"},
		},
		"a table in boxes": {
			"┌───┬───┐\n│ URL │ https://b.s3.amazonaws.com/k │\n├───┼───┤\n│ Method │ PUT │\n│ Host │ b.s3.amazonaws.com │\n│ X-Amz-Date │ 20240601T100000Z │\n│ Authorization │ " + auth + " │\n└───┴───┘\n",
			map[string]string{"exchanges": "1", "request": "headers PUT https://b.s3.amazonaws.com/k", "header x-amz-date": "20240601T100000Z", "signed": "host;x-amz-date"},
		},
		"a table of three columns": {
			"| Header | Sent | Signed |\n|---|---|---|\n| X-Amz-Date | 20240601T100000Z | yes |\n| Host | b.s3.amazonaws.com | yes |\n",
			map[string]string{"exchanges": "0"},
		},
		"a table in HTML": {
			"<table><tbody>\n<tr>\n  <td><b>Request URL</b></td>\n  <td>https://b.s3.amazonaws.com/k?a=1&amp;b=2</td>\n</tr>\n<tr><td>X-Amz-Date</td><td>20240601T100000Z</td></tr><tr><td>Authorization</td><td><code>" + auth + "</code></td></tr></tbody></table>\n",
			map[string]string{"exchanges": "1", "request": "headers  https://b.s3.amazonaws.com/k?a=1&b=2", "header x-amz-date": "20240601T100000Z", "signed": "host;x-amz-date"},
		},
		"Ktor": {
			"INFO  HttpClient - REQUEST: https://sts.eu-west-3.amazonaws.com/\nMETHOD: HttpMethod(value=POST)\nCOMMON HEADERS\n-> Accept: */*\n-> Authorization: " + auth + "\n-> X-Amz-Date: 20240601T100000Z\nCONTENT HEADERS\n-> Content-Length: 43\nBODY START\nAction=GetCallerIdentity&Version=2011-06-15\nBODY END\nINFO  HttpClient - RESPONSE: 403 Forbidden\n",
			map[string]string{"request": "log POST https://sts.eu-west-3.amazonaws.com/", "header x-amz-date": "20240601T100000Z", "header content-length": "43", "body": "1 Action=GetCallerIdentity&Version=2011-06-15"},
		},
		"headers in one line": {
			"lua: Host: b.s3.amazonaws.com | X-Amz-Date: 20240601T100000Z | Authorization: " + auth + "\n",
			map[string]string{"header host": "b.s3.amazonaws.com", "header x-amz-date": "20240601T100000Z"},
		},
		"an answer in JSON within a log's object": {
			`{"req":{"method":"POST","url":"https://dynamodb.us-east-1.amazonaws.com/","headers":{"x-amz-date":"20240601T100000Z","authorization":"` + auth + `"}},"res":{"status":400,"body":"{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired: 20240601T100000Z is now earlier than 20240601T110000Z (20240601T111500Z - 15 min.)\"}"}}`,
			map[string]string{"request": "log POST https://dynamodb.us-east-1.amazonaws.com/", "code": "InvalidSignatureException"},
		},
		"Akka": {
			"HttpRequest(HttpMethod(PUT),https://b.s3.amazonaws.com/k,List(Host: b.s3.amazonaws.com, X-Amz-Date: 20240601T100000Z, Authorization: " + auth + "),HttpEntity.Strict(text/plain; charset=UTF-8,9 bytes total),HttpProtocol(HTTP/1.1))\nentity: {\"a\":\"b\"}\n",
			map[string]string{"request": "library-request PUT https://b.s3.amazonaws.com/k", "header x-amz-date": "20240601T100000Z", "header content-type": "text/plain; charset=UTF-8", "body": "maybe {\"a\":\"b\"}", "signed": "host;x-amz-date"},
		},
		"httpc": {
			"call httpc:request(post,{\"https://b.s3.amazonaws.com/k\",\n  [{\"host\",\"b.s3.amazonaws.com\"},\n   {\"x-amz-date\",\"20240601T100000Z\"},\n   {\"authorization\",\n    \"" + auth + "\"}],\n  \"application/json\",\n  <<\"{\\\"a\\\":1}\">>},[],[])",
			map[string]string{"request": "library-request POST https://b.s3.amazonaws.com/k", "header content-type": "application/json", "body": "1 {\"a\":1}"},
		},
		"amazonka": {
			"[Client Request] {\n  host      = sns.eu-west-1.amazonaws.com:443\n  secure    = True\n  method    = POST\n  target    = Nothing\n  path      = /\n  query     = ?a=1\n  headers   = host: sns.eu-west-1.amazonaws.com; x-amz-date: 20240601T100000Z; content-type: text/plain; charset=utf-8; authorization: " + auth + "\n  body      = x=1\n}\n",
			map[string]string{"request": "library-request POST /?a=1", "header content-type": "text/plain; charset=utf-8", "header host": "sns.eu-west-1.amazonaws.com", "body": "1 x=1"},
		},
		"Rust": {
			"request=Request { body: SdkBody { .. }, uri: Uri { as_string: \"https://b.s3.amazonaws.com/k\" }, method: PUT, headers: Headers { headers: {\"x-amz-date\": HeaderValue { _private: H0(\"20240601T100000Z\") }, \"authorization\": HeaderValue { _private: H0(\"" + auth + "\") }} } }",
			map[string]string{"header x-amz-date": "20240601T100000Z", "signature": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
		},
		"Lambda@Edge": {
			`{"headers": {"host": [{"key": "Host", "value": "b.s3.amazonaws.com"}], "x-amz-date": [{"key": "X-Amz-Date", "value": "20240601T100000Z"}], "authorization": [{"key": "Authorization", "value": "` + auth + `"}]}, "method": "GET", "querystring": "", "uri": "/k"}`,
			map[string]string{"request": "log GET /k", "header host": "b.s3.amazonaws.com", "header x-amz-date": "20240601T100000Z"},
		},
		"API Gateway, version 2": {
			`{"rawPath": "/k", "rawQueryString": "a=1", "headers": {"host": "x.example", "x-amz-date": "20240601T100000Z", "authorization": "` + auth + `"}, "requestContext": {"http": {"method": "POST", "path": "/k"}}, "body": "eyJhIjoxfQ==", "isBase64Encoded": true}`,
			map[string]string{"request": "log POST /k?a=1", "body": "1 {\"a\":1}"},
		},
		".NET": {
			`{"Method":"POST","Uri":"https://x.example/","Headers":{"Host":"x.example","X-Amz-Date":"20240601T100000Z","Authorization":"` + auth + `"},"ContentHeaders":{"Content-Type":"application/json"},"Content":"{\"a\":1}"}`,
			map[string]string{"request": "log POST https://x.example/", "header content-type": "application/json", "body": "1 {\"a\":1}"},
		},
		"got": {
			"options: {\n    url: new URL('https://x.example/v1'),\n    method: 'DELETE',\n    headers: {\n      host: 'x.example',\n      'x-amz-date': '20240601T100000Z',\n      authorization: '" + auth + "'\n    },\n    body: undefined\n  }",
			map[string]string{"request": "log DELETE https://x.example/v1", "body": "0 "},
		},
		"axios": {
			"AxiosError: Request failed {\n  config: {\n    headers: Object [AxiosHeaders] {\n      'X-Amz-Date': '20240601T100000Z',\n      Authorization: '" + auth + "'\n    },\n    method: 'post',\n    url: 'https://x.example/v1',\n    data: '{}'\n  },\n  response: {\n    status: 403,\n    headers: Object [AxiosHeaders] {\n      'x-amzn-errortype': 'InvalidSignatureException'\n    },\n    data: {\n      message: 'The request signature we calculated does not match the signature you provided.'\n    }\n  }\n}",
			map[string]string{"request": "log POST https://x.example/v1", "status": "403", "code": "InvalidSignatureException", "message": "The request signature we calculated does not match…"},
		},
		"a log's envelope": {
			`{"ts": "2024", "request": {"method": "GET", "url": "https://b.s3.amazonaws.com/k", "headers": {"host": "b.s3.amazonaws.com", "x-amz-date": "20240601T100000Z", "authorization": "` + auth + `"}}, "response": {"status": 403, "body": "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"}}`,
			map[string]string{"request": "log GET https://b.s3.amazonaws.com/k", "code": "AccessDenied"},
		},
		"requests": {
			"resp = requests.post(\n    'https://x.example/v1',\n    headers={\n        'X-Amz-Date': '20240601T100000Z',\n        'Authorization': '" + auth + "',\n    },\n    data='{\"k\":1}',\n)\n",
			map[string]string{"request": "log POST https://x.example/v1", "body": "1 {\"k\":1}"},
		},
		"httpx": {
			"<Request('POST', 'https://x.example/')> [(b'Host', b'x.example'), (b'X-Amz-Date', b'20240601T100000Z'), (b'Authorization', b'" + auth + "'), (b'Content-Length', b'12')] b'{\"a\":\"K\\xc3\\xb6\"}'",
			map[string]string{"body": "3 "}, // of another length
		},
		"httpx, of the right length": {
			"<Request('POST', 'https://x.example/')> [(b'Host', b'x.example'), (b'X-Amz-Date', b'20240601T100000Z'), (b'Authorization', b'" + auth + "'), (b'Content-Length', b'11')] b'{\"a\":\"K\\xc3\\xb6\"}'",
			map[string]string{"body": "maybe {\"a\":\"K\u00f6\"}"},
		},
		"http.client, compressed": {
			"send: b'POST / HTTP/1.1\\r\\nHost: x.example\\r\\nX-Amz-Date: 20240601T100000Z\\r\\nContent-Length: 10\\r\\nAuthorization: " + auth + "\\r\\n\\r\\n'\nsend: b'\\x1f\\x8b\\x08\\x00abcdef'\n",
			map[string]string{"body": "1 \x1f\x8b\x08\x00abcdef"},
		},
		"Indy": {
			"Sent 10-2-2023 10:30:12: GET /k HTTP/1.1<EOL>Host: b.s3.amazonaws.com<EOL>x-amz-date: 20240601T100000Z<EOL>Authorization: " + auth + "<EOL><EOL>\n",
			map[string]string{"request": "http-request GET /k", "header host": "b.s3.amazonaws.com", "signature": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
		},
		"OpenResty": {
			"2024/10/19 11:15:00 [debug] 31#31: *18 [lua] http.lua:702: POST https://x.example/, context: ngx.timer\n2024/10/19 11:15:00 [debug] 31#31: *18 [lua] http.lua:711: Host: x.example, context: ngx.timer\n2024/10/19 11:15:00 [debug] 31#31: *18 [lua] http.lua:711: X-Amz-Date: 20240601T100000Z, context: ngx.timer\n2024/10/19 11:15:00 [debug] 31#31: *18 [lua] http.lua:711: Authorization: " + auth + ", context: ngx.timer\n2024/10/19 11:15:00 [debug] 31#31: *18 [lua] http.lua:719: body: {\"a\":1}, context: ngx.timer\n",
			map[string]string{"request": "log POST https://x.example/", "header host": "x.example", "body": "1 {\"a\":1}"},
		},
		"labels of any language": {
			"Метод: PUT\nАдрес: https://x.example/k\n  Host: x.example\n  Content-Length: 15\n  X-Amz-Date: 20240601T100000Z\n  Authorization: " + auth + "\nТело: {\"a\": \"отч\"}\n",
			map[string]string{"request": "headers PUT https://x.example/k", "body": "maybe {\"a\": \"отч\"}"},
		},
		"var_dump": {
			"array(3) {\n  [\"method\"]=>\n  string(3) \"GET\"\n  [\"host\"]=>\n  string(9) \"x.example\"\n  [\"path\"]=>\n  string(2) \"/k\"\n  [\"query\"]=>\n  string(3) \"a=1\"\n  [\"headers\"]=>\n  array(2) {\n    [0]=>\n    string(28) \"X-Amz-Date: 20240601T100000Z\"\n    [1]=>\n    string(210) \"Authorization: " + auth + "\"\n  }\n}",
			map[string]string{"request": "request-parts GET /k?a=1", "header host": "x.example"},
		},
		"Traefik": {
			`{"RequestAddr":"minio.lab:9000","RequestHost":"minio.lab","RequestMethod":"DELETE","RequestPath":"/k","request_Authorization":"` + auth + `","request_X-Amz-Date":"20240601T100000Z"}`,
			map[string]string{"request": "log DELETE /k", "header host": "minio.lab:9000"},
		},
		"Docker's log of curl": {
			`{"log":"> GET /k HTTP/1.1\n","stream":"stderr"}` + "\n" + `{"log":"> Host: b.s3.amazonaws.com\n","stream":"stderr"}` + "\n" + `{"log":"> X-Amz-Date: 20240601T100000Z\n","stream":"stderr"}` + "\n" + `{"log":"> Authorization: ` + auth + `\n","stream":"stderr"}` + "\n" + `{"log":"> \n","stream":"stderr"}` + "\n",
			map[string]string{"request": "http-request GET /k", "header host": "b.s3.amazonaws.com", "header x-amz-date": "20240601T100000Z"},
		},
		"a token for a database": {
			`export PGPASSWORD="db.x.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=u&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20240601%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=20240601T100000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=ab"`,
			map[string]string{"request": "presigned-url  /?Action=connect…", "header host": "db.x.eu-west-1.rds.amazonaws.com:5432"},
		},
		"PowerShell, bytes": {
			"Invoke-WebRequest -Uri \"https://x.example/\" `\n-Method \"PATCH\" `\n-Headers @{\n\"authority\"=\"x.example\"\n  \"scheme\"=\"https\"\n  \"x-amz-date\"=\"20240601T100000Z\"\n  \"authorization\"=\"" + auth + "\"\n} `\n-Body ([System.Text.Encoding]::UTF8.GetBytes(\"{`\"by`\":`\"Zo$([char]235)`\"}\"))\n",
			map[string]string{"request": "powershell-request PATCH https://x.example/", "body": "1 {\"by\":\"Zo\u00eb\"}"},
		},
		"Clojure, values on the next line": {
			"{:status 403,\n :Error\n {:Code \"SignatureDoesNotMatch\",\n  :Message\n  \"The request signature we calculated does not match the signature you provided.\",\n  :StringToSign\n  \"AWS4-HMAC-SHA256\\n20240601T100000Z\\n20240601/us-east-1/s3/aws4_request\\nab\"}}",
			map[string]string{"code": "SignatureDoesNotMatch", "server sts date": "20240601T100000Z"},
		},
		"header lines in quotes": {
			"request:\nHost:\"x.example\"\nX-Amz-Date:\"20240601T100000Z\"\nAuthorization:\"" + auth + "\"\n",
			map[string]string{"client canonical": "-", "header x-amz-date": "20240601T100000Z"},
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

// TestEmptyReplacement keeps what stands behind a text that is left out.
func TestEmptyReplacement(t *testing.T) {
	t.Parallel()
	from := Made("a, context: ngx.timer\nb")
	m := from.Remake()
	m.Keep(0, 1)
	m.Put("", 1, 21)
	m.Keep(21, 23)
	again := m.View("left out").Whole().Remake()
	again.Keep(0, 3)
	if got := again.View("kept").Whole().S; got != "a\nb" {
		t.Errorf("%q", got)
	}
}

// TestAside: a request without a signature to another host is no matter of the signed
// one; one to AWS is.
func TestAside(t *testing.T) {
	t.Parallel()
	const signed = "GET /k HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\nX-Amz-Date: 20240601T100000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
	for name, test := range map[string]struct {
		other string
		aside bool
	}{
		"a token":         {"POST /oauth2/token HTTP/1.1\r\nHost: login.example.com\r\nAuthorization: Basic eA==\r\n\r\nHTTP/1.1 401 Unauthorized\r\n\r\n", true},
		"metadata":        {"GET /latest/meta-data/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\n", true},
		"a preflight":     {"OPTIONS /k HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", true},
		"the same host":   {"GET /k HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n", false},
		"another service": {"GET /k HTTP/1.1\r\nHost: a.execute-api.us-east-1.amazonaws.com\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.other + signed)})
			if len(e.Exchanges) != 2 {
				t.Fatalf("%d exchanges", len(e.Exchanges))
			}
			last := &e.Exchanges[1]
			if test.aside != last.Aside || test.aside != (e.Exchanges[0].Request.Target.S == "/k" && !e.Exchanges[0].Aside && last.Request.Target.S != "/k" || last.Request.Method.S == "OPTIONS") {
				t.Errorf("last is %s %s, aside %v", last.Request.Method.S, last.Request.Target.S, last.Aside)
			}
		})
	}
}

// padded fills the lines of a text with blanks up to a width, as a terminal does.
func padded(text string, width int) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		l = strings.TrimSuffix(l, "\n")
		b.WriteString(l + strings.Repeat(" ", max(1, width-len(l))) + "\n")
	}
	return b.String()
}

// broken breaks a line at a width.
func broken(line string, width int) string {
	var b strings.Builder
	for ; len(line) > width; line = line[width:] {
		b.WriteString(line[:width] + "\n")
	}
	return b.String() + line
}

// prefixLines puts a log's prefix before each line, with no blank behind it where nothing
// follows.
func prefixLines(prefix, text string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(prefix+strings.TrimSuffix(l, "\n"), " ") + "\n")
	}
	return b.String()
}
