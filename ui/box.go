package ui

import (
	"bytes"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// A box holds text that is typed, byte for byte. The text areas of libraries
// rewrite tabs and line ends and drop what they do not like (measured), so the
// text that is to be analysed never goes through one.
type box struct {
	text   []byte
	cursor int // offset of a rune
	single bool

	last    time.Time // of the last key
	burst   int       // keys in a row that came faster than a person types
	longest int       // the longest such row
}

// burstGap is less than any person leaves between two keys, and more than a
// terminal does when it sends an unbracketed paste.
const burstGap = 20 * time.Millisecond

// key takes an editing key and reports whether it was one. Keys that a paste
// without brackets is made of become text: enter, tab, ctrl+j.
func (b *box) key(k tea.KeyPressMsg, now time.Time) bool {
	if !b.edit(k) {
		return false
	}
	if now.Sub(b.last) < burstGap {
		b.burst++
		b.longest = max(b.longest, b.burst)
	} else {
		b.burst = 0
	}
	b.last = now
	return true
}

func (b *box) edit(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "enter", "ctrl+j":
		return b.line("\n")
	case "tab", "ctrl+i":
		return b.line("\t")
	case "backspace", "ctrl+h":
		b.remove(b.before(), b.cursor)
	case "delete":
		b.remove(b.cursor, b.after())
	case "ctrl+u":
		b.remove(b.lineStart(), b.cursor)
	case "ctrl+w", "alt+backspace":
		b.remove(b.wordStart(), b.cursor)
	case "ctrl+k":
		b.remove(b.cursor, b.lineEnd())
	default:
		return b.move(k.String()) || b.insertKey(k)
	}
	return true
}

func (b *box) move(name string) bool {
	switch name {
	case "left", "ctrl+b":
		b.cursor = b.before()
	case "right", "ctrl+f":
		b.cursor = b.after()
	case "home", "ctrl+a":
		b.cursor = b.lineStart()
	case "end", "ctrl+e":
		b.cursor = b.lineEnd()
	case "up":
		b.cursor = max(0, b.lineStart()-1)
	case "down":
		b.cursor = min(len(b.text), b.lineEnd()+1)
	default:
		return false
	}
	return true
}

func (b *box) insertKey(k tea.KeyPressMsg) bool {
	if k.Text == "" || k.Mod.Contains(tea.ModAlt) || k.Mod.Contains(tea.ModCtrl) {
		return false
	}
	b.insert(k.Text)
	return true
}

// line inserts what a single line does not take.
func (b *box) line(s string) bool {
	if !b.single {
		b.insert(s)
	}
	return !b.single
}

func (b *box) insert(s string) {
	if b.cursor == len(b.text) {
		b.text = append(b.text, s...)
	} else {
		b.text = append(b.text[:b.cursor:b.cursor], append([]byte(s), b.text[b.cursor:]...)...)
	}
	b.cursor += len(s)
}

func (b *box) remove(from, to int) {
	b.text = append(b.text[:from], b.text[to:]...)
	b.cursor = from
}

func (b *box) before() int {
	_, n := utf8.DecodeLastRune(b.text[:b.cursor])
	return b.cursor - n
}

func (b *box) after() int {
	_, n := utf8.DecodeRune(b.text[b.cursor:])
	return b.cursor + n
}

func (b *box) lineStart() int { return bytes.LastIndexByte(b.text[:b.cursor], '\n') + 1 }

func (b *box) lineEnd() int {
	if n := bytes.IndexByte(b.text[b.cursor:], '\n'); n >= 0 {
		return b.cursor + n
	}
	return len(b.text)
}

func (b *box) wordStart() int {
	i := b.cursor
	for i > 0 && b.text[i-1] == ' ' {
		i--
	}
	for i > 0 && b.text[i-1] != ' ' && b.text[i-1] != '\n' {
		i--
	}
	return i
}

// clear forgets the text and overwrites it, for it may be a secret.
func (b *box) clear() {
	clear(b.text[:cap(b.text)])
	*b = box{single: b.single}
}

func (b *box) set(s string) {
	b.clear()
	b.insert(s)
}
