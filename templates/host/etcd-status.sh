# Asks the etcd member of this host about itself and its cluster. Reads only.
# Each answer is "== name exit-code" and the lines after it; "== end 0" marks a complete output.
bin=/opt/quorate/bin/etcdctl
pki=/etc/kubernetes/pki/etcd
echo "== marker 0"
marker=/var/lib/quorate/etcd-member
# The line "there" means that the marker exists: an unreadable marker is not absent.
if [ -e "$marker" ] || [ -L "$marker" ]; then
  echo there
  cat "$marker" 2>/dev/null
fi
echo
if [ ! -x "$bin" ] || [ ! -f "$pki/healthcheck-client.key" ]; then
  echo "== absent 0"
  echo "== end 0"
  exit 0
fi
# by_etcdctl: one process for each request.
by_etcdctl() {
  ask status endpoint status -w json
  status=$answer
  case $status in
  *'"cluster_id"'*)
    case $status in *'"isLearner":true'*) ;; *) ask alarms alarm list ;; esac
    # A linearizable read of this member; a learner serves none.
    case $status in *'"isLearner":true'*) ;; *) ask read get quorate-health-probe --consistency=l ;; esac
    # After that read, so that the list of this member is at least as new.
    ask members member list --consistency=s -w json
    ;;
  esac
}
ask() {
  name=$1
  shift
  answer=$("$bin" --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=1s --command-timeout=3s "$@" 2>&1)
  echo "== $name $?"
  printf '%s\n' "$answer"
}
# by_gateway: the same with two processes, because starting them is the main cost. Each "== name_http status" follows its
# answer. Errors of curl come first, so that they do not mix with the answers. Fails when etcd has no gateway, or curl
# itself fails for another reason than a member that does not answer: connection refused (7) or timeout (28).
by_gateway() {
  command -v curl >/dev/null || return
  echo "== curl 0"
  v3=https://127.0.0.1:2379/v3
  set -- -q -sS --noproxy '*' --connect-timeout 1 --max-time 3 \
    --cacert "$pki/ca.crt" --cert "$pki/healthcheck-client.crt" --key "$pki/healthcheck-client.key"
  {
    # The key is quorate-health-probe, and the read is linearizable.
    answers=$(curl --fail-early \
      "$@" --data '{}' --write-out '\n== status_http %{http_code}\n== read 0\n' "$v3/maintenance/status" --next \
      "$@" --data '{"key":"cXVvcmF0ZS1oZWFsdGgtcHJvYmU="}' --write-out '\n== read_http %{http_code}\n== alarms 0\n' "$v3/kv/range" --next \
      "$@" --data '{"action":"GET"}' --write-out '\n== alarms_http %{http_code}\n' "$v3/maintenance/alarm" 2>&3)
  } 3>&1
  case $?-$answers in
  *'== status_http 404'*) return 1 ;;
  0-* | 7-* | 28-*) ;;
  *) return 1 ;;
  esac
  printf '== status 0\n%s\n' "$answers"
  case $answers in *'== status_http 200'*) ;; *) return 0 ;; esac
  echo "== members 0"
  curl "$@" --data '{"linearizable":false}' --write-out '\n== members_http %{http_code}\n' "$v3/cluster/member/list" 2>/dev/null
  :
}
by_gateway || by_etcdctl
echo "== end 0"
