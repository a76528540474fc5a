package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// wgetCommand reads a wget command line as the request that wget would send (GNU
// Wget manual, "HTTP Options").
func (p *page) wgetCommand(l line, _ anchors) int {
	s := l.text(p.s)
	col := commandAt(s, "wget")
	if col < 0 {
		return 0
	}
	args, end := p.commandWords(l.from+col, shellOf(s[:col], s[col:]))
	r := wgetRequest(args, func(name string) Text { return p.fileText(name, l.from) })
	if r == nil {
		return 0
	}
	r.Place = p.t.PlaceOf(l.from+col, end)
	p.addRequest(r)
	return end
}

// wgetRequest puts together what wget would send; nil without a URL. What a file
// holds is absent where the paste does not tell.
func wgetRequest(args []Text, file func(name string) Text) *Request {
	r := &Request{What: "wget-command", Method: Made("GET"), BodyState: sigv4.BodyAbsent, OwnHeaders: true}
	for i := 1; i < len(args); i++ {
		name, v := longOption(args[i])
		if !v.Present() && strings.HasPrefix(name, "-") && wgetValue[name] && i+1 < len(args) {
			i++
			v = args[i]
		}
		if isVariable(args[i].S) || isVariable(v.S) {
			r.OwnHeaders = false
		}
		switch {
		case name == "" && !r.Target.Present() && strings.Contains(args[i].S, "."):
			r.Target = withScheme(args[i], "http://")
		case name != "":
			r.wgetOption(name, v, file)
		}
	}
	if !r.Target.Present() {
		return nil
	}
	r.Target = withoutDots(r.Target)
	if !find(r.Fields, "Host").Present() {
		r.Fields = append(r.Fields, hostField(r.Target)...)
	}
	return r
}

// wgetValue are the options whose value may be the next argument.
var wgetValue = map[string]bool{
	"--header": true, "--method": true, "--user-agent": true, "-U": true, "--referer": true,
	"--post-data": true, "--body-data": true, "--post-file": true, "--body-file": true,
	"-O": true, "--output-document": true, "-o": true, "--output-file": true, "-P": true, "-a": true,
	"-T": true, "--timeout": true, "-t": true, "--tries": true, "-w": true, "--ca-certificate": true, "-e": true,
}

// longOption splits --name=value; name is "" for an argument that is no option.
func longOption(t Text) (name string, value Text) {
	if !strings.HasPrefix(t.S, "-") || len(t.S) < 2 {
		return "", Text{}
	}
	if i := strings.IndexByte(t.S, '='); i > 0 && strings.HasPrefix(t.S, "--") {
		return t.S[:i], t.Sub(i+1, len(t.S))
	}
	return t.S, Text{}
}

func (r *Request) wgetOption(name string, v Text, file func(string) Text) {
	switch name {
	case "--header":
		if i := strings.IndexByte(v.S, ':'); i > 0 {
			r.setField(Field{v.Sub(0, i), v.Sub(i+1, len(v.S))})
		}
	case "--spider":
		r.Method = Made("HEAD")
	case "--method":
		r.Method = inUpperCase(v)
	case "--user-agent", "-U":
		r.setField(Field{Made("User-Agent"), v})
	case "--referer":
		r.setField(Field{Made("Referer"), v})
	case "--post-data", "--post-file", "--body-data", "--body-file":
		if strings.HasPrefix(name, "--post") {
			r.Method = Made("POST")
		}
		r.Body, r.BodyState = v, sigv4.BodyKnown
		if strings.HasSuffix(name, "file") {
			r.Body = file(v.S)
			r.assumeBody()
		}
		if !find(r.Fields, "Content-Type").Present() {
			r.Fields = append(r.Fields, Field{Made("Content-Type"), Made("application/x-www-form-urlencoded")})
		}
	}
}

// setField adds a header in place of one of the same name.
func (r *Request) setField(f Field) {
	for i := range r.Fields {
		if strings.EqualFold(r.Fields[i].Name.S, f.Name.S) {
			r.Fields[i] = f
			return
		}
	}
	r.Fields = append(r.Fields, f)
}
