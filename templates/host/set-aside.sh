# For scripts that take the data of a member away. It is renamed on its own file system and never deleted here.

# only_while_restoring TERMS: both markers say that this restore is under way, so that no start of etcd comes in between.
only_while_restoring() {
  for file in ./var/lib/quorate/etcd-member ./etc/etcd/member; do
    marker_has "$file" state=restoring && marker_has "$file" "restore=$1" ||
      problem failed "${file#.}" 'does not say that this restore is under way'
  done
}

# only_roots: what is kept beside the member is in directories of root. The user of etcd may write to the directory above
# them, and could have put a link to another place there.
only_roots() {
  for each in quorate-restore quorate-old; do
    beside_member=./var/lib/etcd/$each
    [ -e "$beside_member" ] || [ -L "$beside_member" ] || continue
    [ -d "$beside_member" ] && ! [ -L "$beside_member" ] && [ -O "$beside_member" ] ||
      problem failed "${beside_member#.}" 'it is not a directory of root: move it away'
  done
}

# marker_has FILE LINE
marker_has() {
  [ -f "$1" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do [ "$line" != "$2" ] || return 0; done <"$1"
  return 1
}

# etcd_must_not_run: stops the unit, also one that systemd tries to start again and again.
etcd_must_not_run() {
  [ -e ./etc/systemd/system/etcd.service ] || return 0
  error=$(systemctl stop --quiet -- etcd.service 2>&1) || problem failed etcd.service "systemctl stop: $error"
  state=$(systemctl show -p ActiveState --value -- etcd.service 2>&1) || problem failed etcd.service "systemctl show: $state"
  case $state in inactive | failed) ;; *) problem failed etcd.service "it is $state" ;; esac
}

# set_aside NAME: moves the member directory to /var/lib/etcd/quorate-old/NAME, or NAME.2 and so on.
set_aside() {
  case $1 in '' | .* | */*) problem failed /var/lib/etcd/quorate-old 'the name for the old data is not understood' ;; esac
  kept=./var/lib/etcd/quorate-old/$1 number=1
  while [ -e "$kept/member" ]; do
    number=$((number + 1))
    kept=./var/lib/etcd/quorate-old/$1.$number
  done
  error=$({
    mkdir -p "$kept" && sync -- ./var/lib/etcd/ ./var/lib/etcd/quorate-old/ && mv -T -- ./var/lib/etcd/member "$kept/member" &&
      sync -- "$kept/" ./var/lib/etcd/
  } 2>&1) || write_problem "${kept#.}" "$error"
}
