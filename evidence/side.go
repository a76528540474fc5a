package evidence

import "strings"

// headingBefore returns the lines before an offset that may tell what follows:
// the nearest one first, at most three of them. What stands before it in its own
// line is the first.
func (p *page) headingBefore(at int) string {
	if p.headed.at != at || p.headed.above == "" {
		p.headed = headed{at: at, above: p.readHeading(at)}
	}
	return p.headed.above
}

// headed is what was read as a heading before an offset last. The strings of a line all ask.
type headed struct {
	at           int
	above, whole string // whole has the line at the offset as well
}

func (p *page) readHeading(at int) string {
	var b strings.Builder
	apart := false
	for i := 0; i < 3; i++ {
		l, ok := lineBefore(p.s, at)
		if !ok {
			if at == 0 {
				b.WriteString(p.ownHeading())
			}
			break
		}
		at = l.from
		s := l.text(p.s)
		if isBlank(s) {
			apart = apart || b.Len() > 0
			continue
		}
		if apart {
			b.WriteString(apartMark)
		}
		if len(s) > 300 {
			s = s[len(s)-300:]
		}
		b.WriteString(strings.ToLower(s))
		b.WriteByte('\n')
	}
	return b.String()
}

// apartMark stands before a line of a heading that a blank one sets apart from those below it.
const apartMark = "\f"

// ownHeading is what stands before the page. Most strings of a log hold nothing that asks.
func (p *page) ownHeading() string {
	if p.within != nil {
		return p.within.headingOf(p.onLine)
	}
	return p.heading
}

var (
	serverWords = []string{
		"auth_signature_v4.go", "signature_utils", "riak_cs", "s3s::", "garage_", "recomputed", "canonicalreqresult",
		"errorxml", "error xml", "error detail", "error body", "returns a verbose", "from error", "from the error", "response", "received",
		"should have been", "should be", "expects", "expected by", "they calculate", "builds ",
		"theirs", "server", "backend", "verifier",
		"aws:", "aws's", "from aws", "amazon says", "aws says", "aws error", "aws calculated", "aws computes",
		"aws returned", "aws canonical",
		"minio computes", "minio calculates", "minio says", "minio logs",
		"ceph computes", "ceph calculates", "ceph says", "ceph logs",
		"s3proxy", "radosgw", "seaweedfs", "versitygw", "cloudserver", "hyperstore", "cloudian", "storagegrid",
		"rgw log", "debug rgw", "debug_rgw", "get_auth_data_v", "rgw::auth", "garage_api", "signature mismatch canonical", "stringtosignproducer", "signature verification failed",
		"[debug]: canonical request", "[debug]: string to sign", // versitygw
		"gateway with", "gateway log", "gateway's",
		// in Spanish, Portuguese, German, French, Russian, Chinese and Japanese
		"aws dice", "según aws", "aws espera", "aws diz", "segundo a aws",
		"laut aws", "aws sagt", "aws erwartet", "selon aws", "aws dit", "aws attend",
		"aws вернул", "aws ожидает", "aws 返回", "aws返回", "aws 说", "aws说", "awsが",
	}
	clientWords = []string{
		"client", "my ", "mine", "printed by", "signer", "we sign", "i sign", "our ", "generated", "the code", "request sent", "i sent", "we sent", "dumping",
		"meine ", "mi cadena", "mi petición", "mi código", "minha ", "моя ", "我的", "我们的", "私の", "自分の",
	}
	// clientLoggers are programs that sign and log what they sign.
	clientLoggers = []string{
		"botocore", "aws_sigv4", "com.amazonaws.auth", "software.amazon.awssdk", "reqsign",
	}
	// weakWords name a client unless the server is named, too.
	weakWords = []string{"debug", "sdk", "local", "signing"}
)

// sideOf tells whose string a block is from the lines before it, the nearest
// line that tells it at all; stated is false when none does.
func sideOf(heading string) (s side, stated bool) {
	s, how := whoseBy(heading)
	return s, how != untold
}

// A telling is how much the lines around a string tell of whose it is.
type telling uint8

const (
	untold  telling = iota
	hinted          // words of debugging, which servers log under as well
	toldOut         // a name of either side
)

// whoseBy is sideOf, and how well it is known.
func whoseBy(heading string) (side, telling) {
	best := untold
	for h := range strings.SplitSeq(heading, "\n") {
		own, isServer := h, false
		if !strings.HasPrefix(h, apartMark) { // else the line of a log that has ended
			own, isServer = verifierTold(h), isGatewayLine(h)
		}
		isServer = isServer || hasAny(own, serverWords)
		isClient := hasAny(own, clientWords)
		switch {
		case best == hinted && own == h:
			// Past words of debugging, only the log of a verifier tells.
		case isServer && !isClient:
			return server, toldOut
		case isClient && !isServer, hasAny(own, clientLoggers):
			return client, toldOut
		case isServer:
			return firstOf(own), toldOut
		case hasAny(own, weakWords):
			best = hinted
		}
	}
	return client, best
}

// firstOf settles a line that names both sides by the name that stands first:
// "AWS client logs", "the server's string, not my".
func firstOf(h string) side {
	first, s := len(h), client
	for _, w := range serverWords {
		if i := strings.Index(h, w); i >= 0 && i < first {
			first, s = i, server
		}
	}
	for _, w := range clientWords {
		if i := strings.Index(h, w); i >= 0 && i < first {
			first, s = i, client
		}
	}
	return s
}

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// quotedInMessage reports whether a string stands under the name that errors
// give it, right after the message of one: then the message quotes it.
func quotedInMessage(heading string) bool {
	label, rest, _ := strings.Cut(heading, "\n")
	before, _, _ := strings.Cut(rest, "\n")
	label = strings.TrimRight(label, ":= ")
	ofError := strings.HasSuffix(label, "stringtosign") || strings.HasSuffix(label, "canonicalrequest")
	return ofError && strings.Contains(before, "signature we calculated")
}
