import {type DesiredLoadBalancer, LOAD_BALANCER_HEALTH_PORT} from '../../model/desired.js';
import {familyOf} from '../../network/address.js';
import type {Part} from '../part.js';
import {LIBEXEC} from '../paths.js';
import {service} from '../service.js';
import {fillTemplate, templateText} from '../template.js';
import type {RenderInput} from '../types.js';
import {haproxy} from './haproxy.js';

/** The load balancer for clients outside the cluster. It listens on all addresses, because the virtual IP moves. */
export function loadBalancer(input: RenderInput, wanted: DesiredLoadBalancer): readonly Part[] {
  const {desired} = input;
  const anyAddress = familyOf(wanted.address) === 'IPv4' ? '0.0.0.0' : '[::]';
  return [
    ...haproxy(input, {
      unit: 'quorate-load-balancer',
      description: 'the way from outside to every live API server',
      config: '/etc/haproxy/quorate-load-balancer.cfg',
      bind: `${anyAddress}:${desired.endpoint.port}`,
      healthPort: LOAD_BALANCER_HEALTH_PORT,
    }),
    ...keepalived(input, wanted),
  ];
}

const CONFIG = '/etc/keepalived/quorate.conf';
const CHECK = `${LIBEXEC}/load-balancer-check`;

/** Assigns the virtual IP to one of two load balancers, preferably to one with a live API server behind it. */
function keepalived({facts, templates}: RenderInput, wanted: DesiredLoadBalancer): readonly Part[] {
  const {host, address, shared} = wanted;
  if (shared === undefined) return [];
  const filled = (template: string, values: Readonly<Record<string, string>>) =>
    fillTemplate(template, templateText(templates, template), values);
  const device = facts.interfaces?.[address];
  const prefix = familyOf(shared.address) === 'IPv4' ? 32 : 128;
  return [
    {
      files: [
        {
          path: CHECK,
          mode: '755',
          text: filled('keepalived/check.sh', {port: String(LOAD_BALANCER_HEALTH_PORT)}),
        },
        {
          path: CONFIG,
          mode: '600',
          text: filled('keepalived/quorate.conf', {
            host,
            check: CHECK,
            router: String(shared.router),
            // Preflight requires the command ip, so the interface is known; keepalived has a default without it.
            interface: device === undefined ? '' : `\n  interface ${device}`,
            address,
            peers: shared.peers.map(peer => `    ${peer}`).join('\n'),
            shared: `${shared.address}/${prefix}${device === undefined ? '' : ` dev ${device}`}`,
          }),
        },
      ],
    },
    service(templates, {
      name: 'quorate-keepalived',
      phase: 'early',
      program: '/usr/sbin/keepalived',
      reads: [],
      reloads: [CONFIG],
      values: {config: CONFIG},
    }),
  ];
}
