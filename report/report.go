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
	// Of is the number of requests that reports are written of, one after the
	// other: each begins with a heading, and JSON is one line each. 0 for one alone.
	Of int
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
