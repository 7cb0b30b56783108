import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import {familyOf} from '../../network/address.js';
import {type Subject, warning} from './check.js';
import {runs} from './leftovers.js';

export const FIREWALL_UNIT = 'firewalld.service';

export const firewall = (subject: Subject): readonly Finding[] => {
  if (!runs(subject.facts, FIREWALL_UNIT)) return [];
  const {name} = subject;
  const open = portsForAll(subject);
  const restricted = restrictedPorts(subject);
  const {peers} = subject.loadBalancer?.shared ?? subject.vipHost?.shared ?? {peers: []};
  const needs = [
    ...(open.length > 0 ? [`the other hosts must reach ${open.join(', ')}`] : []),
    ...restricted.map(({port, who, from}) => `only ${who} must reach ${port}/tcp (${listed(from)})`),
    ...(peers.length > 0 ? [`VRRP must be allowed from ${listed(peers)}`] : []),
  ];
  const flags = [
    ...open.map(port => `--add-port=${port}`),
    ...restricted.flatMap(({port, from}) => from.map(address => `--add-rich-rule='${rule(address, port)}'`)),
    ...peers.map(address => `--add-rich-rule='${vrrpRule(address)}'`),
  ];
  if (needs.length === 0) return [];
  return [
    warning(
      'Firewalld',
      `${name}: firewalld is active; ${needs.join('; ')}`,
      `on ${name}: \`firewall-cmd --permanent ${flags.join(' ')} && firewall-cmd --reload\``,
    ),
  ];
};

const portsForAll = ({controlPlane, node, loadBalancer, endpointPort}: Subject): readonly string[] => [
  ...(controlPlane ? ['6443/tcp'] : []),
  ...(node === undefined ? [] : ['10250/tcp', '8472/udp']),
  ...(loadBalancer === undefined ? [] : [`${endpointPort}/tcp`]),
];

interface RestrictedPort {
  readonly port: number;
  readonly who: string;
  readonly from: readonly string[];
}

/** Only clients and peers connect to etcd. */
const restrictedPorts = ({etcdClients, etcdPeers}: Subject): readonly RestrictedPort[] =>
  [
    {port: 2379, who: 'control planes', from: etcdClients},
    {port: 2380, who: 'the other members of etcd', from: etcdPeers},
  ].filter(({from}) => from.length > 0);

const rule = (address: string, port: number): string =>
  `${ruleFrom(address)} port port="${port}" protocol="tcp" accept`;

const vrrpRule = (address: string): string => `${ruleFrom(address)} protocol value="vrrp" accept`;

const ruleFrom = (address: string): string =>
  `rule family="${familyOf(address).toLowerCase()}" source address="${address}"`;
