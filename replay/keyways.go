package replay

import (
	"slices"
	"strings"
)

// groupings are the ways to put parts of the scope together for one step: where each
// message begins, by the places of the parts.
var groupings = []struct {
	says string
	at   []int
}{
	{"day, region, service and aws4_request", []int{0}},
	{"region and service", []int{0, 1, 3}},
	{"region, service and aws4_request", []int{0, 1}},
	{"day, region and service", []int{0, 3}},
	{"day and region", []int{0, 2, 3}},
	{"service and aws4_request", []int{0, 1, 2}},
}

// joinedSteps derive the key with parts of the scope put together for one step.
func joinedSteps() []Twist {
	var out []Twist
	for _, g := range groupings {
		for _, by := range []struct{ text, name string }{
			{"/", "slashes"}, {"", "nothing"}, {"\n", "newlines"}, {"-", "dashes"}, {" ", "blanks"}, {",", "commas"}, {":", "colons"}, {".", "dots"}, {"_", "underscores"}, {";", "semicolons"}, {"|", "vertical bars"},
		} {
			out = append(out, messagesTwist("key-steps-joined", "derives the key with "+g.says+" as one message, "+by.name+" between", func(l []string) []string {
				return groupedBy(l, g.at, by.text)
			}))
		}
	}
	return rarely(out...)
}

func groupedBy(parts []string, at []int, by string) []string {
	var out []string
	for i, from := range at {
		to := len(parts)
		if i+1 < len(at) {
			to = at[i+1]
		}
		out = append(out, strings.Join(parts[min(from, len(parts)):min(to, len(parts))], by))
	}
	return out
}

// messagesTwist derives the key with other messages.
func messagesTwist(variant, says string, f func([]string) []string) Twist {
	return chainTwist(variant, says, func(t *Trial, key []byte) []byte {
		for _, m := range f(slices.Clone(t.messages())) {
			key = hmacSHA256(key, []byte(m))
		}
		return key
	})
}

// oddMessagesOfSteps derive the key with each message in another form.
func oddMessagesOfSteps() []Twist {
	var out []Twist
	for _, w := range []struct {
		says string
		f    func(string) string
	}{
		{"a newline behind each message, as echo writes it", func(s string) string { return s + "\n" }},
		{"CR LF behind each message", func(s string) string { return s + "\r\n" }},
		{"a blank behind each message", func(s string) string { return s + " " }},
		{"a slash behind each message", func(s string) string { return s + "/" }},
		{"a slash before each message", func(s string) string { return "/" + s }},
		{"a NUL byte behind each message", func(s string) string { return s + "\x00" }},
		{"double quotes around each message", func(s string) string { return `"` + s + `"` }},
		{"single quotes around each message", func(s string) string { return "'" + s + "'" }},
		{"each message in capitals", strings.ToUpper},
		{"each message in hex", func(s string) string { return string(hexText([]byte(s))) }},
		{"each message in base64", func(s string) string { return string(base64Text([]byte(s))) }},
		{"the hash of each message", func(s string) string { return string(hexText(shaOf([]byte(s)))) }},
		{"the raw hash of each message", func(s string) string { return string(shaOf([]byte(s))) }},
		{"each message in UTF-16", func(s string) string { return string(utf16Of(s, true)) }},
		{"each message in UTF-16 (big endian)", func(s string) string { return string(utf16Of(s, false)) }},
	} {
		out = append(out, messagesTwist("key-messages-recoded", "derives the key with "+w.says, func(l []string) []string {
			for i := range l {
				l[i] = w.f(l[i])
			}
			return l
		}))
	}
	return rarely(append(out,
		messagesTwist("key-messages-growing", "derives the key with ever more of the scope: the day, day/region, and so on", func(l []string) []string {
			for i := 1; i < len(l); i++ {
				l[i] = l[i-1] + "/" + l[i]
			}
			return l
		}),
		chainTwist("key-day-in-seed", "puts the day behind the secret key in place of the first HMAC", func(t *Trial, seed []byte) []byte {
			key := seed
			for i, m := range t.messages() {
				if i == 0 {
					key = append(slices.Clone(key), m...)
				} else {
					key = hmacSHA256(key, []byte(m))
				}
			}
			return key
		}),
		chainTwist("key-parallel", "keys each step of the derivation with the secret key, and puts what they give together", func(t *Trial, seed []byte) []byte {
			var key []byte
			for _, m := range t.messages() {
				key = append(key, hmacSHA256(seed, []byte(m))...)
			}
			return key
		}),
	)...)
}

// otherOrders are the orders of the steps that are not tried otherwise.
func otherOrders() []Twist {
	names := []string{"date", "region", "service", "aws4_request"}
	var out []Twist
	for _, order := range arrangements(len(names)) {
		var named []string
		for _, i := range order {
			named = append(named, names[i])
		}
		out = append(out, Twist{
			Variant: "key-order-wrong", slot: slotKeyOrder, Says: "derives the key with " + strings.Join(named, ", "),
			turn: func(t *Trial) { t.k.order = order },
		})
	}
	return rarely(out...)
}

// arrangements are all orders of two or more of the numbers below n, each once.
func arrangements(n int) [][]int {
	var out [][]int
	var grow func(begun []int)
	grow = func(begun []int) {
		if len(begun) > 1 {
			out = append(out, slices.Clone(begun))
		}
		for i := range n {
			if !slices.Contains(begun, i) {
				grow(append(slices.Clone(begun), i))
			}
		}
	}
	grow(nil)
	return out
}
