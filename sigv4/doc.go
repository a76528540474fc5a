// Package sigv4 computes every intermediate value of an AWS Signature Version 4
// and keeps it: payload hash, canonical request, string to sign, the four
// derived keys, the signature and the header or query that carries it.
//
// It starts from the raw parts of a request, never from net/http or net/url
// types, which have already normalised what a person debugging a signature must
// see. Every run of bytes in a canonical request knows the bytes of the request
// that it came from and the rule that shaped it.
//
// It also reads the parts that the texts are made of: scopes, dates, hosts.
//
// The package computes what is correct. It does not read pastes (evidence does)
// and does not judge them (diagnose does). It never fails on a strange request:
// a value that cannot be known says what is missing instead.
package sigv4
