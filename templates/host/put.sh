# Input: the number of files, then a header line for each, "MODE<tab>SIZE<tab>SHA256<tab>PATH", then their contents one
# after the other. Nothing is renamed before everything has arrived, is on the disk and has the right digest.
suffix=.quorate-tmp-$$
paths=
cleanup() {
  IFS=$nl
  set -f
  for each in $paths; do rm -f -- ".$each$suffix"; done
}
trap 'cleanup; exit 129' HUP INT TERM

read -r count || problem truncated / 'the list of files did not arrive'
headers= expected= new=
while [ "$count" -gt 0 ]; do
  IFS= read -r header || problem truncated / 'the list of files did not arrive'
  headers="$headers$header$nl"
  path=${header##*"$tab"}
  paths="$paths$path$nl"
  digest=${header%"$tab"*}
  expected="$expected${digest##*"$tab"}  .$path$suffix$nl"
  new="$new$(missing_parents "$path")$nl$path$nl"
  count=$((count - 1))
done

IFS=$nl
set -f
note_owned $new
for header in $headers; do
  path=${header##*"$tab"}
  mode=${header%%"$tab"*}
  size=${header#*"$tab"}
  size=${size%%"$tab"*}
  make_parents "$path"
  set +f
  for leftover in ".$path".quorate-tmp-*; do
    [ -f "$leftover" ] && rm -f -- "$leftover"
  done
  set -f
  error=$({ head -c "$size" >".$path$suffix" && chmod "$mode" ".$path$suffix"; } 2>&1) || {
    # A limit on file sizes ends the writer without a word.
    [ "$?" = 153 ] && error='File too large'
    write_problem "$path" "$error"
  }
done

set --
for path in $paths; do set -- "$@" ".$path$suffix"; done
actual=$(sha256sum -- "$@") || problem failed "$path" 'the digest of what arrived cannot be computed'
[ "$actual$nl" = "$expected" ] || problem truncated "$path" 'what arrived is not what was sent'
error=$(sync -- "$@" 2>&1) || write_problem "$path" "$error"
set --
for path in $paths; do
  error=$(mv -fT -- ".$path$suffix" ".$path" 2>&1) || write_problem "$path" "$error"
  set -- "$@" ".${path%/*}/"
done
sync -- "$@"
