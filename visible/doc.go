// Package visible turns untrusted bytes into text that is safe to draw and still
// tells every byte.
//
// Whatever is not printable ASCII is written as an escape: \r, \n, \t, \xNN. A
// backslash is written \\, so that the very bytes can be read back. No terminal
// sequence, no invisible or reordering character and no look-alike survives, and
// every byte has a known number of cells.
//
// Text is the only type that code which draws should accept. String makes one of
// any bytes, Lines makes drawable lines that map cells to bytes and back, Prose
// makes readable sentences (and is the only one that cannot be undone).
//
// The package knows no colour, no width of a screen and no meaning of a text.
package visible
