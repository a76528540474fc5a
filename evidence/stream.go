package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A Piece is a part of a source that was read by itself.
type Piece struct {
	*Evidence
	Complete []int // its exchanges that no other piece has, in the order of Exchanges
	Whole    bool  // it is all of the source
}

// The sizes of a stream's pieces, in bytes.
const (
	pieceSize  = 1 << 20
	pieceTail  = 128 << 10 // an exchange that ends in the tail may go on in the next piece
	mostPieces = 8         // in one, where exchanges are that long
	mostWhole  = 1 << 30   // of a document, which is read in one piece
)

// ErrTooLarge is the error for a document that is too large to be read whole.
var ErrTooLarge = errors.New("it is one document, and larger than 1024 MiB")

// Stream reads a source of any size piece by piece, and calls f for each. Exchanges
// whose parts stand further apart than a few pieces are read as several. What is
// one JSON or XML document is one piece. The errors are those of r and f, and
// ErrTooLarge.
func Stream(r io.Reader, src Source, f func(Piece) error) error {
	s := &stream{r: r, want: pieceSize}
	for {
		if err := s.fill(); err != nil {
			return err
		}
		src.Data, src.Before = s.data, s.before
		p := Piece{Evidence: Read(src), Whole: s.end && src.Before.Bytes == 0}
		cut := len(s.data)
		if !s.end {
			if cut = p.cut(len(s.data) - pieceTail); cut < pieceSize/4 && s.want < mostPieces*pieceSize {
				s.want *= 2
				continue
			} else if cut < pieceSize/4 {
				cut = afterLine(s.data, len(s.data)-pieceTail)
			}
		}
		for i := range p.Exchanges {
			if p.Exchanges[i].Span.From < cut {
				p.Complete = append(p.Complete, i)
			}
		}
		if err := f(p); err != nil || s.end {
			return err
		}
		s.drop(cut)
	}
}

// cut is the last place up to a limit at which no exchange has begun and not ended.
func (p *Piece) cut(limit int) int {
	at := afterLine(p.Sources[0].Data, limit)
	for moved := true; moved; {
		moved = false
		for _, x := range p.Exchanges {
			if x.Span.From < at && x.Span.To > at {
				at, moved = x.Span.From, true
			}
		}
	}
	return beginOfLine(p.Sources[0].Data, at)
}

// afterLine is the beginning of the line behind the one that at is in, or at where
// there is no line end.
func afterLine(data []byte, at int) int {
	if n := bytes.IndexByte(data[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return at
}

func beginOfLine(data []byte, at int) int { return bytes.LastIndexByte(data[:at], '\n') + 1 }

// A stream holds the piece at hand.
type stream struct {
	r      io.Reader
	data   []byte
	before Before
	want   int
	end    bool
}

// fill reads on until the piece is as long as wanted.
func (s *stream) fill() error {
	for len(s.data) < s.want && !s.end {
		n := len(s.data)
		s.data = append(s.data, make([]byte, s.want-n)...)
		got, err := io.ReadFull(s.r, s.data[n:])
		s.data = s.data[:n+got]
		if s.end = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !s.end {
			return fmt.Errorf("after %d bytes: %w", s.before.Bytes+len(s.data), err)
		}
		if s.before.Bytes == 0 && !s.end && document(s.data) {
			if s.want *= 2; s.want > mostWhole {
				return ErrTooLarge
			}
		}
	}
	return nil
}

// drop leaves out what is read.
func (s *stream) drop(n int) {
	s.before.Bytes += n
	s.before.Lines += len(lineStarts(s.data[:n])) - 1
	s.data = bytes.Clone(s.data[n:]) // the piece before may still be in use
	s.want = pieceSize
}

// document reports whether a source is one JSON or XML document, not lines of a log.
func document(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	line, _, _ := bytes.Cut(data, []byte("\n"))
	switch {
	case len(data) == 0:
		return false
	case data[0] == '{' || data[0] == '[':
		return !json.Valid(line) && (bytes.ContainsAny(line, `"`) || len(bytes.TrimSpace(line)) == 1)
	}
	return bytes.HasPrefix(data, []byte("<?xml")) || bytes.HasPrefix(data, []byte("<items"))
}
