package diagnose

import (
	"strings"
	"testing"
)

// hostSights are pastes for the looks of hostlooks.go.
func hostSights(t testing.TB) (list []sight) {
	get, api, url := changed(t, s3Get), changed(t, apiGet), changed(t, s3URL)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	hit, near := anyRows(&list)
	hit("host-is-url", "Host header", Seen, true, edit(t, get, "Host: ", "Host: https://"))
	hit("host-is-url", "DNS", Seen, true,
		api+"\n\ngetaddrinfo ENOTFOUND https://8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com/prod\n")
	hit("host-is-url", "in code", told, true,
		refused(get, plainMismatch)+"\nconst opts = {host: 'https://holiday-pics.s3.eu-west-1.amazonaws.com', "+
			"path: '/photos/cat.jpg', service: 's3'}\n")
	near("host-is-url", "absolute target",
		edit(t, get, "GET /photos", "GET https://holiday-pics.s3.eu-west-1.amazonaws.com/photos"))
	near("host-is-url", "name that does not resolve",
		api+"\n\ngetaddrinfo ENOTFOUND 8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com\n")
	hit("host-mismatch", "authority and Host", Seen, true,
		edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com",
			":authority: holiday-pics.s3.eu-west-1.amazonaws.com\r\nHost: localhost"))
	hit("host-mismatch", "signed inside a network", Likely, true,
		refused(edit(t, url, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio:9000"), plainMismatch)+
			"\nBut I open it as https://files.example.org/photos/cat.jpg\n")
	near("host-mismatch", "equal",
		edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com",
			":authority: holiday-pics.s3.eu-west-1.amazonaws.com\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com"))
	hit("host-rewritten-by-proxy", "both sides", Seen, true,
		refused(get,
			echoed(edit(t, getCanonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com", "host:origin.internal"),
				lookDate, lookScope)))
	hit("host-rewritten-by-proxy", "CDN", told, true,
		echoed(edit(t, getCanonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com",
			"host:d111111abcdef8.cloudfront.net"),
			lookDate, lookScope))
	near("host-rewritten-by-proxy", "a blank before the signed one",
		refused(get+clientLog(edit(t, getCanonical, "host:", "host: "), ""), echoed(getCanonical, lookDate, lookScope)))
	near("host-rewritten-by-proxy", "what was sent arrives", refused(get+clientLog(edit(t, getCanonical,
		"host:holiday-pics.s3.", "host:holiday-pics.s3.dualstack."), ""), echoed(getCanonical, lookDate, lookScope)))
	near("host-rewritten-by-proxy", "equal", refused(get, echoed(getCanonical, lookDate, lookScope)))
	hit("host-default-port", "", Seen, true,
		refused(get, echoed(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com:443\n"), lookDate, lookScope)))
	near("host-default-port", "other port",
		refused(get, echoed(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com:9000\n"), lookDate, lookScope)))
	hit("host-port-mismatch", "both sides", Seen, true,
		refused(get, echoed(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com:9000\n"), lookDate, lookScope)))
	hit("host-port-mismatch", "nginx", told, true,
		refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000"), plainMismatch)+
			"\nlocation / {\n  proxy_set_header Host $host;\n  proxy_pass http://127.0.0.1:9000;\n}\n")
	near("host-port-mismatch", "nginx with $http_host",
		refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000"), plainMismatch)+
			"\nlocation / {\n  proxy_set_header Host $http_host;\n  proxy_pass http://127.0.0.1:9000;\n}\n")
	return list
}

// printedHostSights are pastes for the looks of hostlooks.go.
func printedHostSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	hit("host-mismatch", "the dot of the root", told,
		"endpoint=http://holiday-pics.s3.eu-west-1.amazonaws.com./\n"+refused(get, plainMismatch))
	near("host-mismatch", "the end of a sentence",
		"It goes to http://holiday-pics.s3.eu-west-1.amazonaws.com, as it should.\n"+refused(get, plainMismatch))
	hit("host-is-url", "a variable for URLs", told, "signing with host={{ _.base_url }}\n"+refused(get, plainMismatch))
	near("host-is-url", "a variable for hosts", "signing with host={{ _.host_name }}\n"+refused(get, plainMismatch))
	return list
}

// codeHostSights: hosts of code, and of forms that show a URL.
func codeHostSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	code := func(host string) string {
		return "signer.sign(new HttpRequest({ method: 'POST', headers: { host: '" + host + "' } }))\n\n" +
			canonicalAnswer("POST\n/v1\n\nhost:w3.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+
				"\n\nhost;x-amz-date\n"+emptySHA,
				"20250612/eu-west-1/execute-api/aws4_request")
	}
	hit("host-rewritten-by-proxy", "the host of the code", told, code("d2k8.cloudfront.net"))
	near("host-rewritten-by-proxy", "the host that the server saw", code("w3.execute-api.eu-west-1.amazonaws.com"))
	near("host-is-url", "a form shows a URL",
		"> Host: https://w3.execute-api.eu-west-1.amazonaws.com/v1\n>\n"+
			"> Authorization: AWS4-HMAC-SHA256 "+
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, "+
			"SignedHeaders=host;x-amz-date, Signature="+
			sha("x")+"\n>\n> X-Amz-Date: "+lookDate+"\n\n"+code("w3.execute-api.eu-west-1.amazonaws.com"))
	near("non-ascii-encoded-differently", "the mask of a token",
		canonicalAnswer("POST\n/v1\n\nhost:w3.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+
			"\nx-amz-security-token:IQoJ(略)\n\nhost;x-amz-date;x-amz-security-token\n"+emptySHA,
			"20250612/eu-west-1/execute-api/aws4_request"))
	return list
}

// askedHostSights: hosts, in what people paste when they ask others.
func askedHostSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	replaced := func(a, b string) string {
		return "$request = $client->createPresignedRequest($cmd, '+2 hours');\n$url = str_replace('" + a + "', '" + b +
			"', $url);\n\nhttps://courses.fra1.cdn.spaces.example/m.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
			ownKeyID + "%2F20250612%2Ffra1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=7200&" +
			"X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + threadRefusal
	}
	hit("host-mismatch", "another host put into a presigned URL", told,
		replaced(".fra1.spaces.example", ".fra1.cdn.spaces.example"))
	port := "canonical_headers <- c(list(host = p$HOST), headers)\nSys.setenv(\"AWS_S3_ENDPOINT\" = \"rgw.lab.local:7480\")\nAWS4" + threadRefusal
	hit("host-port-mismatch", "the name of the host, in R", told, strings.Replace(port, "HOST", "hostname", 1))
	near("host-port-mismatch", "name and port, in R", strings.Replace(port, "p$HOST", "paste0(p$hostname, \":\", p$port)", 1))
	near("host-port-mismatch", "a line of a file, in R",
		strings.NewReplacer("HOST", "hostname", "\"rgw.lab.local:7480\"", "host # at server.R:1234").Replace(port))
	vcl := "ORDER\n  awsrest.v4_generic(service = \"s3\", canonical_headers = \"host:\" + bereq.http.host + awsrest.lf());\n" + threadRefusal
	hit("host-not-signed", "unset in Varnish", told, strings.Replace(vcl, "ORDER", "  unset bereq.http.host;", 1))
	near("host-not-signed", "set in Varnish", strings.Replace(vcl, "ORDER", "  set bereq.http.host = \"b.s3.amazonaws.com\";", 1))
	host := "S3.Presign(\"GET\"; JSONSetElement(\"{}\"; \"host\"; \"WHERE\"; 1))\nAWS4-HMAC-SHA256" + threadRefusal
	hit("host-is-url", "a host with a path", told, strings.Replace(host, "WHERE", "s3.eu-central-003.backblazeb2.com/FMBackups", 1))
	near("host-is-url", "a host without a path", strings.Replace(host, "WHERE", "s3.eu-central-003.backblazeb2.com", 1))
	ports := func(host string) string {
		return "curl:\nGET /a?X-Amz-Signature=... HTTP/1.1\nHost: s3.example.com\n\nHTTP/1.1 200 OK\n\nPostman:\nGET /a?X-Amz-Signature=... HTTP/1.1\nHost: " + host + "\n\n" + threadRefusal
	}
	hit("host-default-port", "a client that sends the default port", Possible, ports("s3.example.com:443"))
	near("host-default-port", "clients that send the same host", ports("s3.example.com"))
	const debug = "I0603 auth.go:739 extractedHost=\"s3.example.net:443\"\n"
	const canonical = "DEBUG: canonical_headers = host:s3.example.net\nx-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n" +
		"x-amz-date:20250612T083000Z\n\n"
	hit("host-default-port", "a port that the server puts there", Possible, debug+canonical+threadRefusal)
	near("host-default-port", "another port", strings.Replace(debug, ":443", ":9000", 1)+canonical+threadRefusal)
	const global = "`https://b.s3.amazonaws.com/a.txt?X-Amz-Algorithm...`\nThe presigned URL of eu-north-1:\n"
	hit("redirect-host-changed", "a global host for another region", Possible, global+threadRefusal)
	near("redirect-host-changed", "a global host for the first region", strings.Replace(global, "eu-north-1", "us-east-1", 1)+threadRefusal)
	const cdn = "不配置 CDN 没有问题，手动把链接里的 cdn 域名改回存储桶的域名就可以下载。\n"
	hit("host-mismatch", "the domain of a CDN", Possible, cdn+threadRefusal)
	near("host-mismatch", "a domain that changes nothing", "用 cloudflare 的自定义域名换成存储桶的域名也一样 403。\n"+threadRefusal)
	near("host-mismatch", "a CDN by its own", "不配置 CDN 也有问题。\n"+threadRefusal)
	port80 := "http://localhost:9000/b/a.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=admin%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" +
		lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("g") + "\n" + threadRefusal
	hit("host-port-mismatch", "the default port works", Likely, "When I put it on port 80 it works.\n"+port80)
	near("host-port-mismatch", "no port works", "I tried it on port 80 and 8080.\n"+port80)
	once := func(name string) string {
		return "https://b.s3.amazonaws.com/" + name + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Fus-east-2%2Fs3%2Faws4_request" +
			"&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("h") + "\n"
	}
	verified := threadTexts("/story_html5.html", "X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Fus-east-2%2Fs3%2Faws4_request"+
		"&amp;X-Amz-Date="+lookDate+"&amp;X-Amz-Expires=900&amp;X-Amz-SignedHeaders=host", "host:b.s3.amazonaws.com\n", "host")
	hit("path-mismatch", "a page that sends on to another", Likely, once("story.html")+"ends up as\n"+once("story_html5.html")+verified)
	near("path-mismatch", "a page that stays", once("story_html5.html")+"ends up as\n"+once("story_html5.html")+verified)
	const glued = "$query = $s3->createPresignedRequest($cmd, '+6 hours')->getUri()->getQuery();\n$url = strtok($url, '?') . '?' . $query;\n"
	hit("host-mismatch", "a signed query behind another URL", Possible, glued+threadRefusal)
	near("host-mismatch", "a signed URL as it is", strings.Replace(glued, "->getQuery()", "", 1)+threadRefusal)
	const signsOther = "The cause seems to be that this module signs \"s3.ap-northeast-1.amazonaws.com\" WORD \"s3-ap-northeast-1.amazonaws.com\".\n" + threadRefusal
	hit("host-mismatch", "told by name", Likely, strings.Replace(signsOther, "WORD", "whereas it should sign", 1))
	near("host-mismatch", "two hosts that are signed", strings.Replace(signsOther, "WORD", "and also", 1))
	parsed := "`headers[HOST] = parser.NAME;`\n" + threadTexts("/a", "", "host:msg.example\n", "host")
	hit("host-default-port", "the host of a parsed URL with its port", told, strings.Replace(parsed, "NAME", "host", 1))
	near("host-default-port", "the name of a parsed URL", strings.Replace(parsed, "NAME", "hostname", 1))
	const bridge = "proxy: { '/s3': { target: 'https://s3.example', changeOrigin: ON } }\nnew S3Client({ endpoint: 'http://localhost:9000/s3' })\n" + threadRefusal
	hit("host-rewritten-by-proxy", "a proxy that changes the origin", told, strings.Replace(bridge, "ON", "true", 1))
	near("host-rewritten-by-proxy", "a proxy that leaves the origin", strings.Replace(bridge, "ON", "false", 1))
	inEnvoy := func(host, service string) string {
		return "signer_impl.cc:65] Canonical request:\nPOST\n/f\n\nhost:" + host + "\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA +
			"\nsigner_impl.cc:69] String to sign:\nAWS4-HMAC-SHA256\n" + lookDate + "\n20250612/us-east-1/" + service + "/aws4_request\n" +
			sha("POST\n/f\n\nhost:"+host+"\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA) + "\n" + threadRefusal
	}
	hit("host-mismatch", "the machine itself, for a service of AWS", Likely, inEnvoy("localhost:10000", "lambda"))
	near("host-mismatch", "the machine itself, for a store", inEnvoy("localhost:9000", "s3"))
	near("host-mismatch", "the host of the service", inEnvoy("lambda.us-east-1.amazonaws.com", "lambda"))
	called := func(url, host string) string {
		query := "/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate +
			"&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x")
		return "url = \"https://" + url + query + "\"\n\nGET " + query + " HTTP/1.1\nHost: " + host + "\n\nHTTP/1.1 403 Forbidden\n\n" + plainMismatch
	}
	hit("host-default-port", "a client that adds the default port to the URL's host", Likely, called("b.s3.eu-west-1.amazonaws.com", "b.s3.eu-west-1.amazonaws.com:443"))
	near("host-default-port", "a client that sends the URL's host", called("b.s3.eu-west-1.amazonaws.com", "b.s3.eu-west-1.amazonaws.com"))
	near("host-default-port", "a URL with the port", called("b.s3.eu-west-1.amazonaws.com:443", "b.s3.eu-west-1.amazonaws.com:443"))
	const tunnelled = "CONNECT b.s3.eu-west-1.amazonaws.com:443 HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com:443\n\nHTTP/1.1 200 Connection established\n\n"
	near("host-default-port", "a tunnel through a proxy", tunnelled+called("b.s3.eu-west-1.amazonaws.com", "b.s3.eu-west-1.amazonaws.com"))
	const aws4auth = "$ pip freeze | grep aws4\nrequests-aws4auth==VERSION\n\n"
	rgw := threadTexts("/admin/bucket", "", "host:rgw.lan:8080\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("host-port-mismatch", "requests-aws4auth and a port", told, strings.Replace(aws4auth, "VERSION", "1.2.2", 1)+rgw)
	near("host-port-mismatch", "an older requests-aws4auth", strings.Replace(aws4auth, "VERSION", "1.1.2", 1)+rgw)
	near("host-port-mismatch", "requests-aws4auth without a port", strings.Replace(aws4auth, "VERSION", "1.2.2", 1)+strings.ReplaceAll(rgw, ":8080", ""))
	const rust = "let region = Region::Custom { region: \"gra\".into(), endpoint: \"https://s3.gra.io.cloud.ovh.net/\".into() };\n"
	hit("host-is-url", "a slash behind the endpoint of rust-s3", told, rust+threadRefusal)
	near("host-is-url", "an endpoint of rust-s3 without it", strings.Replace(rust, "net/", "net", 1)+threadRefusal)
	const oneURL = "http://kestrel-dev.s3.amazonaws.com/Hello.txt succeeds.\nWith the port number it fails with SignatureDoesNotMatch:\n"
	hit("host-default-port", "a URL that works without the port", told, oneURL+"http://kestrel-dev.s3.amazonaws.com:80/Hello.txt\n")
	near("host-default-port", "another URL with the port", oneURL+"http://other-dev.s3.amazonaws.com:80/Hello.txt\n")
	near("host-default-port", "a URL with another port", oneURL+"http://kestrel-dev.s3.amazonaws.com:8080/Hello.txt\n")
	near("host-default-port", "two URLs that work, each on its line", "https://b.lan:443/k works.\nhttps://b.lan/k works.\nAn upload fails:\n"+plainMismatch)
	near("host-default-port", "two URLs that fail both", strings.Replace(oneURL, "succeeds", "fails as well, where GET works", 1)+"http://kestrel-dev.s3.amazonaws.com:80/Hello.txt\n")
	const tunnel = "ssh -N -L 9443:vpc-o.us-east-1.es.amazonaws.com:443 bastion\naws-signing-proxy -target https://vpc-o.us-east-1.es.amazonaws.com:9443 -region us-east-1\n"
	hit("host-port-mismatch", "the port of a tunnel", Likely, tunnel+threadRefusal)
	near("host-port-mismatch", "a tunnel on the port of the service", strings.ReplaceAll(tunnel, "9443", "443")+threadRefusal)
	near("host-port-mismatch", "a tunnel to a server of one's own", strings.ReplaceAll(tunnel, "us-east-1.es.amazonaws.com", "lan")+threadRefusal)
	near("host-port-mismatch", "the port of Neptune", strings.ReplaceAll(tunnel, "us-east-1.es.amazonaws.com:9443", "us-east-1.neptune.amazonaws.com:8182")+threadRefusal)
	socket := strings.NewReplacer("url = \"https://", "url = \"wss://", plainMismatch, "").Replace(called("b.s3.eu-west-1.amazonaws.com", "b.s3.eu-west-1.amazonaws.com:443"))
	hit("host-default-port", "a socket with the default port", Likely, socket)
	near("host-default-port", "a socket without it", strings.Replace(socket, ".com:443", ".com", 1))
	const fronted = "\"endpoint\": \"https://HOST\",\n\nThe request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\\n\\nThe Canonical String " +
		"for this request should have been\\n ... host:k7jp.execute-api.sa-east-1.amazonaws.com ...\nCalled directly it works.\n"
	hit("host-rewritten-by-proxy", "an endpoint of a CDN", Likely, strings.Replace(fronted, "HOST", "d2xq.cloudfront.net", 1))
	near("host-rewritten-by-proxy", "an endpoint of the service", strings.Replace(fronted, "HOST", "k7jp.execute-api.sa-east-1.amazonaws.com", 1))
	near("secret-whitespace", "line ends in the server's message", strings.Replace(fronted, "HOST", "k7jp.execute-api.sa-east-1.amazonaws.com", 1))
	const table = "# LIBRARY settings\nhost = \"http://127.0.0.1:19001\"\n" + threadRefusal
	hit("host-is-url", "a URL for a host", Possible, strings.Replace(table, "LIBRARY", "signer", 1))
	near("host-is-url", "a library that takes a URL", strings.Replace(table, "LIBRARY", "pynamodb", 1))
	return list
}
