package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"sigwhy/evidence"
)

// maxInput bounds what is read of one source. Logs are smaller, a core dump is not.
const maxInput = 1 << 30

// sources reads the files named, "-" being standard input. Without names it
// reads standard input unless that is a terminal.
func (a *app) sources(names []string) ([]evidence.Source, error) {
	if len(names) == 0 {
		if a.stdinIsTTY {
			return nil, nil
		}
		return a.piped()
	}
	var sources []evidence.Source
	empty := true
	for _, name := range names {
		src, err := a.source(name)
		if err != nil {
			return nil, err
		}
		empty = empty && len(src.Data) == 0
		sources = append(sources, src)
	}
	if empty {
		return nil, holdsNothing(strings.Join(names, ", "))
	}
	saveMemoryOn(sources)
	return sources, nil
}

// large is of a source whose evidence is not to take more memory than it must, in bytes.
const large = 8 << 20

// saveMemoryOn lets the collector run earlier where sources are large together: what is read
// of a log of requests is several times as long as the log, and as much again would be garbage.
func saveMemoryOn(sources []evidence.Source) {
	const percent = 40
	n := 0
	for _, src := range sources {
		n += len(src.Data)
	}
	if n > large {
		debug.SetGCPercent(percent)
	}
}

func holdsNothing(names string) error {
	return failText("nothing to read: "+names+" holds no bytes", "put the failing request, log or error in it")
}

// piped reads standard input. One that is empty is as good as none.
func (a *app) piped() ([]evidence.Source, error) {
	src, err := a.source("-")
	if err != nil || len(src.Data) == 0 {
		return nil, err
	}
	sources := []evidence.Source{src}
	saveMemoryOn(sources)
	return sources, nil
}

func (a *app) source(name string) (evidence.Source, error) {
	if name != "-" {
		data, err := a.read(name)
		return evidence.Source{Name: filepath.Base(name), Via: evidence.ViaFile, Data: data}, err
	}
	if a.stdinIsTTY {
		a.note("reading standard input, end it with ctrl-d")
	}
	data, err := readAll(a.stdin)
	if err != nil {
		return evidence.Source{}, fail(fmt.Errorf("cannot read standard input: %w", err))
	}
	return evidence.Source{Name: "stdin", Via: evidence.ViaStdin, Data: data}, nil
}

// read reads a file for a person who named it.
func (a *app) read(name string) ([]byte, error) {
	data, err := a.readFile(name)
	if err == nil {
		return data, nil
	}
	return nil, cannotRead(name, err)
}

func cannotRead(name string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return fail(fmt.Errorf("cannot read %s: %w", name, err))
}

// readFile reads a file up to maxInput.
func readFile(name string) ([]byte, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return readAll(f)
}

func openFile(name string) (io.ReadCloser, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return nil, errors.New("it is a directory")
	}
	return f, nil
}

func readAll(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			b.Grow(int(min(info.Size(), maxInput)) + bytes.MinRead) // or it is copied a dozen times
		}
	}
	_, err := b.ReadFrom(io.LimitReader(r, maxInput+1))
	if err == nil && b.Len() > maxInput {
		return nil, fmt.Errorf("it is larger than %d MiB", maxInput>>20)
	}
	return b.Bytes(), err
}
