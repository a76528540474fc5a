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
package diagnose
