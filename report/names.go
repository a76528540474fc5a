package report

import (
	"sigwhy/explain"
	"sigwhy/visible"
)

// Codes lists codes with their titles, by stage.
func Codes(entries []explain.Entry, o Options) string {
	names := make([]Named, len(entries))
	for i, e := range entries {
		names[i] = Named{Group: e.Stage, Name: e.Code, Title: e.Title}
	}
	return Names(names, o)
}

// A Named is a line of a list.
type Named struct{ Group, Name, Title string }

// Names lists names with their titles, under the groups that they stand in.
func Names(names []Named, o Options) string {
	var blocks []block
	longest := 0
	for _, n := range names {
		longest = max(longest, len(n.Name))
	}
	group := ""
	for _, n := range names {
		if n.Group != group {
			group = n.Group
			blocks = append(blocks, block{kind: heading, text: visible.String(group)})
		}
		blocks = append(blocks, block{kind: entry, label: visible.Text(pad(n.Name, longest+2)), text: visible.Prose(n.Title)})
	}
	return newPage(o).write(blocks)
}
