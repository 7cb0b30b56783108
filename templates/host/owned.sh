OWNED=./var/lib/quorate/owned

# note_owned PATH...: puts paths on the ownership list, once each. Always before the path appears, so that nothing of
# quorate's is ever on a host without being listed. The list is replaced as a whole: a power cut leaves no half line.
note_owned() {
  error=$(umask 022 && mkdir -p ./var/lib/quorate ./run/quorate 2>&1) || write_problem /var/lib/quorate "$error"
  exec 9>>./run/quorate/owned.lock
  flock -w 30 9 || problem failed /var/lib/quorate/owned 'another run holds the lock on the ownership list'
  owned=
  if [ -e "$OWNED" ]; then
    owned=$(cat "$OWNED") || problem failed /var/lib/quorate/owned 'the ownership list cannot be read'
  fi
  unlisted=
  for each in "$@"; do
    case "$nl$owned$nl$unlisted" in
      *"$nl$each$nl"*) ;;
      *) unlisted="$unlisted$each$nl" ;;
    esac
  done
  if [ -n "$unlisted" ]; then
    error=$({
      printf '%s' "${owned:+$owned$nl}$unlisted" >"$OWNED.new" &&
        chmod 644 "$OWNED.new" && sync "$OWNED.new" && mv -f "$OWNED.new" "$OWNED" && sync ./var/lib/quorate
    } 2>&1) || {
      rm -f "$OWNED.new"
      write_problem /var/lib/quorate/owned "$error"
    }
  fi
  exec 9>&-
}

# missing_parents PATH: prints the directories that must be made before PATH can be, outermost first.
missing_parents() {
  missing=
  parent=${1%/*}
  while [ -n "$parent" ] && [ ! -d ".$parent" ]; do
    missing="$parent$nl$missing"
    parent=${parent%/*}
  done
  printf '%s' "$missing"
}

# make_parents PATH
make_parents() {
  [ -d ".${1%/*}/" ] && return
  error=$(umask 022 && mkdir -p ".${1%/*}" 2>&1) || write_problem "${1%/*}" "$error"
}
