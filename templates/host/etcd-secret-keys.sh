# Which keys encrypt the Secrets in etcd: lines "COUNT k8s:enc:PROVIDER:VERSION:KEY:", for each hundred Secrets. Of the
# values, only these prefixes leave the pipe. Reads only.
pki=/etc/kubernetes/pki/etcd
last=/registry/secrets/
more=true
while [ "$more" = true ]; do
  # "!" is before all characters of names.
  page=$({
    /opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
      --key="$pki/healthcheck-client.key" --dial-timeout=2s --command-timeout=60s get "$last!" /registry/secrets0 --limit=100 --write-out=fields
    echo "ended $?"
  } | LC_ALL=C sed -n -e 's/^"Key" : "\(.*\)"$/key \1/p' -e 's/^"More" : /more /p' -e '/^ended /p' \
    -e 's/^"Value" : "\(k8s:enc:[a-z0-9]*:v[0-9]*:[^:"\\]*:\).*/value \1/p' -e 's/^"Value" : "k8s:enc:.*/value k8s:enc:unknown/p')
  case $page in *'ended 0') ;; *) exit 1 ;; esac
  more=$(printf '%s\n' "$page" | sed -n 's/^more //p')
  last=$(printf '%s\n' "$page" | sed -n 's/^key //p' | tail -n 1)
  case $more-$last in true-) exit 1 ;; true-* | false-*) ;; *) exit 1 ;; esac
  printf '%s\n' "$page" | sed -n 's/^value //p' | sort | uniq -c
done
echo end
