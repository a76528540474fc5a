package evidence

import "strings"

func find(fields []Field, name string) Text {
	for _, f := range fields {
		if strings.EqualFold(f.Name.S, name) {
			return f.Value.Trim()
		}
	}
	return Text{}
}
