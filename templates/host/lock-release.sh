# Input: about the holder that is to lose the lock; somebody else who has taken it since keeps it.
# Output: "ended", or nothing when that holder does not have it.
IFS= read -r unwanted || problem truncated /run/quorate/lock.holder 'the name of the holder did not arrive'
held() { read_holder && [ "$about" = "$unwanted" ]; }
held || exit 0
tries=100
signal=TERM
while held; do
  kill "-$signal" "$pid" 2>/dev/null
  tries=$((tries - 1))
  case $tries in
    50) signal=KILL ;;
    0) problem failed /run/quorate/lock "process $pid, which holds it, does not end" ;;
  esac
  sleep 0.05
done
printf 'ended\n'
