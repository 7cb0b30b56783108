# Asks the etcd member of this host for the hash of its keys at one revision, to compare it with those of other members.
# Arguments: REVISION, and "secrets" to ask also whether the newest Secret is stored encrypted. Reads only.
pki=/etc/kubernetes/pki/etcd
etcdctl() {
  /opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=1s --command-timeout=3s "$@" 2>&1
}
answer=$(etcdctl endpoint hashkv --rev="$1" -w json)
printf '== hash %s\n%s\n' "$?" "$answer"
if [ "${2:-}" = secrets ]; then
  # Of the value, only whether it starts with the prefix of the API server's encryption leaves this pipe.
  echo "== secrets 0"
  etcdctl get /registry/secrets/ --prefix --sort-by=MODIFY --order=DESCEND --limit=1 -w fields |
    sed -n -e 's/^"Value" : "k8s:enc:.*/encrypted/p' -e 's/^\("Count" : [0-9]*\)$/\1/p'
fi
# Read a second time: the difference to the first reading is the current disk latency.
echo "== metrics 0"
command -v bash >/dev/null && timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/2381 &&
  printf "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 &&
  grep -E "^etcd_disk_(wal_fsync|backend_commit)_duration_seconds_(sum|count)" <&3' 2>/dev/null
echo "== end 0"
