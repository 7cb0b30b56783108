# Receives a snapshot of etcd beside the data of the member. Input: a line "SHA256<tab>BYTES", then the snapshot. It gets
# its name when it is complete and on the disk: a file with this name is whole.
data=/var/lib/etcd
beside=$data/quorate-restore
IFS=$tab read -r digest bytes || problem truncated / 'the request did not arrive'
case ${#digest}$digest in
  *[!0-9a-f]*) digest= ;;
  64*) ;;
  *) digest= ;;
esac
[ -n "$digest" ] || problem failed "$beside" 'the digest of the snapshot is not understood'
[ -d ".$data" ] || problem failed "$data" 'there is no data directory of etcd'
part=.$beside/.part-$$
cleanup() { rm -f -- "$part"; }
trap 'cleanup; exit 129' HUP INT TERM
error=$(mkdir -p ".$beside" 2>&1) || write_problem "$beside" "$error"
only_roots
rm -f -- ".$beside"/.part-*
{ error=$(take "$bytes" 2>&1 >&3); } 3>"$part" || write_problem "$beside/$digest.db" "$error" "$?"
actual=$(openssl dgst -sha256 -r "$part" 2>/dev/null || sha256sum -- "$part") ||
  problem failed "$beside" 'cannot compute the digest of the upload'
actual=${actual%% *}
[ "$actual" = "$digest" ] ||
  problem truncated "$beside/$digest.db" "the received data has the digest $actual"
error=$({ sync -- "$part" && rename "$part" ".$beside/$digest.db"; } 2>&1) || write_problem "$beside/$digest.db" "$error"
# Snapshots of other restores are not needed any more.
for file in ".$beside"/*.db; do [ "$file" = ".$beside/$digest.db" ] || rm -f -- "$file"; done
sync -- ".$beside/" ".$data/"
