package ui

import (
	"reflect"
	"slices"

	"sigwhy/diagnose"
)

// A question is all that the answer for a request depends on besides which one it is.
type question struct {
	version int // of the sources
	given   diagnose.Given
	good    *diagnose.Good
}

func (m *Model) question() question { return question{m.version, m.given, m.good} }

func (q question) same(o question) bool { return q.good == o.good && q.alike(o) }

// alike is same but for the good request, which a quick look does not depend on.
func (q question) alike(o question) bool {
	return q.version == o.version && reflect.DeepEqual(q.given, o.given)
}

// memory keeps what was found out of the requests of a paste, so that going from
// one to another and back computes nothing anew.
type memory struct {
	question question
	briefs   []diagnose.Brief
	answers  []analyzedMsg
}

// mostAnswers bounds what is kept: each answer holds the texts that it shows.
const mostAnswers = 8

// keep takes an answer in; an answer to another question makes it forget the rest.
func (y *memory) keep(msg analyzedMsg) {
	if !y.question.same(msg.question) {
		*y = memory{question: msg.question}
	}
	y.briefs = msg.analysis.Briefs
	y.answers = slices.DeleteFunc(y.answers, func(a analyzedMsg) bool { return a.analysis.Exchange == msg.analysis.Exchange })
	y.answers = append(y.answers, msg)
	if len(y.answers) > mostAnswers {
		y.answers = slices.Delete(y.answers, 0, 1)
	}
}

// surveyed returns the quick looks at all requests, nil when there are none for the question.
func (y *memory) surveyed(q question) []diagnose.Brief {
	if !y.question.alike(q) {
		return nil
	}
	return y.briefs
}

// answer returns the answer for a request, if it is known.
func (y *memory) answer(q question, exchange int) (analyzedMsg, bool) {
	i := slices.IndexFunc(y.answers, func(a analyzedMsg) bool { return a.analysis.Exchange == exchange })
	if i < 0 || !y.question.same(q) {
		return analyzedMsg{}, false
	}
	return y.answers[i], true
}
