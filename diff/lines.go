package diff

import "strings"

// A Side is the bytes [From, To) of one text that a row holds: one line with its
// final LF, if it has one. It is not Present where the row has no line of that
// text; From and To are then where the line would be.
type Side struct {
	From, To int
	Present  bool
}

// A Row is a line of each text that belong together, or a line of one alone.
type Row struct {
	A, B Side
	Op   Op
	// Inside holds the edits between the two lines of a Changed row, equal runs
	// included; its spans are offsets in the whole texts. It is nil for other rows.
	Inside []Edit
	// Twin is the index of the row with the same line, or the same header's line,
	// on the other side, where a line only has another place: a Removed row's twin
	// is Added and the other way round. It is -1 for rows without one.
	Twin int
}

// Lines pairs the lines of two texts. The rows hold every byte of both texts, in
// order. A line ends after its LF; a CR belongs to the line.
func Lines(a, b string) []Row {
	as, bs := lines(a), lines(b)
	pairs := align(as, bs)
	rows := make([]Row, len(pairs))
	for i, p := range pairs {
		r := &rows[i]
		r.A, r.B, r.Twin = Side{p.atA, p.atA, false}, Side{p.atB, p.atB, false}, -1
		if p.a >= 0 {
			r.A = Side{as[p.a].at, as[p.a].span().To, true}
		}
		if p.b >= 0 {
			r.B = Side{bs[p.b].at, bs[p.b].span().To, true}
		}
		r.compare(a, b)
	}
	findTwins(a, b, rows)
	return rows
}

// Split returns the lines of one text, as rows in which the other text is equal.
func Split(s string) []Row {
	all := lines(s)
	rows := make([]Row, len(all))
	for i := range all {
		side := Side{all[i].at, all[i].span().To, true}
		rows[i] = Row{A: side, B: side, Op: Same, Twin: -1}
	}
	return rows
}

func (r *Row) compare(a, b string) {
	switch {
	case !r.A.Present:
		r.Op = Added
	case !r.B.Present:
		r.Op = Removed
	case a[r.A.From:r.A.To] != b[r.B.From:r.B.To]:
		r.Op = Changed
		r.Inside = offset(Bytes(a[r.A.From:r.A.To], b[r.B.From:r.B.To]), r.A.From, r.B.From)
	}
}

// lines cuts a text after every LF.
func lines(s string) []piece {
	out := make([]piece, 0, strings.Count(s, "\n")+1)
	return pieces(out, s, 0, func(s string) int { return strings.IndexByte(s, '\n') }, headerName)
}

// pieces appends the pieces of a text from an offset on. Each ends with its end, the
// last one maybe without; some have a name to be paired by.
func pieces(out []piece, s string, at int, end func(string) int, name func(string) string) []piece {
	for at < len(s) {
		n := end(s[at:]) + 1
		if n == 0 {
			n = len(s) - at
		}
		text := s[at : at+n]
		out = append(out, piece{text: text, at: at, name: name(text)})
		at += n
	}
	return out
}

// headerName returns the name of a header line, "" for any other line: a token
// (RFC 9110, section 5.6.2) before a colon, blanks around it let pass.
func headerName(line string) string {
	n := strings.IndexByte(line, ':')
	if n <= 0 {
		return ""
	}
	name := strings.Trim(line[:n], " \t")
	for i := range len(name) {
		if !isToken(name[i]) {
			return ""
		}
	}
	return name
}

func isToken(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("!#$&'*+-.^_`|~", c) >= 0
}

// findTwins ties lone lines that have only another place on the other side.
func findTwins(a, b string, rows []Row) {
	lone := map[string]int{}
	for i, r := range rows {
		if r.Op == Removed {
			lone[twinKey(a[r.A.From:r.A.To])] = i
		}
	}
	if len(lone) == 0 {
		return
	}
	for i := range rows {
		if rows[i].Op != Added {
			continue
		}
		key := twinKey(b[rows[i].B.From:rows[i].B.To])
		if j, ok := lone[key]; ok && key != "" {
			rows[i].Twin, rows[j].Twin = j, i
			delete(lone, key)
		}
	}
}

func twinKey(line string) string {
	if name := headerName(line); name != "" {
		return strings.ToLower(name) + ":"
	}
	return strings.TrimRight(line, "\r\n")
}
