# The cluster's lock on this host is flock(2) on ./run/quorate/lock. ./run/quorate/lock.holder is one line about the
# process that has it: pid, start time, and what people want to know. The kernel frees the lock when that process ends,
# so nobody who is gone can have it; the line may stay behind and then names a process that is not there.

# started_at PID: in ticks since boot; with the pid it tells a process from a later one. A zombie holds nothing.
started_at() {
  stat=$(cat "./proc/$1/stat" 2>/dev/null) || return 1
  set -- ${stat##*) }
  case $1 in Z | X) return 1 ;; esac
  shift 19
  printf '%s\n' "$1"
}

# read_holder: sets pid, start and about; fails when nobody holds the lock, or has not said so yet.
read_holder() {
  pid= start= about=
  [ -f ./run/quorate/lock.holder ] || return 1
  { IFS=$tab read -r pid start about <./run/quorate/lock.holder; } 2>/dev/null || return 1
  [ -n "$about" ] && [ "$(started_at "$pid")" = "$start" ]
}
