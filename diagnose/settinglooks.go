package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// settingLooks read settings. What they make of a secret key is told by the syntax that they
// are in and by the form of the value.
var settingLooks = slices.Concat(
	looksFor(settingSigns, (*facts).lookSettingSign),
	[]mistake{
		{code: "secret-recoded", look: lookSecretSettings},
		{code: "credentials-mixed", look: lookMixedSettings},
		{code: "region-mismatch", look: lookRegionSetting},
		{code: "service-mismatch", look: lookServiceSetting},
		{code: "addressing-style-mismatch", look: lookBucketTwice},
	},
)

// A settingFault is what a setting can do to the secret key that it gives.
type settingFault struct {
	code  string
	basis basis
	says  string
	shows func(*facts, *setting) bool
}

// settingFaults are tried in order; the first one that a setting shows is said.
var settingFaults = []settingFault{
	{
		code:  "secret-whitespace",
		basis: byInference,
		says:  "The base64 text of the Secret has a line break or blank at the end of the secret key, which becomes a part of it: encode it with printf %s or echo -n.",
		shows: func(f *facts, s *setting) bool {
			d, ok := f.fromCluster(s)
			return ok && d != "" && strings.TrimRight(d, " \t\r\n") != d
		},
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says:  "The base64 text of the Secret decodes to the secret key in quotes: they become a part of it.",
		shows: func(f *facts, s *setting) bool {
			d, ok := f.fromCluster(s)
			return ok && quotedWhole(d)
		},
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says:  "The secret key is given as its base64 text, and nothing decodes it there: data of a Secret is encoded once, stringData and other settings take the key as it is.",
		shows: encodedSetting,
	},
	{
		code:  "secret-whitespace",
		basis: byInference,
		says:  "The secret key is given as a block that keeps its line break, which becomes a part of it: in YAML |- and >- leave it out.",
		shows: func(f *facts, s *setting) bool {
			return blockScalar.MatchString(s.raw) && oneWord.MatchString(f.nextLine(s)) && !f.pasteHas(trimsBlock) && takesAsIs(f) &&
				f.blockOf(s.where) != "data" // line ends are no part of what is encoded
		},
	},
	{
		code:  "secret-whitespace",
		basis: byInference,
		says:  "A blank or a line break stands at the end of the secret key, within its quotes or where the syntax keeps it: it is a part of the key.",
		shows: func(f *facts, s *setting) bool { return s.blankKept() && takesAsIs(f) },
	},
	{
		code:  "secret-whitespace",
		basis: byCode,
		says:  "The file of the secret key has line ends of Windows, and is read by what keeps the carriage return: it becomes a part of the key.",
		shows: func(f *facts, s *setting) bool {
			return s.quote == "" && f.pasteHas(windowsEnds) && f.pasteHas(sourced) && !f.pasteHas(trims)
		},
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says:  "The secret key stands in quotes, in a syntax that keeps them: they become a part of the key.",
		shows: quotesKept,
	},
	{
		code:  "secret-recoded",
		basis: byInference,
		says:  `The secret key has \/ in it, as JSON may write a /: where nothing reads it as JSON, the \ becomes a part of the key.`,
		shows: func(_ *facts, s *setting) bool {
			if json := s.quote == `"` && strings.Contains(s.sign, ":"); json {
				return strings.Contains(s.value, `\\/`)
			}
			return slashEscaped.MatchString(s.value)
		},
	},
	{
		code:  "secret-recoded",
		basis: byCode,
		says:  `In a file of properties \ begins an escape: a secret key with a single \ in it loses it.`,
		shows: func(f *facts, s *setting) bool {
			return s.quote == "" && singleBackslash.MatchString(s.value) && f.pasteHas(propertiesFile)
		},
	},
	{
		code:  "secret-recoded",
		basis: byWords,
		says:  "The secret key stands there percent-encoded (%2F for /, %2B for +), in a form that nothing decodes: only in a URL it has to be.",
		shows: func(_ *facts, s *setting) bool {
			return percentEscape.MatchString(s.value) && !strings.ContainsAny(s.value, "/+") && !strings.Contains(s.before, "://")
		},
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		says:  "$ and what follows it in the secret key is taken for a variable, which is not set, and left out: single quotes keep it, and $$ in the files of docker compose.",
		shows: (*facts).dollarTaken,
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		says:  "The shell takes the & or ; in the secret key for the end of the command: the key ends there. Quotes keep it.",
		shows: func(_ *facts, s *setting) bool {
			m := commandEnd.FindStringSubmatch(s.value)
			return s.quote == "" && exported.MatchString(s.before) && m != nil && mixed(m[1])
		},
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		says:  `The comma in the secret key ends the value: --set of helm takes what follows for the next one. It is written \, there.`,
		shows: func(_ *facts, s *setting) bool {
			return strings.Contains(s.before, "--set ") && s.quote == "" && commaInside.MatchString(s.value)
		},
	},
	{
		code:  "secret-truncated",
		basis: byInference,
		says:  "The comment behind the secret key becomes a part of it: files of EnvironmentFile= and --env-file have comments on lines of their own alone.",
		shows: func(f *facts, s *setting) bool {
			return s.quote == "" && commentBehind.MatchString(s.raw) && strings.TrimSpace(s.before) == "" && s.sign == "=" &&
				f.pasteHas(commentsKept)
		},
	},
	{
		code:  "secret-truncated",
		basis: byCode,
		says:  "A # or ; begins a comment there, and the secret key ends before it: it takes quotes.",
		shows: func(f *facts, s *setting) bool {
			if s.quote != "" {
				return false
			}
			m := hashBehind.FindStringSubmatch(strings.TrimSpace(s.raw))
			return m != nil && mixed(m[1]) && !exported.MatchString(s.before) ||
				hashInside.MatchString(s.value) && s.sign == "=" && strings.TrimSpace(s.before) == "" && f.pasteHas(readsDotenv)
		},
	},
	{
		code:  "secret-placeholder",
		basis: byInference,
		says:  "The secret key is set to a variable in a syntax that fills in none: what is signed with is the text of the variable.",
		shows: unfilledSetting,
	},
	{
		code:  "secret-placeholder",
		basis: byWords,
		says:  "The secret key is set to a variable, and what reads the setting is not known to fill it in: without, requests are signed with its text.",
		shows: func(f *facts, s *setting) bool {
			r := strings.Trim(strings.TrimSpace(s.raw), `"'`)
			return plainVariable.MatchString(r) && f.pasteHas(fillsNone) && !f.pasteHas(tokensReplaced) ||
				doubleBraces.MatchString(r) && f.pasteHas(saidUnfilled) ||
				variableBegins.MatchString(r) && f.pasteHas(regexp.MustCompile(shownAs+literal(r))) ||
				f.otherVariables(r)
		},
	},
	{
		code:  "secret-placeholder",
		basis: byWords,
		says:  "The secret key is still the word that stands for one in an example: what is signed with it, no server accepts.",
		shows: func(f *facts, s *setting) bool {
			return toBeReplaced.MatchString(s.value) || defaultToReplace.MatchString(s.raw) && f.pasteHas(notSet) ||
				s.value == exampleSecret && !f.pasteHas(exampleID) && f.pasteHas(realID)
		},
	},
	{
		code:  "secret-truncated",
		basis: byWords,
		says:  "The secret key in the setting has not the 40 characters that those of AWS have.",
		shows: func(f *facts, s *setting) bool {
			n := len(s.value)
			return n >= 37 && n <= 42 && n != 40 && onlyBase64.MatchString(s.value) && mixed(s.value) && s.ends() &&
				f.pasteHas(realID) && !f.pasteHas(exampleID) && !f.thirdParty()
		},
	},
	{
		code:  "secret-placeholder",
		basis: byHint,
		says:  "The secret key is set to words that stand for one: where they are not written to hide it, requests are signed with them.",
		shows: func(_ *facts, s *setting) bool {
			code := s.quote == "" && (!strings.Contains(s.sign, ":") && s.before != "" || strings.HasSuffix(s.raw, ","))
			own := s.value == upper(s.value) && strings.HasSuffix(lower(s.value), s.name) && onlyName.MatchString(s.value)
			code = code || inObject.MatchString(s.raw)
			return !code && (standsForSecret.MatchString(s.value) || own)
		},
	},
}

