#!/bin/sh
# Takes a snapshot of etcd through the member of this host, if it is the leader, and deletes old ones. Environment:
# QUORATE_HOST, QUORATE_CLUSTER: for the manifest. QUORATE_KEEP_SECONDS: the age at which a snapshot is deleted.
# QUORATE_RECIPIENT: a certificate to encrypt to; empty: it is stored as it is.
set -u
umask 077
export LC_ALL=C
base=/var/lib/quorate
kept=$base/snapshots
bin=/opt/quorate/bin
pki=/etc/kubernetes/pki/etcd
etcdctl() {
  env -i PATH="$PATH" "$bin/etcdctl" --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" \
    --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" --dial-timeout=2s "$@"
}
fail() {
  echo "no snapshot was taken: $*" >&2
  exit 1
}
# number NAME JSON: the number of a field; a text without it gives nothing.
number() {
  rest=${2#*"\"$1\":"}
  [ "$rest" = "$2" ] || printf '%s' "${rest%%[!0-9]*}"
}
mkdir -p "$kept" && chmod 700 "$kept" || fail "$kept cannot be made"
# One at a time. Those of a run that was killed are deleted.
exec 9>>"$kept/.lock"
flock -n 9 || fail 'another one is being taken'
rm -rf -- "$kept"/.taking.*

# By age, so that a leader that moves does not keep as many on each host. Only what this script took, and never the newest
# that is on this host.
now=$(date +%s)
newest=
for manifest in "$kept"/*.json; do
  file=${manifest%.json}
  [ -f "$file" ] && grep -q '"scheduled": *true' "$manifest" || continue
  # The names sort by time.
  older=$newest newest=$file
  [ -n "$older" ] || continue
  changed=$(stat -c %Y "$older") || continue
  [ "$((now - changed))" -lt "$QUORATE_KEEP_SECONDS" ] || rm -f -- "$older" "$older.json"
done

status=$(etcdctl --command-timeout=5s endpoint status --write-out=json) || fail 'the member of this host does not answer'
member=$(number member_id "$status")
[ -n "$member" ] || fail 'the answer of the member is not understood'
[ "$member" = "$(number leader "$status")" ] || {
  echo 'This member is not the leader: nothing to do.'
  exit 0
}
size=$(number dbSize "$status")
free=$(stat -f -c '%a %S' "$kept") || fail "$kept cannot be read"
[ "$((${free% *} * ${free#* }))" -ge "$((3 * ${size:-0}))" ] ||
  fail "$kept has $((${free% *} * ${free#* } / 1000000)) MB of free space, and three times the database are needed ($((3 * ${size:-0} / 1000000)) MB)"

directory=$kept/.taking.$$
trap 'rm -rf -- "$directory"' EXIT
trap 'exit 129' HUP INT TERM
mkdir "$directory" || fail "$directory cannot be made"
time=$(date -u '+%Y%m%dT%H%M%SZ %Y-%m-%dT%H:%M:%SZ')
etcdctl snapshot save "$directory/db" >"$directory/said" 2>&1 || fail "etcdctl: $(tail -n 1 "$directory/said" | cut -c 1-300)"
seen=$("$bin/etcdutl" snapshot status "$directory/db" --write-out=json 2>"$directory/said") ||
  fail "etcdutl: $(tail -n 1 "$directory/said" | cut -c 1-300)"
revision=$(number revision "$seen")
[ -n "$revision" ] || fail 'its revision is unknown'
bytes=$(stat -c %s "$directory/db")
digest=$(sha256sum <"$directory/db") || fail 'it cannot be read'
keys=$(tr '\000' '\n' <"$directory/db" | grep -a -o 'k8s:enc:[a-z]*:v[0-9]:[A-Za-z0-9._-]\{1,63\}:' | sort -u | head -n 64 |
  while IFS=: read -r _ _ _ _ name _; do printf ',"%s"' "$name"; done)
suffix= stored=
if [ -n "$QUORATE_RECIPIENT" ]; then
  # GCM: what was changed or cut does not decrypt.
  openssl cms -encrypt -binary -stream -outform DER -aes-256-gcm -in "$directory/db" -out "$directory/db.cms" \
    "$QUORATE_RECIPIENT" 2>"$directory/said" || fail "openssl: $(tail -n 1 "$directory/said" | cut -c 1-300)"
  rm -f -- "$directory/db"
  mv -- "$directory/db.cms" "$directory/db"
  suffix=.cms
  other=$(sha256sum <"$directory/db") || fail 'it cannot be read'
  stored=",\"stored\":{\"sha256\":\"${other%% *}\",\"bytes\":$(stat -c %s "$directory/db")}"
fi
cluster=$(number cluster_id "$status")
cluster=$(printf '%x' "$cluster")
identity=$(sed -n 's/^cluster=\([0-9a-f]\{32\}\)$/,"id":"\1"/p' "$base/identity" 2>/dev/null | head -n 1)
version=${status#*'"version":"'}
kubernetes=$(readlink "$bin/kube-apiserver" 2>/dev/null)
kubernetes=${kubernetes#/opt/quorate/*/}
kubernetes=${kubernetes%%/*}
cat >"$directory/json" <<END
{"format":1,"takenAt":"${time#* }","host":"$QUORATE_HOST","sha256":"${digest%% *}","bytes":$bytes,"revision":"$revision","etcdClusterId":"$cluster","cluster":{"name":"$QUORATE_CLUSTER"$identity},"versions":{"etcd":"${version%%\"*}","kubernetes":"${kubernetes:-unknown}"},"encryptionKeys":[${keys#,}]$stored,"scheduled": true}
END
file=$kept/${time% *}-$cluster-$revision.db$suffix
sync "$directory/db" "$directory/json" || fail 'it cannot be written'
mv -f -- "$directory/json" "$file.json" && mv -f -- "$directory/db" "$file" && sync "$kept" || fail "$file cannot be written"
echo "Snapshot $file: revision $revision, $bytes bytes."
