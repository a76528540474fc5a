package diagnose

// isHexHash reports whether a text is a SHA-256 in lower-case hex.
func isHexHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return true
}

func isHexDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != ""
}

// lacksDigits reports whether a hash in hex has a few digits less than it should: the
// leading zeros of some of its bytes are not there.
func lacksDigits(s string) bool { return len(s) >= 56 && len(s) < 64 && isHexDigits(s) }
