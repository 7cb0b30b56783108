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

# A unit of an earlier quorate runs as root without capabilities, which cannot use what belongs to another user.
owner=$(cat ./opt/quorate/libexec/data-owner 2>/dev/null)
returned=
for each in "etcd.service$tab/var/lib/etcd" "kube-apiserver.service$tab/var/log/kubernetes/audit"; do
  before=./etc/systemd/system/${each%"$tab"*}$suffix
  if [ -f "$before" ] && [ -d ".${each#*"$tab"}/" ] && [ -n "$owner" ] && ! grep -q '^User=' "$before"; then
    returned=$returned${each#*"$tab"}$nl
  fi
done
return_to_root() {
  for each in $returned; do error=$(sh -c "$owner" data-owner root ".$each" 2>&1) || write_problem "$each" "$error"; done
}
# Before the previous unit is there: the present one gives the directory to its user at each start.
return_to_root
restored=
for path in $present; do
  error=$(rename ".$path$suffix" ".$path" 2>&1) || write_problem "$path" "$error"
  restored="$restored$path$nl"
done
for path in $absent; do
  error=$(rm -f -- ".$path" 2>&1) || write_problem "$path" "$error"
done
relabel $restored
# So it did if systemd has started it meanwhile, as it does every half second where it fails.
if [ -n "$returned" ]; then
  error=$(systemctl daemon-reload 2>&1) || problem failed / "systemctl daemon-reload: $error"
  return_to_root
fi
set --
for path in $restored; do set -- "$@" ".$path"; done
sync_all "$@"
