package evidence

import "strings"

// byteList reads traffic that is shown as bytes in the other ways: od in its forms,
// hexdump without options, xxd -p and xxd -i, arrays of C as Wireshark writes them,
// the framed dumps of Netty; and all of a request in one line of hex digits. One line that
// is anything else may be a value, as StringToSignBytes is.
func (p *page) byteList(l line, _ anchors) int {
	const longestRow = 400
	limit := min(len(p.s), l.from+min(longestDump, p.r.ahead/2))
	if l.to > limit {
		return 0
	}
	read := byteFormOf(l.text(p.s))
	if read == nil {
		return 0
	}
	m := p.t.Remake()
	at, lines := l.from, 0
	for at < limit {
		n := lineAt(p.s, at)
		if lines > 0 && n.to-n.from > longestRow || !read(n.text(p.s), func(b byte, from, to int) { m.Put(string([]byte{b}), n.from+from, n.from+to) }) {
			break
		}
		at = n.next
		lines++
	}
	t := m.View("a dump of bytes").Whole()
	if !p.r.pay(2*(at-l.from)) || lines < 2 && !beginsRequest(t.S) || !p.sub(t, p.headingBefore(l.from)) {
		return 0
	}
	return at
}

// beginsRequest reports whether the first line of a text is a request line, with its version.
func beginsRequest(s string) bool {
	first, _, several := strings.Cut(s, "\n")
	from, _, _, _, ok := requestLine(strings.TrimSuffix(first, "\r"))
	return several && ok && from == 0
}

// A byteForm reads the bytes of a line, and reports whether it has any.
type byteForm func(s string, put func(b byte, from, to int)) bool

// byteFormOf tells the form of the first line of a dump by what its bytes are: a
// request, an answer, the beginning of a text that is signed.
func byteFormOf(s string) byteForm {
	for _, form := range []byteForm{listedHex, plainHex, wordsOfHex, charsOfOd} {
		var b []byte
		if form(s, func(c byte, _, _ int) { b = append(b, c) }) && beginsTraffic(string(b)) {
			return form
		}
	}
	return nil
}

func beginsTraffic(s string) bool {
	word, _, _ := strings.Cut(s, " ")
	if word, _, _ = strings.Cut(word, "\n"); len(word) < len(s) && isMethod(word) {
		return true
	}
	return strings.HasPrefix(s, "HTTP/") || strings.HasPrefix(s, "AWS4-") || strings.HasPrefix(s, "<?xml")
}

// addressOf returns the length of what stands before the bytes of a line: a frame,
// an address, a separator.
func addressOf(s string) (n, digits int) {
	n = span(s, isBlankByte)
	if strings.HasPrefix(s[n:], "|") {
		n++
	}
	k := span(s[n:], isHexDigit)
	if k < 6 || k > 8 || n+k >= len(s) || !isBlankByte(s[n+k]) && s[n+k] != '|' {
		return n, 0
	}
	n += k
	if s[n] == '|' {
		n++
	}
	return n + span(s[n:], isBlankByte), k
}

// listedHex reads bytes that stand apart: "47 45 54", "0x47, 0x45, 0x54,".
func listedHex(s string, put func(b byte, from, to int)) bool {
	at, _ := addressOf(s)
	count := 0
	for at < len(s) {
		from := at
		if strings.HasPrefix(s[at:], "0x") {
			from += 2
		}
		if span(s[from:], isHexDigit) != 2 {
			break
		}
		put(nibble(s[from])<<4|nibble(s[from+1]), from, from+2)
		count++
		at = from + 2
		gap := span(s[at:], func(c byte) bool { return isBlankByte(c) || c == ',' })
		if at += gap; gap == 0 || gap > 1 && s[at-2] != ',' {
			break
		}
	}
	return count > 0
}

// plainHex reads lines of digits alone.
func plainHex(s string, put func(b byte, from, to int)) bool {
	n := span(s, isHexDigit)
	if n != len(s) || n%2 != 0 || n < 2 {
		return false
	}
	for i := 0; i < n; i += 2 {
		put(nibble(s[i])<<4|nibble(s[i+1]), i, i+2)
	}
	return true
}

// wordsOfHex reads words of two bytes, the second one first, as hexdump and od -x
// print them on most machines.
func wordsOfHex(s string, put func(b byte, from, to int)) bool {
	at, digits := addressOf(s)
	if digits != 7 {
		return false
	}
	count := 0
	for at < len(s) && span(s[at:], isHexDigit) == 4 {
		put(nibble(s[at+2])<<4|nibble(s[at+3]), at+2, at+4)
		put(nibble(s[at])<<4|nibble(s[at+1]), at, at+2)
		count++
		at += 4
		at += span(s[at:], isBlankByte)
	}
	return count > 0
}

// charsOfOd reads od -c: an address, then each byte in four columns, as a
// character, an escape or three octal digits.
func charsOfOd(s string, put func(b byte, from, to int)) bool {
	n := span(s, isDigit)
	if n != 7 {
		return false
	}
	count := 0
	for at := n; at+4 <= len(s); at += 4 {
		b, ok := charOfOd(strings.TrimLeft(s[at:at+4], " "))
		if !ok {
			return false
		}
		put(b, at+1, at+4)
		count++
	}
	return count > 0
}

func charOfOd(s string) (byte, bool) {
	switch {
	case s == "":
		return ' ', true
	case len(s) == 1:
		return s[0], true
	case len(s) == 3 && s[0] <= '3' && isDigit(s[0]) && isDigit(s[1]) && isDigit(s[2]):
		return (s[0]-'0')<<6 | (s[1]-'0')<<3 | (s[2] - '0'), true
	case s[0] == '\\' && s[1] == '0':
		return 0, true
	case s[0] == '\\' && len(simpleEscapes[s[1]]) == 1:
		return simpleEscapes[s[1]][0], true
	}
	return 0, false
}
