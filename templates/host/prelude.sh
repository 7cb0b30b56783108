# Precedes every other script of this folder. They are POSIX sh for hosts with coreutils and util-linux. Data comes on
# standard input; $1 is the root directory (tests pass another one). Paths are relative to it from here on.
set -u
export LC_ALL=C
PATH="${PATH:-}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077
tab=$(printf '\t')
nl='
'

# problem KIND PATH DETAIL: ends the script with one line about the failure.
problem() {
  cleanup
  set -f
  IFS=" $tab$nl"
  set -- "$1" "$2" $3
  kind=$1 path=$2
  shift 2
  IFS=' '
  printf 'problem\t%s\t%s\t%s\n' "$kind" "$path" "$*"
  exit 1
}

# write_problem PATH MESSAGE: a full disk has its own kind, whichever tool reports it.
write_problem() {
  case $2 in
    *'No space left'* | *'no space left'* | *'quota exceeded'* | *'File too large'*) problem disk-full "$1" "$2" ;;
    *) problem failed "$1" "$2" ;;
  esac
}

# Redefined by scripts that have something to clean up.
cleanup() { :; }

cd "${1:-/}" || problem failed / 'cannot enter the root directory'
