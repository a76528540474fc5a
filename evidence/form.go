package evidence

func (p *page) formFields(r *Request) {}
