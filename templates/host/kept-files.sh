# kept_set NAME: sets kept to the directory of a set of kept files.
kept_set() {
  case $1 in
    etcd | control-plane | node | keepalived) kept=./var/lib/quorate/previous/$1 ;;
    *) problem refused /var/lib/quorate/previous "there is no such set of files: $1" ;;
  esac
}

# lines_of FILE: its contents; nothing if there is no such file.
lines_of() { [ ! -e "$1" ] || cat -- "$1"; }

# read_lists: sets present and absent to what the set has.
read_lists() {
  present=$(lines_of "$kept/present") && absent=$(lines_of "$kept/absent") ||
    problem failed "${kept#.}" 'the list of kept files cannot be read'
}

# sync_all PATH...: syncs files and the directories that they are in. What a link leads to is not synced.
sync_all() {
  for each; do
    shift
    set -- "$@" "${each%/*}/"
    [ -L "$each" ] || [ ! -f "$each" ] || set -- "$@" "$each"
  done
  [ "$#" = 0 ] || sync -- "$@"
}
