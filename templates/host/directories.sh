# Input: a line "MODE<tab>PATH" for each directory. Those that were there before are not noted as owned.
requests=$(cat)
IFS=$nl
set -f
new=
for request in $requests; do
  path=${request#*"$tab"}
  new="$new$(missing_parents "$path/.")$nl"
done
note_owned $new
for request in $requests; do
  path=${request#*"$tab"}
  mode=${request%%"$tab"*}
  make_parents "$path"
  error=$({ [ -d ".$path" ] || mkdir -m "$mode" -- ".$path"; } 2>&1 && chmod "$mode" ".$path" 2>&1) ||
    write_problem "$path" "$error"
done
