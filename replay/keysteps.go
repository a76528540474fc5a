package replay

import (
	"slices"
	"strings"
)

// stepTwists leave out steps of the derivation, double them, or take them in another order.
var stepTwists = []Twist{
	stepsTwist("key-order-wrong", "derives the key with the region before the date", 1, 0, 2, 3),
	stepsTwist("key-order-wrong", "derives the key with the service before the region", 0, 2, 1, 3),
	stepsTwist("key-order-wrong", "derives the key in the opposite order", 3, 2, 1, 0),
	stepsTwist("key-order-wrong", "derives the key with service, region, date", 2, 1, 0, 3),
	stepsTwist("key-order-wrong", "derives the key with region, service, date", 1, 2, 0, 3),
	stepsTwist("key-order-wrong", "derives the key with service, date, region", 2, 0, 1, 3),
	stepsTwist("key-step-missing", "leaves aws4_request out of the key derivation", 0, 1, 2),
	stepsTwist("key-step-missing", "leaves the service out of the key derivation", 0, 1, 3),
	stepsTwist("key-step-missing", "leaves the region out of the key derivation", 0, 2, 3),
	stepsTwist("key-step-missing", "leaves the date out of the key derivation", 1, 2, 3),
	stepsTwist("key-step-overwritten", "keys the last step of the derivation with kDate", 0, 3),
	stepsTwist("key-step-overwritten", "keys the last step of the derivation with the secret key", 3),
	stepsTwist("key-step-overwritten", "keys the service step with kDate", 0, 2, 3),
	stepsTwist("key-step-missing", "derives the key with the date alone", 0),
	stepsTwist("key-step-missing", "derives the key with date and region alone", 0, 1),
	stepsTwist("key-step-doubled", "applies the last step of the derivation twice", 0, 1, 2, 3, 3),
	stepsTwist("key-step-doubled", "applies the date step twice", 0, 0, 1, 2, 3),
	chainTwist("key-scope-joined", "derives the key by one HMAC over the whole scope", func(t *Trial, seed []byte) []byte {
		return hmacSHA256(seed, []byte(t.scope.String()))
	}),
}

var rareStepTwists = rarely(
	stepsTwist("key-order-wrong", "derives the key with aws4_request before the date", 3, 0, 1, 2),
	stepsTwist("key-order-wrong", "derives the key with date, service, aws4_request, region", 0, 2, 3, 1),
	stepsTwist("key-order-wrong", "derives the key with date, region, aws4_request, service", 0, 1, 3, 2),
	stepsTwist("key-step-doubled", "applies the region step twice", 0, 1, 1, 2, 3),
	stepsTwist("key-step-doubled", "applies the service step twice", 0, 1, 2, 2, 3),
	chainTwist("key-scope-joined", "derives the key by one HMAC over the parts of the scope, put together without /", func(t *Trial, seed []byte) []byte {
		return hmacSHA256(seed, []byte(strings.ReplaceAll(t.scope.String(), "/", "")))
	}),
)

// terminatorTwists derive the key with another last message.
func terminatorTwists(m *Model) []Twist {
	return append(endedBy(m, append(slices.Clone(keyTerminators), m.KeyID)...), rarely(endedBy(m, rareKeyTerminators...)...)...)
}

var keyTerminators = []string{
	"aws4_reqeust", "aws4-request", "aws4request", "AWS4_REQUEST", "aws4_request\n", "", "aws_request", "aws4_req", "AWS4", "aws4_requests",
	"request",
}

var rareKeyTerminators = []string{
	"aws4_request ", "aws4", "AWS4-HMAC-SHA256", "aws4_requst", "aws4_reques", "Aws4_Request", "aws3_request", "aws2_request",
	"goog4_request", "Aws4_request", "aws4_request\r\n", "aws5_request", "v4_request", "aws4_Request", `"aws4_request"`, "signing",
	"aws4_request/", "/aws4_request", "aws4 request", "aws4.request", "undefined", "null", "None",
}

func endedBy(m *Model, terminators ...string) []Twist {
	var out []Twist
	for _, v := range terminators {
		if v != m.scope.Terminator {
			out = append(out, Twist{
				Variant: "key-terminator-typo", slot: slotKeyTerminator, Says: "derives the key with " + Quoted(v) + " as last step",
				turn: func(t *Trial) { t.k.last = &v },
			})
		}
	}
	return out
}

func stepsTwist(variant, says string, steps ...int) Twist {
	return Twist{Variant: variant, slot: slotKeyOrder, Says: says, turn: func(t *Trial) { t.k.order = steps }}
}

// stepNames are those of the derived keys, in order.
var stepNames = []string{"kDate", "kRegion", "kService", "kSigning"}

func chainTwist(variant, says string, f func(t *Trial, seed []byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotKeyMAC, Says: says, turn: func(t *Trial) { t.k.chain = f }}
}

// stepwise derives the key step by step, with a function of its own at one of them.
func stepwise(variant, says string, at int, odd func(key, message []byte) []byte) Twist {
	return chainTwist(variant, says, func(t *Trial, key []byte) []byte {
		for i, message := range t.messages() {
			if key = t.passed(i, key); i == at {
				key = odd(key, []byte(message))
			} else {
				key = hmacSHA256(key, []byte(message))
			}
		}
		return key
	})
}

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
		for i, m := range f(slices.Clone(t.messages())) {
			key = hmacSHA256(t.passed(i, key), []byte(m))
		}
		return key
	})
}

// messageForms are the forms in which all messages of the steps are passed on.
var messageForms = []struct {
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
}

// oddMessagesOfSteps derive the key with each message in another form.
func oddMessagesOfSteps() []Twist {
	var out []Twist
	for _, w := range messageForms {
		out = append(out, messagesTwist("key-messages-recoded", "derives the key with "+w.says, func(l []string) []string {
			for i := range l {
				l[i] = w.f(l[i])
			}
			return l
		}))
	}
	return rarely(out...)
}

// oddChains are derivations that are no chain of four HMACs.
var oddChains = rarely(
	messagesTwist("key-messages-growing", "derives the key with ever more of the scope: the day, day/region, and so on", func(l []string) []string {
		for i := 1; i < len(l); i++ {
			l[i] = l[i-1] + "/" + l[i]
		}
		return l
	}),
	stepwise("key-day-in-seed", "puts the day behind the secret key in place of the first HMAC", 0, func(key, message []byte) []byte {
		return slices.Concat(key, message)
	}),
	chainTwist("key-parallel", "keys each step of the derivation with the secret key, and puts what they give together", func(t *Trial, seed []byte) []byte {
		var key []byte
		for _, m := range t.messages() {
			key = append(key, hmacSHA256(seed, []byte(m))...)
		}
		return key
	}),
)

// otherOrders are the orders of the steps but the right one.
func otherOrders() []Twist {
	names := []string{"date", "region", "service", "aws4_request"}
	var out []Twist
	for _, order := range arrangements(len(names)) {
		if slices.Equal(order, identity(len(names))) {
			continue
		}
		var named []string
		for _, i := range order {
			named = append(named, names[i])
		}
		out = append(out, stepsTwist("key-order-wrong", "derives the key with "+strings.Join(named, ", "), order...))
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
