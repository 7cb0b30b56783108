import fc from 'fast-check';
import type {ClusterConfig, HostConfig, Role} from '../../../src/core/model/config.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {type Base, CONFIGS, host, type Machine, neighbour} from './clusters.js';

/** One host of the configuration, and the machine that answers for it; undefined: a new machine. */
interface Entry {
  readonly host: HostConfig;
  readonly machine?: Machine;
  /** Another address of the machine, besides the one with which it joined. */
  readonly alsoAt?: string;
}

export interface File {
  readonly config: Omit<ClusterConfig, 'hosts'>;
  readonly entries: readonly Entry[];
}

/** Hosts are indexes, so that a case can be reduced independently of its other edits. */
export type Edit =
  | {readonly edit: 'rename'; readonly host: number}
  /** moves: the same machine has the new address; else a new machine has it. */
  | {readonly edit: 'readdress'; readonly host: number; readonly renamed: boolean; readonly moves: boolean}
  | {readonly edit: 'swap names'; readonly host: number; readonly other: number}
  | {readonly edit: 'swap addresses'; readonly host: number; readonly other: number}
  | {readonly edit: 'ssh leads to'; readonly host: number; readonly other: number}
  | {readonly edit: 'roles'; readonly host: number; readonly roles: readonly Role[]}
  | {readonly edit: 'first'; readonly host: number}
  | {readonly edit: 'drop'; readonly host: number}
  | {readonly edit: 'add'; readonly roles: readonly Role[]}
  /** as: the host of the configuration that it replaces; undefined: it keeps its name in the other cluster. */
  | {readonly edit: 'copy'; readonly host: number; readonly as?: number; readonly roles?: readonly Role[]}
  | {readonly edit: 'name' | 'serviceCidr' | 'podCidr' | 'dnsDomain' | 'topology' | 'version'};

const pick = fc.nat(6);
const roles = fc.constantFrom<readonly Role[]>(['control-plane'], ['worker'], ['etcd'], ['control-plane', 'worker']);

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.oneof(
    fc.record({edit: fc.constant('rename' as const), host: pick}),
    fc.record({edit: fc.constant('readdress' as const), host: pick, renamed: fc.boolean(), moves: fc.boolean()}),
    fc.record({edit: fc.constantFrom('swap names', 'swap addresses', 'ssh leads to'), host: pick, other: pick}),
    fc.record({edit: fc.constant('roles' as const), host: pick, roles}),
    fc.record({edit: fc.constantFrom('first', 'drop'), host: pick}),
    fc.record({edit: fc.constant('add' as const), roles}),
    fc.record({edit: fc.constant('copy' as const), host: pick, as: pick, roles}, {requiredKeys: ['edit', 'host']}),
    fc.record({edit: fc.constantFrom('name', 'serviceCidr', 'podCidr', 'dnsDomain', 'topology', 'version')}),
  ),
  {maxLength: 3},
);

/** The configuration after all edits. An edit that would make it invalid is left out. */
export function edited(base: Base, all: readonly Edit[]): File {
  const {hosts, ...config} = CONFIGS[base];
  const start = {config, entries: hosts.map(each => ({host: each, machine: {cluster: base, host: each.name}}))};
  return all.reduce<File>((file, edit, index) => {
    const next = change(file, edit, base, index);
    return isValid(next) ? next : file;
  }, start);
}

