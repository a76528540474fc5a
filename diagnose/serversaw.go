package diagnose

import (
	"context"
	"strings"

	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// serverQuest is the search for what the server saw, where it shows only its string to
// sign, and the hash there is not the one of the request in the paste, or of the client's
// canonical request.
func (f *facts) serverQuest() *target {
	t := f.server.text
	if t == nil || t.Algorithm.S != sigv4.Algorithm || f.server.canonical != nil || f.echoSigned || t.Masked || !isHexHash(t.Hash.S) ||
		!f.requestShown() && !f.signedWhole() || !f.completeForHash() || len(f.unsentSigned()) > 0 || f.methodAssumed || f.bodyAssumed ||
		!f.asSent.CanonicalHash.Known() || t.Hash.S == f.asSent.CanonicalHash.Text ||
		t.Date.S != f.params.Date || t.Scope.S != f.params.Scope.String() {
		return nil
	}
	if own := f.client.StringToSign; own != nil && own.Hash.S == t.Hash.S || f.serverHashed(f.client.Canonical) {
		return nil // the texts agree, whatever the rules say of them
	}
	return &target{
		what:  "the hash of the canonical request in the server's string to sign",
		shown: t.Hash,
		Quest: &replay.Quest{Model: f.model, Hash: t.Hash.S},
	}
}

// signedWhole reports whether the client's canonical request is there as it was signed, and
// nothing else of the request.
func (f *facts) signedWhole() bool {
	canonical, text := f.printed()
	return f.echo && canonical != "" && (text == "" || strings.HasSuffix(text, "\n"+sigv4.HexSHA256([]byte(canonical))))
}

// serverSaw tells what the server made its canonical request of: the smallest change to
// the request that gives its hash. Nothing is known of the signer by it.
func (f *facts) serverSaw(ctx context.Context, a *Analysis) []Finding {
	q := f.serverQuest()
	if q == nil {
		return nil
	}
	r := q.Search(ctx, f.progress)
	if a.Search.Target == "" {
		a.Search = Search{Target: q.what, Tried: r.Tried, Done: r.Done, Whole: r.Whole}
	}
	if len(r.Sets) == 0 {
		return nil
	}
	var out []Finding
	var codes []string
	set := r.Sets[0]
	for _, w := range set {
		codes = append(codes, f.codeOnTheWay(w))
	}
	for i, w := range set {
		fd := f.reproducedFinding(w, []*replay.Twist{w}, q)
		e, _ := explain.Of(codes[i])
		fd.Code, fd.Stage, fd.Title, fd.Do, fd.Spec = codes[i], e.Stage, e.Title, e.Fix, e.SpecURL
		fd.Says = "The server verified another request than the one that is " + f.shownAs() + ". What it saw is what a signer sees that " +
			w.Says + ": that gives exactly " + q.what + "."
		for _, other := range codes {
			if other != codes[i] {
				fd.With = append(fd.With, other)
			}
		}
		fd.Yours, fd.Correct = fd.Correct, fd.Yours // what was sent, and what arrived
		if !f.wire() && !f.echo {
			fd.Proof = Likely // what is shown may not be all that was sent
		}
		out = append(out, fd)
	}
	if len(a.Search.Reproduced) == 0 && a.Search.Target == q.what {
		a.Search.Reproduced = [][]string{codes}
	}
	return out
}

// shownAs is how the request that was sent is known.
func (f *facts) shownAs() string {
	if f.echo {
		return "signed"
	}
	return "shown"
}

// codeOnTheWay is the code of a twist as a change between client and server: of a value
// it came otherwise, of a form the server's canonical request is not by the rules.
func (f *facts) codeOnTheWay(w *replay.Twist) string {
	switch g := w.Group(); {
	case w.Header() != "":
		t := f.model.With(w)
		sent, _ := f.model.Header(w.Header())
		h := f.headerOnTheWay(w.Header(), sent, evidence.Text{S: strings.Join(t.HeaderValues(w.Header()), ",")})
		if h.code == "host-mismatch" {
			return "host-rewritten-by-proxy"
		}
		return h.code
	case f.echo && g == replay.GroupPath && f.pathSigned(w) != "":
		return f.pathSigned(w)
	case w.Code == "path-missing-component":
		return "path-prefix-rewritten"
	case w.Code == "addressing-style-mismatch", w.Code == "path-prefix-rewritten", g == replay.GroupMethod:
		return w.Code
	case g == replay.GroupPath && keptByTheWay[w.Code]:
		return w.Code
	case g == replay.GroupPath:
		return "path-reencoded-after-signing"
	case g == replay.GroupQuery && (w.Code == "query-param-added-after-signing" || w.Code == "query-not-signed"):
		return "query-changed-after-signing"
	case g == replay.GroupPayload:
		return "payload-hash-mismatch"
	}
	return "server-side-canonicalization"
}

// pathSigned names the difference of the path that the client signed from the one that the
// server saw, where it is one that signers make and nothing on the way.
func (f *facts) pathSigned(w *replay.Twist) string {
	signed, seen := f.client.Canonical.Path.S, f.model.With(w).Part(replay.GroupPath)
	code := pathCode(signed, seen)
	switch {
	case seen == "/"+signed:
		return "path-mismatch"
	case code == "path-double-encoded", code == "percent-hex-lowercase",
		code == "path-not-double-encoded" && !sigv4.IsS3(f.params.Scope.Service):
		return code
	}
	return ""
}

// keptByTheWay are changes of a path that are no matter of its escapes.
var keptByTheWay = setOf("path-mismatch", "path-normalized", "path-not-normalized", "query-in-path")
