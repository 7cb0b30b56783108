# Input: a line for each unit. Ends when they have stopped, or with the error of systemd.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
error=$(systemctl stop --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl stop: $error"
