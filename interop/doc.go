// Package interop signs random requests with other implementations and compares
// every signature with that of package sigv4. It is a module of its own, so that
// the other signers never enter the program's.
//
//	go test ./... -seed 1 -requests 40000
//
// The seed of a run is printed; the same seed yields the same requests.
package interop
