package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// givenFlags are the flags that say what the evidence does not.
type givenFlags struct {
	profile, secretFile, keyFile string
	env, pasted                  bool
	region, service, at, body    string
	budget                       time.Duration
	good                         string // of diagnose alone

	usualRegion string // of the profile or environment
}

func (f *givenFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.profile, "profile", "", "take the secret key from a profile of the shared AWS files")
	flags.BoolVar(&f.env, "env", false, "take the secret key from AWS_SECRET_ACCESS_KEY")
	flags.BoolVar(&f.pasted, "pasted-key", false, "take the secret key that stands in what is read")
	flags.StringVar(&f.secretFile, "secret-file", "", "take the secret key from a file that holds nothing else")
	flags.StringVar(&f.keyFile, "signing-key-file", "", "take a derived signing key from a file: 32 bytes, their hex or base64")
	flags.StringVar(&f.region, "region", "", "the region to sign for, where the evidence does not say")
	flags.StringVar(&f.service, "service", "", "the service's signing name, where the evidence does not say")
	flags.StringVar(&f.at, "at", "", "the time to judge clock and expiry by: 2026-01-31T12:00:00Z, an HTTP date, unix seconds")
	flags.StringVar(&f.body, "body", "", "the file that holds the request's body, byte for byte")
	flags.DurationVar(&f.budget, "search-budget", 2*time.Second,
		"how long to search combined mistakes on a usual machine; 0s: single ones and pairs alone")
}

// read turns the flags into what is given to the analysis.
func (f *givenFlags) read(a *app) (diagnose.Given, error) {
	var g diagnose.Given
	if err := f.readKey(a, &g); err != nil {
		return g, err
	}
	g.Region, g.Service = f.region, f.service
	g.Budget = f.budget
	if f.budget < 0 {
		return g, failText("the search budget is negative")
	}
	if f.at != "" {
		at, err := parseTime(f.at)
		if err != nil {
			return g, err
		}
		g.At = at
	}
	if f.body != "" {
		body, err := a.read(f.body)
		if err != nil {
			return g, err
		}
		g.Body, g.BodyGiven = body, true
	}
	return g, nil
}

// caseOf is the case of what was read. The region that a profile is set to is only for
// evidence that names none: requests for other regions are no mistake.
func (f *givenFlags) caseOf(e *evidence.Evidence, given diagnose.Given) (diagnose.Case, error) {
	if f.pasted && len(e.Credentials) == 0 {
		return diagnose.Case{}, failText("no secret key stands in what is read",
			"give one of --profile, --env, --secret-file and --signing-key-file")
	}
	if f.pasted {
		c := e.Credentials[0]
		given.Key, given.KeyFrom = sigv4.Key{Secret: sigv4.NewSecret(c.Secret.S)}, "of the paste"
		given.AccessKeyID, given.Token = c.AccessKeyID.S, sigv4.NewSecret(c.Token.S)
	}
	if given.Region == "" && !namesRegion(e) {
		given.Region = f.usualRegion
	}
	return diagnose.Case{Evidence: e, Given: given}, nil
}

func namesRegion(e *evidence.Evidence) bool {
	for _, x := range e.Exchanges {
		for _, c := range x.Claims {
			if c.Scope().Region != "" {
				return true
			}
		}
		if x.Client.StringToSign != nil || x.Server != nil && x.Server.StringToSign != nil {
			return true
		}
	}
	return false
}

// timeLayouts are the ways to write --at beside unix seconds.
var timeLayouts = []string{
	time.RFC3339, "20060102T150405Z", "20060102T150405Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
	time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, "2006-01-02", "20060102",
}

func parseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 99_999_999 {
		return time.Unix(n, 0).UTC(), nil
	}
	return time.Time{}, failText(fmt.Sprintf("cannot read the time %q", s),
		"write it as 2026-01-31T12:00:00Z, 20260131T120000Z, Sat, 31 Jan 2026 12:00:00 GMT, or unix seconds")
}
