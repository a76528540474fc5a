package main

import (
	"context"
	"time"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/ui"
)

// show opens the screen.
func (a *app) show(ctx context.Context, sources []evidence.Source, given diagnose.Given, look lookFlags) error {
	var budget time.Duration // the screen's own: who looks at a search can end it
	if look.budgeted {
		budget = given.Budget
	}
	err := ui.Run(ctx, ui.Options{
		Budget:  budget,
		Sources: sources,
		Given:   given,
		ASCII:   look.ascii,
		NoColor: a.env("NO_COLOR") != "",
		Samples: allSamples(),
		Secrets: ui.Secrets{
			Env:      func() (ui.Credentials, error) { return forScreen(a.environment()) },
			Profiles: a.profileNames,
			Profile:  func(name string) (ui.Credentials, error) { return forScreen(a.profile(name)) },
			File:     func(name string) (ui.Credentials, error) { return forScreen(a.secretFile(name)) },
		},
	})
	if err != nil {
		return fail(err, "sigwhy diagnose FILE prints the report without a screen")
	}
	return nil
}

func forScreen(c credentials, err error) (ui.Credentials, error) {
	return ui.Credentials{Key: c.key, AccessKeyID: c.accessKeyID, Token: c.token, From: c.from}, err
}

// profileNames lists the profiles of the shared AWS files, none where they cannot be read.
func (a *app) profileNames() []string {
	files, err := a.sharedFiles()
	if err != nil {
		return nil
	}
	return profileNames(files)
}
