# Restores a snapshot beside the data of the member, which may run. Input: lines "identity<tab>CLUSTER<tab>HOST",
# "name<tab>NAME", "url<tab>PEER URL", "above<tab>REVISION", and the record, line by line: "record<tab>NAME=VALUE". The
# record is written last: where it is, the restored data is complete.
data=/var/lib/etcd
beside=$data/quorate-restore
etcdutl=./opt/quorate/bin/etcdutl
requests=$(cat)
IFS=$nl
set -f
identity= name= url= above=0 record= snapshot= bump= token= members= id=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    identity"$tab"*) identity=$value ;;
    name"$tab"*) name=$value ;;
    url"$tab"*) url=$value ;;
    above"$tab"*) above=$value ;;
    record"$tab"*) record=$record$value$nl ;;
  esac
  case $request in
    record"$tab"snapshot=*) snapshot=${value#*=} ;;
    record"$tab"bump=*) bump=${value#*=} ;;
    record"$tab"token=*) token=${value#*=} ;;
    record"$tab"cluster=*) members=${value#*=} ;;
    record"$tab"clusterId=*) id=${value#*=} ;;
  esac
done
same_identity "$identity"
only_roots
file=.$beside/$snapshot.db
[ -f "$file" ] || problem failed "$beside/$snapshot.db" 'the snapshot is not on this host'
# What an interrupted restore, or another one, has left. The record first: it says that the data is complete.
error=$({ rm -f -- ".$beside/record" && sync -- ".$beside/" && rm -rf --one-file-system -- ".$beside/data"; } 2>&1) ||
  problem failed "$beside" "$error"

# revision_of FILE: sets revision, an int64.
revision_of() {
  status=$("$etcdutl" snapshot status "$1" -w json 2>&1) || problem failed "${1#.}" "etcdutl snapshot status: ${status##*"$nl"}"
  revision=${status##*\"revision\":}
  revision=${revision# }
  revision=${revision%%[!0-9]*}
  [ -n "$revision" ] || problem failed "${1#.}" "etcdutl snapshot status prints no revision: $status"
}
revision_of "$file"
before=$revision
said=$("$etcdutl" snapshot restore "$file" --data-dir ".$beside/data" --name "$name" --initial-cluster "$members" \
  --initial-cluster-token "$token" --initial-advertise-peer-urls "$url" --bump-revision "$bump" --mark-compacted 2>&1) || {
  rm -rf --one-file-system -- ".$beside/data"
  write_problem "$beside/data" "etcdutl snapshot restore: ${said##*"$nl"}"
}
# The ids are computed from peer URLs and token. They decide which members may start, so they are compared with what was made.
case $said in
  *"\"$id\""*) ;;
  *) problem failed "$beside/data" "etcdutl made another cluster than $id: ${said##*"$nl"}" ;;
esac
revision_of ".$beside/data/member/snap/db"
[ "$revision" = "$((before + bump))" ] ||
  problem failed "$beside/data" "the restored data has the revision $revision instead of $before + $bump"
[ "$revision" -gt "$above" ] ||
  problem failed "$beside/data" "the restored data has the revision $revision, and clients may have seen $above"

# Everything in one call: the record must not be on the disk before the data.
set +f
error=$({
  sync -- ".$beside"/data/member/*/* ".$beside"/data/member/*/ ".$beside/data/member/" ".$beside/data/" &&
    printf '%s' "$record" >".$beside/record.new" && sync -- ".$beside/record.new" && rename ".$beside/record.new" ".$beside/record" &&
    sync -- ".$beside/"
} 2>&1) || write_problem "$beside/record" "$error"
