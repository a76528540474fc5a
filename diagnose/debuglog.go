package diagnose

import "strings"

// debugLogs tells how clients are made to print their own canonical request and
// string to sign, or the nearest to it. A product is a word of the User-Agent; a
// language stands for signers of one's own and for SDKs that are not named.
// Sources: the manuals of the tools; the SDKs' guides on logging.
var debugLogs = []struct{ product, language, how string }{
	{"aws-cli", "", "aws ... --debug prints both"},
	{"rclone", "", "rclone --dump headers,auth -vv prints the headers that are sent"},
	{"s3cmd", "", "s3cmd --debug prints the canonical request"},
	{"curl", "", "a recent curl (8.14 does) prints both with -v --aws-sigv4"},
	{"mc", "", "mc --debug prints the headers that are sent"},
	{"terraform", "", "TF_LOG=DEBUG prints the headers that are sent"},
	{"aws-sdk-go-v2", "", "config.WithClientLogMode(aws.LogSigning) prints both"},
	{"aws-sdk-go", "", "aws.Config{LogLevel: aws.LogLevel(aws.LogDebugWithSigning)} prints both"},
	{"boto", "", `boto3.set_stream_logger("botocore.auth") prints both`},
	{
		"aws-sdk-java", "",
		"the logger software.amazon.awssdk.auth (version 1: com.amazonaws.auth) at level DEBUG prints both",
	},
	{"aws-sdk-ruby", "", "http_wire_trace: true prints the request, Aws::Sigv4::Signer#sign_request returns both"},
	{"aws-sdk-php", "", "'debug' => true prints the request that is sent"},
	{"", "python", "print canonical_request and string_to_sign with repr()"},
	{"", "go", "print both with %q"},
	{"", "javascript", "print both with JSON.stringify, which shows line ends"},
	{"", "ruby", "print both with p, which shows line ends"},
	{"", "php", "print both with json_encode, which shows line ends"},
	{"", "shell", "pipe both through od -c, which shows line ends"},
	{"", "c", "print both between brackets, with their lengths"},
	{"", "java", "print both between brackets, with their lengths"},
	{"", "csharp", "print both between brackets, with their lengths"},
	{"", "clojure", "print both with prn, which shows line ends"},
}

// debugLog says how the client at hand is made to print what it signs.
func (f *facts) debugLog(language string) string {
	agent := ""
	for _, name := range []string{"user-agent", "x-amz-user-agent"} {
		v, _ := f.raw.HeaderValue(name)
		agent += " " + lower(v)
	}
	for _, d := range debugLogs {
		if d.product != "" && strings.Contains(agent, " "+d.product) || d.language != "" && d.language == language {
			return d.how
		}
	}
	return "switch on its debug log"
}
