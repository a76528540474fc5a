package diagnose

// authFailureLooks read EC2's AuthFailure, which is one answer to several faults.
var authFailureLooks = []mistake{
	{code: "session-token-invalid", look: lookTokenRegion},
	{code: "clock-skew", look: func(f *facts) []hit { return f.lookAuthFailure("clock-skew", "a clock that is off") }},
	{code: "access-key-unknown", look: func(f *facts) []hit {
		return f.lookAuthFailure("access-key-unknown", "an access key ID that it does not know")
	}},
	{code: "secret-wrong", look: func(f *facts) []hit {
		return f.lookAuthFailure("secret-wrong", "a secret key that does not belong to the access key ID")
	}},
}

// lookTokenRegion reads EC2's answer to a session token that does not hold in the region.
func lookTokenRegion(f *facts) []hit {
	h := f.lookAuthFailure("session-token-invalid", "a session token that does not hold in the region")
	if len(h) > 0 && f.optInToken() {
		h[0].basis, h[0].says = byInference, tokenOfGlobal
		return h
	}
	return nil
}

// lookAuthFailure says what EC2 answers so to.
func (f *facts) lookAuthFailure(code, what string) []hit {
	if !f.ec2AuthFailure() {
		return nil
	}
	return []hit{{
		code:   code,
		basis:  byHint,
		says:   "EC2 answers so to " + what + ", among others.",
		places: places(messageOrCode(f.answer)),
		at:     SignatureStage,
	}}
}
