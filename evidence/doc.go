// Package evidence keeps what was given exactly as given, and reads from it
// what it can: requests, claims, the client's and the server's strings, errors.
//
// A Source is bytes and how they came in; it is never changed, but that UTF-16 is read as UTF-8. Repairs (shell
// quotes, log prefixes, "\n" escapes, XML entities, hex bytes) are views with a
// way back to the original offsets, so that everything that is recognised
// points at its bytes in the paste.
//
// The package recognises; it does not judge. A malformed claim is read as far
// as it goes and handed on as it stands: diagnose names what is wrong with it.
//
// A source is read in six steps:
//
//  1. Menders undo what happened to it as a whole on its way here: colours, quotation
//     marks before all lines, lines broken at a width. What they make is the first page.
//  2. A page of megabytes is cut into sections, which are read on all processors.
//  3. A page is read line by line. Lines without an anchor, a word that some format
//     begins with, are passed over.
//  4. The formats try a line in the order of their table, and the first that consumes
//     something ends it. A format that undoes something makes a view, which is read as a
//     page of its own, from step 3 on; one that recognises something adds an item.
//  5. When all sources are read, grouping sorts the items by place and puts those of one
//     attempt together: an Exchange, the request with its claim, its answer, and the
//     strings of both sides.
//  6. The exchanges are ranked. Hints, lines that tell something without being a part of
//     an exchange, are found in step 4 and stay apart.
//
// A format has one line in the table of formats.go and, but for the two exports of
// Insomnia, one file. Two readers have no line there. What .NET prints is told by its own
// first line, before http-response and log-request try theirs: it is listed as theirs. A
// refusal that is only told in a sentence is looked for once, in the sources, when no
// format has found an answer.
//
// # What goes in and what comes out
//
//	source.go            Source, Place: bytes, how they came in, and where something stands
//	utf16.go             sources in UTF-16
//	evidence.go          Evidence, Exchange and their parts
//	read.go              Read, the steps in order
//	stream.go            Stream: a source of any size, piece by piece
//	pick.go              Pick: the piece of one that matters most
//	view.go              View, Text, Maker: texts with a way back to the source
//
// # A source as it was written
//
//	mended.go            the table of menders, and those of encodings, colours and logs
//	terminalpaste.go     line ends that a terminal has rewritten
//	urlsintext.go        what is written before the signs of a URL
//	unseen.go            blanks and line ends that a page replaced, bold words
//	boxed.go             the frame of a full-screen program
//	baredlines.go        what stands around every line
//	carried.go           what containers and journals put before the lines of a part
//	flatheads.go         heads whose line ends were lost
//	wrapped.go           lines broken at a width
//	straight.go          the same source with straight quotes, for who looks for code in it
//	needed.go            which expressions cannot match in it, for what they need and it lacks
//
// # A page, line by line
//
//	page.go              page, item, reader: a page is read, and what is found is kept
//	lines.go             lines
//	anchors.go           words that make a line worth reading
//	sections.go          large pages in parts, on all processors
//	formats.go           the table of formats
//
// Formats that undo something around a text.
//
//	interleaved.go       lines that several services wrote by turns
//	linelist.go          lists of lines in JSON
//	pdml.go              the XML of tshark
//	base64text.go        base64
//	escapedtext.go       strings with escapes
//	loglines.go          one line a message, in a structured log
//	showntext.go         PowerShell's lists, visible line ends, HTML
//	tablerows.go         headers as the rows of a table
//	ngrep.go             ngrep
//	quotedlines.go       strings of several lines in quotes
//	markedlines.go       lines that all end in a mark
//	softlines.go         quoted-printable
//	escapedmarkup.go     tags written as entities
//	compared.go          two texts set against each other
//	curltrace.go         curl --trace
//	hexdump.go           hex dumps
//	bytelist.go          bytes in other ways
//	prefix.go            lines that all begin alike: not in the table, formats ask it
//
// Requests that a tool has saved.
//
//	har.go               HAR files
//	postman.go           collections of Postman
//	insomnia.go          exports of Insomnia, in JSON and in YAML
//	bruno.go             Bruno's .bru files
//	jmeter.go            test plans and results of JMeter
//	httpfile.go          .http and .rest files
//	templates.go         requests of such files, and their variables
//	mskpayload.go        what logs in to MSK
//	vaultlogin.go        what logs in to Vault
//
// Requests and answers as they are printed.
//
//	httprequest.go       a request as it travels
//	httpresponse.go      the head of an answer
//	http2.go             the pseudo headers of HTTP/2
//	dotnet.go            both as .NET prints them
//	libraryprint.go      requests as libraries print them
//	minioprint.go        as an exception of minio-java does
//	ktor.go              as Ktor logs them
//	cgienv.go            as the variables of CGI
//	requestmap.go        as an object
//	mappedtarget.go      the target of one
//	mappedbody.go        its body
//	logrequest.go        method and URL on a line of a log
//	headerblock.go       header lines without a request line
//	cloudfrontlog.go     the standard logs of CloudFront
//
// Commands, read as the requests that they would send.
//
//	curl.go              curl
//	curloptions.go       its options
//	curlrequest.go       the request that they make
//	wget.go              wget
//	httpie.go            HTTPie and xh
//	powershell.go        Invoke-WebRequest
//	mendedcommand.go     what editors and chats make of a command
//	shells.go            words in the quotes of sh
//	winshells.go         of cmd.exe and PowerShell
//	shellinput.go        standard input and variables
//	shownfile.go         files that the paste shows
//
// Claims.
//
//	authorization.go     Authorization headers and their values, anywhere
//	presigned.go         presigned URLs
//	presignedcall.go     the call that such a URL stands in
//	credentials.go       secret keys under their names
//	secretforms.go       and next to a key ID, in sentences, calls, URLs and base64
//
// Errors.
//
//	errorxml.go          error bodies in XML
//	stripped.go          such a body without its tags
//	errormap.go          errors in JSON, and in the syntax of languages
//	detailmap.go         the details that Java prints of one
//	fieldlist.go         errors with one field a line
//	errortext.go         the message of an exception, or of a server
//	bareanswer.go        refusals told in a sentence: not in the table, see above
//
// What is signed.
//
//	serverstrings.go     the server's strings in its message
//	canonical.go         canonical requests
//	canonicalscan.go     one of them, line by line
//	stringtosign.go      strings to sign
//	signaturebelow.go    signatures that stand right behind one
//	flattened.go         both, where line ends have become blanks
//	printedvalue.go      signatures, derived keys and hashes with their label
//
// Hints.
//
//	hints.go             the rules, and outcomes, sentences and days
//	codehints.go         methods and settings in code
//
// # What several formats ask
//
//	chars.go             classes of characters
//	patterns.go          parts of regular expressions
//	wordfinder.go        the next of several words
//	literals.go          where a string in quotes begins and ends
//	unescape.go          the escapes within it
//	entities.go          the entities of XML and HTML
//	tree.go              values in the syntax of many languages
//	jsonparts.go         the members of JSON, without what they hold
//	hexbytes.go          hex digits with blanks between
//	keybytes.go          the bytes of a key, as programs print them
//	masked.go            what stands for bytes that are not shown
//	claim.go             the parts of an Authorization value
//	requestline.go       methods and request lines
//	fields.go            header lines, without what a print puts around them
//	requestbody.go       bodies behind header lines
//	formfields.go        the fields of a POST form
//	urls.go              parts of URLs
//	stated.go            method, URL and body near the headers, where words name them
//	scattered.go         headers that stand apart, each written like the others
//	loghost.go           the host on a line of a log
//	documented.go        the documentation's own examples, which are of neither side
//	side.go              whose string it is, by the lines above
//	verifier.go          and by the log of a program that verifies
//
// # From items to exchanges
//
//	group.go             the order in which items are placed; requests and claims
//	groupanswers.go      answers
//	groupstrings.go      strings and printed values
//	groupsides.go        which side's a text is that stands alone
//	dates.go             the dates by which items are put together
//	urlbeside.go         a request made of a canonical request and a URL
//	bodylength.go        bodies that a log prints elsewhere
//	namedbody.go         and those that code names
//	lostlines.go         empty lines that a paste has lost from a canonical request
//	hosts.go             the hosts of all exchanges
package evidence
