package evidence

// A Format is one form of input that is recognised.
type Format struct {
	Name    string
	Accepts string // what it reads, in words

	on anchors // it is tried on lines that hold one of these
	// read tries the line and returns where what it has read ends, 0 when that
	// is nothing or when the line is to be read on by others.
	read func(p *page, l line, found anchors) int
}

// formats are tried in this order: those that undo something around the line
// first, whole blocks before what stands within a line.
var formats = []Format{
	{
		"interleaved-log",
		"what several services wrote by turns into one stream: docker compose, kubectl, journald, syslog",
		anHTTP | anMethod | anAmz | anAuth | anAWS4 | anCanon | anHost | anError, (*page).interleaved,
	},
	{
		"line-list",
		"texts that JSON holds as a list of lines, as notebooks of Jupyter do",
		anHTTP | anURL | anAmz | anAuth | anAWS4, (*page).lineList,
	},
	{"pdml", "HTTP messages in the XML of tshark -T pdml", anHTTP, (*page).pdml},
	{
		"har-entry",
		"the requests of a HAR file with their answers, those that AWS refused first",
		anDoc, (*page).harEntry,
	},
	{
		"postman-item",
		"the requests of a Postman collection with its variables, and the first answer saved with each",
		anDoc, (*page).postmanItem,
	},
	{
		"insomnia-export",
		"the requests of an Insomnia export with its environments, JSON (format 4)",
		anDoc, (*page).insomniaExport,
	},
	{"insomnia-yaml", "the requests of an Insomnia export, YAML (format 5)", anDoc, (*page).insomniaYAML},
	{"bruno-request", "a request in a .bru file of Bruno with its variables", anURL, (*page).brunoRequest},
	{"http-file", "the requests of a .http or .rest file, with its variables", anURL | anOutcome, (*page).httpFile},
	{
		"jmeter-request",
		"a request in a test plan of JMeter, or in its results, with its headers",
		anAuth | anAmz, (*page).jmeterRequest,
	},
	{
		"powershell-request",
		"Invoke-WebRequest and Invoke-RestMethod, typed or copied from a browser, with the variables before them",
		anCommand | anCurl, (*page).webRequest,
	},
	{
		"library-request",
		"a request as Akka, Erlang's httpc, amazonka, Go's fmt and the AWS SDKs for Java print it, also before they " +
			"sign it",
		anAuth, (*page).libraryPrint,
	},
	{
		"detail-map",
		"the details of an S3 error as Java prints a map: {AWSAccessKeyId=…, StringToSign=…}",
		anSign, (*page).detailMap,
	},
	{
		"msk-payload",
		"what a client of MSK sends to log in: the parameters of a presigned request in JSON",
		anAmz, (*page).mskPayload,
	},
	{
		"vault-login",
		"what a client sends to Vault to log in: a signed request of STS in base64",
		anDoc, (*page).vaultLogin,
	},
	{
		"base64-text",
		"requests and answers in base64, as Burp exports them, a request in base64 by itself, " +
			"and the presigned URLs that tokens of EKS and MSK are",
		anDump, (*page).base64Text,
	},
	{
		"field-list",
		"an error that a tool prints one field a line, as s3cmd, R and PowerShell do",
		anMap, (*page).fieldList,
	},
	{
		"error-map",
		"an error in JSON, or printed in the syntax of Python, JavaScript, Ruby, Go, Clojure, Elixir, PHP, " +
			"Java or Swift",
		anMap, (*page).errorMap,
	},
	{
		"cgi-environment",
		"a request in the variables of CGI, as Rack, WSGI, Django and PHP have them",
		anAuth, (*page).cgiEnvironment,
	},
	{
		"request-map",
		"a request that a library prints as an object: method, URL, map of headers",
		anAuth | anAmz, (*page).requestMap,
	},
	{
		"escaped-text",
		"strings with escapes in JSON, code and wire logs, also joined over lines and one in another",
		anEscape, (*page).escapedText,
	},
	{
		"log-lines",
		"a request of which a structured log holds one line a message: Docker, CloudWatch, logfmt, JSON loggers",
		anHTTP | anAuth, (*page).logLines,
	},
	{
		"shown-text",
		"texts of several lines as PowerShell lists them, with visible line ends, or preformatted in HTML",
		anMethod | anAWS4 | anCanon, (*page).shownText,
	},
	{
		"table-rows",
		"the headers of a request as rows of a table, in Markdown, in boxes or in HTML",
		anAuth | anAmz | anURL, (*page).tableRows,
	},
	{"ngrep-dump", "packets as ngrep prints them, wrapped, with dots for line ends", anHTTP, (*page).ngrepDump},
	{
		"quoted-lines",
		"a canonical request or string to sign in quotes, over several lines, as consoles print strings",
		anMethod | anAWS4, (*page).quotedLines,
	},
	{
		"marked-lines",
		"a request whose lines all end in a mark, as cat -A, ngrep, tshark, terminals and tables put it",
		anHTTP | anAuth, (*page).markedLines,
	},
	{
		"soft-line-ends",
		"a URL in the source of a mail, broken over lines that end in =",
		anURL | anAmz, (*page).softLines,
	},
	{"escaped-markup", "an error body whose tags are written &lt;Error&gt;", anEscape, (*page).escapedMarkup},
	{
		"credentials",
		"a secret key under its name, in settings, shells, JSON, sentences, variables of containers and the console's CSV, " +
			"or behind its access key ID, as in mc alias set and the calls of SDKs; it is used when asked to, and never shown",
		anConfig | anAWS4 | anKeyName | anCurl | anAuth, (*page).credentials,
	},
	{
		"compared-texts",
		"two canonical requests set against each other, as a diff or in two columns",
		anDiff | anCanon, (*page).comparedTexts,
	},
	{"curl-trace", "what curl --trace and --trace-ascii print", anCurl, (*page).curlTrace},
	{"hex-dump", "traffic shown as bytes, as by Wireshark, tcpdump -X, xxd and hexdump -C", anDump, (*page).hexDump},
	{
		"byte-list",
		"traffic shown as bytes in other ways: od, hexdump, xxd -p and -i, arrays in C, Netty, hex digits in one line",
		anDump, (*page).byteList,
	},
	{
		"http-request",
		"a request line with its header lines and body, as dumped by a proxy, a server or a library",
		anHTTP, (*page).httpRequest,
	},
	{"http-response", "a status line with its header lines", anHTTP | anStatus | anURL, (*page).httpResponse},
	{"http2-request", "the pseudo headers of HTTP/2 and the header lines after them", anPseudo, (*page).pseudoRequest},
	{"minio-print", "a request as an exception of minio-java shows it", anURL, (*page).minioPrint},
	{"ktor-log", "a request and its answer as the logging of Ktor prints them", anURL, (*page).ktorLog},
	{
		"log-request",
		"a method and a URL or path on a line, with header lines after it",
		anURL | anOutcome, (*page).logRequest,
	},
	{
		"curl-command",
		"a curl command line in the quotes of sh, cmd.exe or PowerShell, read as the request that curl would send",
		anCurl, (*page).curlCommand,
	},
	{"wget-command", "a wget command line, read as the request that wget would send", anCommand, (*page).wgetCommand},
	{"httpie-command", "a command line of HTTPie or xh with its request items", anCommand, (*page).httpieCommand},
	{"error-xml", "an S3, EC2, query-protocol or coral error body, whole or cut at either end", anXML, (*page).errorXML},
	{
		"stripped-xml",
		"an S3 error body whose tags are left out, with nothing in their place",
		anAWS4, (*page).strippedXML,
	},
	{
		"server-strings",
		"the sentences “The Canonical String for this request should have been …” and “The String-to-Sign " +
			"should have been …”",
		anShould, (*page).serverStrings,
	},
	{
		"canonical-request",
		"a canonical request, also malformed, cut, or only its header lines",
		anMethod | anHost | anAmz | anCanon, (*page).canonicalRequest,
	},
	{"headers", "header lines of a signed request without its request line", anAuth, (*page).headerBlock},
	{"string-to-sign", "a string to sign, also malformed", anAWS4, (*page).stringToSign},
	{
		"authorization",
		"an Authorization header or its value, anywhere, with the headers that are written in the same way " +
			"around it, and the method and URL named there",
		anAuth | anAWS4, (*page).authorization,
	},
	{
		"error-text",
		"the text of an exception, or a server's message without any envelope",
		anError | anAuth, (*page).errorText,
	},
	{
		"hints",
		"lines of code, logs and prose that tell something: failed names, methods, versions, outcomes, " +
			"settings, days",
		^anchors(0), (*page).hints,
	},
	{
		"cloudfront-log",
		"a line of CloudFront's standard logs, by the columns that its head names",
		anAmz, (*page).cloudFrontLine,
	},
	{
		"presigned-url",
		"a URL or target with X-Amz-* or Signature Version 2 parameters, anywhere",
		anAmz, (*page).presignedURL,
	},
	{
		"printed-value",
		"a signature, a derived key or the hash of a canonical request with its label, or as a shell prints it",
		anSign | anKey | anCanon | anHash, (*page).printedValue,
	},
}

// Formats lists the forms of input that Read recognises.
func Formats() []Format { return append([]Format(nil), formats...) }
