# Changes the membership of etcd through the member of this host, which must be a healthy voter.
# Arguments: add-learner NAME PEER-URL; or with a MEMBER-ID promote, remove, move-leader (to it, on the leader's host),
# or remove-learner, which does nothing to a voter.
pki=/etc/kubernetes/pki/etcd
etcdctl() {
  /opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert="$pki/ca.crt" --cert="$pki/healthcheck-client.crt" \
    --key="$pki/healthcheck-client.key" --dial-timeout=2s --command-timeout=10s "$@"
}
case $1 in
add-learner) etcdctl member add "$2" --learner --peer-urls="$3" ;;
promote) etcdctl member promote "$2" ;;
remove) etcdctl member remove "$2" ;;
move-leader) etcdctl move-leader "$2" ;;
remove-learner)
  # Checked again right before: an earlier promotion may have succeeded although its answer was lost.
  members=$(etcdctl member list --write-out=simple) || exit
  printf '%s\n' "$members" | grep -q "^$2, .*, true$" || exit 0
  etcdctl member remove "$2"
  ;;
*) exit 64 ;;
esac
