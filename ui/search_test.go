package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"sigwhy/diagnose"
	"sigwhy/visible"
)

// unknown is a request whose signature no mistake gives.
const unknown = "GET /a HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nX-Amz-Date: 20250612T083000Z\r\n" +
	"Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\r\n\r\n"

// searchStory is a story in which during calls at the beginning and at the end of the
// long search.
func searchStory(t *testing.T, budget time.Duration, before, after func(*story)) *story {
	var s *story
	opt := Options{Theme: Dark, Budget: &budget}
	opt.diagnose = func(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
		if c.Given.Budget > 0 {
			before(s)
			defer after(s)
		}
		return diagnose.Analyze(ctx, c)
	}
	s = newStory(t, opt)
	return s.paste(unknown).keys("s", "t").types("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").keys("enter")
}

func TestSearchTellsItsProgress(t *testing.T) {
	t.Parallel()
	began, ended := "", ""
	s := searchStory(t, 1,
		func(s *story) { began = s.frame() },
		func(s *story) { ended = s.later().frame() })
	if !strings.Contains(began, "no mistake found yet; searching combined mistakes") {
		t.Errorf("at the beginning:\n%s", began)
	}
	if !strings.Contains(ended, "searching combined mistakes: 100%") || !strings.Contains(ended, " tried") {
		t.Errorf("at the end:\n%s", ended)
	}
	s.sees("combinations of mistakes ruled out")
	if strings.Contains(s.frame(), "searching") {
		t.Error("it still searches")
	}
}

// TestEscEndsTheSearch at its beginning: what the pairs gave stays, and nothing more
// is ruled out.
func TestEscEndsTheSearch(t *testing.T) {
	t.Parallel()
	during, pairs := "", 0
	s := searchStory(t, 1, func(s *story) {
		during, pairs = s.frame(), s.m.a.Search.Tried
		if report := s.m.reportText(); strings.Contains(report, "no combination of known") || !strings.Contains(report, "no pair of known mistakes gives it, larger sets are being tried") || strings.Contains(report, "esc") {
			t.Errorf("a report rules out what is still being tried:\n%s", report)
		}
		s.keys("esc")
	}, func(*story) {})
	if strings.Contains(during, "no combination") || !strings.Contains(during, "no pair of known mistakes gives it") {
		t.Errorf("while it runs:\n%s", during)
	}
	if s.m.ended == nil || s.m.run.search != nil {
		t.Errorf("the search goes on: %+v", s.m.a.Search)
	}
	s.sees("the search was ended at 0%", "not all\n   larger sets were tried").seesNot("no combination")
	s.keys("enter").sees("pairs of mistakes were tried, " + visible.Thousands(pairs) + " combinations in all")
}

// TestBudgetEndsTheSearch: what the budget does not reach is not ruled out either.
func TestBudgetEndsTheSearch(t *testing.T) {
	t.Parallel()
	s := searchStory(t, 5*time.Millisecond, func(*story) {}, func(*story) {})
	s.sees("the search budget is used up").seesNot("no combination", "ruled out")
}

// TestNoBudgetForTheSearch: single mistakes and pairs are all that is tried, and said
// to be.
func TestNoBudgetForTheSearch(t *testing.T) {
	t.Parallel()
	s := searchStory(t, 0, func(*story) { t.Error("combined mistakes are searched") }, func(*story) {})
	s.sees("no pair of known mistakes gives it").seesNot("no combination", "larger sets")
}

// TestBudgetOfTheScreen is for who asks for none.
func TestBudgetOfTheScreen(t *testing.T) {
	t.Parallel()
	if got := *(Options{}).filled().Budget; got != screenBudget {
		t.Errorf("the budget is %v", got)
	}
	if got := *(Options{Budget: new(time.Second)}).filled().Budget; got != time.Second {
		t.Errorf("asked for a second, the budget is %v", got)
	}
}

// TestEndOfASearchIsSaid where there are findings, and how to end it from another pane.
func TestEndOfASearchIsSaid(t *testing.T) {
	t.Parallel()
	during := ""
	opt := Options{Theme: Dark, Budget: new(time.Nanosecond)}
	var s *story
	opt.diagnose = func(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
		a := diagnose.Analyze(ctx, c)
		a.Findings = []diagnose.Finding{{Code: "clock-skew", Title: "The clock may be wrong", Proof: diagnose.Possible}}
		if c.Given.Budget > 0 {
			during = s.keys("2").later().frame()
		}
		return a
	}
	s = newStory(t, opt)
	s.paste(unknown).keys("s", "t").types("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").keys("enter")
	if !strings.Contains(during, "tried; esc in the findings ends it") {
		t.Errorf("during the search:\n%s", during)
	}
	s.sees("combinations gives what was sent")
}
