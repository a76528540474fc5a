package evidence

import (
	"bytes"
	"slices"
)

// A Source is bytes and how they came in.
type Source struct {
	Name string // file name, "stdin", "clipboard", "paste"
	Via  Via
	Data []byte
	// Before is what stands before Data, where that is only a part.
	Before Before

	part    bool // Data is not all of it
	decoded bool // Data was UTF-16, behind a mark of so many bytes
	mark    int
}

// Before is how much of a source stands before a part of it.
type Before struct{ Bytes, Lines int }

// Via is the way that bytes came in.
type Via uint8

const (
	ViaFile Via = iota
	ViaStdin
	ViaClipboard
	ViaPaste // through a terminal, which rewrites line ends
	ViaCapture
	ViaTyped // edited on the screen
)

var viaNames = [...]string{"file", "standard input", "clipboard", "terminal paste", "capture", "typed"}

func (v Via) String() string { return viaNames[v] }

// Exact reports whether the bytes are those that were copied. A terminal
// rewrites line ends and drops what is not UTF-8.
func (v Via) Exact() bool { return v != ViaPaste && v != ViaTyped }

// A Place is [From, To) of the source with index Source.
type Place struct{ Source, From, To int }

// Empty reports whether a place holds no bytes.
func (p Place) Empty() bool { return p.From >= p.To }

// A Location is a place in a person's terms.
type Location struct {
	Source         string
	Offset, Length int
	Line, Column   int // from 1; the column counts bytes
	Text           string
}

// Locate puts a place in a person's terms.
func (e *Evidence) Locate(p Place) Location {
	src := e.Sources[p.Source]
	starts := e.lines[p.Source]
	line, found := slices.BinarySearch(starts, p.From)
	if !found {
		line--
	}
	offset, length := src.encoded(p)
	return Location{
		Source: src.Name, Offset: src.Before.Bytes + offset, Length: length,
		Line: src.Before.Lines + line + 1, Column: p.From - starts[line] + 1, Text: string(src.Data[p.From:p.To]),
	}
}

// lineStarts lists the offsets at which lines begin; a lone CR ends a line, as
// some terminals send it in a paste.
func lineStarts(data []byte) []int {
	starts := make([]int, 1, 1+bytes.Count(data, []byte{'\n'}))
	end := func(rest []byte) int { return bytes.IndexAny(rest, "\r\n") }
	if bytes.IndexByte(data, '\r') < 0 {
		end = func(rest []byte) int { return bytes.IndexByte(rest, '\n') } // three times as fast
	}
	for at := 0; at < len(data); {
		i := end(data[at:])
		if i < 0 {
			break
		}
		at += i + 1
		if data[at-1] == '\r' && at < len(data) && data[at] == '\n' {
			at++
		}
		starts = append(starts, at)
	}
	return starts
}

// Find returns the first place at which a text stands in the sources as it is.
func (e *Evidence) Find(text string) (Text, bool) {
	for i, src := range e.Sources {
		if at := bytes.Index(src.Data, []byte(text)); at >= 0 && text != "" {
			return root(i, src).Cut(at, at+len(text)), true
		}
	}
	return Text{}, false
}

// Cut returns [from, to) of a source as a text.
func (e *Evidence) Cut(source, from, to int) Text {
	return root(source, e.Sources[source]).Cut(from, to)
}
