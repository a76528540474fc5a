package sigv4_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

const needle = "NEEDLE/secret+access/key"

// forms are the texts that a key would show as if it were printed.
func forms(key string) []string {
	b := []byte(key)
	return []string{
		key, hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)),
		strings.Trim(fmt.Sprint(b[:6]), "[]"), strings.TrimSuffix(fmt.Sprintf("%#v", b[:6])[7:], "}"),
		fmt.Sprintf("%q", key), fmt.Sprintf("% x", b[:6]), fmt.Sprintf("%o", b[0:3]),
	}
}

// everyWay renders a value in every way that this program or a library could.
func everyWay(v any) map[string]string {
	out := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x", "%X", "% x", "%d", "%o", "%p", "%T", "%10.3v", "%w"} {
		out[verb] = fmt.Sprintf(verb, v)
	}
	text, _ := json.Marshal(v)
	out["json"] = string(text)
	text, _ = xml.Marshal(v)
	out["xml"] = string(text)
	var logs bytes.Buffer
	slog.New(slog.NewTextHandler(&logs, nil)).Info("m", "v", v, slog.Group("g", "v", v))
	slog.New(slog.NewJSONHandler(&logs, nil)).Info("m", "v", v, "list", []any{v})
	out["slog"] = logs.String()
	out["error"] = fmt.Errorf("signing: %w", fmt.Errorf("with %v and %+v", v, v)).Error()
	out["joined"] = errors.Join(fmt.Errorf("%s", v), fmt.Errorf("%#v", v)).Error()
	out["panic"] = panicText(v)
	return out
}

func panicText(v any) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	panic(fmt.Errorf("broken: %v", v))
}

type nested struct {
	Name   string
	Inner  struct{ Key sigv4.Key }
	List   []sigv4.Secret
	Map    map[string]sigv4.Secret
	Any    any
	Ptr    *sigv4.Key
	hidden sigv4.Key
	params sigv4.Params
	ptr    *sigv4.Secret
}

func nest(key sigv4.Key, p sigv4.Params) nested {
	n := nested{List: []sigv4.Secret{key.Secret}, Map: map[string]sigv4.Secret{"k": key.Secret}, Any: key, Ptr: &key}
	n.Inner.Key, n.hidden, n.params, n.ptr = key, key, p, &key.Secret
	return n
}

// No way of printing a secret, or anything that holds one, yields it.
func TestSecretIsNeverPrinted(t *testing.T) {
	t.Parallel()
	key := sigv4.Key{Secret: sigv4.NewSecret(needle)}
	p := sigv4.Params{Key: key, Scope: sigv4.Scope{Date: "20130524", Region: "us-east-1", Service: "s3", Terminator: "aws4_request"}, Date: "20130524T000000Z"}
	stages := sigv4.Compute(&sigv4.Request{Method: "GET", Target: "/"}, p)
	derived := sigv4.Key{Derived: sigv4.NewSecret(string(stages.Keys.Signing[:]))}
	p.Key = derived
	fromDerived := sigv4.Compute(&sigv4.Request{Method: "GET", Target: "/"}, p)
	values := map[string]any{
		"secret": key.Secret, "pointer": &key.Secret, "key": key, "params": stages.Params, "derived": derived,
		"keys": stages.Keys, "stages": stages, "stages pointer": &stages, "from derived": fromDerived,
		"nested": nest(key, stages.Params), "nested pointer": new(nest(derived, p)),
		"unexported": struct{ s sigv4.Secret }{key.Secret},
	}
	var keys []string
	for _, k := range [][32]byte{stages.Keys.Date, stages.Keys.Region, stages.Keys.Service, stages.Keys.Signing} {
		keys = append(keys, forms(string(k[:]))...)
	}
	for name, v := range values {
		for way, text := range everyWay(v) {
			shows(t, name+" by "+way, text, forms(needle))
			if !badVerb[way] {
				shows(t, name+" by "+way, text, keys)
			}
		}
	}
}

// badVerb holds the verbs for which fmt asks no Format method; vet refuses them.
// Even they yield no secret, but they yield the arrays of DerivedKeys.
var badVerb = map[string]bool{"%p": true, "%w": true}

