// Package diff says exactly which bytes of two texts differ, and which lines
// belong together.
//
// Lines pairs the lines of two texts first, header lines by their name, then
// finds the differing bytes inside each pair. Bytes does the same for two texts
// as a whole. Both return plain data, edits and rows, that say nothing of how
// they are shown.
//
// The rows or edits, put one after the other, always give back both texts: the
// package never calls different texts equal, and never drops or folds a byte. It
// aims at few and readable runs, not at the fewest bytes, and at time that grows
// like n log n: where texts are large and have little in common it says so by one
// large replacement.
package diff
