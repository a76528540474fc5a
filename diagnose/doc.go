// Package diagnose sets evidence beside computation and names the mistakes.
//
// Analyze is a pure function of its Case: what was pasted, and what was given
// beside it (secret key, region, service, clock). Screen and report are
// functions of the Analysis, so that a finding cannot stand on one and be
// missing on the other.
//
// All mistakes stand in one table (mistakes.go), by families. A mistake has up to two
// faces: a look sees it in the evidence, an attempt of package replay tries it. Only
// the driver grades proof; a rule never does.
//
// What happens to a case, and where it stands:
//
//   - facts.go settles what is known of the request, and computes it as it was sent;
//     found.go looks things up in the paste.
//   - Looks see mistakes: in the server's answer (answers.go, refine*.go), in the claim
//     (claims.go, scopes.go, dates.go), in both sides' texts (strings.go, name.go), in
//     what was sent against what arrived (wires.go, hostlooks.go, pathlooks.go,
//     querylooks.go, hops.go, serverlooks.go), in bodies (bodies.go, chunks.go), in code
//     (codesigns.go, code.go; inforce.go says what is run) and in what people write (postsigns.go and posts.go).
//   - reproduce.go says what package replay searches for, with keyquest.go, loosehash.go
//     and policyproof.go.
//   - analyze.go grades and sorts what was seen and reproduced; stages.go, fix.go and
//     headline.go make the stages, the corrected request and the answer of it.
package diagnose
