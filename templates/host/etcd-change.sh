# Changes the membership of etcd through the member of this host, which must be a healthy voter.
# Arguments: add-learner NAME PEER-URL, or promote MEMBER-ID.
pki=/etc/kubernetes/pki/etcd
etcdctl() {
  /opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=2s --command-timeout=10s "$@"
}
case $1 in
add-learner) etcdctl member add "$2" --learner --peer-urls="$3" ;;
promote) etcdctl member promote "$2" ;;
*) exit 64 ;;
esac
