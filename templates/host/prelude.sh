# Precedes every other script of this folder. They are POSIX sh for hosts with coreutils and util-linux. Data comes on
# standard input; $1 is the root directory (tests pass another one). Paths are relative to it from here on.
set -u
PATH="${PATH:-}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
umask 077
tab='	'
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

# write_problem PATH MESSAGE [CODE]: a full disk has its own kind. It is found by a look at the disk, not in the message.
# A limit on the size of files ends the writer with the signal of code 153.
write_problem() {
  [ "${3:-}" != 153 ] && ! is_full "$1" || problem disk-full "$1" "$2"
  problem failed "$1" "$2"
}

# is_full PATH: whether the file system of a path has no space left, seen before what was written to it is deleted. A
# quota shows only in an attempt to write.
is_full() {
  near=${1%/*}
  while [ ! -d ".$near/" ]; do near=${near%/*}; done
  free=$(stat -f -c '%a %S %c %d' -- ".$near/") || return 1
  size=${free#* } inodes=${free#* * } probe=.$near/.quorate-space-$$
  [ "$((${free%% *} * ${size%% *}))" -ge 1048576 ] || return 0
  case $inodes in "0 0") ;; *' 0') return 0 ;; esac
  (head -c 65536 /dev/zero >"$probe") 2>/dev/null && written=0 || written=$?
  [ "$written" = 0 ] || [ ! -f "$probe" ] && full=1 || full=0
  rm -f -- "$probe"
  return "$full"
}

# take BYTES: copies exactly so many from the input. head of uutils before 0.1 reads more of a pipe than it prints.
take() { dd bs=65536 iflag=fullblock,count_bytes count="$1" status=none; }

# rename FROM TO: replaces a file or a link. mv of uutils does not replace a link to a directory, so that one is removed.
rename() {
  mv -fT -- "$1" "$2" || { [ -L "$2" ] && [ -d "$2/" ] && rm -f -- "$2" && mv -fT -- "$1" "$2"; }
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
