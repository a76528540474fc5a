package diagnose

import "testing"

// requestSights are pastes for the looks of requestlooks.go.
func requestSights(t testing.TB) (list []sight) {
	get, api, url, putURL := changed(t, s3Get), changed(t, apiGet), changed(t, s3URL), changed(t, s3PutURL)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	logged := func(canonical, text string) string { return refused(get+clientLog(canonical, text), plainMismatch) }
	hit, near := anyRows(&list)
	hit("method-mismatch", "presigned GET used for PUT", Seen, true,
		refused(edit(t, putURL, "PUT /", "PUT /"),
			echoed(canonicalOf(t, putURL, "s3", "content-type", "host"), lookDate, lookScope))+
			"\nconst url = s3.getSignedUrl('getObject', {Bucket: 'holiday-pics', Key: 'photos/cat.jpg'})\n"+
			"await fetch(url, {method: 'PUT', body})\n")
	hit("method-mismatch", "x-id", Seen, true, edit(t, url, "?X-Amz-Algorithm", "?x-id=PutObject&X-Amz-Algorithm"))
	hit("method-mismatch", "lower case", Seen, true, logged(edit(t, getCanonical, "GET", "get"), ""))
	near("method-mismatch", "HEAD with the URL of GetObject proves nothing in x-id",
		edit(t, url, "?X-Amz-Algorithm", "?x-id=GetObject&X-Amz-Algorithm"))
	near("method-mismatch", "UploadPart",
		edit(t, putURL, "?X-Amz-Algorithm", "?x-id=UploadPart&partNumber=1&X-Amz-Algorithm"))
	hit("placeholder-unresolved", "undefined", Likely, true,
		refused(edit(t, get, "/photos/cat.jpg", "/photos/undefined"), plainMismatch))
	hit("placeholder-unresolved", "template", Likely, true,
		refused(edit(t, api, "/prod/items/a%20b", "/prod/items/{id}"),
			`{"message":"The request signature we calculated does not match the signature you provided. Check your `+
				`AWS Secret Access Key and signing method. Consult the service documentation for details."}`))
	near("placeholder-unresolved", "a word",
		refused(edit(t, get, "/photos/cat.jpg", "/photos/undefined-behaviour.jpg"), plainMismatch))
	return list
}

// templateSights: a template that was signed.
func templateSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	api := changed(t, apiGet)

	filled := refused(edit(t, api, "GET /prod/items/a%20b?limit=5&after=x", "GET /contents/58213/related"),
		`{"message":"The request signature we calculated does not match the signature you provided."}`)
	hit("placeholder-unresolved", "encoded template", Likely,
		"signer gets /contents/%7B%7B%20contentId%20%7D%7D/related\n\n"+filled)
	near("placeholder-unresolved", "template of another path",
		"signer gets /users/%7B%7B%20contentId%20%7D%7D/related\n\n"+filled)
	return list
}
