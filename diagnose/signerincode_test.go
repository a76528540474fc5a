package diagnose

import (
	"strings"
	"testing"
)

// unknownKey is the answer to an access key ID without its session token.
const unknownKey = `<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message></Error>`

// givenToSignerSights are signers of libraries that are not given what is sent.
func givenToSignerSights(testing.TB) (list []sight) {
	eitherWay(&list, "empty-body-hash", told, apiMismatch,
		[2]string{"aws4 body only in fetch", "const opts = { host, path: '/prod/items', method: 'POST', service: 'execute-api', region⟦¦, body: JSON.stringify(item)⟧ };\naws4.sign(opts, creds);\nconst r = await fetch(`https://${host}/prod/items`, { method: 'POST', headers: opts.headers, body: JSON.stringify(item) });"},
		[2]string{"aws4fetch sign", `const aws = new AwsClient({ accessKeyId, secretAccessKey, service: 'execute-api', region: 'eu-west-1' });
const signed = await aws.sign(url, { method: 'POST'⟦¦, body: JSON.stringify(data)⟧ });
const r = await fetch(signed.url, { method: 'POST', headers: signed.headers, body: JSON.stringify(data) });
console.log(await r.text());`},
		[2]string{"smithy SignatureV4 no body", "const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });\nconst signed = await signer.sign(new HttpRequest({ method: 'POST', hostname, path: '/prod/items', headers: { host: hostname, 'content-type': 'application/json' }⟦¦, body⟧ }));\nawait fetch(`https://${hostname}/prod/items`, { method: 'POST', headers: signed.headers, body });"},
		[2]string{"botocore no data", `request = AWSRequest(method="POST", url=url⟦¦, data=payload⟧, headers={"Content-Type": "application/json"})
SigV4Auth(session.get_credentials(), "execute-api", "eu-west-1").add_auth(request)
r = requests.post(url, data=payload, headers=dict(request.headers))
print(r.text)`},
		[2]string{"Go v4 signer nil body", `signer := v4.NewSigner(credentials.NewEnvCredentials())
req, _ := http.NewRequest("POST", url, bytes.NewReader(body))
_, err := signer.Sign(req, ⟦nil¦bytes.NewReader(body)⟧, "es", "eu-west-1", time.Now())
resp, _ := http.DefaultClient.Do(req)`},
		[2]string{"Go v2 SignHTTP empty hash", `hash := sha256.Sum256(⟦nil¦body⟧)
req, _ := http.NewRequest("POST", url, bytes.NewReader(body))
err = signer.SignHTTP(ctx, creds, req, hex.EncodeToString(hash[:]), "execute-api", "eu-west-1", time.Now())
resp, err := http.DefaultClient.Do(req)`},
		[2]string{"Go v2 const empty", `const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
req, _ := http.NewRequest(http.MethodPost, endpoint, strings.NewReader(payload))
v4.NewSigner().SignHTTP(ctx, creds, req, ⟦emptyHash¦hash(payload)⟧, "aoss", region, time.Now())`},
		[2]string{"Java Aws4Signer no content", `SdkHttpFullRequest.Builder b = SdkHttpFullRequest.builder().method(SdkHttpMethod.POST).uri(uri)⟦¦.contentStreamProvider(() -> new ByteArrayInputStream(body))⟧;
SdkHttpFullRequest signed = Aws4Signer.create().sign(b.build(), Aws4SignerParams.builder().awsCredentials(c).signingName("execute-api").signingRegion(Region.of("eu-west-1")).build());
HttpRequest.Builder r = HttpRequest.newBuilder(uri);
signed.headers().forEach((k, v) -> { if (!k.equals("Host")) r.header(k, v.get(0)); });
client.send(r.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());`},
		[2]string{"Rust aws-sigv4 empty", `let signable = SignableRequest::new("POST", &url, headers, ⟦SignableBody::Bytes(&[])¦SignableBody::Bytes(body.as_bytes())⟧)?;
let (instr, _) = sign(signable, &params)?.into_parts();
let mut req = http::Request::post(&url).body(body.clone())?;
instr.apply_to_request_http1x(&mut req);
reqwest::Client::new().execute(req.try_into()?).await?`},
		[2]string{"PHP SignatureV4", `$request = new GuzzleHttp\Psr7\Request('POST', $url, ['Content-Type' => 'application/json']⟦¦, json_encode($data)⟧);
$signed = (new Aws\Signature\SignatureV4('execute-api', 'eu-west-1'))->signRequest($request, $credentials);
echo (new GuzzleHttp\Client())->send($signed⟦, ['json' => $data]¦⟧)->getBody();`},
		[2]string{"Ruby Sigv4", `signer = Aws::Sigv4::Signer.new(service: 'execute-api', region: 'eu-west-1', credentials_provider: c)
sig = signer.sign_request(http_method: 'POST', url: url⟦¦, body: payload⟧)
puts HTTParty.post(url, headers: sig.headers, body: payload).body`},
		[2]string{"Dart aws_signature_v4", `final req = AWSHttpRequest(method: AWSHttpMethod.post, uri: uri, headers: {'host': uri.host}⟦¦, body: utf8.encode(body)⟧);
final signed = await signer.sign(req, credentialScope: scope);
final r = await http.post(uri, headers: signed.headers, body: body);`},
		[2]string{"elixir", `{:ok, headers} = ExAws.Auth.headers(:post, url, :"execute-api", config, [], ⟦""¦body⟧)
HTTPoison.post!(url, body, headers).body`},
	)
	eitherWay(&list, "body-reserialized", told, apiMismatch,
		[2]string{"botocore data vs json", `req = AWSRequest(method='POST', url=url, data=json.dumps(body))
SigV4Auth(creds, 'execute-api', 'eu-west-1').add_auth(req)
res = httpx.post(url, ⟦json=body¦content=req.data⟧, headers=dict(req.headers))   # httpx 0.28`},
	)
	eitherWay(&list, "payload-hash-mismatch", told, apiMismatch,
		[2]string{"axios interceptor double stringify", "const body = JSON.stringify(data);\nconst signed = aws4.sign({ host, path, method: 'POST', service: 'lambda', region, body: ⟦JSON.stringify(body)¦body⟧, headers }, creds);\nawait axios.post(`https://${host}${path}`, body, { headers: signed.headers });"},
	)
	eitherWay(&list, "query-not-signed", told, apiMismatch,
		[2]string{"aws4 + axios params", "const o = aws4.sign({ host, path: '/prod/items⟦¦?page=2⟧', service: 'execute-api', region }, creds);\nawait axios.get(`https://${host}/prod/items`, { headers: o.headers, params: { page: 2 } });"},
		[2]string{"botocore + requests params", `req = AWSRequest(method="GET", url=url⟦¦, params={"page": 2}⟧)
SigV4Auth(creds, "execute-api", "eu-west-1").add_auth(req)
r = requests.get(url, headers=dict(req.headers), params={"page": 2})`},
		[2]string{"smithy no query", "const req = new HttpRequest({ method: 'GET', hostname, path: '/prod/items', headers: { host: hostname }⟦¦, query: { page: '2' }⟧ });\nconst s = await signer.sign(req); // SignatureV4\nawait fetch(`https://${hostname}/prod/items?page=2`, { headers: s.headers });"},
		[2]string{"Go query after", `req, _ := http.NewRequest("GET", base, nil)
⟦signer.SignHTTP(ctx, creds, req, emptyHash, "execute-api", region, time.Now())
q := req.URL.Query()
q.Add("page", "2")
req.URL.RawQuery = q.Encode()¦q := req.URL.Query()
q.Add("page", "2")
req.URL.RawQuery = q.Encode()
signer.SignHTTP(ctx, creds, req, emptyHash, "execute-api", region, time.Now())⟧
http.DefaultClient.Do(req)`},
		[2]string{"aws4fetch", `const signed = await aws.sign(new Request(base⟦¦ + "?page=2"⟧)); // AwsClient of aws4fetch
const r = await fetch(base + "?page=2", { headers: signed.headers });`},
		[2]string{"php guzzle query", `$r = new Request('GET', $base⟦¦ . '?page=2'⟧);
$s = (new SignatureV4('execute-api', 'eu-west-1'))->signRequest($r, $cred);
$client->send($s⟦, ['query' => ['page' => 2]]¦⟧);`},
		[2]string{"ruby faraday", `sig = signer.sign_request(http_method: 'GET', url: base⟦¦ + '?page=2'⟧)   # Aws::Sigv4::Signer
Faraday.get(base, { page: 2 }, sig.headers)`},
		[2]string{"java okhttp", `SdkHttpFullRequest r = SdkHttpFullRequest.builder().method(SdkHttpMethod.GET).uri(base)⟦¦.putRawQueryParameter("page", "2")⟧.build();
var signed = Aws4Signer.create().sign(r, params);
HttpUrl u = HttpUrl.get(base).newBuilder().addQueryParameter("page", "2").build();
client.newCall(new Request.Builder().url(u).headers(toHeaders(signed)).build())`},
	)
	eitherWay(&list, "path-missing-component", told, apiMismatch,
		[2]string{"aws4 stage", "const o = aws4.sign({ host, path: '⟦¦/prod⟧/items', service: 'execute-api', region }, creds);\nawait fetch(`https://${host}/prod/items`, { headers: o.headers });"},
		[2]string{"smithy stage", "const s = await signer.sign(new HttpRequest({ method: 'GET', hostname, path: '⟦¦/dev⟧/users', headers: { host: hostname } }));\nawait axios.get(`https://${hostname}/dev/users`, { headers: s.headers });"},
		[2]string{"botocore stage", `req = AWSRequest(method="GET", url=f"https://{host}⟦¦/prod⟧/items")
SigV4Auth(creds, "execute-api", region).add_auth(req)
requests.get(f"https://{host}/prod/items", headers=dict(req.headers))`},
		[2]string{"axios baseURL", "const api = axios.create({ baseURL: `https://${host}/prod` });\napi.interceptors.request.use(c => { const o = aws4.sign({ host, path: ⟦c.url¦'/prod' + c.url⟧, method: c.method.toUpperCase(), service: 'execute-api' }, creds); c.headers = o.headers; return c; });\nawait api.get('/items');"},
		[2]string{"go stage", `req, _ := http.NewRequest("GET", "https://"+host+"⟦¦/prod⟧/items", nil)
signer.Sign(req, nil, "execute-api", region, time.Now())
⟦req.URL.Path = "/prod/items"
¦⟧http.DefaultClient.Do(req)`},
	)
	eitherWay(&list, "signature-reused", told, apiMismatch,
		[2]string{"js loop", "⟦const opts = aws4.sign({ host, path: '/items/1', service: 'execute-api' }, creds);\nfor (const id of ids) {\n  ¦for (const id of ids) {\n  const opts = aws4.sign({ host, path: `/items/${id}`, service: 'execute-api' }, creds);\n  ⟧await fetch(`https://${host}/items/${id}`, { headers: opts.headers });\n}\n// ⟦the first passes, the others fail¦all fail⟧"},
		[2]string{"py loop", `⟦req = AWSRequest(method="GET", url=base)
SigV4Auth(creds, "execute-api", region).add_auth(req)
headers = dict(req.headers)
for i in ids:
    ¦for i in ids:
    req = AWSRequest(method="GET", url=f"{base}/{i}")
    SigV4Auth(creds, "execute-api", region).add_auth(req)
    headers = dict(req.headers)
    ⟧r = requests.get(f"{base}/{i}", headers=headers)
    print(r.text)`},
	)
	eitherWay(&list, "header-changed-after-signing", told, apiMismatch,
		[2]string{"py content-type after", `SigV4Auth(creds, "es", region).add_auth(req)   # req has Content-Type: application/json
⟦req.headers["Content-Type"] = "application/x-ndjson"
¦⟧r = requests.post(url, data=body, headers=dict(req.headers))`},
		[2]string{"py x-amz after", `SigV4Auth(creds, "s3", region).add_auth(req)
⟦req.headers["x-amz-acl"] = "public-read"
¦⟧r = requests.put(url, data=body, headers=dict(req.headers))`},
		[2]string{"js x-amz-target after", "const o = aws4.sign({ host, method: 'POST', path: '/', service: 'dynamodb', body }, creds);\n⟦o.headers['X-Amz-Target'] = 'DynamoDB_20120810.ListTables';\n¦⟧fetch(`https://${host}/`, { method: 'POST', headers: o.headers, body })"},
	)
	eitherWay(&list, "service-mismatch", told, apiMismatch,
		[2]string{"AWS4Auth es", `auth = AWS4Auth(k, s, 'eu-west-1', '⟦s3¦es⟧', session_token=t)
requests.get('https://search-x-abc.eu-west-1.es.amazonaws.com/_cat', auth=auth)`},
		[2]string{"aws4 apigateway", `aws4.sign({ host: 'k2x.execute-api.eu-west-1.amazonaws.com', path: '/prod/a', service: '⟦apigateway¦execute-api⟧', region: 'eu-west-1' }, creds)`},
		[2]string{"botocore lambda url", `SigV4Auth(creds, "⟦execute-api¦lambda⟧", "eu-west-1").add_auth(req)
requests.get("https://abc123xyz.lambda-url.eu-west-1.on.aws/", headers=dict(req.headers))`},
		[2]string{"go sign", `signer.SignHTTP(ctx, creds, req, hash, "⟦appsync-api¦appsync⟧", "eu-west-1", time.Now()) // https://abc.appsync-api.eu-west-1.amazonaws.com/graphql`},
		[2]string{"curl", `curl --aws-sigv4 "aws:amz:eu-west-1:⟦bedrock-runtime¦bedrock⟧" --user "$K:$S" https://bedrock-runtime.eu-west-1.amazonaws.com/model/x/invoke -d @b.json`},
		[2]string{"aws4fetch", `new AwsClient({ accessKeyId, secretAccessKey, region: "eu-west-1", service: "⟦email¦ses⟧" })
aws.fetch("https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails", { method: "POST", body })`},
	)
	eitherWay(&list, "session-token-missing", Likely, unknownKey,
		[2]string{"boto3 assume_role", `c = sts.assume_role(RoleArn=arn, RoleSessionName="x")["Credentials"]
s3 = boto3.client("s3", aws_access_key_id=c["AccessKeyId"], aws_secret_access_key=c["SecretAccessKey"]⟦¦, aws_session_token=c["SessionToken"]⟧)
s3.list_buckets()`},
		[2]string{"AWS4Auth", `c = boto3.Session().get_credentials()   # in Lambda
auth = AWS4Auth(c.access_key, c.secret_key, region, "es"⟦¦, session_token=c.token⟧)
requests.get(url, auth=auth)`},
		[2]string{"aws4 env", `// in a Lambda function
aws4.sign(opts, { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY⟦¦, sessionToken: process.env.AWS_SESSION_TOKEN⟧ })`},
		[2]string{"js v3 cognito", `const { Credentials: c } = await cognito.getCredentialsForIdentity({ IdentityId });
const s3 = new S3Client({ region, credentials: { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretKey⟦¦, sessionToken: c.SessionToken⟧ } });
await s3.send(new ListObjectsV2Command({ Bucket }));`},
		[2]string{"go static", `c, _ := stsClient.AssumeRole(ctx, in)
cfg.Credentials = credentials.NewStaticCredentialsProvider(*c.Credentials.AccessKeyId, *c.Credentials.SecretAccessKey, ⟦""¦*c.Credentials.SessionToken⟧)`},
		[2]string{"java basic", `Credentials c = sts.assumeRole(r).credentials();
S3Client s3 = S3Client.builder().credentialsProvider(StaticCredentialsProvider.create(⟦AwsBasicCredentials.create(c.accessKeyId(), c.secretAccessKey())¦AwsSessionCredentials.create(c.accessKeyId(), c.secretAccessKey(), c.sessionToken())⟧)).build();`},
		[2]string{"C#", `var c = (await sts.AssumeRoleAsync(req)).Credentials;
var s3 = new AmazonS3Client(⟦new BasicAWSCredentials(c.AccessKeyId, c.SecretAccessKey)¦new SessionAWSCredentials(c.AccessKeyId, c.SecretAccessKey, c.SessionToken)⟧, RegionEndpoint.EUWest1);`},
		[2]string{"php", `$c = $sts->assumeRole([...])["Credentials"];
$s3 = new S3Client(["credentials" => ["key" => $c["AccessKeyId"], "secret" => $c["SecretAccessKey"]⟦¦, "token" => $c["SessionToken"]⟧]]);`},
		[2]string{"ruby", `c = sts.assume_role(role_arn: a, role_session_name: "x").credentials
s3 = Aws::S3::Client.new(access_key_id: c.access_key_id, secret_access_key: c.secret_access_key⟦¦, session_token: c.session_token⟧)`},
		[2]string{"rust", `let c = sts.assume_role().role_arn(a).send().await?.credentials.unwrap();
let creds = Credentials::new(c.access_key_id, c.secret_access_key, ⟦None¦Some(c.session_token)⟧, None, "sts");`},
	)
	return list
}