func shows(t *testing.T, what, text string, forms []string) {
	t.Helper()
	for _, form := range forms {
		if strings.Contains(text, form) {
			t.Errorf("%s shows %q in %.200q", what, form, text)
		}
	}
}

// The test above would find a key that is printed.
func TestSecretSearchFinds(t *testing.T) {
	t.Parallel()
	for _, v := range []any{needle, []byte(needle), [24]byte([]byte(needle)), struct{ s string }{needle}, []string{needle}} {
		found := 0
		for _, text := range everyWay(v) {
			for _, form := range forms(needle) {
				if strings.Contains(text, form) {
					found++
				}
			}
		}
		if found < 5 {
			t.Errorf("%T found only %d times", v, found)
		}
	}
}

func TestSecretValue(t *testing.T) {
	t.Parallel()
	a, b := sigv4.NewSecret(needle), sigv4.NewSecret(strings.Clone(needle))
	if a != b || a.Reveal() != needle || !a.Known() || a == sigv4.NewSecret("other") {
		t.Error("secrets of one key differ, or those of two do not")
	}
	if none := sigv4.NewSecret(""); none != (sigv4.Secret{}) || none.Known() || none.Reveal() != "" {
		t.Error("the empty secret is known")
	}
	if (sigv4.Key{Derived: a}).Known() {
		t.Error("a derived key of 24 bytes is no key")
	}
}

func TestDerivedKeysString(t *testing.T) {
	t.Parallel()
	sum := func(k [32]byte) string { s := sha256.Sum256(k[:]); return hex.EncodeToString(s[:8]) }
	d := sigv4.DerivedKeys{Signing: [32]byte{1}, Date: [32]byte{2}, Region: [32]byte{3}, Service: [32]byte{4}}
	for steps, want := range map[int]string{
		0: "no keys",
		1: "kSigning " + sum(d.Signing),
		4: "kDate " + sum(d.Date) + ", kRegion " + sum(d.Region) + ", kService " + sum(d.Service) + ", kSigning " + sum(d.Signing),
	} {
		d.Steps = steps
		if got := d.String(); got != want {
			t.Errorf("%d steps: %q, want %q", steps, got, want)
		}
	}
}

// HMAC against crypto/hmac, for keys and messages around the block size and far
// beyond the room that HMAC keeps on the stack.
func TestHMAC(t *testing.T) {
	t.Parallel()
	sizes := []int{0, 1, 31, 32, 55, 56, 60, 63, 64, 65, 119, 127, 128, 129, 191, 192, 193, 1000, 1 << 16}
	for _, keySize := range sizes {
		for _, size := range sizes {
			key, message := bytes.Repeat([]byte{0xa5}, keySize), bytes.Repeat([]byte("m"), size)
			mac := hmac.New(sha256.New, key)
			mac.Write(message)
			want := hex.EncodeToString(mac.Sum(nil))
			if got := hexOf(sigv4.HMAC(key, message)); got != want {
				t.Fatalf("HMAC of %d bytes with a key of %d = %s, want %s", size, keySize, got, want)
			}
			if got := hexOf(sigv4.HMAC(key, string(message))); got != want {
				t.Fatalf("HMAC of a string of %d bytes with a key of %d = %s, want %s", size, keySize, got, want)
			}
		}
	}
}

// Secrets longer than the 60 bytes that fit one block beside "AWS4", as R2 (64)
// and other services hand out, derive as crypto/hmac says.
func TestDeriveLongSecret(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 40, 59, 60, 61, 64, 65, 128, 1000} {
		secret := strings.Repeat("k", n)
		scope := sigv4.Scope{Date: "20130524", Region: strings.Repeat("r", 200), Service: "s3", Terminator: "aws4_request"}
		want := []byte("AWS4" + secret)
		for _, message := range []string{scope.Date, scope.Region, scope.Service, scope.Terminator} {
			mac := hmac.New(sha256.New, want)
			mac.Write([]byte(message))
			want = mac.Sum(nil)
		}
		d := sigv4.Key{Secret: sigv4.NewSecret(secret)}.Derive(scope)
		if got := hexOf(d.Signing); got != hex.EncodeToString(want) {
			t.Errorf("secret of %d bytes: %s, want %x", n, got, want)
		}
	}
}
