package diagnose

import "regexp"

// Words that rows of trials share, in the languages that people write in.
const (
	secretSpoken = `(?:\b(?:secrets?|passwords?|sekret\w*|secret key|credentials|clave secreta|chave secreta)\b|密钥|シークレット\pL*|секрет\pL*|парол\pL*)`
	blankWord    = `(?:\b(?:(?:trailing|leading) )?(?:blanks?|(?:white[ -]?)?spaces?|newlines?|line ?(?:breaks?|ends?)|carriage returns?|leerzeichen|` +
		`zeilenumbr\w+|espacios?|espaces?|espa\x{E7}os?)\b|空格|换行符?|改行|空白|пробел\pL*|перенос\pL*|\\[nr]\b|\bCRLF\b)`
	headerWord = `(?:\b(?:headers?|x-amz-(?:acl|meta|tagging|server-side|storage-class)[\w-]*|content-md5|cabe\x{E7}alhos?|cabeceras?|` +
		`en-t\x{EA}tes?|kopfzeilen?)\b|请求头|这个头|заголов\pL*|ヘッダー)`
	metadataWord = `(?:\b(?:meta-?data\w*|metadaten\w*|x-amz-meta[\w-]*|header values?|titles?|descriptions?)\b|元数据|メタデータ|метаданн\pL*)`
	paramWord    = `(?:\b(?:param(?:eter\w*|s|\x{E8}tres?|etros?)?|par\x{E1}metros?|par\x{E2}metros?|quer(?:y|ies)(?:[ -]strings?)?|key more than once)\b|参数|パラメータ|параметр\pL*)`
	proxyWord    = `(?:\b(?:(?:reverse[ -]?)?prox(?:y|ies)|nginx|traefik|haproxy|caddy|envoy|ingress|ngrok|cloudflare|cloudfront|cdn|waf|gateway|firewall|` +
		`(?:load ?)?balancers?|alb|middle ?box)\b|代理|прокси|プロキシ)`
	keyOfObject = `(?:\b(?:keys?|(?:file ?|folder ?|object ?|column ?|partition ?)?names?|columns?|partitions?|files?|folders?|objects?|paths?|captions?|uploads?|downloads?|dateien?|dateinamen?|schl\x{FC}ssel|` +
		`archivos?|nombres?|nomes?|chaves?|fichiers?|noms?)\b|文件名?|キー|файл\pL*|имен\pL*|路径)`
	encodes2  = `(?:\b(?:en|de)?cod(?:e[sd]?|ing|ifica\w*)|\bescap(?:e[sd]?|ing)|\bkodier\w*|\bencodeURI\w*|编码|エンコード|кодир\pL*)`
	linkWord  = `(?:\b(?:links?|urls?|pre-?signed?|presign\w*|vorsigniert\w*|liens?|enlaces?)\b|链接|预签名|ссылк\pL*|リンク)`
	tokenWord = `(?:\b(?:(?:session|security|web identity)[ _-]?tokens?|x-amz-security-token|temporary|tempor\x{E4}r\w*|tempor(?:al(?:es)?|aires?|\x{E1}ri\w+)|assumed?[ -]role|sso|instance role|sts|cognito|web identity|token)\b|` +
		`临时|一時的|временн\pL*)`
	freshWord = `(?:\b(?:fresh\w*|new(?:ly)?|again|re-?load|re-?start\w*|re-?new\w*|log ?in|frisch\w*|neu\w*|nouve\w*|nuev[oa]s?|nov[oa]s?|hour|minutes|stunde|clearing)\b|` +
		`重新|新的|нов\pL*|再|час)`
	serviceNames = `\b(?:s3|aoss|ses|email|execute-api|dynamodb|iot\w*|bedrock(?:-runtime)?|sqs|sns|lambda|aps|opensearch|kinesis|sts)\b`
	hostWord     = `(?:\b(?:host(?: ?name)?|domain|dominio|domaine|dom\x{ED}nio|localhost|cname|dns name)\b|域名|主机名|ホスト名?|домен\pL*)`
	otherWords   = `(?:\b(?:replac\w*|swap\w*|exchang\w*|chang(?:e[sd]?|ing)|rewrit\w*|ersetzt?|austausch\w*|cambi\w+|remplac\w*|substitu\w*|troca\w*)\b|替换|換え|замен\pL*)`
)

// serverless is OpenSearch Serverless, which wants a header with every body.
var serverless = regexp.MustCompile(`(?i)\baoss\b`)

var presignedLink = regexp.MustCompile(`(?i)` + linkWord)

// rawInQuery is a URL with characters in its query that no URL may have.
var rawInQuery = regexp.MustCompile(`https?://[^\s"'<>]+\?[^\s"'<>]*(?:=\[|=\\?\{)`)

// otherScript is a sentence in a script in which every word is outside ASCII.
var otherScript = regexp.MustCompile(`\p{Han}{5}|\p{Hiragana}{3}|\p{Katakana}{5}|\p{Hangul}{3}|\p{Cyrillic}{3} \p{Cyrillic}`)

