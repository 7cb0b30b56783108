# Does a member answer this host? Argument: its id in hex. Ends with 0 when it does, with 3 when nobody answers for it,
# and with anything else when that cannot be said.
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
# A line: id, status, name, peer URLs, client URLs, learner or not. One that never started has no client URL.
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
# The line of an endpoint that answers begins with its URL.
*"
http"*) exit 0 ;;
# Somebody took the connection, and only the talk failed: that is no silence.
*'handshake failed'* | *'broken pipe'* | *'reset by peer'* | *EOF*)
  printf '%s\n' "$answer" | tail -n 2 >&2
  exit 1
  ;;
*) exit 3 ;;
esac
