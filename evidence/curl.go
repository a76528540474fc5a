package evidence

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// curlCommand reads a curl command line as the requests that curl would send.
func (p *page) curlCommand(l line, _ anchors) int {
	s := l.text(p.s)
	col := commandAt(s, "curl")
	if col < 0 || l.from < p.dead[deadCurl] {
		return 0
	}
	from := l.from + col
	if end := p.mendedCommand(l, from); end > 0 {
		return end
	}
	args, to := p.commandWords(from, shellOf(s[:col], s[col:]))
	found := false
	place := p.t.PlaceOf(from, to)
	for len(args) > 1 {
		c := &curl{file: func(name string) Text { return p.fileText(name, l.from) }}
		args = c.read(args[1:])
		if c.stdin != "" {
			input := c.file(redirected(p.s[from:to]))
			if c.shown = input.Present(); !c.shown {
				input, to = p.standardInput(l, from, to)
			}
			if input.Present() {
				c.takeInput(input)
			}
		}
		for i, u := range c.urls {
			if c.url = u; isVariable(u.S) && authField(c.fields) < 0 {
				if c.url = p.presignedIn(u.S, l.from); !c.url.Present() {
					continue
				}
			}
			r := c.request()
			r.Place = place
			if i > 0 {
				r.Place.From = u.Place().From
			}
			if i+1 < len(c.urls) {
				r.Place.To = c.urls[i+1].Place().From
			} else if len(args) > 0 { // behind --next
				r.Place.To = args[0].Place().From
			}
			c.formHints(p)
			p.addRequest(r)
			found = true
		}
		if len(args) > 0 {
			place.From = args[0].Place().From
		}
	}
	if !found {
		return p.giveUp(deadCurl, to)
	}
	return to
}

// aTarget is what is taken for a URL, and not for a word that ends a sentence: with a path,
// a port, a name of several labels or a variable in it.
var aTarget = regexp.MustCompile(`[/$]|:\S|\w\.\w`)

var presignedURL = regexp.MustCompile(`https?://[^\s"'<>]+[?&]X-Amz-Signature=[0-9a-fA-F]{16,}[^\s"'<>]*`)

// aVariable is a word that is one variable and nothing else.
var aVariable = regexp.MustCompile(`^\$\{?([A-Za-z_]\w*)\}?$`)

// presignedIn is the presigned URL that a variable holds before an offset, as far as
// the paste tells: it is given a value there, and one presigned URL alone is shown.
func (p *page) presignedIn(word string, before int) Text {
	low := max(0, before-assignmentsAhead)
	name := aVariable.FindStringSubmatch(word)
	if name == nil || !p.r.look(before-low) || !strings.Contains(p.s[low:before], name[1]+"=") {
		return Text{}
	}
	all := presignedURL.FindAllStringIndex(p.s[low:before], 20)
	if len(all) == 0 {
		return Text{}
	}
	m := all[0]
	for _, o := range all[1:] {
		if p.s[low+o[0]:low+o[1]] != p.s[low+m[0]:low+m[1]] {
			return Text{}
		}
	}
	return p.t.Sub(low+m[0], low+m[1])
}

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
	sigv4     Text
	user      Text

	file func(name string) Text // what a file holds, absent where the paste does not tell
}

// withValue are the options that take a value and are of no concern here (curl
// manual; the list is that of curl --help all).
const withValue = " -o --output -x --proxy --preproxy -w --write-out -c --cookie-jar --connect-timeout -m --max-time --resolve --connect-to --cacert --cert --cert-type --key --key-type --pass -E --retry --retry-delay --retry-max-time -K --config -D --dump-header --interface --limit-rate --rate -C --continue-at --ciphers --tls13-ciphers --curves --tls-max --proto --proto-default --proto-redir --stderr --trace --trace-ascii --trace-config -U --proxy-user --proxy-header --proxy-cacert --proxy-cert --proxy-key --proxy-pass --proxy1.0 -y --speed-time -Y --speed-limit -z --time-cond --noproxy --capath --dns-servers --dns-interface --dns-ipv4-addr --dns-ipv6-addr --doh-url --max-redirs --max-filesize --output-dir --unix-socket --abstract-unix-socket --alt-svc --hsts --etag-save --etag-compare --keepalive-time --local-port --netrc-file --pinnedpubkey --socks4 --socks4a --socks5 --socks5-hostname --engine --crlfile --egd-file --random-file --expect100-timeout --happy-eyeballs-timeout-ms --libcurl --create-file-mode --parallel-max --service-name --delegation --variable -Q --quote -P --ftp-port -t --telnet-option --haproxy-clientip --ech --dump-ca-embed "

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
	case "-X", "--request", "-H", "--header", "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json", "-F", "--form", "--form-string",
		"-T", "--upload-file", "-u", "--user", "-A", "--user-agent", "-r", "--range", "-b", "--cookie", "-e", "--referer", "--url", "--url-query", "--aws-sigv4", "--oauth2-bearer", "--request-target":
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
	if len(c.urls) > 0 && !strings.Contains(t.S, "://") || len(t.S) <= 3 || strings.HasPrefix(t.S, ">") || !aTarget.MatchString(t.S) || span(t.S, func(c byte) bool { return isDigit(c) || c == '.' }) == len(t.S) {
		return
	}
	c.urls = append(c.urls, withScheme(t, "http://"))
}

