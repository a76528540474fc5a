package main

import (
	"github.com/spf13/cobra"

	"sigwhy/report"
	"sigwhy/samples"
	"sigwhy/sigv4"
	"sigwhy/ui"
	"sigwhy/visible"
)

// allSamples returns the embedded samples.
func allSamples() []ui.Sample {
	var all []ui.Sample
	for _, s := range samples.All() {
		all = append(all, ui.Sample{
			Name:   s.Name,
			Title:  s.Title,
			Story:  s.Story,
			Data:   s.Data,
			Secret: sigv4.NewSecret(s.Secret),
			At:     s.At,
		})
	}
	return all
}

func (a *app) samplesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "samples [NAME]",
		Short:   "List failing cases to learn from, or print one",
		Example: "sigwhy samples\nsigwhy samples envoy-path-encoded-twice | sigwhy -",
		Args:    atMostOne("sample"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listSamples()
			}
			s, ok := samples.Get(args[0])
			if !ok {
				return unknown("sample", args[0], nil, "sigwhy samples lists them")
			}
			if a.stdoutIsTTY {
				return a.print(drawable(string(s.Data)))
			}
			return a.print(string(s.Data))
		},
	}
}

func (a *app) listSamples() error {
	width, color := a.terminal()
	var names []report.Named
	for _, s := range allSamples() {
		names = append(names, report.Named{Name: s.Name, Title: s.Title})
	}
	return a.print(report.Names(names, report.Options{Width: width, Color: color}))
}

// drawable is a text as a terminal may show it: a sample may hold what it obeys.
func drawable(s string) string {
	var out []byte
	for _, l := range visible.Lines(s) {
		out = append(append(out, l.Text()...), '\n')
	}
	return string(out)
}
