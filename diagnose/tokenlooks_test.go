package diagnose

import (
	"encoding/base64"
	"strings"
	"testing"
)

// tokenSights are pastes for the looks of tokenlooks.go: session token.
func tokenSights(t testing.TB) (list []sight) {
	get, url, iot := changed(t, s3Get), changed(t, s3URL), changed(t, iotURL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	hit, near := anyRows(&list)
	temporary := edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:", "AKIA",
		"ASIA", "x-amz-date,", "x-amz-date;x-amz-security-token,")
	hit("session-token-missing", "", Seen, true, edit(t, get, "AKIA", "ASIA"))
	hit("session-token-missing", "presigned", Seen, true, edit(t, url, "AKIA", "ASIA"))
	near("session-token-missing", "token sent", temporary)
	near("session-token-missing", "not all headers are known",
		"Authorization: AWS4-HMAC-SHA256 Credential=ASIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, "+
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="+
			sig+"\n")
	hit("session-token-not-signed", "", Seen, true, edit(t, temporary, ";x-amz-security-token,", ","))
	near("session-token-not-signed", "signed", temporary)
	hit("session-token-invalid", "undefined", Seen, true, edit(t, temporary, "IQoJb3JpZ2luX2VjEJr//+w==", "undefined"))
	hit("session-token-invalid", "empty", Seen, true, edit(t, temporary, "IQoJb3JpZ2luX2VjEJr//+w==", ""))
	near("session-token-invalid", "masked", edit(t, temporary, "IQoJb3JpZ2luX2VjEJr//+w==", "IQoJ..."))
	early := edit(t, iot, "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D HTTP", " HTTP",
		"&X-Amz-SignedHeaders", "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D&X-Amz-SignedHeaders")
	hit("session-token-signed-too-early", "", Likely, true,
		early+"\n\nHTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException:\ncontent-type: application/json\n"+
			"\n{\"message\":\"Forbidden\"}\n")
	near("session-token-signed-too-early", "behind",
		iot+"\n\nHTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException:\ncontent-type: application/json\n\n"+
			"{\"message\":\"Forbidden\"}\n")
	hit("session-token-recoded", "header", Seen, true, edit(t, temporary, "//+w==", "%2F%2F%2Bw%3D%3D"))
	hit("session-token-recoded", "raw + in the URL", told, true,
		refused(edit(t, url, "AKIA", "ASIA", "&X-Amz-Signature",
			"&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr//+w==&X-Amz-Signature"),
			plainMismatch))
	near("session-token-recoded", "right", temporary)
	near("session-token-recoded", "right in the URL",
		refused(edit(t, url, "AKIA", "ASIA", "&X-Amz-Signature",
			"&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2Bw%3D%3D&X-Amz-Signature"),
			plainMismatch))
	express := edit(t, temporary, "holiday-pics.s3.eu-west-1.amazonaws.com",
		"pics--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com", "/s3/", "/s3express/")
	hit("s3express-token-header", "", Possible, true, express)
	hit("s3express-token-header", "the reverse", Seen, true,
		edit(t, temporary, "X-Amz-Security-Token", "X-Amz-S3session-Token", "x-amz-security-token",
			"x-amz-s3session-token"))
	near("s3express-token-header", "right",
		edit(t, express, "X-Amz-Security-Token", "X-Amz-S3session-Token", "x-amz-date;x-amz-security-token",
			"x-amz-date;x-amz-s3session-token"))
	return list
}

// expressSights are pastes for the looks of tokenlooks.go: S3 Express.
func expressSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	session := func(query, token string) string {
		return refused("GET /"+query+" HTTP/1.1\r\n"+
			"Host: b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com\r\nX-Amz-Date: "+lookDate+
			"\r\nX-Amz-Content-Sha256: "+emptySHA+"\r\n"+token+": IQoJb3JpZ2luX2VjEXAMPLETOKEN\r\n"+
			"Authorization: AWS4-HMAC-SHA256 Credential="+ownKeyID+"/20250612/us-east-1/s3express/aws4_request, "+
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date;"+token+", Signature="+sha("x"), "<Error><Code>InvalidRequest</Code><Message>bad</Message></Error>")
	}
	hit("s3express-token-header", "the session's header in CreateSession", Seen,
		session("?session", "x-amz-s3session-token"))
	near("s3express-token-header", "CreateSession", session("?session", "x-amz-security-token"))
	near("s3express-token-header", "a call within the session", session("a.png", "x-amz-s3session-token"))
	return list
}

