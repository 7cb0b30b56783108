import {entries} from '../entry.js';

export const HOSTS = entries({
  'hosts/unreachable': {
    level: 'error',
    title: 'Host cannot be read',
    explanation:
      'Nothing on this host could be read: it is down, unreachable, or refuses the login. The state of its services is unknown, which does not mean that they are down. quorate changes nothing on it until it can be read. The evidence has the code of the failure, and the remedy is that of the failure: `quorate explain CODE` says more.',
    remedy: 'start {host} if it is down; otherwise connect with `ssh` and read the error that it prints',
  },
  'hosts/facts-incomplete': {
    level: 'warning',
    title: 'Incomplete facts from host',
    explanation:
      'The host can be read, but units, disks or load balancers could not be examined. The evidence says why.',
    remedy: 'quorate topology check --verbose',
  },
  'hosts/not-joined': {
    level: 'warning',
    title: 'Host has not joined the cluster yet',
    explanation: 'The host is in the configuration, but nothing of quorate is installed on it.',
    remedy: 'quorate join {host}',
  },
  'hosts/clock-off': {
    level: 'error',
    title: 'Clock of a host is wrong',
    explanation:
      'Certificates, tokens and leases are judged by the clock of each host. With a difference of ten seconds or more to the other hosts, new certificates are refused and leases end too early or too late.',
    remedy: 'on {host}: `timedatectl set-ntp true`, or `systemctl enable --now chrony`; `timedatectl` shows the result',
  },
  'hosts/clock-drifts': {
    level: 'warning',
    title: 'Clock of a host differs by some seconds',
    explanation:
      'The clock differs by more than two seconds from the other hosts. NTP does not synchronize it, so the difference grows.',
    remedy: 'on {host}: `timedatectl set-ntp true`, or `systemctl enable --now chrony`; `timedatectl` shows the result',
  },
  'hosts/operator-clock-off': {
    level: 'warning',
    title: 'Clock of this machine is wrong',
    explanation:
      'The clocks of the hosts agree with each other, but not with the machine that runs quorate. Certificates that it issues have a wrong start of validity.',
    remedy: 'on this machine: `timedatectl set-ntp true`',
  },
  'hosts/swap-on': {
    level: 'warning',
    title: 'Swap is enabled',
    explanation:
      'kubelet does not start while swap is enabled, so the node is not ready after the next boot. An etcd member that is swapped out misses heartbeats.',
    remedy:
      'on {host}: `swapoff -a`, and delete the swap entries from /etc/fstab; swap on zram: `systemctl disable --now zramswap.service`, or for zram-generator an empty /etc/systemd/zram-generator.conf',
  },
  'hosts/read-only': {
    level: 'error',
    title: 'File system is read-only',
    explanation:
      'A directory that the cluster writes to is on a file system that is mounted read-only. The kernel does this by itself after errors of the disk; services that write there fail.',
    remedy:
      'on {host}: `dmesg` shows errors of the disk; if there are none: `mount -o remount,rw {path}`, and correct its line in /etc/fstab',
  },
  'hosts/no-exec': {
    level: 'error',
    title: 'Programs of the cluster cannot be run',
    explanation:
      'The file system with the binaries that quorate installed is mounted noexec. Services that run keep running, and none of them starts again.',
    remedy: 'on {host}: `mount -o remount,exec {path}`, and delete noexec from its line in /etc/fstab',
  },
  'hosts/cni-config-first': {
    level: 'warning',
    title: 'Another pod network comes before flannel',
    explanation:
      'containerd uses the first file in /etc/cni/net.d, in the order of names, and a file that quorate did not write sorts before 10-flannel.conflist. New pods on this node get that network; if it does not exist, they do not start. A configuration of multus is no finding: it delegates to the next.',
    remedy: 'on {host}, if nothing needs it, move {path} to a name that ends with .old',
  },
  'hosts/network-overlap': {
    level: 'warning',
    title: 'Network of a host overlaps with pods or services',
    explanation:
      'The host has an address in the range of pods or services, or reaches a network within one of them through another interface. Packets to that network and packets to pods or services take the same way, and one of the two is not reachable.',
    remedy: 'on {host}: remove the address or the route that the message names; `ip route` shows all routes',
  },
  'hosts/no-service-route': {
    level: 'warning',
    title: 'Node has no route to services',
    explanation:
      'The host has neither a default route nor a route to the range of services in its main table. Processes of the host itself do not reach services: an API server does not reach webhooks, and pods in the network of the host have no cluster DNS. Other pods are not affected.',
    remedy:
      'on {host}: `ip route add {range} dev INTERFACE`, and the same in the configuration of its network; `ip route` shows all routes',
  },
  'hosts/resolver-unusable': {
    level: 'warning',
    title: 'Pods cannot use the DNS servers of a node',
    explanation:
      'Pods of the cluster DNS on this node forward names outside of the cluster to the nameservers in its resolv.conf. The file has none that a pod can reach: pods of the cluster DNS do not start there, or end in a loop.',
    remedy:
      'on {host}: write the addresses of the DNS servers of the network into /etc/resolv.conf, or `systemctl enable --now systemd-resolved`; then `quorate apply`. Running pods keep the old file: on a control plane, `kubectl --kubeconfig=/etc/kubernetes/admin.conf -n kube-system rollout restart deployment coredns`',
  },
  'hosts/machine-id-shared': {
    level: 'error',
    title: 'Hosts have the same machine id',
    explanation:
      'They are clones of one image, or one machine with two names. DHCP leases and node identities are mixed up; and if it is one machine, both fail together.',
    remedy:
      'on all but one of {hosts}: `rm -f /etc/machine-id /var/lib/dbus/machine-id && systemd-machine-id-setup`, then reboot; if it has joined the cluster, also `rm /etc/quorate/identity /var/lib/quorate/identity`, and record the new id: `quorate apply`',
  },
  'hosts/disk-low': {
    level: 'warning',
    title: 'File system is almost full',
    explanation: 'Below 10 % of free space kubelet evicts pods, and an etcd member that cannot write stops.',
    remedy: 'on {host}: `du -xsh {path}/*` shows what uses the space',
  },
  'hosts/unit-failed': {
    level: 'error',
    title: 'Unit has failed',
    explanation: 'systemd does not restart the unit any more. The last lines of its log are part of the evidence.',
    remedy: 'on {host}: `journalctl -u {unit}`; then: `systemctl restart {unit}`',
  },
  'hosts/unit-restarting': {
    level: 'error',
    title: 'Unit is crash-looping',
    explanation:
      'The unit exits soon after each start and systemd restarts it. The last lines of its log are part of the evidence.',
    remedy: 'on {host}: `journalctl -u {unit}`',
  },
  'hosts/unit-stopped': {
    level: 'error',
    title: 'Unit is not running',
    explanation: 'The unit must run here. It was stopped manually or by a unit that it depends on.',
    remedy: 'on {host}: `systemctl start {unit}`; or: `quorate apply`',
  },
  'hosts/unit-disabled': {
    level: 'warning',
    title: 'Unit is not enabled at boot',
    explanation: 'It runs now, but does not start at the next boot of the host.',
    remedy: 'on {host}: `systemctl enable {unit}`; or: `quorate apply`',
  },
});
