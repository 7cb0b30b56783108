import {entries} from '../entry.js';

export const LINKS = entries({
  'links/host-isolated': {
    level: 'error',
    title: 'Host is unreachable from the other hosts',
    explanation:
      'quorate reaches the host over SSH, but the other hosts do not reach it at any port. A firewall or a route is the usual cause.',
    remedy: 'on {host}: `nft list ruleset` (or `iptables -S`), then `ip route`',
  },
  'links/port-blocked': {
    level: 'error',
    title: 'Port is blocked',
    explanation:
      'No host gets an answer at this port, while other ports of the host answer. A firewall on the host or in front of it drops the packets.',
    remedy: 'on {host}: allow TCP port {port} from the hosts of the cluster',
  },
  'links/port-refused': {
    level: 'error',
    title: 'Nothing listens on a required port',
    explanation: 'The host refuses connections at a port that the other hosts need.',
    remedy: 'on {host}: `ss -ltnp`; then: `quorate apply`',
  },
  'links/no-connectivity': {
    level: 'error',
    title: 'No connectivity between two hosts',
    explanation:
      'Other hosts reach both of them, but the two do not reach each other. Checks from a single host do not see it. etcd may hold election after election, and pods on the two hosts cannot connect to each other.',
    remedy: 'allow TCP {ports} between {hosts}: check the firewalls and routes of both',
  },
});
