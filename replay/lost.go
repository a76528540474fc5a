package replay

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// LostAttempts are what a canonical request tells no more of the request that it was made
// of: runs of blanks, the order of parameters and headers, empty segments. They are tried
// where the request is known by that of the server alone, those about blanks in any case, for
// logs and pages take them away, too; each by itself.
var LostAttempts = []Attempt{
	{code: "header-spaces-not-collapsed", vary: singly(blanksLost)},
	{code: "header-value-not-trimmed", vary: singly(endsLost)},
	{code: "header-repeated-not-joined", vary: singly(joinsLost)},
	{code: "volatile-header-signed", vary: ofEcho(agentsCut)},
	{code: "query-unsorted", vary: ofEcho(ordersLost)},
	{code: "headers-unsorted", vary: ofEcho(headersMoved)},
	{code: "path-normalized", vary: ofEcho(slashesLost)},
}

// singly makes twists that are tried by themselves alone.
func singly(vary func(*Model) []Twist) func(*Model) []Twist {
	return func(m *Model) []Twist { return alone(vary(m)...) }
}

// ofEcho makes such twists for a request that is known by the server's canonical request alone.
func ofEcho(vary func(*Model) []Twist) func(*Model) []Twist {
	tried := singly(vary)
	return func(m *Model) []Twist {
		if !m.Echo {
			return nil
		}
		return tried(m)
	}
}

// mostLost bounds the twists of a kind.
const mostLost = 400

// ofSigner are headers whose values a signer makes: no person puts blanks into them.
var ofSigner = map[string]bool{"host": true, "x-amz-date": true, "date": true, "x-amz-content-sha256": true, "x-amz-security-token": true}

// eachValue calls f for the value of each signed header that a person may have written.
func (m *Model) eachValue(f func(name, value string)) {
	for _, n := range m.Names {
		if v := m.canonicalValues[n]; len(v) == 1 && v[0] != "" && !ofSigner[n] {
			f(n, v[0])
		}
	}
}

// instead is a twist that signs a value in place of the one that the server has.
func instead(variant, value, signed, says string) Twist {
	return trimTwist(variant, says, func(v string) string {
		if v = sigv4.CanonicalValue(v); v == value {
			return signed
		}
		return v
	})
}

// blanksLost sign two or three blanks where the server has one.
func blanksLost(m *Model) (out []Twist) {
	m.eachValue(func(name, value string) {
		for i := range len(value) {
			for n, many := range []string{"two", "three"} {
				if value[i] != ' ' || len(out) >= mostLost {
					continue
				}
				out = append(out, instead("header-inner-spaces-kept", value, value[:i]+strings.Repeat(" ", n+1)+value[i:],
					"signs "+many+" blanks in "+name+" where the server has one, behind "+Quoted(wordBefore(value, i))))
			}
		}
	})
	return out
}

// wordBefore is the word that ends at an offset.
func wordBefore(s string, at int) string { return s[strings.LastIndexByte(s[:at], ' ')+1 : at] }

// endsLost sign blanks at an end of a value, where the server has none.
func endsLost(m *Model) (out []Twist) {
	m.eachValue(func(name, value string) {
		for _, end := range []struct{ signed, says string }{
			{value + " ", "a blank behind the value of "},
			{" " + value, "a blank before the value of "},
			{value + "  ", "two blanks behind the value of "},
			{"  " + value, "two blanks before the value of "},
			{" " + value + " ", "blanks at both ends of the value of "},
		} {
			out = append(out, instead("header-value-not-trimmed", value, end.signed, "signs "+end.says+name+", which the server takes off"))
		}
	})
	return out
}

// joinsLost sign a blank behind each comma of a value, as of several headers of one name.
func joinsLost(m *Model) (out []Twist) {
	m.eachValue(func(name, value string) {
		if signed := strings.ReplaceAll(value, ",", ", "); signed != value {
			out = append(out, instead("header-duplicate-comma-space", value, signed,
				"signs a blank behind each comma of "+name+", where the server has none"))
		}
	})
	return out
}

// agentsCut sign the first or the last words of a User-Agent: what sends the request puts its
// own name behind or before that of the client.
func agentsCut(m *Model) (out []Twist) {
	const name = "user-agent"
	value := strings.Join(m.canonicalValues[name], ",")
	for i := range len(value) {
		if value[i] != ' ' || len(out) >= mostLost {
			continue
		}
		for _, signed := range []string{value[:i], value[i+1:]} {
			out = append(out, valueTwist("user-agent-signed", name, signed, "signs user-agent:"+signed+", another value is sent"))
		}
	}
	return out
}

// ordersLost sign the parameters in any order where they are few, else with one of them in
// another place.
func ordersLost(m *Model) (out []Twist) {
	const few = 5
	if len(m.Pairs) < 2 {
		return nil
	}
	sorted := slices.Clone(m.Pairs)
	slices.SortStableFunc(sorted, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	orders := moved(len(sorted))
	if len(sorted) <= few {
		orders = permutations(len(sorted))
	}
	for _, order := range orders {
		if len(out) == mostLost {
			break
		}
		rank, names := map[Pair]int{}, make([]string, 0, len(order))
		for i, k := range order {
			rank[sorted[k]] = i
			names = append(names, sorted[k].Name)
		}
		out = append(out, orderTwist("query-unsorted", "signs the parameters in the order "+strings.Join(names, ", "), func(a, b queryPair) int {
			return rank[a.pair] - rank[b.pair]
		}))
	}
	return out
}

// headersMoved sign one header in another place, in the block and in the list or in one of
// them.
func headersMoved(m *Model) (out []Twist) {
	for _, order := range moved(len(m.Names)) {
		if len(out) >= mostLost {
			break
		}
		names := make([]string, 0, len(order))
		for _, k := range order {
			names = append(names, m.Names[k])
		}
		f := func(_ *Trial, own []string) []string {
			if len(own) != len(names) {
				return own
			}
			return slices.Clone(names)
		}
		says := " in the order " + strings.Join(names, ", ")
		out = append(out,
			bothOrder("headers-unsorted", "has header lines and list"+says, f),
			blockOrder("headers-unsorted", "has the header lines"+says, f),
			listOrder("signed-headers-unsorted", "has the list of signed headers"+says, f))
	}
	return out
}

// slashesLost sign an empty segment where the server has one slash.
func slashesLost(m *Model) (out []Twist) {
	for i := range len(m.Path) {
		if m.Path[i] == '/' && i > 0 && len(out) < mostLost {
			out = append(out, shapeTwist("path-double-slash-merged", "signs // in the path behind "+Quoted(m.Path[:i]), func(p string) string {
				if p != m.Path {
					return p
				}
				return p[:i] + "/" + p[i:]
			}))
		}
	}
	return out
}

// permutations are all orders of n things but the one they are in.
func permutations(n int) (out [][]int) {
	order := identity(n)
	var place func(at int)
	place = func(at int) {
		if at == n {
			out = append(out, slices.Clone(order))
			return
		}
		for i := at; i < n; i++ {
			order[at], order[i] = order[i], order[at]
			place(at + 1)
			order[at], order[i] = order[i], order[at]
		}
	}
	place(0)
	return out[1:]
}

// moved are the orders of n things in which one stands in another place; none of many things,
// whose orders are too many.
func moved(n int) (out [][]int) {
	const many = 24
	if n > many {
		return nil
	}
	for from := range n {
		for to := range n {
			if to == from || to == from-1 { // as of the one before to its place
				continue
			}
			order := slices.Delete(identity(n), from, from+1)
			out = append(out, slices.Insert(order, to, from))
		}
	}
	return out
}

func identity(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}
