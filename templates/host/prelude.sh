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

# relabel PATH...: gives paths that were just made the labels that the policy of SELinux has for them, and not those of
# their folders. Once for all paths: restorecon reads the whole policy. It fails on file systems that store no labels,
# which have one label for all of their files.
relabel() {
  [ "$#" != 0 ] && command -v restorecon >/dev/null && selinuxenabled 2>/dev/null || return 0
  for each; do
    shift
    case $each in /*) each=.$each ;; esac
    set -- "$@" "$each"
  done
  restorecon -F "$@" >/dev/null 2>&1 || :
}

# Redefined by scripts that have something to clean up.
cleanup() { :; }

cd "${1:-/}" || problem failed / 'cannot enter the root directory'
