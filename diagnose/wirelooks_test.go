package diagnose

import "testing"

// wireSights are pastes for the looks of wirelooks.go: what arrived.
func wireSights(t testing.TB) (list []sight) {
	get, put := changed(t, s3Get), changed(t, s3Put)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	hit, near := anyRows(&list)
	hit("header-changed-after-signing", "", Seen, true,
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-acl:private", "x-amz-acl:public-read"),
				lookDate, lookScope)))
	hit("header-removed-in-transit", "", Seen, true,
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-acl:private", "x-amz-acl:"),
				lookDate, lookScope)))
	hit("header-added-in-transit", "", Seen, true,
		refused(get,
			echoed(edit(t, getCanonical, "\n\nhost;x-amz-content-sha256;x-amz-date",
				"\nx-amz-meta-via:proxy\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-meta-via"),
				lookDate, lookScope)))
	trace := "\nminio.lan [REQUEST s3.GetObject] [2025-06-12T08:30:01.000]\nminio.lan GET /photos/cat.jpg\n" +
		"minio.lan Host: minio.lan:9000\nminio.lan X-Forwarded-For: 192.0.2.7\n" +
		"minio.lan [RESPONSE] [2025-06-12T08:30:01.001]\nminio.lan 403 Forbidden\n"
	hit("authorization-removed-in-transit", "MinIO's trace", Seen, true, get+trace)
	near("authorization-removed-in-transit", "it arrived",
		get+edit(t, trace, "X-Forwarded-For: 192.0.2.7", "Authorization: *REDACTED*"))
	near("authorization-removed-in-transit", "another request",
		get+edit(t, trace, "GET /photos/cat.jpg", "GET /photos/"))
	near("payload-hash-header-missing", "not of AWS and traced", get+trace)
	redirect := edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com")
	hit("redirect-host-changed", "to the region's name", Seen, true,
		refused(redirect, echoed(getCanonical, lookDate, lookScope)))
	near("redirect-host-changed", "another bucket",
		refused(redirect, echoed(edit(t, getCanonical, "holiday-pics.s3", "winter-pics.s3"), lookDate, lookScope)))
	near("redirect-host-changed", "away from the region",
		refused(get,
			echoed(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.", "holiday-pics.s3.eu-central-1."), lookDate,
				lookScope)))
	near("header-changed-after-signing", "equal",
		refused(put,
			echoed(canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				lookDate, lookScope)))
	near("header-changed-after-signing", "another attempt",
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-acl:private", "x-amz-acl:public-read", "x-amz-date:20250612T083000Z",
				"x-amz-date:20250612T091500Z"),
				"20250612T091500Z", lookScope)))
	return list
}

// sidecarSights: a trace that a sidecar goes on with.
func sidecarSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	traced := func(words string) string {
		return words + "\n\nPOST https://x.execute-api.eu-west-1.amazonaws.com/quotes\n" +
			"Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/execute-api/" +
			"aws4_request, SignedHeaders=host;traceparent;x-amz-date, Signature=" + sha("x") + "\nX-Amz-Date: " +
			lookDate + "\n\n" + apiMismatch
	}
	hit("volatile-header-signed", "a sidecar", Likely, traced("only since istio is injected"))
	near("volatile-header-signed", "no sidecar", traced("only since yesterday"))
	return list
}
