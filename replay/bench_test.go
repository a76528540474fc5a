package replay

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkPairs tries all single and double mistakes of a typical request. It
// reports how many blocks of SHA-256 a candidate takes, and what share of the
// blocks that all processors can hash goes into them.
func BenchmarkPairs(b *testing.B) {
	q := typicalQuest(b, 0)
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

// BenchmarkRarePairs tries the pairs that have a rare mistake.
func BenchmarkRarePairs(b *testing.B) {
	s := newSearcher(typicalQuest(b, 1))
	tried, hashed := 0, 0
	for b.Loop() {
		before := s.hashed()
		_, tried = s.rarePairs(context.Background())
		hashed = s.hashed() - before
	}
	reportSearch(b, tried, hashed)
}

// BenchmarkTriples tries the triples that two seconds' budget allows.
func BenchmarkTriples(b *testing.B) {
	q := typicalQuest(b, 2*PerSecond)
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
	q := typicalQuest(b, math.MaxInt)
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

// typicalQuest searches for the signature of a request of ten headers and five query
// parameters, signed with another secret than the one given: no combination of mistakes
// is found.
func typicalQuest(t testing.TB, limit int) *Quest {
	return &Quest{Model: modelOf(t, requestNamed(t, "typical"), docsSecret), Signature: strings.Repeat("0", 63) + "1", Limit: limit}
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

// BenchmarkSplits tries the triples of each split for a while, to set their cost in
// relation: see (*searcher).cost.
func BenchmarkSplits(b *testing.B) {
	s := newSearcher(typicalQuest(b, 0))
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