// trials are what people have tried, the special before the general.
var trials = []trial{
	{
		code: "hop-by-hop-header-signed",
		says: "A header of the connection is signed: it is for the next hop alone, and what stands in between takes it out or writes it anew.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\bconnection: ?(?:keep-alive|close)\b`,
			`\b(?:connection|keep-alive|transfer-encoding|te|proxy-connection)["'\x60]? header\b`,
		)),
	},
	{
		code:  "query-empty-value-missing-equals",
		fails: true,
		says:  "It works where the parameter has an = behind its name: without one it is signed as its name alone, and due with the =.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:query )?param\w*[^.\n]{0,20}\bwithout (?:an? )?(?:equals?(?: sign)?|value|=)`,
			`\bchang\w+ ["'\x60]?(?:[\w-]+)["'\x60]? to ["'\x60]?[\w-]+=["'\x60]?(?:\s|$)`,
		)),
	},
	{
		code:  "query-double-encoded",
		fails: true,
		says:  "It fails where a value is percent-encoded in what the signer is given: it encodes that once more. Give it the value as it is.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:url|percent)[- ]?encoded (?:query )?param\w*`,
			`\bparam\w*[^.\n]{0,30}\b(?:ends? with|contains?|has|have)\b[^.\n]{0,6}%[0-9A-F]{2}`,
		)),
	},
	{
		code:  "streaming-trailer-unsupported",
		lacks: true,
		says:  "It works with an older SDK, or without its default checksums: newer ones send them in a trailer that this server does not know.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`request_?checksum_?calculation|\bwhen_required\b|\bintegrity protections?\b|\bchunkedEncodingEnabled\b`,
			beside(`\b(?:checksums?|pr\x{FC}fsummen?|somme de contr\x{F4}le)\b`, `\btrail(?:er|ing)\b`, 40),
			beside(`(?:\b(?:upgrad\w+|updat\w+|since|seit|actualiz\w+|mise? \x{E0} jour|atualiz\w+)\b|升级|обновл\pL*)`, `\b(?:sdk|boto3|botocore|aws[- ]?cli)\b`, 30),
		)),
		when: func(f *facts) bool { return f.thirdParty() && !f.pasteHas(googleWords) && !f.readsAlone() },
	},
	{
		code:  "accept-encoding-rewritten",
		says:  "Accept-Encoding is signed, and rewritten on the way: take it out of the signed headers.",
		about: regexp.MustCompile(`(?i)\baccept-encoding`),
		also:  regexp.MustCompile(`(?i)\bsign(?:s|ed|ing|iert\w*)?\b|` + proxyWord + `|签名|署名|подпис`),
		stated: regexp.MustCompile(`(?i)` + beside(`\baccept-encoding`,
			`(?:\b(?:turn(?:s|ed) it into|append\w*|rewrit\w*|alter\w*|umschreib\w*|schreibt)\b|改成|書き換え)`, 60)),
	},
	{
		code: "header-removed-in-transit",
		says: "A signed header is taken away between the client and the server: let it pass, or do not sign it.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			proxyWord+`[^.\n]{0,30}(?:\b(?:strips?|removes?|deletes?|drops?|swallows?|eats|entfernt|supprime|elimina|quita|remove)\b|去掉|删除|удаля\pL*|削除)[^\n]{0,40}(?:`+headerWord+`|\bit\b(?:[.,;]|$))`,
			`(?:`+proxyWord+`|\bsidecar\b)[^.\n]{0,40}\bheaders?\b[^.\n]{0,50}\b(?:strips|removes|drops|deletes) (?:it|them|these|those)\b`,
			proxyWord+`[^.\n]{0,12}把[^\n]{0,20}头[^\n]{0,20}(?:去掉|删除)`,
			`\bhttp-request del-header\b`,
			headerWord+`[^.\n]{0,30}\b(?:dropped|stripped|removed|lost) (?:on the way|in transit|by)\b`,
			`\b(?:never|not) arrives? at the (?:origin|server|backend)`,
		)),
		stated: regexp.MustCompile(`(?i)\b(?:is|are) signed and ` + anyOf(`the `, `our `, `a `) + proxyWord + ` (?:removes|strips|drops|deletes) (?:it|them)`),
		unless: regexp.MustCompile(`(?i)\bremoves nothing\b|\bno headers are\b`),
	},
	{
		code: "path-prefix-rewritten",
		says: "A proxy takes a part of the path away, or puts one in front, after the request was signed: the path is signed as it is sent.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\bstrip-?prefix\b|\bsub-?[ ]?path\b|\bbase path mapping\b|\brewrite rule\b|\bsub-?directory\b|子路径`,
			proxyWord+`[^\n]{0,30}(?:\b(?:strips?|adds?|cuts?|removes?|schneidet|retire|ajoute|quita|remove)\b|去掉|加上|удаля\pL*)[^\n]{0,30}(?:\s/\w|\bpath\b|\bpr(?:e|\x{E4}|\x{E9})fix\w*|\bpfad\b|前缀|путь)`,
		)),
		also: regexp.MustCompile(`(?i)` + proxyWord + `|\bprefix|\brewrite rule|\bweb server\b|\b(?:sub)?domain\b|前缀`),
	},
	{
		code:  "host-default-port",
		says:  "The default port stands in the host on one side only: HTTP clients leave it out.",
		about: regexp.MustCompile(`(?i)[\w-]:(?:443|80)\b[^\n]{0,80}\b(?:without (?:the|a) port|leaving)`),
	},
	{
		code:  "host-port-mismatch",
		lacks: true,
		says:  "It works where the port is part of the host, or is the default one: a port other than the default belongs to the host that is signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\bhost:[\w.-]+:\d{2,5} (?:rather|instead)`,
			`\bgetHost\(\)|\bgetAuthority\(\)`,
			`\$host\b[^\n]{0,60}\bport\b`,
			beside(`\bport (?:80|443)\b`, `\b(?:port )?\d{4,5}\b`, 60),
			beside(`\b(?:host|signe[rd]|signierer)\b`, `\b(?:without|drops?|leaves out|l(?:\x{E4})sst|uses only)\b[^\n]{0,20}\b(?:port|host name)\b`, 30),
			`\bhost\b[^\n]{0,12}(?:没有带|没带|不带|без )[^\n]{0,4}(?:端口|порт)`,
		)),
	},
	{
		code: "host-rewritten-by-proxy",
		says: "It works past the proxy and fails through it: it sends another Host than was signed. It has to pass Host on as it came.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(proxyWord, `(?:\b(?:direct(?:ly)?|past|bypass\w*|from within|locally|direkt|direct(?:ement|amente)|diretamente|host)\b|直接|напрямую|直接)`, 140),
			`\bproxy_set_header host\b|\bupstream-vhost\b|\bProxyPreserveHost\b`,
		)),
		stated: regexp.MustCompile(`(?i)\b(?:backend|server|store|origin)\b[^\n]{0,20}\b(?:sees?|gets?|got|receives?)\b[^\n]{0,6}\bhost:? ?\S+ instead of`),
		when:   func(f *facts) bool { return !f.onAWSHost() },
	},
	{
		code: "host-mismatch",
		says: "The URL is signed for one name and used under another: the host is signed and cannot be exchanged afterwards. Sign for the name that is called.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(linkWord, otherWords+`[^\n]{0,40}(?:`+hostWord+`|:\d{2,5}|\bihn\b)`, 80),
			beside(linkWord, hostWord+`[^\n]{0,16}`+otherWords, 40),
			`\bsign\w*\b[^\n]{0,60}\b(?:call|use)(?:d|s)? (?:it )?(?:through|under|over|by|with)\b[^\n]{0,30}\b(?:cname|public|internal|other|own domain)`,
		)),
		stated: regexp.MustCompile(`(?i)` + linkWord + `[^\n]{0,80}\bchanged to (?:localhost|the public)`),
		unless: regexp.MustCompile(`(?i)\bused unchanged\b`),
	},
	{
		code:  "signing-key-stale",
		lacks: true,
		says:  "It fails from the change of the day in UTC on, until a restart: a derived signing key is of one day, and is kept for longer.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`(?:\b(?:midnight|00:00|mitternacht|next day|change of (?:the )?day|minuit|medianoche|meia-noite)\b|零点|0時|полуноч\pL*)`,
				`(?:\b(?:restart\w*|every (?:night|day)|anew|neu gestartet|utc|first day|red\x{E9}marr\w+|reinici\w+)\b|重启|再起動|перезапус\pL*)`, 120),
			`\bderive[sd]?\b[^\n]{0,20}\bsigning key once\b`,
		)),
		stated: regexp.MustCompile(`(?i)\bderived key\b[^\n]{0,20}\bnever renewed\b|\bsigning ?key ?被?缓存|署名キーをキャッシュして`),
	},
	{
		code: "request-delayed",
		says: "The request waits between signing and sending: sign it when it is sent.",
		about: regexp.MustCompile(`(?i)` + beside(`(?:\b(?:queue|backlog|warteschlange|cola|file d'attente)\b|队列|очеред\pL*)`,
			`(?:\bsign(?:ed|ing|iert)?\b|\bfirma\w*|签名|подпис\pL*)`, 100)),
	},
	{
		code: "signature-reused",
		says: "The first request passes and the ones that follow with its signature do not: each attempt has to be signed anew.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`(?:\bretr(?:y|ies)\b|\bsecond attempt|\bre-?sends?\b|重试|\b(?:novas|nuevas|nouvelles) tentativ\w*|\bnuevos intentos\b|\bwiederhol\w+|повтор\pL*|リトライ)`,
				`(?:\b(?:old|same signed|signing inside|antig[ao]s?)\b|旧的?签名|стар\pL*)`, 90),
			beside(`\breuse[sd]?\b|\breplay\w*`, `\b(?:headers?|signature|authorization)\b`, 60),
		)),
	},
	{
		code: "session-token-expired",
		says: "It works with new temporary credentials and not with old ones: they are over, and have to be fetched again in time.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(tokenWord, `(?:\b(?:expir\w*|for an hour|after 60 min\w*|another hour|from yesterday|beyond|ablaufen|laufen[^\n]{0,30}\bab)\b|过期|истек\pL*|期限切れ)`, 90),
			`\bfor an hour\b[^\n]{0,90}\bsso login\b`,
			beside(`\b(?:credentials|role)\b`, `\b(?:read|loaded|fetched) once\b`, 40),
			`\bExpiredToken\b`,
		)),
		also: regexp.MustCompile(`(?i)` + freshWord),
	},
	{
		code:  "session-token-not-signed",
		lacks: true,
		says:  "It works with keys that have no session token, and with one the token is in the URL: it has to be a part of what is signed, with its + and / percent-encoded.",
		about: regexp.MustCompile(`(?i)` + beside(`\b(?:url|link|query)\b[^.\n]{0,40}\b(?:includ\w+|contain\w*|has|have|add\w*|append\w*)\b[^.\n]{0,20}\b(?:x-amz-security-token|(?:session|security) token)\b`,
			`\b(?:lambda|ecs|ec2|fargate|role|sso)\b`, 90)),
	},
	{
		code:  "session-token-missing",
		lacks: true,
		says:  "It works with permanent keys and not with temporary ones: these need their session token sent and signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`(?:\b(?:permanent|static|long-term|dauerhaft\w*|(?:iam )?user keys?|own user|other users?|others)\b|永久|永続|постоянн\pL*)`, tokenWord, 120),
			`\bsending x-amz-security-token along\b|\bsession token (?:was|is) not (?:passed|sent)\b|\bnot (?:pass|send) the session token\b`,
			`\b(?:no field for|without|lacks|forgot\w*) the session token\b`,
			`\bjust (?:pass|give|use|enter|set)\w*\b[^.\n]{0,30}\b(?:pair|keys?)\b[^.\n]{0,10}\bwithout the token\b`,
			`\bassume-?d?[ -]?role\b[^\n]{0,120}\bown user\b`,
			`\binstance role\b[^\n]{0,120}\bstatic keys\b`,
		)),
		unless: regexp.MustCompile(`(?i)\ball three\b|\bAWS_SESSION_TOKEN\b|\bexpire`),
	},
	{
		code: "secret-truncated",
		says: "Only a part of the secret key is used: a # or $ in it, a column or a selection cuts it off.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(secretSpoken, `(?:\b(?:cuts?(?: it)? off|truncat\w*|shorter|swallows?|comment|first part|kommentar|abgeschnitten|expanded|obrez\w*)\b|截断|注释|обрез\pL*)`, 90),
			secretSpoken+`[^\n]{0,50}[\s"'\x60(](?:#|\$)[\s"'\x60).,]`,
		)),
		stated: regexp.MustCompile(`(?i)` + secretSpoken + `[^\n]{0,40}\bis shorter than\b`),
	},
	{
		code: "secret-whitespace",
		says: "A blank or a line break is a part of the secret key: it comes from copying, from a file or from echo.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(secretSpoken, blankWord, 80),
			secretSpoken+`[^\n]{0,50}\btrim\(`,
			`\becho\b[^\n]{0,30}\bnewline\b`,
		)),
		stated: regexp.MustCompile(`(?i)` + secretSpoken + `\W{0,3}:? 41 instead of 40`),
		unless: regexp.MustCompile(`(?i)` + `\ba \+[^\n]{0,30}\bspace\b|` + metadataWord),
	},
	{
		code: "secret-recoded",
		says: "It works with a secret key without / and +: something on the way from configuration to signer encodes or decodes it.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			inClause(secretSpoken, `(?:\b(?:slash(?:es)?|plus(?: signs?)?|percent-encode\w*|url-?decodes?|backslash\w*|special char\w*|schr\x{E4}gstrich\w*|sonderzeichen|barras?|sinal de mais|signo m\x{E1}s|letters only)\b|斜杠|加号|特殊字符|слеш\pL*|плюс\pL*|スラッシュ)`, 70),
			`\bkeys? until\b[^\n]{0,30}\bwithout [+/]`,
			`\bkeys? without special char\w*`,
		)),
	},
	{
		code:  "access-key-unknown",
		lacks: true,
		says:  "The server does not know this access key: it was deleted or switched off, or is of another account or provider.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`(?:\b(?:access ?keys?|access ?key ?id|clave de acceso|chave de acesso|cl\x{E9} d'acc\x{E8}s)\b)`,
				`(?:\b(?:does not exist|doesn['\x{2019}]t exist|deleted|inactive|deactivated|disabled|another account|other (?:account|provider)|unbekannt|gel\x{F6}scht|otra cuenta|outra conta|autre compte)\b|删除|不存在|禁用|удал[её]н\pL*)`, 60),
			`\bInvalidAccessKeyId\b[^\n]{0,60}\b(?:account|endpoint)\b`,
			`\baccess key of the [^\n]{0,60}\bdoes not know\b`,
		)),
		unless: regexp.MustCompile(`(?i)\bshows it as active\b|\bis active\b|\bsecrets?\b`),
	},
	{
		code: "date-not-utc",
		says: "The date of the signature is local time: it has to be UTC.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\blocal ?time\b|\bLocalDateTime\.now\(\)|\bTZ=UTC\b|\bortszeit\b|\bhora local\b|\bheure locale\b|北京时间|местн\pL* врем\pL*|\bdatetime\.(?:now|utcnow)\(\)|現地時間`,
			`\blocal time zone\b`,
		)),
		stated: regexp.MustCompile(`(?i)\bwith the local time zone\b[^\n]{0,30}\bstill write Z\b`),
		unless: regexp.MustCompile(`(?i)\bmidnight\b|\b(?:clock|ntp)\b[^\n]{0,12}\b(?:off|behind|fast)\b`),
	},
	{
		code: "clock-skew",
		says: "The clock of the machine is off, and it works once it is set: signatures hold for some minutes around their time.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`\b(?:clock|system time|the time|date in the (?:container|vm))\b`, `\b(?:is|was|lags?|were|goes)\b[^\n]{0,24}\b(?:off|behind|ahead|fast|slow|wrong|in 1970|set)\b`, 20),
			`\bhwclock\b|\bmakestep\b|\bntpd? had stopped\b|\bntp has set\b|\bstarts in 1970\b`,
			`\buhr\b[^\n]{0,60}\b(?:vor|nach|falsch)\b|\bhorloge\b[^\n]{0,40}\b(?:retard|avance)\b|\breloj\b[^\n]{0,30}\b(?:atrasad\w|adelantad\w)|\brel\x{F3}gio\b[^\n]{0,30}\b(?:atrasad\w|adiantad\w)`,
			`时间(?:慢|快|不准|不对)|同步(?:系统)?时间|часы[^\n]{0,30}(?:отста|спеш)|時計が(?:ずれ|遅れ|進)`,
		)),
	},
	{
		code: "method-mismatch",
		says: "The URL is signed for one method and called with another: the method is signed, and a URL is good for one.",
		about: regexp.MustCompile(`(?s)` + anyOf(
			`\bHEAD\b`,
			`\bcurl -I\b`,
			`(?i:presign\w*|pre-?signed|pr\x{E9}-?assinada|prefirmad\w|vorsigniert\w*|预签名)[^\n]{0,40}\bGET\b[^\n]{0,60}\bPUT\b`,
			`\bGET\b[^\n]{0,16}(?i:预签名|presigned)[^\n]{0,30}\bPUT\b`,
			`\b(?i:upload) with curl -T\b|\b(?i:download|get) (?i:url|link)\b[^\n]{0,40}\b(?:PUT\b|(?i:upload))`,
		)),
		stated: regexp.MustCompile(`\bgenerate_presigned_url\('get_object'[^\n]{0,60}\brequests\.put\(`),
		also:   presignedLink,
		unless: regexp.MustCompile(`(?i)\bcontent-?type\b`),
		when:   func(f *facts) bool { return !f.pasteHas(presignsHead) },
	},
	{
		code: "presigned-expired",
		says: "The link works when it is new, and not later: it is used after its lifetime.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(linkWord, `(?:\b(?:expir\w*|valid for|cached|a week old|abgelaufen|evening|(?:much|minutes|hours|days) later|after a reload)\b|有效期|过期|действует|期限)`, 100),
			`\bExpiresIn\b[^\n]{0,40}\bfrom \d+ to \d+`,
		)),
		also: regexp.MustCompile(`(?i)` + freshWord + `|\bmorning\b|\bcomplaints stopped\b`),
	},
	{
		code: "other-scheme",
		says: "The client signs with Signature Version 2, and the server takes Version 4 alone: switch it over.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\bsignature[ _]v(?:ersion[ _]?)?2\b|\bsignature_version was set to s3\b|\bv2[" ]?(?:sign\w*|签名)|\bversion 2\b|V2 ?签名`,
			`"AWS \w+:signature"|\bHMAC-SHA1\b`,
		)),
	},
	{
		code: "addressing-style-mismatch",
		says: "It works with the bucket in the path, or in the host, and not the other way: one side reads it from the other place.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:s3_?)?(?:force|use)?[_-]?path[ _-]?style|\baddressing_style\b|\bvirtual[- ]host(?:ed)?[- ](?:requests|style|urls?)|\bpath-style-\w+|虚拟主机`,
			`\bbucket\b[^\n]{0,40}\bin the host and in the path\b`,
		)),
	},
	{
		code: "service-mismatch",
		says: "It works with another service in the scope: the signature names the service that answers.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`(?:\bservice(?: name)?|\bas the service|\bsigning name|\bdienst|\bservicio|\bservi\x{E7}o|サービス名?|сервис\pL*)[^\n]{0,40}["'\x60\s]?`+serviceNames+`[^\n]{0,100}[^.\w-]`+serviceNames,
			`\bservice ["'\x60]?es\b[^\n]{0,100}`+serviceNames,
			`\b(?:as the service for signing|service fixed to)\b`,
			`\bscope says\b[^\n]{0,60}\bsigning name\b`,
			`(?:service|nom du service)[^\n]{0,30}\bs3\b[^\n]{0,60}\bexecute-api\b`,
		)),
		also: regexp.MustCompile(`(?i)\b(?:sign\w*|service\w*|dienst)\b|签名`),
	},
	{
		code:  "signing-key-wrong-region",
		says:  "Another region goes into the derived key than into the scope: they have to be one.",
		about: regexp.MustCompile(`(?i)` + beside(`\bderived key\b`, `\b(?:scope|region)\b`, 60)),
		also:  regexp.MustCompile(`\b[a-z]{2}-[a-z]+-\d\b`),
	},
	{
		code: "region-mismatch",
		says: "It works with another region: the one of the scope has to be that of the bucket or of the service.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:change|set|put|switch)\w*\b[^\n]{0,20}\bregion\b|\bregi(?:on|\x{F3}n|\x{E3}o)\b[^\n]{0,30}(?:\b(?:hard-?coded|falsch|wrong|missing|instead|incorrect\w*|eingestellt)\b|写成|改成|写错)`,
			`\bput \S+ as region\b|\bAWS_(?:DEFAULT_)?REGION\b|\bmudar a regi\x{E3}o\b|\bcambi\w+ la regi\x{F3}n\b|\bchange\w* de r\x{E9}gion\b`,
			`\bregion\b[^\n]{0,10}写成`,
		)),
	},
	{
		code:  "signed-header-not-sent",
		lacks: true,
		says:  "A header is signed that the request does not have: it works when the client sends it, or when it is not signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			headerWord+`[^\n]{0,60}\b(?:client|browser|team|app|\w*loader)\b[^\n]{0,20}\b(?:never|(?:does not|doesn['\x{2019}]t)) sends? (?:it|that header|the header)\b`,
			`\b(?:works? only (?:if|when)|fail\w* unless) the (?:client|browser|app)[^\n]{0,20}\bsends?\b[^\n]{0,60}`+headerWord,
			`\bhave to send\b[^\n]{0,40}`+headerWord,
			`\bwe sign [\w-]+ and forget to\b`,
			`\bunless the (?:browser|client|app) sends the header\b`,
			`\bsigniert\b[^\n]{0,40}\bschickt (?:den header|ihn)[^\n]{0,12}nicht\b`,
			`预签名[^\n]{0,40}上传请求没有带`,
			`(?:подписи|подписан)[^\n]{0,60}не отправля`,
		)),
	},
	{
		code:  "header-not-signed",
		lacks: true,
		says:  "A header is added to the request after it was signed: sign it, too, or leave it out.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:add|with the header|(?:client|browser|app) sends|sobald der client|ajoute)\b[^\n]{0,20}`+headerWord,
			headerWord+`[^\n]{0,60}\b(?:in a middleware behind the signer|set after signing|isn['\x{2019}]t part of what we sign|not (?:given|known) when)\b`,
			`加上 ?x-amz-`,
		)),
		also: regexp.MustCompile(`(?i)` + anyOf(
			`\bafter (?:it was )?sign\w*|\bbehind the signer\b|\bmetadata was not given\b|\bknows nothing of\b|\b(?:was|is) not signed\b|\bisn['\x{2019}]t part of what we sign\b`,
			`\bbeim signieren nicht\b|生成预签名[^\n]{0,20}没有|\bapr\x{E8}s la signature\b|\bnot (?:given|there) when\b`,
		)),
	},
	{
		code:  "header-value-not-trimmed",
		fails: true,
		says:  "A header value begins or ends with a blank, which is no part of what is signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(metadataWord, `(?:\b(?:trailing (?:blank|space)|space in front|leading (?:blank|space)|trim(?:\(\))?|padded with blanks|leerzeichen am ende)\b|末尾有?空格|末尾に空白)`, 80),
		)),
	},
	{
		code:  "header-spaces-not-collapsed",
		fails: true,
		says:  "A header value holds several blanks in a row: in the canonical request they become one.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(metadataWord, `(?:\b(?:two|double|several|consecutive) (?:spaces|blanks)\b|两个空格|连续\pL{0,2}空格)`, 80),
			`\bconsecutive (?:blanks|spaces) in the value\b`,
		)),
	},
	{
		code: "content-type-mismatch",
		says: "It works where no other Content-Type is sent than was signed: browsers and HTTP clients add their own to an upload.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\bcontent[-_ ]?type\b`,
			`\bpresigns? for [a-z]+/[a-z-]+\b[^\n]{0,40}\btype\b`,
		)),
		also: regexp.MustCompile(`(?i)` + linkWord + `|\bgetSignedUrl\b`),
		when: func(f *facts) bool { return !f.typesAgree() },
	},
	{
		code:  "content-type-mismatch",
		says:  "It works where no Content-Type is given: one side has another than the other, or two of them are sent, the caller's and the library's.",
		about: regexp.MustCompile(`(?i)\b(?:omit\w*|without|leav\w+ (?:out|off)|remov\w+|drop\w*|if i (?:do not|don't) (?:set|give|pass))\b[^.\n]{0,24}\bcontent[-_ ]?type\b`),
	},
	{
		code: "body-reserialized",
		says: "The body is written anew after it was hashed: hand the HTTP client the very text that was signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:re-?)?s[e\x{E9}]riali[sz]\w+[^\n]{0,30}\b(?:again|neu|anew|seconde fois|de nuevo|de novo)\b|重新序列化|再シリアライズ|повторно сериализ`,
			`\bre-?seriali[sz]\w+[^\n]{0,40}\bafter (?:it )?(?:was )?sign`,
			`\bjson=\w+[^\n]{0,60}\bdata=json\.dumps\(`,
			`\bpretty-prints? the request\b`,
			beside(`\bbody i sign\b`, `\bon the wire\b`, 50),
		)),
		stated: regexp.MustCompile(`(?i)\bbody i sign\b[^\n]{0,30}\bon the wire there are\b`),
	},
	{
		code:  "body-recoded-after-hashing",
		says:  "The body is sent in another encoding than it was hashed in.",
		about: regexp.MustCompile(`(?i)` + beside(`\bbody\b`, `\b(?:sends it as iso-8859-1|latin-?1|charset)\b`, 60)),
	},
	{
		code:  "empty-body-hash",
		fails: true,
		says:  "Requests without a body pass and those with one fail: the hash that is signed is not that of the body that is sent.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\bGET\b[^\n]{0,60}?\b(?:POST|PUT)\b[^\n]{0,40}?(?:\b(?:body|cuerpo|corps|corpo|payload|patch)\b|テ|тел)`,
			`\b(?:write|request|call|post|put)s?\b[^\n]{0,20}\b(?:that )?(?:carries|has|have|with|without|remove) (?:a |any |the |none|no )?(?:payload|body|one)\b`,
			`\bbefore the body is attached\b|\bremove the body\b`,
			`\bGET\b[^\n]{0,12}正常[^\n]{0,12}\bPOST\b`,
			`\bDELETE and GET\b[^\n]{0,30}\bPUT and PATCH\b`,
			`\ball reads\b[^\n]{0,40}\bwrite\b`,
		)),
		when: func(f *facts) bool { return !f.pasteHas(presignWord) && !f.pasteHas(serverless) },
	},
	{
		code:  "query-repeated-name-merged",
		fails: true,
		says:  "A name stands twice in the query, and it fails with that: every pair is signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(paramWord, `(?:\b(?:repeated|duplicates?|twice|more than once|several times|two equal|doppelt|zweimal|mehrfach|dos veces|deux fois|duas vezes)\b|同名|两次|重复|дважды|複数)`, 50),
			`\b(?:two of|with) the same (?:name|key)\b|\bseveral times \(|\btwo equal\b|\bsame key more than once\b`,
		)),
	},
	{
		code: "query-unsorted",
		says: "It works with the parameters in the order of their names: the canonical query is sorted, whatever the order of the URL.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(paramWord, `(?:\b(?:order|alphabetic\w*|sorted|sort|reihenfolge|alphabetisch|tri\x{E9}s|ordre|orden|ordem)\b|顺序|排序|順|поряд\pL*)`, 60),
			`\btake[sn]? the parameters in the order\b|\bput [\w-]+ before [\w-]+\b`,
			`\?(\w+)=\w+&(\w+)=\w+ is (?:fine|ok|accepted)[^\n]{0,10}\?\w+=\w+&\w+=\w+ is not\b`,
		)),
		unless: regexp.MustCompile(`(?i)\bsort(?:s|ed)? (?:it|them|the parameters) (?:by|before)\b`),
	},
	{
		code:  "plus-for-space",
		fails: true,
		says:  "A + is taken for a blank, or a blank is written as +: both are signed and sent as %2B and %20.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`(?:\b(?:with|for|of|without|keys?|values?|addresses|blanks?|spaces?|blank|leerzeichen\w*|writes?|tags)\b|空格|пробел\pL*)`, `(?:\b(?:a plus|plus signs?|into a \+|writes \+|as \+|als \+)|\x60\+\x60|"\+"|\w\+\w[\w.]*@|加号|плюс\pL*)`, 90),
			`\+["'\x60]?,? (?:where|instead of|statt|вместо|for)\b[^\n]{0,30}%20|\bURLEncoder\b[^\n]{0,80}%20`,
		)),
		unless: regexp.MustCompile(`(?i)` + secretSpoken),
	},
	{
		code: "path-double-encoded",
		says: "The key is encoded before the signer encodes it again: %2520 is signed for the %20 that is sent.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`%25(?:20|2f|[c-f]\d)`,
			beside(encodes2, `(?:\b(?:twice|double|again|already|noch einmal|doppelt|zweimal|duas vezes|dos veces|deux fois|itself)\b|二次|又编码|一次，|дважды|二重)`, 60),
			`\bPercentEncodingMode::Single\b`,
		)),
		stated: regexp.MustCompile(`(?i)%2520\b[^\n]{0,60}\n?[^\n]{0,20}\bencodes twice\b`),
		also:   regexp.MustCompile(`(?i)` + keyOfObject + `|` + blankWord),
	},
	{
		code:  "non-ascii-encoded-differently",
		fails: true,
		says:  "It works with letters of ASCII alone: both sides have to encode the same UTF-8 bytes, in the same Unicode form.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:accents?|accented|umlauts?|umlaute?n?|emojis?|non-?ascii|japanese names?|chinese names?|cyrillic|acentos?|tildes y acentos)\b|中文|日本語|кирилл\pL*`,
			lettersOutside+`\w*(?:\.[a-z]{2,4}\b|["'])|["'(]`+lettersOutside+`["')]`,
		)),
		also: regexp.MustCompile(`(?i)` + keyOfObject + `|` + metadataWord + `|\.(?:pdf|docx?|txt|jpe?g|png)\b`),
	},
	{
		code:  "non-ascii-encoded-differently",
		fails: true,
		says:  "It works with letters of ASCII alone: both sides have to encode the same UTF-8 bytes, in the same Unicode form.",
		about: regexp.MustCompile(`[\s"'(]` + lettersOutside + `[\s"').,]`),
		also:  regexp.MustCompile(`(?i)` + keyOfObject + `|` + metadataWord + `|\.(?:pdf|docx?|txt|jpe?g|png)\b`),
		when:  func(f *facts) bool { return !f.pasteHas(otherScript) },
	},
	{
		code:  "path-normalized",
		fails: true,
		says:  "It fails for keys with empty or dot segments: S3 takes them as they are, and a client or a signer removes them.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(keyOfObject, `(?:\b(?:double slash(?:es)?|(?:two|several) slashes|slashes in a row|leading slash|trim\w* the slash|begin with a slash|doppelt\w* schr\x{E4}gstrich\w*|doble barra|barra dupla|double barre oblique)\b|多余的斜杠|双斜杠|スラッシュが二重|двойн\pL* (?:слеш|косой))`, 70),
			`\bpath\.Clean\b`,
			`\w/\.{1,2}/\w`,
		)),
		when: (*facts).forS3,
	},
	{
		code:  "query-under-encoded",
		fails: true,
		says:  "It works with values that have no reserved characters: these are percent-encoded in the canonical query.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(`(?:`+paramWord+`|\b(?:values?|token|markers?|filtering|parameterwerte?)\b)`,
				`(?:\b(?:has a slash|colons|special char\w*|base64|schr\x{E4}gstrich|gleichheitszeichen|barra|signo igual|sinal de igual)\b|斜杠|等号|знак равенства|\bhas / in it|= and /|\bends with =)`, 80),
		)),
		unless: regexp.MustCompile(`(?i)` + secretSpoken + `|` + metadataWord + `|\bbody\b`),
	},
	{
		code:  "query-not-signed",
		lacks: true,
		fails: true,
		says:  "It works without a query and fails with one: the query is sent, and is missing in the text that is signed.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:add|with|any|append\w*|without|no|ohne|mit|sin|sans|sem)\b[^\n]{0,20}`+paramWord,
			`\b(?:behind|after) the question mark\b|\b(?:append|add)\w* \?\w+=`,
			`(?:不带|带上)(?:查询)?参数|パラメータ(?:なし|を付け)|без параметр`,
		)),
		also: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:plain urls?|until|no parameters|no query|page (?:one|two)|only the path|nur der pfad|any (?:other )?(?:call|param\w*)|question mark|without)\b`,
			`\b(?:ohne|sans|sin|sem)\b|不带|なし|без `,
		)),
		unless: regexp.MustCompile(`(?i)\bsecret\b|\bsorted\b|\border\b`),
		when:   func(f *facts) bool { return !f.pasteHas(rawInQuery) },
	},
	{
		code:  "path-under-encoded",
		fails: true,
		says:  "It fails where the name holds special characters, which encoders for URLs leave raw and the canonical request has percent-encoded.",
		about: regexp.MustCompile(`(?i)` + anyOf(
			beside(keyOfObject, `(?:\b(?:parenthes[ei]s|(?:square )?brackets|commas?|colons?|apostrophes?|exclamation marks?|ampersands?|at signs?|klammern|komma|par\x{E9}ntesis|corchetes|parenth\x{E8}ses|crochets|par\x{EA}nteses|colchetes)\b|括号|逗号|括弧|скобк\pL*|запят\pL*)`, 80),
			`\bparenthes[ei]s\b|["'\x60][^"'\x60\n]*[(),;!\[\]][^"'\x60\n]*\.\w{2,4}["'\x60]`,
			`\bencodeURIComponent leaves\b`,
		)),
		unless: regexp.MustCompile(`(?i)` + secretSpoken + `|` + paramWord),
	},
}
