package diagnose

import (
	"regexp"
	"testing"
)

// marked is what a row has in two forms: ⟦wrong¦right⟧.
var marked = regexp.MustCompile(`⟦([^¦⟧]*)¦([^⟧]*)⟧`)

// eitherWay puts a hit and a near miss into a list for each row, of a name and a text: with what
// is wrong in it, and put right.
func eitherWay(list *[]sight, code string, least Proof, answer string, rows ...[2]string) {
	hit, near := firstRows(list)
	for _, r := range rows {
		hit(code, r[0], least, marked.ReplaceAllString(r[1], "$1")+"\n\n"+answer+"\n")
		near(code, r[0], marked.ReplaceAllString(r[1], "$2")+"\n\n"+answer+"\n")
	}
}

// presignedCodeSights are calls that presign a URL, and that use it.
func presignedCodeSights(testing.TB) (list []sight) {
	eitherWay(&list, "content-type-mismatch", told, plainMismatch,
		[2]string{"React Native fetch FormData", "⟦let body = new FormData();\nbody.append('file', { uri, name: 'a.png', type: 'image/png' });\n¦⟧const blob = await (await fetch(uri)).blob();\nfetch(signedUrl, { method: 'PUT', body⟦¦: blob, headers: { 'Content-Type': 'image/png' }⟧ })\nserver:\ns3.getSignedUrlPromise('putObject', { Bucket: 'holiday', Key: `u/${id}.png`, ContentType: 'image/png' })"},
		[2]string{"Rust reqwest multipart", `let presigned = client.put_object().bucket("holiday").key("a.png").content_type("image/png")
    .presigned(PresigningConfig::expires_in(Duration::from_secs(600))?).await?;
let res = reqwest::Client::new().put(presigned.uri())
    ⟦.multipart(Form::new().part("file", Part::bytes(bytes)))¦.header("content-type", "image/png").body(bytes)⟧
    .send().await?;
println!("{}", res.text().await?);`},
		[2]string{"Rust reqwest json", `let url = client.put_object().bucket("holiday").key("m.json").content_type("⟦text/plain¦application/json⟧").presigned(cfg).await?.uri().to_string();
let r = reqwest::Client::new().put(&url).json(&meta).send().await?;
eprintln!("{} {}", r.status(), r.text().await?);`},
		[2]string{"PowerShell", `$url = Get-S3PreSignedURL -BucketName holiday -Key log.txt -Verb PUT -ContentType 'text/plain' -Expire (Get-Date).AddMinutes(10)
Invoke-RestMethod -Uri $url -Method Put -InFile .\log.txt⟦ -ContentType 'application/octet-stream'¦ -ContentType 'text/plain'⟧`},
		[2]string{"Perl LWP", `my $url = $bucket->query_string_authentication_uri('a.png', 600, { 'content-type' => 'image/png' });  # PUT
my $res = $ua->put($url, ⟦Content_Type => 'form-data', Content => [ file => ['a.png'] ]¦Content_Type => 'image/png', Content => $png⟧);
print $res->content;`},
	)
	eitherWay(&list, "signed-header-not-sent", told, plainMismatch,
		[2]string{"boto3 Metadata", `url = s3.generate_presigned_url(ClientMethod='put_object', Params={'Bucket': 'holiday', 'Key': key, 'Metadata': {'owner': 'u17'}})
requests.put(url, data=blob⟦¦, headers={'x-amz-meta-owner': 'u17'}⟧)
403`},
		[2]string{"Java v2 tagging", `var req = PutObjectRequest.builder().bucket("holiday").key("docs/a.pdf").tagging("type=invoice").build();
var url = presigner.presignPutObject(PutObjectPresignRequest.builder().putObjectRequest(req).signatureDuration(Duration.ofHours(1)).build()).url();
Request put = new Request.Builder().url(url).put(RequestBody.create(file, null))⟦¦.header("x-amz-tagging", "type=invoice")⟧.build();
okHttp.newCall(put).execute();`},
		[2]string{"C# SSE KMS", `var url = s3.GetPreSignedURL(new GetPreSignedUrlRequest {
    BucketName = "holiday", Key = key, Verb = HttpVerb.PUT, Expires = DateTime.UtcNow.AddMinutes(30),
    ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256
});
using var msg = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(fs) };
⟦¦msg.Headers.Add("x-amz-server-side-encryption", "AES256");
⟧var res = await http.SendAsync(msg);`},
		[2]string{"Go v2 ACL", `r, _ := presigner.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("holiday"), Key: aws.String(key), ACL: types.ObjectCannedACLPublicRead})
$ curl -X PUT⟦¦ -H 'x-amz-acl: public-read'⟧ --upload-file a.png "$URL"`},
		[2]string{"Java v2 storage class", `var url = presigner.presignPutObject(b -> b.signatureDuration(d).putObjectRequest(p -> p.bucket("holiday").key(key).storageClass(StorageClass.STANDARD_IA))).url();
HttpURLConnection con = (HttpURLConnection) url.openConnection();
con.setDoOutput(true);
con.setRequestMethod("PUT");
⟦¦con.setRequestProperty("x-amz-storage-class", "STANDARD_IA");
⟧con.getOutputStream().write(data);`},
		[2]string{"js v3 unhoistable", `const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: "holiday", Key, Metadata: { sha: hash } }), {
  unhoistableHeaders: new Set(["x-amz-meta-sha"]),
});
await axios.put(url, file⟦¦, { headers: { "x-amz-meta-sha": hash } }⟧);
AxiosError: Request failed with status code 403`},
		[2]string{"Swift Soto", `let url = try await s3.signURL(url: URL(string: "https://holiday.s3.eu-west-1.amazonaws.com/a.png")!, httpMethod: .PUT, headers: ["x-amz-acl": "public-read"], expires: .minutes(10)).get()
var r = URLRequest(url: url); r.httpMethod = "PUT"
⟦¦r.setValue("public-read", forHTTPHeaderField: "x-amz-acl")
⟧let (d, _) = try await URLSession.shared.upload(for: r, from: png)`},
		[2]string{"boto3 SSE curl", `url = s3.generate_presigned_url('put_object', Params={'Bucket': 'holiday', 'Key': 'dump.sql', 'ServerSideEncryption': 'aws:kms'})
$ curl --upload-file dump.sql⟦¦ -H 'x-amz-server-side-encryption: aws:kms'⟧ "$url"`},
	)
	eitherWay(&list, "header-not-signed", told, "403 Forbidden",
		[2]string{"boto3 + requests acl", `url = s3.generate_presigned_url('put_object', Params={'Bucket': 'holiday', 'Key': key})
r = requests.put(url, data=data⟦, headers={'x-amz-acl': 'public-read'}¦⟧)`},
		[2]string{"go acl, no words", `pr, _ := ps.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: &b, Key: &k})
req, _ := http.NewRequest("PUT", pr.URL, f)
⟦req.Header.Set("x-amz-acl", "public-read")
¦⟧resp, _ := http.DefaultClient.Do(req)
// the response is 403 Forbidden; without ⟦that header¦anything else⟧ it works`},
		[2]string{"ruby acl, no words", `url = Aws::S3::Presigner.new.presigned_url(:put_object, bucket: 'holiday', key: k)
req = Net::HTTP::Put.new(URI(url))
⟦req['x-amz-acl'] = 'public-read'
¦⟧req.body = data
# => Net::HTTPForbidden 403`},
		[2]string{"rust storage class", `let p = c.put_object().bucket("holiday").key(k).presigned(cfg).await?;
reqwest::Client::new().put(p.uri())⟦.header("x-amz-storage-class", "STANDARD_IA")¦⟧.body(b).send().await?;
// StatusCode(403)`},
		[2]string{"php guzzle", `$cmd = $s3->getCommand('PutObject', ['Bucket' => 'holiday', 'Key' => $k]);
$u = $s3->createPresignedRequest($cmd, '+5 minutes')->getUri();
$http->put($u, ['body' => $fh⟦, 'headers' => ['x-amz-acl' => 'private']¦⟧]);
// 403 Forbidden`},
	)
	eitherWay(&list, "method-mismatch", told, plainMismatch,
		[2]string{"js v3 PutObject + POST", `const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), { expiresIn: 3600 });
const res = await fetch(url, { method: "⟦POST¦PUT⟧", body: file });
console.log(res.status, await res.text());`},
		[2]string{"js v3 PutObject + POST short", `const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), { expiresIn: 3600 });
await axios.⟦post¦put⟧(url, file);`},
		[2]string{"boto3 get_object PUT", `url = s3.generate_presigned_url("⟦get_object¦put_object⟧", Params={"Bucket": "holiday", "Key": "x.bin"}, ExpiresIn=3600)
r = requests.put(url, data=b"...")
print(r.text)`},
		[2]string{"boto3 put_object POST", `url = s3.generate_presigned_url(ClientMethod='put_object', Params={'Bucket': 'holiday', 'Key': 'x.bin'})
resp = requests.⟦post¦put⟧(url, data=open('x.bin', 'rb'))
<Response [403]>`},
		[2]string{"boto3 get_object HEAD", `url = s3.generate_presigned_url("⟦get_object¦head_object⟧", Params={"Bucket": "holiday", "Key": "x.bin"}, ExpiresIn=3600)
r = requests.head(url)
print(r.status_code)   # 403
The browser ⟦opens the same link without trouble¦is not involved⟧.`},
		[2]string{"Go presign GET, HEAD", `req, _ := presigner.⟦PresignGetObject(ctx, &s3.GetObjectInput¦PresignHeadObject(ctx, &s3.HeadObjectInput⟧{Bucket: &b, Key: &k})
resp, err := http.Head(req.URL)
fmt.Println(resp.Status)   // 403 Forbidden`},
		[2]string{"Java v1 default GET", `URL url = s3.generatePresignedUrl("holiday", key, expiration⟦¦, HttpMethod.PUT⟧);
HttpURLConnection con = (HttpURLConnection) url.openConnection();
con.setDoOutput(true);
con.setRequestMethod("PUT");
con.getOutputStream().write(data);
403`},
		[2]string{"C# verb missing", `var request = new GetPreSignedUrlRequest { BucketName = "holiday", Key = key, Expires = DateTime.UtcNow.AddMinutes(5)⟦¦, Verb = HttpVerb.PUT⟧ };
string url = client.GetPreSignedURL(request);
var response = await httpClient.PutAsync(url, new StreamContent(stream));`},
		[2]string{"C# GET verb PUT xml", `var url = s3.GetPreSignedURL(new GetPreSignedUrlRequest { BucketName = "holiday", Key = key, Verb = HttpVerb.⟦GET¦PUT⟧, Expires = DateTime.UtcNow.AddMinutes(5) });
await http.PutAsync(url, new ByteArrayContent(bytes));`},
		[2]string{"PHP GetObject PUT", `$cmd = $s3->getCommand('⟦GetObject¦PutObject⟧', ['Bucket' => 'holiday', 'Key' => $key]);
$url = (string) $s3->createPresignedRequest($cmd, '+20 minutes')->getUri();
$ch = curl_init($url);
curl_setopt($ch, CURLOPT_PUT, true);
curl_setopt($ch, CURLOPT_INFILE, $fh);`},
		[2]string{"Laravel temporaryUrl", `$url = Storage::disk('s3')->⟦temporaryUrl¦temporaryUploadUrl⟧($path, now()->addMinutes(5))⟦¦['url']⟧;
return Http::withBody($contents, 'application/octet-stream')->put($url)->body();`},
		[2]string{"Ruby presigned get put", `url = obj.presigned_url(:⟦get¦put⟧, expires_in: 300)
HTTParty.put(url, body: File.read(path)).code  # => 403`},
		[2]string{"Rust", `let p = client.⟦get_object¦put_object⟧().bucket("holiday").key("a").presigned(PresigningConfig::expires_in(Duration::from_secs(60))?).await?;
let r = reqwest::Client::new().put(p.uri()).body(bytes).send().await?;`},
		[2]string{"Dart post", `// url: getSignedUrl(client, new PutObjectCommand({ Bucket, Key }))
final resp = await dio.⟦post¦put⟧(url, data: file.openRead(), options: Options(headers: {'content-length': n}));
DioException [bad response]: 403`},
		[2]string{"ESP32 POST", `// presigned on the backend with PutObjectCommand
http.begin(client, url);
http.addHeader("Content-Type", "image/jpeg");
int rc = http.⟦POST¦PUT⟧(buf, len);
rc = 403`},
		[2]string{"Unity Post", `// url presigned: PutObjectCommand
using (var www = UnityWebRequest.⟦Post(url, form)¦Put(url, bytes)⟧)
{
    yield return www.SendWebRequest();
}
HTTP/1.1 403 Forbidden`},
		[2]string{"wget on put url", `aws_url=$(node -e '...getSignedUrl(s3, new ⟦PutObjectCommand¦GetObjectCommand⟧({Bucket:"holiday",Key:"a.zip"}))')
wget -O a.zip "$aws_url"
ERROR 403: Forbidden.`},
		[2]string{"presigned post used as PUT", `const { url, fields } = await createPresignedPost(client, { Bucket: 'holiday', Key: 'a.png' });
⟦await fetch(url, { method: 'PUT', body: file, headers: fields });¦const fd = new FormData(); Object.entries(fields).forEach(([k, v]) => fd.append(k, v)); fd.append('file', file);
await fetch(url, { method: 'POST', body: fd });⟧
403`},
		[2]string{"PowerShell post", `$u = Get-S3PreSignedURL -BucketName holiday -Key a.zip -Expire (Get-Date).AddHours(1) -Verb PUT
Invoke-WebRequest -Uri $u -Method ⟦Post¦Put⟧ -InFile a.zip -ContentType 'application/zip'`},
		[2]string{"Retrofit POST", `@⟦POST¦PUT⟧
Call<Void> upload(@Url String presigned, @Body RequestBody file);
backend: presigner.presignPutObject(b -> b.putObjectRequest(p -> p.bucket("holiday").key(k)).signatureDuration(d))`},
	)
	eitherWay(&list, "auth-two-mechanisms", told, "HTTP 400 Bad Request",
		[2]string{"axios defaults", `⟦axios.defaults.headers.common['Authorization'] = 'Bearer ' + token;
¦⟧const { data: { url } } = await axios.post('/presign');
await axios.put(url, file, { headers: { 'Content-Type': file.type } });`},
		[2]string{"requests session", `s = requests.Session()
⟦s.headers["Authorization"] = f"Bearer {tok}"
¦⟧url = s.post(API + "/presigned").json()["url"]
r = s.put(url, data=f)
print(r.status_code)`},
		[2]string{"dio", `dio.interceptors.add(InterceptorsWrapper(onRequest: (o, h) { ⟦o.headers["Authorization"] = "Bearer $t"; ¦⟧h.next(o); }));
await dio.put(presignedUrl, data: file.openRead());`},
		[2]string{"okhttp", `val client = OkHttpClient.Builder()⟦.addInterceptor { it.proceed(it.request().newBuilder().header("Authorization", "Bearer $t").build()) }¦⟧.build()
client.newCall(Request.Builder().url(presignedUrl).put(body).build())`},
		[2]string{"C# default header", `_http⟦.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", jwt)¦.Timeout = TimeSpan.FromMinutes(5)⟧;
await _http.PutAsync(preSignedUrl, content);`},
	)
	_, near := firstRows(&list)
	near("signed-header-not-sent", "an ACL of another call", "s3.put_object_acl(Bucket=b, Key=k, ACL='private')\n"+
		"url = s3.generate_presigned_url('put_object', Params=p)\nrequests.put(url, data=d)\n"+threadRefusal)
	near("signed-header-not-sent", "an ACL of another upload", "s3.upload_file(f, b, k, ExtraArgs={'ACL': 'public-read'})\n"+
		"url = s3.generate_presigned_url('put_object', Params=p)\nrequests.put(url, data=d)\n"+threadRefusal)
	near("method-mismatch", "a POST to one's own server", "URL=$(curl -X POST https://api.example.com/presign | jq -r .url)\ncurl -o k \"$URL\"\n"+
		"// getSignedUrl(s3, new PutObjectCommand({}))\n"+threadRefusal)
	near("method-mismatch", "JSON to one's own server", "const res = await fetch(url, { method: 'POST', body: JSON.stringify({ name }) })\n"+
		"const { signedUrl } = await res.json() // getSignedUrl(s3, new PutObjectCommand({}))\n"+threadRefusal)
	near("auth-two-mechanisms", "an Authorization for one's own server", "axios.interceptors.request.use(c => { if (own(c.url)) c.headers.Authorization = t; return c })\n"+
		"const url = await presign(); await axios.put(url, file)\nRequest failed with status code 400\n")
	return list
}

