# Takes the data of a member away that must never start again. Input: lines "identity<tab>CLUSTER<tab>HOST", "old<tab>NAME".
requests=$(cat)
IFS=$nl
set -f
identity= old=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    identity"$tab"*) identity=$value ;;
    old"$tab"*) old=$value ;;
  esac
done
same_identity "$identity"
only_roots
for file in ./var/lib/quorate/etcd-member ./etc/etcd/member; do
  marker_has "$file" state=removed || problem failed "${file#.}" 'does not say that the member is removed'
done
etcd_must_not_run
[ ! -e ./var/lib/etcd/member ] || set_aside "$old"
