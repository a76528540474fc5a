package main

import (
	"context"

	"sigwhy/ui"
)

// show opens the screen, which is told here what it needs of the system.
func (a *app) show(ctx context.Context, screen ui.Options) error {
	screen.NoColor = a.env("NO_COLOR") != ""
	screen.Samples = allSamples()
	screen.Secrets = ui.Secrets{
		Env:      func() (ui.Credentials, error) { return forScreen(a.environment()) },
		Profiles: a.profileNames,
		Profile:  func(name string) (ui.Credentials, error) { return forScreen(a.profile(name)) },
		File:     func(name string) (ui.Credentials, error) { return forScreen(a.secretFile(name)) },
	}
	err := ui.Run(ctx, screen)
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
