package evidence

import (
	"reflect"
	"strings"
	"testing"
)

// TestSections: what is read in sections of any size is what is read as a whole.
func TestSections(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"cases/*.txt", "formats/*.txt", "logs/*/log.txt", "traffic/*/request.raw"} {
		for _, name := range names(t, pattern) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				readInSections(t, load(t, name))
			})
		}
	}
	t.Run("all", func(t *testing.T) {
		t.Parallel()
		readInSections(t, allText(t))
	})
}

// TestQuietSections: a section in which nothing is read but its end is met far behind
// what the one before has read.
func TestQuietSections(t *testing.T) {
	quiet := strings.Repeat("worker[17] processed item 4711 in 12 ms\n", 3*farBack/40)
	p := &page{told: &told{}, s: canonGET + "\n\n" + quiet + canonGET + "\n"}
	p.r = &reader{formats: formats, refused: make([]Refusal, len(formats)), roots: []*page{p}}
	p.r.allow(len(p.s))
	p.t = root(0, Source{Data: []byte(p.s)}).Whole()
	list := p.sections(farBack)
	for i := range list {
		list[i].read()
	}
	if m := list[2].met(list[2].from, list[0].page); len(list) < 4 || m == nil {
		t.Errorf("%d sections, the third one is not met where it begins", len(list))
	}
}

func readInSections(t *testing.T, data []byte) {
	t.Helper()
	src := []Source{{Name: "paste", Data: data}}
	want := readBy(len(data)+1, src)
	for _, size := range []int{100, 700, 5000} {
		sameEvidence(t, size, readBy(size, src), want)
	}
}

func sameEvidence(t *testing.T, size int, got, want *Evidence) {
	t.Helper()
	for _, part := range []struct {
		name      string
		got, want any
	}{
		{"exchanges", got.Exchanges, want.Exchanges},
		{"artefacts", got.Artefacts, want.Artefacts},
		{"hints", got.Hints, want.Hints},
		{"notes", got.Notes, want.Notes},
		{"credentials", got.Credentials, want.Credentials},
	} {
		if !reflect.DeepEqual(part.got, part.want) {
			t.Errorf("in sections of %d bytes the %s differ", size, part.name)
		}
	}
}

// TestMet: readings meet where both are at a line that both begin to read, and know the
// same of what stands before it.
func TestMet(t *testing.T) {
	text := strings.Repeat("0123456\n", 4*farBack/8)
	command := &item{request: &Request{What: "curl-command", Target: Made("https://b.s3.amazonaws.com/a?X-Amz-Date=1&b")}}
	other := make([]*item, nearItems)
	for i := range other {
		other[i] = &item{}
	}
	s := section{page: &page{s: text, r: &reader{}}, end: len(text)}
	s.marks = []mark{{at: 0}, {line: 80, at: 160, known: known{done: 160}}}
	late := 160 + 2*farBack
	for name, c := range map[string]struct {
		at, done, dead int
		items          []*item
		want           *mark
	}{
		"before anything":             {at: 40, want: &s.marks[0]},
		"at a line that took more":    {at: 80, want: &s.marks[0]},
		"within what was taken":       {at: 120},
		"behind it":                   {at: 160, done: 160, want: &s.marks[1]},
		"later":                       {at: 168, done: 160, want: &s.marks[1]},
		"not at a line":               {at: 165, done: 160},
		"another end before":          {at: 168, done: 168},
		"far behind both ends":        {at: late, done: 8, want: &s.marks[1]},
		"far behind one end":          {at: late, done: late - 8},
		"something is given up there": {at: 168, done: 160, dead: 200},
		"it was given up":             {at: late, done: 160, dead: 200, want: &s.marks[1]},
		"behind a command":            {at: 168, done: 160, items: []*item{command}},
		"far behind a command":        {at: 168, done: 160, items: append([]*item{command}, other...), want: &s.marks[1]},
	} {
		p := &page{s: text, done: c.done, r: &reader{items: c.items}}
		p.dead[deadXML] = c.dead
		if got := s.met(c.at, p); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// FuzzSections holds that sections make no difference.
func FuzzSections(f *testing.F) {
	for _, pattern := range []string{"cases/*.txt", "formats/*.txt"} {
		for _, name := range names(f, pattern) {
			f.Add(load(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const longest, size = 20_000, 300
		data = data[:min(len(data), longest)]
		src := []Source{{Name: "paste", Data: data}}
		sameEvidence(t, size, readBy(size, src), readBy(len(data)+1, src))
	})
}