// formBodySights are uploads of which the body is made as a form.
func formBodySights(testing.TB) (list []sight) {
	eitherWay(&list, "content-type-mismatch", told, plainMismatch,
		[2]string{"js v3 + axios FormData", `Backend (Node 20, @aws-sdk/s3-request-presigner):
const cmd = new PutObjectCommand({ Bucket: "holiday", Key: key, ContentType: "image/png" });
const url = await getSignedUrl(s3, cmd, { expiresIn: 900 });
Frontend:
⟦const form = new FormData();
form.append("file", file);
¦⟧await axios.put(url, ⟦form¦file, { headers: { "Content-Type": "image/png" } }⟧);
AxiosError: Request failed with status code 403`},
		[2]string{"boto3 + requests files", `url = s3.generate_presigned_url('put_object', Params={'Bucket': 'holiday', 'Key': key, 'ContentType': 'image/png'}, ExpiresIn=900)
with open('cat.png', 'rb') as f:
    r = requests.put(url, ⟦files={'file': f}¦data=f, headers={'Content-Type': 'image/png'}⟧)
print(r.status_code, r.text)`},
		[2]string{"php guzzle multipart", "$cmd = $client->getCommand('PutObject', ['Bucket' => 'holiday', 'Key' => 'a/b.png', 'ContentType' => 'image/png']);\n$uri = $client->createPresignedRequest($cmd, '+20 minutes')->getUri();\n(new GuzzleHttp\\Client())->put($uri, [\n    ⟦'multipart' => [['name' => 'file', 'contents' => fopen($path, 'r')]]¦'body' => fopen($path, 'r'), 'headers' => ['Content-Type' => 'image/png']⟧,\n]);\nGuzzleHttp\\Exception\\ClientException: Client error: `PUT https://holiday.s3.eu-west-1.amazonaws.com/a/b.png?...` resulted in a `403 Forbidden` response:"},
		[2]string{"curl -F", `$ URL=$(python presign.py)   # put_object, ContentType="image/png"
$ curl -X PUT ⟦-F file=@cat.png¦-H 'Content-Type: image/png' -T cat.png⟧ "$URL"
presign.py:
print(s3.generate_presigned_url("put_object", Params=dict(Bucket="holiday", Key="cat.png", ContentType="image/png")))`},
		[2]string{"Unity WWWForm", `// url is from S3Presigner: PutObjectRequest.builder().bucket("holiday").key(key).contentType("image/png")
⟦WWWForm form = new WWWForm();
form.AddBinaryData("file", bytes, "shot.png", "image/png");
UnityWebRequest www = UnityWebRequest.Post(url, form);
www.method = "PUT";¦UnityWebRequest www = UnityWebRequest.Put(url, bytes);
www.SetRequestHeader("Content-Type", "image/png");⟧
yield return www.SendWebRequest();`},
		[2]string{"Dart dio FormData", `// presigned with ContentType: 'image/jpeg' (generate_presigned_url 'put_object')
⟦final form = FormData.fromMap({'file': await MultipartFile.fromFile(path)});
await dio.put(url, data: form);¦await dio.put(url, data: File(path).openRead(), options: Options(headers: {'Content-Type': 'image/jpeg', 'Content-Length': len}));⟧
DioException [bad response]: status code of 403`},
		[2]string{"React Native Expo uploadAsync", `const res = await FileSystem.uploadAsync(presignedUrl, uri, {
  httpMethod: 'PUT',
  ⟦uploadType: FileSystem.FileSystemUploadType.MULTIPART,
  fieldName: 'file',¦uploadType: FileSystem.FileSystemUploadType.BINARY_CONTENT,
  headers: { 'Content-Type': 'image/png' },⟧
});
console.log(res.status, res.body);
presignedUrl is made with getSignedUrl(s3, new PutObjectCommand({ Bucket: 'holiday', Key: id, ContentType: 'image/png' })).`},
		[2]string{"Retrofit multipart", `⟦@Multipart
@PUT
Call<ResponseBody> upload(@Url String url, @Part MultipartBody.Part file);¦@PUT
Call<ResponseBody> upload(@Url String url, @Header("Content-Type") String type, @Body RequestBody file);⟧
url is from the backend: PutObjectRequest.builder().bucket("holiday").key(key).contentType("image/png").build() with S3Presigner.`},
		[2]string{"C# MultipartFormDataContent", `string url = client.GetPreSignedURL(new GetPreSignedUrlRequest { BucketName = "holiday", Key = "p.png", Verb = HttpVerb.PUT, ContentType = "image/png" });
⟦using var content = new MultipartFormDataContent { { new StreamContent(fs), "file", "p.png" } };¦using var content = new StreamContent(fs) { Headers = { ContentType = new("image/png") } };⟧
var resp = await http.PutAsync(url, content);
StatusCode: 403, ReasonPhrase: 'Forbidden'`},
		[2]string{"RestSharp AddFile", `var request = new RestRequest(presignedUrl, Method.Put);
⟦request.AddFile("file", path);¦request.AddParameter("image/png", File.ReadAllBytes(path), ParameterType.RequestBody);⟧
var response = await new RestClient().ExecuteAsync(request);
Console.WriteLine(response.Content);
presignedUrl = GetPreSignedURL(... Verb = HttpVerb.PUT, ContentType = "image/png")`},
		[2]string{"Go multipart writer", `r, err := psClient.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("holiday"), Key: aws.String("a.png"), ContentType: aws.String("image/png")})
⟦var buf bytes.Buffer
w := multipart.NewWriter(&buf)
part, _ := w.CreateFormFile("file", "a.png")
io.Copy(part, f)
w.Close()
req, _ := http.NewRequest("PUT", r.URL, &buf)
req.Header.Set("Content-Type", w.FormDataContentType())¦req, _ := http.NewRequest("PUT", r.URL, f)
req.Header.Set("Content-Type", "image/png")⟧
res, _ := http.DefaultClient.Do(req)`},
		[2]string{"Ruby Net::HTTP set_form", `url = Aws::S3::Presigner.new.presigned_url(:put_object, bucket: 'holiday', key: 'a.png', content_type: 'image/png')
uri = URI(url)
req = Net::HTTP::Put.new(uri)
⟦req.set_form([['file', File.open('a.png')]], 'multipart/form-data')¦req['Content-Type'] = 'image/png'
req.body = File.binread('a.png')⟧
puts Net::HTTP.start(uri.host, uri.port, use_ssl: true) { |h| h.request(req) }.body`},
		[2]string{"Ruby HTTParty", `obj = Aws::S3::Resource.new.bucket('holiday').object('a.csv')
url = obj.presigned_url(:put, content_type: 'text/csv')
HTTParty.put(url, ⟦multipart: true, body: { file: File.open('a.csv') }¦headers: { 'Content-Type' => 'text/csv' }, body: File.read('a.csv')⟧).body`},
		[2]string{"Elixir Req form", `{:ok, url} = ExAws.S3.presigned_url(config, :put, "holiday", "a.png", headers: [{"content-type", "image/png"}], query_params: [])
Req.put!(url, ⟦form_multipart: [file: File.stream!("a.png")]¦body: File.read!("a.png"), headers: [{"content-type", "image/png"}]⟧).body`},
		[2]string{"Swift Alamofire multipart", `⟦AF.upload(multipartFormData: { $0.append(data, withName: "file", fileName: "a.png", mimeType: "image/png") }, to: presignedURL, method: .put)¦AF.upload(data, to: presignedURL, method: .put, headers: ["Content-Type": "image/png"])⟧
  .responseString { print($0) }
presignedURL: s3.generate_presigned_url("put_object", Params={"Bucket": b, "Key": k, "ContentType": "image/png"})`},
		[2]string{"R httr multipart", `svc <- paws::s3()
url <- svc$generate_presigned_url("put_object", list(Bucket = "holiday", Key = "d.csv", ContentType = "text/csv"), 600)
r <- httr::PUT(url, ⟦body = list(file = upload_file("d.csv"))¦body = upload_file("d.csv", type = "text/csv")⟧)
content(r, "text")`},
		[2]string{"XHR FormData", `const xhr = new XMLHttpRequest();
xhr.open('PUT', uploadUrl);
⟦const fd = new FormData(); fd.append('file', file);
xhr.send(fd);¦xhr.setRequestHeader('Content-Type', file.type);
xhr.send(file);⟧
uploadUrl is from a Django view: generate_presigned_url('put_object', Params={'Bucket': B, 'Key': k, 'ContentType': request.GET['type']})
Failed to load resource: the server responded with a status of 403 ()`},
		[2]string{"httpx files", `url = await s3.generate_presigned_url("put_object", Params={"Bucket": "holiday", "Key": k, "ContentType": "audio/wav"})   # aiobotocore
async with httpx.AsyncClient() as c:
    r = await c.put(url, ⟦files={"f": data}¦content=data, headers={"Content-Type": "audio/wav"}⟧)
httpx.HTTPStatusError: Client error '403 Forbidden'`},
	)
	return list
}

