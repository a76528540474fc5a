// Package diagnose sets evidence beside computation and names the mistakes.
//
// Analyze is a pure function of its Case: what was pasted, and what was given
// beside it (secret key, region, service, clock). Screen and report are
// functions of the Analysis, so that a finding cannot stand on one and be
// missing on the other.
//
// A mistake is a value in one table (mistakes.go), one file per family. It has
// up to two faces: a Look sees it in the evidence, a Twist tries it. Only the
// driver grades proof; a rule never does.
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
//   - Twists try mistakes: method and query (query.go), path.go, headers.go, values.go,
//     payload.go, texts.go, derive.go, secrets.go. reproduce.go says what is searched
//     for; search.go does it, with sets.go, rows.go, trial.go, parts.go and worker.go.
//   - analyze.go grades and sorts what was seen and reproduced; stages.go, fix.go and
//     headline.go make the stages, the corrected request and the answer of it.
package diagnose
