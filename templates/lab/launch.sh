# Is one host: sh launch.sh DIRECTORY COMMAND…
# Runs in a mount namespace of its own, so that every mount made here ends with the host, however it ends.
set -eu
cd "$1"
shift
# A starter that was killed may have left one on its way: the first to get here is the host.
exec 9>lock
flock --nonblock 9
# Recorded before there is anything to lose track of; the process stays the same while the host reboots.
cat "/proc/$$/stat" /proc/sys/kernel/random/boot_id >process.new
mv process.new process
while read -r procs; do echo $$ >"$procs"; done <cgroups
mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay root
mkdir -p /run/systemd/nspawn
mount -t tmpfs -o mode=755 tmpfs /run/systemd/nspawn
# 133 is a reboot from within; anything else is the end.
while :; do
  status=0
  "$@" || status=$?
  [ $status -eq 133 ] || exit $status
done
