# Maintains etcd through the member of this host. Arguments: MEMBER-ID in hex, which the member must have, then "compact
# REVISION", "defrag" or "disarm".
pki=/etc/kubernetes/pki/etcd
etcdctl() {
  /opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=2s "$@"
}
# number NAME JSON: the number of a field; a text without it gives nothing.
number() {
  rest=${2#*"\"$1\":"}
  [ "$rest" = "$2" ] || printf '%s' "${rest%%[!0-9]*}"
}
status=$(etcdctl --command-timeout=5s endpoint status --write-out=json) || exit 1
own=$(number member_id "$status")
[ "$(printf '%x' "${own:-0}" 2>/dev/null)" = "$1" ] || {
  echo "this host has the member ${own:-?} (decimal), and $1 was expected" >&2
  exit 66
}
case $2 in
compact)
  etcdctl --command-timeout=300s compaction --physical "$3" && exit 0
  # A run that was killed may have done it. That is asked, and not read from the error.
  hash=$(etcdctl --command-timeout=60s endpoint hashkv --write-out=json) || exit 1
  reached=$(number compact_revision "$hash")
  [ "${reached:-0}" -ge "$3" ]
  ;;
defrag) etcdctl --command-timeout=900s defrag ;;
disarm)
  # An alarm is disarmed only together with all others.
  alarms=$(etcdctl --command-timeout=10s alarm list) || exit 1
  case $alarms in *alarm:CORRUPT*) exit 67 ;; esac
  etcdctl --command-timeout=10s alarm disarm
  ;;
*) exit 64 ;;
esac
