package diagnose

import (
	"slices"
	"strings"
	"testing"

	"sigwhy/explain"
)

// agents are User-Agents as clients send them.
var agents = map[string]string{
	"aws-sdk-go/1.55.8 (go1.22.4; linux; amd64) S3Manager":            "go",
	"aws-sdk-go-v2/1.47.8 ua/2.1 os/linux lang/go#1.22 md/GOOS#linux": "go",
	"Go-http-client/1.1":                                                 "go",
	"MinIO (linux; amd64) minio-go/v7.0.70":                              "go",
	"Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux lang/python#3.12": "python",
	"myjob/1.0 Boto3/1.34.0":                                             "python",
	"python-requests/2.31.0":                                             "python",
	"Python-urllib/3.11":                                                 "python",
	"Python/3.11 aiohttp/3.9.1":                                          "python",
	"aws-sdk-js/3.1172.0 ua/2.1 os/linux lang/js md/nodejs#22 api/s3":    "javascript",
	"aws-sdk-nodejs/2.1693.0 linux/v18.20.4 promise":                     "javascript",
	"axios/1.7.2":                                                        "javascript",
	"node":                                                               "javascript",
	"aws-sdk-java/2.25.60 Linux/5.15 OpenJDK_64-Bit_Server_VM/17 Java/17": "java",
	"okhttp/4.12.0":                                 "java",
	"Apache-HttpClient/4.5.14 (Java/17.0.9)":        "java",
	"ESP32HTTPClient":                               "c",
	"ESP32 HTTP Client/1.0":                         "c",
	"Arduino/2.2.0":                                 "c",
	"aws-sdk-cpp/1.11.300 ua/2.0 md/aws-crt#0.26.6": "c",
	"aws-sdk-dotnet-coreclr/3.7.300.0 aws-sdk-dotnet-core/3.7.300": "csharp",
	"RestSharp/110.2.0.0": "csharp",
	"aws-sdk-php/3.300.0 OS/Linux/5.15 lang/php/8.2.10 GuzzleHttp/7 curl/8.2": "php",
	"GuzzleHttp/6.5.5 curl/7.88.1 PHP/8.2.10":                                 "php",
	"aws-sdk-ruby3/3.155.0 ua/2.0 os/linux lang/ruby#3.1.2":                   "ruby",
	"Faraday v2.7.4":    "ruby",
	"curl/8.5.0":        "shell",
	"clj-http/3.12":     "clojure",
	"cognitect/0.8.692": "clojure",
	"aws-cli/2.9.19 Python/3.9.11 Linux/5.15 exe/x86_64 command/s3.cp": "",
	"MinIO (linux; amd64) minio-go/v7.0.70 mc/RELEASE.2024-06-12":      "",
	"rclone/v1.66.0": "",
	"lab/1.0":        "",
	"javascriptish/1.0 (compatible; Boto3/1.34.0)":                             "",
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)":   "",
	"curler/1.0 nodes/2 rubyist/3 javanese/4 pythonic/5 phpmyadmin/6 gotten/7": "",
}

func TestLanguageOfUserAgent(t *testing.T) {
	t.Parallel()
	for agent, want := range agents {
		text := changed(t, s3Get, "X-Amz-Date:", "User-Agent: "+agent+"\r\nX-Amz-Date:")
		if got := analyzeText(t, text, Given{}).Language; got != want {
			t.Errorf("%s: got %q, want %q", agent, got, want)
		}
	}
}

