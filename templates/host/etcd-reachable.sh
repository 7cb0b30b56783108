# Checks whether this host, which has a healthy voter, has contact with another member. Argument: its ID in hex.
# Exit code 0: it has; 3: it has none, because every address of the member refuses connections or does not answer; any
# other: unknown. Only the kernel's answer to a connection counts as a sign that a member is gone: a program that asks
# through other means (a proxy, a name server), or fails for a reason of its own, says nothing about the member.
bin=/opt/quorate/bin/etcdctl
pki=/etc/kubernetes/pki/etcd
# unknown REASON: ends the script.
unknown() {
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}
[ -x "$bin" ] && [ -f "$pki/healthcheck-client.key" ] || unknown 'etcdctl or its certificate is not installed' 90
command -v bash >/dev/null || unknown 'bash is not installed' 90
etcdctl() {
  "$bin" --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" \
    --dial-timeout=2s --command-timeout=5s "$@"
}
# connect ADDRESS PORT: 0: accepted; 124: no answer in time, which is long enough for two retransmissions.
connect() { timeout 4 bash -c ': 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" 2>/dev/null; }

members=$(etcdctl --endpoints=https://127.0.0.1:2379 member list --write-out=simple) || exit 1
# A line: ID, status, name, peer URLs, client URLs, learner or not. A member that never started has no client URL.
peers= clients=
while IFS= read -r line; do
  case $line in
  "$1, "*)
    line=${line#*, *, *, }
    peers=${line%%, *}
    line=${line#*, }
    clients=${line%, *}
    ;;
  esac
done <<END
$members
END
# It is not a member.
[ -n "$peers" ] || exit 3

# The same question to the own member, whose answer is known: without it, a host that can connect to nothing would take
# every member for gone.
connect 127.0.0.1 2379 || unknown 'a connection to the own member failed'
# What etcd itself says of its connections to the others.
if timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/2381 && printf "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 &&
  grep -q "^etcd_network_active_peers{.*Remote=\"$1\".*} 1" <&3' bash "$1" 2>/dev/null; then
  exit 0
fi

# All addresses at once. Each line: ADDRESS, and how the connection ended.
IFS=,
set -- $peers $clients
unset IFS
outcomes=$(
  for url; do
    rest=${url#*://}
    rest=${rest%%/*}
    port=${rest##*:}
    address=${rest%:*}
    address=${address#[}
    address=${address%]}
    {
      connect "$address" "$port"
      printf '%s %s\n' "$address" "$?"
    } &
  done
  wait
)
# has_route ADDRESS: without it, a connection fails as one to a host that is gone does.
has_route() {
  if command -v ip >/dev/null; then
    ip route get "$1" >/dev/null 2>&1
    return
  fi
  case $1 in *:*) return 1 ;; esac
  # The table of the kernel has addresses as numbers, with the last byte first.
  IFS=.
  set -- $1
  unset IFS
  number=$(($4 << 24 | $3 << 16 | $2 << 8 | $1))
  while read -r _ network _ flags _ _ _ mask _; do
    case $flags in
    [0-9A-F][0-9A-F][0-9A-F][0-9A-F])
      # Up, and not one that rejects.
      [ "$((0x$flags & 0x201))" = 1 ] && [ "$((number & 0x$mask))" = "$((0x$network))" ] && return
      ;;
    esac
  done </proc/net/route
  return 1
}
# in_contact ADDRESS CODE: 0: it accepts connections, 3: refused or no answer, 1: unknown.
in_contact() {
  case $1 in *[!0-9.:a-fA-F]* | '') unknown "$1 is not an address" ;; esac
  case $2 in
  0) return 0 ;;
  124) return 3 ;;
  1) has_route "$1" && return 3 || unknown "this host has no route to $1" ;;
  *) unknown "the connection to $1 could not be tried (exit code $2)" ;;
  esac
}
accepts= outcome=0
while read -r address code; do
  outcome=$((outcome + 1))
  in_contact "$address" "$code" && accepts=$address
done <<END
$outcomes
END
[ "$outcome" = "$#" ] || unknown 'not every address was tried'
[ -n "$accepts" ] || exit 3
answer=$(etcdctl --endpoints="$clients" endpoint status --write-out=simple 2>/dev/null)
case "
$answer" in
# The line of an endpoint that answers starts with its URL.
*"
http"*) exit 0 ;;
esac
unknown "$accepts accepts connections, and does not answer as an etcd member"
