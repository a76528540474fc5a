package diagnose

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/sigv4"
)

// finished marks a program that is used as it is: nobody writes code for it that
// a fragment could mend.
const finished = "finished"

// clients tells the language of a client. A product is the name before the
// version in a User-Agent, or in a line that names the client; a sign is what
// stands in code, in its error messages or in its logs, and in no other language.
var clients = []struct {
	language        string
	products, signs []string
}{
	{
		finished,
		[]string{"aws-cli", "rclone", "s3cmd", "s3fs", "s5cmd", "mc", "terraform", "cyberduck", "postmanruntime"},
		[]string{"awscli.", "source/extensions/common/aws/"},
	},
	{
		"go",
		[]string{"aws-sdk-go", "go-http-client", "minio-go", "go-resty"},
		[]string{
			"hmac.New(", "sha256.Sum256(", "url.QueryEscape(", "url.PathEscape(", "http.NewRequest(",
			"fmt.Sprintf(", "hex.EncodeToString(", "---[ CANONICAL STRING  ]", "---[ STRING TO SIGN ]",
			"---[ REQUEST POST-SIGN ]",
		},
	},
	{
		"python",
		[]string{"boto3", "botocore", "boto", "python", "aiohttp", "minio-py", "libcloud", "tinys3"},
		[]string{
			"hmac.new(", "hashlib.", "urllib.parse.", "requests.get(", "requests.put(", "requests.post(",
			"requests.request(", "botocore.", "boto3.", "os.environ", "Traceback (most recent call last)",
		},
	},
	{
		"javascript",
		[]string{"aws-sdk-js", "aws-sdk-nodejs", "node", "axios", "got", "undici", "superagent", "minio-js"},
		[]string{
			"createHmac(", "createHash(", "encodeURIComponent(", "CryptoJS.", "crypto.subtle",
			"process.env.", "toISOString(", "node_modules/", "$metadata", "new AWS.", "require('",
			"require(\"",
		},
	},
	{
		"java",
		[]string{"aws-sdk-java", "okhttp", "apache-httpclient", "java", "minio-java"},
		[]string{
			"Mac.getInstance(", "MessageDigest.getInstance(", "URLEncoder.encode(", "SimpleDateFormat(",
			"DateTimeFormatter.", "com.amazonaws.services.", "com.amazonaws.http.", "com.amazonaws.auth.",
			"software.amazon.awssdk.",
		},
	},
	{
		"c",
		[]string{"aws-sdk-cpp", "esp32", "esp32httpclient", "esp8266httpclient", "esp-idf", "arduino", "libcurl"},
		[]string{
			"mbedtls_", "esp_http_client", "HTTPClient.cpp", "EVP_sha256()", "#include <",
			"WiFiClientSecure", "Serial.print", "curl_easy_", "Aws::Client::", "Aws::S3::S3Client",
		},
	},
	{
		"csharp",
		[]string{"aws-sdk-dotnet", "aws-sdk-net", "restsharp", "minio-dotnet"},
		[]string{
			"new HMACSHA256(", "HMACSHA256.HashData(", "KeyedHashAlgorithm.", "Uri.EscapeDataString(",
			"DateTime.UtcNow", "Encoding.UTF8.", "Amazon.Runtime.",
		},
	},
	{
		"php",
		[]string{"aws-sdk-php", "guzzlehttp", "symfony", "php"},
		[]string{
			"hash_hmac(", "rawurlencode(", "gmdate(", "curl_setopt(", "<?php", "implode(", "array_keys(",
			"GuzzleHttp\\", "Aws\\S3\\",
		},
	},
	{
		"ruby",
		[]string{"aws-sdk-ruby", "faraday", "ruby", "fog", "fog-core", "rest-client"},
		[]string{
			"OpenSSL::HMAC", "OpenSSL::Digest", "Digest::SHA256", "Net::HTTP", "Aws::Sigv4",
			"Aws::S3::Errors", "Aws::S3::Presigner", "Aws::S3::Client",
		},
	},
	{
		"shell",
		[]string{"curl", "wget"},
		[]string{
			"openssl dgst", "openssl sha256", "openssl enc", "| sha256sum", "| xxd -", "#!/bin/bash",
			"#!/bin/sh", "#!/usr/bin/env bash",
		},
	},
	{
		"clojure",
		[]string{"clj-http", "cognitect", "amazonica"},
		[]string{
			"(Mac/getInstance", "(SecretKeySpec. ", "clj-http", "clojure.", "cognitect.aws", "(.doFinal ",
			"(defn ",
		},
	},
}

// language settles the language that the client is written in, "" where nothing
// tells it or two are told. The User-Agent counts first: it is of this request,
// while a paste may show code of others. A presigned URL is sent by another
// program than the one that signed it, so there it tells nothing.
func (f *facts) language() string {
	l := ""
	if f.params.Carrier != sigv4.InQuery {
		l = f.agentLanguage()
	}
	if l == "" {
		l = f.textLanguage()
	}
	if l == finished {
		return ""
	}
	return l
}

// agentLanguage is the language that the request's User-Agent names, where it is
// the signer's own: signed, or sent with the signature. What a proxy signs came
// from another program.
func (f *facts) agentLanguage() string {
	_, authorized := f.raw.HeaderValue("authorization")
	for _, name := range []string{"user-agent", "x-amz-user-agent"} {
		v, ok := f.raw.HeaderValue(name)
		if !ok || !authorized && !slices.Contains(f.listed, name) {
			continue
		}
		if l := productLanguage(v); l != "" {
			return l
		}
	}
	return ""
}

