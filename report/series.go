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

// notesOf are the notes on what was read, and what is to be said of the good request.
func notesOf(a *diagnose.Analysis, number int) []evidence.Note {
	list := slices.Clone(a.Evidence.Notes)
	if number > 0 {
		list = slices.DeleteFunc(list, func(n evidence.Note) bool { return !ofExchange(a, n.Place) })
	}
	if a.AboutGood != "" {
		list = append(list, evidence.Note{Says: a.AboutGood})
	}
	return list
}

// goodPlace is where the request stands that was compared with, in the evidence that it is of.
// It is absent where there is none, or where it is one of the requests that are reported on.
func goodPlace(a *diagnose.Analysis) (e *evidence.Evidence, p evidence.Place, ok bool) {
	if a.Good == nil || a.Good.Evidence == a.Evidence {
		return nil, p, false
	}
	return a.Good.Evidence, a.Good.Evidence.Exchanges[a.Good.Exchange].Span, true
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
