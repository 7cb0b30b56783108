# Sets the data of the member aside and puts the restored data in its place, by two renames on one file system. Input: lines
# "identity<tab>CLUSTER<tab>HOST", "restore<tab>TERMS", "old<tab>NAME". It is repeatable: while the restored data is beside
# the member, what is in its place is the old one.
data=/var/lib/etcd
beside=$data/quorate-restore
requests=$(cat)
IFS=$nl
set -f
identity= restore= old=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    identity"$tab"*) identity=$value ;;
    restore"$tab"*) restore=$value ;;
    old"$tab"*) old=$value ;;
  esac
done
same_identity "$identity"
only_roots
only_while_restoring "$restore"
etcd_must_not_run
if [ -d ".$beside/data/member" ]; then
  [ -f ".$beside/record" ] || problem failed "$beside" 'there is no record of the restored data'
  [ ! -e ".$data/member" ] || set_aside "$old"
  error=$({ mv -T -- ".$beside/data/member" ".$data/member" && sync -- ".$data/" ".$beside/data/"; } 2>&1) ||
    write_problem "$data/member" "$error"
fi
[ -d ".$data/member" ] || problem failed "$data/member" 'there is neither restored data nor a member'
set +f
rm -rf --one-file-system -- ".$beside/data" ".$beside"/*.db
set -f
sync -- ".$beside/"
