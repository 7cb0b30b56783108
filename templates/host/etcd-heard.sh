# Does the member at a client URL answer this host? Argument: the URL. Ends with 0 when it does, with 3 when nobody
# answers there, and with anything else when that cannot be said.
bin=/opt/quorate/bin/etcdctl
pki=/etc/kubernetes/pki/etcd
[ -x "$bin" ] && [ -f "$pki/healthcheck-client.key" ] || {
  echo "etcdctl or its certificate is not installed" >&2
  exit 90
}
"$bin" --endpoints="$1" --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" --key="$pki/healthcheck-client.key" \
  --dial-timeout=2s --command-timeout=5s endpoint status >/dev/null && exit 0
exit 3
