# Input: a line "MODE<tab>SHA256<tab>PATH" for each file, an empty line, then the files in the same order, each after a
# line "gzip<tab>BYTES<tab>MEASURED" or "raw<tab>BYTES<tab>MEASURED". MEASURED has what to acknowledge by a line "received",
# separated by spaces: sizes of pieces, which are stored before anything is decompressed, and "rest", for the file when
# it is written. One channel for all of them: an SSH server buffers up to two megabytes for a channel whose reader is slower
# than the network, and copies its buffer whenever it grows.
IFS=$nl
set -f
requests=
while IFS= read -r request && [ -n "$request" ]; do requests="$requests$request$nl"; done
[ -n "$requests" ] || problem truncated / 'the request did not arrive'
# The file that is received, and the one before it: its job verifies it and gives it its name meanwhile.
temporary= finishing= job=
cleanup() {
  settle
  for each in "$temporary" "$finishing"; do [ -z "$each" ] || rm -f -- "$each" "$each-start"; done
}
# The signal is for the group, so the job has it too.
trap 'wait; job=; cleanup; exit 129' HUP INT TERM

# finish: verifies $finishing and gives it the name $path_of. Sets what failed, and why.
finish() {
  # openssl, which nearly every host has, takes a sixth of the time of sha256sum.
  failed=digest
  why=$(openssl dgst -sha256 -r "$finishing" 2>/dev/null || sha256sum -- "$finishing") || return
  why=${why%% *}
  failed=mismatch
  [ "$why" = "$digest_of" ] || return
  # A rename, not a write into the old file: a running program keeps its inode, and "text file busy" cannot happen.
  failed=write
  why=$({ sync -- "$finishing" && mv -fT -- "$finishing" ".$path_of"; } 2>&1) || return
  sync -- ".${path_of%/*}/" || :
}

# settle: waits for the job. What failed in it is tried again here, where it can be reported: files before it are
# installed, those after it are not.
settle() {
  [ -n "$job" ] || return 0
  wait "$job" && done=yes || done=
  job=
  if [ -z "$done" ] && ! finish; then
    case $failed in
      digest) problem failed "$path_of" 'cannot compute the digest of the upload' ;;
      mismatch) problem digest-mismatch "$path_of" "$why, expected $digest_of; it was not installed" ;;
      *) write_problem "$path_of" "$why" ;;
    esac
  fi
  # The next facts need not hash this file again.
  key=$(stat -c "$DIGEST_KEY" -- ".$path_of") && printf '%s\t%s\t%s\n' "$key" ".$path_of" "$digest_of" >>"$DIGESTS"
}

# receive MODE: reads a file into $temporary.
receive() {
  IFS=$tab read -r encoding bytes measured || problem truncated "$path" 'the upload ended before this file'
  if [ "$encoding" = raw ]; then
    error=$(take "$bytes" 2>&1 >"$temporary") || write_problem "$path" "$error" "$?"
    written=$(stat -c %s -- "$temporary")
    [ "$written" = "$bytes" ] || problem truncated "$path" "$written of $bytes bytes arrived"
  else
    receive_compressed
  fi
  error=$(chmod "$1" "$temporary" 2>&1) || write_problem "$path" "$error"
  case $measured in *rest) printf 'received\n' ;; esac
}

receive_compressed() {
  start=/dev/null rest=$bytes
  IFS=' '
  for piece in ${measured%rest}; do
    start=$temporary-start rest=$((rest - piece))
    error=$(take "$piece" 2>&1 >>"$start") || write_problem "$path" "$error" "$?"
    printf 'received\n'
  done
  IFS=$nl
  # At low priority, for hosts that serve requests.
  error=$({ { cat "$start" && take "$rest"; } | nice gzip -dc >"$temporary"; } 2>&1) || {
    code=$?
    # When the disk takes what is written, it is the input that is damaged.
    [ ! -f "$temporary" ] || [ "$code" = 153 ] || is_full "$path" || problem truncated "$path" "$error"
    write_problem "$path" "$error" "$code"
  }
  [ "$start" = /dev/null ] || rm -f -- "$start"
}

set --
for request in $requests; do set -- "$@" "${request##*"$tab"}"; done
note_owned $(for path; do missing_parents "$path"; done) "$@"
set +f
folders=
for path; do
  make_parents "$path"
  case $nl$folders in *"$nl${path%/*}$nl"*) ;; *) folders=$folders${path%/*}$nl ;; esac
  for leftover in ".$path".quorate-tmp-*; do
    [ -f "$leftover" ] && rm -f -- "$leftover"
  done
done
set -f
# Files get the label of their folder. All of these folders: an interrupted run may have made one and not labelled it.
relabel $(printf '%s' "$made$folders" | sort -u)

for request in $requests; do
  path=${request##*"$tab"}
  mode=${request%%"$tab"*}
  request=${request#*"$tab"}
  digest=${request%%"$tab"*}
  temporary=.$path.quorate-tmp-$$
  receive "$mode"
  settle
  finishing=$temporary path_of=$path digest_of=$digest temporary=
  # While the next file is received.
  finish >/dev/null 2>&1 &
  job=$!
done
settle
exit 0
