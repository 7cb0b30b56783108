# What the pods of this node have in projected volumes: each file with a CA of this cluster once, and which key signed each
# token. The files may have any names. Reads only. Prints "ca<tab>VOLUME" with the lines of the file after it, each behind a
# tab, and "token<tab>HEADER<tab>VOLUME": of a token only its first part, which is not secret. What pods have put into names
# and files is never printed as a line of its own.
tab=$(printf '\t')
ours=$(grep -v -e '-----' -e ':' -e '^[[:space:]]*$' /etc/kubernetes/pki/ca.crt | tr -d '\r')
[ -n "$ours" ] || exit 1
cd /var/lib/kubelet/pods || exit
seen=' '
for path in */volumes/kubernetes.io~projected/*/..data/* */volumes/kubernetes.io~projected/*/..data/*/* \
  */volumes/kubernetes.io~projected/*/..data/*/*/*; do
  [ -f "$path" ] || continue
  volume=${path%%/..data/*}
  header=$(head -c 4000 "$path" 2>/dev/null | tr -d '\000' | sed -n '1s/^\(eyJ[A-Za-z0-9_-]*\)\.eyJ.*/\1/p')
  if [ -n "$header" ]; then
    printf 'token\t%s\t%s\n' "$header" "$volume"
    continue
  fi
  # 1: no line is ours. A file that cannot be read may be gone with its pod; otherwise it is not known what it has.
  grep -qF -e "$ours" "$path" 2>/dev/null || {
    [ "$?" = 1 ] || [ ! -f "$path" ] || exit 1
    continue
  }
  digest=$(sha256sum <"$path") || continue
  case $seen in *" $digest "*) continue ;; esac
  seen="$seen$digest "
  printf 'ca\t%s\n' "$volume"
  sed -n '/-----BEGIN /,/-----END /s/^/'"$tab"'/p' <"$path"
  echo
done
printf 'end\n'
