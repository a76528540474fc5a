package diagnose

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// A Brief is what a list tells of one exchange among several.
type Brief struct {
	Exchange     int    // index into Evidence.Exchanges
	Method       string // "" when unknown
	Target, Host string
	Date         string // X-Amz-Date of the request, "" when unknown
	Answer       string // status and error code of the answer, "" when there is none
	Place        evidence.Place
	Verdict      Verdict
	Code, Title  string // of the first finding above possible, "" when there is none

	accepted bool // by the server, and nothing was found
	unsigned bool // a command whose signature stands elsewhere, as in a variable
	read     bool // the method is but read from the client's text
	weak     bool // the answer is a word in the text around, which may belong to any
	right    bool // the signature is the one that the key at hand gives
	wrong    bool // it is another one
}

// Survey looks at every exchange, without the search over mistakes, on all
// processors. It returns a brief for each, in order; those that the end of the
// context left out are cannot-tell.
func Survey(ctx context.Context, e *evidence.Evidence, given Given) []Brief {
	briefs := make([]Brief, len(e.Exchanges))
	quick, cancel := context.WithCancel(ctx)
	cancel() // no search
	inParallel(len(briefs), func(i int) {
		briefs[i] = briefOf(e, i)
		if ctx.Err() == nil {
			briefs[i].judge(Analyze(quick, Case{Evidence: e, Exchange: i, Given: given}))
		}
	})
	return briefs
}

// inParallel runs f for the numbers below n, on all processors.
func inParallel(n int, f func(i int)) {
	var taken atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// briefOf is what can be said of an exchange before it is diagnosed.
func briefOf(e *evidence.Evidence, i int) Brief {
	x := &e.Exchanges[i]
	b := Brief{Exchange: i, Verdict: CannotTell}
	if r := x.Request; r != nil {
		raw := r.Raw()
		b.Method, b.Target, b.Place = raw.Method, raw.Target, r.Place
		b.Host, _ = raw.Host()
		b.unsigned = strings.HasSuffix(r.What, "-command") && (len(x.Claims) == 0 || x.Claims[0].Signature.S == "")
	}
	if x.Client.Canonical != nil {
		b.fill(&x.Client)
	}
	b.Date = dateOf(x)
	if a := x.Server; a != nil {
		b.Answer = strings.TrimSpace(a.Status.S + " " + a.Code.S)
		if x.Request == nil {
			b.Place = a.Place
			b.weak = !a.Status.Present() && len(x.Claims) == 0 && !strings.Contains(a.Message.S, " ")
		}
	}
	return b
}

// dateOf is the time that a request was signed for, as its header, URL or string to sign has it.
func dateOf(x *evidence.Exchange) string {
	if x.Request != nil {
		if d := fieldOf(x.Request, "x-amz-date"); d.Present() {
			return d.S
		}
	}
	for _, c := range x.Claims {
		if c.Date.Present() {
			return c.Date.S
		}
	}
	if s := x.Client.StringToSign; s != nil {
		return s.Date.S
	}
	return ""
}

// TellApart says of each of several exchanges by which time it differs from others of the same
// method, target and host, as retries are; "" where it is the only one of its name.
func TellApart(briefs []Brief) []string {
	count := map[string]int{}
	name := func(b *Brief) string { return b.Method + " " + b.Target + " " + b.Host }
	for i := range briefs {
		count[name(&briefs[i])]++
	}
	times := make([]string, len(briefs))
	for i := range briefs {
		if count[name(&briefs[i])] > 1 {
			times[i] = briefs[i].Date
		}
	}
	return times
}

// fill takes what the request leaves out from the canonical request that the client made of it.
// In that of every service but S3 the path is encoded once more.
func (b *Brief) fill(client *evidence.Strings) {
	c := client.Canonical
	if b.Place.Empty() {
		b.Place = c.Whole.Place()
	}
	if b.Method == "" {
		b.Method, b.read = c.Method.S, true
	}
	if b.Target == "" {
		b.Target = c.Path.S
		if s := client.StringToSign; s == nil || !strings.Contains(s.Scope.S, "/s3/") {
			b.Target = sigv4.PercentDecode(b.Target)
		}
		if c.Query.S != "" {
			b.Target += "?" + c.Query.S
		}
	}
	if b.Host == "" {
		host, _ := lineOf(c, "host")
		b.Host = strings.TrimSpace(host)
	}
}

// BriefOf is the brief of an analysis.
func BriefOf(a *Analysis) Brief {
	if a.Exchange < 0 || a.Exchange >= len(a.Evidence.Exchanges) {
		return Brief{Exchange: a.Exchange, Verdict: a.Verdict}
	}
	b := briefOf(a.Evidence, a.Exchange)
	b.judge(a)
	return b
}

func (b *Brief) judge(a *Analysis) {
	b.Verdict, b.accepted = a.Verdict, a.Accepted
	for i := range a.Stages {
		if s := &a.Stages[i]; s.Stage == SignatureStage && s.Yours.Known() && s.Correct.Known() {
			_, b.wrong = s.FirstDifference()
			b.right = !b.wrong
		}
	}
	if len(a.Findings) > 0 && a.Findings[0].Proof.Rank() < Possible.Rank() {
		b.Code, b.Title = a.Findings[0].Code, a.Findings[0].Title
	}
}

// Says is what a list says of the exchange.
func (b *Brief) Says() string {
	switch {
	case b.Title != "":
		return b.Title
	case b.Verdict == Matches:
		return "the signature matches"
	case b.Verdict == Differs:
		return "the signature differs"
	case b.accepted:
		return "accepted"
	}
	return "cannot tell"
}

// Worst is the index of the exchange to look at first: the first one if it
// fails, for the evidence puts refused ones first; else the first that fails. A
// URL that only stands there, without method and answer, is not preferred. An error
// that is only named fits the one that shows a mistake. A command without its signature
// says less than the request that it made. Where the first is signed right with the key at
// hand, and nothing else is wrong with it, the one that is not says more. Where none fails,
// one of which something is found says more than one of which nothing is.
func Worst(briefs []Brief) int {
	for _, b := range briefs {
		if briefs[0].right && briefs[0].Title == "" && b.wrong {
			return b.Exchange
		}
	}
	for _, b := range briefs {
		if briefs[0].weak && briefs[0].Title == "" && b.Title != "" && b.Answer == "" {
			return b.Exchange
		}
	}
	for _, b := range briefs {
		if briefs[0].unsigned && briefs[0].Title == "" && b.Answer != "" && !b.unsigned {
			return b.Exchange
		}
	}
	for i, b := range briefs {
		if b.Verdict == Differs && (i == 0 || b.Answer != "" || b.Method != "" && !b.read) {
			return b.Exchange
		}
	}
	for _, b := range briefs {
		if briefs[0].Title == "" && b.Title != "" && b.Verdict == CannotTell && b.Method != "" && !b.read {
			return b.Exchange
		}
	}
	return 0
}
