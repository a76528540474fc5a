package replay

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// derivationAttempts are about the prefix of the secret key, and about the inputs and the
// steps of the derivation.
var derivationAttempts = []Attempt{
	{code: "signing-key-prefix-wrong", vary: func(m *Model) []Twist {
		out := []Twist{
			prefixTwist("key-no-aws4-prefix", "", "derives the key from the secret key without AWS4 before it"),
			prefixTwist("key-aws4-prefix-twice", "AWS4AWS4", "puts AWS4 before the secret key twice"),
		}
		for _, p := range []string{
			"AWS", "aws4", "AWS4-HMAC-SHA256", "AWS4 ", "AWS4A", "AWS4:", "AWS4_", "AWS4+", "AWS4-", "AWS3", "AWS4\n",
			"Aws4", "AWS4/",
		} {
			out = append(out, prefixTwist("key-prefix-wrong", p, "puts "+Quoted(p)+" before the secret key in place of AWS4"))
		}
		for _, p := range []string{"AWS2", `AWS4\n`, "AWS4.", `"AWS4"`, "AWS1", "AWS5", "AWS4=", "GOOG4", "OSS4", "AWSv4", "AWS 4", "aws4_request", "AWS4\"", "'AWS4'", "$AWS4", "AWS4,", "AWS4|", "AWS4;", "AWS4\r\n", "AWS4\t", " AWS4", "aws", "AMZ4", "SigV4", "V4"} {
			out = append(out, rarely(prefixTwist("key-prefix-wrong", p, "puts "+Quoted(p)+" before the secret key in place of AWS4"))...)
		}
		return append(out, secretTwist("key-aws4-suffix", "puts AWS4 behind the secret key", func(s string) string { return s + "AWS4" }))
	}},
	{code: "signing-key-wrong-date", vary: keyDates},
	{code: "signing-key-wrong-region", vary: func(m *Model) []Twist {
		feed := func(t *Trial, v *string) { t.k.region = v }
		return append(messageTwists("key-wrong-region", slotKeyRegion, "region", m.allRegions(), m.scope.Region, feed),
			slices.Concat(rarely(feedTwists("key-wrong-region", slotKeyRegion, "region", nearNames(m.scope.Region), m.scope.Region, feed)...),
				alone(feedTwists("key-wrong-region", slotKeyRegion, "region", rareRegions, m.scope.Region, feed)...))...)
	}},
	{code: "signing-key-wrong-service", vary: func(m *Model) []Twist {
		services := append(m.allServices(), hostLabels(m.Host)...)
		feed := func(t *Trial, v *string) { t.k.service = v }
		others := slices.DeleteFunc(m.rareServices(), func(v string) bool { return slices.Contains(services, v) })
		return append(messageTwists("key-wrong-service", slotKeyService, "service", services, m.scope.Service, feed),
			slices.Concat(rarely(feedTwists("key-wrong-service", slotKeyService, "service", append(nearNames(m.scope.Service), m.scope.Service+".amazonaws.com"), m.scope.Service, feed)...),
				alone(feedTwists("key-wrong-service", slotKeyService, "service", others, m.scope.Service, feed)...))...)
	}},
	{code: "signing-key-stale", vary: func(m *Model) []Twist {
		return messageTwists("key-of-other-scope", slotKeyDate, "day", m.neighbourDays(), m.scope.Date, func(t *Trial, v *string) { t.k.date = v })
	}},
	{code: "signing-key-steps-wrong", twists: slices.Concat(stepTwists, rareStepTwists), vary: terminatorTwists},
	{code: "signing-key-steps-wrong", twists: slices.Concat(otherOrders(), joinedSteps(), oddMessagesOfSteps(), oddChains)},
}

func prefixTwist(variant, prefix, says string) Twist {
	return Twist{Variant: variant, slot: slotPrefix, Says: says, turn: func(t *Trial) { t.k.prefix = &prefix }}
}

// messageTwists feed one step of the derivation with other values, and with what stands
// for none.
func messageTwists(variant string, s slot, what string, values []string, correct string, set func(*Trial, *string)) []Twist {
	return feedTwists(variant, s, what, unique(append(values, "", "undefined", "null", "None", strings.ToUpper(correct))), correct, set)
}

// feedTwists feed one step of the derivation with other values.
func feedTwists(variant string, s slot, what string, values []string, correct string, set func(*Trial, *string)) []Twist {
	var out []Twist
	for _, v := range values {
		if v != correct {
			out = append(out, Twist{
				Variant: variant, slot: s,
				Says: "derives the key with the " + what + " " + named(v) + ", the scope says " + named(correct),
				turn: func(t *Trial) { set(t, &v) },
			})
		}
	}
	return out
}

// nearNames are a name with what comes of another spelling, of files and of zones.
func nearNames(name string) []string {
	return []string{
		name + " ", name + "\n", name + "a", name + "b", name + "c", " " + name, name + "/", strings.ReplaceAll(name, "-", "_"), strings.ReplaceAll(name, "-", ""),
		strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):], `"` + name + `"`, "aws." + name, "aws-" + name, "amazon" + name,
	}
}

func hostLabels(host string) []string {
	bare, _ := sigv4.SplitHost(host)
	return append(strings.Split(bare, "."), bare)
}
