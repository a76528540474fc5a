package evidence

import "strings"

// methods are the words that begin a request.
var methods = map[string]bool{
	"GET": true, "PUT": true, "POST": true, "HEAD": true, "DELETE": true, "PATCH": true, "OPTIONS": true,
	"CONNECT": true, "TRACE": true, "COPY": true, "LIST": true, "PROPFIND": true, "MKCOL": true, "PURGE": true,
	"GIT": true,
}

func isMethod(s string) bool { return len(s) < 10 && methods[strings.ToUpper(s)] }

// isUpperMethod is isMethod for where a word in small letters is none.
func isUpperMethod(s string) bool { return isMethod(s) && strings.ToUpper(s) == s }

// methodAlone returns where a method that ends the line begins, or -1: the
// first line of a canonical request, whatever stands before it.
func methodAlone(s string) int {
	s = strings.TrimRight(s, " \t\r")
	i := len(s)
	for i > 0 && isLetter(s[i-1]) && len(s)-i < 10 {
		i--
	}
	if i == len(s) || !isMethod(s[i:]) || i > 0 && (isNameByte(s[i-1]) || s[i-1] == '.') {
		return -1
	}
	return i
}

// requestLine finds method and target in "METHOD target HTTP/1.1". What stands
// before the method is a log's prefix; from is where the method begins.
func requestLine(s string) (from, methodTo, targetFrom, targetTo int, ok bool) {
	s = strings.TrimRight(s, " \t\r")
	end := strings.LastIndex(s, " HTTP/")
	if end < 0 || !isVersion(s[end+6:]) {
		return 0, 0, 0, 0, false
	}
	from = methodBefore(s[:end])
	if from < 0 {
		return 0, 0, 0, 0, false
	}
	methodTo = from + strings.IndexByte(s[from:], ' ')
	targetFrom = methodTo + 1
	return from, methodTo, targetFrom, end, targetFrom <= end
}

func isVersion(s string) bool {
	return len(s) >= 1 && len(s) <= 3 && isDigit(s[0]) && (len(s) == 1 || s[1] == '.')
}

// methodBefore returns where a method begins that a target follows, or -1.
func methodBefore(s string) int {
	dots := strings.Index(s, "..")
	for at := 0; ; {
		i := strings.IndexByte(s[at:], ' ')
		if i < 0 {
			return -1
		}
		end := at + i
		at = end + 1
		from := end
		for from > 0 && isLetter(s[from-1]) && end-from < 10 {
			from--
		}
		dotted := dots >= 0 && dots+len("..") <= from
		if dotted {
			from = max(from, end-methodAtEnd(s[from:end])) // bytes of a packet before it
		}
		known := isMethod(s[from:end])
		apart := from == 0 || !isAlnum(s[from-1]) || dotted
		first := from == 0 && end > 0 && end < 12
		if (first || known && apart) && (startsTarget(s[at:]) || known && from == 0) {
			return from
		}
	}
}

// methodAtEnd is the length of the method in capitals that ends a run of letters.
func methodAtEnd(s string) int {
	for i := range s {
		if s[i:] == strings.ToUpper(s[i:]) && isMethod(s[i:]) {
			return len(s) - i
		}
	}
	return len(s)
}

func startsTarget(s string) bool {
	return s != "" && isAmong(s[0], "/*?") || strings.HasPrefix(s, "http")
}
