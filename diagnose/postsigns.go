package diagnose

import (
	"regexp"
	"slices"
)

// postSigns are what people write beside a refused signature that tells its cause: the
// circumstance in which it fails, or a line of configuration. They are looked for only
// where a signature was refused and neither side's texts are in the paste: what these show
// goes before what a person says. The forms are those of public reports.
var postSigns = slices.Concat(pathsSaid, headersSaid, hostsSaid, bodiesSaid, keysSaid)

// byItsURL is what people say whose download works with the address that it comes from.
var byItsURL = regexp.MustCompile(`(?i)\b(?:directly|direct|via|with|using)\b[^.\n]{0,40}\bURL\b[^.\n]{0,40}\b(?:works?|fine|ok)\b`)

// olderRclone is what people say of a version before.
var olderRclone = regexp.MustCompile(`(?i)\b1\.6[0-7](?:\.\d+)?\b[^\n]{0,60}\b(?:works?|fine|ok)\b|\b(?:downgrad\w+|works?|fine|ok)\b[^\n]{0,40}\b1\.6[0-7]\b`)

// serverHostPortless reports whether the server verified a host without a port.
func (f *facts) serverHostPortless() bool {
	host, line := f.serverLine("host")
	return line.Present() && portOf(host) == ""
}

// unsignedForS3 is code that signs so for S3 alone.
var unsignedForS3 = regexp.MustCompile(`(?i)\bs3\b[^\n]{0,80}UNSIGNED-PAYLOAD|UNSIGNED-PAYLOAD[^\n]{0,80}\bs3\b`)

var (
	presignsByBoto = regexp.MustCompile(`(?i)generate_presigned_(?:url|post)|\bs3 presign\b`)
	s3Client       = regexp.MustCompile(`(?:client|resource)\(\s*["']s3["']|\bs3 presign\b`)
	signsS3        = regexp.MustCompile(`AWSService\.s3\b|\bservice:\s*["']s3["']`)
	// singlyEncoded tells such a signer that the path is encoded already.
	singlyEncoded = regexp.MustCompile(`S3ServiceConfiguration|uriEscapePath:\s*false`)
	presignsPut   = regexp.MustCompile(`(?i)presign\w*\(\s*(?:method\s*=\s*)?["']PUT["']|presigned_?put_?object\(|["']put_?object["']`)
	// putsByURL is what uploads with such a URL.
	putsByURL = regexp.MustCompile(`(?i)\bcurl\b[^\n]*\s(?:-T|-X ?PUT|--upload-file|--request PUT)|\brequests\.put\(|method:\s*["']PUT["']|\.put\(\s*(?:url|presigned|signed)`)
)

var (
	serviceInOptions = regexp.MustCompile(`\bservice["']?\s*:`)
	// knownToFetch are the other hosts that aws4fetch reads service and region from.
	knownToFetch = regexp.MustCompile(`(?i)backblazeb2\.com|r2\.cloudflarestorage\.com`)
)

// hostPassed is a proxy that is told to keep Host and by itself changes nothing else.
var hostPassed = regexp.MustCompile(`\bpassHostHeader["']?\s*[:=]\s*true\b`)

// bodyBeforeSign are options with a body that aws4 is given.
var bodyBeforeSign = regexp.MustCompile(`(?s)\bbody\s*[:=].*aws4\.sign\(`)

// headCall is a call that asks for the head of a URL alone.
const headCall = `\b(?:requests|session|client|http|httpx|axios|got|ky|HTTParty|Faraday|RestClient)\.head\(`

// cdnNamed is a CDN.
var cdnNamed = regexp.MustCompile(`(?i)\b(?:cdn|cloudflare|cloudfront|fastly|akamai)\b`)

// nothingSpecial is what people say whose names need no escapes.
var nothingSpecial = regexp.MustCompile(`(?i)\b(?:names?|keys?|objects?|paths?|files?) (?:never|do(?:es)? not|don't|doesn't) (?:even )?(?:contain|hold|have|use|include)\b` +
	`[^.\n]{0,25}\b(?:spaces?|blanks?|special char\w*|these (?:symbols|char\w*))`)

// nothingCached is what people say who do not let Cloudflare cache everything.
var nothingCached = regexp.MustCompile(`(?i)(?:n't|\bnot|\bnever) (?:use|have|set|enable)\w* ["']?cache everything\b`)

// laterRegion is a region whose buckets the global host does not serve: those launched since
// March 2019, and others where it answers with a redirect until the name of a bucket is known.
var laterRegion = regexp.MustCompile(`\b(?:eu-(?:north|south|central)-\d|ap-(?:east|south)-\d|ap-southeast-[3-9]|me-(?:south|central)-\d|af-south-\d|il-central-\d|ca-west-\d)\b`)

// pathOfEnvironment is a path that a signer is given as the environment has it.
var pathOfEnvironment = regexp.MustCompile(`\bpath\s*:\s*process\.env\.\w*PATH\b`)

// cloudflareAhead is Cloudflare in front of somebody's store.
var cloudflareAhead = regexp.MustCompile(`(?i)\bcloudflared\b|\bcloudflare (?:tunnel|proxy|zero trust)|\b(?:behind|through|via) cloudflare\b`)

var (
	// typeInURL is a presigned URL that signs a content type.
	typeInURL = regexp.MustCompile(`X-Amz-SignedHeaders=content-type%3B`)
	curlWord  = regexp.MustCompile(`(?i)\bcurl`)
	// signedLocation is a redirect to a presigned URL.
	signedLocation = regexp.MustCompile(`(?im)^[<> ]*location: \S*X-Amz-Signature=`)
)
