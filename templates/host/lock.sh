# The lock of the cluster on this host is flock(2) on ./run/quorate/lock. The kernel releases it when the process that
# holds it ends. ./run/quorate/lock.holder is one line about that process: PID, start time, and the holder for people. It
# is written under the lock, and deleted when its run releases the lock. After any other end it remains: the process does
# not exist any more, and the run that held the lock sees by the line that no other has held it since.

# started_at PID: the start time in ticks since boot; with the PID it identifies a process. A zombie holds no lock.
started_at() {
  stat=$(cat "./proc/$1/stat" 2>/dev/null) || return 1
  set -- ${stat##*) }
  case $1 in Z | X) return 1 ;; esac
  shift 19
  printf '%s\n' "$1"
}

# read_line: sets pid, start and about, whether that process still exists or not.
read_line() {
  pid= start= about=
  [ -f ./run/quorate/lock.holder ] || return 1
  line=$(head -c 1000 ./run/quorate/lock.holder 2>/dev/null) || return 1
  { IFS=$tab read -r pid start about; } <<line
$line
line
  case $pid in '' | *[!0-9]*) about= ;; esac
  case $start in '' | *[!0-9]*) about= ;; esac
  [ -n "$about" ]
}

# read_holder: the same; fails when the lock is free, or its holder has not written its line yet.
read_holder() { read_line && [ "$(started_at "$pid")" = "$start" ]; }

# end_process TRIES: ends the process of the line. It is killed when half of 100 tries are over.
end_process() {
  if [ "$1" -gt 50 ]; then kill -TERM "$pid"; else kill -KILL "$pid"; fi 2>/dev/null
}
