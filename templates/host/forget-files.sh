# Deletes kept files. Input: the name of the set.
IFS= read -r set || problem truncated / 'the name of the set did not arrive'
kept_set "$set"
# The lists first: a directory without them restores nothing.
error=$(rm -f -- "$kept/present" "$kept/absent" && rm -rf -- "$kept" 2>&1) ||
  problem failed /var/lib/quorate/previous "$error"
rmdir -- ./var/lib/quorate/previous 2>/dev/null
exit 0
