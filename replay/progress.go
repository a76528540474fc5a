package replay

import "sync/atomic"

// Progress tells how far a search over mistakes is, while it runs: another
// goroutine may read it. The zero value is that of a search that has not begun.
type Progress struct{ tried, done, all atomic.Int64 }

// Tried is how many combinations of mistakes were tried so far.
func (p *Progress) Tried() int { return int(p.tried.Load()) }

// Percent is how much of what is to be tried is done, from 0 to 100.
func (p *Progress) Percent() int {
	all := p.all.Load()
	if all == 0 {
		return 0
	}
	return int(min(100, 100*p.done.Load()/all))
}

// begin starts a quest of so many sets at most.
func (p *Progress) begin(sets int) {
	p.done.Store(0)
	p.all.Store(int64(sets))
}

func (p *Progress) add(sets int) {
	p.tried.Add(int64(sets))
	p.done.Add(int64(sets))
}

// pass counts sets as done that exclude each other and were not made.
func (p *Progress) pass(sets int) { p.done.Add(int64(sets)) }
