package diagnose

import "testing"

// changedURLSights are finished URLs that code changes.
func changedURLSights(testing.TB) (list []sight) {
	eitherWay(&list, "url-double-encoded", told, plainMismatch,
		[2]string{"js encodeURI", `const res = await fetch(⟦encodeURI(url)¦url⟧, { method: "PUT", body: file }); // url from getSignedUrl`},
		[2]string{"RestTemplate string", `String url = presigner.presignGetObject(r).url().toString();
restTemplate.getForObject(⟦url¦URI.create(url)⟧, byte[].class);`},
		[2]string{"Swift addingPercentEncoding", `let s = presignedUrl⟦.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed)!¦⟧
let url = URL(string: s)!`},
		[2]string{"Dart Uri.encodeFull", `// presigned on the server, X-Amz-Credential=AKIA…%2F20260102%2F…
final r = await http.put(Uri.parse(⟦Uri.encodeFull(url)¦url⟧), body: bytes);`},
		[2]string{"C# EscapeUriString", `var url = client.GetPreSignedURL(req);
await http.GetAsync(⟦Uri.EscapeUriString(url)¦url⟧);`},
		[2]string{"Python quote", `url = s3.generate_presigned_url("get_object", Params=p)
urllib.request.urlopen(⟦urllib.parse.quote(url, safe=":/?&=")¦url⟧).read()`},
		[2]string{"PHP", `$url = (string) $s3->createPresignedRequest($cmd, "+5 minutes")->getUri();
return redirect(⟦str_replace("%", "%25", $url)¦$url⟧);`},
		[2]string{"Ruby", `url = signer.presigned_url(:get_object, bucket: b, key: k)
Net::HTTP.get(URI(⟦URI::DEFAULT_PARSER.escape(url)¦url⟧))`},
		[2]string{"Spring WebClient", `URI u = UriComponentsBuilder.fromHttpUrl(presigned.toString()).build(⟦¦true⟧).encode().toUri();
webClient.put().uri(u).bodyValue(bytes).retrieve(); // presigned by S3Presigner`},
	)
	_, near := firstRows(&list)
	near("url-double-encoded", "a URL in another one", "const url = await getSignedUrl(s3, cmd);\nframe.src = VIEWER + encodeURIComponent(url)\n"+threadRefusal)
	near("url-double-encoded", "a URL in an f-string", "url = s3.generate_presigned_url('get_object')\nlink = f\"{base}?file={quote(url)}\"\n"+threadRefusal)
	near("host-mismatch", "a URL without its signature", "const url = await getSignedUrl(s3, cmd)\nconst cdn = url.replace('b.s3.amazonaws.com', 'cdn.example.com').split('?')[0]\n"+threadRefusal)
	near("host-mismatch", "a host that is cut off", "key = url.replace('https://b.s3.amazonaws.com/', '')\ns3.generate_presigned_url('get_object', Params={'Key': key})\n"+threadRefusal)
	eitherWay(&list, "url-damaged", told, plainMismatch,
		[2]string{"js decodeURIComponent", `const url = ⟦decodeURIComponent(await getSignedUrl(s3, cmd))¦await getSignedUrl(s3, cmd)⟧;
await fetch(url);`},
		[2]string{"php urldecode", `$url = ⟦urldecode((string) $req->getUri())¦(string) $req->getUri()⟧; // createPresignedRequest
return file_get_contents($url);`},
		[2]string{"python unquote", `url = s3.generate_presigned_url("get_object", Params=p)
return redirect(⟦unquote(url)¦url⟧)`},
		[2]string{"swift removingPercentEncoding", `let u = signedUrl⟦.removingPercentEncoding!¦⟧ // from getSignedUrl on the server
URLSession.shared.dataTask(with: URL(string: u)!)`},
		[2]string{"java URLDecoder", `String url = presigner.presignGetObject(r).url().toString();
HttpGet get = new HttpGet(⟦URLDecoder.decode(url, "UTF-8")¦url⟧);`},
	)
	eitherWay(&list, "query-param-added-after-signing", told, plainMismatch,
		[2]string{"requests params", `url = s3.generate_presigned_url("get_object", Params=p)
r = requests.get(url⟦, params={"download": 1}¦⟧)
print(r.text)`},
		[2]string{"searchParams.set", `const u = new URL(await getSignedUrl(s3, cmd));
⟦u.searchParams.set("response-content-disposition", "attachment");
¦⟧location.href = u.toString();`},
		[2]string{"PHP suffix", `$url = (string) $s3->createPresignedRequest($cmd, "+1 hour")->getUri();
header("Location: " . $url⟦ . "&filename=" . urlencode($name)¦⟧);`},
		[2]string{"dart dio queryParameters", `// url is presigned (GetObject)
final r = await dio.get(url⟦, queryParameters: {"lang": "de"}¦⟧);`},
		[2]string{"swift queryItems", `var c = URLComponents(string: presignedURL)!
⟦c.queryItems?.append(URLQueryItem(name: "platform", value: "ios"))
¦⟧URLSession.shared.dataTask(with: c.url!)`},
		[2]string{"C# suffix", `var url = s3.GetPreSignedURL(request);
return Redirect(url⟦ + "&response-content-type=application/pdf"¦⟧);`},
		[2]string{"Go query", `u, _ := url.Parse(req.URL) // presigner.PresignGetObject
⟦q := u.Query()
q.Set("w", "200")
u.RawQuery = q.Encode()
¦⟧http.Get(u.String())`},
		[2]string{"okhttp interceptor", `class ApiKeyInterceptor : Interceptor {
  override fun intercept(chain: Chain) = chain.proceed(chain.request().newBuilder()
    ⟦.url(chain.request().url.newBuilder().addQueryParameter("api_key", KEY).build())¦.header("X-Client", "android")⟧.build())
}
// presigned URL from the backend, downloaded with this client`},
		[2]string{"ruby", `url = obj.presigned_url(:get)
redirect_to ⟦"#{url}&disposition=attachment"¦url⟧, allow_other_host: true`},
		[2]string{"got searchParams", `const url = s3.getSignedUrl("getObject", params);
await got(url⟦, { searchParams: { nocache: 1 } }¦⟧)`},
		[2]string{"jquery cache", `$.ajax({ url: presignedUrl, ⟦cache: false, ¦⟧type: "GET", success: show })   // presignedUrl = getSignedUrl(...)`},
		[2]string{"apex", `String url = presigned; // from lambda: generate_presigned_url("get_object")
req.setEndpoint(url⟦ + "&user=" + UserInfo.getUserId()¦⟧);`},
		[2]string{"js v3 sdk id", `const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }));
await ky.put(url, { body: file⟦, searchParams: { name: file.name } }¦ }⟧);`},
	)
	eitherWay(&list, "host-mismatch", told, plainMismatch,
		[2]string{"py urlparse _replace", `u = urlparse(s3.generate_presigned_url("put_object", Params=p))
url = ⟦u._replace(netloc="files.example.org").geturl()¦u.geturl()⟧`},
		[2]string{"go Host set", `u, _ := mc.PresignedPutObject(ctx, "holiday", key, time.Hour)
⟦u.Host = "files.example.org"
¦⟧return u.String()`},
		[2]string{"java builder host", `URL url = presigner.presignGetObject(r).url();
String out = UriComponentsBuilder.fromUri(url.toURI())⟦.host("cdn.example.org")¦⟧.build(true).toUriString();`},
		[2]string{"C# UriBuilder", `var b = new UriBuilder(s3.GetPreSignedURL(request))⟦ { Host = "cdn.example.org" }¦⟧;
return b.Uri.ToString();`},
		[2]string{"ruby sub", `url = obj.presigned_url(:get)
url = ⟦url.sub("holiday.s3.eu-west-1.amazonaws.com", "assets.example.org")¦url⟧`},
		[2]string{"js new URL host", `const u = new URL(await minio.presignedGetObject("holiday", name));
⟦u.host = "files.example.org";
¦⟧return u.href;`},
		[2]string{"swift host", `var c = URLComponents(url: presigned, resolvingAgainstBaseURL: false)!
⟦c.host = "cdn.example.org"
¦⟧let url = c.url!  // presigned PUT url of S3`},
		[2]string{"kotlin replace emulator", `// presigned by the backend for localhost:4566 (localstack)
val u = url⟦.replace("localhost", "10.0.2.2")¦⟧
okHttp.newCall(Request.Builder().url(u).put(body).build())`},
		[2]string{"dart replace host", `// presigned URL (MinIO)
final uri = Uri.parse(url)⟦.replace(host: "10.0.2.2")¦⟧;
await http.put(uri, body: bytes);`},
		[2]string{"elixir", `{:ok, url} = ExAws.S3.presigned_url(cfg, :get, "holiday", key)
⟦url |> URI.parse() |> Map.put(:host, "cdn.example.org") |> URI.to_string()¦url⟧`},
		[2]string{"rust set_host", `let mut u = Url::parse(p.uri())?; // presigned
⟦u.set_host(Some("cdn.example.org"))?;
¦⟧reqwest::get(u).await?`},
	)
	eitherWay(&list, "host-mismatch", told, apiMismatch,
		[2]string{"go host after", `signer.SignHTTP(ctx, creds, req, hash, "execute-api", region, time.Now())
⟦req.Host = "api.example.org"
¦⟧http.DefaultClient.Do(req)`},
	)
	return list
}

