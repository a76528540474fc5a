//go:build !amd64

package replay

// hashesBlocks reports that crypto/sha256 hashes blocks, one message after the other.
const hashesBlocks = false

func compressOne(_ *midstate, _ *byte, _ int, _ *midstate) { panic("unreachable") }

func compressBoth(_ *midstate, _, _ *byte, _ int, _, _ *midstate) { panic("unreachable") }
