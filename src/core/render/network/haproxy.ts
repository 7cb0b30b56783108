import type {Part} from '../part.js';
import {PKI} from '../paths.js';
import {service} from '../service.js';
import {fillTemplate, templateText} from '../template.js';
import type {RenderInput} from '../types.js';
import type {Servers} from './balancer-servers.js';

export interface Haproxy {
  readonly unit: string;
  readonly description: string;
  readonly config: string;
  /** Where it accepts connections for the API, in the syntax of haproxy. */
  readonly bind: string;
  /** Where it reports the state of its backends on its own host. */
  readonly healthPort: number;
  readonly servers: Servers;
}

const TEMPLATE = 'haproxy/quorate.cfg';

/** A haproxy in front of all control planes. A control plane that joins or is removed closes no connection to the others. */
export function haproxy({templates}: RenderInput, wanted: Haproxy): readonly Part[] {
  const {unit, description, config, bind, healthPort, servers} = wanted;
  const values = {
    bind,
    healthPort: String(healthPort),
    ca: PKI.ca.cert,
    balance: servers.balance,
    servers: servers.lines.join('\n'),
  };
  return [
    {
      files: [{path: config, mode: '600', text: fillTemplate(TEMPLATE, templateText(templates, TEMPLATE), values)}],
      booleans: ['haproxy_connect_any'],
    },
    service(templates, {
      name: unit,
      template: 'haproxy',
      phase: 'early',
      program: '/usr/sbin/haproxy',
      reads: [],
      reloads: [config, PKI.ca.cert],
      values: {description, config},
    }),
  ];
}
