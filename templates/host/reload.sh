# Input: a line for each unit. Ends when they have taken in what is on disk and recorded it, or have refused to.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
# One that is down at this moment has no connections to lose, and reads its files when it starts.
error=$(systemctl reload-or-restart -- "$@" 2>&1) || problem failed "$*" "systemctl reload: $error"