// verifiedURLSights are calls beside what the server verified.
func verifiedURLSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const code = "const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }));\nhttp.upload(url, file);\n\n"
	verified := func(method string) string {
		return code + echoed(method+"\n/a.png\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="+ownKeyID+"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&"+
			"X-Amz-Date="+lookDate+"&X-Amz-Expires=900&X-Amz-SignedHeaders=host\nhost:holiday.s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD", lookDate, lookScope)
	}
	hit("method-mismatch", "a URL for PUT that arrives with POST", Likely, verified("POST"))
	near("method-mismatch", "a URL for PUT that arrives with PUT", verified("PUT"))
	near("method-mismatch", "two URLs", "getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));\n"+verified("GET"))
	near("method-mismatch", "a call of one's own server", "const { url } = await axios.post(apiUrl); // getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }))\n"+plainMismatch)
	near("method-mismatch", "what asks for the URL", "await axios.post('/sign', { name })  // new PutObjectCommand, getSignedUrl\nawait axios.put(url, file)\n"+plainMismatch)
	near("signed-header-not-sent", "a presigner that moves it into the query",
		"getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ACL: 'public-read' }))\nawait axios.put(url, file)\n"+plainMismatch)
	near("signed-header-not-sent", "all headers that were signed", "PresignPutObject(ctx, &s3.PutObjectInput{ACL: acl})\n"+
		"req, _ := http.NewRequest(\"PUT\", r.URL, f)\nreq.Header = r.SignedHeader\n"+plainMismatch)
	near("signed-header-not-sent", "a form", "generate_presigned_post(b, k, Fields={'acl': 'private'})\nrequests.put(url, data=d)\n"+plainMismatch)
	near("header-not-signed", "an option", "getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ACL: 'public-read' }))\n"+
		"fetch(url, { method: 'PUT', headers: { 'x-amz-acl': 'public-read' } })\n403 Forbidden\n")
	near("content-type-mismatch", "one type on both sides",
		"getSignedUrl(s3, new PutObjectCommand({ ContentType: 'image/png' }))\naxios.put(url, file, { headers: { 'Content-Type': 'image/png' } })\n"+plainMismatch)
	near("content-type-mismatch", "a form that is posted", "p = generate_presigned_post(b, k, Fields={'Content-Type': t})\nrequests.post(p['url'], data=p['fields'], files=f)\n"+plainMismatch)
	near("auth-two-mechanisms", "another status", "axios.interceptors.request.use(c => { c.headers.Authorization = t; return c })\nawait axios.put(presignedUrl, file)\nHTTP 500\n")
	hit("method-mismatch", "a form that is put", told, "const { url, fields } = await createPresignedPost(client, options);\n"+
		"await fetch(url, { method: 'PUT', body: file, headers: fields });\n403 Forbidden SignatureDoesNotMatch\n")
	near("method-mismatch", "a form that is posted", "const { url, fields } = await createPresignedPost(client, options);\n"+
		"await fetch(url, { method: 'POST', body });\n403 Forbidden SignatureDoesNotMatch\n")
	near("content-type-mismatch", "a form beside a URL for PUT", "new FormData(); await fetch(post.url, { method: 'POST', body });\n"+
		"post = createPresignedPost(s3, { Fields: { 'Content-Type': t } })\nfetch(await getSignedUrl(s3, put), { method: 'PUT', body })\n"+plainMismatch)
	near("method-mismatch", "a URL for HEAD", "url = client.generate_presigned_url('head_object', params, 600)\n"+
		"r = http.request('HEAD', url)\nassert r.status == 200\n403 Forbidden SignatureDoesNotMatch\n")
	near("method-mismatch", "a policy", "The policy allows \"s3:GetObject\".\nrequests.put(url, data=f)  # presigned\n"+plainMismatch)
	near("auth-two-mechanisms", "another client", "axios.interceptors.request.use(c => { c.headers.Authorization = t; return c })\n"+
		"await fetch(presignedUrl, { method: 'PUT', body })\nHTTP 400 Bad Request\n")
	near("path-under-encoded", "a template", "Key: `u/${id}.png`\n"+plainMismatch)
	near("streaming-trailer-unsupported", "checksums where they are required",
		"boto3.client('s3', endpoint_url='https://storage.googleapis.com', config=Config(request_checksum_calculation='when_required'))\n"+plainMismatch)
	return list
}

