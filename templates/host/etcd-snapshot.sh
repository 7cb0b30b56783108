# Snapshots of etcd through the member of this host. Arguments:
# "take [read]": takes one, verifies it, and prints its facts as lines "name<tab>value"; "read": after a linearizable read;
# "offline": the same from the data of a member that does not serve, see below;
# "prove NAME REVISION": restores it for a trial, see below; "piece NAME OFFSET BYTES": prints that part of it;
# "remove NAME".
base=/var/lib/quorate
bin=/opt/quorate/bin
pki=/etc/kubernetes/pki/etcd
db=/var/lib/etcd/member/snap/db
tab=$(printf '\t')
umask 077
case $1 in
take | offline) ;;
*)
  case $2 in
  snapshot.*/* | snapshot.*.*) exit 64 ;;
  snapshot.?*) ;;
  *) exit 64 ;;
  esac
  ;;
esac
etcdctl() { "$bin/etcdctl" --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" "$@"; }
member() { etcdctl --endpoints=https://127.0.0.1:2379 --dial-timeout=2s "$@"; }
# last FILE: its last line, which has the reason. etcdctl and etcdutl log JSON, and some versions end with the usage text.
last() { tail -n 1 "$1" | cut -c 1-500 >&2; }
# space BYTES: ends the script unless the snapshot directory has so much space.
space() {
  free=$(stat -f -c '%a %S' "$base") || exit 1
  free=$((${free% *} * ${free#* }))
  [ "$free" -ge "$1" ] || {
    echo "$base has $((free / 1000000)) MB of free space, and $(($1 / 1000000 + 1)) MB are needed" >&2
    exit 28
  }
}
# describe: verifies the snapshot in $directory, and prints its facts. $read: the answer of a read before it.
describe() {
  status=$("$bin/etcdutl" snapshot status "$directory/db" --write-out=json 2>"$directory/said") || {
    last "$directory/said"
    exit 1
  }
  digest=$(sha256sum <"$directory/db") || exit 1
  sync "$directory/db"
  printf 'read\t%s\n' "$read"
  # The names of the keys with which the API servers encrypted values in it.
  tr '\000' '\n' <"$directory/db" | grep -a -o 'k8s:enc:[a-z]*:v[0-9]:[A-Za-z0-9._-]\{1,63\}:' | sort -u | head -n 64 |
    while IFS=: read -r _ _ _ _ name _; do printf 'key\t%s\n' "$name"; done
  printf 'identity\t%s\n' "$(sed -n 's/^cluster=//p' "$base/identity" 2>/dev/null | head -n 1)"
  printf '%s\t%s\t%s\t%s\n' "${directory##*/}" "$(stat -c %s "$directory/db")" "${digest%% *}" "$status"
}
# A trial is an etcd of its own with the data in $trial/data: without peers, and on loopback ports that need the
# certificates of the member. It is in $directory, and is stopped and deleted at the end.
process= watch=
trial_end() {
  if [ -n "$process" ]; then
    kill "$process" 2>/dev/null
    wait "$process" 2>/dev/null
    process=
  fi
  rm -rf -- "$trial" "$directory/process"
  [ -z "$watch" ] || kill "$watch" 2>/dev/null
}
# trial_ports: chooses the ports.
trial_ports() {
  # If this script is killed, nothing of the trial stays.
  {
    while kill -0 "$$"; do sleep 1; done
    # What is started, or killed, may write until then.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      # timeout has made a process group.
      [ ! -s "$directory/process" ] || kill -s KILL -- "-$(cat "$directory/process")"
      rm -rf -- "$trial"
      sleep 1
      [ -e "$trial" ] || break
    done
    rm -f -- "$directory/process"
  } </dev/null >/dev/null 2>&1 &
  watch=$!
  mkdir "$trial"
  # Below the ephemeral ports, and different in each run, so that two trials on one machine do not collide.
  taken=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  ports= port=$((20000 + $$ % 9000))
  for which in client peer; do
    while port=$((port + 1)) && case $taken in *":$(printf '%04X' "$port") "*) ;; *) false ;; esac; do :; done
    ports="$ports $port"
  done
  client=https://127.0.0.1:${ports##* } peer=${ports# }
  peer=https://127.0.0.1:${peer%% *}
}
trial() { etcdctl --endpoints="$client" --dial-timeout=1s --command-timeout="$@"; }
# trial_start FLAG...: starts it, and waits until it serves. $size: of the data, in bytes.
trial_start() {
  # Without an environment, in which etcd would look for more flags. Nothing of it has to last, so it needs no fsync, which
  # would slow the member down.
  env -i PATH="$PATH" sh -c 'echo "$$" >"$0" && exec "$@"' "$directory/process" \
    timeout -k 5 600 nice -n 10 "$bin/etcd" --name=trial --data-dir="$trial/data" \
    --listen-client-urls="$client" --advertise-client-urls="$client" --listen-peer-urls="$peer" \
    --initial-advertise-peer-urls="$peer" --initial-cluster="trial=$peer" --heartbeat-interval=50 \
    --election-timeout=500 --quota-backend-bytes="$((2 * size + 8589934592))" --unsafe-no-fsync "$@" \
    --client-cert-auth --trusted-ca-file="$pki/ca.crt" --cert-file="$pki/server.crt" --key-file="$pki/server.key" \
    --peer-client-cert-auth --peer-trusted-ca-file="$pki/ca.crt" --peer-cert-file="$pki/peer.crt" \
    --peer-key-file="$pki/peer.key" </dev/null >"$trial/log" 2>&1 &
  process=$!
  now=$(date +%s)
  deadline=$((now + 120))
  until trial 2s get quorate-health-probe --consistency=l >"$trial/said" 2>&1; do
    if ! kill -0 "$process" 2>/dev/null; then
      process=
      why=$(grep -E '"level":"(fatal|panic)"|"error":"|^panic: ' "$trial/log" | tail -n 1)
      echo "etcd does not start with it: $(printf '%s' "${why:-no reason in its log}" | cut -c 1-300)" >&2
      exit 65
    fi
    now=$(date +%s)
    [ "$now" -lt "$deadline" ] || {
      echo "etcd did not serve the restored data within 120 s: $(tail -n 1 "$trial/said" | cut -c 1-300)" >&2
      exit 65
    }
    sleep 0.1
  done
}
case $1 in
take)
  mkdir -p "$base"
  # Those of a killed run. The lock prevents that another run uses them.
  rm -rf -- "$base"/snapshot.*
  size=$(stat -c %s "$db" 2>/dev/null) || size=0
  space "$size"
  directory=$(mktemp -d "$base/snapshot.XXXXXX") || exit 1
  trap 'rm -rf -- "$directory"' EXIT
  trap 'exit 129' HUP INT TERM
  read=
  if [ "${2:-}" = read ]; then
    # The member answers when it has applied everything that was committed before: so does its snapshot have it.
    read=$(member --command-timeout=10s get quorate-health-probe --consistency=l --write-out=json 2>"$directory/said") || {
      last "$directory/said"
      exit 1
    }
  fi
  member snapshot save "$directory/db" >"$directory/said" 2>&1 || {
    last "$directory/said"
    exit 1
  }
  describe
  trap - EXIT
  ;;
