/** What etcdctl 3.6.16 says, recorded; ids are beyond what a double holds. */

const STATUS =
  '[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"cluster_id":324952591200643719,"member_id":3319814642761637952,"revision":1,"raft_term":2},"version":"3.6.16","dbSize":20480,"leader":3319814642761637952,"raftIndex":4,"raftTerm":2,"raftAppliedIndex":4,"dbSizeInUse":16384,"storageVersion":"3.6.0","dbSizeQuota":2147483648,"downgradeInfo":{}}}]';

const LEARNER_STATUS =
  '[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"cluster_id":324952591200643719,"member_id":10375189297041458393,"revision":1,"raft_term":2},"version":"3.6.16","dbSize":20480,"leader":3319814642761637952,"raftIndex":6,"raftTerm":2,"raftAppliedIndex":6,"dbSizeInUse":16384,"isLearner":true,"dbSizeQuota":2147483648,"downgradeInfo":{}}}]';

const NO_LEADER_STATUS =
  '[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"cluster_id":324952591200643719,"member_id":10375189297041458393,"revision":1,"raft_term":2},"version":"3.6.16","dbSize":20480,"raftIndex":7,"raftTerm":2,"raftAppliedIndex":7,"errors":["etcdserver: no leader"],"dbSizeInUse":16384,"storageVersion":"3.5.0","dbSizeQuota":2147483648,"downgradeInfo":{}}}]';

const WITH_LEARNER =
  '{"header":{"cluster_id":324952591200643719,"member_id":3319814642761637952,"raft_term":2},"members":[{"ID":3319814642761637952,"name":"cp1","peerURLs":["https://10.0.0.11:2380"],"clientURLs":["https://10.0.0.11:2379"]},{"ID":10375189297041458393,"peerURLs":["https://10.0.0.12:2380"],"isLearner":true}]}';

const TWO_VOTERS =
  '{"header":{"cluster_id":324952591200643719,"member_id":10375189297041458393,"raft_term":2},"members":[{"ID":3319814642761637952,"name":"cp1","peerURLs":["https://10.0.0.11:2380"],"clientURLs":["https://10.0.0.11:2379"]},{"ID":10375189297041458393,"name":"cp2","peerURLs":["https://10.0.0.12:2380"],"clientURLs":["https://10.0.0.12:2379"]}]}';

const RETRYING =
  '{"level":"warn","ts":"2026-11-23T12:57:53.660848Z","logger":"etcd-client","caller":"v3@v3.6.16/retry_interceptor.go:68","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0x1636db562b40/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded"}';

const LEARNER_REFUSES = `${RETRYING}\nError: etcdserver: rpc not supported for learner`;

const marker = (text: string) => `== marker 0\n${text}\n`;
const MEMBER = 'state=member\nclusterId=48276a8f75b6a87\nmemberId=2e1259d415f2a040\n';

/** Of a voter that leads, beside it a learner that was never started. */
export const LEADING = `${marker(MEMBER)}== status 0\n${STATUS}\n== members 0\n${WITH_LEARNER}\n== alarms 0\n\n== read 0\n\n== end 0\n`;

/** Of a voter that leads one other. */
export const LEADING_TWO = LEADING.replace(WITH_LEARNER, TWO_VOTERS);

/** Of a learner that is in sync: it answers for its status and refuses all else. */
export const LEARNING = `${marker('')}== status 0\n${LEARNER_STATUS}\n== members 1\n${LEARNER_REFUSES}\n== read 1\n${LEARNER_REFUSES}\n== end 0\n`;

/** Of a voter whose only peer is gone. */
export const LEADERLESS = `${marker('state=forming\n')}== status 0\n${NO_LEADER_STATUS}\n== members 0\n${TWO_VOTERS}\n== read 1\n${RETRYING}\nError: context deadline exceeded\n== end 0\n`;

/** Of a host whose member does not run. */
export const DOWN = `${marker(MEMBER)}== status 1\n${RETRYING}\nFailed to get the status of endpoint https://127.0.0.1:2379 (context deadline exceeded)\nnull\n== end 0\n`;

export const NOT_INSTALLED = `${marker('')}== absent 0\n== end 0\n`;

/** What the gateway of etcd 3.6.16 says by way of curl, recorded. */
export const GATEWAY = {
  leading: `== marker 0

== curl 0
== status 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"15985099378392235387", "revision":"1", "raft_term":"2"}, "version":"3.6.16", "dbSize":"28672", "leader":"15985099378392235387", "raftIndex":"5", "raftTerm":"2", "raftAppliedIndex":"5", "dbSizeInUse":"16384", "storageVersion":"3.6.0", "dbSizeQuota":"2147483648", "downgradeInfo":{}}
== status_http 200
== read 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"15985099378392235387", "revision":"1", "raft_term":"2"}}
== read_http 200
== alarms 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"15985099378392235387", "revision":"1", "raft_term":"2"}}
== alarms_http 200
== members 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"15985099378392235387", "raft_term":"2"}, "members":[{"ID":"11666257735424945319", "peerURLs":["http://127.0.0.1:22380"], "isLearner":true}, {"ID":"15985099378392235387", "name":"cp1", "peerURLs":["http://127.0.0.1:12380"], "clientURLs":["http://127.0.0.1:12379"]}]}
== members_http 200
== end 0
`,
  learning: `== marker 0

== curl 0
== status 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"11666257735424945319", "revision":"1", "raft_term":"2"}, "version":"3.6.16", "dbSize":"20480", "leader":"15985099378392235387", "raftIndex":"7", "raftTerm":"2", "raftAppliedIndex":"7", "dbSizeInUse":"16384", "isLearner":true, "storageVersion":"3.5.0", "dbSizeQuota":"2147483648", "downgradeInfo":{}}
== status_http 200
== read 0
{"code":9, "message":"etcdserver: rpc not supported for learner"}
== read_http 400
== alarms 0
{"code":9, "message":"etcdserver: rpc not supported for learner"}
== alarms_http 400
== members 0
{"code":9, "message":"etcdserver: rpc not supported for learner"}
== members_http 400
== end 0
`,
  leaderless: `== marker 0

== curl 0
curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received
== status 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"11666257735424945319", "revision":"1", "raft_term":"3"}, "version":"3.6.16", "dbSize":"20480", "raftIndex":"10", "raftTerm":"3", "raftAppliedIndex":"10", "errors":["etcdserver: no leader"], "dbSizeInUse":"20480", "storageVersion":"3.6.0", "dbSizeQuota":"2147483648", "downgradeInfo":{}}
== status_http 200
== read 0

== read_http 000
== alarms 0
== members 0
{"header":{"cluster_id":"12101053776118486841", "member_id":"11666257735424945319", "raft_term":"3"}, "members":[{"ID":"11666257735424945319", "name":"cp2", "peerURLs":["http://127.0.0.1:22380"], "clientURLs":["http://127.0.0.1:22379"]}, {"ID":"15985099378392235387", "name":"cp1", "peerURLs":["http://127.0.0.1:12380"], "clientURLs":["http://127.0.0.1:12379"]}]}
== members_http 200
== end 0
`,
  down: `== marker 0

== curl 0
curl: (7) Failed to connect to 127.0.0.1 port 22379 after 0 ms: Couldn't connect to server
== status 0

== status_http 000
== read 0
== end 0
`,
};
