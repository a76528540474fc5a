package replay

import (
	"cmp"
	"math/big"
	"strings"
)

// compareBy compares names, then values, by a key.
func compareBy(key func(string) string) func(a, b queryPair) int {
	return func(a, b queryPair) int {
		return cmp.Or(strings.Compare(key(a.name), key(b.name)), strings.Compare(key(a.value), key(b.value)))
	}
}

// wholeBy compares whole name=value texts by a key.
func wholeBy(key func(string) string) func(a, b queryPair) int {
	return func(a, b queryPair) int { return strings.Compare(key(a.name+"="+a.value), key(b.name+"="+b.value)) }
}

// lettersAlone is the key of locales that pass over signs and case, as those of older
// C libraries do for sort and strcoll: what is passed over counts where all else is equal.
func lettersAlone(s string) string {
	var b strings.Builder
	for _, c := range []byte(strings.ToLower(s)) {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c >= 0x80 {
			b.WriteByte(c)
		}
	}
	return b.String() + "\x00" + s
}

// collated is the key of the Unicode root collation, which localeCompare, .NET and newer C
// libraries follow: signs in an order of their own, digits, letters whatever their case, and
// a small one before its capital where all else is equal (CLDR, root collation).
func collated(s string) string {
	var first, last strings.Builder
	for _, c := range []byte(s) {
		small := c | 0x20
		switch i := strings.IndexByte(collatedSigns, c); {
		case i >= 0:
			first.WriteByte(byte(i + 1))
		case 'a' <= small && small <= 'z':
			first.WriteByte(small)
			last.WriteByte(c ^ 0x20)
		default:
			first.WriteByte(c)
		}
	}
	return first.String() + "\x00" + last.String()
}

// collatedSigns are the signs of ASCII in the order of the root collation.
const collatedSigns = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"

// natural is the key of natural order, in which file2 stands before file10: a number counts
// by the length of its digits, then by these.
func natural(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && '0' <= s[j] && s[j] <= '9' {
			j++
		}
		if j == i {
			b.WriteByte(s[i])
			i++
			continue
		}
		digits := strings.TrimLeft(s[i:j], "0")
		b.WriteString("0" + string(rune(len(digits))) + digits)
		i = j
	}
	return b.String() + "\x00" + s
}

// byNumber compares two values as numbers where both are whole numbers.
func byNumber(a, b string) int {
	m, first := new(big.Int).SetString(a, 10)
	n, second := new(big.Int).SetString(b, 10)
	if first && second {
		return m.Cmp(n)
	}
	return strings.Compare(a, b)
}
