// Package report writes an analysis as text, as JSON and as Markdown.
//
// What is said, and in which order, is composed once (compose.go); Text and
// Markdown only lay it out, so that they cannot disagree. JSON is a contract of
// its own, "sigwhy/1".
//
// Everything that came from a paste goes through a masker and then through
// package visible before it is written: no secret key appears in any output, no
// session token unless that was asked for, and no byte that a terminal would
// obey. The package computes nothing about a signature and judges nothing.
package report
