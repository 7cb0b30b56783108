# Deletes files, also those that quorate did not write: private keys that the host is not to have.
# Input: lines "identity<tab>CLUSTER<tab>HOST" and "path<tab>PATH". Files leave the list of owned files when they are gone.
requests=$(cat)
IFS=$nl
set -f
identity= paths=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    identity"$tab"*) identity=$value ;;
    path"$tab"*) paths="$paths$value$nl" ;;
  esac
done
same_identity "$identity"
for path in $paths; do
  error=$(rm -f -- ".$path" 2>&1) || write_problem "$path" "$error"
done
exec 9>>./run/quorate/owned.lock
flock -w 30 9 || problem failed /var/lib/quorate/owned 'another run holds the lock on the ownership list'
read_owned
listed=
for path in $owned; do
  case "$nl$paths" in
    *"$nl$path$nl"*) ;;
    *) listed="$listed$path$nl" ;;
  esac
done
all=${listed%"$nl"}
error=$(replace_lists "$OWNED" "$OWNED_COPY" 2>&1) || write_problem /var/lib/quorate/owned "$error"
