# Asks the etcd member of this host about itself and its cluster. Reads only.
# Each answer is "== name exit-code" and the lines that follow it; "== end 0" says that nothing was cut off.
bin=/opt/quorate/bin/etcdctl
pki=/etc/kubernetes/pki/etcd
echo "== marker 0"
marker=/var/lib/quorate/etcd-member
# A line of its own says that the marker is there: one of which nothing can be read is not absent.
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
# by_etcdctl: a process for each question.
by_etcdctl() {
  ask status endpoint status -w json
  status=$answer
  case $status in
  *'"cluster_id"'*)
    case $status in *'"isLearner":true'*) ;; *) ask alarms alarm list ;; esac
    # A linearizable read that this member serves itself; a learner serves none.
    case $status in *'"isLearner":true'*) ;; *) ask read get quorate-health-probe --consistency=l ;; esac
    # After that read, so that this member's own list is no older.
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
# by_gateway: the same in two processes, for starting one is what an answer costs. Each "== name_http status" follows
# what it is about. What curl complains of comes first, it would get in between. Fails where etcd has no gateway, and where
# it is this curl that cannot ask, and not the member that is silent: refused (7) or not in time (28).
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