// exampleSecret is the secret key of the documentation.
const exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

var (
	blockScalar = regexp.MustCompile(`^(?:[|>][+\d]?|<<[-~]?["']?\w+["']?)[ \t]*$`)
	oneWord     = regexp.MustCompile(`^[^\s#\[{<]+$`)
	trimsBlock  = regexp.MustCompile(`(?i)\bchomp\(|\btrimspace\(|\btrim\b`)
	windowsEnds = regexp.MustCompile(`(?i)(?:env|secret|cred|key|conf)[\w./-]*:[^\n]*with CRLF(?:, LF)? line terminators`)
	sourced     = regexp.MustCompile(`(?:^|[\s;&])(?:\.|source)\s+\S*env|--env-file|read\s+-r`)

	keptInQuotes = regexp.MustCompile(`^[^\s"'](?:[^"']*[^\s"'])?(?:[ \t]+|\\[rn])$`)
	shownEnds    = regexp.MustCompile(`^[^\s$]+(?: +| *\^M)\$$`)
	shownBlank   = regexp.MustCompile(`^[^\s]+\x{2423}`)
	beforeAnd    = regexp.MustCompile(`^[^\s"'&]+[ \t]+&`)
	windowsSet   = regexp.MustCompile(`(?i)(?:^|[>&\s])set[ \t]+["']?$`)

	slashEscaped    = regexp.MustCompile(`^[A-Za-z0-9+/]*\\/[A-Za-z0-9+/\\]*$`)
	singleBackslash = regexp.MustCompile(`^[^\\]+(?:\\[^\\:=#!ntru\s][^\\]*)+$`)
	propertiesFile  = regexp.MustCompile(`(?i)\.properties\b`)

	exported      = regexp.MustCompile(`(?i)(?:\bexport[ \t]+|^\$[ \t]+)$`)
	commandEnd    = regexp.MustCompile(`^\w[\w!@%^*+/.-]*[&;](\w\S*)$`)
	commaInside   = regexp.MustCompile(`^[^\s,=\\]+,[^\s,=]+$`)
	commentBehind = regexp.MustCompile(`^\S+[ \t]+#[ \t]*\w`)
	commentsKept  = regexp.MustCompile(`\bEnvironmentFile\b|\bdocker run\b[^\n]*--env-file`)
	hashBehind    = regexp.MustCompile(`^\S+ [#;](\w\S*)$`)
	hashInside    = regexp.MustCompile(`^\w[^#]*#[^\s#]*\w$`)
	readsDotenv   = regexp.MustCompile(`(?i)\bdotenv\b|\bphp artisan\b|\blaravel\b`)

	inObject       = regexp.MustCompile(`^\w+\s*[,}]\s*(?:\w+\s*:|$)`) // of a language: names without quotes are variables
	plainVariable  = regexp.MustCompile(`^\$(?:\{\w+\}|\(\w+\)|[A-Z_]\w*)$`)
	onlyName       = regexp.MustCompile(`^\w+$`)
	variableBegins = regexp.MustCompile(`^(?:\$[{(\w]|%\w|\{\{)`)
	bareSecrets    = regexp.MustCompile(`^\$\{ ?secrets\.\w+ ?\}`)
	doubleBraces   = regexp.MustCompile(`^\{\{ ?[\w.]+ ?\}\}`)
	fillsNone      = regexp.MustCompile(`(?i)\b(?:prometheus|remote_write|sigv4|thanos|flink|trino|presto|rclone|stringData|spark-defaults)\b|hive\.s3\.|` +
		`(?s)type: S3\s.{0,20}config:`)
	saidUnfilled = regexp.MustCompile("(?i)\\bunresolved\\b|[\"'\x60]?\\bcopy:?[\"'\x60]?\\s+instead of\\s+[\"'\x60]?template\\b|\\bnot (?:filled in|replaced|rendered|substituted)\\b")

	toBeReplaced     = regexp.MustCompile(`(?i)^` + replacedLater + `$`)
	defaultToReplace = regexp.MustCompile(`(?i)^["']?\$\{\w+:-?` + replacedLater + `\}`)
	notSet           = regexp.MustCompile(`(?i)\b(?:is|was) not set\b|\bunset\b|\bis (?:missing|empty)\b`)
	standsForSecret  = regexp.MustCompile(`(?i)^` + anyOf(
		`<?your[-_ ]?\w*[-_ ]?(?:secret|key)[\w-]*>?`,
		`my[-_]?(?:aws[-_]?)?secret(?:[-_]?(?:access[-_]?)?key)?`,
		`secret(?:[-_]?(?:access[-_]?)?key)?`,
	) + `$`)
	exampleID = regexp.MustCompile(`\bAKIA\w*EXAMPLE\b`)
	realID    = regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`)

	onlyBase64 = regexp.MustCompile(`^[A-Za-z0-9/+]+$`)
	digitsIn   = regexp.MustCompile(`\d`)
)

// shownAs is what people say of a value that they see.
const shownAs = `(?i)\b(?:still (?:has|shows|contains|reads)|shows?|prints?|literally)\b[^\n]{0,40}[\s"'\x60]`

// otherVariables reports whether a secret key is set to a variable of another syntax than the
// access key ID is.
func (f *facts) otherVariables(r string) bool {
	return braced.MatchString(r) && slices.ContainsFunc(f.keyIDSettings(), func(s setting) bool {
		return inParentheses.MatchString(strings.TrimSpace(s.raw))
	})
}

var (
	braced        = regexp.MustCompile(`^\$\{\w+\}$`)
	inParentheses = regexp.MustCompile(`^\$\(\w+\)$`)
)

// replacedLater are words of examples that nobody writes to hide a key.
const replacedLater = `(?:change[-_ ]?(?:me|it|this)|to-?do|fix-?me|replace[-_ ]?(?:me|this|with[\w-]*)|insert[-_ ]\w[\w-]*)`

// mixed reports whether a text has letters and digits in disorder, as keys and passwords have.
func mixed(s string) bool { return digitsIn.MatchString(s) && lower(s) != s && upper(s) != s }

// lookSecretSettings finds a setting that makes another key of the secret key that it is given.
func lookSecretSettings(f *facts) []hit {
	if !f.settingsTell() {
		return nil
	}
	all := f.secretSettings()
	for i := range all {
		s := &all[i]
		for k := range settingFaults {
			fault := &settingFaults[k]
			if !fault.shows(f, s) {
				continue
			}
			b := fault.basis
			if !f.mismatch() {
				b = max(b, byWords)
			}
			if slices.ContainsFunc(all, func(o setting) bool { return o.name == s.name && o.raw != s.raw }) {
				b = max(b, byHint) // it stands there otherwise, too: nothing tells which is in force
			}
			return []hit{{code: fault.code, basis: b, says: fault.says, places: places(s.where), at: KeyStage}}
		}
	}
	return append(f.fileInSecret(), f.printedSecret()...)
}

// settingsTell reports whether a signature was refused and nothing that is shown of the texts
// tells more than settings do. Logs are not looked through.
func (f *facts) settingsTell() bool {
	return f.denied() && !f.verified && !f.catalogue() && !f.clientTexts() &&
		!slices.ContainsFunc(f.ev.Sources, func(src evidence.Source) bool { return len(src.Data) > maxPost })
}

// fromCluster is what Kubernetes makes of the value of a setting in the data of a Secret.
func (f *facts) fromCluster(s *setting) (string, bool) {
	if f.blockOf(s.where) != "data" {
		return "", false
	}
	return decoded(s.value)
}

// encodedSetting finds the base64 text of a secret key where the key itself is due. The key
// is one of 40 characters: shorter passwords may look like base64.
func encodedSetting(f *facts, s *setting) bool {
	d, ok := decoded(s.value)
	if ok && f.blockOf(s.where) == "data" {
		d, ok = decoded(d)
	}
	return ok && LooksSecret(strings.TrimSpace(d)) && len(strings.TrimSpace(d)) == 40
}

// blankKept reports whether a blank or line end behind a value is a part of it.
func (s *setting) blankKept() bool {
	switch {
	case s.quote != "":
		return keptInQuotes.MatchString(s.value) && len(s.value) > shortestKeyID && !strings.Contains(strings.TrimSpace(s.value), " ")
	case shownEnds.MatchString(s.raw), shownBlank.MatchString(s.raw):
		return true
	}
	return windowsSet.MatchString(s.before) && s.sign == "=" && beforeAnd.MatchString(s.raw)
}

var (
	sharedFile = regexp.MustCompile(`(?i)\.aws[/\\](?:credentials|config)|\bboto\.cfg\b|\.boto\b|\bcloud-credentials\b|\bcredentials-velero\b|` +
		`(?m)^\[(?:default|Credentials|profile [\w-]+)\][ \t\r]*$`)
	// keyAsArgument is code that has the secret key in a variable of the same name.
	keyAsArgument = regexp.MustCompile(`[(,=]\s*aws_secret_access_key\s*[,)]`)
	// ofScript is the first line of a script, or names one.
	ofScript     = regexp.MustCompile(`(?m)^#!/|^#[^\n]*\b\w+\.sh\b`)
	rcloneRemote = regexp.MustCompile(`(?m)^type = s3[ \t\r]*$`)
	runWithEnv   = regexp.MustCompile(`\bdocker (?:container )?run\b[^\n]*--env-file`)
	envFile      = regexp.MustCompile(`(?:^|[\s/\x60"'])\.env\b`)
	// environmentHead is the head of a list of variables in YAML: lists of prose look alike.
	environmentHead = regexp.MustCompile(`(?m)^[ \t]+environment:[ \t\r]*$`)
	composeList     = regexp.MustCompile(`^[ \t]*-[ \t]+$`)
)

// quotesKept reports whether a value stands in quotes that its syntax does not take away.
func quotesKept(f *facts, s *setting) bool {
	if strings.HasPrefix(s.raw, `"\"`) && strings.HasSuffix(strings.TrimRight(s.raw, ", \t"), `\""`) {
		return true
	}
	if s.quote != "" && quotedWhole(s.value) {
		return true
	}
	if s.quote == "" || s.quote == "`" || s.value == "" || strings.TrimSpace(strings.TrimLeft(s.raw, " \t")[len(s.value)+2:]) != "" {
		return false
	}
	start := strings.TrimSpace(s.before) == ""
	switch {
	case s.name == "aws_secret_access_key" && start && strings.TrimSpace(s.sign) == "=":
		return (f.pasteHas(sharedFile) || f.pasteHas(runWithEnv)) && !f.pasteHas(keyAsArgument)
	case start && s.name == "secret_access_key" && s.sign == " = ":
		return f.pasteHas(rcloneRemote)
	case start && s.sign == "=" && f.pasteHas(ofScript):
		return false
	case start && s.sign == "=" && f.pasteHas(runWithEnv):
		return true
	case composeList.MatchString(s.before) && s.sign == "=":
		return f.pasteHas(environmentHead)
	case strings.HasSuffix(s.before, "export ") && strings.HasPrefix(s.sign, " "):
		return true // of make: in a shell no blank stands there
	case windowsSet.MatchString(s.before) && s.sign == "=" && !strings.HasSuffix(s.before, `"`):
		return true
	case start && s.sign == "=":
		return f.pasteHas(propertiesFile) && !f.pasteHas(envFile)
	}
	return strings.HasPrefix(s.name, "spark.") && start && strings.TrimSpace(s.sign) == ""
}

// fileInSecret finds a credentials file in the data of a Secret of Kubernetes that has its
// secret key in quotes.
func (f *facts) fileInSecret() []hit {
	for t := range f.matches(encodedFile) {
		m := encodedFile.FindStringSubmatchIndex(t.S)
		if m == nil {
			continue
		}
		d, ok := decoded(t.S[m[4]:m[5]])
		if !ok || f.blockOf(t) != "data" || !quotedInFile.MatchString(d) {
			continue
		}
		return []hit{{
			code:  "secret-recoded",
			basis: byInference,
			says: "The Secret holds a file of credentials in base64 that has the secret key in quotes: nothing takes them away there, " +
				"and they become a part of the key.",
			places: places(t.Sub(0, m[4])),
			at:     KeyStage,
		}}
	}
	return nil
}

// printedSecret finds the base64 text of a secret key with a line end, as kubectl prints it.
func (f *facts) printedSecret() []hit {
	for t := range f.matches(kubectlPrints) {
		m := kubectlPrints.FindStringSubmatchIndex(t.S)
		if m == nil {
			continue
		}
		d, ok := decoded(t.S[m[4]:m[5]])
		if ok && strings.TrimRight(d, " \t\r\n") != d && !strings.ContainsAny(strings.TrimSpace(d), " \n") && takesAsIs(f) {
			return []hit{{
				code:  "secret-whitespace",
				basis: byInference,
				says: "The base64 text of the Secret has a line break or blank at the end of the secret key, which becomes a part of it: " +
					"encode it with printf %s or echo -n.",
				places: places(t.Sub(0, m[4])),
				at:     KeyStage,
			}}
		}
	}
	return nil
}

var kubectlPrints = regexp.MustCompile(`(?i)(\.data\.[\w\\.-]*secret[\w\\.-]*\}[^\n]*\n([A-Za-z0-9+/]{12,}={0,2}))[ \t\r]*(?:\n|$)`)

var (
	encodedFile  = regexp.MustCompile(`(?m)^[ \t]*(["']?[\w.-]+["']?:[ \t]*["']?([A-Za-z0-9+/]{60,}={0,2}))["']?[ \t\r]*$`)
	quotedInFile = regexp.MustCompile(`(?m)^aws_secret_access_key[ \t]*=[ \t]*(?:"[^"\n]+"|'[^'\n]+')[ \t\r]*$`)
)

var (
	// takenVariable is what looks like a variable in the middle of a password.
	takenVariable = regexp.MustCompile(`[\w!@#%^&*+/.-]\$([A-Za-z_]\w*)`)
	ofPHP         = regexp.MustCompile(`(?i)\bphp\b|<\?php|\barray\(|'objectstore'|\bdefine\s*\(|AWS HTTP error`)
	ofCompose     = regexp.MustCompile(`(?m)^services:[ \t\r]*$`)
	// secretInCommand is a secret key on a command line, in double quotes or none.
	secretInCommand = regexp.MustCompile(`(` + anyOf(
		`\bmc (?:-\S+ )*(?:alias set|config host add)[ \t]+\S+[ \t]+\S+[ \t]+\S+[ \t]+"?([^\s'"]+)`,
		`--user[ =]"?[\w.-]+:([^\s'"]+)`,
		`\bexport[ \t]+\w+="?https?://[\w.-]+:([^\s'"@]+)@`,
	) + `)`)
)

// dollarTaken reports whether a $ in a value is taken for the beginning of a variable.
func (f *facts) dollarTaken(s *setting) bool {
	if !f.loseVariable(s.value) || s.quote == "'" || strings.HasPrefix(s.raw, "$'") {
		return false
	}
	switch {
	case exported.MatchString(s.before), strings.HasSuffix(lower(s.before), "$env:"):
		return true
	case s.quote == `"` && (strings.Contains(s.sign, "=>") || strings.Contains(s.sign, ",")):
		return f.pasteHas(ofPHP)
	}
	return f.pasteHas(ofCompose) && (strings.Contains(s.sign, ":") || composeList.MatchString(s.before))
}

// loseVariable reports whether a text has what looks like a variable and has no such name: names
// have no digits among letters of both cases, but for one that is set.
func (f *facts) loseVariable(value string) bool {
	m := takenVariable.FindStringSubmatch(value)
	return m != nil && mixed(m[1]) && !strings.Contains(value, "$$") && !strings.Contains(value, `\$`) &&
		!f.pasteHas(regexp.MustCompile(`(?:^|[^\w$])\$?`+literal(m[1])+`\s*=`))
}

// unfilledSetting reports whether a value is a variable where none is filled in.
func unfilledSetting(f *facts, s *setting) bool {
	r := strings.Trim(strings.TrimSpace(s.raw), `"'`)
	switch {
	case bareSecrets.MatchString(r):
		return true
	case strings.Contains(s.sign, "<value>"):
		return plainVariable.MatchString(s.value) && !f.pasteHas(tokensReplaced)
	}
	return strings.HasSuffix(s.before, "Environment=") && plainVariable.MatchString(r)
}

// ends reports whether nothing but a mark stands behind a value.
func (s *setting) ends() bool {
	raw := strings.TrimSpace(s.raw)
	return len(raw) <= len(s.value)+2*len(s.quote)+1
}

// lookMixedSettings finds access key ID and secret key exchanged, or one given for both, where
// settings or commands give them.
func lookMixedSettings(f *facts) []hit {
	if !f.settingsTell() {
		return nil
	}
	if hits := f.dollarInCommand(); hits != nil {
		return hits
	}
	says, where := f.mixedSettings()
	if says == "" {
		return nil
	}
	return []hit{{basis: byInference, says: says, places: places(where), at: KeyStage}}
}

// dollarInCommand finds a secret key with a $ in it on a command line.
func (f *facts) dollarInCommand() []hit {
	where := evidence.Text{}
	for t := range f.matches(secretInCommand) {
		m := secretInCommand.FindStringSubmatchIndex(t.S)
		for k := 4; k < len(m); k += 2 {
			if m[k] >= 0 && f.loseVariable(t.S[m[k]:m[k+1]]) {
				where = t.Sub(0, m[k])
			}
		}
	}
	if !where.Present() {
		return nil
	}
	return []hit{{
		code:   "secret-truncated",
		basis:  byInference,
		says:   "The shell takes $ and what follows it in the secret key for a variable, which is not set, and leaves it out: single quotes keep it.",
		places: places(where),
		at:     KeyStage,
	}}
}

var (
	onlyKeyID = regexp.MustCompile(`^(?:AKIA|ASIA)[A-Z0-9]{16}$`)
	// ofKeyID is an expression that takes the access key ID from somewhere.
	ofKeyID    = regexp.MustCompile(`(?i)access[-_. ]?key[-_. ]?id`)
	saysOf     = regexp.MustCompile(`(?i)secret`)
	refersTo   = regexp.MustCompile(`^["']?(?:\$|<%|\w+\(|[A-Za-z_]\w*\.\w)`)
	keyOfEnv   = regexp.MustCompile(`(?i)name:[ \t]*["']?` + secretNamed + `["']?[ \t\r]*\n[ \t]*valueFrom:[ \t\r]*\n[ \t]*secretKeyRef:[ \t\r]*\n(?:[ \t]*name:[^\n]*\n)?[ \t]*key:[ \t]*["']?([\w.-]+)`)
	aliasMixed = regexp.MustCompile(`\bmc (?:-\S+ )*(?:alias set|config host add)[ \t]+\S+[ \t]+\S+[ \t]+["']?[A-Za-z0-9/+]{40}["']?[ \t]+["']?` +
		`((?:AKIA|ASIA)[A-Z0-9]{16})\b`)
	pairMixed = regexp.MustCompile(`(?m)^(?:[\w.-]+:)?[A-Za-z0-9/+]{40}:((?:AKIA|ASIA)[A-Z0-9]{16})[ \t\r]*$`)
	// listedSources is the table of aws configure list: where key ID and secret key come from.
	listedSources = regexp.MustCompile(`(?m)^ *access_key[ :]+\*+\w{4}[ :]+([\w-]+)[^\n]*\n *secret_key[ :]+\*+[\w/+]{4}[ :]+([\w-]+)`)
)

// mixedSettings tells what shows that the two are mixed up, and where.
func (f *facts) mixedSettings() (says string, where evidence.Text) {
	const exchanged = "What is given as secret key has the form of an access key ID"
	for _, form := range []*regexp.Regexp{aliasMixed, pairMixed} {
		for t := range f.matches(form) {
			return exchanged + ": the two are exchanged.", t
		}
	}
	ids, secrets := f.keyIDSettings(), f.secretSettings()
	for _, s := range secrets {
		ref, value := s.reference(), s.value
		if d, ok := f.fromCluster(&s); ok {
			value = d
		}
		switch {
		case onlyKeyID.MatchString(strings.TrimSpace(value)):
			return exchanged + ": the two are exchanged, or one is given for both.", s.where
		case ofKeyID.MatchString(ref) && !saysOf.MatchString(ref) && refersTo.MatchString(ref):
			return "The secret key is taken from where the access key ID stands.", s.where
		case refersTo.MatchString(ref) && !masked(ref) && !sameAtServer(secrets, ref) &&
			slices.ContainsFunc(ids, func(id setting) bool { return id.reference() == ref && namesKey.MatchString(ref) }):
			return "Access key ID and secret key are taken from the same place.", s.where
		}
	}
	for _, s := range ids {
		if len(s.value) == 40 && LooksSecret(s.value) && f.pasteHas(realID) && f.secretLacking(ids) {
			return "What is given as access key ID has the form of a secret key: the two are exchanged.", s.where
		}
	}
	for t := range f.matches(keyOfEnv) {
		if ofKeyID.MatchString(t.S) && !saysOf.MatchString(t.S) {
			return "The secret key is taken from where the access key ID stands.", t
		}
	}
	if groups, place := f.find(listedSources); groups != nil && groups[1] != groups[2] {
		return "Access key ID and secret key come from different sources, as the client lists them: they are of different pairs.", place
	}
	return "", evidence.Text{}
}

// sameAtServer reports whether the server is given a secret key from a place, too: MinIO takes
// one text for user and password.
func sameAtServer(secrets []setting, ref string) bool {
	return slices.ContainsFunc(secrets, func(s setting) bool { return strings.HasSuffix(s.name, "password") && s.reference() == ref })
}

// secretLacking reports whether there are settings of secret keys, and none has what looks like
// one, nor has one of key IDs what looks like an ID: some clients call the secret key access key.
func (f *facts) secretLacking(ids []setting) bool {
	secrets := f.secretSettings()
	return len(secrets) > 0 &&
		!slices.ContainsFunc(secrets, func(s setting) bool { return LooksSecret(s.value) }) &&
		!slices.ContainsFunc(ids, func(s setting) bool { return onlyKeyID.MatchString(s.value) })
}
