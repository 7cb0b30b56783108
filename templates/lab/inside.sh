# Runs a command inside a host, network or not: sh inside.sh LEADER COMMAND…
set -eu
leader=$1
shift
while IFS=: read -r hierarchy controllers path; do
  case $hierarchy in
    0) at=/sys/fs/cgroup/unified && [ -d $at ] || at=/sys/fs/cgroup ;;
    *) at=/sys/fs/cgroup/${controllers#name=} ;;
  esac
  if [ -w "$at$path/cgroup.procs" ]; then echo $$ >"$at$path/cgroup.procs"; fi
done <"/proc/$leader/cgroup"
# The shell forks into the host instead of nsenter, which stops itself when a host that shuts down stops all processes,
# and then never sees its child end: the host would hang on its way down.
exec nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wd --no-fork -- \
  /bin/sh -c '"$@"; exit $?' sh "$@"