function change(file: File, edit: Edit, base: Base, index: number): File {
  const {config, entries} = file;
  const at = (number: number) => number % Math.max(1, entries.length);
  const put = (...changes: readonly (readonly [number, (entry: Entry) => Entry])[]): File => {
    const byPlace = new Map(changes);
    return {config, entries: entries.map((entry, place) => byPlace.get(place)?.(entry) ?? entry)};
  };
  switch (edit.edit) {
    case 'rename':
      return put([at(edit.host), entry => renamed(entry, `r${index}`)]);
    case 'readdress':
      return put([at(edit.host), entry => readdressed(entry, edit, index)]);
    case 'swap names': {
      const [one, other] = [at(edit.host), at(edit.other)];
      const [first, second] = [entries[one]!, entries[other]!];
      return put([one, entry => renamed(entry, second.host.name)], [other, entry => renamed(entry, first.host.name)]);
    }
    case 'swap addresses': {
      const [one, other] = [at(edit.host), at(edit.other)];
      const [first, second] = [entries[one]!, entries[other]!];
      return put([one, entry => reaching(entry, second)], [other, entry => reaching(entry, first)]);
    }
    case 'ssh leads to':
      return put([at(edit.host), ({host}) => ({...entries[at(edit.other)]!, host})]);
    case 'roles':
      return put([at(edit.host), entry => ({...entry, host: {...entry.host, roles: edit.roles}})]);
    case 'first':
      return {config, entries: [entries[at(edit.host)]!, ...entries.filter((_, place) => place !== at(edit.host))]};
    case 'drop':
      return {config, entries: entries.filter((_, place) => place !== at(edit.host))};
    case 'add':
      return {config, entries: [...entries, {host: host(`n${index}`, `10.0.2.${index + 1}`, ...edit.roles)}]};
    case 'copy': {
      const cluster = neighbour(base);
      const others = CONFIGS[cluster].hosts;
      const stranger = others[edit.host % others.length]!;
      const replaced = edit.as === undefined ? undefined : entries[at(edit.as)]!;
      const copy = {...stranger, ...(edit.roles && {roles: edit.roles}), ...(replaced && {name: replaced.host.name})};
      const entry = {host: copy, machine: {cluster, host: stranger.name}};
      return replaced === undefined
        ? {config, entries: [...entries, entry]}
        : put([entries.indexOf(replaced), () => entry]);
    }
    case 'topology':
      return retopologized(file, index);
    default:
      return {config: setting(edit.edit, config, base), entries};
  }
}

const renamed = (entry: Entry, name: string): Entry => ({...entry, host: {...entry.host, name: hostName(name)}});

/** SSH connects to the machine that has the address. */
const reaching = ({host}: Entry, other: Entry): Entry => ({...other, host: {...host, address: other.host.address}});

function readdressed(
  {host, machine}: Entry,
  {renamed, moves}: {renamed: boolean; moves: boolean},
  index: number,
): Entry {
  const address = `10.0.3.${index + 1}`;
  const moved = {...host, address, ...(renamed && {name: hostName(`r${index}`)})};
  return moves && machine !== undefined ? {host: moved, machine, alsoAt: address} : {host: moved};
}

function retopologized({config, entries}: File, index: number): File {
  if (config.topology === 'external')
    return {
      config: {...config, topology: 'stacked'},
      entries: entries.filter(({host}) => !host.roles.includes('etcd')),
    };
  const etcd = {host: host(`e${index}`, `10.0.4.${index + 1}`, 'etcd')};
  return {config: {...config, topology: 'external'}, entries: [etcd, ...entries]};
}

function setting(edit: string, config: File['config'], base: Base): File['config'] {
  const {network} = config;
  switch (edit) {
    case 'name':
      return {...config, name: CONFIGS[neighbour(base)].name};
    case 'version':
      return {...config, kubernetesVersion: '1.36.4'};
    case 'serviceCidr':
      return {...config, network: {...network, serviceCidr: '10.112.0.0/12'}};
    case 'podCidr':
      return {...config, network: {...network, podCidr: '10.245.0.0/16'}};
    default:
      return {...config, network: {...network, dnsDomain: 'other.local'}};
  }
}

/** A simplified form of the checks of a configuration. */
function isValid({config, entries}: File): boolean {
  const hosts = entries.map(entry => entry.host);
  const having = (role: Role) => hosts.filter(each => each.roles.includes(role));
  const distinct = (values: readonly string[]) => new Set(values).size === values.length;
  return (
    distinct(hosts.map(({name}) => name)) &&
    distinct(hosts.map(({address}) => address)) &&
    having('control-plane').length > 0 &&
    having('etcd').length > 0 === (config.topology === 'external')
  );
}

export const configOf = ({config, entries}: File): ClusterConfig => ({
  ...config,
  hosts: entries.map(each => each.host),
});

export const machinesOf = ({entries}: File): ReadonlyMap<HostName, Entry> =>
  new Map(entries.map(entry => [entry.host.name, entry]));
