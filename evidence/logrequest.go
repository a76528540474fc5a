package evidence

func (p *page) logRequest(l line, _ anchors) int { return 0 }
