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
	hit("secret-whitespace", "a blank within quotes", Likely, "define('S3_SECRET', '"+key+" ');\n"+threadRefusal)
	near("secret-whitespace", "no blank within quotes", "define('S3_SECRET', '"+key+"' );\n"+threadRefusal)
	hit("secret-whitespace", "a blank before &&", Likely, "C:\\> set AWS_SECRET_ACCESS_KEY="+key+" && aws s3 ls\n"+threadRefusal)
	near("secret-whitespace", "a blank behind quotes", "C:\\> set \"AWS_SECRET_ACCESS_KEY="+key+"\" && aws s3 ls\n"+threadRefusal)
	hit("secret-whitespace", "ends that cat shows", Likely, "aws_secret_access_key = "+key+"^M$\n"+threadRefusal)
	near("secret-whitespace", "an end that cat shows", "aws_secret_access_key = "+key+"$\n"+threadRefusal)
	const ends = ".env: ASCII text, with CRLF line terminators\n$ set -a; . ./.env\nAWS_SECRET_ACCESS_KEY=" + key + "\n"
	hit("secret-whitespace", "a file of Windows in a shell", told, ends+threadRefusal)
	near("secret-whitespace", "a file of Windows", strings.Replace(ends, "$ set -a; . ./.env\n", "", 1)+threadRefusal)

	shared := "~/.aws/credentials\n[dev]\naws_secret_access_key = \"" + key + "\"\n"
	hit("secret-recoded", "quotes in a shared file", Likely, shared+threadRefusal)
	near("secret-recoded", "quotes in a file of another kind", strings.Replace(shared, "~/.aws/credentials", "settings.toml", 1)+threadRefusal)
	near("secret-recoded", "quotes in one of two settings", shared+"aws_secret_access_key = "+key+"\n"+threadRefusal)
	near("secret-recoded", "quotes in a comment", strings.Replace(shared, "aws_secret", "# aws_secret", 1)+threadRefusal)
	run := "docker run --env-file app.env app\n\nAWS_SECRET_ACCESS_KEY='" + key + "'\n"
	hit("secret-recoded", "quotes in a file of docker run", Likely, run+threadRefusal)
	near("secret-recoded", "quotes in a file of compose", strings.Replace(run, "docker run", "docker compose", 1)+threadRefusal)
	hit("secret-recoded", "quotes in a list of YAML", Likely, "    - AWS_SECRET_ACCESS_KEY=\""+key+"\"\n"+threadRefusal)
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
	hit("secret-truncated", "a $ in compose", Likely, "services:\n  minio:\n    environment:\n      MINIO_ROOT_PASSWORD: Xk$pW9m4tR\n"+threadRefusal)
	near("secret-truncated", "a $ in compose that is doubled", "services:\n  minio:\n    environment:\n      MINIO_ROOT_PASSWORD: Xk$$pW9m4tR\n"+threadRefusal)
	hit("secret-truncated", "a $ on the command line of mc", Likely, "mc alias set m https://m.example.net a gT$x7pQw2\n"+threadRefusal)
	near("secret-truncated", "a variable on the command line of mc", "mc alias set m https://m.example.net a $SECRET2\n"+threadRefusal)
	hit("secret-truncated", "an & in a shell", Likely, "export MINIO_SECRET_KEY=Rt5&mPq82kd0Lx\n"+threadRefusal)
	near("secret-truncated", "an & in quotes", "export MINIO_SECRET_KEY='Rt5&mPq82kd0Lx'\n"+threadRefusal)
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
	near("credentials-mixed", "a store whose key IDs are as long", pair(key, "kQ7zT82mPzLLaW3x"))
	env := func(from string) string {
		return "'key' => env('AWS_ACCESS_KEY_ID'),\n'secret' => env('" + from + "'),\n" + threadRefusal
	}
	hit("credentials-mixed", "the variable of the key ID", Likely, env("AWS_ACCESS_KEY_ID"))
	near("credentials-mixed", "the variable of the secret key", env("AWS_SECRET_ACCESS_KEY"))
	same := "access_key: ${{ secrets.MINIO_KEY }}\nsecret_key: ${{ secrets.MINIO_KEY }}\n"
	hit("credentials-mixed", "one variable for both", Likely, same+threadRefusal)
	near("credentials-mixed", "two variables", strings.Replace(same, "MINIO_KEY }}\nsecret", "MINIO_ID }}\nsecret", 1)+threadRefusal)
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
