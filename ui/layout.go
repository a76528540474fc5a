package ui

// A layout says where everything stands. Empty rectangles are not drawn.
type layout struct {
	headline, next, source rect
	findingsRule, findings rect
	tabs, main             rect
	previewRule, preview   rect
	divider                rect
	info, keys             rect
	mode                   stageMode
	beside                 bool
}

// wants is what the layout depends on besides the size.
type wants struct {
	headline, next, source int // lines they would like
	findings               int // rows of the list
	stage, shown           int // lines of the largest stage, and of the one that is shown
	focus                  focus
	max                    bool
}

const (
	splitWidth   = 100 // two texts side by side from here
	stackedWidth = 60  // both texts, one above the other, from here
	fullSplit    = 141 // two texts that show a SHA-256 unwrapped
	besideWidth  = fullSplit + 38
)

// plan lays the page out. It is a function of its arguments alone.
func plan(w, h int, want wants) layout {
	l := layout{mode: modeOf(w), beside: w >= besideWidth && !want.max}
	all := rect{0, 0, w, h}
	if h >= 8 {
		l.keys, all = all.bottom(1)
	}
	if h >= 7 {
		l.info, all = all.bottom(1)
	}
	if want.max {
		l.headline, all = all.top(1)
		return l.maximised(all, want)
	}
	all = l.head(all, h, want)
	if l.beside {
		l.columns(all, want)
		return l
	}
	l.rows(all, h, want)
	return l
}

func modeOf(w int) stageMode {
	switch {
	case w >= splitWidth:
		return split
	case w >= stackedWidth:
		return stacked
	}
	return single
}

func (l *layout) maximised(all rect, want wants) layout {
	if want.focus == onFindings {
		l.findings = all
		return *l
	}
	l.tabs, l.main = all.top(1)
	return *l
}

// head gives the verdict, the next step and the provenance their lines.
func (l *layout) head(all rect, h int, want wants) rect {
	lines := func(from int) int {
		if h >= from {
			return 2
		}
		return 1
	}
	l.headline, all = all.top(min(lines(10), want.headline))
	l.next, all = all.top(min(lines(16), want.next))
	if h >= 14 {
		l.source, all = all.top(min(1, want.source))
	}
	return all
}

// rows stacks findings, stage and preview.
func (l *layout) rows(all rect, h int, want wants) {
	if h >= 16 {
		l.findingsRule, all = all.top(1)
	}
	l.findings, all = all.top(min(want.findings, max(findingRows(h), l.roomAbove(all, want))))
	if h >= 26 {
		_, all = all.top(1)
	}
	l.tabs, all = all.top(1)
	l.main = all
	l.dockUnder(&l.main, want)
}

// roomAbove is how many rows the findings may have because no stage needs them: a few
// more than else, for the paste would use them too.
func (l *layout) roomAbove(all rect, want wants) int {
	tabs := 1
	return min(all.h-tabs-max(want.stage+1, 8), mostFindings)
}

// mostFindings bounds what the findings take of the room that is left.
const mostFindings = 6

// dockUnder puts the paste under the stage, where the stage leaves room for it: the
// largest, so that the paste stays where it is from stage to stage, or else the one
// that is shown.
func (l *layout) dockUnder(main *rect, want wants) {
	spare := main.h - max(want.stage+1, 8)
	if spare < previewRows {
		spare = main.h - max(want.shown+1, 8)
	}
	if spare < previewRows || want.focus == onPaste {
		return
	}
	l.preview, *main = main.bottom(spare - 1)
	l.previewRule, *main = main.bottom(1)
}

// previewRows is the least that the paste is shown in beside the stage.
const previewRows = 7

// findingRows bounds the list so that the stage keeps most of the room.
func findingRows(h int) int {
	switch {
	case h >= 40:
		return 8
	case h >= 30:
		return 6
	case h >= 20:
		return 3
	case h >= 12:
		return 2
	}
	return 1
}

// columns sets the findings, and the paste under them, beside the stage.
func (l *layout) columns(all rect, want wants) {
	_, all = all.top(1)
	narrow, wide := all.left(min(64, all.w-fullSplit-1))
	l.divider, wide = wide.left(1)
	l.tabs, l.main = wide.top(1)
	l.findingsRule, l.findings = narrow.top(1)
	l.dockUnder(&l.main, want)
	if l.preview.empty() && want.focus != onPaste && narrow.h >= 24 {
		l.preview, l.findings = l.findings.bottom(narrow.h * 2 / 5)
		l.previewRule, l.findings = l.findings.bottom(1)
	}
}

// mainInside leaves a column free at both sides of the stage, unless the texts
// need them.
func (l *layout) mainInside() rect {
	if l.main.w < 80 || l.main.w >= fullSplit && l.main.w < fullSplit+2 {
		return l.main
	}
	return l.main.inset(1)
}
