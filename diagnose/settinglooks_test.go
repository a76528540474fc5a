package diagnose

import (
	"encoding/base64"
	"strings"
	"testing"
)

// keySettingSights are settings of secret keys, as their tools have them, and what was refused.
func keySettingSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const id, key = "AKIA5Q3FZT7WLRJ2NC6D", "kQ7zT82mPzLL/aW3xR9vB+nC5dF1gH6jK0sM4uYe"
	encoded := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	secret := func(block, value string) string {
		return "apiVersion: v1\nkind: Secret\n" + block + ":\n  AWS_ACCESS_KEY_ID: x\n  AWS_SECRET_ACCESS_KEY: " + value + "\n" + threadRefusal
	}
	hit("secret-whitespace", "a line break in a Secret", Likely, secret("data", encoded(key+"\n")))
	near("secret-whitespace", "a Secret without one", secret("data", encoded(key)))
	near("secret-whitespace", "a Secret in plain", secret("stringData", encoded("a\n")))
	hit("secret-recoded", "quotes in a Secret", Likely, secret("data", encoded(`"`+key+`"`)))
	hit("secret-recoded", "a Secret encoded twice", Likely, secret("data", encoded(encoded(key))))
	near("secret-recoded", "a Secret encoded once", secret("data", encoded(key)))
	hit("secret-recoded", "a Secret in plain that is encoded", Likely, secret("stringData", encoded(key)))
	near("secret-recoded", "a Secret in plain", secret("stringData", key))
	file := "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = '" + key + "'\n"
	hit("secret-recoded", "quotes of a file in a Secret", Likely, "kind: Secret\ndata:\n  cloud: "+encoded(file)+"\n"+threadRefusal)
	near("secret-recoded", "a file in a Secret", "kind: Secret\ndata:\n  cloud: "+encoded(strings.ReplaceAll(file, "'", ""))+"\n"+threadRefusal)

	hit("secret-whitespace", "a block that keeps its line break", Likely, "  secret_key: |\n    "+key+"\n"+threadRefusal)
	near("secret-whitespace", "a block without it", "  secret_key: |-\n    "+key+"\n"+threadRefusal)
	near("secret-whitespace", "a block in the data of a Secret", "kind: Secret\ndata:\n  secret_key: |\n    "+encoded(key)+"\n"+threadRefusal)
	hit("secret-whitespace", "a blank within quotes", Likely, "define('S3_SECRET', '"+key+" ');\n"+threadRefusal)
	near("secret-whitespace", "blanks in what hides the key", "secret_key: \"xxxx xxxx xxxx xxxx \"\n"+threadRefusal)
	near("secret-whitespace", "no blank within quotes", "define('S3_SECRET', '"+key+"' );\n"+threadRefusal)
	hit("secret-whitespace", "a blank before &&", Likely, "C:\\> set AWS_SECRET_ACCESS_KEY="+key+" && aws s3 ls\n"+threadRefusal)
	near("secret-whitespace", "a blank behind quotes", "C:\\> set \"AWS_SECRET_ACCESS_KEY="+key+"\" && aws s3 ls\n"+threadRefusal)
	hit("secret-whitespace", "ends that cat shows", Likely, "aws_secret_access_key = "+key+"^M$\n"+threadRefusal)
	near("secret-whitespace", "an end that cat shows", "aws_secret_access_key = "+key+"$\n"+threadRefusal)
	const ends = ".env: ASCII text, with CRLF line terminators\n$ set -a; . ./.env\nAWS_SECRET_ACCESS_KEY=" + key + "\n"
	hit("secret-whitespace", "a file of Windows in a shell", told, ends+threadRefusal)
	near("secret-whitespace", "a file of Windows", strings.Replace(ends, "$ set -a; . ./.env\n", "", 1)+threadRefusal)
	near("secret-whitespace", "another file of Windows", strings.Replace(ends, ".env: ", "deploy.sh: ", 1)+threadRefusal)

	shared := "~/.aws/credentials\n[dev]\naws_secret_access_key = \"" + key + "\"\n"
	hit("secret-recoded", "quotes in a shared file", Likely, shared+threadRefusal)
	near("secret-recoded", "quotes in a file of another kind", strings.Replace(shared, "~/.aws/credentials", "settings.toml", 1)+threadRefusal)
	near("secret-recoded", "quotes in code", shared+"session = boto3.Session(aws_access_key_id, aws_secret_access_key)\n"+threadRefusal)
	near("secret-recoded", "quotes in one of two settings", shared+"aws_secret_access_key = "+key+"\n"+threadRefusal)
	near("secret-recoded", "quotes in a comment", strings.Replace(shared, "aws_secret", "# aws_secret", 1)+threadRefusal)
	run := "docker run --env-file app.env app\n\nAWS_SECRET_ACCESS_KEY='" + key + "'\n"
	hit("secret-recoded", "quotes in a file of docker run", Likely, run+threadRefusal)
	near("secret-recoded", "quotes in a file of compose", strings.Replace(run, "docker run", "docker compose", 1)+threadRefusal)
	hit("secret-recoded", "quotes in a list of YAML", Likely, "    environment:\n    - AWS_SECRET_ACCESS_KEY=\""+key+"\"\n"+threadRefusal)
	near("secret-recoded", "quotes in a list of prose", "- AWS_SECRET_ACCESS_KEY=\""+key+"\"\n"+threadRefusal)
	near("secret-recoded", "quotes around an item of YAML", "    - \"AWS_SECRET_ACCESS_KEY="+key+"\"\n"+threadRefusal)
	hit("secret-recoded", "quotes behind set", Likely, "C:\\> set AWS_SECRET_ACCESS_KEY=\""+key+"\"\n"+threadRefusal)
	near("secret-recoded", "quotes behind export", "$ export AWS_SECRET_ACCESS_KEY=\""+key+"\"\n"+threadRefusal)
	hit("secret-recoded", "quotes in properties", Likely, "application.properties\naws.secret-key=\""+key+"\"\n"+threadRefusal)
	near("secret-recoded", "quotes in TOML", "vector.toml\nauth.secret_access_key = \""+key+"\"\n"+threadRefusal)
	hit("secret-recoded", "quotes in properties of Spark", Likely, "spark.hadoop.fs.s3a.secret.key  \""+key+"\"\n"+threadRefusal)
	hit("secret-recoded", "quotes within quotes", Likely, `auth.secret_access_key = "\"`+key+`\""`+"\n"+threadRefusal)
	hit("secret-recoded", "an escaped slash", Likely, "AWS_SECRET_ACCESS_KEY="+strings.Replace(key, "/", `\/`, 1)+"\n"+threadRefusal)
	near("secret-recoded", "an escaped slash of JSON", `"secretAccessKey": "`+strings.Replace(key, "/", `\/`, 1)+"\"\n"+threadRefusal)
	hit("secret-recoded", "a backslash in properties", told, "app.properties\nminio.secret-key=kQ\\7tz4xw\n"+threadRefusal)
	near("secret-recoded", "two of them", "app.properties\nminio.secret-key=kQ\\\\7tz4xw\n"+threadRefusal)
	hit("secret-recoded", "a secret key encoded for a URL", told, "S3_SECRET=kQ7zT8%2FaW3xR9vB\n"+threadRefusal)

	hit("secret-truncated", "a $ in double quotes", Likely, "export S3_SECRET_KEY=\"p4$Wz9KmTq1\"\n"+threadRefusal)
	near("secret-truncated", "a $ in single quotes", "export S3_SECRET_KEY='p4$Wz9KmTq1'\n"+threadRefusal)
	near("secret-truncated", "a variable behind a text", "export S3_SECRET_KEY=\"dev-$BRANCH\"\n"+threadRefusal)
	near("secret-truncated", "a $ in $'...'", "export S3_SECRET_KEY=$'p4$Wz9KmTq1'\n"+threadRefusal)
	near("secret-truncated", "a variable that is set", "Wz9KmTq1=x\nexport S3_SECRET_KEY=\"p4$Wz9KmTq1\"\n"+threadRefusal)
	near("secret-truncated", "a $ in a list of faults", "# FAQ\n\n**SignatureDoesNotMatch with a $** - `export S3_SECRET_KEY=\"p4$Wz9KmTq1\"` takes it for a variable.\n")
	hit("secret-truncated", "a $ in compose", Likely, "services:\n  minio:\n    environment:\n      MINIO_ROOT_PASSWORD: Xk$pW9m4tR\n"+threadRefusal)
	near("secret-truncated", "a $ in compose that is doubled", "services:\n  minio:\n    environment:\n      MINIO_ROOT_PASSWORD: Xk$$pW9m4tR\n"+threadRefusal)
	hit("secret-truncated", "a $ on the command line of mc", Likely, "mc alias set m https://m.example.net a gT$x7pQw2\n"+threadRefusal)
	near("secret-truncated", "a variable on the command line of mc", "mc alias set m https://m.example.net a $SECRET2\n"+threadRefusal)
	hit("secret-truncated", "an & in a shell", Likely, "export MINIO_SECRET_KEY=Rt5&mPq82kd0Lx\n"+threadRefusal)
	near("secret-truncated", "an & in quotes", "export MINIO_SECRET_KEY='Rt5&mPq82kd0Lx'\n"+threadRefusal)
	near("secret-truncated", "a command behind a ;", "export MINIO_SECRET_KEY=Rt5mPq82kd0Lx;export MINIO_ACCESS_KEY=a\n"+threadRefusal)
	near("secret-truncated", "a command behind", "export MINIO_SECRET_KEY=Rt5mPq82kd0Lx && ./run\n"+threadRefusal)
	hit("secret-truncated", "a comma in --set", Likely, "helm upgrade m minio/minio --set rootPassword=Pq7,Zt4mKw0\n"+threadRefusal)
	near("secret-truncated", "another value in --set", "helm upgrade m minio/minio --set rootPassword=Pq7,mode=a\n"+threadRefusal)
	comment := "EnvironmentFile=/etc/up.env\n\nAWS_SECRET_ACCESS_KEY=" + key + "  # of May\n"
	hit("secret-truncated", "a comment behind the key", Likely, comment+threadRefusal)
	near("secret-truncated", "a comment that is taken off", strings.Replace(comment, "EnvironmentFile", "source", 1)+threadRefusal)
	hit("secret-truncated", "a # in YAML", told, "  access_key: loki\n  secret_key: kT4 #q9Wm2xLp\n"+threadRefusal)
	near("secret-truncated", "a comment in YAML", "  access_key: loki\n  secret_key: kT4q9Wm2xLp # of May\n"+threadRefusal)
	hit("secret-truncated", "a # in a file of dotenv", told, "// dotenv 16\nS3_SECRET_KEY=hJ7#kQ2vbn99xT\n"+threadRefusal)
	near("secret-truncated", "a # in a shell", "$ . env\nS3_SECRET_KEY=hJ7#kQ2vbn99xT\n"+threadRefusal)
	hit("secret-truncated", "39 characters", told, "AWS_ACCESS_KEY_ID="+id+"\nAWS_SECRET_ACCESS_KEY="+key[1:]+"\n"+threadRefusal)
	near("secret-truncated", "40 characters", "AWS_ACCESS_KEY_ID="+id+"\nAWS_SECRET_ACCESS_KEY="+key+"\n"+threadRefusal)
	near("secret-truncated", "39 characters of another store", "AWS_ACCESS_KEY_ID=minio\nAWS_SECRET_ACCESS_KEY="+key[1:]+"\n"+threadRefusal)

	hit("secret-whitespace", "a line end that kubectl prints", Likely, "$ kubectl get secret s3 -o jsonpath='{.data.secret-key}'\n"+encoded(key+"\n")+"\n"+threadRefusal)
	near("secret-whitespace", "no line end that kubectl prints", "$ kubectl get secret s3 -o jsonpath='{.data.secret-key}'\n"+encoded(key)+"\n"+threadRefusal)
	near("secret-whitespace", "a block of another kind", "  secret_key: |\n    ENC[AES256_GCM,data:xyz=]\n"+threadRefusal)
	hit("secret-recoded", "quotes in make", Likely, "export AWS_SECRET_ACCESS_KEY = \""+key+"\"\n"+threadRefusal)
	hit("secret-recoded", "quotes within others", Likely, "\"SecretKey\": \"'"+key+"'\"\n"+threadRefusal)
	hit("secret-truncated", "a $ in a URL", Likely, "export MC_HOST_m=https://a:gT$x7pQw2@m.example.net\n"+threadRefusal)
	near("secret-truncated", "a variable in a URL", "export MC_HOST_m=https://a:$MINIO_SECRET@m.example.net\n"+threadRefusal)
	hit("secret-truncated", "a $ of curl", Likely, "curl --aws-sigv4 aws:amz:us-east-1:s3 --user \"a:gT$x7pQw2\" https://m.example.net/b\n"+threadRefusal)
	near("secret-truncated", "a $ of curl in single quotes", "curl --aws-sigv4 aws:amz:us-east-1:s3 --user 'a:gT$x7pQw2' https://m.example.net/b\n"+threadRefusal)
	hit("secret-placeholder", "a variable that is still there", told, "secret_key: ${aws_secret}\nOn the machine the file still has ${aws_secret} in it.\n"+threadRefusal)
	near("secret-placeholder", "a variable that is filled in", "secret_key: ${aws_secret}\nOn the machine the file has the key in it.\n"+threadRefusal)
	hit("secret-placeholder", "variables of two kinds", told, "AWS_ACCESS_KEY_ID: $(awsKeyId)\nAWS_SECRET_ACCESS_KEY: ${awsSecret}\n"+threadRefusal)
	near("secret-placeholder", "variables of one kind", "AWS_ACCESS_KEY_ID: $(awsKeyId)\nAWS_SECRET_ACCESS_KEY: $(awsSecret)\n"+threadRefusal)
	near("secret-placeholder", "the secret of Django", "SECRET_KEY = 'changeme'\nAWS_S3_REGION_NAME = 'eu-west-1'\n"+threadRefusal)

	property := "<property><name>fs.s3a.secret.key</name><value>${AWS_SECRET_ACCESS_KEY}</value></property>\n"
	hit("secret-placeholder", "a variable in XML of Hadoop", Likely, property+threadRefusal)
	near("secret-placeholder", "a variable of the environment there", strings.Replace(property, "${", "${env.", 1)+threadRefusal)
	hit("secret-placeholder", "a variable in a unit of systemd", Likely, "Environment=AWS_SECRET_ACCESS_KEY=$BACKUP_SECRET\n"+threadRefusal)
	near("secret-placeholder", "a variable in a shell", "export AWS_SECRET_ACCESS_KEY=$BACKUP_SECRET\n"+threadRefusal)
	hit("secret-placeholder", "one brace too few", Likely, "  AWS_SECRET_ACCESS_KEY: ${ secrets.AWS_SECRET_ACCESS_KEY }\n"+threadRefusal)
	near("secret-placeholder", "both braces", "  AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n"+threadRefusal)
	hit("secret-placeholder", "a variable of a file that fills in none", told, "etc/trino/hive.properties\nhive.s3.aws-secret-key=$MINIO_SECRET\n"+threadRefusal)
	near("secret-placeholder", "a variable that Trino fills in", "etc/trino/hive.properties\nhive.s3.aws-secret-key=${ENV:MINIO_SECRET}\n"+threadRefusal)
	hit("secret-placeholder", "a word of an example", told, "AWS_SECRET_ACCESS_KEY=changeme\n"+threadRefusal)
	near("secret-placeholder", "a word that hides the key", "AWS_SECRET_ACCESS_KEY=<secret>\n"+threadRefusal)
	near("secret-placeholder", "the secret key of the documentation with its ID",
		"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY="+exampleSecret+"\n"+threadRefusal)
	near("secret-recoded", "quotes in a script", "#!/bin/sh\n# reads app.properties\nSECRET_KEY=\""+key+"\"\n"+threadRefusal)
	near("secret-placeholder", "a variable that envsubst fills in", "kind: Secret\nstringData:\n  secret_key: ${SK}\n# kubectl apply -f <(envsubst < s.yaml)\n"+threadRefusal)
	near("secret-truncated", "a $ among the reasons", "These are the most common reasons for SignatureDoesNotMatch.\n1. export S3_SECRET_KEY=\"p4$Wz9KmTq1\"\n")
	return list
}

