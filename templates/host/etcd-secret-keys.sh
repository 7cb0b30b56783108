# Which keys encrypt the Secrets in etcd: lines "COUNT k8s:enc:PROVIDER:VERSION:KEY:". Only these prefixes leave the pipe.
pki=/etc/kubernetes/pki/etcd
found=$(/opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
  --key="$pki/healthcheck-client.key" --dial-timeout=2s --command-timeout=60s get /registry/secrets/ --prefix --print-value-only |
  LC_ALL=C grep -a -o '^k8s:enc:[a-z0-9]*:v[0-9]*:[^:]*:' | sort | uniq -c)
[ -z "$found" ] || printf '%s\n' "$found"
echo end
