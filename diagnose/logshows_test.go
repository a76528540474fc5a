package diagnose

import (
	"strconv"
	"strings"
	"testing"
)

// logSights: what a log of many requests, events or keys shows.
func logSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const word2 = "\n" + plainMismatch

	night := func(days ...string) (log string) {
		for k, day := range days {
			status := "200"
			if strings.HasSuffix(day, "!") {
				status = "403"
			}
			log += "debug AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + strings.TrimSuffix(day, "!") +
				"/eu-south-1/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=" + sha(strconv.Itoa(k)) +
				"\ninfo upstream status " + status + "\n"
		}
		return log
	}
	hit("signing-key-stale", "a log across midnight", Likely, night("20241008", "20241008", "20241009!", "20241009!"))
	near("signing-key-stale", "refused on the first day, too", night("20241008", "20241008!", "20241009!", "20241009!"))
	near("signing-key-stale", "accepted on the new day",
		night("20241008", "20241008", "20241009", "20241009!", "20241009!"))
	events := func(priors ...string) (log string) {
		for k, p := range priors {
			log += "frame " +
				"sts=\"AWS4-HMAC-SHA256-PAYLOAD\\n20250604T101508Z\\n20250604/eu-central-1/transcribe/aws4_request\\n" +
				sha(p) + "\\n" + sha("h"+strconv.Itoa(k)) + "\\n" + sha("b"+strconv.Itoa(k)) + "\"\n"
		}
		return log + "error " + apiMismatch + "\n"
	}
	hit("event-signature-wrong", "one signature before all", Seen, events("seed", "seed", "seed"))
	near("event-signature-wrong", "each after the other", events("seed", "one", "two"))
	loud := strings.NewReplacer("info upstream status 200", "INFO 200", "info upstream status 403", "ERROR 403")
	hit("signing-key-stale", "statuses behind the level, one accepted", Likely,
		loud.Replace(night("20241008", "20241009!", "20241009!", "20241009!")))
	near("signing-key-stale", "statuses behind the level, two refused in all",
		loud.Replace(night("20241008", "20241009!", "20241009!")))
	bars := strings.NewReplacer("\\n", " | ")
	hit("event-signature-wrong", "two events, a bar for each line end", Seen, bars.Replace(events("seed", "seed")))
	near("event-signature-wrong", "one event", bars.Replace(events("seed")))
	traced := func(day, region string) string {
		return changed(t, s3Get) + "hmac(key=\"AWS40Un...\", data=\"" + day + "\") = " + sha("1") + "\nhmac(key=0a26..., data=\"" +
			region + "\") = " + sha("2") + "\nhmac(key=f04a..., data=\"s3\") = " + sha("3") + "\n" + word2
	}
	hit("signing-key-wrong-date", "traced", Seen, traced("20250612T083000Z", "eu-west-1"))
	hit("signing-key-wrong-region", "traced", Seen, traced("20250612", "us-east-1"))
	near("signing-key-wrong-date", "traced as it is due", traced("20250612", "eu-west-1"))
	near("signing-key-wrong-region", "traced as it is due", traced("20250612", "eu-west-1"))
	near("signing-key-wrong-region", "traced of another request",
		traced("20250612", "us-east-1")+strings.ReplaceAll(changed(t, s3Get), "eu-west-1", "us-east-1"))
	const body = `sign body={"events":["a <b> c"]}` + "\n"
	hit("body-reserialized", "escaped when it is sent", Likely,
		body+`-> {"id":"1","events":["a \u003cb\u003e c"]}`+"\n"+apiMismatch+"\n")
	near("body-reserialized", "sent as it is", body+`-> {"id":"1","events":["a <b> c"]}`+"\n"+apiMismatch+"\n")
	const lens = "conf: secret from /secrets/aws (echo > file) len="
	hit("secret-whitespace", "41 characters", told, lens+"41\n"+word2)
	near("secret-whitespace", "40 characters", lens+"40\n"+word2)
	return list
}
