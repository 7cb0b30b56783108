import {entries} from '../entry.js';

export const BALANCERS = entries({
  'balancers/backend-missing': {
    level: 'error',
    title: 'Load balancer has no server for a control plane',
    explanation:
      'The load balancer has no server for a control plane of the configuration, so it cannot fail over to that control plane.',
    remedy: 'quorate apply',
  },
  'balancers/backend-undeclared': {
    level: 'warning',
    title: 'Load balancer has a server that is not in the configuration',
    explanation: 'The load balancer forwards to a server that is not a control plane of the configuration.',
    remedy: 'quorate apply',
  },
  'balancers/backend-down': {
    level: 'error',
    title: 'Load balancer marks a ready API server as down',
    explanation:
      'The API server reports that it is ready, but the health check of this load balancer does not reach it. A firewall or a route between the two is the usual cause.',
    remedy: 'on {host}: `curl -k https://{address}/readyz`',
  },
  'balancers/unreadable': {
    level: 'warning',
    title: 'State of a load balancer could not be read',
    explanation: 'The load balancer runs, but its statistics socket gave no usable answer.',
    remedy: 'on {host}: `journalctl -u quorate-balancer.service -u quorate-load-balancer.service`',
  },
  'balancers/vip-unassigned': {
    level: 'error',
    title: 'Virtual IP is not assigned',
    explanation:
      'None of the hosts that share the virtual IP has it, so clients cannot reach the API through it. The usual cause is that keepalived runs on none of them.',
    remedy:
      'on {hosts}: `systemctl status quorate-keepalived.service`; `journalctl -u quorate-keepalived.service` says why it does not run',
  },
  'balancers/vip-duplicate': {
    level: 'error',
    title: 'Virtual IP is assigned to more than one host (VRRP split brain)',
    explanation:
      'The hosts that share the virtual IP do not receive VRRP advertisements of each other, and each of them took it. Connections go to one or the other and break.',
    remedy: 'allow VRRP (IP protocol 112) between {hosts}',
  },
  'balancers/vip-not-ready': {
    level: 'error',
    title: 'Virtual IP is on a host whose API server is not ready',
    explanation:
      'Another control plane is ready, and keepalived moves the virtual IP there within three seconds. If it does not, its check does not notice that the API server of this host is not ready, or the other hosts do not count as ready for it.',
    remedy:
      'on {host}: `journalctl -u quorate-keepalived.service` shows what keepalived saw; its check is `/opt/quorate/libexec/api-server-check`, which must fail there and succeed on the others',
  },
});