// lifetimeSights are what SDKs say of a lifetime over a week.
func lifetimeSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	for _, said := range []string{
		"Error: Signature version 4 presigned URLs must have an expiration date less than one week in the future",
		"IllegalArgumentException: Requests that are pre-signed by SigV4 algorithm are valid for at most 7 days.",
		"InvalidArgumentException: The expiration date of a signature version 4 presigned URL must be less than one week",
		"ArgumentError: expires_in value of 31536000 exceeds one-week maximum.",
		"ArgumentException: The maximum expiry period for a presigned url using AWS4 signing is 604800 seconds",
		"InvalidExpiryTime: Presigning does not support expiry time greater than a week with SigV4 signing.",
		"ValueError: expires must be between 1 second to 7 days",
	} {
		hit("presign-expires-invalid", said[:24], Likely, "url = presign(key, lifetime)\n"+said+"\n")
	}
	near("presign-expires-invalid", "an SDK itself",
		"if (expiresIn > MAX) throw new Error('Signature version 4 presigned URLs must have an expiration date less than one week in the future')\n")
	near("presign-expires-invalid", "a manual", "Pre-signed URLs: requests that are pre-signed by SigV4 algorithm are valid for at most 7 days.\n")
	near("presign-expires-invalid", "a week that is over", "url = presign(key, lifetime)\nThe link expires after 7 days.\n")
	return list
}
