#!/bin/sh
# started UNIT [DIRECTORY]: records what a unit is being started with: one line `path inode size mode-change-time`
# for each path of QUORATE_INPUTS, following links, in order. Whether the unit runs what is on disk is seen later by
# asking the same again. A path that does not exist is recorded by its name alone.
set -eu

unit=$1
directory=${2:-/run/quorate/started}
mkdir -p "$directory"

IFS=:
set -f
for path in $QUORATE_INPUTS; do
  stat -L -c '%n %i %s %Z' "$path" 2>/dev/null || echo "$path"
done >"$directory/.$unit.$$"
mv -f "$directory/.$unit.$$" "$directory/$unit"
