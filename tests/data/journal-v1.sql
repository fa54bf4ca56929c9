-- A journal of version 1, as that version wrote it: what a migration must keep.
PRAGMA application_id=1181053561;
BEGIN TRANSACTION;
CREATE TABLE access_key (  id INTEGER PRIMARY KEY AUTOINCREMENT,  endpoint TEXT NOT NULL,  key_hash TEXT NOT NULL,  identity INTEGER NOT NULL REFERENCES identity (id),  UNIQUE (endpoint, key_hash)) STRICT;
INSERT INTO "access_key" VALUES(1,'http://127.0.0.1:1','4bc673245edf96a89412ea49de63034948575b8f7e5bbc027f3d15178810ca33',1);
CREATE TABLE attempt (  id INTEGER PRIMARY KEY AUTOINCREMENT,  replica INTEGER NOT NULL REFERENCES replica (id) ON DELETE CASCADE,  number INTEGER NOT NULL,  outcome TEXT NOT NULL,  baseline INTEGER REFERENCES baseline (id),  image_quota_used INTEGER NOT NULL,  started INTEGER NOT NULL,  ended INTEGER NOT NULL,  http_status INTEGER NOT NULL,  request_id TEXT) STRICT;
INSERT INTO "attempt" VALUES(1,1,1,'accepted',1,4,1795417114741728,1795417114742836,0,'mj9t7x3mq80ntbxw74dlx5eh417uol5a');
INSERT INTO "attempt" VALUES(2,2,1,'accepted',1,4,1795417114741740,1795417114742974,0,'casjuy150oblr3srxpwmtby6g571gs09');
INSERT INTO "attempt" VALUES(3,3,1,'unconfirmed',2,8,1795417116583380,1795417116584196,0,NULL);
INSERT INTO "attempt" VALUES(4,4,1,'unconfirmed',2,8,1795417116583392,1795417116584245,0,NULL);
CREATE TABLE audit (  id INTEGER PRIMARY KEY AUTOINCREMENT,  time INTEGER NOT NULL,  account TEXT,  action TEXT NOT NULL,  operation TEXT,  region TEXT,  image TEXT,  request_id TEXT,  outcome TEXT) STRICT;
INSERT INTO "audit" VALUES(1,1795417114740777,'Work','request','op-657av6jrtv','cn-east-1',NULL,NULL,'queued');
INSERT INTO "audit" VALUES(2,1795417114742837,'Work','copyImages','op-657av6jrtv','cn-east-1','img-w2s3cu8pa3','mj9t7x3mq80ntbxw74dlx5eh417uol5a','accepted');
INSERT INTO "audit" VALUES(3,1795417114742974,'Work','copyImages','op-657av6jrtv','cn-east-1','img-7q1c44mvs5','casjuy150oblr3srxpwmtby6g571gs09','accepted');
INSERT INTO "audit" VALUES(4,1795417116582376,'Work','request','op-24dtpd2sec','cn-east-2',NULL,NULL,'queued');
INSERT INTO "audit" VALUES(5,1795417116584197,'Work','copyImages','op-24dtpd2sec','cn-east-2','img-6yu8ns1t06',NULL,'unconfirmed: network');
INSERT INTO "audit" VALUES(6,1795417116584245,'Work','copyImages','op-24dtpd2sec','cn-east-2','img-210ql15j9q',NULL,'unconfirmed: network');
CREATE TABLE baseline (  id INTEGER PRIMARY KEY AUTOINCREMENT,  region TEXT,  ids TEXT NOT NULL,  taken INTEGER NOT NULL) STRICT;
INSERT INTO "baseline" VALUES(1,'cn-east-1','img-hnr44u9o9d
img-ifpcmx01v3
img-pdtt3feglb
img-q4y362gvpc
',1795417114741728);
INSERT INTO "baseline" VALUES(2,'cn-east-2','img-lr0ihun3w4
img-n1u5d05ls2
img-nh4wnz9tok
img-p3vhsotq25
img-q95he2a4wx
img-ri7sw3dvu3
img-rrhcs77zsx
img-vo0ad26t6i
',1795417116583380);
CREATE TABLE duplicate (  id INTEGER PRIMARY KEY AUTOINCREMENT,  replica INTEGER NOT NULL REFERENCES replica (id) ON DELETE CASCADE,  region TEXT NOT NULL,  image TEXT NOT NULL,  found INTEGER NOT NULL,  settled INTEGER NOT NULL,  UNIQUE (replica, image)) STRICT;
CREATE TABLE identity (  id INTEGER PRIMARY KEY AUTOINCREMENT,  endpoint TEXT NOT NULL,  owner TEXT,  label TEXT,  joined INTEGER REFERENCES identity (id),  UNIQUE (endpoint, owner)) STRICT;
INSERT INTO "identity" VALUES(1,'http://127.0.0.1:1','demo_pin','Work',NULL);
CREATE TABLE meta (  name TEXT PRIMARY KEY,  value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('journal','21927c95-ce08-4cd3-89ad-df73137d4533');
INSERT INTO "meta" VALUES('machine','0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE operation (  id INTEGER PRIMARY KEY AUTOINCREMENT,  uid TEXT NOT NULL UNIQUE,  identity INTEGER NOT NULL REFERENCES identity (id),  kind TEXT NOT NULL,  account TEXT,  source_region TEXT NOT NULL,  target_region TEXT NOT NULL,  name TEXT,  description TEXT,  request_id TEXT,  settle_seconds INTEGER NOT NULL,  allow_unknown_quota INTEGER NOT NULL,  told INTEGER NOT NULL,  created INTEGER NOT NULL) STRICT;
INSERT INTO "operation" VALUES(1,'op-657av6jrtv',1,'copy','Work','cn-north-1','cn-east-1',NULL,NULL,NULL,1,0,1,1795417114740777);
INSERT INTO "operation" VALUES(2,'op-24dtpd2sec',1,'copy','Work','cn-north-1','cn-east-2','kafka-replica',NULL,'nightly-1',300,0,0,1795417116582376);
CREATE TABLE replica (  id INTEGER PRIMARY KEY AUTOINCREMENT,  operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,  position INTEGER NOT NULL,  source TEXT NOT NULL,  image TEXT,  state TEXT NOT NULL,  waiting_for TEXT NOT NULL,  progress INTEGER NOT NULL,  facts TEXT,  reason TEXT NOT NULL,  message TEXT,  http_status INTEGER NOT NULL,  error_request_id TEXT,  candidate TEXT,  attempts INTEGER NOT NULL,  accepted INTEGER NOT NULL,  first_seen INTEGER NOT NULL,  ended INTEGER NOT NULL,  unfinished INTEGER NOT NULL) STRICT;
INSERT INTO "replica" VALUES(1,1,0,'img-w2s3cu8pa3','img-mahm0ssb02','verified','none',100,'{"version":1,"id":"img-w2s3cu8pa3","name":"ci-runner-golden","type":"cloudDisk","architecture":"x86_64","osType":"linux","platform":"Ubuntu","osVersion":"24.04","bootMode":"bios","snapshots":1,"system":{"device":"vda","gb":80,"snapshot":true},"data":[]}','none',NULL,0,NULL,NULL,0,1795417114742835,1795417116563507,1795417116563507,0);
INSERT INTO "replica" VALUES(2,1,1,'img-7q1c44mvs5','img-n8ykgy3ybc','verified','none',100,'{"version":1,"id":"img-7q1c44mvs5","name":"redis-cluster-node","type":"cloudDisk","architecture":"x86_64","osType":"linux","platform":"Ubuntu","osVersion":"20.04","bootMode":"bios","snapshots":2,"system":{"device":"vda","gb":40,"snapshot":true},"data":[{"device":"vdb","gb":80,"snapshot":true}]}','none',NULL,0,NULL,NULL,0,1795417114742972,1795417116563568,1795417116563568,0);
INSERT INTO "replica" VALUES(3,2,0,'img-6yu8ns1t06',NULL,'unconfirmed','none',-1,'{"version":1,"id":"img-6yu8ns1t06","name":"kafka-broker-3","type":"cloudDisk","architecture":"x86_64","osType":"linux","platform":"Ubuntu","osVersion":"22.04","bootMode":"bios","snapshots":2,"system":{"device":"vda","gb":40,"snapshot":true},"data":[{"device":"vdb","gb":1000,"snapshot":true}]}','network','JD Cloud could not be reached: check the network connection and try again.',0,NULL,NULL,1,0,0,0,1);
INSERT INTO "replica" VALUES(4,2,1,'img-210ql15j9q',NULL,'unconfirmed','none',-1,'{"version":1,"id":"img-210ql15j9q","name":"订单服务-网关","type":"cloudDisk","architecture":"x86_64","osType":"linux","platform":"CentOS","osVersion":"8.2","bootMode":"bios","snapshots":2,"system":{"device":"vda","gb":40,"snapshot":true},"data":[{"device":"vdb","gb":100,"snapshot":true}]}','network','JD Cloud could not be reached: check the network connection and try again.',0,NULL,NULL,1,0,0,0,1);
CREATE TABLE request (  id INTEGER PRIMARY KEY AUTOINCREMENT,  identity INTEGER NOT NULL REFERENCES identity (id),  token TEXT NOT NULL,  kind TEXT NOT NULL,  source_region TEXT NOT NULL,  target_region TEXT NOT NULL,  sources TEXT NOT NULL,  name TEXT,  description TEXT) STRICT;
INSERT INTO "request" VALUES(1,1,'nightly-1','copy','cn-north-1','cn-east-2','img-210ql15j9q
img-6yu8ns1t06','kafka-replica',NULL);
CREATE TABLE request_operation (  id INTEGER PRIMARY KEY AUTOINCREMENT,  request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,  operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE) STRICT;
INSERT INTO "request_operation" VALUES(1,1,2);
CREATE TABLE sighting (  id INTEGER PRIMARY KEY AUTOINCREMENT,  identity INTEGER NOT NULL REFERENCES identity (id),  region TEXT NOT NULL,  image TEXT NOT NULL,  name TEXT,  description TEXT,  first_seen INTEGER NOT NULL,  UNIQUE (identity, region, image)) STRICT;
INSERT INTO "sighting" VALUES(1,1,'cn-east-2','img-late000001','kafka-replica','(cn-north-1 img-6yu8ns1t06)',1795417117000000);
INSERT INTO "duplicate" VALUES(1,1,'cn-east-1','img-late000002',1795417118000000,0);
CREATE INDEX identity_joined ON identity (joined);
CREATE INDEX access_key_identity ON access_key (identity);
CREATE INDEX operation_identity ON operation (identity);
CREATE INDEX request_token ON request (token, identity);
CREATE INDEX request_identity ON request (identity);
CREATE INDEX request_operation_request ON request_operation (request);
CREATE INDEX request_operation_operation ON request_operation (operation);
CREATE INDEX replica_operation ON replica (operation, position);
CREATE INDEX replica_unfinished ON replica (source) WHERE unfinished;
CREATE INDEX attempt_replica ON attempt (replica);
CREATE INDEX attempt_baseline ON attempt (baseline);
CREATE INDEX attempt_superseded ON attempt (replica) WHERE outcome = 'superseded';
CREATE INDEX duplicate_unsettled ON duplicate (replica) WHERE NOT settled;
CREATE INDEX audit_operation ON audit (operation);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('identity',1);
INSERT INTO "sqlite_sequence" VALUES('access_key',1);
INSERT INTO "sqlite_sequence" VALUES('operation',2);
INSERT INTO "sqlite_sequence" VALUES('replica',4);
INSERT INTO "sqlite_sequence" VALUES('audit',6);
INSERT INTO "sqlite_sequence" VALUES('baseline',2);
INSERT INTO "sqlite_sequence" VALUES('attempt',4);
INSERT INTO "sqlite_sequence" VALUES('request',1);
INSERT INTO "sqlite_sequence" VALUES('request_operation',1);
COMMIT;
PRAGMA user_version=1;
