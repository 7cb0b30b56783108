# Ends the process of a lock holder, and deletes its line: its run does not take the lock again. A run that has acquired the
# lock since keeps it.
# Input: the holder. Output: "ended", or nothing when that holder does not have the lock.
IFS= read -r target || problem truncated /run/quorate/lock.holder 'the holder did not arrive'
held() { read_holder && [ "$about" = "$target" ]; }
held || exit 0
tries=100
while held; do
  end_process "$tries"
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || problem failed /run/quorate/lock "the lock holder process $pid does not end"
  sleep 0.05
done
# Under the lock, so that it is not the line of another run.
exec 9>>./run/quorate/lock
if flock -n 9 && read_line && [ "$about" = "$target" ]; then rm -f ./run/quorate/lock.holder; fi
printf 'ended\n'
