package diagnose

import (
	"sync"

	"sigwhy/replay"
)

// A mistake is one code of the vocabulary and what sees it in the evidence.
type mistake struct {
	code string
	look func(*facts) []hit
}

// A family is the mistakes of one kind with their two faces: those that can be seen,
// and those that can be tried. Many a code is among both.
type family struct {
	looks    []mistake
	attempts []replay.Attempt
}

// mistakes is the table of what is looked for and of what is tried, family by family. Its
// order is that of both, and decides between hits that are worth the same. What a server's
// answer names, and what follows from a search or a comparison, is no row of it, and a look
// may give a hit of another code than its row has. To add a mistake, add its line to a table
// of its family.
var mistakes = sync.OnceValue(func() []family {
	return []family{
		{looks: schemeLooks},
		{looks: authorizationLooks},
		{looks: expiryLooks},
		{looks: signatureLooks},
		{looks: credentialLooks},
		{looks: clockLooks},
		{looks: authFailureLooks},
		{looks: dateLooks},
		{looks: scopeLooks},
		{looks: requestLooks, attempts: replay.MethodAttempts},
		{looks: signedHeaderLooks},
		{looks: hostLooks},
		{looks: pathLooks, attempts: replay.PathAttempts},
		{looks: queryLooks, attempts: replay.QueryAttempts},
		{attempts: replay.ValueAttempts},
		{attempts: replay.HeaderAttempts},
		{attempts: replay.OtherValueAttempts},
		{looks: payloadLooks, attempts: replay.PayloadAttempts},
		{looks: tokenLooks},
		{attempts: replay.PolicyAttempts}, // of a form they say more than what follows
		{looks: stringLooks, attempts: replay.TextAttempts},
		{looks: keyLooks, attempts: replay.KeyAttempts},
		{looks: wireLooks},
		{looks: hopLooks},
		{looks: streamingLooks},
		{looks: policyLooks},
		{looks: codeLooks, attempts: replay.LostAttempts},
		{looks: postLooks},
		{looks: serverLooks},
		{looks: targetLooks},
		{looks: writtenLooks},
		{looks: settingLooks},
		{looks: passwordLooks},
		{looks: wayLooks},
		{looks: logShows},
	}
})

// looks is everything that can be seen.
var looks = sync.OnceValue(func() []mistake {
	var out []mistake
	for _, f := range mistakes() {
		out = append(out, f.looks...)
	}
	return out
})

// tried is everything that can be tried.
var tried = sync.OnceValue(func() replay.Table {
	var out [][]replay.Attempt
	for _, f := range mistakes() {
		out = append(out, f.attempts)
	}
	return replay.NewTable(out...)
})
