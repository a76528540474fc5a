// Package replay signs as a mistaken signer would, and searches for the mistakes
// that give what was sent.
//
// A Model is what the signer started from. Model.With makes a Trial, a signer that
// makes some mistakes, each of which is a Twist; Model.Twists lists those that can
// be tried for a request. A Quest says what to reproduce (the hash of a canonical
// request, a derived key, a signature) and Quest.Search finds all smallest sets of
// twists that give exactly that. This is a proof, and it is pure computation: the
// package reads no paste and judges nothing (diagnose does), and it never changes a
// model.
//
// What can be tried stands in families of attempts, each a table of its own. Which of them
// are tried, and in what order, says the table that a model is given.
//
// What no reuse saves is the last HMAC: with a hash of the canonical request and a key that
// no set before had together it takes three blocks, the two that the hash stands in and the
// outer one. TestAllPairs holds that what the search makes is what the trials make from
// scratch.
//
// # A signer and its mistakes
//
//	model.go             Model: what the signer started from
//	trial.go             Trial: a signer that makes its texts from scratch
//	knobs.go             its knobs of path, query and headers
//	trialkey.go          those of string to sign, key and signature
//	twist.go             Twist: one mistake, which turns a knob
//	attempts.go          Attempt, Table: mistakes by their codes
//	method.go            methods
//	path.go              paths
//	query.go             queries
//	headers.go           the block of header lines and the list
//	values.go            the value of one header
//	hosts.go             the host
//	lost.go              what a canonical request tells no more of its request
//	payload.go           bodies and their hashes
//	stringtosign.go      both texts as a whole, and the lines of the string to sign
//	dateline.go          its date line, and the day of the derivation; forms of dates
//	scopeline.go         its scope line
//	secret.go            the secret key
//	keyderivation.go     the inputs of the key derivation
//	keysteps.go          its steps
//	keytext.go           keys passed on as text
//	hmac.go              HMACs, and what stands in their place
//	signatureform.go     what is signed, and how the signature is written
//	policy.go            policies
//
// What several attempts draw on, and what is seldom met.
//
//	parameters.go        the parameters of a query, and what signers make of them
//	names.go             rare regions and services, tried by themselves alone
//	orders.go            orders in which programs sort parameters
//	leftraw.go           which reserved characters an encoder leaves raw
//	charsets.go          charsets other than UTF-8
//	bodyforms.go         bodies as languages show them
//	lineforms.go         forms of the header lines, of lists, queries and paths
//	textforms.go         forms of both texts
//	rework.go            what a signer makes of a text as a whole
//	written.go           how a hash, a key or a signature is written; other hashes
//
// # The search
//
//	search.go            Quest, Search: sets by size and stage, shared out to processors
//	stages.go            on which stage a twist acts, and whether a quest tries it there
//	progress.go          how far it is
//	sets.go              merges twists that make the same bytes
//	parts.go             the parts of a canonical request, of which only those are made anew that a twist touches
//	rows.go              sets of the canonical request grown by one twist, on memory of the one before
//	keysets.go           keys; those of pairs that are needed twice
//	worker.go            tries the sets
//	rarepairs.go         twists of which there are many: by themselves and in pairs, not in sets of three
//	sha.go               hashes on from the states behind what texts have in common
//	sha_amd64.go         the instructions for that: whether the processor has them (the code is in sha_amd64.s)
//	sha_other.go         that other processors hash with the standard library alone
//	derive.go            keeps the keys on the way of derivations
package replay
