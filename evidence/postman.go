package evidence

// postmanItem reads a request of a Postman collection (Collection Format v2.1)
// with the answer saved with it. A request that Postman signs itself ("awsv4") is
// read without a signature.
func (p *page) postmanItem(l line, _ anchors) int {
	return p.requestMember(l, func(d jsonDoc) int {
		if r := d.postmanRequest(); r != nil {
			return p.addPostman(r, d)
		}
		return 0
	})
}

// postmanRequest reads a request; it is nil when the object is something else.
func (d jsonDoc) postmanRequest() *Request {
	method := d.text("method", 20)
	url := d.text("url", longestField)
	if in, ok := d.doc("url"); ok {
		url = in.text("raw", longestField)
	}
	list, ok := d.doc("header")
	if !isMethod(method.S) || url.S == "" || !ok && !d.signsItself() {
		return nil
	}
	r := savedRequest(method, url)
	if ok {
		r.Fields = list.jsonFields("key", "value")
	}
	if body, ok := d.doc("body"); ok && len(body.parts) > 0 {
		r.savedBody(body.text("raw", longestHARBody), body.text("mode", 20).S == "raw")
	}
	r.Place = d.p.t.PlaceOf(d.parts[0].from, d.end)
	r.fill(d.p.collectionVariables())
	return r
}

// collectionVariables are those that a collection of Postman defines. They stand behind
// its requests, and are looked for once.
func (p *page) collectionVariables() variables {
	p.told.collection.Do(func() { p.told.saved = p.readVariables() })
	return p.told.saved
}

func (p *page) readVariables() variables {
	saved := variables{}
	const name = `"variable"`
	for at := 0; at < len(p.s); {
		value, next := p.keyBefore(name, at, len(p.s))
		at = next
		if value < 0 {
			continue
		}
		list, ok := p.jsonAt(value)
		if !ok {
			continue
		}
		for _, f := range list.jsonFields("key", "value") {
			saved[f.Name.S] = f.Value.S
		}
	}
	return saved
}

// signsItself reports whether Postman signs the request when it sends it.
func (d jsonDoc) signsItself() bool {
	auth, ok := d.doc("auth")
	return ok && auth.text("type", 20).S == "awsv4"
}

// addPostman takes over a request with the first answer that is saved with it, and
// returns where the two end. The answer holds the request as it was sent, with what
// Postman added to it.
func (p *page) addPostman(r *Request, d jsonDoc) int {
	list, in, end := p.savedAnswer(d.end)
	if sent, ok := in.doc("originalRequest"); ok {
		if s := sent.postmanRequest(); s != nil && isAWSClaim(claimsOf(s)) {
			r = s
		}
	}
	if p.addSaved(r, d.signsItself() && r.Target.Present()) && len(in.parts) > 0 {
		p.addPostmanAnswer(in, list)
	}
	return end
}

// savedAnswer is the first of the list of answers that stands behind a request.
func (p *page) savedAnswer(at int) (list, in jsonDoc, end int) {
	value := p.memberBehind(at, `"response"`)
	if value < 0 {
		return list, in, at
	}
	list, ok := p.jsonAt(value)
	if !ok || len(list.parts) == 0 {
		return list, in, at
	}
	in, _ = list.inside(list.parts[0])
	return list, in, list.end
}

func (p *page) addPostmanAnswer(in, list jsonDoc) {
	a := &Answer{What: "http-response", Status: in.text("code", 8), Place: p.t.PlaceOf(list.parts[0].from, list.end)}
	if !isStatus(a.Status.S) {
		return
	}
	if head, ok := in.doc("header"); ok {
		a.Head = head.jsonFields("key", "value")
	}
	if a.Status.S >= "4" {
		a = p.answerIn(a, in.text("body", longestHARAnswer))
	}
	codeFromHead(a)
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
}
