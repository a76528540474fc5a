package ui

import "testing"

// TestFindingsTakeWhatNoStageNeeds, a few rows of it.
func TestFindingsTakeWhatNoStageNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ findings, stage, want int }{
		{5, 5, 5},
		{20, 5, mostFindings},
		{20, 40, findingRows(24)},
		{2, 5, 2},
	} {
		l := plan(80, 24, wants{headline: 1, next: 1, source: 1, findings: c.findings, stage: c.stage, shown: c.stage})
		if l.findings.h != c.want {
			t.Errorf("%d findings above a stage of %d lines have %d rows, want %d", c.findings, c.stage, l.findings.h, c.want)
		}
	}
}
