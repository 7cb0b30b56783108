# Input: a line for each unit. Output: their properties as `systemctl show` prints them, and of those that run, for how
# many seconds they have. Reads only.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
shown=$(systemctl show -p Id,LoadState,ActiveState,NRestarts,ActiveEnterTimestamp -- "$@" 2>&1) ||
  problem no-systemd / 'systemctl show says nothing of units'
now=$(date +%s)
printf '%s\n' "$shown" | while IFS= read -r line; do
  case $line in
    ActiveEnterTimestamp=?*)
      since=$(date -d "${line#*=}" +%s 2>/dev/null) && printf 'ActiveSeconds=%s\n' "$((now - since))"
      ;;
    *) printf '%s\n' "$line" ;;
  esac
done
