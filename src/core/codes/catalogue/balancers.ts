import {entries} from '../entry.js';

export const BALANCERS = entries({
  'balancers/backend-missing': {
    level: 'error',
    title: 'A balancer does not know a control plane',
    explanation: 'The balancer has no server for a declared control plane: it does not go over to it when others fail.',
    remedy: 'quorate apply',
  },
  'balancers/backend-undeclared': {
    level: 'warning',
    title: 'A balancer sends to a server that nobody declared',
    explanation: 'The balancer has a server that is no control plane of the configuration.',
    remedy: 'quorate apply',
  },
  'balancers/backend-down': {
    level: 'error',
    title: 'A balancer takes a ready API server for dead',
    explanation: 'The API server says that it is ready, and the health check of this balancer does not get through.',
    remedy: 'from {host}: curl -k https://{address}/readyz',
  },
  'balancers/unreadable': {
    level: 'warning',
    title: 'A balancer does not say what it balances',
    explanation: 'The balancer runs, and its state could not be read.',
    remedy: 'on {host}: journalctl -u haproxy -u quorate-balancer.service -u quorate-load-balancer.service',
  },
  'balancers/vip-unassigned': {
    level: 'error',
    title: 'Nobody holds the shared address',
    explanation: 'The address that people use is on no load balancer: nobody reaches the API there.',
    remedy: 'on the load balancers: systemctl status quorate-keepalived.service',
  },
  'balancers/vip-duplicate': {
    level: 'error',
    title: 'Two load balancers hold the shared address',
    explanation:
      'The load balancers do not hear each other, and each took the address: connections go to one or the other and break.',
    remedy: 'let VRRP (IP protocol 112) through between {hosts}',
  },
});
