# Input: a line for each unit. Output: their properties as printed by `systemctl show`, and for how many seconds each
# running one has been active. Reads only.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
shown=$(systemctl show -p Id,LoadState,ActiveState,NRestarts,ActiveEnterTimestamp -- "$@" 2>&1) ||
  problem no-systemd / 'systemctl show failed'
now=$(date +%s)
printf '%s\n' "$shown" | while IFS= read -r line; do
  case $line in
    ActiveEnterTimestamp=?*)
      since=$(date -d "${line#*=}" +%s 2>/dev/null) && printf 'ActiveSeconds=%s\n' "$((now - since))"
      ;;
    *) printf '%s\n' "$line" ;;
  esac
done
