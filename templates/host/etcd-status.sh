# Asks the etcd member of this host about itself and its cluster. Reads only.
# Each answer is "== name exit-code" and the lines that follow it; "== end 0" says that nothing was cut off.
bin=/opt/quorate/bin/etcdctl
pki=/etc/kubernetes/pki/etcd
echo "== marker 0"
cat /var/lib/quorate/etcd-member 2>/dev/null
echo
if [ ! -x "$bin" ] || [ ! -f "$pki/healthcheck-client.key" ]; then
  echo "== absent 0"
  echo "== end 0"
  exit 0
fi
ask() {
  name=$1
  shift
  answer=$("$bin" --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=1s --command-timeout=3s "$@" 2>&1)
  echo "== $name $?"
  printf '%s\n' "$answer"
}
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
echo "== end 0"
