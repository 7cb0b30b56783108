# Acquires the lock and holds it as long as the run at the other end of standard input is alive.
# Input: a line "SECONDS<tab>AGE<tab>HOLDER", then a sign of life at least every SECONDS. The lock is released when the
# input ends, which happens when the connection or the run ends, and when no sign of life arrives in time, for example
# after a loss of power: sshd alone would notice that only after hours.
# Before it releases the lock, the run sends an "r". Without it the line about the holder remains.
# Output: "taken<tab>undisturbed" when no other run has held it for AGE seconds, else "taken<tab>disturbed"; or
# "held<tab>HOLDER" and exit code 75. The time of the lock file is that of the last release. A holder that was killed
# leaves its line, and the time of its end is unknown.
# AGE is "again" when this run has lost its connection: a process of HOLDER that still holds the lock is ended, and the
# lock is taken when HOLDER was the last to hold it. If not: "changed<tab>HOLDER", the last holder if it is known, and exit
# code 76.
# Exit code 74: the lock file was removed, so that the next run would lock another file.
IFS=$tab read -r patience age about || problem truncated /run/quorate/lock.holder 'the holder did not arrive'
mine=$about

# A lock on a removed file excludes no other run.
is_there() { [ ./run/quorate/lock -ef "./proc/$$/fd/9" ]; }
take() {
  error=$(umask 022 && mkdir -p ./run/quorate 2>&1) || write_problem /run/quorate "$error"
  exec 9>>./run/quorate/lock
  # The file may have been removed since it was opened.
  flock -n 9 && is_there
}
is_mine() { [ "$age" = again ] && [ "$about" = "$mine" ]; }
refuse() {
  printf 'held\t%s\n' "$about"
  exit 75
}
tries=100 unknown=40
until take; do
  if read_holder; then
    is_mine && [ "$tries" -gt 0 ] || refuse
    end_process "$tries"
    tries=$((tries - 1))
  else
    # A run that has just acquired it has not written its line yet.
    about=
    [ "$unknown" -gt 0 ] || refuse
    unknown=$((unknown - 1))
  fi
  sleep 0.05
done

# While the lock is held, the files do not change.
# is_protected: what the line says was written by the user that runs this script, and by no other.
is_protected() {
  set -- ./run/quorate ./run/quorate/lock ./run/quorate/lock.holder
  for path in "$@"; do
    [ -O "$path" ] && [ ! -L "$path" ] || return 1
  done
  for mode in $(stat -c %a "$@"); do
    case $mode in *[2367] | *[2367]?) return 1 ;; esac
  done
}
if [ "$age" = again ] && ! { read_line && is_mine && is_protected; }; then
  # A run that has released the lock has left its name in the lock file.
  [ -n "$about" ] || about=$(head -c 1000 ./run/quorate/lock)
  printf 'changed\t%s\n' "$about"
  exit 76
fi

# A new lock file tells nothing about the time before.
since=disturbed
if [ "$age" = again ]; then
  since=undisturbed
elif [ ! -f ./run/quorate/lock.holder ] && [ "$(($(date +%s) - $(stat -c %Y ./run/quorate/lock)))" -gt "$age" ]; then
  since=undisturbed
fi

error=$({
  printf '%s\t%s\t%s\n' "$$" "$(started_at $$)" "$mine" >./run/quorate/lock.holder.new &&
    mv -f ./run/quorate/lock.holder.new ./run/quorate/lock.holder &&
    printf '%s\n' "$mine" >./run/quorate/lock
} 2>&1) || write_problem /run/quorate/lock.holder "$error"
printf 'taken\t%s\n' "$since"

# Only this process may have the lock file open, or the lock would outlive it; and not the output, or sshd would wait.
exec >/dev/null 2>&1
# Every few seconds it checks that the lock file still exists.
pause=$patience pauses=1
case $patience in ? | *[!0-9]*) ;; *) pause=3 pauses=$(((patience + 2) / 3)) ;; esac
silent=0 released=
while [ "$silent" -lt "$pauses" ]; do
  sign=$(exec 9>&-; exec timeout "$pause" head -c 1)
  code=$?
  is_there || exit 74
  # 124: timeout.
  case ${#sign}-$code in
    0-124) silent=$((silent + 1)) ;;
    0-*) break ;;
    *) silent=0 ;;
  esac
  [ "$sign" != r ] || {
    released=yes
    break
  }
done
touch ./run/quorate/lock
[ -z "$released" ] || rm -f ./run/quorate/lock.holder
