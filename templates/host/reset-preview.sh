# What a reset of this host would keep. Output: lines "edited<tab>PATH" and "foreign<tab>PATH". Changes nothing.
IFS=$nl
set -f
read_owned
find_edited
for path in $edited; do printf 'edited\t%s\n' "$path"; done
for path in $(list_foreign); do printf 'foreign\t%s\n' "$path"; done
exit 0
