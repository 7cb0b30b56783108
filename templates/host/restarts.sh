# Input: a line for each unit. Output: their properties as `systemctl show` prints them. Reads only.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
systemctl show -p Id,LoadState,ActiveState,NRestarts -- "$@" 2>&1 || problem no-systemd / 'systemctl show says nothing of units'
