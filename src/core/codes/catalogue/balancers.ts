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
    explanation: 'No load balancer has the virtual IP, so clients cannot reach the API through it.',
    remedy:
      'on each load balancer: `systemctl status quorate-keepalived.service`; `journalctl -u quorate-keepalived.service` says why it does not run',
  },
  'balancers/vip-duplicate': {
    level: 'error',
    title: 'Virtual IP is assigned to two hosts (VRRP split brain)',
    explanation:
      'The load balancers do not receive VRRP advertisements of each other, and each of them took the virtual IP. Connections go to one or the other and break.',
    remedy: 'allow VRRP (IP protocol 112) between {hosts}',
  },
});
