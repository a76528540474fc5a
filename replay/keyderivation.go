package replay

import (
	"slices"
	"strconv"
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
	{code: "signing-key-wrong-date", vary: func(m *Model) []Twist {
		d := m.scope.Date
		var out []Twist
		add := func(variant, v, says string) {
			if v != d {
				out = append(out, Twist{Variant: variant, slot: slotKeyDate, Says: says, turn: func(t *Trial) { t.k.date = &v }})
			}
		}
		add("key-date-timestamp", m.date, "derives the key with the full time in place of the day")
		if len(d) == 8 {
			add("key-date-dashes", d[:4]+"-"+d[4:6]+"-"+d[6:], "derives the key with the day written with dashes")
			add("key-date-form", d[2:], "derives the key with a two-digit year")
			add("key-date-form", d[6:]+d[4:6]+d[:4], "derives the key with the day written backwards")
			add("key-date-form", d[:4]+"/"+d[4:6]+"/"+d[6:], "derives the key with the day written with slashes")
		}
		add("key-date-timestamp", strings.TrimSuffix(m.date, "Z"), "derives the key with the full time without Z")
		if t, ok := m.when(); ok {
			add("key-date-rfc1123", t.Format("Mon, 02 Jan 2006 15:04:05 GMT"), "derives the key with an HTTP date")
			add("key-date-extended", t.Format("2006-01-02T15:04:05Z"), "derives the key with an extended ISO date")
		}
		few := len(out)
		if len(d) == 8 {
			add("key-date-form", d[4:]+d[:4], "derives the key with month, day, year")
			add("key-date-form", d[6:]+d[4:6]+d[:4], "derives the key with day, month, year")
			add("key-date-form", d[:4]+d[6:]+d[4:6], "derives the key with year, day, month")
			add("key-date-form", d[:6], "derives the key with year and month alone")
			add("key-date-form", d[:4], "derives the key with the year alone")
		}
		if t, ok := m.when(); ok {
			add("key-date-form", t.Format("200612"), "derives the key with month and day unpadded")
			add("key-date-form", strconv.FormatInt(t.Unix(), 10), "derives the key with seconds since 1970")
			add("key-date-form", strconv.FormatInt(t.UnixMilli(), 10), "derives the key with milliseconds since 1970")
		}
		if t, ok := m.when(); ok {
			for _, v := range append(oddDays(t), oddTimes(t)...) {
				add("key-date-form", v[0], "derives the key with a day written "+v[1])
			}
			wrongFields := shifted(t, "YYYYMMDD")
			for _, says := range slices.Sorted(mapKeys(wrongFields)) {
				add("key-date-field", wrongFields[says], "derives the key with a day written "+says)
			}
			add("key-date-extended", t.Format("2006-01-02T15:04:05.000Z"), "derives the key with the time as toISOString writes it")
			add("key-date-timestamp", t.Format("20060102150405"), "derives the key with the full time without T and Z")
		}
		add("key-date-form", d+" ", "derives the key with the day and a blank")
		add("key-date-form", d+"\n", "derives the key with the day and a newline")
		rarely(out[few:]...)
		add("key-date-empty", "", "derives the key with an empty date")
		add("key-date-undefined", "undefined", "derives the key with undefined as date")
		return out
	}},
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
	{code: "signing-key-steps-wrong", vary: stepTwists},
	{code: "signing-key-steps-wrong", twists: slices.Concat(otherOrders(), joinedSteps(), oddMessagesOfSteps())},
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
