package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

// Stream reads a source of any size piece by piece, and calls f for each while it reads the
// next. Exchanges whose parts stand further apart than a few pieces are read as several. What
// is one JSON or XML document is one piece. The errors are those of r and f, and ErrTooLarge;
// r may still be read when it returns one of f.
func Stream(r io.Reader, src Source, f func(Piece) error) error {
	s := &stream{r: r, src: src, size: pieceSize, most: mostPieces * pieceSize, tail: pieceTail}
	pieces, done := make(chan Piece), make(chan struct{})
	defer close(done)
	var failed error
	go func() {
		defer close(pieces)
		failed = s.readAll(pieces, done)
	}()
	for p := range pieces {
		if err := f(p); err != nil {
			return err
		}
	}
	return failed
}

// readAll sends the pieces that are left, until nobody takes them any more.
func (s *stream) readAll(pieces chan<- Piece, done <-chan struct{}) error {
	for {
		p, cut, err := s.next()
		if err != nil {
			return err
		}
		select {
		case pieces <- p:
		case <-done:
			return nil
		}
		if s.end {
			return nil
		}
		s.drop(cut, nil) // the piece may still be in use
	}
}

// next reads the next piece, and tells where in it the one behind begins.
func (s *stream) next() (p Piece, cut int, err error) {
	for s.want = s.size; ; s.want *= 2 {
		if err := s.fill(); err != nil {
			return Piece{}, 0, err
		}
		mayGrow := !s.end && s.want < s.most
		if mayGrow && bytes.IndexByte(s.src.Data, '\n') < 0 {
			continue
		}
		s.src.part = !s.end
		p = Piece{Evidence: Read(s.src), Whole: s.end && s.src.Before.Bytes == 0}
		if cut = len(s.src.Data); !s.end {
			cut = p.cut(cut - s.tail)
		}
		if cut < s.size/4 && mayGrow && !(s.enough != nil && s.enough(&p)) {
			continue
		}
		if cut < s.size/4 && !s.end {
			cut = afterLine(s.src.Data, len(s.src.Data)-s.tail)
		}
		for i := range p.Exchanges {
			if p.Exchanges[i].Span.From < cut {
				p.Complete = append(p.Complete, i)
			}
		}
		return p, cut, nil
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
	r          io.Reader
	src        Source
	size, most int // of a piece, and of one where exchanges are that long
	tail       int
	enough     func(*Piece) bool // of a piece whose exchanges go on: it need not be longer
	want       int
	end        bool
}

// fill reads on until the piece is as long as wanted.
func (s *stream) fill() error {
	for len(s.src.Data) < s.want && !s.end {
		n := len(s.src.Data)
		if cap(s.src.Data) < s.want {
			s.src.Data = append(make([]byte, 0, s.want), s.src.Data...)
		}
		got, err := io.ReadFull(s.r, s.src.Data[n:s.want])
		s.src.Data = s.src.Data[:n+got]
		if s.end = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !s.end {
			return fmt.Errorf("after %d bytes: %w", s.src.Before.Bytes+len(s.src.Data), err)
		}
		if s.src.Before.Bytes == 0 && !s.end && (document(s.src.Data) || s.isWide()) {
			if s.want = max(2*s.want, s.length()); s.want > mostWhole {
				return ErrTooLarge
			}
		}
	}
	return nil
}

// isWide reports whether a source is UTF-16, and not too long to be decoded: a cut within
// its lines would part the bytes of a letter.
func (s *stream) isWide() bool {
	_, mark := wide(string(s.src.Data[:min(len(s.src.Data), 64)]))
	return mark >= 0 && max(s.want, s.length()) <= longestWide
}

// length is how long a file is, and a byte more, which finds its end; 0 where it is none.
func (s *stream) length() int {
	f, ok := s.r.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return 0
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return int(min(info.Size(), mostWhole)) + 1
}

// drop leaves out what is read. What is not goes into memory that may be that of the piece,
// or is made.
func (s *stream) drop(n int, into []byte) {
	s.src.Before.Bytes += n
	s.src.Before.Lines += len(lineStarts(s.src.Data[:n])) - 1
	if into == nil {
		into = make([]byte, 0, s.size)
	}
	s.src.Data = append(into[:0], s.src.Data[n:]...)
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
