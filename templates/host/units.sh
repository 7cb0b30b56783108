# Input: a line for each unit, in the order in which they are to be started.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
# Enabling makes systemd read the units again, whether they were enabled before or not.
error=$(systemctl enable --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl enable: $error"
# Units that have failed too often would refuse to start; a unit that never failed is no reason to complain.
systemctl reset-failed -- "$@" >/dev/null 2>&1 || :
# What is recorded afterwards is of this start.
for unit; do records="${records:-} ./run/quorate/started/$unit"; done
rm -f -- $records
# A restart starts what is not running.
error=$(systemctl restart --no-block -- "$@" 2>&1) || problem failed "$*" "systemctl restart: $error"
# Until a unit has recorded what it starts with it looks like one that runs what was on disk before, so its start is
# joined and waited for, longer than systemd lets a unit take to stop: an API server ends what it was asked before. One
# that does not even get there, or is not healthy, is found out by those who look next.
timeout 120 systemctl start -- "$@" >/dev/null 2>&1 || :
