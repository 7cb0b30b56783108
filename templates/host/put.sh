# Input: the number of files, then a header line for each, "MODE<tab>SIZE<tab>KIND<tab>SHA256<tab>PATH", then their
# contents one after another. Nothing is renamed before everything has arrived, is on the disk and has the right digest. Forks are the
# main cost for small files, so each tool is called once for many files where possible.
# KIND is open, secret, or of a file with the private key that is pending for it: "key" if it is the key, which has this
# SHA256; and "around:OFFSET:SHA256 of the key" if the key, in base64, is inserted at this offset of the content.
suffix=.quorate-tmp-$$
paths=
cleanup() {
  IFS=$nl
  set -f
  for each in $paths; do rm -f -- ".$each$suffix" ".$each$suffix.key"; done
}
trap 'cleanup; exit 129' HUP INT TERM

read -r count || problem truncated / 'the list of files did not arrive'
headers= expected= contents= keys= around= pending=
while [ "$count" -gt 0 ]; do
  IFS= read -r header || problem truncated / 'the list of files did not arrive'
  headers="$headers$header$nl"
  path=${header##*"$tab"}
  paths="$paths$path$nl"
  digest=${header%"$tab"*}
  expected="$expected${digest##*"$tab"}  .$path$suffix$nl"
  case $digest in
    *"${tab}open$tab"*) contents="$contents$path$tab${digest##*"$tab"}$nl" ;;
    *"${tab}key$tab"*)
      keys="$keys$path$nl"
      pending="$pending${digest##*"$tab"}  $PENDING$path$nl"
      ;;
    *"${tab}around:"*)
      digest=${digest%"$tab"*}
      around="$around$path$nl"
      pending="$pending${digest##*:}  $PENDING$path$nl"
      ;;
  esac
  count=$((count - 1))
done

IFS=$nl
set -f
# Before anything is written.
if [ -n "$pending" ]; then
  [ ! -d "$PENDING" ] || lock_pending
  set --
  for line in $pending; do set -- "$@" "${line#*"  "}"; done
  actual=$(sha256sum -- "$@" 2>&1) && [ "$actual$nl" = "$pending" ] ||
    problem pending-key-differs "${PENDING#.}" 'a key is missing or another one'
fi
note_owned $(for path in $paths; do
  missing_parents "$path"
  printf '\n%s\n' "$path"
done)
leftovers=
for path in $paths; do
  make_parents "$path"
  set +f
  for leftover in ".$path".quorate-tmp-*; do
    [ -f "$leftover" ] && leftovers="$leftovers$leftover$nl"
  done
  set -f
done
[ -z "$leftovers" ] || rm -f -- $leftovers

written=$(
  for header in $headers; do
    path=${header##*"$tab"}
    size=${header#*"$tab"}
    size=${size%%"$tab"*}
    case $header in
      *"${tab}key$tab"*) cat -- "$PENDING$path" 2>&1 >".$path$suffix" ;;
      *) { take "$size" >".$path$suffix"; } 2>&1 ;;
    esac && continue
    code=$?
    printf '\n%s\n' "$path"
    exit "$code"
  done
) || write_problem "${written##*"$nl"}" "${written%"$nl"*}" "$?"

set --
for path in $paths; do set -- "$@" ".$path$suffix"; done
actual=$(sha256sum -- "$@") || problem failed "$path" 'cannot compute the digest of the upload'
[ "$actual$nl" = "$expected" ] || problem truncated "$path" 'the received data differs from the sent data'
for header in $headers; do
  case $header in *"${tab}around:"*) ;; *) continue ;; esac
  path=${header##*"$tab"}
  offset=${header#*"${tab}around:"}
  offset=${offset%%:*}
  key=$(base64 -w 0 -- "$PENDING$path") || problem failed "${PENDING#.}$path" 'the key cannot be read'
  error=$({
    head -c "$offset" -- ".$path$suffix" && printf '%s' "$key" && tail -c "+$((offset + 1))" -- ".$path$suffix"
  } 2>&1 >".$path$suffix.key" && mv -f -- ".$path$suffix.key" ".$path$suffix" 2>&1) || write_problem "$path" "$error"
done
modes=$(for header in $headers; do printf '%s\n' "${header%%"$tab"*}"; done | sort -u)
for mode in $modes; do
  set --
  for header in $headers; do
    [ "${header%%"$tab"*}" = "$mode" ] && set -- "$@" ".${header##*"$tab"}$suffix"
  done
  error=$(chmod "$mode" -- "$@" 2>&1) || write_problem "${header##*"$tab"}" "$error"
done
set --
for path in $paths; do set -- "$@" ".$path$suffix"; done
# Before a file has its name: none is in place with the label of another.
relabel $made "$@"
[ -z "$contents" ] || {
  note_contents "$contents"
  set -- "$CONTENTS" "$@"
}
error=$(sync -- "$@" 2>&1) || write_problem "$path" "$error"
set --
for path in $paths; do
  # A run that is killed here makes a new one, because the certificate is in the same file.
  case "$nl$around" in *"$nl$path$nl"*) rm -f -- "$PENDING$path" ;; esac
  error=$(rename ".$path$suffix" ".$path" 2>&1) || write_problem "$path" "$error"
  # And here as well: the certificate for the key comes after it.
  case "$nl$keys" in *"$nl$path$nl"*) rm -f -- "$PENDING$path" ;; esac
  # Its copy in /etc may be on another disk, and must never be the newer one.
  [ "$path" != /var/lib/quorate/etcd-member ] || sync -- ".${path%/*}/"
  set -- "$@" ".${path%/*}/"
done
sync -- "$@"
