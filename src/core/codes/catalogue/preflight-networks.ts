import {entries} from '../entry.js';

/** Checks of what else uses the network of a host that joins. */
export const PREFLIGHT_NETWORKS = entries({
  Firewalld: {
    level: 'warning',
    title: 'firewalld is active',
    explanation:
      'firewalld blocks the ports that other hosts of the cluster use, and does not forward packets of pods and services. Port 2379 is for control planes and 2380 for etcd members only. Only hosts that join are checked.',
    remedy:
      'On {host}: run the `firewall-cmd` line that the finding prints. It opens the ports permanently, trusts the ranges of pods and services, and reloads the rules.',
  },
  PacketFilter: {
    level: 'warning',
    title: 'A packet filter drops packets by default',
    explanation:
      'ufw is active, or a chain of nftables or iptables for arriving or forwarded packets drops or rejects what none of its rules accepts. quorate does not judge the other rules. Docker leaves such a chain for forwarded packets behind, also after it was removed; then pods do not reach pods on other nodes. Only hosts that join are checked.',
    remedy:
      'On {host}: run the commands that the finding prints, unless other rules accept the same. `nft list ruleset` shows all rules.',
  },
  NetworkManager: {
    level: 'warning',
    title: 'NetworkManager may change the network of pods',
    explanation:
      'nm-cloud-setup is enabled, as in images of RHEL for clouds: it writes routing rules that packets of pods fall under. Or no configuration of NetworkManager leaves the interfaces cni0 and flannel.1 alone. Only hosts that join are checked.',
    remedy:
      'On {host}: `systemctl disable --now nm-cloud-setup.service nm-cloud-setup.timer` and reboot; and run the command that the finding prints, which writes /etc/NetworkManager/conf.d/quorate.conf.',
  },
  NetworkOverlap: {
    level: 'error',
    title: 'A network of the host overlaps with pods or services',
    explanation:
      'An address of the host is in the range of pods or of services, so that no pod or service can have it; or an interface of an earlier cluster (cni0, flannel.1) is left, with whose address no pod starts. A route to a network within a range is a warning: hosts in that network cannot be reached. A route to a larger network is not a finding. Only hosts that join are checked.',
    remedy:
      'Set `spec.network.podCidr` and `spec.network.serviceCidr` to ranges that no network of the hosts uses; they cannot be changed later. Remains of an earlier cluster on {host}: `ip link delete cni0` and `ip link delete flannel.1`.',
  },
  ServiceRoute: {
    level: 'error',
    title: 'Host has no route to services',
    explanation:
      'The host has neither a default route nor a route to the range of services. kube-proxy changes the destination of a packet to a service only after the kernel has found a route for it. Without one, processes of the host itself do not reach any service: the kubelet, pods in the network of the host, and the API server, which connects to webhooks. Only routes of the main table are read. Only hosts that join are checked.',
    remedy:
      'On {host}: the `ip route add` that the finding prints, and the same in the configuration of the network of {host}. With a default route in another table than the main one: `--ignore-preflight-errors ServiceRoute`.',
  },
  CNIConfig: {
    level: 'error',
    title: 'A configuration of another pod network exists',
    explanation:
      'containerd uses the first file in /etc/cni/net.d, in the order of names. A file that sorts before 10-flannel.conflist, for example 05-cilium.conflist, would give pods a network that does not exist, and they would not start. One that sorts after it is a warning. Only hosts that join are checked.',
    remedy: 'On {host}, if nothing needs it: move the file away, for example to a name that ends with .old.',
  },
  ResolvConf: {
    level: 'error',
    title: 'Pods cannot use the DNS servers of the host',
    explanation:
      'The pods of the cluster DNS forward names outside of the cluster to the nameservers of their node: those in /run/systemd/resolve/resolv.conf if systemd-resolved is active, otherwise those in /etc/resolv.conf. If the file does not exist, has no nameserver, or only a loopback address such as 127.0.0.1, they do not start or end in a loop. A loopback address among others, and more than three nameservers, are a warning. Only hosts that join are checked.',
    remedy:
      'On {host}: write the addresses of the DNS servers of the network into /etc/resolv.conf, or `systemctl enable --now systemd-resolved`.',
  },
});
