import type {Fault} from './faults.js';

/** A fault, and how `topology check` reports it: `code`, or `code host`. */
export interface ClusterFault extends Fault {
  readonly name: string;
  readonly on: string;
  readonly found: string;
}

const stopped = (on: string, unit: string, found: string): ClusterFault => ({
  name: `${unit} stopped on ${on}`,
  on,
  make: `systemctl stop ${unit}`,
  mend: `systemctl start ${unit}`,
  found,
});

/** Replaces a file while its reader keeps running as it was; afterwards the reader gets the original again. */
const edited = (name: string, on: string, path: string, edit: string, mend: string, found: string): ClusterFault => ({
  name,
  on,
  make: `cp -a ${path} /root/kept && cp -a ${path} /root/edited && sed -i '${edit}' /root/edited && mv /root/edited ${path}`,
  mend: `mv /root/kept ${path}; ${mend}`,
  found,
});

const ETCDCTL = `/opt/quorate/bin/etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt \
--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key`;

/** Removes a member that was never started, by its peer URL. */
const removeMember = (peerUrl: string) =>
  `${ETCDCTL} member remove "$(${ETCDCTL} member list | grep -F '${peerUrl}' | cut -d, -f1)"`;

const KUBECTL = '/opt/quorate/bin/kubectl --kubeconfig=/etc/kubernetes/admin.conf';
const ENCRYPTION = '/etc/kubernetes/encryption.yaml';

/** No packets pass between this host and that address; all others are unaffected. */
const dropped = (rules: readonly string[]): Pick<Fault, 'make' | 'mend'> => ({
  make: `nft -f - <<'END'
table inet fault {
  chain in { type filter hook input priority -300; ${rules.map(rule => `${rule.replace('PEER', 'saddr')} drop;`).join(' ')} }
  chain out { type filter hook output priority -300; ${rules.map(rule => `${rule.replace('PEER', 'daddr')} drop;`).join(' ')} }
}
END`,
  mend: 'nft delete table inet fault',
});

/** Faults of a running cluster cp1, cp2, cp3, w1, w2 at these addresses. None affects the other hosts for long. */
export const clusterFaults = (network: string): readonly ClusterFault[] => [
  stopped('cp3', 'etcd.service', 'etcd/member-down cp3'),
  stopped('cp2', 'kube-apiserver.service', 'hosts/unit-stopped cp2'),
  stopped('w2', 'kubelet.service', 'hosts/unit-stopped w2'),
  stopped('w1', 'quorate-balancer.service', 'hosts/unit-stopped w1'),
  {
    name: 'a learner left behind',
    on: 'cp1',
    make: `${ETCDCTL} member add x4 --learner --peer-urls=https://${network}.99:2380`,
    mend: removeMember(`https://${network}.99:2380`),
    found: `etcd/member-undeclared https://${network}.99:2380`,
  },
  {
    name: 'an undeclared member',
    on: 'cp1',
    make: `${ETCDCTL} member add x5 --peer-urls=https://${network}.98:2380`,
    mend: removeMember(`https://${network}.98:2380`),
    found: `etcd/member-undeclared https://${network}.98:2380`,
  },
  edited(
    'an edited configuration file',
    'w1',
    '/var/lib/kubelet/config.yaml',
    's/podPidsLimit: 4096/podPidsLimit: 100000/',
    'systemctl restart kubelet.service',
    'drift/file-edited w1',
  ),
  edited(
    'an edited unit',
    'w1',
    '/etc/systemd/system/kube-proxy.service',
    's/^Restart=.*/Restart=no/',
    'systemctl daemon-reload; systemctl restart kube-proxy.service',
    'drift/unit-edited w1',
  ),
  {
    name: 'a drop-in',
    on: 'w2',
    make: `mkdir -p /etc/systemd/system/kube-proxy.service.d
      printf '[Service]\\nNice=5\\n' >/etc/systemd/system/kube-proxy.service.d/nice.conf; systemctl daemon-reload`,
    mend: `rm -r /etc/systemd/system/kube-proxy.service.d; systemctl daemon-reload`,
    found: 'drift/unit-drop-in w2',
  },
  {
    name: 'a swapped binary',
    on: 'w2',
    make: `path=$(readlink -f /opt/quorate/bin/kube-proxy); cp -a "$path" /root/kept
      cp -a "$path" /root/other; echo other >>/root/other; mv /root/other "$path"`,
    mend: 'mv /root/kept "$(readlink -f /opt/quorate/bin/kube-proxy)"; systemctl restart kube-proxy.service',
    found: 'drift/binary-differs w2',
  },
  {
    name: 'a file anybody may write',
    on: 'w2',
    make: 'chmod 666 /etc/kubernetes/kube-proxy.d/config.yaml',
    mend: 'chmod 600 /etc/kubernetes/kube-proxy.d/config.yaml; systemctl restart kube-proxy.service',
    found: 'drift/file-mode w2',
  },
  edited(
    'a balancer without one backend',
    'w1',
    '/etc/haproxy/quorate.cfg',
    '/^  server cp3 /d',
    'systemctl reload quorate-balancer.service',
    'drift/file-edited w1',
  ),
  {
    name: 'a port blocked',
    on: 'w1',
    make: `nft -f - <<'END'
table inet fault {
  chain in { type filter hook input priority -300; tcp dport 10250 drop; }
}
END`,
    mend: 'nft delete table inet fault',
    found: 'links/port-blocked w1',
  },
  {
    name: 'a cut between two hosts only',
    on: 'w1',
    ...dropped([`ip PEER ${network}.12`]),
    found: 'links/no-connectivity',
  },
  {
    name: 'an undeclared Node',
    on: 'cp1',
    make: `echo '{"apiVersion":"v1","kind":"Node","metadata":{"name":"x9"}}' | ${KUBECTL} create -f -`,
    mend: `${KUBECTL} delete node x9`,
    found: 'kube/node-undeclared x9',
  },
  {
    name: 'a Node that takes no pods',
    on: 'cp1',
    make: `${KUBECTL} cordon w1`,
    mend: `${KUBECTL} uncordon w1`,
    found: 'kube/node-cordoned w1',
  },
  {
    name: 'encryption switched off',
    on: 'cp1',
    make: `cp -a ${ENCRYPTION} /root/kept
      printf '%s\\n' 'apiVersion: apiserver.config.k8s.io/v1' 'kind: EncryptionConfiguration' 'resources:' \\
        '- resources: [secrets]' '  providers: [{identity: {}}]' >/root/edited
      chmod 600 /root/edited; mv /root/edited ${ENCRYPTION}
      systemctl restart kube-apiserver.service
      until ${KUBECTL} create secret generic in-plain-text --from-literal=word=kept; do sleep 0.3; done`,
    mend: `${KUBECTL} delete secret in-plain-text; mv /root/kept ${ENCRYPTION}; systemctl restart kube-apiserver.service`,
    found: 'kube/secrets-unencrypted',
  },
];
