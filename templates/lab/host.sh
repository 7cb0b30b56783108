# What a machine would have and a container has not.
set -eu
if [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
  for hierarchy in /sys/fs/cgroup/*/; do mount -o remount,bind,rw "$hierarchy"; done
fi
mount --make-rshared /
echo 1 >/proc/sys/net/ipv4/ip_forward
