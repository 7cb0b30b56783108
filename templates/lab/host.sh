# What a machine would have and a container has not.
set -eu
if [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
  for hierarchy in /sys/fs/cgroup/*/; do mount -o remount,bind,rw "$hierarchy"; done
fi
mount --make-rshared /
echo 1 >/proc/sys/net/ipv4/ip_forward
# kubelet wants these and may not set them here, where they would be the machine's: the host shows them as it wants them.
mkdir -p /run/kernel
while read -r value setting; do
  [ "$(cat "/proc/sys/$setting")" != "$value" ] || continue
  echo "$value" >"/run/kernel/${setting##*/}"
  mount --bind "/run/kernel/${setting##*/}" "/proc/sys/$setting"
done <<END
1 vm/overcommit_memory
10 kernel/panic
1 kernel/panic_on_oops
END
