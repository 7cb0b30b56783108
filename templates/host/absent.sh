# is_absent PATH: whether nothing has this name. What cannot be examined (permissions, a stale mount, a damaged disk) is not
# absent. Judged by the directory above, and not by the message of a program. Afterwards there are no patterns (set -f).
absent_before=
is_absent() {
  if [ -e "$1" ] || [ -L "$1" ]; then return 1; fi
  below=$1
  while above=${below%/*} && above=${above:-/} && ! [ -e "$above" ] && ! [ -L "$above" ]; do
    [ "$above" != "$below" ] || return 1
    below=$above
  done
  [ "$below" != "$absent_before" ] || return 0
  if ! [ -d "$above" ]; then
    leads_nowhere "$above" || return 1
  else
    [ -r "$above" ] && [ -x "$above" ] || return 1
    # A name that the directory lists and that cannot be examined. The pattern matches only this name.
    name=${below##*/} dot=
    case $name in .?*) dot=. name=${name#.} ;; esac
    set +f
    set -- "${above%/}/$dot"["${name%"${name#?}"}"]"${name#?}"
    set -f
    [ "$1" != "$below" ] || return 1
  fi
  absent_before=$below
}

# leads_nowhere PATH: whether nothing can be below it: it is a file, or a link to nothing.
leads_nowhere() {
  hops=0 at=$1
  while [ -L "$at" ] && ! [ -e "$at" ]; do
    hops=$((hops + 1))
    [ "$hops" -le 8 ] || return 1
    target=$(readlink -- "$at") || return 1
    case $target in /*) at=$target ;; *) at=${at%/*}/$target ;; esac
  done
  [ "$hops" = 0 ] || [ -e "$at" ] || is_absent "$at"
}
