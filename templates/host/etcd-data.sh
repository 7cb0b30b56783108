# Looks at the data directory of etcd: the member, what a restore has prepared beside it, and data set aside. Reads only.
# Output: lines "NAME<tab>VALUE", the last one "end<tab>". Without quorum, too: nothing asked here needs it.
data=./var/lib/etcd
beside=$data/quorate-restore
bin=./opt/quorate/bin
pki=./etc/kubernetes/pki/etcd
say() { printf '%s\t%s\n' "$1" "$2"; }

for log in "$data"/member/wal/*.wal; do [ ! -e "$log" ] || { say member yes && break; }; done
[ ! -f "$beside/record" ] || head -c 8192 -- "$beside/record" | tr '\t' ' ' | sed "s/^/record$tab/"
[ ! -d "$beside/data/member" ] || say prepared yes
for file in "$beside"/*.db; do
  [ ! -f "$file" ] || { file=${file##*/} && say sent "${file%.db}"; }
done
for each in "$data"/quorate-old/*; do [ ! -d "$each" ] || say old "${each##*/}"; done
if [ -d "$data" ] && free=$(stat -f -c '%a %S' -- "$data/"); then say free "$((${free% *} * ${free#* }))"; fi

active=
[ ! -e ./etc/systemd/system/etcd.service ] || active=$(systemctl show -p ActiveState --value -- etcd.service 2>/dev/null)
say active "$active"
[ -x "$bin/etcdutl" ] && tool=$("$bin/etcdutl" version 2>/dev/null) && say tool "${tool%%"$nl"*}"
ask() {
  "$bin/etcdctl" --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=1s --command-timeout=5s "$@" -w json 2>/dev/null | tr -d '\n'
}
case $active in
  active | reloading | deactivating)
    status=$(ask endpoint status)
    case $status in
      *'"cluster_id"'*)
        say status "$status"
        say list "$(ask member list --consistency=s)"
        say hash "$(ask endpoint hashkv)"
        ;;
    esac
    ;;
  *)
    # No process has the database open, which would keep this waiting.
    [ ! -f "$data/member/snap/db" ] || [ ! -x "$bin/etcdutl" ] ||
      say stored "$(timeout 60 "$bin/etcdutl" snapshot status "$data/member/snap/db" -w json 2>/dev/null | tr -d '\n')"
    ;;
esac
say end ''
