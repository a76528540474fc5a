package main

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/ini.v1"

	"sigwhy/diagnose"
	"sigwhy/sigv4"
)

// readKey loads the secret key from the one place that the flags name.
func (f *givenFlags) readKey(a *app, g *diagnose.Given) error {
	var c credentials
	var err error
	ways := 0
	for _, way := range []struct {
		named bool
		load  func() (credentials, error)
	}{
		{f.profile != "", func() (credentials, error) { return a.profile(f.profile) }},
		{f.env, a.environment},
		{f.secretFile != "", func() (credentials, error) { return a.secretFile(f.secretFile) }},
		{f.keyFile != "", func() (credentials, error) { return a.signingKeyFile(f.keyFile) }},
		{f.pasted, func() (credentials, error) { return credentials{}, nil }}, // caseOf takes it from what is read
	} {
		if way.named {
			ways++
			c, err = way.load()
		}
	}
	if ways > 1 {
		return failText("the secret key is named in more than one place",
			"give one of --profile, --env, --secret-file, --signing-key-file and --pasted-key")
	}
	if err != nil {
		return err
	}
	g.Key, g.KeyFrom, g.AccessKeyID, g.Token = c.key, c.from, c.accessKeyID, c.token
	f.usualRegion = c.region
	return nil
}

// credentials are a key and what belongs to it.
type credentials struct {
	key         sigv4.Key
	from        string // in words
	accessKeyID string
	token       sigv4.Secret
	region      string
}

func (a *app) environment() (credentials, error) {
	secret := a.env("AWS_SECRET_ACCESS_KEY")
	if secret == "" {
		return credentials{}, failText("AWS_SECRET_ACCESS_KEY is not set",
			"export the credentials first, or use --profile or --secret-file")
	}
	region := a.env("AWS_REGION")
	if region == "" {
		region = a.env("AWS_DEFAULT_REGION")
	}
	return credentials{
		key: sigv4.Key{Secret: sigv4.NewSecret(secret)}, from: "AWS_SECRET_ACCESS_KEY",
		accessKeyID: a.env("AWS_ACCESS_KEY_ID"), token: sigv4.NewSecret(a.env("AWS_SESSION_TOKEN")), region: region,
	}, nil
}

// secretFile reads a file that holds a secret key. The line end that editors and
// echo add is no part of it; what else is trimmed is said.
func (a *app) secretFile(name string) (credentials, error) {
	data, err := a.read(name)
	if err != nil {
		return credentials{}, err
	}
	line := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	secret := strings.TrimSpace(line)
	switch {
	case secret == "":
		return credentials{}, failText(name + " holds no secret key")
	case strings.ContainsAny(secret, "\r\n"):
		return credentials{}, failText(name+" holds more than one line",
			"put the secret key alone in it, or use --profile for the shared AWS files")
	case secret != line:
		a.note(fmt.Sprintf("blanks or line ends around the secret key in %s are left out", name))
	}
	return credentials{key: sigv4.Key{Secret: sigv4.NewSecret(secret)}, from: "file " + filepath.Base(name)}, nil
}

const keyLength = 32

// signingKeyFile reads a derived signing key: 32 bytes, 64 hex digits or base64.
func (a *app) signingKeyFile(name string) (credentials, error) {
	data, err := a.read(name)
	if err != nil {
		return credentials{}, err
	}
	key, ok := signingKey(data)
	if !ok {
		return credentials{}, failText(name+" holds no signing key", "it is 32 raw bytes, 64 hex digits or their base64")
	}
	return credentials{
		key:  sigv4.Key{Derived: sigv4.NewSecret(string(key))},
		from: "signing key in " + filepath.Base(name),
	}, nil
}

func signingKey(data []byte) ([]byte, bool) {
	if len(data) == keyLength {
		return data, true
	}
	text := strings.TrimSpace(string(data))
	if key, err := hex.DecodeString(text); err == nil && len(key) == keyLength {
		return key, true
	}
	for _, enc := range []*base64.Encoding{
		base64.StdEncoding, base64.RawStdEncoding,
		base64.URLEncoding, base64.RawURLEncoding,
	} {
		if key, err := enc.DecodeString(text); err == nil && len(key) == keyLength {
			return key, true
		}
	}
	return nil, false
}

