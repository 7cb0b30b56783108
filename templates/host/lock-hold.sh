# Takes the lock and has it for as long as somebody at the other end of standard input wants it.
# Input: a line "SECONDS<tab>AGE<tab>about the holder", then a sign of life at least every SECONDS. The lock is free again
# when the input ends, as it does when the connection or the run at its other end dies, and when no sign comes in time,
# as when its machine lost power: sshd alone would notice that only after hours.
# It ends with exit code 74 when somebody has removed the lock's file, for then the next run would lock another one.
# Output: "taken<tab>undisturbed" when nobody else has had it for AGE seconds, else "taken<tab>disturbed"; or
# "held<tab>about the holder" and exit code 75. The file's time is that of the last release; a holder who was killed has
# left its line, and who knows when that was.
IFS=$tab read -r patience age about || problem truncated /run/quorate/lock.holder 'the name of the holder did not arrive'
mine=$about

# A lock on what nobody else can find excludes nobody.
is_there() { [ ./run/quorate/lock -ef "./proc/$$/fd/9" ]; }
take() {
  error=$(umask 022 && mkdir -p ./run/quorate 2>&1) || write_problem /run/quorate "$error"
  exec 9>>./run/quorate/lock
  # Somebody may have removed the file since it was opened.
  flock -n 9 && is_there
}
tries=40
until take; do
  # Who just took it has yet to write its line.
  tries=$((tries - 1))
  if read_holder || { about= && [ "$tries" -eq 0 ]; }; then
    printf 'held\t%s\n' "$about"
    exit 75
  fi
  sleep 0.05
done

# Now that it is ours nobody can come in between. A file that has just been made knows nothing of before.
since=disturbed
if [ ! -f ./run/quorate/lock.holder ] && [ "$(($(date +%s) - $(stat -c %Y ./run/quorate/lock)))" -gt "$age" ]; then
  since=undisturbed
fi

error=$({
  printf '%s\t%s\t%s\n' "$$" "$(started_at $$)" "$mine" >./run/quorate/lock.holder.new &&
    mv -f ./run/quorate/lock.holder.new ./run/quorate/lock.holder
} 2>&1) || write_problem /run/quorate/lock.holder "$error"
printf 'taken\t%s\n' "$since"

# Nothing but this process may have the lock open, or it would outlive it, nor the output, or sshd would wait for that.
exec >/dev/null 2>&1
# It looks up every few seconds, to see whether the file is still there.
pause=$patience pauses=1
case $patience in ? | *[!0-9]*) ;; *) pause=3 pauses=$(((patience + 2) / 3)) ;; esac
silent=0
while [ "$silent" -lt "$pauses" ]; do
  sign=$(exec 9>&-; exec timeout "$pause" head -c 1)
  code=$?
  is_there || exit 74
  # 124: nothing in time.
  case ${#sign}-$code in
    0-124) silent=$((silent + 1)) ;;
    0-*) break ;;
    *) silent=0 ;;
  esac
done
touch ./run/quorate/lock
rm -f ./run/quorate/lock.holder