// withScheme puts a scheme before a URL that begins with a host.
func withScheme(t Text, scheme string) Text {
	host, _, _ := strings.Cut(t.S, "/")
	host, _, _ = strings.Cut(host, "?")
	name, _, _ := strings.Cut(host, ":")
	if strings.Contains(t.S, "://") || name != "localhost" && !strings.Contains(name, ".") || span(name, func(c byte) bool { return isNameByte(c) || c == '.' }) != len(name) {
		return t
	}
	m := t.Remake()
	m.Put(scheme, 0, 0)
	m.Keep(0, len(t.S))
	return m.View("a URL without scheme").Whole()
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
	return len(word) > 1 && word[0] == '$' && (isLetter(word[1]) || strings.IndexByte("_{(@*", word[1]) >= 0)
}

// headerFile takes the headers of -H @file.
func (c *curl) headerFile(name string) {
	t := c.file(name)
	c.elsewhere = c.elsewhere || !t.Present()
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
	c.elsewhere = c.elsewhere || !t.Present()
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

// request puts together what curl would send.
func (c *curl) request() *Request {
	r := &Request{What: "curl-command", Target: c.sentURL(), Fields: c.fields, Method: c.method, OwnHeaders: !c.elsewhere}
	if !r.Method.Present() {
		r.Method = Made(c.impliedMethod())
	}
	c.addImplied(r)
	c.setBody(r)
	if c.target.Present() {
		r.Target = c.target
	}
	return r
}

// sentURL returns the URL as curl sends it: with the name of the file that is
// uploaded to a folder, without dot segments, with what is added to the query.
func (c *curl) sentURL() Text {
	u := c.url
	if name := c.upload.S[strings.LastIndexByte(c.upload.S, '/')+1:]; name != "" && name != "-" && strings.HasSuffix(u.S, "/") && strings.Count(u.S, "/") > 2 {
		m := u.Remake()
		m.Keep(0, len(u.S))
		m.Put(sigv4.UriEncode(name, false), len(u.S), len(u.S))
		u = m.View("the name of the file uploaded").Whole()
	}
	if !c.pathAsIs {
		u = withoutDots(u)
	}
	if c.get {
		c.query = append(c.query, c.data...)
	}
	if len(c.query) > 0 {
		m := u.Remake()
		m.Keep(0, len(u.S))
		m.Put(joinQuery(u.S, joinData(c.query)), len(u.S), len(u.S))
		u = m.View("the query that curl puts together").Whole()
	}
	return u
}

// withoutDots takes the segments "." and ".." out of a URL's path, and with ".."
// the one before it (RFC 3986, section 5.2.4).
func withoutDots(u Text) Text {
	_, path, _, at, _ := sigv4.TargetParts(u.S)
	if !strings.Contains(path+"/", "/./") && !strings.Contains(path+"/", "/../") {
		return u
	}
	var kept [][2]int // segments, each with the slash before it
	for from := 0; from < len(path); {
		to := from + 1 + span(path[from+1:], func(c byte) bool { return c != '/' })
		dots := path[from:to]
		if dots == "/.." && len(kept) > 0 {
			kept = kept[:len(kept)-1]
		}
		if dots != "/." && dots != "/.." {
			kept = append(kept, [2]int{from, to})
		} else if to == len(path) {
			kept = append(kept, [2]int{from, from + 1})
		}
		from = to
	}
	m := u.Remake()
	m.Keep(0, at)
	for _, k := range kept {
		m.Keep(at+k[0], at+k[1])
	}
	m.Keep(at+len(path), len(u.S))
	return m.View("dot segments, which curl takes out of a path").Whole()
}

func (c *curl) impliedMethod() string {
	switch {
	case c.head:
		return "HEAD"
	case c.upload.Present():
		return "PUT"
	case (len(c.data) > 0 || len(c.form) > 0) && !c.get:
		return "POST"
	}
	return "GET"
}

// addImplied adds the headers that curl sends unasked and that can be signed.
func (c *curl) addImplied(r *Request) {
	imply := func(name string, v Text) {
		if !find(r.Fields, name).Present() && !slices.ContainsFunc(c.removed, func(s string) bool { return strings.EqualFold(s, name) }) {
			r.Fields = append(r.Fields, Field{Made(name), v})
		}
	}
	for _, h := range hostField(r.Target) {
		imply("Host", withoutDefaultPort(h.Value, r.Target.S))
	}
	switch {
	case c.json:
		imply("Content-Type", Made("application/json"))
		imply("Accept", Made("application/json"))
	case len(c.data) > 0 && !c.get:
		imply("Content-Type", Made("application/x-www-form-urlencoded"))
	}
	if c.user.Present() && !c.sigv4.Present() && strings.Contains(find(r.Fields, "Host").S, ".amazonaws.com") {
		imply("Authorization", Made("Basic ********")) // a password in base64 is not shown
	}
}

func (c *curl) setBody(r *Request) {
	switch {
	case c.get && len(c.data) > 0:
		r.BodyState = sigv4.BodyAbsent
	case c.upload.Present() && c.file(c.upload.S).Present():
		r.Body, c.shown = c.file(c.upload.S), true
	case c.unknown || c.upload.Present() || len(c.form) > 0:
		r.BodyState = sigv4.BodyUnknown
	case len(c.data) == 1:
		r.Body, r.BodyState = c.data[0], sigv4.BodyKnown
	case len(c.data) > 1:
		r.Body, r.BodyState = Made(c.joinedBody()), sigv4.BodyKnown
	default:
		r.BodyState = sigv4.BodyAbsent
	}
	if c.shown {
		r.assumeBody()
	}
}

// assumeBody makes a guess of a body that was read from a file as the paste shows it:
// another one may have been sent. Its hash, where the request tells that, proves it.
func (r *Request) assumeBody() {
	body := r.Body
	r.Body, r.BodyState = Text{}, sigv4.BodyUnknown
	switch hash := find(r.Fields, "x-amz-content-sha256").Trim().S; {
	case !body.Present():
	case len(hash) != 64:
		r.MaybeBody = body
	case hash == sigv4.HexSHA256([]byte(body.S)):
		r.Body, r.BodyState = body, sigv4.BodyKnown
	}
}

// formHints tells the fields of a form: -F "policy=…".
func (c *curl) formHints(p *page) {
	for _, f := range c.form {
		i := strings.IndexByte(f.S, '=')
		if i > 0 && formNames[strings.ToLower(f.S[:i])] && !strings.HasPrefix(f.S[i+1:], "@") && !strings.HasPrefix(f.S[i+1:], "<") {
			p.r.hint(HintFormField, f.Sub(0, i), f.Sub(i+1, len(f.S)))
		}
	}
}

// withoutDefaultPort is the host as curl sends it: a port that its scheme implies is
// left out, also where the URL has it.
func withoutDefaultPort(host Text, url string) Text {
	port := ":443"
	if strings.HasPrefix(url, "http:") {
		port = ":80"
	}
	return host.Sub(0, len(strings.TrimSuffix(host.S, port)))
}

// joinedBody is the body of several options for data.
func (c *curl) joinedBody() string {
	if c.json {
		var b strings.Builder
		for _, d := range c.data {
			b.WriteString(d.S)
		}
		return b.String()
	}
	return joinData(c.data)
}

func joinData(data []Text) string {
	parts := make([]string, len(data))
	for i, d := range data {
		parts[i] = d.S
	}
	return strings.Join(parts, "&")
}

// joinQuery is what appends a query to a URL that may have one.
func joinQuery(url, query string) string {
	if strings.Contains(url, "?") {
		return "&" + query
	}
	return "?" + query
}
