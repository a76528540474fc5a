package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// A curl is what the options of a command ask for.
type curl struct {
	urls      []Text
	url       Text   // of the request at hand
	stdin     string // the option that reads its standard input
	target    Text   // --request-target
	method    Text
	fields    []Field
	removed   []string // headers switched off with "Name:"
	data      []Text
	query     []Text // --url-query
	form      []Text // -F
	json      bool
	get       bool // -G
	head      bool // -I
	upload    Text // -T
	pathAsIs  bool
	unknown   bool // the body comes from a file
	shown     bool // that the paste shows
	elsewhere bool // headers may come from a file
	inFile    bool // and do, from one that the paste does not show
	sigv4     Text
	user      Text
	version   string // of curl, as the paste tells it

	file func(name string) Text // what a file holds, absent where the paste does not tell
}

// withValue are the options that take a value and are of no concern here (curl
// manual; the list is that of curl --help all).
const withValue = "" +
	" -o --output -x --proxy --preproxy -w --write-out -c --cookie-jar --connect-timeout -m --max-time --resolve" +
	" --connect-to --cacert --cert --cert-type --key --key-type --pass -E --retry --retry-delay --retry-max-time" +
	" -K --config -D --dump-header --interface --limit-rate --rate -C --continue-at --ciphers --tls13-ciphers" +
	" --curves --tls-max --proto --proto-default --proto-redir --stderr --trace --trace-ascii --trace-config -U" +
	" --proxy-user --proxy-header --proxy-cacert --proxy-cert --proxy-key --proxy-pass --proxy1.0 -y --speed-time" +
	" -Y --speed-limit -z --time-cond --noproxy --capath --dns-servers --dns-interface --dns-ipv4-addr" +
	" --dns-ipv6-addr --doh-url --max-redirs --max-filesize --output-dir --unix-socket --abstract-unix-socket" +
	" --alt-svc --hsts --etag-save --etag-compare --keepalive-time --local-port --netrc-file --pinnedpubkey" +
	" --socks4 --socks4a --socks5 --socks5-hostname --engine --crlfile --egd-file --random-file" +
	" --expect100-timeout --happy-eyeballs-timeout-ms --libcurl --create-file-mode --parallel-max --service-name" +
	" --delegation --variable -Q --quote -P --ftp-port -t --telnet-option --haproxy-clientip --ech" +
	" --dump-ca-embed "

// read goes through arguments up to --next, which begins another request, and
// returns what is left with it in front.
func (c *curl) read(args []Text) (rest []Text) {
	for i := 0; i < len(args); i++ {
		name, value, joined := splitOption(args[i])
		if name == "" {
			c.setURL(args[i])
			continue
		}
		if name == "--next" || name == "-:" {
			return args[i:]
		}
		if !joined && takesValue(name) && i+1 < len(args) {
			i++
			value = args[i]
		}
		c.option(name, value)
	}
	return nil
}

// splitOption returns an option's name, and its value where that is joined to
// it: -XPUT, --request=PUT.
func splitOption(t Text) (name string, value Text, joined bool) {
	switch {
	case len(t.S) < 2 || t.S[0] != '-':
		return "", Text{}, false
	case strings.HasPrefix(t.S, "--"):
		if i := strings.IndexByte(t.S, '='); i > 0 && takesValue(t.S[:i]) {
			return t.S[:i], t.Sub(i+1, len(t.S)), true // as curl 8.16 and many people write it
		}
		return t.S, Text{}, false
	}
	for i := 1; i < len(t.S); i++ {
		if opt := "-" + t.S[i:i+1]; takesValue(opt) {
			if i+1 < len(t.S) {
				return opt, t.Sub(i+1, len(t.S)), true
			}
			return opt, Text{}, false
		} else if opt == "-G" || opt == "-I" {
			return opt, Text{}, true
		}
	}
	return t.S, Text{}, true
}

func takesValue(name string) bool {
	switch name {
	case "-X", "--request", "--request-target", "--url", "--url-query",
		"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json",
		"-F", "--form", "--form-string", "-T", "--upload-file",
		"-H", "--header", "-A", "--user-agent", "-r", "--range", "-b", "--cookie", "-e", "--referer",
		"-u", "--user", "--aws-sigv4", "--oauth2-bearer":
		return true
	}
	return strings.Contains(withValue, " "+name+" ")
}

func (c *curl) option(name string, v Text) {
	switch name {
	case "-X", "--request":
		c.method = v
	case "-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode":
		c.body(name, v)
	case "--json":
		c.json = true
		c.body(name, v)
	case "-F", "--form", "--form-string":
		c.form = append(c.form, v)
	case "-T", "--upload-file":
		c.upload = v
	case "-G", "--get":
		c.get = true
	case "-I", "--head":
		c.head = true
	case "--url":
		c.setURL(v)
	case "--url-query":
		c.query = append(c.query, queryOf(v))
	case "--request-target":
		c.target = v
	case "--path-as-is":
		c.pathAsIs = true
	case "--aws-sigv4":
		c.sigv4 = v
	case "-u", "--user":
		c.user = v
	default:
		c.headerOption(name, v)
	}
}

// headerOption reads the options that are headers.
func (c *curl) headerOption(name string, v Text) {
	add := func(name string, v Text) { c.fields = append(c.fields, Field{Made(name), v}) }
	switch name {
	case "-H", "--header":
		c.header(v)
	case "-A", "--user-agent":
		add("User-Agent", v)
	case "-e", "--referer":
		if v = v.Sub(0, len(strings.TrimSuffix(v.S, ";auto"))); v.S != "" {
			add("Referer", v)
		}
	case "-r", "--range":
		add("Range", Made("bytes="+v.S))
	case "-b", "--cookie":
		if strings.Contains(v.S, "=") { // else it is the name of a file
			add("Cookie", v)
		}
	case "-K", "--config":
		c.config(v)
	case "--oauth2-bearer":
		add("Authorization", Made("Bearer "+v.S))
	case "--compressed":
		add("Accept-Encoding", Made("deflate, gzip"))
	}
}