// verifiedCallSights are calls of signers beside what the server verified.
func verifiedCallSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	verified := func(path, query, hash string) string {
		return canonicalAnswer("POST\n"+path+"\n"+query+"\nhost:k2x9.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+
			"\n\nhost;x-amz-date\n"+hash, "20250612/eu-west-1/execute-api/aws4_request")
	}
	const call = "const o = aws4.sign({ host, path: '/items', method: 'POST', service: 'execute-api' }, keys);\n"
	const sent = "fetch(`https://${host}/items`, { method: 'POST', headers: o.headers, body: text });\n\n"
	hit("empty-body-hash", "a body that arrives", Likely, call+sent+verified("/items", "", sha("x")))
	near("empty-body-hash", "no body that arrives", call+sent+verified("/items", "", emptySHA))
	near("empty-body-hash", "a body that is set on the options", "const o = { host, method: 'POST' };\no.body = text;\naws4.sign(o, keys);\n"+sent+apiMismatch)
	near("empty-body-hash", "options that are not shown", "aws4.sign(options, keys);\n"+sent+apiMismatch)
	staged := call + strings.Replace(sent, "/items", "/prod/items", 1)
	hit("path-missing-component", "a stage that arrives", Likely, strings.Replace(staged, "service", "body: text, service", 1)+verified("/prod/items", "", sha("x")))
	near("path-missing-component", "no stage that arrives", strings.Replace(staged, "service", "body: text, service", 1)+verified("/items", "", sha("x")))
	const asked = "req = AWSRequest(method=\"GET\", url=url)\nSigV4Auth(c, \"execute-api\", \"eu-west-1\").add_auth(req)\n" +
		"requests.get(url, headers=dict(req.headers), params={\"page\": 2})\n\n"
	hit("query-not-signed", "a query that arrives", Likely, asked+verified("/items", "page=2", emptySHA))
	near("query-not-signed", "no query that arrives", asked+verified("/items", "", emptySHA))
	const loop = "o = aws4.sign({ host, path }, keys);\nfor (const id of ids) {\n  await fetch(url + id, { headers: o.headers });\n}\n"
	hit("signature-reused", "a loop behind the call", told, loop+apiMismatch)
	near("signature-reused", "a loop behind the request", strings.Replace(loop, "for", "r = await fetch(url, { headers: o.headers });\nfor", 1)+apiMismatch)
	near("signature-reused", "a function that signs", "function signed(path) {\n  return aws4.sign({ host, path }, keys);\n}\n"+
		"for (const id of ids) {\n  await fetch(url + id, { headers: signed(id).headers });\n}\n"+apiMismatch)
	near("header-changed-after-signing", "a header of the response", "signer.SignHTTP(ctx, creds, req, hash, \"es\", region, now)\n"+
		"resp, err := client.Do(req)\nresp.Header.Set(\"Content-Type\", \"text/plain\")\n"+apiMismatch)
	near("host-mismatch", "a host before the URL is signed", "u, err := url.Parse(endpoint)\nu.Host = \"s3.example.org\"\n"+
		"link, err := client.PresignedGetObject(ctx, b, k, d, nil)\n"+plainMismatch)
	near("service-mismatch", "the name of an app", "service: orders\nhttps://k2x9.execute-api.eu-west-1.amazonaws.com/prod\n"+apiMismatch)
	near("service-mismatch", "two hosts", "SigV4Auth(c, \"es\", \"eu-west-1\")\nlambda.eu-west-1.amazonaws.com sqs.eu-west-1.amazonaws.com\n"+apiMismatch)
	hit("url-double-encoded", "a credential that is malformed", Seen, "const r = await fetch(encodeURI(url)); // url from getSignedUrl\n"+
		s3Error("400 Bad Request", "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."))
	near("url-double-encoded", "a URL as a value of another", "location.href = '/view?url=' + encodeURIComponent(url); // getSignedUrl\n"+plainMismatch)
	near("url-double-encoded", "a key that is encoded", "getSignedUrl('getObject', { Key: encodeURIComponent(name) })\n"+plainMismatch)
	near("query-param-added-after-signing", "a parameter of one's own server", "const { url } = await axios.get('/sign', { params: { name } }); // getSignedUrl\n"+plainMismatch)
	near("query-param-added-after-signing", "a parameter before it is signed", "u.searchParams.set('list-type', '2');\nconst url = await signer.presign(u.toString());\n"+plainMismatch)
	near("url-damaged", "a key that is decoded", "const key = decodeURIComponent(record.key);\ngetSignedUrl('getObject', { Key: key })\n"+plainMismatch)
	near("empty-body-hash", "a body that is set on the request", "request = AWSRequest('PUT', url)\nrequest.data = body\n"+
		"SigV4Auth(c, 's3', 'us-east-1').add_auth(request)\nrequests.put(url, data=body)\n"+threadRefusal)
	near("empty-body-hash", "one of two calls that sign", "none := sha256.Sum256(nil)\nsigner.SignHTTP(ctx, c, get, hex(none), \"es\", r, now)\n"+
		"signer.SignHTTP(ctx, c, post, hash, \"es\", r, now)\nhttp.NewRequest(\"POST\", url, bytes.NewReader(body))\n"+threadRefusal)
	near("signature-reused", "a loop over the headers", "auth.add_auth(request)\nfor k, v in request.headers.items():\n    print(k)\nr = requests.get(url, headers=h)\n"+threadRefusal)
	near("signature-reused", "a loop that tries anew", "const o = aws4.sign(opts, keys)\nfor (let i = 0; i < 3; i++) { await fetch(url, o) }\n"+threadRefusal)
	const fetched = "const signer = new AwsV4Signer({ method, OPTIONurl: parse(endpoint) });\nconst sign = await signer.sign();\n"
	patched := strings.Replace(verified("/items", "", sha("x")), "POST\n", "PATCH\n", 1)
	hit("empty-body-hash", "a method that arrives", Likely, strings.Replace(fetched, "OPTION", "", 1)+patched)
	near("empty-body-hash", "a body that is given", strings.Replace(fetched, "OPTION", "body, ", 1)+patched)
	const byURL = "let request = { method: 'GET', url: 'https://k2x9.execute-api.eu-west-1.amazonaws.com/items', HOSTpath: '/items', service: 'execute-api' }\naws4.sign(request, { accessKeyId: id, secretAccessKey: key })\naxios(request)\n"
	hit("host-mismatch", "aws4 without a host", told, strings.Replace(byURL, "HOST", "", 1)+apiMismatch)
	near("host-mismatch", "aws4 with a host", strings.Replace(byURL, "HOST", "host: 'k2x9.execute-api.eu-west-1.amazonaws.com', ", 1)+apiMismatch)
	return list
}
