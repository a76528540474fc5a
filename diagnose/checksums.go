package diagnose

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
)

// checksums make what headers and trailers carry of the body (S3 user guide,
// "Checking object integrity").
var checksums = map[string]func() hash.Hash{
	"content-md5":              md5.New,
	"x-amz-checksum-crc32":     func() hash.Hash { return crc32.NewIEEE() },
	"x-amz-checksum-crc32c":    func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
	"x-amz-checksum-crc64nvme": func() hash.Hash { return crc64.New(crc64.MakeTable(crc64NVMe)) },
	"x-amz-checksum-sha1":      sha1.New,
	"x-amz-checksum-sha256":    sha256.New,
}

// crc64NVMe is the polynomial of the NVM Express specification, bits reversed.
const crc64NVMe = 0x9A6C9329AC4BC9B5

// checksum is the base64 checksum that a header or trailer of that name carries,
// "" for names of none.
func checksum(name string, data []byte) string {
	newSum, ok := checksums[name]
	if !ok {
		return ""
	}
	sum := newSum()
	sum.Write(data)
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}
