package diagnose

import (
	"iter"
	"regexp"
	"strings"

	"sigwhy/evidence"
)

func (f *facts) serverLine(name string) (string, evidence.Text) {
	return lineOf(f.server.canonical, name)
}

func (f *facts) clientLine(name string) (string, evidence.Text) {
	return lineOf(f.client.Canonical, name)
}

func lineOf(c *evidence.Canonical, name string) (string, evidence.Text) {
	if c == nil {
		return "", evidence.Text{}
	}
	for _, l := range c.Lines {
		if n, v, ok := strings.Cut(l.S, ":"); ok && lower(n) == name {
			return v, l
		}
	}
	return "", evidence.Text{}
}

func (f *facts) fieldText(name string) evidence.Text {
	for _, field := range f.req.Fields {
		if strings.EqualFold(field.Name.S, name) {
			return field.Value
		}
	}
	return evidence.Text{}
}

// sameDate reports whether a canonical request is of the same attempt as the
// request: their times agree, as far as both are known.
func (f *facts) sameDate(c *evidence.Canonical) bool {
	v, where := lineOf(c, "x-amz-date")
	if !where.Present() {
		return true
	}
	mine, ok := f.raw.HeaderValue("x-amz-date")
	return !ok || mine == strings.TrimSpace(v)
}

// pasteFinds returns what the first group of a form finds in a paste of readable size.
func (f *facts) pasteFinds(form *regexp.Regexp) string {
	groups, _ := f.find(form)
	if len(groups) < 2 {
		return ""
	}
	return groups[1]
}

// pasteHas reports whether a form stands anywhere in a paste of readable size.
func (f *facts) pasteHas(form *regexp.Regexp) bool {
	for i := range f.ev.Sources {
		if f.holds(i, form) {
			return true
		}
	}
	return false
}

// holds reports whether a form stands in a source of readable size.
func (f *facts) holds(source int, form *regexp.Regexp) bool {
	return len(f.ev.Sources[source].Data) <= maxCode && f.ev.First(source, form) != nil
}

// matches goes through what the first group of a form matches in the sources of
// readable size.
func (f *facts) matches(form *regexp.Regexp) iter.Seq[evidence.Text] {
	return func(yield func(evidence.Text) bool) {
		for i := range f.ev.Sources {
			if !f.holds(i, form) {
				continue
			}
			for _, m := range f.ev.All(i, form) {
				if !yield(f.ev.Cut(i, m[2], m[3])) {
					return
				}
			}
		}
	}
}

// find returns the groups and the place of the first match of a form in the
// pastes of readable size.
func (f *facts) find(form *regexp.Regexp) (groups []string, where evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		if m := f.ev.First(i, form); m != nil {
			for k := 0; k < len(m); k += 2 {
				groups = append(groups, string(src.Data[max(0, m[k]):max(0, m[k+1])]))
			}
			return groups, f.codePlace(i, m)
		}
	}
	return nil, evidence.Text{}
}
