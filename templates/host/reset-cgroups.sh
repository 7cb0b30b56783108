# remove_cgroups: those of pods, which outlive the kubelet: the slice of the driver systemd, or the directories of the driver
# cgroupfs, which are empty when their processes have ended.
remove_cgroups() {
  set +f
  set -- ./sys/fs/cgroup/kubepods.slice ./sys/fs/cgroup/*/kubepods.slice
  for each; do
    [ -d "$each" ] || continue
    systemctl stop --quiet kubepods.slice >/dev/null 2>&1
    break
  done
  set -- ./sys/fs/cgroup/kubepods ./sys/fs/cgroup/*/kubepods
  set -f
  for each; do [ ! -d "$each" ] || find "$each" -depth -type d -exec rmdir {} + 2>/dev/null; done
}
