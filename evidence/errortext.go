package evidence

// codeBefore takes the code that stands right before a message: "Code: message".
func (p *page) codeBefore(a *Answer, from int) {}
