# Deletes the data of etcd that restores have set aside, and what they have left beside the member. Input: a line
# "identity<tab>CLUSTER<tab>HOST". Output: a line "removed<tab>PATH" for each that was there.
requests=$(cat)
IFS=$nl
set -f
identity=
for request in $requests; do
  case $request in identity"$tab"*) identity=${request#*"$tab"} ;; esac
done
same_identity "$identity"
only_roots
for file in ./var/lib/quorate/etcd-member ./etc/etcd/member; do
  ! marker_has "$file" state=restoring || problem failed "${file#.}" 'a restore is under way'
done
set +f
for path in ./var/lib/etcd/quorate-old/* ./var/lib/etcd/quorate-restore/data ./var/lib/etcd/quorate-restore/*.db; do
  [ -e "$path" ] || continue
  error=$(rm -rf --one-file-system -- "$path" 2>&1) || problem failed "${path#.}" "$error"
  printf 'removed\t%s\n' "${path#.}"
done
rmdir -- ./var/lib/etcd/quorate-old 2>/dev/null
exit 0
