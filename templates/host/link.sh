# Input: a line "PATH<tab>TARGET" for each link.
requests=$(cat)
IFS=$nl
set -f
new=
for request in $requests; do
  path=${request%%"$tab"*}
  new="$new$(missing_parents "$path")$nl$path$nl"
done
note_owned $new
set --
for request in $requests; do
  path=${request%%"$tab"*}
  target=${request#*"$tab"}
  temporary=.$path.quorate-tmp-$$
  make_parents "$path"
  error=$({ ln -sfn -- "$target" "$temporary" && mv -fT -- "$temporary" ".$path"; } 2>&1) || {
    rm -f -- "$temporary"
    write_problem "$path" "$error"
  }
  set -- "$@" ".${path%/*}/"
done
sync -- "$@"
