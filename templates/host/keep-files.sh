# Keeps copies of files that are about to be replaced.
# Input: the name of the set, then a path a line. The first copy of a path stays: later contents may be the reason for a
# failure. `present` lists the paths with a copy below files/, `absent` those that did not exist.
requests=$(cat)
IFS=$nl
set -f
kept_set "${requests%%"$nl"*}"
error=$(mkdir -p -- "$kept/files" 2>&1) || write_problem /var/lib/quorate/previous "$error"
# Of a call that was killed.
rm -rf -- "$kept/new"
read_lists
copied= missing=
for path in ${requests#*"$nl"}; do
  case "$nl$present$nl$absent$nl" in *"$nl$path$nl"*) continue ;; esac
  if [ -e ".$path" ] || [ -L ".$path" ]; then
    error=$(mkdir -p -- "$kept/new${path%/*}" "$kept/files${path%/*}" && cp -a -- ".$path" "$kept/new$path" 2>&1) ||
      write_problem "$path" "$error"
    copied="$copied$path$nl"
  else
    missing="$missing$path$nl"
  fi
done
# Complete on the disk before they are listed, and listed before anything is replaced.
set --
for path in $copied; do set -- "$@" "$kept/new$path"; done
sync_all "$@"
for path in $copied; do
  error=$(rename "$kept/new$path" "$kept/files$path" 2>&1) || write_problem "$path" "$error"
done
# add LIST LINES: replaces a list by itself and these lines.
add() {
  [ -n "$2" ] || return 0
  error=$({ lines_of "$kept/$1" && printf '%s' "$2"; } 2>&1 >"$kept/$1.new" && mv -f -- "$kept/$1.new" "$kept/$1") ||
    write_problem "/var/lib/quorate/previous/$1" "$error"
}
add present "$copied"
add absent "$missing"
rm -rf -- "$kept/new"
set -- "$kept/present" "$kept/absent" "$kept" ./var/lib/quorate/previous
for path in $copied; do set -- "$@" "$kept/files$path"; done
sync_all "$@"
