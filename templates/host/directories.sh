# Input: a line "MODE<tab>PATH" for each directory. Existing ones are not listed as owned.
requests=$(cat) new=
IFS=$nl
set -f
note_owned $(for request in $requests; do missing_parents "${request#*"$tab"}/."; done)
for request in $requests; do
  path=${request#*"$tab"}
  mode=${request%%"$tab"*}
  make_parents "$path"
  [ -d ".$path" ] || new=$new$path$nl
  error=$({ [ -d ".$path" ] || mkdir -m "$mode" -- ".$path"; } 2>&1 && chmod "$mode" ".$path" 2>&1) ||
    write_problem "$path" "$error"
done
relabel $made $new
