# Input: lines "identity<tab>CLUSTER<tab>HOST", "unit<tab>NAME", "directory<tab>PATH" and "file<tab>PATH". Stops the unit,
# empties the directory, then removes the files. The directory itself stays: it may be a mount point.
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
        *) problem refused "$value" 'quorate clears no such file' ;;
      esac
      ;;
  esac
done
case $directory in /var/lib/etcd) ;; *) problem refused "$directory" 'quorate clears no such directory' ;; esac
same_identity "$identity"

if [ -e "./etc/systemd/system/$unit" ]; then
  error=$(systemctl stop --quiet -- "$unit" 2>&1) || problem failed "$unit" "systemctl stop: $error"
fi
if [ -d ".$directory" ]; then
  set +f
  error=$(rm -rf --one-file-system -- ".$directory"/* ".$directory"/.[!.]* ".$directory"/..?* 2>&1) ||
    problem failed "$directory" "$error"
  set -f
  sync ".$directory"
fi
for file in $files; do error=$(rm -f -- "$file" 2>&1) || problem failed "${file#.}" "$error"; done
exit 0
