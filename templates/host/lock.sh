# The lock of the cluster on this host is flock(2) on ./run/quorate/lock. ./run/quorate/lock.holder is one line about the
# process that holds it: PID, start time, and the holder for people. The kernel releases the lock when that process ends.
# The line may remain; then its process does not exist and it is ignored.

# started_at PID: the start time in ticks since boot; with the PID it identifies a process. A zombie holds no lock.
started_at() {
  stat=$(cat "./proc/$1/stat" 2>/dev/null) || return 1
  set -- ${stat##*) }
  case $1 in Z | X) return 1 ;; esac
  shift 19
  printf '%s\n' "$1"
}

# read_holder: sets pid, start and about; fails when the lock is free, or its holder has not written its line yet.
read_holder() {
  pid= start= about=
  [ -f ./run/quorate/lock.holder ] || return 1
  { IFS=$tab read -r pid start about <./run/quorate/lock.holder; } 2>/dev/null || return 1
  [ -n "$about" ] && [ "$(started_at "$pid")" = "$start" ]
}
