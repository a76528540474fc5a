package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// TestSpokenOf wants an error that somebody met to be named, however it is told, and one
// that is only spoken of to be possible at most.
func TestSpokenOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string // with an error in the place of %
		met  bool
	}{
		{"S3 says \"%\".", true},
		{"I get \"%\" when I run aws s3 ls. Any ideas?", true},
		{"Hallo, ich bekomme seit gestern \"%\" vom S3. Was tun?", true},
		{"Mein NAS meldet \"%\".", true},
		{"Die Fehlermeldung lautet \"%\", der Schlüssel ist aber aktiv.", true},
		{"Le serveur répond « % » depuis la mise à jour.", true},
		{"El servidor devuelve \"%\" con la clave nueva.", true},
		{"サーバーから \"%\" が返ってきます", true},
		{"If you look at the log you see \"%\" a thousand times.", true},
		{"With the CLI everything works now, but from my code I still get \"%\".", true},
		{"The first one is solved, thanks! Downloads though end with \"%\"", true},
		{"Works on staging. On prod: \"%\".", true},
		{"Backups have been red for two days: `%`", true},
		{"Step 4 of your tutorial gives me \"%\". What did I do wrong?", true},
		{"You would expect a 200, but the server says \"%\".", true},
		{"Is \"%\" caused by my proxy? It happens only in the office.", true},
		{"POST to the API with Postman: \"%\"", true},
		{"After the rotation the app prints \"%\" in its log.", true},
		{"- tool a: works\n- tool b: \"%\"\n\nWhat does b do differently?", true},
		{"# aws s3 ls\n# => %", true},
		{"Before: it worked.\nAfter the update:\n%", true},
		{"status=403 body=%", true},
		{"{:category :forbidden, :Message \"%\"}", true},
		{"Optional(\"%\")", true},
		{"console.log(err.message) // \"%\"", true},
		{"# Aws::S3::Errors::ExpiredToken (%)", true},
		{"The upload is rejected with \"%\".", true},
		{"External storage → red icon → hover: \"%\"", true},

		{"Since the move I get the security token included in the request is expired.", true},
		{"upload failed: the security token included in the request is expired", true},
		{"What does it mean when the security token included in the request is expired?", false},
		{"### `%`\nYour session is over.\n\n### `Request has expired`\nYour link is old.", false},
		{"Symptom: jobs log `%`\nRemedy: restart\n\nSymptom: jobs log `Request has expired`\nRemedy: a new link", false},
		{"Clients that come too late are turned away (\"%\").", false},
		{"When they end, commands fail with \"%\"; use --server to have them renewed.", false},
		{"A request that comes too late is answered with \"%\"", false},
		{"throws S3Exception with \"%\" in case the session is over", false},
		{"Would he get \"%\" or a TLS error first?", false},
		{"If we shorten the session, will long uploads die with \"%\"?", false},
		{"What does `%` tell you about the secret key?", false},
		{"\"%\" means that the session is over.", false},
		{"3.4.1 / 2026-11-20\n==================\n  * fix: retry once on \"%\"\n", false},
		{"upload of a.txt failed: The AWS Access Key Id you provided does not exist in our records.\nupload of b.txt failed: %", true},
		{"Resolved the DNS problem. The remaining one is: %", true},
		{"Never mind: the session was old (hence \"%\"). Works with the new one.", false},
		{"Erledigt: \"%\" kam von der alten Sitzung. Jetzt läuft es.", false},
		{"C'est bon, ça remarche : le jeton était périmé (« % »). Merci !", false},
		{"> Use another profile.\n>> %\n\nPerfect, thanks.", false},
		{"Before:\n```\n%\n```\nAfter:\n```\nok\n```", false},
		{"if code == \"ExpiredToken\":\n    # \"%\"\n    renew()", false},
		{"elif grep -q '%' \"$log\"; then\n  aws sso login\nfi", false},
		{"const TEXTS = {\n  ExpiredToken: '%',\n};", false},
		{"SELECT count(*) FROM log WHERE message LIKE '%%';\n count\n-------\n     0", false},
		{"- alert: Expired\n  annotations:\n    summary: \"%\"", false},
		{"examples:\n  expired: { value: { message: \"%\" } }", false},
	} {
		text := strings.Replace(c.text, "%", "The security token included in the request is expired", 1)
		a := Analyze(context.Background(), Case{Evidence: evidence.Read(evidence.Source{Data: []byte(text)})})
		met := slices.ContainsFunc(a.Findings, func(fd Finding) bool {
			return fd.Code == "session-token-expired" && fd.Proof != Possible
		})
		if met != c.met {
			t.Errorf("met: %v, want %v: %s", met, c.met, text)
		}
	}
}

// TestTaught wants examples of what is wrong, and input that a test wants refused, to be no
// mistake of the reader's, and the same without those words to be one.
func TestTaught(t *testing.T) {
	t.Parallel()
	const header = "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261128/us-east-1/s3/aws4_request, " +
		"SignedHeaders=x-amz-date;host, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024\n"
	for _, c := range []struct {
		name, text string
		wrong      bool
	}{
		{"alone", header, true},
		{"a question", "What is wrong with this header?\n\n" + header, true},
		{"an exercise", "Exercise: what is wrong with this header?\n\n" + header + "\nSolution: the order of names.\n", false},
		{"a course, and a program that fails", "Exercise 4: why do I get 403 for this?\n\n" + header + "\nSolution: none yet.\n", true},
		{"a test", "with pytest.raises(ValueError):\n    parse(\"" + strings.TrimSpace(header) + "\")\n\n1 passed\n", false},
		{"a test that fails", "with pytest.raises(ValueError):\n    parse(\"" + strings.TrimSpace(header) + "\")\n\nFAILED test_parse\n", true},
		{"a tutorial that was followed", "Following the tutorial I send:\n\n" + header + "\nDo you see what is off?\n", true},
		{"code that goes on where it works", header + "\nresp, err := client.Do(req)\nif err == nil {\n\tdefer resp.Body.Close()\n}\n", true},
		{"code that asks for an error", header + "\nif resp.is_err() { retry(); }\n", true},
		{"a client that raises errors", header + "\nconn.response :raise_error\n", true},
	} {
		a := Analyze(context.Background(), Case{Evidence: evidence.Read(evidence.Source{Data: []byte(c.text)})})
		wrong := slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Proof != Possible })
		if wrong != c.wrong {
			t.Errorf("%s: %v", c.name, a.Findings)
		}
	}
}

// TestCutToWidth wants URLs that a table cut to one width to be no mistake, and those that
// end at different ones to be one.
func TestCutToWidth(t *testing.T) {
	t.Parallel()
	const url = "https://media.s3.eu-west-1.amazonaws.com/%.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA"
	named := func(name string, width int) string { return strings.Replace(url, "%", name, 1)[:width] }
	for _, c := range []struct {
		name string
		cut  bool
		urls []string
	}{
		{"of one length", true, []string{"4 " + named("1", 92), "17 " + named("2", 92)}},
		{"at one column", true, []string{"curl " + named("1", 92), "wget -q " + named("2", 89)}},
		{"of two lengths", false, []string{named("1", 92), named("2", 90)}},
	} {
		text := strings.Join(c.urls, "\n") + "\n"
		a := Analyze(context.Background(), Case{Evidence: evidence.Read(evidence.Source{Data: []byte(text)})})
		wrong := slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Proof != Possible })
		if wrong == c.cut {
			t.Errorf("%s: %v", c.name, a.Findings)
		}
	}
}
