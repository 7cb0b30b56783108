import {entries} from '../entry.js';

export const LINKS = entries({
  'links/host-isolated': {
    level: 'error',
    title: 'A host is cut off from the others',
    explanation:
      'quorate reaches the host, and the other hosts do not, at any port: a firewall or a route between them.',
    remedy: 'on {host}: nft list ruleset (or iptables -S); ip route',
  },
  'links/port-blocked': {
    level: 'error',
    title: 'A port is blocked',
    explanation:
      'No host gets an answer at this port, while others of the host answer: a firewall on the host or before it drops it.',
    remedy: 'on {host}: let TCP port {port} in from the hosts of the cluster',
  },
  'links/port-refused': {
    level: 'error',
    title: 'Nothing listens at a port',
    explanation: 'The host answers that nothing listens at a port that the other hosts need.',
    remedy: 'on {host}: ss -ltnp; quorate apply',
  },
  'links/no-connectivity': {
    level: 'error',
    title: 'Two hosts do not reach each other',
    explanation:
      'Others reach both, and the two do not reach each other: a cut that single checks do not see. etcd may elect in circles over it, and pods on the two do not talk.',
    remedy: 'between {hosts}: firewalls and routes; let TCP {ports} through',
  },
});
