# Input: a line for each unit, in the order in which they are to be started.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
error=$(systemctl daemon-reload 2>&1) || problem failed "$*" "systemctl daemon-reload: $error"
error=$(systemctl enable --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl enable: $error"
# Units that have failed too often would refuse to start; a unit that never failed is no reason to complain.
systemctl reset-failed -- "$@" >/dev/null 2>&1 || :
# A restart starts what is not running. Nothing is waited for: whether a unit is healthy is asked afterwards.
error=$(systemctl restart --no-block -- "$@" 2>&1) || problem failed "$*" "systemctl restart: $error"
