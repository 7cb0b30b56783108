# Input: a line "PATH<tab>TARGET" for each link.
requests=$(cat) paths=
IFS=$nl
set -f
note_owned $(for request in $requests; do
  missing_parents "${request%%"$tab"*}"
  printf '\n%s\n' "${request%%"$tab"*}"
done)
note_contents "$(for request in $requests; do printf '%s\t-> %s\n' "${request%%"$tab"*}" "${request#*"$tab"}"; done)$nl"
set -- "$CONTENTS"
for request in $requests; do
  path=${request%%"$tab"*}
  target=${request#*"$tab"}
  temporary=.$path.quorate-tmp-$$
  make_parents "$path"
  error=$({ ln -sfn -- "$target" "$temporary" && rename "$temporary" ".$path"; } 2>&1) || {
    rm -f -- "$temporary"
    write_problem "$path" "$error"
  }
  paths=$paths$path$nl
  set -- "$@" ".${path%/*}/"
done
relabel $made $paths
sync -- "$@"