// mixedSettingSights are settings that give one of the pair for the other.
func mixedSettingSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const id, key = "AKIA5Q3FZT7WLRJ2NC6D", "kQ7zT82mPzLL/aW3xR9vB+nC5dF1gH6jK0sM4uYe"
	pair := func(a, b string) string { return "access_key = " + a + "\nsecret_key = " + b + "\n" + threadRefusal }
	hit("credentials-mixed", "the pair exchanged", Likely, pair(key, id))
	hit("credentials-mixed", "the key ID for both", Likely, pair(id, id))
	near("credentials-mixed", "the pair as it is due", pair(id, key))
	near("credentials-mixed", "names with blanks", "Access Key ID: "+id+"\nSecret Access Key: "+key+"\n"+threadRefusal)
	near("credentials-mixed", "a store whose key IDs are as long", pair(key, "kQ7zT82mPzLLaW3x"))
	near("credentials-mixed", "words that hide both", pair("<redacted-key>", "<redacted-key>"))
	near("credentials-mixed", "a secret key that is called access key", "keyId: '"+id+"',\naccessKey: '"+key+"',\n"+threadRefusal)
	env := func(from string) string {
		return "'key' => env('AWS_ACCESS_KEY_ID'),\n'secret' => env('" + from + "'),\n" + threadRefusal
	}
	hit("credentials-mixed", "the variable of the key ID", Likely, env("AWS_ACCESS_KEY_ID"))
	near("credentials-mixed", "the variable of the secret key", env("AWS_SECRET_ACCESS_KEY"))
	same := "access_key: ${{ secrets.MINIO_KEY }}\nsecret_key: ${{ secrets.MINIO_KEY }}\n"
	hit("credentials-mixed", "one variable for both", Likely, same+threadRefusal)
	near("credentials-mixed", "two variables", strings.Replace(same, "MINIO_KEY }}\nsecret", "MINIO_ID }}\nsecret", 1)+threadRefusal)
	near("credentials-mixed", "one variable, and so at the server", same+"MINIO_ROOT_PASSWORD: ${{ secrets.MINIO_KEY }}\n"+threadRefusal)
	pod := "- name: AWS_SECRET_ACCESS_KEY\n  valueFrom:\n    secretKeyRef:\n      name: s3\n      key: AWS_ACCESS_KEY_ID\n"
	hit("credentials-mixed", "the key ID out of a Secret", Likely, pod+threadRefusal)
	near("credentials-mixed", "the secret key out of a Secret", strings.Replace(pod, "AWS_ACCESS", "AWS_SECRET_ACCESS", 1)+threadRefusal)
	hit("credentials-mixed", "the pair of an alias", Likely, "mc alias set s3 https://s3.amazonaws.com "+key+" "+id+"\n"+threadRefusal)
	near("credentials-mixed", "the pair of an alias as it is due", "mc alias set s3 https://s3.amazonaws.com "+id+" "+key+"\n"+threadRefusal)
	hit("credentials-mixed", "the pair of a password file", Likely, key+":"+id+"\n"+threadRefusal)
	near("credentials-mixed", "the pair of a password file as it is due", id+":"+key+"\n"+threadRefusal)
	listed := "access_key     ****************NC6D              env    AWS_ACCESS_KEY_ID\n" +
		"secret_key     ****************4uYe shared-credentials-file    ~/.aws/credentials\n"
	hit("credentials-mixed", "two sources", Likely, listed+threadRefusal)
	near("credentials-mixed", "one source", strings.Replace(listed, "shared-credentials-file", "env", 1)+threadRefusal)
	return list
}