var comment = regexp.MustCompile(`\([^)]*\)`)

// productLanguage is the language of the first product that is known. Products
// are named from the most significant on, so what follows is what the client is
// built upon: "GuzzleHttp/7 curl/8" is PHP. Only a finished program may come last,
// after the library that it signs with.
func productLanguage(agent string) string {
	first := ""
	for _, word := range strings.Fields(lower(comment.ReplaceAllString(agent, " "))) {
		l := languageOf(word)
		if l == finished {
			return finished
		}
		first = cmp.Or(first, l)
	}
	return first
}

// languageOf is the language of one product, "" when it is not known.
func languageOf(product string) string {
	for i := range clients {
		for _, p := range clients[i].products {
			if rest, ok := strings.CutPrefix(product, p); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
				return clients[i].language
			}
		}
	}
	return ""
}

// textLanguage is the one language that code and logs around the request have
// signs of.
func (f *facts) textLanguage() string {
	found := map[string]bool{}
	for _, w := range f.windows() {
		f.addTools(found, w)
		addSigned(found, f.ev.Sources[w.Source].Data[w.From:w.To])
	}
	delete(found, "")
	if found["clojure"] {
		delete(found, "java") // Clojure calls the classes of Java
	}
	if len(found) != 1 {
		return ""
	}
	for l := range found {
		return l
	}
	return ""
}

// addTools adds the languages of the clients that lines of a window name.
func (f *facts) addTools(found map[string]bool, window evidence.Place) {
	for _, h := range f.ev.Hints {
		if h.Kind != evidence.HintTool || !h.Text.InSource() {
			continue
		}
		p := h.Text.Place()
		if p.Source == window.Source && p.From >= window.From && p.To <= window.To && !isNamingField(h.Text.S) {
			found[productLanguage(h.Value.S)] = true
		}
	}
}

var namingField = regexp.MustCompile(`(?i)^[<>*\s'"]*(server|via|x-powered-by|(x-amz-)?user-agent)['"]?\s*[:=,]`)

// isNamingField reports whether a line is a header by which a server names itself,
// or a client: whether that is the signer is for agentLanguage to tell.
func isNamingField(line string) bool { return namingField.MatchString(line) }

// signsBy lists the signs by the two bytes that they begin with.
var signsBy = sync.OnceValue(func() *[1 << 16][]languageSign {
	var by [1 << 16][]languageSign
	for i := range clients {
		for _, s := range clients[i].signs {
			k := int(s[0])<<8 | int(s[1])
			by[k] = append(by[k], languageSign{[]byte(s), clients[i].language})
		}
	}
	return &by
})

type languageSign struct {
	text     []byte
	language string
}

// addSigned adds the languages that a text has signs of. It goes through the text once for all
// of them: each of ten thousand requests of a log has one of its own.
func addSigned(found map[string]bool, text []byte) {
	by := signsBy()
	for i := 1; i < len(text); i++ {
		for _, s := range by[int(text[i-1])<<8|int(text[i])] {
			if bytes.HasPrefix(text[i-1:], s.text) {
				found[s.language] = true
			}
		}
	}
}

// nearby is how far around a request code and log lines are held to be about it.
const nearby = 8 << 10

// windows are the pieces of the paste that may tell the language, at most one of a
// source: what the exchange was read from, and what stands around. A body may be
// long, so a window ends early. Of a paste without a request it is the beginning.
func (f *facts) windows() []evidence.Place {
	var out []evidence.Place
	for _, p := range f.exchangePlaces() {
		if p.Empty() {
			continue
		}
		i := slices.IndexFunc(out, func(o evidence.Place) bool { return o.Source == p.Source })
		if i < 0 {
			out = append(out, p)
			continue
		}
		out[i].From, out[i].To = min(out[i].From, p.From), max(out[i].To, p.To)
	}
	if len(out) == 0 {
		for i := range f.ev.Sources {
			out = append(out, evidence.Place{Source: i})
		}
	}
	for i := range out {
		w := &out[i]
		w.To = min(w.To, w.From+nearby) + nearby
		w.From, w.To = max(0, w.From-nearby), min(w.To, len(f.ev.Sources[w.Source].Data))
	}
	return out
}

// exchangePlaces are the places of what the client sent and printed, and of the answer.
func (f *facts) exchangePlaces() []evidence.Place {
	var out []evidence.Place
	add := func(t evidence.Text) {
		if t.InSource() {
			out = append(out, t.Place())
		}
	}
	if r := f.ex.Request; r != nil {
		out = append(out, r.Place)
	}
	if f.answer != nil {
		out = append(out, f.answer.Place)
	}
	for _, c := range f.ex.Claims {
		add(c.Whole)
	}
	if c := f.ex.Client.Canonical; c != nil {
		add(c.Whole)
	}
	if t := f.ex.Client.StringToSign; t != nil {
		add(t.Whole)
	}
	return out
}

// Fragment shows the mistake of a finding in the client's language, and is false
// where the language is unknown, where there is none for it, and for a finding
// that is only possible: code to change is shown for what is held to be so.
func (a *Analysis) Fragment(f *Finding) (explain.Fragment, bool) {
	if f.Proof.Rank() > Likely.Rank() {
		return explain.Fragment{}, false
	}
	return explain.FragmentOf(f.Code, a.Language)
}
