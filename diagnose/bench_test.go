package diagnose

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// typical is a request of ten headers and five query parameters, signed with
// another secret than the one given: no combination of mistakes is found.
const typical = "PUT /photos/2024/Jan%201.jpg?partNumber=1&uploadId=a%2Fb&x-id=UploadPart&tagging=&note=x%20y HTTP/1.1\r\n" +
	"Host: examplebucket.s3.us-west-2.amazonaws.com\r\nUser-Agent: app/1.0\r\nAccept-Encoding: identity\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n" +
	"X-Amz-Date: 20240101T000000Z\r\nX-Amz-Content-Sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\r\nX-Amz-Storage-Class: STANDARD\r\n" +
	"X-Amz-Meta-Note: two  spaces\r\nX-Amz-Acl: private\r\n" +
	"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/us-west-2/s3/aws4_request, SignedHeaders=accept-encoding;content-type;host;user-agent;x-amz-acl;x-amz-content-sha256;x-amz-date;x-amz-meta-note;x-amz-storage-class, " +
	"Signature=0000000000000000000000000000000000000000000000000000000000000001\r\n\r\nhello"

// BenchmarkPairs tries all single and double mistakes of a typical request. It
// reports how many blocks of SHA-256 a candidate takes, and what share of the
// blocks that all processors can hash goes into them.
func BenchmarkPairs(b *testing.B) {
	q := typicalQuest(0)
	tried, hashed := 0, 0
	for b.Loop() {
		s := newSearcher(q)
		tried, hashed = 0, 0
		for size := range 3 {
			_, n, _ := s.level(context.Background(), size)
			tried += n
		}
		hashed = s.hashed()
	}
	reportSearch(b, tried, hashed)
}

// BenchmarkTriples tries the triples that two seconds' budget allows.
func BenchmarkTriples(b *testing.B) {
	q := typicalQuest(2 * PerSecond)
	tried, hashed := 0, 0
	for b.Loop() {
		s := newSearcher(q)
		_, tried, _ = s.level(context.Background(), 3)
		hashed = s.hashed()
	}
	reportSearch(b, tried, hashed)
}

// BenchmarkCancel reports how long a search of triples goes on once it is cancelled, at
// most.
func BenchmarkCancel(b *testing.B) {
	q := typicalQuest(1 << 40)
	worst := time.Duration(0)
	for b.Loop() {
		ctx, cancel := context.WithCancel(context.Background())
		var asked time.Time
		time.AfterFunc(time.Duration(100+rand.IntN(1500))*time.Millisecond, func() {
			asked = time.Now()
			cancel()
		})
		newSearcher(q).level(ctx, 3)
		worst = max(worst, time.Since(asked))
	}
	b.ReportMetric(float64(worst.Milliseconds()), "ms-at-most")
}

func typicalQuest(limit int) *Quest {
	e := evidence.Read(evidence.Source{Name: "request", Data: []byte(typical)})
	f := settle(Case{Evidence: e, Given: Given{Key: sigv4.Key{Secret: sigv4.NewSecret(docsSecret)}}})
	q := f.quests()[0].Quest
	q.Limit = limit
	return q
}

// reportSearch sets the blocks that a search hashed in relation to those that
// crypto/sha256 hashes in the same time on all processors, 8 KiB at a time.
func reportSearch(b *testing.B, tried, hashed int) {
	seconds := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(tried), "candidates/op")
	b.ReportMetric(float64(tried)/seconds, "candidates/s")
	b.ReportMetric(float64(hashed)/float64(tried), "blocks/candidate")
	b.ReportMetric(100*float64(hashed)/seconds/mostBlocks(), "%sha256")
}

// mostBlocks is how many blocks a second all processors hash, measured for a while.
func mostBlocks() float64 {
	const rounds = 5000
	start := time.Now()
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			data := make([]byte, 8<<10)
			for range rounds {
				sha256.Sum256(data)
			}
		})
	}
	wg.Wait()
	return float64(rounds*runtime.GOMAXPROCS(0)*blocks(8<<10)) / time.Since(start).Seconds()
}

// BenchmarkPaste1MiB reads and analyses a log of one MiB with a failing request in it.
func BenchmarkPaste1MiB(b *testing.B) {
	log := strings.Repeat("2024-01-01T00:00:00Z INFO worker[17] processed item 4711 in 12 ms, queue depth 3\n", 1<<20/81)
	b.SetBytes(int64(len(log)))
	data := []byte(log[:1<<19] + "\n" + typical + "\n\n" + log[1<<19:])
	for b.Loop() {
		e := evidence.Read(evidence.Source{Name: "log", Data: data})
		Analyze(context.Background(), Case{Evidence: e})
	}
}

// BenchmarkError reads and analyses a server's error that shows its texts.
func BenchmarkError(b *testing.B) {
	data, err := os.ReadFile("testdata/traffic/mutants/492/server_error.xml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e := evidence.Read(evidence.Source{Name: "error", Data: data})
		Analyze(context.Background(), Case{Evidence: e})
	}
}

// BenchmarkSplits tries the triples of each split for a while, to set their cost in
// relation: see (*searcher).cost.
func BenchmarkSplits(b *testing.B) {
	s := newSearcher(typicalQuest(0))
	for _, p := range s.sensible(3) {
		b.Run(fmt.Sprintf("%d-%d-%d-%d", p.canonical, p.text, p.key, p.final), func(b *testing.B) {
			tried := 0
			for b.Loop() {
				ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
				_, n := s.try(ctx, p)
				tried += n
				cancel()
			}
			b.ReportMetric(float64(tried)/b.Elapsed().Seconds(), "candidates/s")
		})
	}
}

// hashed is how many blocks of SHA-256 the search took so far.
func (s *searcher) hashed() int {
	n := 0
	for _, w := range s.workers {
		n += w.blocks
	}
	return n
}
