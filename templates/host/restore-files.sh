# Restores kept files. Input: the name of the set. Each file is replaced atomically; the copies stay.
IFS= read -r set || problem truncated / 'the name of the set did not arrive'
IFS=$nl
set -f
kept_set "$set"
read_lists
suffix=.quorate-tmp-$$
for path in $present; do
  # As changed now: systemd reads a unit file again only if it is newer than the one that it has loaded.
  error=$({
    mkdir -p -- ".${path%/*}" && rm -f -- ".$path$suffix" && cp -a -- "$kept/files$path" ".$path$suffix" &&
      touch -h -- ".$path$suffix"
  } 2>&1) || {
    rm -f -- ".$path$suffix"
    write_problem "$path" "$error"
  }
done
set --
for path in $present; do set -- "$@" ".$path$suffix"; done
sync_all "$@"

# before_users UNIT DIRECTORY: a unit of an earlier quorate runs as root without capabilities, which cannot use what belongs
# to another user. Before the unit is there: the present one gives the directory to its user at each start.
before_users() {
  [ -f "./etc/systemd/system/$1$suffix" ] && [ -d ".$2/" ] || return 0
  ! grep -q '^User=' "./etc/systemd/system/$1$suffix" || return 0
  error=$(chown root:root ".$2/." 2>&1 && chown -hR root:root ".$2" 2>&1) || write_problem "$2" "$error"
}
before_users etcd.service /var/lib/etcd
before_users kube-apiserver.service /var/log/kubernetes/audit
restored=
for path in $present; do
  error=$(rename ".$path$suffix" ".$path" 2>&1) || write_problem "$path" "$error"
  restored="$restored$path$nl"
done
for path in $absent; do
  error=$(rm -f -- ".$path" 2>&1) || write_problem "$path" "$error"
done
relabel $restored
set --
for path in $restored; do set -- "$@" ".$path"; done
sync_all "$@"
