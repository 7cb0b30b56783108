# Wipes the data of an etcd member.
# Input: lines "identity<tab>CLUSTER<tab>HOST", "unit<tab>NAME", "directory<tab>PATH" and "file<tab>PATH". Stops the unit,
# deletes the contents of the directory, then the files. The directory stays: it may be a mount point, or a link to one.
requests=$(cat)
IFS=$nl
set -f
identity= unit= directory= files=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    identity"$tab"*) identity=$value ;;
    unit"$tab"*) unit=$value ;;
    directory"$tab"*) directory=$value ;;
    file"$tab"*)
      case $value in
        /var/lib/quorate/etcd-member | /etc/etcd/member) files="$files.$value$nl" ;;
        *) problem refused "$value" 'it is not a marker of an etcd member' ;;
      esac
      ;;
  esac
done
case $directory in /var/lib/etcd) ;; *) problem refused "$directory" 'it is not the data directory of etcd' ;; esac
same_identity "$identity"

if [ -e "./etc/systemd/system/$unit" ]; then
  error=$(systemctl stop --quiet -- "$unit" 2>&1) || problem failed "$unit" "systemctl stop: $error"
fi
if [ -d ".$directory" ]; then
  data=$directory
  # Data that a restore has set aside is only deleted on request, or with everything on the host.
  spared=quorate-
  remove_contents ".$data" || problem failed "$data" "$error"
  sync ".$data"
fi
for file in $files; do error=$(rm -f -- "$file" 2>&1) || problem failed "${file#.}" "$error"; done
exit 0
