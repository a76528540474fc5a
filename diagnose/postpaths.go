package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// keyInCode is an object key as code of any language gives it, upper or lower case.
var keyInCode = regexp.MustCompile(`(?:\b[Kk]ey|:Key|:key|--key|object_?[nN]ame|ObjectKey)["']?` +
	`\s*(?::|=>?|\s)\s*["']([^"'\n${}<>]{1,200})["']`)

// presignedPath is the path of a presigned URL.
var presignedPath = regexp.MustCompile(`\bhttps?://[^/\s"'<>]+(/[^?\s"'<>]*)\?[^\s"'<>]*X-Amz-Signature=`)

// arrivesAsSigned reports whether the server answers for the path of a presigned URL of the
// paste, whatever a proxy made of it in between.
func (f *facts) arrivesAsSigned() bool {
	resource := f.answer.Field("Resource").Trim().S
	if len(resource) < 2 {
		return false
	}
	for p := range f.matches(presignedPath) {
		if sigv4.PercentDecode(p.S) == resource {
			return true
		}
	}
	return false
}

// doubled is what URL libraries and HTTP clients remove from a path; S3 takes keys as they are.
var doubled = regexp.MustCompile(`^/|//|(?:^|/)\.\.?(?:/|$)`)

// lookKeySlashes finds a key with empty or dot segments, which HTTP clients
// normalise after they were signed (Amazon S3 user guide, "Naming Amazon S3
// objects": keys with . and .. segments).
func lookKeySlashes(f *facts) []hit {
	if !f.unexplained() || !f.forS3() {
		return nil
	}
	for key := range f.matches(keyInCode) {
		if !doubled.MatchString(key.S) {
			return nil // which of them is the object's is not told
		}
	}
	m, where := f.find(keyInCode)
	if m == nil || !doubled.MatchString(m[1]) || strings.Contains(m[1], "://") {
		return nil
	}
	b := byCode
	if f.signsByLibrary() {
		b = byHint // libraries send such keys as they are
	}
	return []hit{{
		basis: b,
		says: "The key " + quoted(m[1]) + " makes empty or dot segments in the path: S3 takes them as they are, " +
			"clients and URL libraries remove them before signing or before sending.",
		places: places(where),
		yours:  m[1],
	}}
}

// urlOfObject is a URL with its host and path.
var urlOfObject = regexp.MustCompile(`https?://([\w.-]+(?::\d+)?)(/[^\s"'<>?#\x60)]*)`)

