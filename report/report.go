package report

import (
	"fmt"

	"sigwhy/diagnose"
)

// Options are what a report depends on beside the analysis.
type Options struct {
	// Given is what was given beside the evidence; its secrets are masked
	// wherever they appear.
	Given diagnose.Given
	Hide  Hide
	Color bool
	Width int // columns of a text report; 0 means 80
	// Number is that of the request in a series of reports, from 1: each begins
	// with a heading, lists what was read of that request alone, and JSON is one
	// line each. 0 for a report by itself. Of is how many there are, 0 where that
	// is not known yet.
	Number, Of int
	// Lines is set in a series, also of none: JSON is written in one line.
	Lines bool
	// Known is what Learn found in the evidence, for a series of reports on one; nil
	// has each find it anew.
	Known *Known
}

// Hide says what is masked. Secret access keys and derived keys always are.
type Hide uint8

const (
	HideTokens     Hide = iota // session tokens and other credentials that are no secret key
	HideSignatures             // those, and signatures: for a report that others will read
	HideNothing
)

// Format names a way of writing.
type Format string

// The formats.
const (
	TextFormat     Format = "text"
	JSONFormat     Format = "json"
	MarkdownFormat Format = "markdown"
)

// Write returns the report in a format.
func Write(a *diagnose.Analysis, format Format, o Options) (string, error) {
	switch format {
	case TextFormat:
		return Text(a, o), nil
	case JSONFormat:
		return JSON(a, o)
	case MarkdownFormat:
		return Markdown(a, o), nil
	}
	return "", fmt.Errorf("unknown format %q", format)
}
