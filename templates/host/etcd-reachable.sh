# Checks whether an etcd member answers this host. Argument: its ID in hex. Exit code 0: it answers; 3: it does not;
# any other: unknown.
bin=/opt/quorate/bin/etcdctl
pki=/etc/kubernetes/pki/etcd
if [ ! -x "$bin" ] || [ ! -f "$pki/healthcheck-client.key" ]; then
  echo "etcdctl or its certificate is not installed" >&2
  exit 90
fi
etcdctl() {
  "$bin" --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" \
    --dial-timeout=2s --command-timeout=5s "$@"
}
members=$(etcdctl --endpoints=https://127.0.0.1:2379 member list --write-out=simple) || exit 1
# A line: ID, status, name, peer URLs, client URLs, learner or not. A member that never started has no client URL.
clients=$(printf '%s\n' "$members" | while IFS= read -r line; do
  case $line in
  "$1, "*)
    line=${line#*, *, *, *, }
    printf '%s' "${line%, *}"
    ;;
  esac
done)
[ -n "$clients" ] || exit 3
answer=$(etcdctl --endpoints="$clients" endpoint status --write-out=simple 2>&1)
case "
$answer" in
# The line of an endpoint that answers starts with its URL.
*"
http"*) exit 0 ;;
# The connection was accepted and failed later: the member may run.
*'handshake failed'* | *'broken pipe'* | *'reset by peer'* | *EOF*)
  printf '%s\n' "$answer" | tail -n 2 >&2
  exit 1
  ;;
*) exit 3 ;;
esac
