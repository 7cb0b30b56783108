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
# What is recorded afterwards is of this start.
for unit; do rm -f "./run/quorate/started/$unit"; done
# A restart starts what is not running. Whether a unit is healthy is asked afterwards.
error=$(systemctl restart --no-block -- "$@" 2>&1) || problem failed "$*" "systemctl restart: $error"
# Until a unit has recorded what it starts with it looks like one that runs what was on disk before. One that does not
# even get there is found out by those who look next.
now=$(date +%s)
deadline=$((now + 30))
for unit; do
  until [ -e "./run/quorate/started/$unit" ] || [ "$now" -ge "$deadline" ]; do
    sleep 0.05
    now=$(date +%s)
  done
done
