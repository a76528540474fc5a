package diagnose

import (
	"slices"
	"testing"
)

// A sight is a paste for one code: hits have to show it, near misses must not.
type sight struct {
	code  string
	name  string
	text  string
	given Given
	least Proof // of a hit: what the paste proves at the least; "" for a near miss
	first bool  // of a hit: the code has to be the first finding
}

// sights are the pastes of all tables, of each the ones that show a mistake and near misses.
func sights(t testing.TB) (list []sight) {
	t.Helper()
	for _, of := range []func(testing.TB) []sight{
		quotedSights, inPlaceSights, partitionSights, askedAnswerSights,
		authorizationSights, asymmetricSights, askedAuthorizationSights,
		severalClockSights, keptSights, clockSights, repeatedSights, askedClockSights,
		codeSights, codeBesideTextsSights, aws4Sights, curlFileSights, lineSights, signerSights,
		credentialSights, endedHeaderSights, askedCredentialSights,
		dateSights, printedTimeSights, patternSights, askedDateSights,
		hopSights, arrivedSights, besideGoodSights,
		hostSights, printedHostSights, codeHostSights, askedHostSights,
		handedSights, codeBesideSights, otherLanguageSights,
		printedKeySights, secretSights, spoiltKeySights, askedKeySights,
		logSights,
		pathSights, partlyEncodedSights, sentPathSights, normalisedSights, changedPathSights, askedPathSights,
		payloadSights, twoBodiesSights, unsignedSights, askedPayloadSights,
		policySights, askedPolicySights,
		postSights, saidOfKeysSights, trialSights,
		querySights, curlQuerySights, sortedSights, askedQuerySights,
		outcomeSights,
		requestSights, templateSights, askedRequestSights,
		schemeSights, otherSchemeSights, askedSchemeSights,
		scopeSights, askedScopeSights,
		bucketSights, serverSights, configuredSights, earlierSights, askedServerSights,
		askedSignatureSights,
		signedHeaderSights, reportedHeaderSights, partsSights, askedHeaderSights,
		streamingSights, chunkSights, askedStreamingSights,
		textSights, urlBesideSights, insideSights, bothShownSights, bothSidesSights, printSights, askedStringSights,
		tokenSights, expressSights, besideTokenSights, askedTokenSights,
		unsentSights,
		version2Sights, askedVersion2Sights,
		waySights, valueSights,
		wireSights, sidecarSights, askedWireSights,
		writtenSights, settingSights, keySettingSights, mixedSettingSights, placeSettingSights, settingSignSights,
		wayOfURLSights, lostSights, sawSights, aloneSights,
		presignedCodeSights, formBodySights, verifiedURLSights, lifetimeSights, changedURLSights,
		namedURLSights, givenToSignerSights, verifiedCallSights,
	} {
		list = append(list, of(t)...)
	}
	return list
}

// TestLooks shows every mistake of the tables of what can be seen, and what only
// looks like it.
func TestLooks(t *testing.T) {
	t.Parallel()
	list := sights(t)
	has := map[string][2]bool{}
	for i, s := range list {
		have := has[s.code]
		if s.least != "" {
			have[0] = true
		} else {
			have[1] = true
		}
		has[s.code] = have
		if testing.Short() && i%4 > 0 {
			continue
		}
		kind := "hit"
		if s.least == "" {
			kind = "near miss"
		}
		t.Run(s.code+"/"+kind+" "+s.name, func(t *testing.T) {
			t.Parallel()
			s.check(t)
		})
	}
	for _, right := range []string{s3Get, s3Put, tablePost, apiGet, s3URL, s3PutURL, iotURL} {
		a := analyzeText(t, changed(t, right), Given{})
		if len(codesAbove(a, Likely)) > 0 || a.Verdict != CannotTell {
			t.Errorf("%s: %s, %v", right[:20], a.Verdict, codesAbove(a, Possible))
		}
		for i := range a.Stages {
			if at, differs := a.Stages[i].FirstDifference(); differs {
				t.Errorf("%s: %s is said to differ at %d", right[:20], a.Stages[i].Stage, at)
			}
		}
	}
	for _, m := range looks() {
		if have := has[m.code]; !have[0] || !have[1] {
			t.Errorf("%s has no paste that shows it or none that does not", m.code)
			has[m.code] = [2]bool{true, true}
		}
	}
}

// told is the least proof of a mistake that rests on code or on what a person tells: it is
// possible, and comes before what is only worth a look.
const told Proof = "told"

func (s *sight) check(t *testing.T) {
	t.Helper()
	a := analyzeText(t, s.text, s.given)
	if s.least == "" {
		for _, f := range a.Findings {
			if f.Code == s.code && (f.Proof.Rank() <= Likely.Rank() || f.basis.first()) {
				t.Errorf("is %s: %s", f.Proof, f.Says)
			}
		}
		return
	}
	i := slices.IndexFunc(a.Findings, func(f Finding) bool { return f.Code == s.code })
	if i < 0 {
		t.Errorf("not among %v, possible %v", codesAbove(a, Likely), codesAbove(a, Possible))
		return
	}
	if f := a.Findings[i]; s.least == told && !f.basis.first() || s.least != told && f.Proof.Rank() > s.least.Rank() {
		t.Errorf("is %s, not %s: %s", f.Proof, s.least, f.Says)
	} else if s.first && i > 0 {
		t.Errorf("stands behind %s (%s): %s", a.Findings[0].Code, a.Findings[0].Proof, a.Findings[0].Says)
	}
	if f := a.Findings[i]; f.Says == "" || f.Do == "" || f.Title == "" || f.Spec == "" {
		t.Errorf("says too little: %+v", f)
	}
}
