# Smoke-tests an etcd binary.
# Input: the path of an etcd, then a line for each of its flags, without data directory and addresses. Starts it with a
# scratch data directory and its own ports, beside a member that may run here, until it serves; then stops it and removes
# the directory. The directory is on the file system of the member, to test that too.
request=$(cat)
path=${request%%"$nl"*}
flags=
[ "$path" = "$request" ] || flags=${request#*"$nl"}
pki=etc/kubernetes/pki/etcd

directory= process=
cleanup() {
  if [ -n "$process" ]; then
    kill "$process" 2>/dev/null
    wait "$process" 2>/dev/null
    process=
  fi
  [ -z "$directory" ] || rm -rf -- "$directory"
}
trap 'cleanup; exit 129' HUP INT TERM
error=$(umask 022 && mkdir -p ./var/lib/quorate 2>&1) || write_problem /var/lib/quorate "$error"
# Those of a killed smoke test.
rm -rf -- ./var/lib/quorate/try-etcd.*
directory=$(mktemp -d ./var/lib/quorate/try-etcd.XXXXXX 2>&1) || {
  error=$directory directory=
  write_problem /var/lib/quorate "$error"
}

# Below the ephemeral ports, and different in each run, so that two smoke tests on one machine do not collide.
taken=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
ports= port=$((20000 + $$ % 9000))
for which in client peer metrics; do
  while port=$((port + 1)) && case $taken in *":$(printf '%04X' "$port") "*) ;; *) false ;; esac; do :; done
  ports="$ports $port"
done
set -- $ports
client=https://127.0.0.1:$1 peer=https://127.0.0.1:$2 metrics=http://127.0.0.1:$3

IFS=$nl
set -f
set -- $flags
# Without an environment, in which etcd would look for more flags. The timeout ends it if this script is killed.
env -i PATH="$PATH" timeout -k 5 60 ".$path" "$@" --name=try --data-dir="$directory/data" \
  --listen-client-urls="$client" --advertise-client-urls="$client" --listen-peer-urls="$peer" \
  --initial-advertise-peer-urls="$peer" --initial-cluster="try=$peer" --initial-cluster-state=new \
  --listen-metrics-urls="$metrics" </dev/null >"$directory/log" 2>&1 &
process=$!

# The reason: the last line of the log with an error, else the first line, which precedes the usage text.
why() {
  reason=$(grep -E '"level":"(fatal|panic)"|"error":"' "$directory/log" | tail -n 1)
  [ -n "$reason" ] || reason=$(grep -m 1 . "$directory/log")
  printf '%s' "$reason" | sed -E 's/^.*"msg":"(([^"\\]|\\.)*)".*"error":"(([^"\\]|\\.)*)".*$/\1: \3/' | cut -c 1-300
}
now=$(date +%s)
deadline=$((now + 30))
until answer=$(./opt/quorate/bin/etcdctl --endpoints="$client" --cacert="$pki/ca.crt" \
  --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" --dial-timeout=1s --command-timeout=2s \
  endpoint health 2>&1); do
  if ! kill -0 "$process" 2>/dev/null; then
    wait "$process"
    code=$?
    problem does-not-run "$path" "exit code $code: $(why)"
  fi
  now=$(date +%s)
  [ "$now" -lt "$deadline" ] ||
    problem does-not-run "$path" "timed out after 30 s waiting for it to serve: $(printf '%s\n' "$answer" | tail -n 1 | cut -c 1-300)"
  sleep 0.2
done
cleanup
exit 0
