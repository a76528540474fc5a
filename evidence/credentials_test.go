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
		"alias, listed":        {"mc alias list x https://h " + id + " " + key, 0},
		"host":                 {"mc config host add x https://h " + id + " " + key, 1},
		"fish":                 {"set -gx AWS_SECRET_ACCESS_KEY " + key, 1},
		"csh":                  {"setenv AWS_SECRET_ACCESS_KEY " + key, 1},
		"prose":                {"we set AWS_SECRET_ACCESS_KEY as usual for " + key, 0},
		"console":              {"User name,Access key ID,Secret access key\r\nalice," + id + "," + key + "\r\nbob," + id + "," + key[1:] + "x\r\n", 2},
		"console, short":       {"\ufeffAccess key ID,Secret access key\n" + id + "," + key, 1},
		"another table":        {"Access key ID,Last used\n" + id + "," + key, 0},
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
