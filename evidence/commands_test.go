package evidence

import (
	"strings"
	"testing"
)

// TestCommands reads command lines as the requests that their tools send. What
// curl and wget are said to send was seen on the wire (curl 7.88, wget 1.21).
func TestCommands(t *testing.T) {
	t.Parallel()
	const (
		auth  = "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12"
		value = "AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12"

		agent = "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=accept;host;user-agent, Signature=ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12ab12"

		presigned = "https://h/k?X-Amz-Algorithm=A&X-Amz-Signature=ab12ab12ab12ab12ab12"
	)
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"curl data":                   {`curl https://h/ -d a=b -d c=d`, map[string]string{"request": "curl-command POST https://h/", "body": "1 a=b&c=d", "header content-type": "application/x-www-form-urlencoded"}},
		"curl joined":                 {`curl --url=https://h/ --header="A: b" --request=PUT --data-raw='x=y'`, map[string]string{"request": "curl-command PUT https://h/", "header a": "b", "body": "1 x=y"}},
		"curl no type":                {`curl https://h/ -d a=b -H 'Content-Type:'`, map[string]string{"header content-type": "-"}},
		"curl urlencode":              {`curl https://h/ --data-urlencode 'n=ä b' --data-urlencode '=x y' --data-urlencode 'z z'`, map[string]string{"body": "1 n=%C3%A4+b&x+y&z+z"}},
		"curl from a file":            {`curl https://h/ --data-urlencode n@f --data-binary @x`, map[string]string{"body": "3 "}},
		"curl with a shown file":      {"cat > f.json <<EOF\n{\n \"a\": 1\n}\nEOF\ncurl https://h/ -d @f.json", map[string]string{"request": "curl-command POST https://h/", "body": "maybe { \"a\": 1}"}},
		"curl with a file, as it is":  {"$ cat f.json\n{}\n$ curl https://h/ --data-binary @f.json", map[string]string{"body": "maybe {}\n"}},
		"curl with another file":      {"$ cat g.json\n{}\n$ curl https://h/ --data-binary @f.json", map[string]string{"body": "3 "}},
		"curl with headers in a file": {"printf '%s' 'A: b' > h.txt\ncurl -H @h.txt https://h/", map[string]string{"header a": "b"}},
		"curl with a config":          {"# cat c\nurl = \"https://h/k\"\n-X PUT\nheader: \"A: \\\"b\\\"\"\n# curl -K c", map[string]string{"request": "curl-command PUT https://h/k", "header a": "\"b\""}},
		"httpie with a file":          {"$ http PUT https://h/k '" + strings.Replace(auth, ": ", ":", 1) + "' < f.json", map[string]string{"body": "3 "}},
		"curl url query":              {`curl 'https://h/?x=1' --url-query 'a=b c' --url-query '+r=%20'`, map[string]string{"request": "curl-command GET https://h/?x=1&a=b+c&r=%20"}},
		"curl a variable":             {"$ URL=$(aws s3 presign s3://b/k)\n$ echo $URL\n" + presigned + "\n$ curl -X PUT \"$URL\"", map[string]string{"request": "curl-command PUT " + presigned}},
		"curl another variable":       {"$ URL=$(aws s3 presign s3://b/k)\n$ echo $URL\n" + presigned + "\n$ curl -X PUT \"$API/done\"", map[string]string{"exchanges": "1", "request": "presigned-url  " + presigned}},
		"curl one of two":             {"$ URL=$(aws s3 presign s3://b/k)\n" + presigned + "\n" + presigned + "0\n$ curl -X PUT \"$URL\"", map[string]string{"exchanges": "2", "1.request": "presigned-url  " + presigned + "0"}},
		"curl -G":                     {`curl -G https://h/ --data-urlencode 'prefix=a b' -d max=1`, map[string]string{"request": "curl-command GET https://h/?prefix=a+b&max=1", "body": "0 "}},
		"curl upload":                 {`curl -T dir/a\ b.txt https://h/d/`, map[string]string{"request": "curl-command PUT https://h/d/a%20b.txt", "body": "3 "}},
		"curl stdin":                  {`curl -T - https://h/d/`, map[string]string{"request": "curl-command PUT https://h/d/"}},
		"curl dots":                   {`curl 'https://h/a/../b%20c/./d?x=/../' -I`, map[string]string{"request": "curl-command HEAD https://h/b%20c/d?x=/../"}},
		"curl last dots":              {`curl 'https://h/a/b/..'`, map[string]string{"request": "curl-command GET https://h/a/"}},
		"curl as is":                  {`curl --path-as-is https://h/a/../b`, map[string]string{"request": "curl-command GET https://h/a/../b"}},
		"curl target":                 {`curl --request-target '/x y' https://h/d -X POST`, map[string]string{"request": "curl-command POST /x y", "header host": "h"}},
		"curl no scheme":              {`curl -X PUT s3.amazonaws.com/b/k`, map[string]string{"request": "curl-command PUT http://s3.amazonaws.com/b/k", "header host": "s3.amazonaws.com"}},
		"curl json":                   {`curl https://h/ --json '{}'`, map[string]string{"request": "curl-command POST https://h/", "header accept": "application/json", "header content-type": "application/json"}},
		"curl cookies":                {`curl https://h/ -b jar.txt -b a=b -e 'http://r;auto' -r 0-9 -A x --oauth2-bearer t`, map[string]string{"header cookie": "a=b", "header referer": "http://r", "header range": "bytes=0-9", "header user-agent": "x", "header authorization": "Bearer t"}},
		"curl user":                   {`curl https://b.s3.amazonaws.com/ -u AKID:secret`, map[string]string{"header authorization": "Basic ********"}},
		"curl signs":                  {`curl https://h/ -u AKID:secret --aws-sigv4 aws:amz:us-east-1:s3`, map[string]string{"header authorization": "-"}},
		"curl form":                   {`curl https://h/ -F policy=abc -F file=@x`, map[string]string{"request": "curl-command POST https://h/", "body": "3 ", "hint form-field": "abc"}},
		"curl letters":                {"curl 'https://h/ü/%C3%BC?x=ö'", map[string]string{"request": "curl-command GET https://h/%c3%bc/%C3%BC?x=ö"}},
		"curl own headers":            {"$ curl -V\ncurl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0\n$ curl https://h/ -H '" + agent + "'", map[string]string{"header accept": "*/*", "header user-agent": "curl/8.5.0"}},
		"curl own, not told":          {"curl https://h/ -H '" + agent + "' -H 'Accept: a/b'", map[string]string{"header accept": "a/b", "header user-agent": "-"}},
		"curl own, switched off":      {"curl https://h/ -H '" + agent + "' -H 'Accept:'", map[string]string{"header accept": "-"}},
		"curl own, not signed":        {"$ curl -V\ncurl 8.5.0 (x86_64-pc-linux-gnu)\n$ curl https://h/ -H '" + auth + "'", map[string]string{"header accept": "-", "header user-agent": "-"}},
		"curl next":                   {`curl https://h/a -d x --next https://h/b -I`, map[string]string{"exchanges": "2", "request": "curl-command POST https://h/a", "1.request": "curl-command HEAD https://h/b", "1.body": "0 "}},
		"curl options":                {`curl -sSkvL -x http://proxy:3128 --http1.0 --cert-type P12 --proxy-header 'A: b' -o out.xml -XDELETE https://h/k`, map[string]string{"request": "curl-command DELETE https://h/k", "header a": "-"}},
		"cmd": {
			"curl ^\"https://h/k^%^20y?a=1^&b=2^\" ^\r\n  -X ^\"PUT^\" ^\r\n  -H ^\"" + auth + "^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"x^^y^\n\nz^\\^\"^}^\"\r\nnext",
			map[string]string{"exchanges": "1", "request": "curl-command PUT https://h/k%20y?a=1&b=2", "body": "1 {\"a\":\"x^y\nz\"}", "signature": sigA},
		},
		"cmd, line ends in two bytes": {
			"curl ^\"https://h/k^\" ^\r\n  -H ^\"" + auth + "^\" ^\r\n  --data-raw ^\"a^\r\n\r\nb^\"\r\nnext",
			map[string]string{"exchanges": "1", "request": "curl-command POST https://h/k", "body": "1 a\nb", "signature": sigA},
		},
		"cmd, Firefox":               {"curl \"https://h/k\"^%\"20y\" ^\n -H \"" + auth + "\" ^\n -d \"{\"\"a\"\":1}\" & echo", map[string]string{"request": "curl-command POST https://h/k%20y", "body": `1 {"a":1}`}},
		"cmd by hand":                {"C:\\> curl.exe -X PUT ^\n \"https://h/k\" -H \"" + auth + `" -d "{\"a\": \"b\\c\"}"`, map[string]string{"request": "curl-command PUT https://h/k", "body": `1 {"a": "b\\c"}`}},
		"PowerShell":                 {"PS C:\\> curl.exe -X PUT 'https://h/k' `\n  -H '" + auth + "' `\n  -d '{\\\"a\\\": \\\"it''s\\\"}'\n", map[string]string{"request": "curl-command PUT https://h/k", "body": `1 {"a": "it's"}`, "signature": sigA}},
		"PowerShell, one line":       {`curl.exe -d '{\"a\": \"b\\c\"}' https://h/k -H '` + auth + `'`, map[string]string{"body": `1 {"a": "b\\c"}`, "signature": sigA}},
		"sh, backslashes that stay":  {`curl -d '{\"a\": 1}' https://h/k -H '` + auth + `'`, map[string]string{"body": `1 {\"a\": 1}`}},
		"Git Bash, quotes that stay": {`curl.exe -d '{"a": "\"b"}' https://h/k -H '` + auth + `'`, map[string]string{"body": `1 {"a": "\"b"}`}},
		"PowerShell \"":              {"curl.exe `\n \"https://h/k?a=`$b\" -H \"" + auth + "\" -d \"a `\"b`\" \"\"c\"\"`n\"", map[string]string{"request": "curl-command POST https://h/k?a=$b", "body": "1 a \"b\" \"c\"\n"}},
		"wget":                       {`wget -q -O- --method=PUT --body-data='hello' --header='` + auth + `' --header "X-A: b" 'https://h.example/a/../c'`, map[string]string{"request": "wget-command PUT https://h.example/c", "body": "1 hello", "header host": "h.example", "header x-a": "b", "header content-type": "application/x-www-form-urlencoded", "signature": sigA}},
		"curl trace":                 {"=> Send header, 100 bytes (0x64)\n0000: POST /k HTTP/1.1\n0012: Host: h\n001b: Content-Length: 9\n002e: " + auth + "\n00e2: \n=> Send data, 9 bytes (0x9)\n0000: {\"a\":\"b\"}\n", map[string]string{"request": "http-request POST /k", "body": "1 {\"a\":\"b\"}"}},
		"curl trace, dots":           {"=> Send header, 100 bytes (0x64)\n0000: POST /k HTTP/1.1\n0012: Host: h\n001b: Content-Length: 5\n002e: " + auth + "\n00e2: \n=> Send data, 5 bytes (0x5)\n0000: caf..\n", map[string]string{"request": "http-request POST /k", "body": "maybe caf.."}},
		"wget method":                {"wget --method=post --body-data=a 'https://h.example/' --header='" + auth + "'", map[string]string{"request": "wget-command POST https://h.example/"}},
		"wget post":                  {"wget \\\n --post-data 'a=b' \\\n -U x https://h.example/", map[string]string{"request": "wget-command POST https://h.example/", "body": "1 a=b", "header user-agent": "x"}},
		"wget url":                   {"$ wget 'https://h.example/k?X-Amz-Algorithm=A&X-Amz-Signature=abc'", map[string]string{"exchanges": "1", "request": "wget-command GET https://h.example/k?X-Amz-Algorithm=A&X-Amz-Signature=abc"}},
		"httpie":                     {`http PUT https://h/k '` + strings.Replace(auth, ": ", ":", 1) + `' X-Amz-Date:20240601T100000Z x==a/b a=b c='d e'`, map[string]string{"request": "httpie-command PUT https://h/k?x=a%2Fb", "body": `1 {"a": "b", "c": "d e"}`, "header x-amz-date": "20240601T100000Z", "signature": sigA, "header content-type": "application/json"}},
		"httpie values":              {`❯ http POST https://h/k '` + strings.Replace(auth, ": ", ":", 1) + `' a=ä b:=3 c:=true d='"'`, map[string]string{"body": `1 {"a": "\u00e4", "b": 3, "c": true, "d": "\""}`}},
		"httpie floats":              {`http POST https://h/k '` + strings.Replace(auth, ": ", ":", 1) + `' b:=3.50`, map[string]string{"body": "3 "}},
		"xh values":                  {"❯ xh POST https://h/k \"" + strings.Replace(auth, ": ", ":", 1) + "\" a=ä b:=null", map[string]string{"body": `1 {"a":"ä","b":null}`}},
		"curl behind a stamp":        {"app-1  | curl https://h/k -X PUT \\\napp-1  |   -H 'A: b' \\\napp-1  |   -d x\napp-1  | done\n", map[string]string{"request": "curl-command PUT https://h/k", "header a": "b", "body": "1 x"}},
		"xh":                         {"xhs h.example/k \"" + strings.Replace(auth, ": ", ":", 1) + "\" a=b", map[string]string{"request": "httpie-command POST https://h.example/k", "body": `1 {"a":"b"}`}},
		"httpie method":              {`http --raw 'x' post https://h/k '` + strings.Replace(auth, ": ", ":", 1) + `'`, map[string]string{"request": "httpie-command POST https://h/k", "body": "1 x"}},
		"xh method":                  {`xh put h.example/post '` + strings.Replace(auth, ": ", ":", 1) + `'`, map[string]string{"request": "httpie-command PUT http://h.example/post"}},
		"xh no method":               {`xh h.example/post '` + strings.Replace(auth, ": ", ":", 1) + `'`, map[string]string{"request": "httpie-command GET http://h.example/post"}},
		"httpie raw":                 {"$ http --raw 'x y' POST :8080/k X-Amz-Date:20240601T100000Z", map[string]string{"request": "httpie-command POST http://localhost:8080/k", "body": "1 x y"}},
		"prose of http":              {"use http PUT requests with x=y\nhttp ://x\nthe http headers: x-amz-date:1", map[string]string{"exchanges": "0"}},
		"cmdlet": {
			"$uri = \"https://h/k\"\n$headers = @{\n  \"Authorization\" = \"" + value + "\"\n  'x-amz-date'='20240601T100000Z'; \"X-Amz-Meta-A\" = 'it''s'\n}\nInvoke-RestMethod -Uri $uri -Method PUT -Headers $headers -Body '{\"a\":1}' -ContentType 'application/json'\n",
			map[string]string{"exchanges": "1", "request": "powershell-request PUT https://h/k", "body": `1 {"a":1}`, "header x-amz-meta-a": "it's", "header host": "h", "signature": sigA, "header content-type": "application/json"},
		},
		"alias": {"$r = iwr https://h/k -Headers @{Authorization='" + value + "'; 'x-amz-date'='1'} -Body $unknown", map[string]string{"exchanges": "1", "request": "powershell-request GET https://h/k", "body": "3 "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}
