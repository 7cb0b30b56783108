# What the running pods of this node have: each CA certificate once, and which key signed each token. Reads only.
# Prints "ca<tab>PATH" with the lines of the file after it, and "token<tab>HEADER<tab>PATH": of a token only its first part,
# which is not secret.
tab=$(printf '\t')
cd /var/lib/kubelet/pods 2>/dev/null || exit 0
seen=' '
for path in */volumes/kubernetes.io~projected/*/ca.crt; do
  [ -f "$path" ] || continue
  digest=$(sha256sum <"$path") || continue
  case $seen in *" $digest "*) continue ;; esac
  seen="$seen$digest "
  printf 'ca\t%s\n' "$path"
  head -c 100000 "$path"
  echo
done
for path in */volumes/kubernetes.io~projected/*/token; do
  [ -f "$path" ] || continue
  IFS=. read -r header _ <"$path" || [ -n "$header" ] || continue
  printf 'token\t%s\t%s\n' "$header" "$path"
done
printf 'end\n'