// setURL takes an argument that is no option for the URL. Without a scheme it is
// one of http.
func (c *curl) setURL(t Text) {
	c.elsewhere = c.elsewhere || isVariable(t.S)
	if !mayBeURL(t.S) || len(c.urls) > 0 && !strings.Contains(t.S, "://") {
		return
	}
	c.urls = append(c.urls, withScheme(t, "http://"))
}

// mayBeURL reports whether an argument is no number, redirection or stray word.
func mayBeURL(s string) bool {
	isNumber := consistsOf(s, func(c byte) bool { return isDigit(c) || c == '.' })
	return len(s) > 3 && !isNumber && !strings.HasPrefix(s, ">") && aTarget.MatchString(s)
}

// header takes -H "Name: value". "Name;" sends it empty, "Name:" not at all.
func (c *curl) header(t Text) {
	switch {
	case strings.HasPrefix(t.S, "@"):
		c.headerFile(t.S[1:])
		return
	case isVariable(t.S):
		c.elsewhere = true
		return
	}
	i := strings.IndexByte(t.S, ':')
	if i < 0 {
		if n := strings.TrimSuffix(t.S, ";"); n != t.S {
			c.fields = append(c.fields, Field{t.Sub(0, len(n)), t.Sub(len(n), len(n))})
		}
		return
	}
	if strings.TrimSpace(t.S[i+1:]) == "" {
		c.removed = append(c.removed, t.S[:i])
		return
	}
	c.fields = append(c.fields, Field{t.Sub(0, i), t.Sub(i+1, len(t.S))})
}

// isVariable reports whether a word is a variable whose value is not told: options and
// headers may stand in it.
func isVariable(word string) bool {
	return len(word) > 1 && word[0] == '$' && (isLetter(word[1]) || isAmong(word[1], "_{(@*"))
}

// missesFile notes that headers may be in a file, where the paste does not show it.
func (c *curl) missesFile(t Text) {
	if !t.Present() {
		c.elsewhere, c.inFile = true, true
	}
}

// headerFile takes the headers of -H @file.
func (c *curl) headerFile(name string) {
	t := c.file(name)
	c.missesFile(t)
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		c.header(t.Sub(l.from, l.to))
		at = l.next
	}
}

// config takes the options in a file of -K: one a line, with or without hyphens, a
// colon or an equals sign between name and value, which may be in quotes.
func (c *curl) config(name Text) {
	t := c.file(name.S)
	c.missesFile(t)
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		at = l.next
		o := t.Sub(l.from, l.to).Trim()
		n := span(o.S, func(c byte) bool { return isAlnum(c) || c == '-' })
		if n == 0 {
			continue // a comment
		}
		v := o.Sub(n, len(o.S)).TrimSet(" \t=:")
		if words := shellWords(v); strings.HasPrefix(v.S, `"`) && len(words) == 1 {
			v = words[0]
		}
		option := o.S[:n]
		if option[0] != '-' && n == 1 {
			option = "-" + option
		} else if option[0] != '-' {
			option = "--" + option
		}
		c.option(option, v)
	}
}

// body takes the value of an option for data. What curl reads from a file is known
// where the paste shows it.
func (c *curl) body(name string, v Text) {
	switch {
	case name == "--data-urlencode":
		e, ok := urlencoded(v)
		c.unknown = c.unknown || !ok
		v = e
	case v.S == "@-" && name != "--data-raw":
		c.unknown, c.stdin = true, name
	case strings.HasPrefix(v.S, "@") && name != "--data-raw":
		t := c.file(v.S[1:])
		c.unknown = c.unknown || !t.Present()
		if t.Present() {
			v, c.shown = withoutEnds(name, t), true
		}
	}
	c.data = append(c.data, v)
}

// withoutEnds is what an option makes of the bytes of a file: all but --data-binary
// and --json leave out line ends.
func withoutEnds(option string, t Text) Text {
	if option == "--data-binary" || option == "--json" || !strings.ContainsAny(t.S, "\r\n") {
		return t
	}
	return Made(strings.NewReplacer("\r", "", "\n", "").Replace(t.S))
}

// takeInput takes the standard input for the body.
func (c *curl) takeInput(input Text) {
	input = withoutEnds(c.stdin, input)
	for i := range c.data {
		if c.data[i].S == "@-" {
			c.data[i], c.unknown = input, false
		}
	}
}

// urlencoded encodes as --data-urlencode does: "content", "=content" and
// "name=content", of which the content is encoded, a blank as "+". It is false
// for "@file" and "name@file".
func urlencoded(v Text) (Text, bool) {
	at := strings.IndexAny(v.S, "=@")
	if at >= 0 && v.S[at] == '@' {
		return v, false
	}
	m := v.Remake()
	if at > 0 {
		m.Keep(0, at+1)
	}
	for i := at + 1; i < len(v.S); i++ {
		e := sigv4.UriEncode(v.S[i:i+1], false)
		switch {
		case v.S[i] == ' ':
			m.Put("+", i, i+1)
		case len(e) > 1:
			m.Put(e, i, i+1)
		default:
			m.Keep(i, i+1)
		}
	}
	return m.View("the encoding that curl does").Whole(), true
}

// queryOf encodes the value of --url-query: as --data-urlencode, and not at all
// behind a "+".
func queryOf(v Text) Text {
	if strings.HasPrefix(v.S, "+") {
		return v.Sub(1, len(v.S))
	}
	e, _ := urlencoded(v)
	return e
}
