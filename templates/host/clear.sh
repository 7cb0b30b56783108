# Input: lines "unit<tab>NAME", "directory<tab>PATH" and "file<tab>PATH". Stops the unit, empties the directory, then
# removes the file. The directory itself stays: it may be a mount point.
requests=$(cat)
IFS=$nl
set -f
unit= directory= file=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    unit"$tab"*) unit=$value ;;
    directory"$tab"*) directory=$value ;;
    file"$tab"*) file=$value ;;
  esac
done
case $directory in /var/lib/etcd) ;; *) problem refused "$directory" 'quorate clears no such directory' ;; esac
case $file in /var/lib/quorate/etcd-member) ;; *) problem refused "$file" 'quorate clears no such file' ;; esac

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
rm -f -- ".$file"
exit 0
