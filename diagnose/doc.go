// Package diagnose sets evidence beside computation and names the mistakes.
//
// Analyze is a pure function of its Case: what was pasted, and what was given
// beside it (secret key, region, service, clock). Screen and report are
// functions of the Analysis, so that a finding cannot stand on one and be
// missing on the other.
//
// A mistake has up to two faces: a look sees it in the evidence, an attempt of
// package replay tries it. A look says what it saw and what that rests on; only
// grade makes a proof of it. The guide below goes through the files in the order in which
// Analyze comes to them.
//
// # What goes in and what comes out
//
//	analysis.go          Case, Analysis, Finding: what Analyze is given and returns
//	analyze.go           Analyze
//	grade.go             what was seen and reproduced, graded, merged and sorted
//	verdict.go           whether the signature matches, and what would tell more
//	survey.go            Survey: one short answer for each of many exchanges
//
// # What is known of the request
//
//	facts.go             facts, and settle, which makes them of a case
//	answerindata.go      answers that are but texts in the data of a call
//	answerincode.go      answers that stand in code, a test or a manual: no server gave them
//	onlynamed.go         answers that are only spoken of, by the words around them
//	quoted.go            by the kind of text that quotes them, and the lines above and below
//	documentation.go     manuals, comments, commits, files that a command prints
//	wantedrefusal.go     tests that want a refusal and get it
//	spokenof.go          and by whether anybody says to have met them
//	errorlists.go        lists of errors: notes, manuals, questions and answers
//	taught.go            what is wrong on purpose: examples of those who teach, input of tests
//	cutoff.go            what a paste lacks because it was cut off
//	logends.go           line ends that are a log's own
//	othercalls.go        the client's texts of another request
//	params.go            scope, date, region, service and key ID
//	model.go             the request as a model that package replay signs
//	verify.go            whether the signature that was sent is the one due
//	hosts.go             what a host name tells of service, region and provider
//	unsaidmethod.go      method and body that the paste leaves out, by the signature
//
// # What every look may ask
//
//	find.go              whether and where a form stands in the paste
//	answerfacts.go       what the server's answer says
//	sentfacts.go         what the request holds
//	claimfacts.go        what the claim holds, and who made it
//	textplaces.go        where host, date, header or line stands, of the side that shows it
//	clocks.go            what the paste shows of both clocks
//	dates.go             forms of dates
//	hex.go               what is a hash
//	words.go             words and numbers in a sentence
//	language.go          the language that the client is written in
//
// # Looks
//
//	mistakes.go          the table of what is looked for and tried, family by family
//	hit.go               hit: what a look returns
//
// Answers. Their rules are no table of looks; answerHit gives the same hits.
//
//	answers.go           what each error of a server means
//	readanswer.go        what of them an answer names, and on what that rests
//	refineanswer.go      what its message adds, of headers, parameters, policies and regions
//	refinebody.go        of bodies
//	refineclock.go       of clocks
//	refinekeys.go        of keys and tokens
//
// The claim.
//
//	schemelooks.go       requests that are not signed, or otherwise
//	version2.go          the two texts of Signature Version 2
//	authorizationlooks.go the header or the parameters that carry the claim
//	expirylooks.go       how long a presigned URL lasts
//	signaturelooks.go    the form of the signature
//	credentiallooks.go   the access key ID
//	clocklooks.go        clocks that are off or not set
//	authfailurelooks.go  an answer of EC2 that is one to several faults
//	datelooks.go         dates and their patterns
//	scopelooks.go        region, service and day of the scope
//	tokenlooks.go        session tokens
//	passwordlooks.go     presigned requests that serve as passwords
//
// The request.
//
//	requestlooks.go      method and templates
//	signedheaderlooks.go the list of signed headers and the headers on it
//	unsentlooks.go       signed headers that do not arrive
//	hostlooks.go         host and port
//	pathlooks.go         paths
//	querylooks.go        parameters
//	payloadlooks.go      bodies and their hashes
//	hashedtext.go        the text of the paste that a payload hash is of
//	checksums.go         the checksums of bodies
//	streaminglooks.go    uploads in chunks
//	chunks.go            reads chunks, signs them
//	policylooks.go       forms with a policy
//
// Both sides' texts.
//
//	stringlooks.go       the client's string to sign
//	canonicallooks.go    the client's canonical request
//	canonicalalone.go    the client's canonical request alone, against the rules
//	rawtext.go           a canonical request that was hashed with blanks before its lines
//	rawhash.go           a string to sign that holds a hash as bytes
//	naming.go            names the mistake by the parts in which two canonical requests differ
//	headernaming.go      by the lines of their headers
//	differencecodes.go   names the mistake by two values: of header, host, path, query
//	keylooks.go          texts that agree: then it is the key
//	wirelooks.go         what was sent, and what the server says it saw
//	hoplooks.go          the same request before and after a proxy
//	onitsway.go          where a paste shows it a second time, and what became of it
//	serverlooks.go       the server's text alone, and what stands beside it
//	writtenlooks.go      values as code, settings and debuggers have them, beside the server's
//	settings.go          settings, in the syntaxes that they come in
//	settinglooks.go      what settings make of a secret key, or mix up
//	placesettings.go     region, service and bucket of settings, set against the endpoint
//	settingsigns.go      settings of proxies, shells and clients that tell a cause
//	targetlooks.go       how path and query are encoded at the server, or printed by the client
//	logshows.go          logs of several requests, events or keys
//	waylooks.go          caches, proxies and browsers that change a request
//
// Code and configuration.
//
//	codelooks.go         the table, and how a row is looked for
//	codesigns.go         sign, the looks made of them, the tables of code joined
//	textsigns.go         lines that make a wrong text
//	keysigns.go          lines that make a wrong key or signature
//	requestsigns.go      lines that change the request
//	urlsigns.go          lines that change a presigned URL
//	notrun.go            code that is not run: comments, diffs, what only prints
//	incode.go            code set against path, query and key of the request
//	incodebodies.go      against its body and Content-Type
//	presignedincode.go   calls that presign a URL against those that use it
//	signerincode.go      what the signer of a library is given against what is sent
//	incodekeys.go        against the day and the steps of the key
//	incodehosts.go       against its host, region and service
//	chainincode.go       the derivation of the key in code: its steps, its prefix
//	macincode.go         which argument of an HMAC is the key
//	keytextincode.go     keys that are made text between the steps
//	builttext.go         the text that an expression of code builds
//	textincode.go        the lines of the texts that code builds
//	paramsincode.go      parameters as code joins them
//	signatureincode.go   how code writes the signature and reads the clock
//	hexchain.go          printed hashes of which one is an HMAC with the other
//	keychain.go          printed hashes that are the derived keys
//
// What people write.
//
//	postlooks.go         the table, and how a row is looked for
//	postsigns.go         sentences and settings that tell a cause: it joins the tables of the next five
//	saidofpaths.go       those about paths, queries and URLs
//	saidofheaders.go     those about headers
//	saidofhosts.go       those about hosts, ports, services and methods
//	saidofbodies.go      those about bodies and their hashes
//	saidofkeys.go        those about keys, tokens and schemes
//	postforms.go         what their rows share, or ask for besides
//	posttrials.go        what they have tried, and what of it made a difference
//	trialrows.go         the table of trials
//	postclaims.go        what is said of claims, set against the request
//	posthosts.go         of hosts, ports and proxies
//	postpaths.go         of paths and parameters
//	postbodies.go        of bodies and their types
//	sentlooks.go         a request that was sent, where the client's texts are not there
//	outcomelists.go      what all requests of a list have that fail
//	toldhashes.go        hashes and values that a post or its code tells of
//	toldpairs.go         what one has of which people say that it fails, and another has not
//	toldcode.go          what one line of code has of which they say so
//
// # The search
//
//	reproduce.go         what package replay is to search for, and what it found
//	keyquest.go          a mistake that gives a printed key
//	loosehash.go         one that gives a hash without a label
//	serversaw.go         the change that gives the hash in the server's string to sign
//	policyproof.go       one that gives the signature of a policy
//	special.go           what is said in general of a text whose mistake has a name
//	explained.go         what is seen of the texts, and follows from what is reproduced
//	guesskey.go          secret keys that everybody can know
//	keyshapes.go         how a secret key looks that was spoilt on its way
//	lastlooks.go         what is left to say when the search is over
//	comparegood.go       a request that was accepted, beside this one
//	changedsince.go      one that has the same signature: what was changed after it was signed
//	goodbeside.go        one of the same paste that was accepted, or is said to have been
//	endedwell.go         what the paste says went well in the end
//
// # The analysis
//
//	fix.go               the corrected request
//	sentorder.go         its header and parameters in the order that was sent
//	writerequest.go      a request as text and as a curl command
//	stages.go            the five stages, side by side
//	debuglog.go          how this client is made to print its texts
//	headline.go          the answer in one sentence
//	secretplaces.go      secret keys, hidden wherever they stand
package diagnose
