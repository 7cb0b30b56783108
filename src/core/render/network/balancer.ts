import {API_PORT, type DesiredCluster, type DesiredNode, NODE_BALANCER_PORT} from '../../cluster/desired.js';
import {urlHost} from '../../network/url.js';
import type {Part} from '../part.js';
import {PKI} from '../paths.js';
import {service} from '../service.js';
import {fillTemplate} from '../template.js';
import {templateText} from '../templates.js';
import type {RenderInput} from '../types.js';

const CONFIG = '/etc/haproxy/quorate.cfg';
const TEMPLATE = 'haproxy/quorate.cfg';

/** The way to the API of a node that has none of its own: to every live control plane, over its own loopback. */
export function balancer({desired, templates}: RenderInput, {apiServer}: DesiredNode): readonly Part[] {
  if (new URL(apiServer).port !== String(NODE_BALANCER_PORT)) return [];
  return [
    {
      files: [
        {
          path: CONFIG,
          mode: '600',
          text: fillTemplate(TEMPLATE, templateText(templates, TEMPLATE), {
            port: String(NODE_BALANCER_PORT),
            ca: PKI.ca.cert,
            servers: servers(desired),
          }),
        },
      ],
    },
    service(templates, {
      name: 'quorate-balancer',
      phase: 'early',
      program: '/usr/sbin/haproxy',
      reads: [CONFIG, PKI.ca.cert],
      values: {config: CONFIG},
    }),
  ];
}

const servers = ({controlPlanes}: DesiredCluster): string =>
  controlPlanes.map(({host, address}) => `  server ${host} ${urlHost(address)}:${API_PORT}`).join('\n');
