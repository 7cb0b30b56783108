# Snapshots of etcd that are kept on this host. Arguments: "keep SNAPSHOT NAME MANIFEST": moves the one in a directory of
# etcd-snapshot.sh there; "receive NAME BYTES SHA256 MANIFEST": stores the input; "list": prints each as a line
# "snapshot<tab>NAME<tab>BYTES<tab>SHA256<tab>MANIFEST", its manifest in one line.
base=/var/lib/quorate
kept=$base/snapshots
umask 077
# name NAME: ends the script unless it is that of a snapshot.
name() {
  case $1 in
  '' | .* | */* | *[!0-9A-Za-z.-]*) exit 64 ;;
  *.db | *.db.age | *.db.cms) ;;
  *) exit 64 ;;
  esac
}
# store FILE NAME MANIFEST: the manifest comes first, so that a snapshot that is there is complete.
store() {
  mkdir -p "$kept" && chmod 700 "$kept" || exit 1
  printf '%s\n' "$3" >"$kept/$2.json.part" && sync "$kept/$2.json.part" "$1" &&
    mv -fT -- "$kept/$2.json.part" "$kept/$2.json" && mv -fT -- "$1" "$kept/$2" && sync "$kept"
}
case $1 in
keep)
  case $2 in
  snapshot.*/* | snapshot.*.*) exit 64 ;;
  snapshot.?*) ;;
  *) exit 64 ;;
  esac
  name "$3"
  store "$base/$2/db" "$3" "$4"
  ;;
receive)
  name "$2"
  mkdir -p "$kept" && chmod 700 "$kept" || exit 1
  # Those of killed runs. The lock prevents that another run uses them.
  rm -f -- "$kept"/*.part
  free=$(stat -f -c '%a %S' "$kept") || exit 1
  [ "$((${free% *} * ${free#* }))" -ge "$3" ] || {
    echo "$kept has too little free space: $(($3 / 1000000 + 1)) MB are needed" >&2
    exit 28
  }
  trap 'rm -f -- "$kept/$2.part"' EXIT
  trap 'exit 129' HUP INT TERM
  cat >"$kept/$2.part" || exit 1
  digest=$(sha256sum <"$kept/$2.part") || exit 1
  [ "${digest%% *}" = "$4" ] || {
    echo "$2 was damaged on its way: its digest is ${digest%% *}" >&2
    exit 1
  }
  store "$kept/$2.part" "$2" "$5"
  ;;
list)
  for file in "$kept"/*.db "$kept"/*.db.age "$kept"/*.db.cms; do
    [ -f "$file" ] && [ ! -L "$file" ] || continue
    digest=$(sha256sum <"$file") || digest=
    manifest=
    [ ! -f "$file.json" ] || manifest=$(head -c 65537 "$file.json" | tr -d '\n\t')
    printf 'snapshot\t%s\t%s\t%s\t%s\n' "${file##*/}" "$(stat -c %s "$file")" "${digest%% *}" "$manifest"
  done
  echo 'end'
  ;;
*) exit 64 ;;
esac
