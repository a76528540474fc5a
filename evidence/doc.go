// Package evidence keeps what was given exactly as given, and reads from it
// what it can: requests, claims, the client's and the server's strings, errors.
//
// A Source is bytes and how they came in; it is never changed. Repairs (shell
// quotes, log prefixes, "\n" escapes, XML entities, hex bytes) are views with a
// way back to the original offsets, so that everything that is recognised
// points at its bytes in the paste. There is one file per input format and one
// table of them in formats.go.
//
// The package recognises; it does not judge. A malformed claim is read as far
// as it goes and handed on as it stands: diagnose names what is wrong with it.
package evidence