// besideTokenSights are pastes for the looks of tokenlooks.go.
func besideTokenSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	database := func(host string) string {
		return "$ dig +short db.shop.example\norders.cx1.eu-west-1.rds.amazonaws.com.\n\n" + host +
			":5432/?Action=connect&DBUser=u&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
			"%2F20250612%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=" + lookDate +
			"&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") +
			"\n\nFATAL:  PAM authentication failed for user \"u\"\n"
	}
	hit("host-mismatch", "a database's token for an alias", Likely, database("db.shop.example"))
	near("host-mismatch", "a database's token for its own name", database("orders.cx1.eu-west-1.rds.amazonaws.com"))
	cluster := func(names string) string {
		url := "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&" +
			"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
			ownKeyID + "%2F20250612%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=" + lookDate +
			"&X-Amz-Expires=60&X-Amz-SignedHeaders=" + names + "&X-Amz-Signature=" + sha("x")
		return "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(url)) + "\n\n" + url +
			"\n\nerror: You must be logged in to the server (Unauthorized)\n"
	}
	hit("header-not-signed", "a token without the cluster", Seen, cluster("host"))
	near("header-not-signed", "a token with the cluster", cluster("host%3Bx-k8s-aws-id"))
	return list
}

// askedTokenSights: session tokens, in what people paste when they ask others.
func askedTokenSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	hit("session-token-signed-too-early", "a handshake that fails", Possible,
		"websocket: bad handshake\nout, _ := cli.AssumeRole(in)\nsigner.Presign(req, nil, \"iotdevicegateway\", region, d, time.Now())\n")
	near("session-token-signed-too-early", "a handshake without temporary credentials",
		"websocket: bad handshake\nsigner.Presign(req, nil, \"iotdevicegateway\", region, d, time.Now())\n")
	key38 := "AWS_ACCESS_KEY_ID: 'IDS7Q....',\nAWS_SECRET_ACCESS_KEY: '/hV2......',\n<Error><Code>InvalidClientTokenId</Code><Message>The " +
		"security token included in the request is invalid.</Message></Error>\n"
	hit("session-token-missing", "a masked temporary key ID", Likely, strings.Replace(key38, "'ID", "'ASIA", 1))
	near("session-token-missing", "a masked key ID", strings.Replace(key38, "'ID", "'AKIA", 1))
	socket := "wss://abc.iot.us-east-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Fus-east-1%2Fiotdevicegateway" +
		"%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("i") + "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjENSkpgmcgPGi0TkUUBVR\n" +
		"Unexpected response code: 403\n"
	hit("credentials-mixed", "a token beside a permanent key", Likely, socket)
	near("credentials-mixed", "a token beside a temporary key", strings.Replace(socket, "AKIA", "ASIA", 1))
	const invalid = "CloudWatchLogs::Errors::UnrecognizedClientException: The security token included in the request is invalid.\n"
	hit("session-token-missing", "a token that cannot be passed", Likely, "Unable to pass the session token in the configuration.\n"+invalid)
	near("session-token-missing", "a token that can be passed", "It is possible to pass the session token in the configuration.\n"+invalid)
	const week = "The presigned URL has X-Amz-Security-Token and X-Amz-Expires=604800. HOW\n"
	hit("session-token-expired", "a week that lasts a day", told, strings.Replace(week, "HOW", "It just expires in 1 day.", 1))
	near("session-token-expired", "a week that lasts a week", strings.Replace(week, "HOW", "It works.", 1))
	near("session-token-expired", "a week of a user", strings.NewReplacer("X-Amz-Security-Token and ", "", "HOW", "It expires in 1 day.").Replace(week))
	permanent := "wss://a2k9x0zq1example.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=KEY%2F20180214%2Feu-west-1%2F" +
		"iotdevicegateway%2Faws4_request&X-Amz-Date=20180214T091502Z&X-Amz-Expires=86400&X-Amz-Security-Token=FQoDYXdzEL3l4TfRK5pwk3sqcnmFPITXmz7AEYy&X-Amz-SignedHeaders=host&" +
		"X-Amz-Signature=31a242d0c49dd71b244990d8c35f1dc89e2872c4ab201d5ea2a97722fe0a5ffc failed: Unexpected response code: 403\n"
	hit("credentials-mixed", "a token in the URL of a permanent key", Likely, strings.Replace(permanent, "KEY", "AKIA5Q3FZT7WLRJ2NC6D", 1))
	near("credentials-mixed", "a token in the URL of its key", strings.Replace(permanent, "KEY", "ASIA5Q3FZT7WLRJ2NC6D", 1))
	hit("session-token-signed-too-early", "a token in the URL of its key", Likely, strings.Replace(permanent, "KEY", "ASIA5Q3FZT7WLRJ2NC6D", 1))
	return list
}
