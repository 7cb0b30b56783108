import type {DesiredVirtualIp} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import {familyOf} from '../../network/address.js';
import type {Part} from '../part.js';
import {service} from '../service.js';
import {fillTemplate, templateText} from '../template.js';
import type {RenderedUnit, RenderInput} from '../types.js';

/** What assigns a virtual IP to one of the hosts that share it. */
interface Keepalived {
  readonly host: HostName;
  readonly address: string;
  readonly shared: DesiredVirtualIp;
  readonly description: string;
  readonly phase: RenderedUnit['phase'];
  /** Template of its configuration. */
  readonly config: string;
  /** The script that says whether this host can serve, with the values of its template. */
  readonly check: {readonly path: string; readonly template: string; readonly values: Readonly<Record<string, string>>};
}

export const KEEPALIVED_UNIT = 'quorate-keepalived.service';

const CONFIG = '/etc/keepalived/quorate.conf';

/** A changed list of peers is reloaded: the address stays where it is. */
export function keepalived({facts, templates}: RenderInput, wanted: Keepalived): readonly Part[] {
  const {host, address, shared, description, phase, config, check} = wanted;
  const filled = (template: string, values: Readonly<Record<string, string>>) =>
    fillTemplate(template, templateText(templates, template), values);
  const device = facts.interfaces?.[address];
  const prefix = familyOf(shared.address) === 'IPv4' ? 32 : 128;
  const values = {
    host,
    check: check.path,
    router: String(shared.router),
    // Preflight requires the command ip, so the interface is known; keepalived has a default without it.
    interface: device === undefined ? '' : `\n  interface ${device}`,
    address,
    peers: peersOf(wanted)
      .map(peer => `    ${peer}`)
      .join('\n'),
    shared: `${shared.address}/${prefix}${device === undefined ? '' : ` dev ${device}`}`,
  };
  return [
    {
      files: [
        {path: check.path, mode: '755', text: filled(check.template, check.values)},
        {path: CONFIG, mode: '600', text: filled(config, values)},
      ],
      booleans: ['keepalived_connect_any'],
    },
    service(templates, {
      name: KEEPALIVED_UNIT.replace('.service', ''),
      phase,
      program: '/usr/sbin/keepalived',
      reads: [],
      reloads: [CONFIG],
      values: {config: CONFIG, description},
    }),
  ];
}

/**
 * Without any peer keepalived sends to a multicast group, where the routers of others may listen. A host that is still
 * alone sends to an address that no other host has, so that the first peer is only a reload.
 */
const peersOf = ({address, shared: {peers}}: Keepalived): readonly string[] =>
  peers.length > 0 ? peers : [familyOf(address) === 'IPv4' ? '127.0.0.2' : 'fe80::ffff:ffff:ffff:ffff'];