// placeSettingSights are settings of region, service, bucket and port that do not fit the endpoint.
func placeSettingSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const wasabi = "region = us-east-1\nendpoint = s3.eu-central-1.wasabisys.com\n"
	hit("region-mismatch", "another region than that of the endpoint", Likely, wasabi+threadRefusal)
	near("region-mismatch", "the region of the endpoint", strings.Replace(wasabi, "us-east-1", "eu-central-1", 1)+threadRefusal)
	hit("region-mismatch", "a region far from the endpoint", told, strings.Replace(wasabi, "endpoint", strings.Repeat("# more of the same\n", 30)+"endpoint", 1)+threadRefusal)
	hit("region-mismatch", "a region that may be of AWS", told, strings.Replace("aws_"+wasabi, "endpoint", "WASABI_ENDPOINT", 1)+threadRefusal)
	near("region-mismatch", "two regions", wasabi+"region = eu-central-1\n"+threadRefusal)
	near("region-mismatch", "a store that takes any", strings.Replace(wasabi, "s3.eu-central-1.wasabisys.com", "fra1.digitaloceanspaces.com", 1)+threadRefusal)
	hit("region-mismatch", "the option of s3fs", Likely, "-o url=https://s3.eu-central-1.wasabisys.com,endpoint=us-east-1,ro\n"+threadRefusal)
	const logs = "hosts => [\"https://8k2x.eu-central-1.aoss.amazonaws.com:443\"]\nservice_name => 'es'\n"
	const denied = "Got response code '403' contacting OpenSearch\n"
	hit("service-mismatch", "another service than that of the host", Likely, logs+threadRefusal)
	near("service-mismatch", "the service of the host", strings.Replace(logs, "'es'", "'aoss'", 1)+threadRefusal)
	near("service-mismatch", "another host", strings.Replace(logs, "aoss.amazonaws.com", "example.net", 1)+denied)
	near("service-mismatch", "the name of an app", "service: events\nprovider:\n  name: aws\n  url: https://a.execute-api.eu-west-1.amazonaws.com/v1\n"+threadRefusal)
	const bucket = "bucket: videos\nendpoint: https://videos.s3.eu-central-003.backblazeb2.com\n"
	hit("addressing-style-mismatch", "the bucket in the endpoint, too", told, bucket+threadRefusal)
	near("addressing-style-mismatch", "the bucket by itself", strings.Replace(bucket, "//videos.", "//", 1)+threadRefusal)
	near("addressing-style-mismatch", "a URL to show its files", bucket+"s3_endpoint: https://s3.eu-central-003.backblazeb2.com\n"+threadRefusal)
	near("addressing-style-mismatch", "a domain of one's own", strings.Replace(bucket, "s3.eu-central-003.backblazeb2.com", "example.net", 1)+threadRefusal)
	near("addressing-style-mismatch", "the URL of a bucket of S3", "bucket: videos\nbaseurl: https://videos.s3.amazonaws.com\n"+threadRefusal)
	near("addressing-style-mismatch", "an endpoint of the bucket", bucket+"bucket_endpoint: true\n"+threadRefusal)
	const console = "<Error><Code>InvalidArgument</Code><Message>S3 API Requests must be made to API port.</Message></Error>\n"
	hit("endpoint-wrong", "the port of the console", Likely, console)
	near("endpoint-wrong", "another argument", strings.Replace(console, "S3 API Requests must be made to API port.", "Invalid Argument", 1))
	const called = "obs = ObsClient(access_key_id=ak, secret_access_key=sk, server='https://dados.obs.la-south-2.myhuaweicloud.com')\nobs.putFile('dados', 'carga/v.csv', '/tmp/v.csv')\n"
	hit("addressing-style-mismatch", "the bucket in the endpoint, and in the call", told, called+threadRefusal)
	near("addressing-style-mismatch", "the bucket in the call", strings.Replace(called, "//dados.", "//", 1)+threadRefusal)
	near("addressing-style-mismatch", "another bucket in the call", strings.Replace(called, "('dados'", "('outros'", 1)+threadRefusal)
	return list
}