// snippets are code and logs beside a request that names no client.
var snippets = map[string]string{
	`kDate := hmac.New(sha256.New, []byte("AWS4"+secret))`:                                    "go",
	`DEBUG: Request Signature:` + "\n---[ CANONICAL STRING  ]-----------------------------":   "go",
	`return hmac.new(key, msg.encode(), hashlib.sha256).digest()`:                             "python",
	`2025-06-12 08:30:00,123 botocore.auth [DEBUG] Calculating signature using v4 auth.`:      "python",
	`const k = crypto.createHmac('sha256', key).update(date).digest();`:                       "javascript",
	`Mac mac = Mac.getInstance("HmacSHA256");`:                                                "java",
	`at com.amazonaws.http.AmazonHttpClient$RequestExecutor.handleErrorResponse(Client:1879)`: "java",
	`mbedtls_md_hmac(info, key, 32, text, n, out);`:                                           "c",
	`using var h = new HMACSHA256(key);`:                                                      "csharp",
	`$kDate = hash_hmac('sha256', $date, 'AWS4' . $secret, true);`:                            "php",
	`k_date = OpenSSL::HMAC.digest('sha256', 'AWS4' + secret, date)`:                          "ruby",
	`sig=$(printf '%s' "$sts" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$k)`:            "shell",
	`(.init (Mac/getInstance "HmacSHA256") (SecretKeySpec. k "HmacSHA256"))`:                  "clojure",
	`Calling com.amazonaws.services.s3 from clojure.core`:                                     "clojure",
	`It fails with aws-sdk-go v1.44.0`:                                                        "go",

	// Near misses.
	`const k = createHmac('sha256', key); // was: hmac.new(key, msg, hashlib.sha256)`:  "",
	`It fails with boto3/1.34.0, too.` + "\n" + `It fails with aws-sdk-go v1.44.0`:     "",
	`The algorithm is HMAC-SHA256, I checked the hmac and the signature by hand.`:      "",
	`{"__type":"com.amazonaws.dynamodb.v20120810#InvalidSignatureException"}`:          "",
	`HTTP/1.1 403 Forbidden` + "\nServer: aws-sdk-java/2.1.0 curl/8.0\nVia: 1.1 nginx": "",
	`Server: aws-sdk-java/2.1.0`:                              "",
	`< X-Powered-By: boto3/1.34.0`:                            "",
	`The user sees python and java and ruby on the box.`:      "",
	`2025-06-12 08:30:00 MainThread awscli.clidriver - DEBUG`: "",
}

func TestLanguageOfText(t *testing.T) {
	t.Parallel()
	for snippet, want := range snippets {
		text := refused(changed(t, s3Get), plainMismatch) + "\n" + snippet + "\n"
		if got := analyzeText(t, text, Given{}).Language; got != want {
			t.Errorf("%s: got %q, want %q", snippet, got, want)
		}
	}
}

func TestLanguageOfTheSigner(t *testing.T) {
	t.Parallel()
	agent := func(base, name string) string {
		return changed(t, base, "Host:", "User-Agent: "+name+"\r\nHost:")
	}
	code := "\n" + `return hmac.new(key, msg.encode(), hashlib.sha256).digest()` + "\n"
	far := strings.Repeat("nothing to see in this line of the log\n", 1000)
	for name, c := range map[string]struct{ text, want string }{
		"the request before the code":        {agent(s3Get, "axios/1.7.2") + code, "javascript"},
		"a finished program before the code": {agent(s3Get, "rclone/v1.66.0") + code, ""},
		"an unknown client, then the code":   {agent(s3Get, "lab/1.0") + code, "python"},
		"a presigned URL is opened by others": {
			"GET " + s3URL +
				" HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8.5.0\r\n\r\n",
			"",
		},
		"code alone":                  {code, "python"},
		"code beside an answer alone": {plainMismatch + code, "python"},
		"code far from the request":   {changed(t, s3Get) + far + "the module is botocore.auth, of old\n", ""},
	} {
		if got := analyzeText(t, c.text, Given{}).Language; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// What is listed for two languages tells neither.
func TestClientsTellTheLanguage(t *testing.T) {
	t.Parallel()
	signs := map[string]string{}
	for _, c := range clients {
		if c.language != finished && !slices.Contains(explain.Languages(), c.language) {
			t.Errorf("%s is no language of fragments", c.language)
		}
		for _, s := range append(slices.Clone(c.products), c.signs...) {
			if other, twice := signs[s]; twice && other != c.language {
				t.Errorf("%q is of %s and %s", s, other, c.language)
			}
			signs[s] = c.language
		}
		for _, p := range c.products {
			if p != lower(p) || languageOf(p) != c.language {
				t.Errorf("product %q is taken for %q", p, languageOf(p))
			}
		}
	}
}

func TestFragmentOfFinding(t *testing.T) {
	t.Parallel()
	a := &Analysis{Language: "python"}
	for proof, want := range map[Proof]bool{Reproduced: true, Seen: true, Likely: true, Possible: false} {
		s, ok := a.Fragment(&Finding{Code: "plus-for-space", Proof: proof})
		if ok != want || ok && s.Language != "python" {
			t.Errorf("%s: got %+v, %v", proof, s, ok)
		}
	}
	a.Language = ""
	if s, ok := a.Fragment(&Finding{Code: "plus-for-space", Proof: Seen}); ok {
		t.Errorf("without a language: %+v", s)
	}
}
