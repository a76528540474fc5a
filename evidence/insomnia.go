package evidence

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"sigwhy/sigv4"
)

// insomniaExport reads the requests of an export of Insomnia (export format 4).
func (p *page) insomniaExport(l line, _ anchors) int {
	value, _ := p.keyBefore(`"resources"`, l.from, l.to)
	if value < 0 {
		return 0
	}
	d, ok := p.jsonAt(value)
	if !ok {
		return 0
	}
	found, vars := false, d.environment()
	for _, m := range d.parts {
		in, ok := d.inside(m)
		if !ok || in.text("_type", 20).S != "request" {
			continue
		}
		found = p.addInsomnia(in, m, vars) || found
	}
	if !found {
		return 0
	}
	return d.end
}

// environment are the variables of an export of Insomnia, which {{ _.name }} stands for.
func (d jsonDoc) environment() variables {
	vars := variables{}
	for _, m := range d.parts {
		in, ok := d.inside(m)
		if !ok || in.text("_type", 20).S != "environment" {
			continue
		}
		data, _ := in.doc("data")
		for _, n := range data.parts {
			value := data.text(n.key, longestField).S
			vars[n.key], vars["_."+n.key] = value, value
		}
	}
	return vars
}

func (p *page) addInsomnia(d jsonDoc, m part, vars variables) bool {
	list, ok := d.doc("headers")
	method, url := d.text("method", 20), d.text("url", longestField)
	if !ok || !isMethod(method.S) || url.S == "" {
		return false
	}
	r := savedRequest(method, url)
	r.Place = p.t.PlaceOf(m.from, m.to)
	r.Fields = list.jsonFields("name", "value")
	if body, ok := d.doc("body"); ok && len(body.parts) > 0 {
		text := body.text("text", longestHARBody)
		r.savedBody(text, text.Present())
	}
	if list, ok := d.doc("parameters"); ok {
		r.Target = queryAdded(r.Target, list.jsonFields("name", "value"))
	}
	r.fill(vars)
	auth, _ := d.doc("authentication")
	return p.addSaved(r, auth.p != nil && auth.text("type", 20).S == "iam" && r.Target.Present())
}

// insomniaMark begins the exports of Insomnia 10 and later.
const insomniaMark = "type: collection.insomnia.rest/5"

// longestYAML bounds an export that is read, in bytes.
const longestYAML = 8 << 20

// insomniaYAML reads the requests of an export of Insomnia (collection format 5),
// in whatever folders they are.
func (p *page) insomniaYAML(l line, _ anchors) int {
	if !strings.HasPrefix(l.text(p.s), insomniaMark) {
		return 0
	}
	end := min(len(p.s), l.from+longestYAML)
	if stop := strings.Index(p.s[l.next:end], "\n---"); stop >= 0 {
		end = l.next + stop
	}
	if !p.r.spend(end - l.from) {
		return 0
	}
	var root yaml.Node
	if yaml.Unmarshal([]byte(p.s[l.from:end]), &root) != nil || len(root.Content) == 0 {
		return 0
	}
	d := &yamlDoc{p: p, t: p.t.Sub(l.from, end), starts: lineStarts([]byte(p.s[l.from:end]))}
	if !d.requests(d.member(root.Content[0], "collection")) {
		return 0
	}
	return end
}

// A yamlDoc finds what a YAML parser read in its source.
type yamlDoc struct {
	p      *page
	t      Text
	starts []int
}

// requests adds the requests of a list and of the folders in it.
func (d *yamlDoc) requests(list *yaml.Node) (found bool) {
	for _, n := range children(list) {
		if in := d.member(n, "children"); in != nil {
			found = d.requests(in) || found
		} else {
			found = d.request(n) || found
		}
	}
	return found
}

func (d *yamlDoc) request(n *yaml.Node) bool {
	method, url := d.text(d.member(n, "method")), d.text(d.member(n, "url"))
	if !isMethod(method.S) || url.S == "" {
		return false
	}
	r := savedRequest(method, d.withQuery(url, n))
	r.Fields = d.fields(d.member(n, "headers"))
	if body := d.member(n, "body"); body != nil {
		text := d.member(body, "text")
		r.savedBody(d.text(text), text != nil)
	}
	r.Place = d.t.PlaceOf(d.offset(n), d.endOf(n))
	r.fill(nil)
	signs := d.member(d.member(n, "authentication"), "type")
	return d.p.addSaved(r, signs != nil && signs.Value == "iam" && r.Target.Present())
}

// withQuery is a URL with the parameters that the export lists beside it.
func (d *yamlDoc) withQuery(url Text, n *yaml.Node) Text {
	return queryAdded(url, d.fields(d.member(n, "parameters")))
}

func queryAdded(url Text, parameters []Field) Text {
	var query []string
	for _, f := range parameters {
		query = append(query, sigv4.UriEncode(f.Name.S, false)+"="+sigv4.UriEncode(f.Value.S, false))
	}
	if len(query) == 0 {
		return url
	}
	return url.with(joinQuery(url.S, strings.Join(query, "&")), "the query that Insomnia puts together")
}

// fields are the entries of a list that are not switched off.
func (d *yamlDoc) fields(list *yaml.Node) (all []Field) {
	for _, n := range children(list) {
		if off := d.member(n, "disabled"); off != nil && off.Value == "true" {
			continue
		}
		if name := d.text(d.member(n, "name")); name.S != "" {
			all = append(all, Field{Name: name, Value: d.text(d.member(n, "value"))})
		}
	}
	return all
}

func children(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// member is the value of a name, nil where there is none.
func (d *yamlDoc) member(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// text is a scalar as a text at its place. One that is folded, escaped or a block
// is a view of its first line.
func (d *yamlDoc) text(n *yaml.Node) Text {
	if n == nil || n.Kind != yaml.ScalarNode {
		return Text{}
	}
	at := d.offset(n)
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		at++
	}
	if strings.HasPrefix(d.t.S[at:], n.Value) {
		return d.t.Sub(at, at+len(n.Value))
	}
	first := lineAt(d.t.S, at)
	t := d.t.Sub(at, first.to)
	m := t.Remake()
	m.Put(n.Value, 0, len(t.S))
	return m.View("YAML quoting").Whole()
}

// offset is where a node begins. The parser counts lines and characters from 1.
func (d *yamlDoc) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(d.starts) {
		return 0
	}
	at := d.starts[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRuneInString(d.t.S[at:])
		at += size
	}
	return min(at, len(d.t.S))
}

// endOf is the end of the line on which the last node within a node begins.
func (d *yamlDoc) endOf(n *yaml.Node) int {
	for len(n.Content) > 0 {
		n = n.Content[len(n.Content)-1]
	}
	return lineAt(d.t.S, d.offset(n)).to
}
