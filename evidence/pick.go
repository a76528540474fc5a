package evidence

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The sizes of the pieces that Pick reads, in bytes. They are longer than those of Stream:
// sections of them are read on all processors.
const (
	pickSize = 4 << 20
	pickMost = 4 * pickSize
	// head and tail are longer than what is taken for a post or for code: of a log nothing is
	pickHead = 512 << 10
	pickTail = 512 << 10
)

// Never is the score of what is not to be picked.
const Never = 1 << 30

// Picked is the piece of a source that was picked, and how much it was picked from.
type Picked struct {
	*Evidence
	Whole    bool // it is all of the source
	Bytes    int  // of the source
	Read     int  // so many of them were looked through for requests, the rest for secret keys alone
	Requests int  // that were found there
}

// Pick reads a source of any size for the piece of it that matters most, in memory for a
// few pieces. What is smaller than a piece or one document is picked whole. Of others score
// tells how much a piece matters, less being more: the first one of the least is picked, and
// where that is 0 no more is looked for. What score is given is gone when it returns, unless
// its score is the least so far. What stands beyond it and is of any request is added to the
// evidence: the hints at the head of the source, and secret keys wherever they stand.
func Pick(r io.Reader, src Source, score func(*Evidence) int) (*Picked, error) {
	s := &stream{r: r, src: src, size: pickSize, most: pickMost, tail: pickTail, enough: (*Piece).refused}
	picked := &Picked{}
	var rest beyond
	for least := Never + 1; ; {
		p, cut, err := s.next()
		if err != nil {
			return nil, err
		}
		picked.Read, picked.Requests = s.src.Before.Bytes+cut, picked.Requests+len(p.Complete)
		free := s.src.Data
		if n := p.score(&rest, cut, score); n < least {
			free, least = picked.memory(), n
			picked.Evidence, picked.Whole = p.Evidence, p.Whole
		}
		if least == 0 && !s.end {
			s.drop(cut, free)
			err = rest.readOn(s)
		}
		if s.end || err != nil {
			picked.Bytes = s.src.Before.Bytes + len(s.src.Data)
			rest.addKeys(picked.Evidence)
			return picked, err
		}
		s.drop(cut, free)
	}
}

// refused reports whether a piece has a refused signature in its first half.
func (p *Piece) refused() bool {
	return slices.ContainsFunc(p.Exchanges, func(x Exchange) bool {
		return x.Rank() == Refused && x.Span.From < len(p.Sources[0].Data)/2
	})
}

// score asks for the score of what no other piece has of a piece, with what stands beyond it.
func (p *Piece) score(rest *beyond, cut int, score func(*Evidence) int) int {
	rest.learn(p.Evidence)
	if p.Whole {
		return Never
	}
	p.Exchanges = slices.DeleteFunc(p.Exchanges, func(x Exchange) bool { return x.Span.From >= cut })
	p.Artefacts = slices.DeleteFunc(p.Artefacts, func(a Artefact) bool { return a.Place.From >= cut })
	rest.addHead(p.Evidence)
	rest.addKeys(p.Evidence)
	return score(p.Evidence)
}

// memory is that of the piece that was picked so far.
func (p *Picked) memory() []byte {
	if p.Evidence == nil {
		return nil
	}
	return p.Sources[0].Data
}

// beyond is what stands in other pieces of a source and is of any request.
type beyond struct {
	head  Source
	lines []int  // of the head; nil until it is read
	hints []Hint // of the head
	keys  []keyBeyond
}

// A keyBeyond is a secret key by itself. Of its place a note tells.
type keyBeyond struct {
	Credential
	note Note
}

// mostKeysBeyond bounds the keys that are kept.
const mostKeysBeyond = 100

// learn keeps what is of any request from the next piece.
func (w *beyond) learn(e *Evidence) {
	if src := e.Sources[0]; src.Before.Bytes == 0 {
		w.head = src
		w.head.Data = bytes.Clone(src.Data[:min(len(src.Data), pickHead)])
	}
	w.learnKeys(e, e.Credentials)
}

// learnKeys keeps secret keys that are found in a piece, those that are not known.
func (w *beyond) learnKeys(e *Evidence, found []Credential) {
	for _, c := range found {
		if !c.Secret.InSource() || len(w.keys) == mostKeysBeyond || w.knows(c) {
			continue
		}
		at := e.Locate(c.Secret.Place())
		own := func(t Text) Text {
			if !t.Present() {
				return t
			}
			return Made(strings.Clone(t.S))
		}
		w.keys = append(w.keys, keyBeyond{
			Credential{own(c.AccessKeyID), own(c.Secret), own(c.Token)},
			Note{Says: fmt.Sprintf("A secret key stands in line %d of %s. %s", at.Line, at.Source, shownKey)},
		})
	}
}

func (w *beyond) knows(c Credential) bool {
	return slices.ContainsFunc(w.keys, func(k keyBeyond) bool { return k.isKey(c) })
}

func (k keyBeyond) isKey(c Credential) bool { return k.Secret.S == c.Secret.S }

// addHead adds the hints at the head of the source to the evidence of a later piece.
func (w *beyond) addHead(e *Evidence) {
	if e.Sources[0].Before.Bytes == 0 {
		return
	}
	if w.lines == nil {
		r := newReader(formats)
		r.roots = append(r.roots, nil) // of the piece
		r.readSource(1, w.head, sectionSize)
		w.lines, w.hints = lineStarts(w.head.Data), r.hints
	}
	e.Sources, e.lines = append(e.Sources, w.head), append(e.lines, w.lines)
	e.Hints = append(e.Hints, w.hints...)
}

// addKeys adds the secret keys that stand beyond it to evidence, in their order.
func (w *beyond) addKeys(e *Evidence) {
	own := e.Credentials
	e.Credentials = nil
	for _, k := range w.keys {
		if i := slices.IndexFunc(own, k.isKey); i >= 0 {
			e.Credentials = append(e.Credentials, own[i])
			continue
		}
		e.Credentials, e.Notes = append(e.Credentials, k.Credential), append(e.Notes, k.note)
	}
}

// readOn reads all that is left of a source for secret keys.
func (w *beyond) readOn(s *stream) error {
	for s.want = s.size; ; {
		if err := s.fill(); err != nil {
			return err
		}
		r := newReader(keyFormats())
		r.readSource(0, s.src, sectionSize)
		if len(r.credentials) > 0 {
			w.learnKeys(&Evidence{Sources: []Source{s.src}, lines: [][]int{lineStarts(s.src.Data)}}, r.credentials)
		}
		if s.end {
			return nil
		}
		s.drop(afterLine(s.src.Data, len(s.src.Data)-s.tail), s.src.Data)
	}
}
