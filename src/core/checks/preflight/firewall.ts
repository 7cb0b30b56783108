import type {Finding} from '../../model/finding.js';
import {familyOf} from '../../network/address.js';
import {type Subject, warning} from './check.js';
import {runs} from './leftovers.js';
import {named, needsOf, trafficOf} from './traffic.js';

export const FIREWALL_UNIT = 'firewalld.service';

export const firewall = (subject: Subject): readonly Finding[] => {
  if (!runs(subject.facts, FIREWALL_UNIT)) return [];
  const {name} = subject;
  const traffic = trafficOf(subject);
  const needs = needsOf(traffic);
  const flags = [
    ...traffic.open.map(port => `--add-port=${named(port)}`),
    ...traffic.restricted.flatMap(({port, from}) => from.map(address => `--add-rich-rule='${rule(address, port)}'`)),
    ...traffic.vrrp.map(address => `--add-rich-rule='${vrrpRule(address)}'`),
  ];
  // Packets of pods have no zone of their own: without one firewalld does not forward them.
  const sources = traffic.networks.map(cidr => `--add-source=${cidr}`);
  const commands = [
    ...(flags.length > 0 ? [`firewall-cmd --permanent ${flags.join(' ')}`] : []),
    ...(sources.length > 0 ? [`firewall-cmd --permanent --zone=trusted ${sources.join(' ')}`] : []),
    'firewall-cmd --reload',
  ];
  return needs.length === 0
    ? []
    : [
        warning(
          'Firewalld',
          `${name}: firewalld is active; ${needs.join('; ')}`,
          `on ${name}: \`${commands.join(' && ')}\``,
        ),
      ];
};

const rule = (address: string, port: number): string =>
  `${ruleFrom(address)} port port="${port}" protocol="tcp" accept`;

const vrrpRule = (address: string): string => `${ruleFrom(address)} protocol value="vrrp" accept`;

const ruleFrom = (address: string): string =>
  `rule family="${familyOf(address).toLowerCase()}" source address="${address}"`;
