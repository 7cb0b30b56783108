# Input: a line for each unit. Output: their properties as printed by `systemctl show`, and for how many seconds each
# running one has been active. Reads only.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
shown=$(systemctl show -p Id,LoadState,ActiveState,NRestarts,ActiveEnterTimestampMonotonic -- "$@" 2>&1) ||
  problem no-systemd / 'systemctl show failed'
# Both count from the boot of the host; not every `date` can read the times that systemctl prints.
IFS=' .' read -r uptime _ <./proc/uptime
printf '%s\n' "$shown" | while IFS= read -r line; do
  case $line in
    ActiveEnterTimestampMonotonic=0) ;;
    ActiveEnterTimestampMonotonic=*) printf 'ActiveSeconds=%s\n' "$((uptime - ${line#*=} / 1000000))" ;;
    *) printf '%s\n' "$line" ;;
  esac
done
