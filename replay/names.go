package replay

import "slices"

// rareRegions are the regions of the AWS partitions that are closed to most, or new.
var rareRegions = []string{
	"ap-southeast-6", "aws-cn-global", "aws-iso-b-global", "aws-iso-e-global", "aws-iso-f-global", "aws-iso-global",
	"aws-us-gov-global", "eu-isoe-west-1", "eusc-de-east-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1",
	"us-isob-west-1", "us-isof-east-1", "us-isof-south-1", "fips-us-east-1", "us-gov", "us-west", "eu-west",
	"us-east", "ap-southeast",
}

// rareServices are the signing names and endpoint prefixes of AWS services beside the
// usual ones, as the service models of botocore 1.43 have them, and what is taken for one.
func (m *Model) rareServices() []string {
	usual := m.allServices()
	return slices.DeleteFunc(slices.Clone(otherServices), func(v string) bool { return v == m.scope.Service || slices.Contains(usual, v) })
}

var otherServices = []string{
	"AmazonS3", "Elasticsearch", "Host", "IoTSecuredTunneling", "S3", "a2i-runtime.sagemaker", "access-analyzer",
	"account", "acm", "acm-pca", "aco-automation", "admin.wickr", "agreement-marketplace", "aidevops", "aiops",
	"airflow", "airflow-serverless", "amazonaws", "amplify", "amplifybackend", "amplifyuibuilder", "api.detective",
	"api.ecr", "api.ecr-public", "api.iotdeviceadvisor", "api.iotmanagedintegrations", "api.iotwireless",
	"api.mediatailor", "api.pricing", "api.sagemaker", "api.tunneling.iot", "app-integrations", "appconfig",
	"appconfigdata", "appfabric", "appflow", "application-autoscaling", "application-cost-profiler",
	"application-signals", "applicationinsights", "appmesh", "apprunner", "appstream", "appstream2",
	"arc-region-switch", "arc-zonal-shift", "artifact", "auditmanager", "autoscaling", "autoscaling-plans", "aws",
	"aws-marketplace", "awsssoportal", "b2bi", "backup", "backup-gateway", "backup-search", "batch",
	"bcm-dashboards", "bcm-data-exports", "bcm-pricing-calculator", "bcm-recommended-actions", "bedrock-agent",
	"bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore-control", "bedrock-data-automation",
	"bedrock-data-automation-runtime", "billing", "billingconductor", "braket", "budgets", "cases", "cassandra",
	"cassandra-streams", "catalog.marketplace", "ce", "chatbot", "chime", "cleanrooms", "cleanrooms-ml", "cloud9",
	"cloudcontrolapi", "clouddirectory", "cloudformation", "cloudfront-keyvaluestore", "cloudhsm", "cloudhsmv2",
	"cloudsearch", "cloudsearchdomain", "cloudtrail", "cloudtrail-data", "codeartifact", "codebuild", "codecatalyst",
	"codecommit", "codeconnections", "codedeploy", "codeguru-profiler", "codeguru-reviewer", "codeguru-security",
	"codepipeline", "codestar-connections", "codestar-notifications", "cognito-sync", "comprehendmedical",
	"compute-optimizer", "config", "connect-campaigns", "contact-lens", "controlcatalog",
	"controlplane.payment-cryptography", "controltower", "cost-optimization-hub", "cur", "data-ats.iot",
	"data-signer", "data.iotevents", "data.jobs.iot", "data.mediastore", "data.qapps", "databrew", "dataexchange",
	"datapipeline", "dataplane.payment-cryptography", "datasync", "datazone", "deadline", "deployment-marketplace",
	"detective", "devicefarm", "devops-guru", "directconnect", "discovery", "discovery-marketplace", "dlm", "dms",
	"docdb-elastic", "drs", "ds", "ds-data", "dsql", "ebs", "ec2-instance-connect", "ecr-public", "edge.sagemaker",
	"eks-auth", "elasticbeanstalk", "elasticfilesystem", "elasticloadbalancing", "elasticmapreduce",
	"elemental-inference", "emr-containers", "emr-serverless", "entitlement.marketplace", "entityresolution", "evs",
	"featurestore-runtime.sagemaker", "finspace", "finspace-api", "fis", "fms", "forecast", "forecastquery",
	"frauddetector", "freetier", "fsx", "gamelift", "gameliftstreams", "geo-maps", "geo-places", "geo-routes",
	"globalaccelerator", "grafana", "greengrass", "groundstation", "guardduty", "health", "health-agent",
	"healthlake", "identity-chime", "identitystore", "imagebuilder", "importexport", "ingest.timestream",
	"inspector", "inspector-scan", "inspector2", "interconnect", "internetmonitor", "invoicing", "iot-data",
	"iot-jobs-data", "iotdeviceadvisor", "iotevents", "ioteventsdata", "iotfleetwise", "iotmanagedintegrations",
	"iotsitewise", "iotthingsgraph", "iottwinmaker", "iotwireless", "ivs", "ivschat", "ivsrealtime", "kafka",
	"kafkaconnect", "kendra", "kendra-ranking", "kinesisanalytics", "kinesisvideo", "lakeformation", "launchwizard",
	"lex", "license-manager", "license-manager-linux-subscriptions", "license-manager-user-subscriptions",
	"lightsail", "lookoutequipment", "m2", "machinelearning", "macie2", "mail-manager", "managedblockchain",
	"managedblockchain-query", "marketplacecommerceanalytics", "media-pipelines-chime", "mediaconnect",
	"mediaconvert", "medialive", "mediapackage", "mediapackage-vod", "mediapackagev2", "mediatailor",
	"medical-imaging", "meetings-chime", "memory-db", "memorydb", "messaging-chime", "metering.marketplace",
	"metrics.sagemaker", "mgh", "mgn", "migrationhub-config", "migrationhub-orchestrator", "migrationhub-strategy",
	"mobiletargeting", "models-v2-lex", "models.lex", "mpa", "mq", "mturk-requester", "neptune-graph",
	"network-firewall", "networkflowmonitor", "networkmanager", "networkmonitor", "notifications",
	"notifications-contacts", "nova-act", "oam", "observabilityadmin", "odb", "oidc", "omics", "organizations",
	"osis", "outposts", "panorama", "participant.connect", "partnercentral-account", "partnercentral-benefits",
	"partnercentral-channel", "partnercentral-selling", "payment-cryptography", "pca-connector-ad",
	"pca-connector-scep", "pcs", "personalize", "personalize-events", "personalize-runtime", "pi", "pinpoint",
	"pipes", "portal.sso", "pricing", "profile", "proton", "qapps", "qbusiness", "query.timestream", "quicksight",
	"ram", "rbin", "rds-data", "redshift-data", "redshift-serverless", "refactor-spaces", "reporting-marketplace",
	"repostspace", "resiliencehub", "resource-explorer-2", "resource-groups", "rolesanywhere",
	"route53-recovery-cluster", "route53-recovery-control-config", "route53-recovery-readiness", "route53domains",
	"route53globalresolver", "route53profiles", "route53resolver", "rtbfabric", "rum", "runtime-v2-lex",
	"runtime.lex", "s3-control", "s3files", "s3tables", "s3vectors", "sagemaker-geospatial", "savingsplans",
	"scheduler", "schemas", "scn", "sdb", "security-ir", "securityagent", "securityhub", "securitylake",
	"serverlessrepo", "servicecatalog", "servicecatalog-appregistry", "servicediscovery", "servicequotas", "shield",
	"signer", "signin", "simspaceweaver", "sms-voice", "sms-voice.pinpoint", "snow-device-management", "snowball",
	"social-messaging", "ssm-contacts", "ssm-guiconnect", "ssm-incidents", "ssm-quicksetup", "ssm-sap", "sso",
	"sso-oauth", "storagegateway", "streams.dynamodb", "support", "supportapp", "sustainability", "swf",
	"synthetics", "tagging", "tax", "thinclient", "timestream", "timestream-influxdb", "tnb", "transfer",
	"trustedadvisor", "uxc", "verifiedpermissions", "voice-chime", "voiceid", "vpc-lattice", "waf", "waf-regional",
	"wafv2", "wellarchitected", "wickr", "wisdom", "workdocs", "workmail", "workmailmessageflow", "workspaces",
	"workspaces-instances", "workspaces-web", "xray",
}
