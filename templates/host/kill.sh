# Input: a line for each unit. Stops them at once: what they would still do, or wait for, is not needed. A unit that was
# asked to stop is not restarted by systemd when its processes are killed.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
error=$(systemctl stop --no-block --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl stop: $error"
# Fails for a unit without a process.
systemctl kill --signal=KILL -- "$@" >/dev/null 2>&1 || :
error=$(systemctl stop --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl stop: $error"
