# Input: a line for each unit, in the order of their start.
requests=$(cat)
IFS=$nl
set -f
set -- $requests
IFS=' '
# Enabling also reloads the units, whether they were enabled before or not.
error=$(systemctl enable --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl enable: $error"
# Units that have failed too often would not start; an error for a unit that never failed is ignored.
systemctl reset-failed -- "$@" >/dev/null 2>&1 || :
# Removed, so that a record that appears is that of this start.
for unit; do records="${records:-} ./run/quorate/started/$unit"; done
rm -f -- $records
# A restart also starts stopped units.
error=$(systemctl restart --no-block -- "$@" 2>&1) || problem failed "$*" "systemctl restart: $error"
# Until a unit has recorded its inputs, it looks as if it ran with the previous ones. So this waits for the start, longer
# than systemd lets a unit take to stop: an API server completes its requests first. A unit that does not start, or is not
# healthy, is found by the next check.
timeout 120 systemctl start -- "$@" >/dev/null 2>&1 || :
