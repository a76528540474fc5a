package ui

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sigwhy/evidence"
	"sigwhy/sigv4"
	"sigwhy/visible"
)

// credentialsMsg brings credentials that were loaded, or why they were not.
type credentialsMsg struct {
	credentials Credentials
	err         error
	again       func(*Model) // asks anew with what was typed, nil where nothing was
}

// keyFrom says where the key came from, never what it is.
func (m *Model) keyFrom() string {
	return cmp.Or(m.given.KeyFrom, "given")
}

func (m *Model) openSecretMenu() {
	lead := "The key stays in this program's memory: it is never drawn, written, copied or reported. " +
		"No key is needed to find most mistakes."
	if m.given.Key.Known() {
		lead = "A key is given: " + m.keyFrom() + ". " + lead
	}
	m.openMenu(menu{title: "Secret key", lead: lead, items: m.secretItems(), asks: askSecret})
}

func (m *Model) secretItems() []menuItem {
	items := []menuItem{}
	if s := m.sample(); s != nil && s.Secret.Known() {
		items = append(items, menuItem{
			key: "k", label: "the sample's own", note: "made up, the one that its client signed with",
			do: func(m *Model) tea.Cmd {
				own := Credentials{Key: sigv4.Key{Secret: s.Secret}, From: "of the sample"}
				return m.credentials(credentialsMsg{credentials: own})
			},
		})
	}
	if m.a != nil {
		for i, c := range m.a.Evidence.Credentials {
			items = append(items, m.pastedKey(i, c))
		}
	}
	items = append(items, []menuItem{
		{key: "t", label: "type or paste it", note: "hidden while it is typed", do: do(askSecret)},
		{
			key: "e", label: "from the environment", note: "AWS_SECRET_ACCESS_KEY",
			why: absent(m.opt.Secrets.Env == nil), do: (*Model).secretFromEnv,
		},
		{
			key: "p", label: "from a profile", note: "the shared AWS files, read offline",
			why: absent(m.opt.Secrets.Profile == nil), do: (*Model).openProfiles,
		},
		{key: "f", label: "from a file", why: absent(m.opt.Secrets.File == nil), do: (*Model).askSecretFile},
		{key: "d", label: "a derived signing key", note: "64 hex digits, for one day, region and service", do: askSigningKey},
	}...)
	if m.given.Key.Known() {
		items = append(items, menuItem{key: "x", label: "forget the key", do: (*Model).forgetKey})
	}
	return items
}

// pastedKey offers a secret key that stands in the paste.
func (m *Model) pastedKey(i int, c evidence.Credential) menuItem {
	l := m.a.Evidence.Locate(c.Secret.Place())
	return menuItem{
		key: fmt.Sprint(i + 1), label: "the one in the paste",
		note: fmt.Sprintf("%s, line %d; if others have seen it, replace it", l.Source, l.Line),
		do: func(m *Model) tea.Cmd {
			pasted := Credentials{
				Key:         sigv4.Key{Secret: sigv4.NewSecret(c.Secret.S)},
				Token:       sigv4.NewSecret(c.Token.S),
				AccessKeyID: c.AccessKeyID.S,
				From:        "of the paste",
			}
			return m.credentials(credentialsMsg{credentials: pasted})
		},
	}
}

func absent(is bool) string {
	if is {
		return "not offered by this build"
	}
	return ""
}

func askSecret(m *Model) {
	m.ask(prompt{
		title: "Secret access key", label: "Type or paste it", secret: true,
		hint: "Usually 40 characters. It is not drawn. Blanks and line ends around a paste are cut off, and it is said.",
		then: func(m *Model, text string) tea.Cmd {
			key, from := withoutName(text), "typed"
			if key != text {
				from = "typed, without the name before it"
			}
			return m.credentials(credentialsMsg{credentials: Credentials{Key: sigv4.Key{Secret: sigv4.NewSecret(key)}, From: from}})
		},
	})
}

