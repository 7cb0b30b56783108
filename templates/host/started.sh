#!/bin/sh
# started UNIT [reload] [DIRECTORY]: records what a unit takes in: one line `path inode size modification-time` for each
# path, following links, in order. A start takes in QUORATE_INPUTS and QUORATE_RELOADS, a reload only the latter. Whether
# the unit runs with what is on disk is seen later by asking the same again: another mode or owner makes no difference. A
# path that does not exist is recorded by its name alone.
set -eu

unit=$1
occasion=${2:-start}
directory=${3:-/run/quorate}

# record NAME PATHS
record() {
  mkdir -p "$directory/$1"
  IFS=:
  set -f
  # One look at all of them is enough, unless one is missing.
  stat -L -c '%n %i %s %Y' -- $2 >"$directory/$1/.$unit.$$" 2>/dev/null ||
    for path in $2; do
      stat -L -c '%n %i %s %Y' -- "$path" 2>/dev/null || echo "$path"
    done >"$directory/$1/.$unit.$$"
  mv -f "$directory/$1/.$unit.$$" "$directory/$1/$unit"
}

[ "$occasion" = reload ] || record started "$QUORATE_INPUTS"
[ -z "${QUORATE_RELOADS:-}" ] || record reloaded "$QUORATE_RELOADS"
