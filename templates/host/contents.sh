# remove_contents DIRECTORY: removes what is in it; the directory stays, also if it is a link to another disk. A lost+found
# stays with its contents: it is part of a file system, and what is in it was found by fsck. So do names that begin with
# `spared`. Sets error.
spared=
remove_contents() {
  set +f
  set -- "$1" "$1"/* "$1"/.[!.]* "$1"/..?*
  set -f
  directory=$1
  shift
  for entry; do
    shift
    if [ "$entry" = "$directory/lost+found" ] && [ -d "$entry" ] && ! [ -L "$entry" ]; then continue; fi
    if [ -n "$spared" ]; then case ${entry##*/} in "$spared"*) continue ;; esac; fi
    if [ -e "$entry" ] || [ -L "$entry" ]; then set -- "$@" "$entry"; fi
  done
  error=
  [ "$#" = 0 ] || error=$(rm -rf --one-file-system -- "$@" 2>&1)
}
