# Input: a unit. Output: the last lines of its log, shortened: a log may quote secrets. Reads only.
IFS= read -r unit || problem truncated / 'the unit did not arrive'
journalctl --quiet --no-pager --output=cat --lines=10 --unit="$unit" 2>/dev/null | cut -c 1-300
exit 0