// lookSlashesLost finds a URL of the same object with empty segments, where the request
// was sent, and verified by S3, without them.
func lookSlashesLost(f *facts) []hit {
	c := f.server.canonical
	if !f.unsettled() || c == nil || f.client.Canonical != nil || f.params.Flavor.EncodeTwice ||
		f.requestShown() && c.Path.S != f.model.Path {
		return nil
	}
	host := lower(f.model.Host)
	if !f.requestShown() {
		host, _ = f.serverLine("host")
		host = lower(host)
	}
	for i := range f.ev.Sources {
		for _, m := range f.ev.All(i, urlOfObject) {
			named, path := f.ev.Cut(i, m[2], m[3]), f.ev.Cut(i, m[4], m[5])
			if lower(named.S) != host || !strings.Contains(path.S, "//") ||
				manySlashes.ReplaceAllString(path.S, "/") != c.Path.S {
				continue
			}
			return []hit{{
				basis: byInference,
				says: "The URL of the object is that of the key with empty segments, and the request is sent without " +
					"them: what sends it removes a slash that was signed. S3 takes keys as they are.",
				places:  places(path, c.Path),
				yours:   path.S,
				correct: c.Path.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// lookPlusArrived finds a name with a + in the paste that the server read with
// blanks in its place.
func lookPlusArrived(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.echo || !strings.Contains(c.Path.S, "%20") {
		return nil
	}
	for segment := range strings.SplitSeq(c.Path.S, "/") {
		name := sigv4.PercentDecode(segment)
		if name == segment || !strings.Contains(name, " ") {
			continue
		}
		if _, blanks := f.written(name); blanks {
			continue
		}
		if where, ok := f.written(strings.ReplaceAll(name, " ", "+")); ok {
			return []hit{{
				basis:   byCode,
				says:    "The name " + where.S + " arrived with blanks for its +: it has to be signed and sent as %2B.",
				places:  append(places(c.Path), where),
				yours:   strings.ReplaceAll(segment, "%20", "+"),
				correct: strings.ReplaceAll(segment, "%20", "%2B"),
			}}
		}
	}
	return nil
}

var plusLine = regexp.MustCompile(`\b(?:GET|PUT|POST|HEAD|DELETE) (/\S*\?\S*=[^\s&]*\+\S*) HTTP/1\.[01]`)

// lookPlusSent finds a + in the query of a refused request that nothing else tells
// more of: what writes blanks so signs them so, too, and %20 is due.
func lookPlusSent(f *facts) []hit {
	if f.canonicalShown() || !f.unsettled() || f.asSent.Keys.Steps > 0 {
		return nil
	}
	if line := f.pasteFinds(plusLine); f.req == nil && line != "" {
		where, _ := f.written(line)
		return []hit{{
			basis: byWords,
			says: "The query of the request holds a +: it stands for a blank, which Signature Version 4 signs " +
				"and wants as %20.",
			places: places(where),
			yours:  line,
		}}
	}
	for _, p := range f.model.Pairs {
		if i := strings.IndexByte(p.RawValue, '+'); i >= 0 && !sigv4.IsAuthParam(p.Name) {
			return []hit{{
				basis: byCode,
				says: "The query holds " + p.RawName + "=" + p.RawValue + ": a + there stands for a blank, " +
					"which Signature Version 4 signs and wants as %20.",
				places:  places(f.req.Target),
				yours:   p.RawValue,
				correct: strings.ReplaceAll(p.RawValue, "+", "%20"),
			}}
		}
	}
	return nil
}

// sentByJava is what the AWS SDK for Java 2 logs of a request that it sends: the
// names of its query parameters, not their values.
var sentByJava = regexp.MustCompile(`Sending Request: DefaultSdkHttpFullRequest\(httpMethod=(\w+)[^\n]*?` +
	`encodedPath=([^,\n]*)[^\n]*?queryParameters=\[([^\]\n]*)\]\)`)

// lookLoggedQuery compares the parameters that Java's SDK says it sends with those
// that it signed.
func lookLoggedQuery(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Query.Present() || c.Partial {
		return nil
	}
	m, where := f.find(sentByJava)
	if m == nil || m[1] != c.Method.S || m[2] != c.Path.S {
		return nil
	}
	var sent []string
	for n := range strings.SplitSeq(m[3], ",") {
		sent = append(sent, strings.TrimSpace(n))
	}
	for _, p := range sigv4.SplitQuery(c.Query.S) {
		if p.Name != "" && !slices.Contains(sent, sigv4.PercentDecode(p.Name)) {
			return []hit{{
				basis: byTexts,
				says: "The parameter " + p.Name + " is signed, and the request that is sent has the parameters [" +
					m[3] + "].",
				places:  append(places(c.Query), where),
				yours:   c.Query.S,
				correct: m[3],
			}}
		}
	}
	return nil
}

// lookUnsortedURL finds a query that is not in the order that is signed, where
// nothing tells what the client signed. Signers that sort are right to send it so.
func lookUnsortedURL(f *facts) []hit {
	if !f.requestShown() ||
		!f.signedInHeader() ||
		!f.unsettled() ||
		f.clientTexts() ||
		f.knownSigner() {
		return nil
	}
	t := f.model.With()
	sorted := t.Part(replay.GroupQuery)
	t.Unsort()
	if strings.Count(sorted, "&") == 0 || sorted == t.Part(replay.GroupQuery) {
		return nil
	}
	return []hit{{
		basis: byHint,
		says: "The query is not sent in byte order of its names, in which it is signed: a signer that takes it " +
			"as it stands signs another text.",
		places:  places(f.req.Target),
		yours:   t.Part(replay.GroupQuery),
		correct: sorted,
	}}
}

// sentURI is what s3cmd logs of the request that it sends.
var sentURI = regexp.MustCompile(`(?:format_uri\(\): |method_string='\w+', uri=')(/[^\s'?]*)`)

// lookSentURI compares the path that s3cmd says it sends with the one that it
// signed: in path style, the bucket is part of both.
func lookSentURI(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Path.Present() || c.Partial || f.server.canonical != nil {
		return nil
	}
	m, where := f.find(sentURI)
	if m == nil || m[1] == c.Path.S || !strings.HasSuffix(m[1], c.Path.S) {
		return nil
	}
	return []hit{{
		basis: byTexts,
		says: "The path " + c.Path.S + " is signed, " + m[1] +
			" is sent: the bucket is missing from the signed path.",
		places:  append(places(c.Path), where),
		yours:   c.Path.S,
		correct: m[1],
	}}
}

var (
	canonicalURI = regexp.MustCompile(`(?i)\bcanonical_?ur[il]\w*\s*:?=\s*f?["'](/[^"'?\n]*)["']`)
	urlInCode    = regexp.MustCompile(`["']https?://[^/"'\s]+(/[^"'?\s]*)`)
)

// pathGiven is a path that is given to a signer without its first slash.
var pathGiven = regexp.MustCompile(`(?i)\b(?:canonical_?ur[il]|path|resource(?:_?path)?|endpoint)\w*["']?\s*(?:\(|:|=>?)\s*["']([\w.-]+(?:/[\w.-]+)+)["']`)

// errorMember is what an error of a client is printed with before the path that it is of.
var errorMember = regexp.MustCompile(`\bcode["']?\s*:\s*["']\w+["']`)

// lookPathGiven finds the path that the server verified in code, without its first slash.
func lookPathGiven(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || f.verified {
		return nil
	}
	for t := range f.matches(pathGiven) {
		if before, _, _, ok := f.lineAround(t); "/"+t.S == c.Path.S && !(ok && errorMember.Match(before)) {
			return withoutSlash("The signer is given", t, c.Path)
		}
	}
	return nil
}

var (
	// memberPath is a path of one segment, without its slash, in an object that describes a
	// request, and requestMember another member of it.
	memberPath    = regexp.MustCompile(`[{,]\s*["']?path(?:name)?["']?\s*:\s*["'\x60]([\w.-]+)["'\x60]\s*[,}]`)
	requestMember = regexp.MustCompile(`\b(?:method|host(?:name)?|protocol|headers)\b["']?\s*[:,]`)
	signsObject   = regexp.MustCompile(`\.(?:sign|presign)(?:Request)?\(|\baws4\.sign\(`)
	// putsSlash is what gives a path its slash: the constructor of the SDK's own requests, or code.
	putsSlash = regexp.MustCompile(`\bnew HttpRequest\(|["'\x60]/["'\x60]\s*\+|["'\x60]/\$\{|startsWith\(["'\x60]/`)
)

// lookMemberPath finds the path that the server verified in an object that is signed, without
// its slash.
func lookMemberPath(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || !f.unsettled() || !f.pasteHas(signsObject) || f.pasteHas(putsSlash) {
		return nil
	}
	for t := range f.matches(memberPath) {
		if "/"+t.S == c.Path.S && requestMember.Match(f.membersAround(t)) {
			return withoutSlash("The request that is signed has", t, c.Path)
		}
	}
	return nil
}

// withoutSlash says of a path that a signer has that it lacks the slash of the one verified.
func withoutSlash(has string, given, verified evidence.Text) []hit {
	return []hit{{
		basis: byInference,
		says: has + " the path " + quoted(given.S) + ", without the slash that it begins with; the server verifies " +
			quoted(verified.S) + ".",
		places:  places(given, verified),
		yours:   given.S,
		correct: verified.S,
		at:      CanonicalStage,
	}}
}

// membersAround is the text around a member of an object, up to the next brace on either side.
func (f *facts) membersAround(t evidence.Text) []byte {
	const near = 400
	data, p := f.ev.Written(t.Place())
	before, after := data[max(0, p.From-near):p.From], data[p.To:min(len(data), p.To+near)]
	from := len(before) - 1 - bytes.LastIndexAny(before, "{}")
	to := bytes.IndexAny(after, "{}")
	if to < 0 {
		to = len(after)
	}
	return data[p.From-min(from, len(before)) : p.To+to]
}

// lookCanonicalURI compares the path that code signs with that of the URL that it
// calls, where it is a part of it.
func lookCanonicalURI(f *facts) []hit {
	if !f.unexplained() {
		return nil
	}
	m, where := f.find(canonicalURI)
	u, at := f.find(urlInCode)
	if m == nil || u == nil || m[1] == "/" || u[1] == m[1] || !strings.HasSuffix(u[1], m[1]) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The code signs the path " + m[1] + " and calls " + u[1] + ": what stands in front (the bucket, a " +
			"stage) is missing from the signed path.",
		places:  []evidence.Text{where, at},
		yours:   m[1],
		correct: u[1],
	}}
}

// baseBefore is code that puts what it calls together of a base and the path that it signs.
var baseBefore = regexp.MustCompile(`(?i)\b\w*ur[li]\w*\s*:?=\s*\$?(\w+)\s*[+.]\s*\$?canonical_?(?:ur[il]|path)\b`)

// lookBaseLeftOut finds code that signs a path and calls it behind a base that has a path of
// its own.
func lookBaseLeftOut(f *facts) []hit {
	if !f.unexplained() {
		return nil
	}
	for base := range f.matches(baseBefore) {
		set := regexp.MustCompile(`\b` + literal(base.S) + `\s*:?=(?:[^\n]*(?://|#)\s*|[^\n#/]*)https?://[^/\s"']+(/[\w.-][^\s"']*)`)
		m, where := f.find(set)
		if m == nil || strings.Contains(where.S, "://docs.") {
			continue
		}
		return []hit{{
			basis: byCode,
			says: "The code signs its canonical URI and calls it behind " + base.S + ", which has the path " + m[1] +
				": that is missing from what is signed.",
			places: places(base, where),
			at:     CanonicalStage,
		}}
	}
	return nil
}

var (
	// keyAlone is code that makes the canonical URI of the key alone.
	keyAlone = regexp.MustCompile(`(?i)\bcanonical_?ur[il]\w*\s*:?=\s*` + anyOf(
		`["'\x60]/["'\x60]\s*[+.]\s*(?:\w+\()?\w*(?:key|object|path)\w*\)?\s*(?:;|\n|$)`,
		`f?["'\x60]/\$?\{[^}\n]*(?:key|object)[^}\n]*\}["'\x60]`,
	))
	// bucketInURL is a template of a URL with the bucket as the first segment of its path.
	bucketInURL = regexp.MustCompile(`(?i)["'\x60](?:https?://)?\$?\{[^}\n]*\}/\$?\{[^}\n]*bucket[^}\n]*\}/`)
)

// bucketInHost is a template of a host that begins with the bucket.
var bucketInHost = regexp.MustCompile(`(?i)\{[^}\n]*bucket[^}\n]*\}\.s3`)

// lookBucketLeftOut finds code that calls a URL in path style and signs a path without the
// bucket.
func lookBucketLeftOut(f *facts) []hit {
	if !f.unexplained() {
		return nil
	}
	_, signed := f.find(keyAlone)
	_, called := f.find(bucketInURL)
	if !signed.Present() || !called.Present() || f.pasteHas(bucketInHost) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The code calls a URL with the bucket in its path, and signs the path of the key alone: the bucket is missing " +
			"from the canonical URI.",
		places: places(signed, called),
		at:     CanonicalStage,
	}}
}
