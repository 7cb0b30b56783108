# Input: a line for each unit. Ends when they have reloaded their configuration and recorded it, or have rejected it.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
# A stopped unit has no connections to lose, and reads its files when it starts.
error=$(systemctl reload-or-restart -- "$@" 2>&1) || problem failed "$*" "systemctl reload: $error"