offline)
  # A member that was started without quorum does not serve, not even what it has. So its data is copied while it is
  # stopped, and a trial is started with the copy as the only member of a new cluster. It has what the log says is committed:
  # the last entries before a loss of power may be missing.
  mkdir -p "$base"
  rm -rf -- "$base"/snapshot.*
  data=${db%/member/snap/db}
  size=$(du -s --block-size=1 -- "$data/member") && size=${size%%"$tab"*} || exit 1
  space "$((2 * size + 134217728))"
  directory=$(mktemp -d "$base/snapshot.XXXXXX") || exit 1
  trial=$directory/trial again= read=
  offline_end() {
    trial_end
    [ -z "$again" ] || systemctl start --no-block -- etcd.service >/dev/null 2>&1
  }
  trap 'offline_end; rm -rf -- "$directory"' EXIT
  trap 'exit 129' HUP INT TERM
  case $(systemctl show -p ActiveState --value -- etcd.service 2>/dev/null) in
  inactive | failed) ;;
  *)
    again=yes
    systemctl stop --quiet -- etcd.service 2>"$directory/said" || {
      last "$directory/said"
      exit 1
    }
    ;;
  esac
  trial_ports
  mkdir "$trial/data"
  cp -a -- "$data/member" "$trial/data/" 2>"$directory/said" || {
    last "$directory/said"
    exit 1
  }
  trial_start --force-new-cluster
  trial 600s snapshot save "$directory/db" >"$directory/said" 2>&1 || {
    last "$directory/said"
    exit 1
  }
  offline_end
  again=
  describe
  trap - EXIT
  ;;
