package evidence

import "testing"

// TestSecretKeys finds secret keys where tools have them, and takes nothing else for one.
func TestSecretKeys(t *testing.T) {
	t.Parallel()
	const id, key = "AKIAQ3EGT7XAMPLEK3Y9", "h9Zr2+QkVw/7tYbN0pXcL4mJ8sDfGaUeRiOxT1Kq"
	for name, test := range map[string]struct {
		text string
		keys int
	}{
		"container":            {"env:\n  - name: AWS_ACCESS_KEY_ID\n    value: " + id + "\n  - name: AWS_SECRET_ACCESS_KEY\n    value: \"" + key + "\"\n", 1},
		"container, no secret": {"env:\n  - name: AWS_SECRET_ACCESS_KEY_PATH\n    value: \"" + key + "\"\n", 0},
		"container, from":      {"env:\n  - name: AWS_SECRET_ACCESS_KEY\n    valueFrom:\n      value: " + key + "\n", 0},
		"alias":                {"$ mc alias set x https://h " + id + " " + key, 1},
		"alias, insecure":      {"mc --insecure alias set x http://h:9000 'minio' '" + key + "' --api S3v4", 1},
		"alias, listed":        {"mc alias list x https://h minio " + key, 0},
		"host":                 {"mc config host add x https://h " + id + " " + key, 1},
		"fish":                 {"set -gx AWS_SECRET_ACCESS_KEY " + key, 1},
		"csh":                  {"setenv AWS_SECRET_ACCESS_KEY " + key, 1},
		"prose":                {"we set AWS_SECRET_ACCESS_KEY as usual for " + key, 0},
		"console":              {"User name,Access key ID,Secret access key\r\nalice," + id + "," + key + "\r\nbob," + id + "," + key[1:] + "x\r\n", 2},
		"console, short":       {"\ufeffAccess key ID,Secret access key\n" + id + "," + key, 1},
		"another table":        {"Access key ID,Last used,Note\n" + id + ",never," + key, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			if len(e.Credentials) != test.keys {
				t.Fatalf("%d keys", len(e.Credentials))
			}
			if test.keys > 0 && e.Credentials[0].Secret.S != key {
				t.Error("another text")
			}
		})
	}
}

// TestSecretForms finds secret keys next to a key ID or to a word that names them, and no hash,
// ID or signature that stands so.
func TestSecretForms(t *testing.T) {
	t.Parallel()
	const (
		id, key = "AKIAQ3EGT7XAMPLEK3Y9", "h9Zr2+QkVw/7tYbN0pXcL4mJ8sDfGaUeRiOxT1Kq"
		inURL   = "h9Zr2%2BQkVw%2F7tYbN0pXcL4mJ8sDfGaUeRiOxT1Kq"
		base64  = "aDlacjIrUWtWdy83dFliTjBwWGNMNG1KOHNEZkdhVWVSaU94VDFLcQ=="
		echoed  = "aDlacjIrUWtWdy83dFliTjBwWGNMNG1KOHNEZkdhVWVSaU94VDFLcQo="
		sha1    = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"
		upper   = "2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12"
		sum     = "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=" // SHA-256
	)
	for name, test := range map[string]struct {
		text string
		keys int
	}{
		"option":              {"./sign --access-key " + id + " --secret-key " + key + " --region us-east-1", 1},
		"option with =":       {"tool --aws-secret-access-key='" + key + "'", 1},
		"option of Go":        {"tool -id x -secret " + key, 1},
		"option in a list":    {`args: ["--secret-key", "` + key + `"]`, 1},
		"Go":                  {`credentials.NewStaticCredentialsProvider("` + id + `", "` + key + `", "")`, 1},
		"Go, another ID":      {`credentials.NewStaticV4("minio-user", "` + key + `", "")`, 1},
		"Java":                {`new BasicAWSCredentials("` + id + `","` + key + `")`, 1},
		"Java, on two lines":  {"AwsBasicCredentials.create(\n    \"" + id + "\",\n    \"" + key + "\"));", 1},
		"PHP":                 {"'key' => '" + id + "',\n'secret' => '" + key + "',", 1},
		"JSON of PHP":         {`{"key":"` + id + `","secret":"h9Zr2+QkVw\/7tYbN0pXcL4mJ8sDfGaUeRiOxT1Kq"}`, 1},
		"C":                   {`static const char AWS_SECRET[] = "` + key + `";`, 1},
		"prefixed name":       {"MY_S3_SECRET=" + key, 1},
		"URL":                 {"s3://" + id + ":" + inURL + "@bkt.s3.amazonaws.com/", 1},
		"with its prefix":     {"signing with AWS4" + key, 1},
		"sentence":            {"my secret key is " + key + " and my access key is " + id, 1},
		"sentence with colon": {"Secret access key: `" + key + "`", 1},
		"German":              {"Mein Secret ist: " + key, 1},
		"columns":             {id + "\t" + key, 1},
		"passwd-s3fs":         {id + ":" + key, 1},
		"lines":               {id + "\n" + key + "\n", 1},
		"below its name":      {"Secret access key\n" + key + "\n", 1},
		"Kubernetes":          {"data:\n  AWS_SECRET_ACCESS_KEY: " + base64, 1},
		"Kubernetes, echo":    {"data:\n  AWS_SECRET_ACCESS_KEY: \"" + echoed + "\"", 1},
		"XML":                 {"<Secret>" + key + "</Secret>", 1},

		"SHA-1":               {"secret: " + sha1 + "\n" + id + " " + upper, 0},
		"SHA-256":             {"hash of the secret is " + sum + "\nsecret=" + sum, 0},
		"digest after ID":     {id + ": " + sum, 0},
		"longer":              {"secret: " + key + "A", 0},
		"shorter":             {"secret: " + key[1:], 0},
		"of a client":         {"client_secret = " + key + "\nclient secret: " + key + "\nwebhook-secret: " + key, 0},
		"words between":       {"the secret is not in " + key, 0},
		"path":                {"vault read secret/Data/team/Storage/awsCredential1234", 0},
		"SigV2":               {"Authorization: AWS " + id + ":frJIUN8DYpKDtOLCwo//yllqDzg=", 0},
		"scope":               {"Credential=" + id + "/20250612/us-east-1/s3/aws4_request", 0},
		"ID of a request":     {"x-amz-id-2: " + key + key[:36], 0},
		"version":             {"x-amz-version-id: " + key, 0},
		"other call":          {`newClient("https://h", "` + key + `")`, 0},
		"in base64":           {"data: AWS4" + key + key, 0},
		"base64 of no key":    {"AWS_SECRET_ACCESS_KEY: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", 0},
		"masked":              {"secret key: " + "****************************************", 0},
		"ID and another line": {"key " + id + "\n\n" + key, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			if len(e.Credentials) != test.keys {
				t.Fatalf("%d keys", len(e.Credentials))
			}
			if test.keys == 0 {
				return
			}
			c := e.Credentials[0]
			if c.Secret.S != key {
				t.Error("another text")
			}
			if p := c.Secret.Place(); p.To-p.From < len(key) || p.To > len(test.text) {
				t.Errorf("in another place: %+v", p)
			}
		})
	}
}
