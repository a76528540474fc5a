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
// What can be tried stands in families of attempts, each a table of its own: method.go,
// path.go, query.go, headers.go, values.go, payload.go with charsets.go, stringtosign.go
// with dateline.go and scopeline.go, secret.go, keyderivation.go with keysteps.go,
// keytext.go, hmac.go, signatureform.go, policy.go. What is seldom met stands beside them:
// lineforms.go, textforms.go, written.go, bodyforms.go. orders.go and leftraw.go hold the orders and the
// choices of raw characters that some of them try. Which of them are tried, and in what
// order, says the table that a model is given.
//
// How the search is fast:
//
//   - knobs.go, trial.go, trialkey.go: a trial can make any of its texts from scratch;
//     parts.go makes only those parts of a canonical request anew that a twist touches.
//   - sets.go merges twists that make the same bytes; search.go takes the stages apart,
//     so that each is made once for all sets of the others, and shares them out.
//   - rows.go grows sets by one twist at a time, on memory of the one before; worker.go
//     tries them.
//   - rarepairs.go: twists of which there are many, each seldom made, are tried by
//     themselves and in pairs, but not in sets of three; those of names.go by themselves alone.
//   - sha.go hashes on from the states behind what texts have in common; derive.go
//     keeps the keys on the way of derivations, keysets.go those of pairs that are
//     needed twice.
//
// What is left is the last HMAC: with a hash of the canonical request and a key that no
// set before had together, three blocks, the two that the hash stands in and the outer
// one. No reuse goes below.
//
// TestAllPairs holds that what the search makes is what the trials make from scratch.
package replay
