package explain

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns up to three codes close to a mistyped one, the closest first,
// for a "did you mean". It forgives letters, capitals, underscores for hyphens,
// words in another order, and words left out: "double-encoded" finds
// path-double-encoded. It returns none when nothing is close.
func Nearest(code string) []string {
	type candidate struct {
		code     string
		distance int
	}
	code = normalized(code)
	if code == "" {
		return nil
	}
	var near []candidate
	for _, e := range read().entries {
		if d := distance(code, e.Code); d <= max(2, len(code)/3) {
			near = append(near, candidate{e.Code, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var codes []string
	for _, c := range near[:min(3, len(near))] {
		codes = append(codes, c.code)
	}
	return codes
}

// normalized writes a code as codes are written: lower case, words joined by "-".
func normalized(code string) string {
	words := strings.FieldsFunc(strings.ToLower(code), func(r rune) bool {
		return r == '-' || r == '_' || r == ' '
	})
	return strings.Join(words, "-")
}

// distance is the least of: the edits between two codes; the edits once their
// words are sorted, and one; two, if the first stands in the second.
func distance(typed, code string) int {
	d := min(edits(typed, code), 1+edits(sortedWords(typed), sortedWords(code)))
	if len(typed) >= 4 && strings.Contains(code, typed) {
		d = min(d, 2)
	}
	return d
}

func sortedWords(code string) string {
	words := strings.Split(code, "-")
	slices.Sort(words)
	return strings.Join(words, "-")
}

// edits counts the letters to insert, delete, replace or swap with their
// neighbour to turn a into b (optimal string alignment).
func edits(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
