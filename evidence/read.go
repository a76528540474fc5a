package evidence

import "slices"

// Read reads everything that it can from the sources. It never fails: what is
// not recognised stays in the sources, and a later source adds to an earlier one.
func Read(sources ...Source) *Evidence { return readBy(sectionSize, sources) }

// readBy reads the sources in sections of a size in bytes.
func readBy(size int, sources []Source) *Evidence {
	e := &Evidence{Sources: slices.Clone(sources), lines: make([][]int, len(sources))}
	r := newReader(formats)
	for i := range sources {
		src := sources[i].Decoded()
		e.Sources[i] = src
		e.lines[i] = lineStarts(src.Data)
		r.readSource(i, src, size)
	}
	for _, p := range r.roots {
		e.mended = append(e.mended, p.t)
	}
	r.dropExamples()
	r.bareAnswer(e)
	g := &grouping{e: e, items: r.sorted(), dumps: r.dumps, bySig: map[string][]int{}}
	g.run()
	e.Hints, e.Notes = r.hints, append(r.notes, g.notes...)
	e.noteCredentials(r.credentials)
	if len(e.Artefacts) == 0 {
		e.Refused = r.refusals()
	}
	return e
}

func newReader(list []Format) *reader {
	return &reader{formats: list, refused: make([]Refusal, len(list))}
}

// readSource reads the next source, in sections of a size in bytes.
func (r *reader) readSource(number int, src Source, size int) {
	r.allow(len(src.Data))
	p := &page{r: r, t: mended(root(number, src).Whole(), src.Via), heading: src.Name, told: &told{}}
	p.s = p.t.S
	r.roots = append(r.roots, p)
	p.readSections(size)
}

// refusals lists the formats that were tried in vain. Hints are no format that a
// line is taken for.
func (r *reader) refusals() (list []Refusal) {
	for i, f := range r.formats {
		if n := r.refused[i]; n.Lines > 0 && f.Name != "hints" && f.Name != "credentials" {
			n.Name, n.Accepts = f.Name, f.Accepts
			list = append(list, n)
		}
	}
	return list
}
