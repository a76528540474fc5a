package diagnose

import (
	"context"
	"os"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// BenchmarkPaste1MiB reads and analyses a log of one MiB with a failing request in it.
func BenchmarkPaste1MiB(b *testing.B) {
	log := strings.Repeat("2024-01-01T00:00:00Z INFO worker[17] processed item 4711 in 12 ms, queue depth 3\n",
		1<<20/81)
	b.SetBytes(int64(len(log)))
	typical, err := os.ReadFile("../replay/testdata/requests/typical.raw")
	if err != nil {
		b.Fatal(err)
	}
	data := []byte(log[:1<<19] + "\n" + string(typical) + "\n\n" + log[1<<19:])
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
