# Snapshots of etcd through the member of this host. Arguments: "take": takes one, verifies it, and prints a line
# "NAME<tab>BYTES<tab>SHA256<tab>OUTPUT OF ETCDUTL"; "piece NAME OFFSET BYTES": prints that part of it; "remove NAME".
base=/var/lib/quorate
bin=/opt/quorate/bin
pki=/etc/kubernetes/pki/etcd
umask 077
if [ "$1" != take ]; then
  case $2 in
  snapshot.*/* | snapshot.*.*) exit 64 ;;
  snapshot.?*) ;;
  *) exit 64 ;;
  esac
fi
case $1 in
take)
  mkdir -p "$base"
  # Those of a killed run. The lock prevents that another run uses them.
  rm -rf -- "$base"/snapshot.*
  directory=$(mktemp -d "$base/snapshot.XXXXXX") || exit 1
  trap 'rm -rf -- "$directory"' EXIT
  trap 'exit 129' HUP INT TERM
  "$bin/etcdctl" --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=2s snapshot save "$directory/db" >"$directory/said" 2>&1 || {
    tail -n 1 "$directory/said" >&2
    exit 1
  }
  status=$("$bin/etcdutl" snapshot status "$directory/db" --write-out=json 2>"$directory/said") || {
    tail -n 1 "$directory/said" >&2
    exit 1
  }
  digest=$(sha256sum <"$directory/db") || exit 1
  printf '%s\t%s\t%s\t%s\n' "${directory##*/}" "$(stat -c %s "$directory/db")" "${digest%% *}" "$status"
  trap - EXIT
  ;;
piece) tail -c "+$(($3 + 1))" "$base/$2/db" | head -c "$4" ;;
remove) rm -rf -- "${base:?}/$2" ;;
*) exit 64 ;;
esac
