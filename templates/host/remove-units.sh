# Removes units that are no longer configured, and their files.
# Input: lines "identity<tab>CLUSTER<tab>HOST", "unit<tab>NAME" and "path<tab>PATH". Only paths in the list of owned files
# are deleted, and they leave the list when they are gone.
requests=$(cat)
IFS=$nl
set -f
identity= units= paths=
for request in $requests; do
  value=${request#*"$tab"}
  case $request in
    identity"$tab"*) identity=$value ;;
    unit"$tab"*) units="$units$value$nl" ;;
    path"$tab"*) paths="$paths$value$nl" ;;
  esac
done
same_identity "$identity"
set -- $units
for unit; do
  # A unit whose file is gone may run still.
  error=$(systemctl stop --quiet -- "$unit" 2>&1) || case $(systemctl is-active -- "$unit" 2>/dev/null) in
    active | activating | deactivating) problem failed "$unit" "systemctl stop: $error" ;;
  esac
  [ ! -e "./etc/systemd/system/$unit" ] || systemctl disable --quiet -- "$unit" >/dev/null 2>&1
done
exec 9>>./run/quorate/owned.lock
flock -w 30 9 || problem failed /var/lib/quorate/owned 'another run holds the lock on the ownership list'
read_owned
listed=
for path in $owned; do
  case "$nl$paths" in
    *"$nl$path$nl"*)
      error=$(rm -f -- ".$path" 2>&1) || write_problem "$path" "$error"
      ;;
    *) listed="$listed$path$nl" ;;
  esac
done
for unit; do rm -f -- "./run/quorate/started/$unit"; done
error=$(systemctl daemon-reload 2>&1) || problem failed / "systemctl daemon-reload: $error"
# systemd lists a unit that failed also when its file is gone.
systemctl reset-failed -- "$@" >/dev/null 2>&1 || :
all=${listed%"$nl"}
error=$(replace_lists "$OWNED" "$OWNED_COPY" 2>&1) || write_problem /var/lib/quorate/owned "$error"