// secretName is a secret key's name before it, as files and shells have it.
var secretName = regexp.MustCompile(
	`(?i)^(?:export\s+|set\s+|\$env:)?["']?(?:aws_?)?secret_?(?:access_?)?key["']?\s*[=:]\s*["']?`)

// withoutName cuts off the name and the quotes of a secret key that was copied with its line.
func withoutName(text string) string {
	name := secretName.FindString(text)
	if name == "" || len(name) == len(text) {
		return text
	}
	return strings.TrimRight(text[len(name):], `"';, `)
}

func askSigningKey(m *Model) tea.Cmd {
	m.ask(prompt{
		title: "Derived signing key", label: "64 hex digits", secret: true,
		hint: "The result of the fourth HMAC step (kSigning), as your signer has it.",
		then: (*Model).signingKey,
	})
	return nil
}

func (m *Model) signingKey(text string) tea.Cmd {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 {
		return m.fail(fmt.Sprintf("a signing key is 64 hex digits; %s were given", visible.Count(len(text), "character")))
	}
	key := sigv4.Key{Derived: sigv4.NewSecret(string(raw))}
	clear(raw)
	return m.credentials(credentialsMsg{credentials: Credentials{Key: key, From: "signing key typed"}})
}

func (m *Model) secretFromEnv() tea.Cmd {
	load := m.opt.Secrets.Env
	return func() tea.Msg {
		c, err := load()
		return credentialsMsg{credentials: c, err: err}
	}
}

func (m *Model) askSecretFile() tea.Cmd {
	load := m.opt.Secrets.File
	m.ask(prompt{
		title: "Secret key from a file", label: "File name", hint: "A file that holds the secret access key alone.",
		then: func(m *Model, name string) tea.Cmd {
			path := m.opt.path(name)
			again := func(m *Model) { m.askSecretFile(); m.prompt.input.set(name) }
			return func() tea.Msg {
				c, err := load(path)
				return credentialsMsg{c, err, again}
			}
		},
	})
	return nil
}

func (m *Model) openProfiles() tea.Cmd {
	var names []string
	if m.opt.Secrets.Profiles != nil {
		names = m.opt.Secrets.Profiles()
	}
	if len(names) == 0 {
		return m.warn("no profile was found in the shared AWS files")
	}
	load := m.opt.Secrets.Profile
	items := make([]menuItem, len(names))
	for i, name := range names {
		items[i] = menuItem{label: name, do: func(*Model) tea.Cmd {
			return func() tea.Msg {
				c, err := load(name)
				return credentialsMsg{credentials: c, err: err}
			}
		}}
	}
	m.openMenu(menu{title: "Profile", items: items})
	return nil
}

// credentials takes a key over and analyses anew.
func (m *Model) credentials(msg credentialsMsg) tea.Cmd {
	if msg.err != nil {
		return m.askAgain(msg.again, msg.err)
	}
	c := msg.credentials
	if !c.Key.Known() {
		return m.warn("there is no secret key in it")
	}
	m.given.Key, m.given.KeyFrom, m.given.Token = c.Key, c.From, c.Token
	if c.AccessKeyID != "" && m.given.AccessKeyID == "" {
		m.given.AccessKeyID = c.AccessKeyID
	}
	m.keys.reveal = false
	return tea.Batch(m.say("secret key "+m.keyFrom()+"; s takes it back"), m.reanalyze())
}

// forgetKey removes the key from the model and from what was computed with it.
func (m *Model) forgetKey() tea.Cmd {
	m.given.Key, m.given.Token, m.given.KeyFrom = sigv4.Key{}, sigv4.Secret{}, ""
	m.keys.reveal, m.memory = false, memory{}
	return tea.Batch(m.say("the key is forgotten"), m.reanalyze())
}

// reanalyze computes the answer anew, where there is a question.
func (m *Model) reanalyze() tea.Cmd {
	if len(m.sources) == 0 {
		return nil
	}
	return m.analyze()
}
