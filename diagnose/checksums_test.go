package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"testing"
)

// TestChecksum holds the checksums to the check values of "123456789": of the CRC
// catalogue (reveng.sourceforge.io: CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME),
// and of md5sum, sha1sum and sha256sum.
func TestChecksum(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"x-amz-checksum-crc32":     "cbf43926",
		"x-amz-checksum-crc32c":    "e3069283",
		"x-amz-checksum-crc64nvme": "ae8b14860a799888",
		"content-md5":              "25f9e794323b453885f5181f1b624d0b",
		"x-amz-checksum-sha1":      "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
		"x-amz-checksum-sha256":    "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
	} {
		sum, err := base64.StdEncoding.DecodeString(checksum(name, []byte("123456789")))
		if err != nil || hex.EncodeToString(sum) != want {
			t.Errorf("%s: %x, want %s", name, sum, want)
		}
	}
	if checksum("x-amz-checksum-type", nil) != "" {
		t.Error("x-amz-checksum-type is no checksum")
	}
}
