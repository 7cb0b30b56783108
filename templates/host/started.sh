#!/bin/sh
# started UNIT [reload] [DIRECTORY]: records what a unit takes in: one line `path inode size modification-time` for each
# path, following links, in order. A start takes in QUORATE_INPUTS and QUORATE_RELOADS, a reload only the latter. Whether
# the unit runs with what is on disk is seen later by asking the same again: another mode or owner makes no difference. A
# path that does not exist is recorded by its name alone.
# systemd may have copied the credentials of the unit before: a start with others than those that are recorded fails, and
# systemd repeats it.
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

# copy_of PATH: sets copy to the credential that was made of a file; see src/core/render/credentials.ts.
copy_of() {
  name=${1#/etc/kubernetes/}
  name=${name#pki/}
  copy=
  IFS=/
  for part in $name; do copy=$copy${copy:+-}$part; done
  copy=$CREDENTIALS_DIRECTORY/$copy
  IFS=:
}
[ "$occasion" = start ] && [ -d "${CREDENTIALS_DIRECTORY:-}" ] || exit 0
IFS=:
set -f
set --
for path in $QUORATE_INPUTS; do
  copy_of "$path"
  [ ! -f "$copy" ] || set -- "$@" "$path"
done
[ "$#" != 0 ] || exit 0
files=$(cat -- "$@" | sha256sum)
count=$#
for path; do
  copy_of "$path"
  set -- "$@" "$copy"
done
shift "$count"
[ "$files" = "$(cat -- "$@" | sha256sum)" ] || {
  echo "started: files that $unit reads were replaced while it started" >&2
  exit 1
}