// profile reads a profile of the shared credentials and config files; what the
// first says goes before the second.
func (a *app) profile(name string) (credentials, error) {
	files, err := a.sharedFiles()
	if err != nil {
		return credentials{}, err
	}
	value := func(key string) string {
		for _, f := range files {
			if v := f.value(name, key); v != "" {
				return v
			}
		}
		return ""
	}
	secret := value("aws_secret_access_key")
	if secret == "" {
		return credentials{}, noKey(files, name, value)
	}
	token := value("aws_session_token")
	if token == "" {
		token = value("aws_security_token")
	}
	return credentials{
		key: sigv4.Key{Secret: sigv4.NewSecret(secret)}, from: "profile " + name, accessKeyID: value("aws_access_key_id"),
		token: sigv4.NewSecret(token), region: value("region"),
	}, nil
}

// waysToGetKey are the settings of a profile that say where its credentials come from.
var waysToGetKey = []string{
	"credential_process", "sso_session", "sso_start_url", "role_arn", "source_profile", "web_identity_token_file",
}

// noKey says why a profile yields no key, and how to get one all the same.
func noKey(files []sharedFile, name string, value func(string) string) error {
	known := profileNames(files)
	if !slices.Contains(known, name) {
		return failText("no profile "+name+" in the shared AWS files", "the profiles are: "+strings.Join(known, ", "))
	}
	for _, key := range waysToGetKey {
		if value(key) != "" {
			return failText("profile "+name+" holds no secret key: it gets one by "+key,
				"put the credentials in the environment, then use --env: "+
					"eval \"$(aws configure export-credentials --profile "+name+" --format env)\"")
		}
	}
	return failText("profile " + name + " holds no secret key")
}

// A sharedFile is one of the two files. Their sections are named differently.
type sharedFile struct {
	ini    *ini.File
	prefix string // of sections other than default
}

func (f *sharedFile) value(profile, key string) string {
	name := f.prefix + profile
	if profile == "default" && !f.ini.HasSection(name) {
		name = profile
	}
	s, err := f.ini.GetSection(name)
	if err != nil || !s.HasKey(key) {
		return ""
	}
	return s.Key(key).Value()
}

// sharedFiles reads those of the two files that exist.
func (a *app) sharedFiles() ([]sharedFile, error) {
	var files []sharedFile
	for _, f := range []struct{ env, name, prefix string }{
		{"AWS_SHARED_CREDENTIALS_FILE", "credentials", ""},
		{"AWS_CONFIG_FILE", "config", "profile "},
	} {
		name := a.env(f.env)
		if name == "" {
			home, err := a.home()
			if err != nil {
				return nil, fail(fmt.Errorf("cannot find the shared AWS files: %w", err),
					"name them in AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE")
			}
			name = filepath.Join(home, ".aws", f.name)
		}
		data, err := a.read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		parsed, err := ini.LoadSources(iniOptions, data)
		if err != nil {
			return nil, failText(name + " is not in the form of the shared AWS files") // the library's error quotes the line
		}
		files = append(files, sharedFile{parsed, f.prefix})
	}
	if len(files) == 0 {
		return nil, failText("there are no shared AWS files",
			"they are ~/.aws/credentials and ~/.aws/config; --env and --secret-file do without")
	}
	return files, nil
}

// iniOptions make values come out byte for byte, as the AWS tools read them.
var iniOptions = ini.LoadOptions{
	IgnoreInlineComment: true, IgnoreContinuation: true, PreserveSurroundedQuote: true,
	AllowNestedValues: true, SkipUnrecognizableLines: true,
}

func profileNames(files []sharedFile) []string {
	var names []string
	for _, f := range files {
		for _, s := range f.ini.SectionStrings() {
			name, ok := strings.CutPrefix(s, f.prefix)
			if (ok || s == "default") && s != ini.DefaultSection {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