prove)
  # Restores the snapshot into a scratch directory, starts an etcd there, without peers and on loopback ports that need
  # the certificates of the member, and compares the hash of its keys with that of the member, at the revision of the
  # snapshot. Then it is stopped and deleted. Prints "same<tab>KEYS", or "counted<tab>KEYS" if the member has compacted
  # that revision and there is nothing to compare with.
  directory=$base/$2 trial=$base/$2/trial
  size=$(stat -c %s "$directory/db") || exit 1
  trap trial_end EXIT
  trap 'exit 129' HUP INT TERM
  rm -rf -- "$trial" "$directory/process"
  # The log of a new member has 64 MB.
  space "$((2 * size + 134217728))"
  trial_ports
  "$bin/etcdutl" snapshot restore "$directory/db" --data-dir="$trial/data" --name=trial --initial-cluster="trial=$peer" \
    --initial-advertise-peer-urls="$peer" --initial-cluster-token="trial-$2" >"$trial/said" 2>&1 || {
    echo "etcdutl cannot restore it: $(tail -n 1 "$trial/said" | cut -c 1-300)" >&2
    exit 65
  }
  trial_start
  # number NAME JSON: the number of a field; a text without it gives nothing.
  number() {
    rest=${2#*"\"$1\":"}
    [ "$rest" = "$2" ] || printf '%s' "${rest%%[!0-9]*}"
  }
  live=$(member --command-timeout=60s endpoint hashkv --rev="$3" --write-out=json 2>/dev/null) || live=
  outcome=counted
  if [ -n "$live" ]; then
    # The hash is that of what is newer than the last compaction, so the trial must be compacted as far.
    compacted=$(number compact_revision "$live")
    case ${compacted:-0} in 0 | -1) ;; *)
      own=$(trial 60s endpoint hashkv --rev="$3" --write-out=json 2>/dev/null) || own=
      [ "$(number compact_revision "$own")" = "$compacted" ] ||
        trial 60s compaction --physical "$compacted" >"$trial/said" 2>&1
      ;;
    esac
    own=$(trial 60s endpoint hashkv --rev="$3" --write-out=json 2>"$trial/said") || {
      echo "the restored data has no hash at revision $3: $(tail -n 1 "$trial/said" | cut -c 1-300)" >&2
      exit 65
    }
    if [ "$(number compact_revision "$own")" = "$compacted" ]; then
      [ "$(number hash "$own")" = "$(number hash "$live")" ] || {
        echo "the restored data differs from the member at revision $3: hash $(number hash "$own") and $(number hash "$live")" >&2
        exit 65
      }
      outcome=same
    fi
  fi
  keys=$(trial 60s get '' --from-key --count-only --write-out=fields 2>"$trial/said") || {
    echo "the restored data cannot be read: $(tail -n 1 "$trial/said" | cut -c 1-300)" >&2
    exit 65
  }
  keys=${keys##*'"Count" : '}
  printf '%s\t%s\n' "$outcome" "${keys%%[!0-9]*}"
  ;;
piece) tail -c "+$(($3 + 1))" "$base/$2/db" | head -c "$4" ;;
remove) rm -rf -- "${base:?}/$2" ;;
*) exit 64 ;;
esac
