package diff

import "strings"

// Likeness of two pieces, in thousandths. Below enough they are not paired.
const (
	equal     = 1100
	sameName  = 900
	sameShape = 550
	enough    = 350
	// Pieces with different names are paired only where one name is a slip of the other.
	enoughUnlikeNames = 700
)

// alike pairs two runs by likeness: each piece with each where the runs are
// short, else those at the same place.
func (al *aligner) alike(a, b Span) {
	from := len(al.pairs)
	if a.Len()*b.Len() <= maxTable {
		al.best(a, b)
	} else {
		al.inStep(a, b)
	}
	al.joinLeftOver(from)
}

// inStep pairs the n-th piece of one run with the n-th of the other.
func (al *aligner) inStep(a, b Span) {
	for a.Len() > 0 && b.Len() > 0 {
		if likeness(al.a[a.From], al.b[b.From]) > 0 {
			al.join(a.From, b.From)
		} else {
			al.join(a.From, -1)
			al.join(-1, b.From)
		}
		a.From, b.From = a.From+1, b.From+1
	}
	al.alone(a, b)
}

// best finds the pairing with the greatest sum of likeness.
func (al *aligner) best(a, b Span) {
	n, m := a.Len(), b.Len()
	like := make([]int, n*m)
	sum := make([]int, (n+1)*(m+1)) // best sum for the pieces from i, j on
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			l := likeness(al.a[a.From+i], al.b[b.From+j])
			like[i*m+j] = l
			best := max(sum[(i+1)*(m+1)+j], sum[i*(m+1)+j+1])
			if l > 0 {
				best = max(best, l+sum[(i+1)*(m+1)+j+1])
			}
			sum[i*(m+1)+j] = best
		}
	}
	for i, j := 0, 0; i < n || j < m; {
		here := sum[i*(m+1)+j]
		switch {
		case i < n && j < m && like[i*m+j] > 0 && here == like[i*m+j]+sum[(i+1)*(m+1)+j+1]:
			al.join(a.From+i, b.From+j)
			i, j = i+1, j+1
		case i < n && here == sum[(i+1)*(m+1)+j]:
			al.join(a.From+i, -1)
			i++
		default:
			al.join(-1, b.From+j)
			j++
		}
	}
}

// joinLeftOver pairs a piece that is alone with the one that stands in its place,
// if neither is blank or has a name.
func (al *aligner) joinLeftOver(from int) {
	out := al.pairs[:from]
	for i := from; i < len(al.pairs); i++ {
		p := al.pairs[i]
		if p.b < 0 && al.onlyHere(from, i) && al.mayReplace(p.a, al.pairs[i+1].b) {
			out = append(out, pair{a: p.a, b: al.pairs[i+1].b})
			i++
			continue
		}
		out = append(out, p)
	}
	al.pairs = out
}

// onlyHere reports whether pair i is a lone piece of a, followed by a lone piece
// of b, with no other lone piece beside them.
func (al *aligner) onlyHere(from, i int) bool {
	lone := func(i int) bool {
		return i >= from && i < len(al.pairs) && (al.pairs[i].a < 0 || al.pairs[i].b < 0)
	}
	return lone(i+1) && al.pairs[i+1].a < 0 && !lone(i+2) && !lone(i-1)
}

func (al *aligner) mayReplace(a, b int) bool {
	pa, pb := al.a[a], al.b[b]
	return pa.name == "" && pb.name == "" && !blank(pa.text) && !blank(pb.text)
}

func blank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }

// likeness grades how well two pieces belong together; 0 means not at all.
func likeness(a, b piece) int {
	switch {
	case a.text == b.text:
		return equal
	case blank(a.text) || blank(b.text):
		if blank(a.text) && blank(b.text) {
			return sameName
		}
		return 0
	case (a.name == "") != (b.name == ""):
		return 0
	case a.name != "" && strings.EqualFold(a.name, b.name):
		return sameName + resemblance(a.text, b.text)/10
	}
	r := resemblance(a.text, b.text)
	if a.name != "" {
		return over(r, enoughUnlikeNames)
	}
	if s := shape(a.text); s != noShape && s == shape(b.text) {
		r = max(r, sameShape)
	}
	return over(r, enough)
}

func over(r, least int) int {
	if r < least {
		return 0
	}
	return r
}

type shapeOf uint8

const (
	noShape    shapeOf = iota
	path               // begins with "/"
	parameters         // a query
	hash               // nothing but hex digits, and many of them
)

func shape(s string) shapeOf {
	s = strings.TrimRight(s, "\r\n")
	switch {
	case strings.HasPrefix(s, "/"):
		return path
	case strings.Contains(s, "=") && !strings.Contains(s, " "):
		return parameters
	case len(s) >= 40 && opaque(s):
		return hash
	}
	return noShape
}

// sample bounds the bytes of a piece that are looked at for likeness.
const sample = 512

// resemblance is the share of pairs of neighbouring bytes that two texts have in
// common (the Sørensen-Dice coefficient), in thousandths.
func resemblance(a, b string) int {
	a, b = a[:min(len(a), sample)], b[:min(len(b), sample)]
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	var counts [1024]int16
	for i := 1; i < len(a); i++ {
		counts[bigram(a, i)]++
	}
	common := 0
	for i := 1; i < len(b); i++ {
		if c := &counts[bigram(b, i)]; *c > 0 {
			*c--
			common++
		}
	}
	return 2000 * common / (len(a) + len(b) - 2)
}

func bigram(s string, i int) int { return (int(s[i-1])*31 + int(s[i])) & 1023 }
