# places: where the directories in $places really are, and what is in their way. Directories may be links to another disk.
# Adds links without a target to $paths: their facts have the target.
places() {
  section places
  set -- .
  for path in $places; do
    nearest=.$path obstacle=
    while [ ! -d "$nearest/" ]; do
      if [ -L "$nearest" ]; then
        obstacle=${nearest#.} paths=$paths$nearest$nl
      elif [ -e "$nearest" ]; then
        obstacle=${nearest#.}
      fi
      nearest=${nearest%/*}
    done
    # The kernel's answer: also a file system that became read-only, and a directory that is immutable.
    [ -w "$nearest/" ] && writable=yes || writable=no
    printf '%s\t%s\t%s\t%s\n' "$path" "$nearest" "$writable" "$obstacle"
    case "$nl$*$nl" in *"$nl$nearest$nl"*) ;; *) set -- "$@" "$nearest" ;; esac
  done
  # The first line is the root directory.
  section real
  realpath -- "$@"
  section free
  stat -f -c "%T$tab%a$tab%S$tab%c$tab%d$tab%n" -- ./sys/fs/cgroup "$@"
}