// settingSignSights are settings of proxies, shells and clients.
func settingSignSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	for _, of := range [][2]string{
		{"v2_auth = true", "v2_auth = false"},
		{`"api": "S3v2"`, `"api": "S3v4"`},
		{"-o url=https://s.example.net -o sigv2", "-o url=https://s.example.net -o sigv4"},
		{"signature_version2: true", "signature_version2: false"},
		{"'aws_signature_version' => 2", "'aws_signature_version' => 4"},
		{"v4auth: false", "v4auth: true"},
		{"'legacy_auth' => true", "'legacy_auth' => false"},
	} {
		hit("other-scheme", of[0], told, of[0]+"\n"+threadRefusal)
		near("other-scheme", of[1], of[1]+"\n"+threadRefusal)
	}
	const goError = "operation error S3: PutObject, https response error StatusCode: 403, api error SignatureDoesNotMatch: "
	const encoding = "location / {\n  proxy_pass http://store:9000;\n  proxy_set_header Host $http_host;\n  proxy_set_header Accept-Encoding \"\";\n}\n"
	hit("accept-encoding-rewritten", "nginx empties it", told, encoding+goError+threadRefusal)
	near("accept-encoding-rewritten", "a client that does not sign it", encoding+threadRefusal)
	hit("header-removed-in-transit", "HAProxy takes one off", Likely, "http-request del-header x-amz-content-sha256\n"+threadRefusal)
	near("header-removed-in-transit", "a comment of HAProxy", "  # http-request del-header x-amz-content-sha256\n"+threadRefusal)
	near("header-removed-in-transit", "HAProxy takes one off the answer", "http-response del-header x-amz-request-id\n"+threadRefusal)
	hit("header-removed-in-transit", "nginx empties a header of the body", told, "proxy_set_header Content-Type \"\";\n"+threadRefusal)
	near("header-removed-in-transit", "nginx sets another one", "proxy_set_header X-Real-IP $remote_addr;\n"+threadRefusal)
	hit("host-rewritten-by-proxy", "nginx sets the name of the upstream", told, "proxy_pass http://minio:9000;\nproxy_set_header Host minio;\n"+threadRefusal)
	near("host-rewritten-by-proxy", "nginx keeps it", "proxy_pass http://minio:9000;\nproxy_set_header Host $http_host;\n"+threadRefusal)
	hit("host-rewritten-by-proxy", "Envoy sets another host", told, "# minio behind it\nhost_rewrite_literal: minio.internal\n"+threadRefusal)
	near("host-rewritten-by-proxy", "Traefik keeps it", "# minio behind it\npassHostHeader: true\n"+threadRefusal)
	near("host-rewritten-by-proxy", "HAProxy keeps it", "# minio behind it\nhttp-request set-header Host %[req.hdr(Host)]\n"+threadRefusal)
	near("host-rewritten-by-proxy", "Caddy keeps it", "reverse_proxy minio:9000 {\n  header_up Host {host}\n}\n"+threadRefusal)
	const worker = "export default {\n async fetch(req) {\n  const url = new URL(req.url)\n  url.hostname = 's3.example.net'\n  return fetch(new Request(url, req))\n }\n}\n"
	hit("host-rewritten-by-proxy", "a worker for another host", Likely, worker+threadRefusal)
	near("host-rewritten-by-proxy", "a worker that signs", "import { AwsClient } from 'aws4fetch'; const c = new AwsClient(k)\n"+worker+threadRefusal)
	const ports = "listen 8443 ssl;\nproxy_set_header Host $host;\n"
	hit("host-port-mismatch", "$host behind another port", told, ports+threadRefusal)
	near("host-port-mismatch", "$host behind the default port", strings.Replace(ports, "8443", "443", 1)+threadRefusal)
	hit("path-prefix-rewritten", "HAProxy replaces the path", told, "http-request replace-path /s3/(.*) /\\1\n"+threadRefusal)
	near("path-prefix-rewritten", "HAProxy asks for a path", "acl s3 path_beg /s3/\n"+threadRefusal)
	const dump = "$ printenv AWS_SECRET_ACCESS_KEY | od -c | tail -2\n0000040   q   7   T   \\r  \\n\n0000052\n"
	hit("secret-whitespace", "a carriage return in a dump", Likely, dump+threadRefusal)
	near("secret-whitespace", "a line end in a dump", strings.Replace(dump, `\r  \n`, `\n`, 1)+threadRefusal)
	hit("secret-whitespace", "a file of 41 bytes", told, "$ wc -c secret.txt\n41 secret.txt\n"+threadRefusal)
	near("secret-whitespace", "a file of 40 bytes", "$ wc -c secret.txt\n40 secret.txt\n"+threadRefusal)
	near("secret-whitespace", "a file of 40 bytes in Vault", "$ vault kv put s3 secret_key=@sk\n$ wc -c sk\n40 sk\n"+threadRefusal)
	const keystore = "echo \"kQ7zT82mPzLL\" > sk.txt\nelasticsearch-keystore add-file s3.client.default.secret_key sk.txt\n"
	hit("secret-whitespace", "echo into a file", told, keystore+threadRefusal)
	near("secret-whitespace", "printf into a file", strings.Replace(keystore, "echo", "printf %s", 1)+threadRefusal)
	near("secret-whitespace", "echo into another file", strings.Replace(keystore, "> sk.txt", "> log.txt", 1)+threadRefusal)
	hit("secret-recoded", "the password of a database's URL", told, "jdbc:awsathena://User=AKIA5Q3FZT7WLRJ2NC6D;Password=ab12%2Fcd34;S3OutputLocation=s3://b/\n"+threadRefusal)
	near("secret-recoded", "the password of another user", "jdbc:other://User=ann;Password=ab12%2Fcd34\n"+threadRefusal)
	hit("secret-placeholder", "a secret key that arrives empty", told, "The function has S3_SECRET=\"\" when it runs.\n"+threadRefusal)
	near("secret-placeholder", "a secret key that is left out", "S3_SECRET=\"\"\n"+threadRefusal)
	const url = "https://b.s3.eu-central-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
	hit("url-damaged", "a URL without quotes", Likely, "URL="+url+"\ncurl -o a \"$URL\"\n"+threadRefusal)
	near("url-damaged", "a URL in quotes", "URL='"+url+"'\ncurl -o a \"$URL\"\n"+threadRefusal)
	swap := "$url = Storage::temporaryUrl($f); str_replace('minio:9000', 'localhost:9000', $url);\n"
	hit("host-mismatch", "a host that is replaced", told, swap+threadRefusal)
	near("host-mismatch", "a host that is replaced elsewhere", strings.Replace(swap, "temporaryUrl", "path", 1)+threadRefusal)
	const signed = "curl -T a.zip \"https://b.s3.eu-central-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612" +
		"%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature="
	malformed := sha("a") + "\"\n<Error><Code>AuthorizationQueryParametersError</Code><Message>Error parsing the X-Amz-Credential parameter; the Credential is " +
		"mal-formed; expecting \"&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request\".</Message></Error>\n"
	hit("url-damaged", "a URL in a batch file", Seen, "upload.bat:\n"+signed+malformed)
	near("url-damaged", "a URL in a script", "upload.sh:\n"+signed+malformed)
	missing := sha("a") + "\"\n<Error><Code>AuthorizationQueryParametersError</Code><Message>Query-string authentication version 4 requires the X-Amz-Algorithm, " +
		"X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.</Message></Error>\n"
	hit("url-damaged", "a URL in a crontab", Seen, "*/10 * * * * "+signed+missing)
	near("url-damaged", "a URL by hand", "$ "+signed+missing)
	const noToken = "<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message></Error>\n"
	const lambda = "It runs in Lambda: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY }\n"
	hit("session-token-missing", "two of the keys of Lambda", Likely, lambda+noToken)
	near("session-token-missing", "two keys of a machine", strings.Replace(lambda, "It runs in Lambda: ", "", 1)+noToken)
	near("session-token-missing", "a token of Spark", "fs.s3a.access.key ASIA5Q3FZT7WLRJ2NC6D\nfs.s3a.session.token IQoJb3JpZ2luX2VjEJr\n"+noToken)
	hit("credentials-mixed", "the pair exchanged, and the key unknown", Likely,
		"access_key = kQ7zT82mPzLL/aW3xR9vB+nC5dF1gH6jK0sM4uYe\nsecret_key = AKIA5Q3FZT7WLRJ2NC6D\n"+noToken)
	const token = "{\"message\":\"Missing Authentication Token\"}\n"
	hit("authorization-removed-in-transit", "nginx takes Authorization away", Likely, "proxy_set_header Authorization \"\";\n"+token)
	near("authorization-removed-in-transit", "nginx keeps it", "proxy_set_header Authorization $http_authorization;\n"+token)
	return list
}
