# Input: a line "MODE<tab>SHA256<tab>BYTES<tab>PATH" for each file, an empty line, then the files in the same order,
# each compressed by gzip to that many bytes. One channel for all of them: an SSH server buffers up to two megabytes for a
# channel whose reader is slower than the network, and copies its buffer whenever it grows.
IFS=$nl
set -f
requests=
while IFS= read -r request && [ -n "$request" ]; do requests="$requests$request$nl"; done
[ -n "$requests" ] || problem truncated / 'the request did not arrive'
temporary=
cleanup() { [ -z "$temporary" ] || rm -f -- "$temporary"; }
trap 'cleanup; exit 129' HUP INT TERM

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
  request=${request#*"$tab"}
  bytes=${request%%"$tab"*}
  temporary=.$path.quorate-tmp-$$
  # At low priority, for hosts that serve requests.
  error=$({ take "$bytes" | nice gzip -dc >"$temporary" && chmod "$mode" "$temporary"; } 2>&1) || {
    code=$?
    # When the disk takes what is written, it is the input that is damaged.
    [ ! -f "$temporary" ] || [ "$code" = 153 ] || is_full "$path" || problem truncated "$path" "$error"
    write_problem "$path" "$error" "$code"
  }
  # openssl, which nearly every host has, takes a sixth of the time of sha256sum.
  actual=$(openssl dgst -sha256 -r "$temporary" 2>/dev/null || sha256sum -- "$temporary") ||
    problem failed "$path" 'cannot compute the digest of the upload'
  actual=${actual%% *}
  [ "$actual" = "$digest" ] || problem digest-mismatch "$path" "$actual, expected $digest; it was not installed"
  # A rename, not a write into the old file: a running program keeps its inode, and "text file busy" cannot happen.
  error=$({ sync -- "$temporary" && mv -fT -- "$temporary" ".$path"; } 2>&1) || write_problem "$path" "$error"
  temporary=
  sync -- ".${path%/*}/"
  # The next facts need not hash this file again.
  key=$(stat -c "$DIGEST_KEY" -- ".$path") && printf '%s\t%s\t%s\n' "$key" ".$path" "$digest" >>"$DIGESTS"
done
exit 0
