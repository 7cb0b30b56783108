# Ends the process of a lock holder. A run that has acquired the lock since keeps it.
# Input: the holder. Output: "ended", or nothing when that holder does not have the lock.
IFS= read -r target || problem truncated /run/quorate/lock.holder 'the holder did not arrive'
held() { read_holder && [ "$about" = "$target" ]; }
held || exit 0
tries=100
signal=TERM
while held; do
  kill "-$signal" "$pid" 2>/dev/null
  tries=$((tries - 1))
  case $tries in
    50) signal=KILL ;;
    0) problem failed /run/quorate/lock "the lock holder process $pid does not end" ;;
  esac
  sleep 0.05
done
printf 'ended\n'
