package evidence

// Read reads everything that it can from the sources. It never fails: what is
// not recognised stays in the sources, and a later source adds to an earlier one.
func Read(sources ...Source) *Evidence {
	e := &Evidence{Sources: sources, lines: make([][]int, len(sources))}
	for i, src := range sources {
		e.lines[i] = lineStarts(src.Data)
		_ = root(i, src)
	}
	return e
}
