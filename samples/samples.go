// Package samples holds failing cases to learn from and to test with: what
// people paste when a signature is refused, made anew with values of our own.
//
// There is one folder for each. Hashes and signatures in them are what the
// mistaken signer of the story computes, by a program that shares no code with
// this one. All keys are made up.
package samples

import (
	"embed"
	"strings"
	"time"
)

//go:embed */paste.txt */story.md */secret.txt */at.txt
var files embed.FS

// A Sample is one case.
type Sample struct {
	Name  string // "clojure-no-query"
	Title string // one line
	Story string // who, with which tool, what failed, what it turns out to be
	Data  []byte // what was pasted, byte for byte

	// Secret is the throw-away secret key that the sample's client signed with,
	// to learn and to test with.
	Secret string
	// At is the time to judge the case by, the zero time when the paste says
	// enough.
	At time.Time
}

// names lists the samples in the order in which they are offered: what people
// meet most often first.
var names = []string{
	"esp32-handmade-header",
	"secret-wrong-sdk-log",
	"session-token-missing",
	"clock-ahead",
	"region-wrong",
	"content-type-charset",
	"empty-body-hash",
	"minio-port-missing",
	"clojure-no-query",
	"clojure-path-raw",
	"clojure-metadata-spaces",
	"ceph-query-unsorted",
	"opensearch-path",
	"envoy-path-encoded-twice",
	"gcs-accept-encoding",
	"bash-hex-keys",
	"presigned-expired",
	"presigned-cache-buster",
	"presigned-html-escaped",
	"presigned-put-hoisted-header",
	"nothing-wrong",
}

// All returns every sample.
func All() []Sample {
	all := make([]Sample, len(names))
	for i, name := range names {
		all[i] = read(name)
	}
	return all
}

// Get returns the sample of a name.
func Get(name string) (Sample, bool) {
	for _, n := range names {
		if n == name {
			return read(n), true
		}
	}
	return Sample{}, false
}

func read(name string) Sample {
	s := Sample{Name: name, Data: file(name, "paste.txt"), Secret: strings.TrimSpace(string(file(name, "secret.txt")))}
	title, story, _ := strings.Cut(string(file(name, "story.md")), "\n")
	s.Title = strings.TrimPrefix(title, "# ")
	s.Story = strings.Join(strings.Fields(story), " ")
	s.At, _ = time.Parse(time.RFC3339, strings.TrimSpace(string(file(name, "at.txt"))))
	return s
}

// file returns a file of a sample, nil when the sample has none of that name.
func file(sample, name string) []byte {
	data, err := files.ReadFile(sample + "/" + name)
	if err != nil {
		return nil
	}
	return data
}
