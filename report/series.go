package report

import (
	"slices"

	"sigwhy/diagnose"
	"sigwhy/evidence"
)

// A report in a series shows what was read of its own request; one by itself
// (number 0) shows all.

func artefactsOf(a *diagnose.Analysis, number int) []evidence.Artefact {
	if number == 0 {
		return a.Evidence.Artefacts
	}
	var list []evidence.Artefact
	for _, r := range a.Evidence.Artefacts {
		if ofExchange(a, r.Place) {
			list = append(list, r)
		}
	}
	return list
}

func notesOf(a *diagnose.Analysis, number int) []evidence.Note {
	if number == 0 {
		return a.Evidence.Notes
	}
	return slices.DeleteFunc(slices.Clone(a.Evidence.Notes), func(n evidence.Note) bool { return !ofExchange(a, n.Place) })
}

// ofExchange reports whether a place is within the request that an analysis is of,
// or in no place of its source.
func ofExchange(a *diagnose.Analysis, p evidence.Place) bool {
	if a.Exchange < 0 || a.Exchange >= len(a.Evidence.Exchanges) {
		return true
	}
	span := a.Evidence.Exchanges[a.Exchange].Span
	return p.Empty() || p.Source != span.Source || p.From < span.To && p.To > span.From
}
