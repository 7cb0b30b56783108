# Downloads files, and installs them or what is in them, each atomically.
# Input: settings as download.sh reads them. For each file, lines about its contents, and then one about the file:
#   place<tab>MODE<tab>SHA256<tab>PATH<tab>MEMBER of the archive, or "=" for the file itself; all in one directory
#   file<tab>SHA256<tab>BYTES<tab>URL
# For each archive that is assembled here, its parts in order, and then one about the archive:
#   bytes<tab>BASE64, or blob<tab>SHA256<tab>BYTES<tab>URL
#   assemble<tab>MODE<tab>SHA256<tab>PATH
# A download is stored beside its first path until it is complete. The next run continues it, also after `kill -9`.
temporary=
cleanup() {
  close_downloads
  IFS=$nl
  set -f
  [ -z "$temporary" ] || rm -f -- $temporary
}
trap 'cleanup; exit 129' HUP INT TERM

# fields LINE: sets f1 to f5.
fields() {
  IFS=$tab
  set -- $1
  IFS=$nl
  f1=$1 f2=${2-} f3=${3-} f4=${4-} f5=${5-}
}

# prepare: lists the paths as owned, and makes their directories. Of temporary files, the parts of these downloads stay.
prepare() {
  paths= parts=
  for line in $request; do
    fields "$line"
    case $f1 in
      place | assemble) paths=$paths$f4$nl ;;
      file | blob) parts=$parts$f2$nl ;;
    esac
  done
  note_owned $(for path in $paths; do missing_parents "$path"; done) $paths
  # A download of a run that was killed may still be running.
  exec 8>>./run/quorate/fetch.lock
  flock -w 60 8 || problem failed /run/quorate/fetch.lock 'another download has been running on this host for a minute'
  folders=
  for path in $paths; do
    make_parents "$path"
    case $nl$folders in *"$nl${path%/*}$nl"*) ;; *) folders=$folders${path%/*}$nl ;; esac
    set +f
    for leftover in ".$path".quorate-tmp-*; do
      [ -f "$leftover" ] || continue
      case $nl$parts in *"$nl${leftover##*-}$nl"*) ;; *) rm -f -- "$leftover" ;; esac
    done
    set -f
  done
  # Files get the label of their folder. All of these folders: an interrupted run may have made one and not labelled it.
  relabel $(printf '%s' "$made$folders" | sort -u)
}

# adopt FILE: takes the part that an interrupted run has left, also beside another path of the folder.
adopt() {
  [ ! -f "$1" ] || return 0
  set +f
  set -- "$1" "${1%/*}"/*".quorate-tmp-${1##*-}"
  set -f
  [ ! -f "$2" ] || mv -fT -- "$2" "$1"
}

# download SHA256 BYTES URL PATH BEFORE: sets file to a complete and verified download, which is beside the path. BEFORE
# is the number of bytes that were downloaded for the path already.
download() {
  file=.$4.quorate-tmp-$1
  adopt "$file"
  [ "$(size_of "$file")" -le "$2" ] || rm -f -- "$file"
  resume "$@"
  digest_of "$file"
  [ "$actual" != "$1" ] || return 0
  rm -f -- "$file"
  # The part that was there may be of something else.
  [ -z "$resumed" ] || { resume "$@" && digest_of "$file"; }
  [ "$actual" != "$1" ] || return 0
  rm -f -- "$file"
  problem wrong-content "$3" "the digest of the download is $actual, not $1"
}

# resume SHA256 BYTES URL PATH BEFORE: until it is complete, or cannot be continued. An attempt that brings a mebibyte does
# not count. Sets resumed if there was a part.
resume() {
  resumed= tries=3
  while :; do
    have=$(size_of "$file")
    [ "$have" = 0 ] || resumed=yes
    [ "$have" -lt "$2" ] || return 0
    ask "$3" "$file" "$2" "$4" "$5"
    now=$(size_of "$file")
    case $program$code in
      # With 33, curl cannot continue, and with 416 there is no more data.
      curl0 | wget0 | curllarge | wgetlarge | curl33) return 0 ;;
      curl23 | wget3 | *153) not_written "$4" ;;
    esac
    ! said_status 416 || return 0
    tries=$((tries - 1))
    [ "$((now - have))" -lt 1048576 ] || tries=3
    if [ "$tries" = 0 ] || is_final; then
      [ "$now" != 0 ] || rm -f -- "$file"
      problem download "$3" "$program $code $said"
    fi
    [ "$now" != "$have" ] || sleep 1 8>&-
  done
}

said_status() { case $said in *"error: $1"* | *"ERROR $1"*) ;; *) return 1 ;; esac }

# is_final: another try would have the same result.
is_final() {
  case $program$code in
    curl1 | curl3 | curl47 | curl51 | curl58 | curl59 | curl60 | curl77 | wget2 | wget5 | wget6 | *redirect) return 0 ;;
  esac
  said_status 4 && ! said_status 408 && ! said_status 429
}

# not_written PATH: ends the script after a failed write. Of a full disk the part is deleted: others need the space.
not_written() {
  if [ "$code" = 153 ] || is_full "$1"; then
    rm -f -- "$file"
    problem disk-full "$1" "${said:-the downloader ended with exit code $code}"
  fi
  rm -f -- "$file"
  problem failed "$1" "$said"
}

# digest_of FILE: sets actual. openssl, which nearly every host has, takes a sixth of the time of sha256sum.
digest_of() {
  actual=none
  [ -f "$1" ] || return 0
  actual=$(openssl dgst -sha256 -r "$1" 2>/dev/null || sha256sum -- "$1") ||
    problem failed "${1#.}" 'cannot compute the digest of the download'
  actual=${actual%% *}
}

# place FILE MODE SHA256 PATH: gives a verified file its mode and its name.
place() {
  # A rename, not a write into the old file: a running program keeps its inode, and "text file busy" cannot happen.
  error=$({ chmod "$2" "$1" && sync -- "$1" && mv -fT -- "$1" ".$4"; } 2>&1) || write_problem "$4" "$error"
  sync -- ".${4%/*}/"
  # The next facts need not hash this file again.
  key=$(stat -c "$DIGEST_KEY" -- ".$4") && printf '%s\t%s\t%s\n' "$key" ".$4" "$3" >>"$DIGESTS"
}

# unpack URL: the members of the downloaded archive, each beside its path.
unpack() {
  command -v tar >/dev/null || problem no-tar / 'tar is not installed'
  set --
  members=
  for line in $contents; do
    fields "$line"
    members=$members$f5$nl
    temporary=$temporary.$f4.quorate-tmp-$$$nl
    set -- "$@" "--transform=s|^$(printf '%s' "$f5" | sed 's/\./\\./g')\$|${f4##*/}.quorate-tmp-$$|"
  done
  # Not as root would by default: with the owners and permissions in the archive.
  set -- --no-same-owner --no-same-permissions "$@"
  error=$($nice tar -xzf "$file" -C ".${f4%/*}" "$@" -- $members 2>&1) || {
    is_full "$f4" && full=yes || full=no
    rm -f -- "$file"
    [ "$full" = no ] || problem disk-full "$f4" "$error"
    problem archive "$1" "$error"
  }
}

