// Package ui shows an Analysis on the terminal and takes keys and pastes.
//
// There is one Bubble Tea model; panes are plain structs with methods, one file
// each, and Update only routes. A frame is a grid of cells that holds printable
// ASCII and a fixed set of glyphs, so no byte of a paste reaches the terminal but
// through package visible, and no frame is ever larger than the screen.
//
// The package judges nothing: all that it says of a signature stands in the
// Analysis. It opens no connection. The secret key is never drawn, copied or
// written.
package ui