// namedURLSights are finished URLs in variables of any name.
func namedURLSights(testing.TB) (list []sight) {
	eitherWay(&list, "query-param-added-after-signing", told, plainMismatch,
		[2]string{"nextjs image", "const src = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));\nreturn <img src={⟦`${src}&w=640`¦src⟧} />;"},
		[2]string{"python f-string", `download_url = s3.generate_presigned_url("get_object", Params=p)
requests.get(⟦f"{download_url}&token={tok}"¦download_url⟧)`},
		[2]string{"C# QueryHelpers", `var signed = s3.GetPreSignedURL(req);
return Redirect(⟦QueryHelpers.AddQueryString(signed, "name", file)¦signed⟧);`},
		[2]string{"php http_build", `$link = Storage::temporaryUrl($path, now()->addHour());
return redirect($link⟦ . '&dl=1'¦⟧);`},
		[2]string{"angular HttpParams", `// presigned GET
this.http.get(this.signedUrl, { ⟦params: new HttpParams().set('ts', Date.now()), ¦⟧responseType: 'blob' })`},
	)
	eitherWay(&list, "host-mismatch", told, plainMismatch,
		[2]string{"env endpoint swap", `const url = (await minio.presignedPutObject(bucket, name, 3600))⟦.replace(process.env.INTERNAL, process.env.PUBLIC)¦⟧;`},
		[2]string{"java replaceFirst", `String u = minioClient.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder().method(Method.GET).bucket(b).object(o).build());
return ⟦u.replaceFirst("http://minio:9000", "https://files.example.org")¦u⟧;`},
		[2]string{"go strings.Replace", `u, err := client.PresignedGetObject(ctx, bucket, obj, time.Hour, nil)
s := ⟦strings.Replace(u.String(), "minio:9000", "files.example.org", 1)¦u.String()⟧`},
	)
	eitherWay(&list, "url-damaged", told, plainMismatch,
		[2]string{"python unquote nested", `link = ⟦urllib.parse.unquote(s3.generate_presigned_url('get_object', Params=p))¦s3.generate_presigned_url('get_object', Params=p)⟧
return redirect(link)`},
	)
	return list
}