# install_contents URL: verifies all contents of the download, deletes an archive, and then gives each its name: beside a
# path that is installed there is no temporary file, whenever the script is killed.
install_contents() {
  first=${contents%%"$nl"*}
  if [ "${first##*"$tab"}" = = ]; then
    temporary=$file
  else
    unpack "$1"
  fi
  for line in $contents; do
    fields "$line"
    content=.$f4.quorate-tmp-$$
    [ "$f5" != = ] || content=$file
    [ -f "$content" ] && ! [ -L "$content" ] || problem archive "$1" "$f5 is not a regular file"
    [ "$content" = "$file" ] || digest_of "$content"
    [ "$actual" = "$f3" ] || {
      rm -f -- "$file"
      problem wrong-content "$1" "the digest of ${f5#=} for $f4 is $actual, not $f3"
    }
  done
  [ "$temporary" = "$file" ] || rm -f -- "$file"
  for line in $contents; do
    fields "$line"
    content=.$f4.quorate-tmp-$$
    [ "$f5" != = ] || content=$file
    place "$content" "$f2" "$f3" "$f4"
  done
  temporary=
}

# assemble MODE SHA256 PATH: downloads the parts of an archive, and then puts it together.
assemble() {
  before=0 blobs=
  for line in $contents; do
    fields "$line"
    [ "$f1" = blob ] || continue
    download "$f2" "$f3" "$f4" "$3" "$before"
    blobs=$blobs$file$nl
    before=$((before + f3))
  done
  temporary=.$3.quorate-tmp-$$
  for line in $contents; do
    fields "$line"
    case $f1 in
      bytes) error=$(printf '%s' "$f2" | base64 -d 2>&1 >>"$temporary") ;;
      blob) error=$(cat -- ".$3.quorate-tmp-$f2" 2>&1 >>"$temporary") ;;
    esac || write_problem "$3" "$error"
  done
  digest_of "$temporary"
  rm -f -- $blobs
  [ "$actual" = "$2" ] || problem wrong-archive "$3" "the digest is $actual, not $2"
  place "$temporary" "$1" "$2" "$3"
  temporary=
}

read_request
open_downloads
prepare
contents=
for line in $request; do
  fields "$line"
  case $f1 in
    place | bytes | blob)
      contents=$contents$line$nl
      continue
      ;;
    file)
      set -- "$f2" "$f3" "$f4"
      first=${contents#*"$tab"*"$tab"*"$tab"}
      download "$@" "${first%%"$tab"*}" 0
      install_contents "$3"
      ;;
    assemble) assemble "$f2" "$f3" "$f4" ;;
  esac
  contents=
done
cleanup
exit 0
