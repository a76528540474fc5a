package ui

import (
	"reflect"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestBackLinksWhatIsSelected: whichever way a person comes to a pane, what is marked
// in the others is what is selected in it.
func TestBackLinksWhatIsSelected(t *testing.T) {
	t.Parallel()
	s := sample(t)
	ofFinding := s.m.link
	s.keys("2", "g", "down")
	if s.m.link.from != linkStage {
		t.Fatalf("in the stage the link is %+v", s.m.link)
	}
	s.keys("esc")
	if !reflect.DeepEqual(s.m.link, ofFinding) {
		t.Errorf("back in the findings the link is %+v, want %+v", s.m.link, ofFinding)
	}
	for _, leave := range []string{"esc", "p"} {
		if s.keys("2", "p", "G"); s.m.link.from != linkPaste {
			t.Fatalf("in the paste the link is %+v", s.m.link)
		}
		if s.keys(leave); s.m.focus != onStage || s.m.link.from != linkStage {
			t.Errorf("%s left the paste with the link %+v", leave, s.m.link)
		}
	}
	at := s.m.frame.findings
	s.send(tea.MouseClickMsg{X: at.x + 1, Y: at.y})
	if !reflect.DeepEqual(s.m.link, ofFinding) {
		t.Errorf("a click on the findings left the link %+v", s.m.link)
	}
}
