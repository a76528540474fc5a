package replay

import (
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// rawQuery is the query as sent, without X-Amz-Signature.
func (m *Model) rawQuery() string {
	if m.Carrier == sigv4.InHeader {
		return m.Query
	}
	return m.queryBut(func(name string) bool { return name == "X-Amz-Signature" })
}

// plainQuery is the query as sent, without the parameters of the claim.
func (m *Model) plainQuery() string { return m.queryBut(sigv4.IsAuthParam) }

// queryBut is the query as sent, without some parameters.
func (m *Model) queryBut(out func(name string) bool) string {
	var kept []string
	for _, p := range sigv4.SplitQuery(m.Query) {
		if !out(p.Name) {
			end := p.At + len(p.Name)
			if p.HasEquals {
				end += 1 + len(p.Value)
			}
			kept = append(kept, m.Query[p.At:end])
		}
	}
	return strings.Join(kept, "&")
}

func (m *Model) hasParam(name string) bool {
	return slices.ContainsFunc(m.Pairs, func(p Pair) bool { return p.Name == name })
}

// SplitPairs splits a query into its parameters, in order.
func SplitPairs(query string) []Pair {
	var out []Pair
	for _, p := range sigv4.SplitQuery(query) {
		out = append(out, Pair{
			Name: sigv4.DecodeQuery(p.Name), Value: sigv4.DecodeQuery(p.Value),
			RawName: p.Name, RawValue: p.Value, Bare: !p.HasEquals,
		})
	}
	return out
}

func madePair(name, value string) Pair {
	return Pair{Name: name, Value: value, RawName: canonicalStyle(name), RawValue: canonicalStyle(value), Added: true}
}

func plusAsPlus(p []Pair) []Pair {
	for i := range p {
		p[i].Name, p[i].Value = sigv4.PercentDecode(p[i].RawName), sigv4.PercentDecode(p[i].RawValue)
	}
	return p
}

func onePerName(p []Pair, last bool) []Pair {
	at := map[string]int{}
	var out []Pair
	for _, q := range p {
		if i, seen := at[q.Name]; seen {
			if last {
				out[i] = q
			}
			continue
		}
		at[q.Name] = len(out)
		out = append(out, q)
	}
	return out
}

func joined(p []Pair, sorted bool) []Pair {
	return merged(p, sorted, func(v []string) string { return strings.Join(v, ",") })
}

// merged makes one value of those of a repeated name.
func merged(p []Pair, sorted bool, one func(values []string) string) []Pair {
	values := map[string][]string{}
	for _, q := range p {
		values[q.Name] = append(values[q.Name], q.Value)
	}
	out := onePerName(p, false)
	for i := range out {
		if v := values[out[i].Name]; len(v) > 1 {
			if sorted {
				slices.Sort(v)
			}
			out[i].Value = one(v)
			out[i].RawValue = canonicalStyle(out[i].Value)
		}
	}
	return out
}

// gluedTwist joins the values of a repeated name, each encoded by itself.
func gluedTwist(says string, sorted bool) Twist {
	return Twist{Variant: "query-duplicate-joined", slot: slotQueryPairs, Says: says, turn: func(t *Trial) {
		t.q.pairs = func(p []Pair) []Pair {
			return merged(p, sorted, func(v []string) string { return strings.Join(v, glueMark) })
		}
		t.q.glue = ","
	}}
}

// indexed marks the values of a repeated name as those of a list, as libraries for
// JavaScript, PHP and Ruby do.
func indexed(p []Pair, numbered bool) []Pair {
	count, seen := map[string]int{}, map[string]int{}
	for _, q := range p {
		count[q.Name]++
	}
	for i, q := range p {
		if count[q.Name] < 2 {
			continue
		}
		mark := "[]"
		if numbered {
			mark = "[" + strconv.Itoa(seen[q.Name]) + "]"
		}
		seen[q.Name]++
		p[i].Name += mark
		p[i].RawName = canonicalStyle(p[i].Name)
	}
	return p
}

// ampNames are the parameters of a query in which &amp; stands for &.
func ampNames(p []Pair) []Pair {
	for i := 1; i < len(p); i++ {
		p[i].Name = "amp;" + p[i].Name
		p[i].RawName = canonicalStyle(p[i].Name)
	}
	return p
}

func mapValue(p []Pair, name string, f func(string) string) []Pair {
	for i := range p {
		if p[i].Name == name {
			p[i].Value = f(p[i].Value)
			p[i].RawValue = canonicalStyle(p[i].Value)
		}
	}
	return p
}

// IsForm reports whether the body of a request is a form by its Content-Type.
func IsForm(m *Model) bool {
	v := m.Values["content-type"]
	return len(v) > 0 && strings.Contains(strings.ToLower(v[0]), "application/x-www-form-urlencoded")
}

// withoutCopies leaves out the parameters that stand in the query as a whole before.
func withoutCopies(p []Pair) []Pair {
	var out []Pair
	had := map[[2]string]bool{}
	for _, o := range p {
		if key := [2]string{o.Name, o.Value}; !had[key] {
			had[key], out = true, append(out, o)
		}
	}
	return out
}
