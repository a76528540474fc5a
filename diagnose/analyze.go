package diagnose

import "context"

// Analyze names the mistakes of a case. The context ends its search early.
func Analyze(ctx context.Context, c Case) *Analysis {
	a := &Analysis{Evidence: c.Evidence, Exchange: c.Exchange, Verdict: CannotTell}
	if len(c.Evidence.Exchanges) == 0 {
		a.Exchange = -1
	}
	return a
}
