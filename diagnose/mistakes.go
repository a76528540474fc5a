package diagnose

import (
	"slices"
	"sync"
)

// A mistake is one code of the vocabulary with its two faces. Look sees it in
// the evidence; twists (and vary, for those that depend on the request) try it.
type mistake struct {
	code   string
	look   func(*facts) []hit
	twists []twist
	vary   func(*model) []twist
}

// looks is the table of everything that can be seen, family by family. To add a
// mistake that can be seen, add its line to the family's table.
var looks = sync.OnceValue(func() []mistake {
	return slices.Concat(
		schemeLooks, authorizationLooks, credentialLooks, dateLooks, scopeLooks, requestLooks, signedHeaderLooks,
		hostLooks, pathLooks, queryLooks, payloadLooks, tokenLooks, stringLooks, keyLooks, wireLooks, hopLooks, streamingLooks, policyLooks, codeLooks, postLooks, serverLooks, passwordLooks, wayLooks,
	)
})

// tries is the table of everything that can be tried, family by family. It
// stands apart from looks because rules use it to name what they see.
var tries = sync.OnceValue(func() []mistake {
	table := slices.Concat(
		[]mistake{{code: "method-mismatch", vary: methodTwists}},
		pathMistakes, queryMistakes, valueMistakes, headerMistakes, otherValueMistakes, payloadMistakes, textMistakes, keyMistakes, policyMistakes,
	)
	for i := range table {
		for j := range table[i].twists {
			table[i].twists[j].code = table[i].code
		}
	}
	return table
})

// methodTwists sign another method than the one sent.
func methodTwists(m *model) []twist {
	var out []twist
	add := func(variant, v, says string) {
		if v != m.method {
			out = append(out, twist{variant: variant, slot: slotMethod, says: says, turn: func(t *trial) { t.methodText = &v }})
		}
	}
	for _, v := range []string{"GET", "PUT", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS"} {
		add("method-mismatch", v, "signs the method "+v+", "+named(m.method)+" is sent")
	}
	add("method-lowercase", lower(m.method), "signs the method in lower case")
	add("method-lowercase", upper(m.method), "signs the method in upper case")
	add("method-missing", "", "leaves the method line empty")
	return out
}

// twists lists everything that can be tried for a request, in the order of the table,
// or that of some codes.
func (m *model) twists(codes ...string) []*twist {
	var out []*twist
	for i := range tries() {
		k := &tries()[i]
		if len(codes) > 0 && !slices.Contains(codes, k.code) {
			continue
		}
		for j := range k.twists {
			out = append(out, &k.twists[j])
		}
		if k.vary == nil {
			continue
		}
		varied := k.vary(m)
		for j := range varied {
			varied[j].code = or(varied[j].code, k.code)
			out = append(out, &varied[j])
		}
	}
	return out
}
