# Input: a line "MODE<tab>SHA256<tab>PATH", then the file, compressed by gzip.
IFS= read -r header || problem truncated / 'the request did not arrive'
path=${header##*"$tab"}
mode=${header%%"$tab"*}
digest=${header#*"$tab"}
digest=${digest%%"$tab"*}
temporary=.$path.quorate-tmp-$$
cleanup() { rm -f -- "$temporary"; }
trap 'cleanup; exit 129' HUP INT TERM

IFS=$nl
set -f
note_owned $(missing_parents "$path") "$path"
make_parents "$path"
set +f
for leftover in ".$path".quorate-tmp-*; do
  [ -f "$leftover" ] && rm -f -- "$leftover"
done

error=$({ gzip -dc >"$temporary" && chmod "$mode" "$temporary"; } 2>&1) || {
  [ "$?" = 153 ] && error='File too large'
  case $error in
    *'unexpected end of file'* | *'not in gzip format'* | *'crc error'* | *'invalid compressed data'*)
      problem truncated "$path" "$error"
      ;;
  esac
  write_problem "$path" "$error"
}
actual=$(sha256sum -- "$temporary") || problem failed "$path" 'the digest of what arrived cannot be computed'
actual=${actual%% *}
[ "$actual" = "$digest" ] || problem digest-mismatch "$path" "$actual, not $digest; nothing was installed"
# A rename, and no write into the old file: a running program goes on with its own inode, "text file busy" cannot be.
error=$({ sync -- "$temporary" && mv -fT -- "$temporary" ".$path"; } 2>&1) || write_problem "$path" "$error"
sync -- ".${path%/*}/"

# The next look at this host need not hash what was hashed just now.
key=$(stat -c "$DIGEST_KEY" -- ".$path") && printf '%s\t%s\t%s\n' "$key" ".$path" "$digest" >>"$DIGESTS"
exit 0
