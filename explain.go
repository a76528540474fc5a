package main

import (
	"github.com/spf13/cobra"

	"sigwhy/explain"
	"sigwhy/report"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "explain [CODE]",
		Short:   "Say what a finding's code means, how to see it and how to mend it",
		Long:    "Explains the mistake that a code names. Without a code it lists all of them.",
		Example: "sigwhy explain path-double-encoded",
		Args:    atMostOne("code"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, e := range explain.All() {
				codes = append(codes, e.Code+"\t"+e.Title)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			width, color := a.terminal()
			o := report.Options{Width: width, Color: color}
			if len(args) == 0 {
				return a.print(report.Codes(explain.All(), o))
			}
			entry, ok := explain.Of(args[0])
			if !ok {
				return unknown("code", args[0], explain.Nearest(args[0]), "sigwhy explain lists all codes")
			}
			return a.print(report.Explanation(entry, o))
		},
	}
}
