package interop

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"sigwhy/sigv4"
)

var (
	seed   = flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the random requests")
	number = flag.Int("requests", 40000, "number of random requests for each signer and form")
)

func TestMain(m *testing.M) {
	flag.Parse()
	fmt.Printf("seed %d, %d requests for each signer and form\n", *seed, *number)
	os.Exit(m.Run())
}

// signed is what another implementation made of a sample.
type signed struct {
	signature     string
	authorization string // whole header, where there is one
	canonical     string // its own canonical request, where it tells it
	request       *sigv4.Request
	params        sigv4.Params // all but the key
}

// parts are the six parts of a canonical request.
type parts struct {
	method, path, query, headers, signedHeaders, payload string
}

func partsOf(c *sigv4.Canonical) *parts {
	return &parts{c.Part(c.Method), c.Part(c.Path), c.Part(c.Query), c.Part(c.Headers), c.Part(c.SignedHeaders), c.Part(c.PayloadHash)}
}

func (p *parts) String() string {
	return strings.Join([]string{p.method, p.path, p.query, p.headers, p.signedHeaders, p.payload}, "\n")
}

// An exception is one named way in which another implementation departs from the
// specification. It rewrites the parts of our canonical request as the other
// would have them; the difference is explained only if the signature of the
// rewritten one is then the other's, to the last bit.
type exception struct {
	name    string
	where   string // file and function of the other implementation
	why     string // what the specification says
	rewrite func(s *sample, out *signed, p *parts)
}

// comparison counts what became of the requests for one signer.
type comparison struct {
	t          *testing.T
	exceptions []exception
	covered    map[string]int
	same, told int
	failed     int
}

func compare(t *testing.T, exceptions ...exception) *comparison {
	return &comparison{t: t, exceptions: exceptions, covered: map[string]int{}}
}

// check computes the request that the other implementation signed and compares.
func (c *comparison) check(s *sample, out *signed) {
	p := out.params
	p.Key = sigv4.Key{Secret: sigv4.NewSecret(s.Secret)}
	stages := sigv4.Compute(out.request, p)
	ours := stages.Signature.Text
	if ours == out.signature {
		c.same++
		if out.authorization != "" && out.authorization != stages.Authorization.Text {
			c.fail(s, out, &stages, "Authorization differs: "+stages.Authorization.Text)
		}
		return
	}
	rewritten, names := partsOf(&stages.Canonical), []string(nil)
	for _, e := range c.exceptions {
		before := *rewritten
		e.rewrite(s, out, rewritten)
		if *rewritten != before {
			names = append(names, e.name)
		}
	}
	toSign := strings.Join([]string{sigv4.Algorithm, p.Date, p.Scope.String(), sigv4.HexSHA256([]byte(rewritten.String()))}, "\n")
	if sigv4.Sign(stages.Keys.Signing, toSign) != out.signature {
		c.fail(s, out, &stages, "rewritten: "+rewritten.String())
		return
	}
	if out.canonical != "" && out.canonical != rewritten.String() {
		c.fail(s, out, &stages, "the signature is the same, the canonical request is not")
	}
	c.told++
	for _, name := range names {
		c.covered[name]++
	}
}

func (c *comparison) fail(s *sample, out *signed, stages *sigv4.Stages, note string) {
	if c.failed++; c.failed <= 3 {
		c.t.Errorf("unexplained difference, seed %d\nsample %q\nours %s\ntheirs %s\nour canonical request\n%q\ntheirs\n%q\n%s",
			*seed, fmt.Sprint(s), stages.Signature.Text, out.signature, stages.Canonical.Bytes, out.canonical, note)
	}
}

// done reports the counts and fails for an exception that explained nothing.
func (c *comparison) done() {
	c.t.Helper()
	total := c.same + c.told + c.failed
	c.t.Logf("%d requests: %d the same, %d explained, %d unexplained", total, c.same, c.told, c.failed)
	for _, e := range c.exceptions {
		c.t.Logf("  %6d %s: %s; %s", c.covered[e.name], e.name, e.where, e.why)
		if c.covered[e.name] == 0 && total >= 20000 {
			c.t.Errorf("exception %q explained nothing", e.name)
		}
	}
	if total < *number*9/10 || c.same < total*2/5 {
		c.t.Errorf("only %d of %d requests compared, %d of them the same", total, *number, c.same)
	}
	if c.failed > 0 {
		c.t.Errorf("%d unexplained differences, seed %d", c.failed, *seed)
	}
}

// wire is the request that a server gets for the sample: the target and the host
// as sent, the fields of the sample, then those that the signer added.
func wire(s *sample, target, host string, added http.Header, names ...string) *sigv4.Request {
	req := &sigv4.Request{Method: s.Method, Target: target}
	req.Fields = append([]sigv4.Field{{Name: "Host", Value: host}}, s.Fields...)
	if len(s.Body) > 0 {
		req.Fields = append(req.Fields, sigv4.Field{Name: "Content-Length", Value: fmt.Sprint(len(s.Body))})
		req.Body = sigv4.Body{State: sigv4.BodyKnown, Bytes: s.Body}
	}
	for _, name := range names {
		if v := added.Get(name); v != "" {
			req.Fields = append(req.Fields, sigv4.Field{Name: name, Value: v})
		}
	}
	return req
}

// headerClaim fills what an Authorization header states.
func (out *signed) headerClaim(s *sample, header http.Header) {
	out.authorization = header.Get("Authorization")
	rest, _ := strings.CutPrefix(out.authorization, sigv4.Algorithm+" Credential=")
	credential, rest, _ := strings.Cut(rest, ", SignedHeaders=")
	names, signature, _ := strings.Cut(rest, ", Signature=")
	out.signature = signature
	out.fill(s, credential, header.Get("X-Amz-Date"), names)
}

// queryClaim fills what a presigned query states.
func (out *signed) queryClaim(s *sample, query string) {
	params := map[string]string{}
	for _, q := range sigv4.SplitQuery(query) {
		params[q.Name] = sigv4.DecodeQuery(q.Value)
	}
	out.signature = params["X-Amz-Signature"]
	out.params.Carrier = sigv4.InQuery
	out.fill(s, params["X-Amz-Credential"], params["X-Amz-Date"], params["X-Amz-SignedHeaders"])
}

func (out *signed) fill(s *sample, credential, date, names string) {
	id, scope, _ := sigv4.SplitCredential(credential)
	out.params.AccessKeyID, out.params.Scope = id, scope
	out.params.Date = date
	out.params.SignedHeaders = strings.Split(names, ";")
	out.params.Flavor = sigv4.FlavorOf(s.Service)
}
