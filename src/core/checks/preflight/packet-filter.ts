import type {Finding} from '../../model/finding.js';
import type {DropChain} from '../../model/surroundings.js';
import {familyOf} from '../../network/address.js';
import {type Subject, warning} from './check.js';
import {named, needsOf, type Traffic, trafficOf} from './traffic.js';

/**
 * Packet filters other than firewalld: ufw, nftables, iptables, and what Docker left behind. Whether other rules accept
 * what the cluster needs is unknown, so these are warnings.
 */
export const packetFilter = (subject: Subject): readonly Finding[] => {
  const traffic = trafficOf(subject);
  const needs = needsOf(traffic);
  if (needs.length === 0) return [];
  if (subject.facts.ufw === true) return [ofUfw(subject.name, needs, traffic)];
  const family = familyOf(subject.network.podCidr) === 'IPv4' ? 'ip' : 'ip6';
  const chains = (subject.facts.packetFilter ?? []).filter(
    chain => [family, 'inet'].includes(chain.family) && (chain.hook === 'input' || traffic.networks.length > 0),
  );
  return chains.map(chain => ofChain(subject.name, chain, traffic));
};

const ofUfw = (host: string, needs: readonly string[], {open, restricted, vrrp, networks}: Traffic): Finding =>
  warning(
    'PacketFilter',
    `${host}: ufw is active; ${needs.join('; ')}`,
    `on ${host}: \`${[
      ...open.map(port => `ufw allow ${named(port)}`),
      ...restricted.flatMap(({port, protocol, from}) =>
        from.map(address => `ufw allow proto ${protocol} from ${address} to any port ${port}`),
      ),
      ...vrrp.map(address => `ufw allow proto vrrp from ${address}`),
      ...networks
        .slice(0, 1)
        .flatMap(pods => [`ufw allow from ${pods}`, `ufw route allow from ${pods}`, `ufw route allow to ${pods}`]),
    ].join(' && ')}\``,
  );

const ofChain = (host: string, chain: DropChain, traffic: Traffic): Finding => {
  const where =
    chain.tool === 'iptables'
      ? `the chain ${chain.chain} of iptables`
      : `the chain ${chain.chain} of the nftables table ${chain.family} ${chain.table}`;
  const needs =
    chain.hook === 'input' ? needsOf({...traffic, networks: []}) : needsOf({...NONE, networks: traffic.networks});
  // A host where only packets of pods arrive.
  const needed = needs.length > 0 ? needs : needsOf(traffic);
  const commands = chain.tool === 'iptables' ? iptables(chain, traffic) : [nft(chain, traffic)];
  return warning(
    'PacketFilter',
    `${host}: ${where} drops what no rule accepts; ${needed.join('; ')}`,
    `on ${host}, unless rules accept it: \`${commands.join(' && ')}\`; then save the rules where ${host} loads them from at boot`,
  );
};

const NONE: Traffic = {open: [], restricted: [], vrrp: [], networks: []};

/** In one transaction, and in front of rules that drop. */
const nft = ({family, table, chain, hook}: DropChain, traffic: Traffic): string => {
  const insert = `insert rule ${family} ${table} ${chain}`;
  return `nft '${rulesFor(hook, traffic, nftWords)
    .map(rule => `${insert} ${rule} accept`)
    .join('; ')}'`;
};

const iptables = ({family, chain, hook}: DropChain, traffic: Traffic): readonly string[] =>
  rulesFor(hook, traffic, iptablesWords).map(
    rule => `${family === 'ip6' ? 'ip6tables' : 'iptables'} -I ${chain} ${rule} -j ACCEPT`,
  );

interface Words {
  readonly ports: (protocol: string, ports: readonly number[]) => string;
  readonly from: (address: string, rest: string) => string;
  readonly to: (address: string) => string;
  readonly vrrp: string;
}

const nftWords: Words = {
  ports: (protocol, ports) => `${protocol} dport { ${ports.join(', ')} }`,
  from: (address, rest) => `${word(address)} saddr ${address}${rest === '' ? '' : ` ${rest}`}`,
  to: address => `${word(address)} daddr ${address}`,
  vrrp: 'meta l4proto vrrp',
};

const iptablesWords: Words = {
  ports: (protocol, ports) => `-p ${protocol} -m multiport --dports ${ports.join(',')}`,
  from: (address, rest) => `-s ${address}${rest === '' ? '' : ` ${rest}`}`,
  to: address => `-d ${address}`,
  vrrp: '-p vrrp',
};

const word = (address: string): string => (familyOf(address) === 'IPv4' ? 'ip' : 'ip6');

/** Pods connect to the kubelet, the API server and the DNS of their node: their packets arrive at the host, too. */
function rulesFor(
  hook: DropChain['hook'],
  {open, restricted, vrrp, networks}: Traffic,
  words: Words,
): readonly string[] {
  const [pods] = networks;
  if (hook === 'forward') return pods === undefined ? [] : [words.from(pods, ''), words.to(pods)];
  return [
    ...(['tcp', 'udp'] as const).flatMap(protocol => {
      const ports = open.flatMap(each => (each.protocol === protocol ? [each.port] : []));
      return ports.length === 0 ? [] : [words.ports(protocol, ports)];
    }),
    ...restricted.flatMap(({port, protocol, from}) =>
      from.map(address => words.from(address, words.ports(protocol, [port]))),
    ),
    ...vrrp.map(address => words.from(address, words.vrrp)),
    ...(pods === undefined ? [] : [words.from(pods, '')]),
  ];
}
