import {type HostName, hostName} from '../../../src/core/model/names.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import {BAD_FLAG} from './files.js';
import {switchOn} from './machines.js';
import {digestOf, type Situation} from './situation.js';

/**
 * What a person does on a line of the screen besides commands of quorate. Each entry is a way out that quorate does not
 * go by itself.
 */
export interface Act {
  readonly name: string;
  /** The line that asks for it. */
  readonly asks: RegExp;
  /** Undefined: it changes nothing in this situation. */
  readonly does: (situation: Situation, line: string) => Situation | undefined;
}

export const ACTS: readonly Act[] = [
  {
    name: 'switches a machine on again',
    asks: /\bmake \S+ reachable\b|\bcan be reached\b|check that it is up and connected|which hosts do not answer|^start \S+ if it is down/i,
    does: (situation, line) => {
      const off = named(line, [...situation.world.unreachable]).filter(host => !situation.lost.has(host));
      return changed(situation, off, switchOn);
    },
  },
  {
    name: 'starts a unit',
    asks: /systemctl start \S+/,
    does: (situation, line) => {
      const [, unit = ''] = /systemctl start (\S+?\.service)/.exec(line) ?? [];
      const stopped = named(line, [...situation.world.disks.keys()]).filter(host => {
        const disk = situation.world.disk(host);
        const isOff = situation.world.unreachable.has(host) || disk.runs(unit);
        return disk.files.has(`/etc/systemd/system/${unit}`) && !isOff;
      });
      return changed(situation, stopped, (world, host) => world.start(host, unit));
    },
  },
  {
    name: 'starts a unit after reading its log and removing the reason',
    asks: /(?:journalctl|systemctl status) .*\.service/,
    does: (situation, line) => {
      const [, unit = ''] = /(?:journalctl|systemctl status) .*?([\w-]+\.service)/.exec(line) ?? [];
      const failing = named(line, [...situation.world.disks.keys()]).filter(host => {
        const disk = situation.world.disk(host);
        return disk.failing.has(unit) && !situation.world.unreachable.has(host);
      });
      const started = changed(situation, failing, (world, host) => world.start(host, unit));
      return started !== undefined && digestOf(started) !== digestOf(situation) ? started : undefined;
    },
  },
  {
    name: 'corrects the flag in the file after reading the log of the unit',
    asks: /journalctl .*\.service/,
    does: situation => {
      const {file} = situation;
      const extraArgs = Object.assign(
        {},
        file.extraArgs,
        Object.fromEntries(
          Object.entries(file.extraArgs).map(([of, args]) => [of, args.filter(({name}) => name !== BAD_FLAG)]),
        ),
      );
      return JSON.stringify(extraArgs) === JSON.stringify(file.extraArgs)
        ? undefined
        : {...situation, file: {...file, extraArgs}};
    },
  },
  {
    name: 'deletes a host from the file',
    asks: /\bdelete \S+ from the configuration\b/i,
    does: (situation, line) => {
      const [, host] = /\bdelete (\S+) from the configuration\b/i.exec(line) ?? [];
      const hosts = situation.file.hosts.filter(({name}) => name !== host);
      return hosts.length === situation.file.hosts.length
        ? undefined
        : {...situation, file: {...situation.file, hosts}};
    },
  },
  {
    name: 'removes a member that has no name with etcdctl',
    asks: /etcdctl member remove ([0-9a-f]+)/,
    does: (situation, line) => {
      const [, id] = /etcdctl member remove ([0-9a-f]+)/.exec(line) ?? [];
      const member = situation.world.membership?.members.find(each => each.id === id);
      if (member === undefined || !situation.world.hasQuorum()) return undefined;
      const world = situation.world.clone();
      world.remove(member.peerUrl);
      return {...situation, world};
    },
  },
  {
    name: 'lets a node take pods again',
    asks: /kubectl --kubeconfig=\S+ uncordon \S+/,
    does: (situation, line) => {
      const [, node = ''] = /uncordon (\S+?)[.,;`]?(?:\s|$)/.exec(line) ?? [];
      const found = situation.world.nodes.get(hostName(node));
      if (found === undefined || !found.cordoned) return undefined;
      const world = situation.world.clone();
      world.nodes.set(hostName(node), {cordoned: false, version: found.version});
      return {...situation, world};
    },
  },
];

/** The hosts that the line names, or all of them. */
function named(line: string, hosts: readonly HostName[]): readonly HostName[] {
  const words = new Set(line.split(/[^\w-]+/));
  const meant = hosts.filter(host => words.has(host));
  return meant.length > 0 ? meant : hosts;
}

function changed(
  situation: Situation,
  hosts: readonly HostName[],
  change: (world: MemoryWorld, host: HostName) => void,
): Situation | undefined {
  if (hosts.length === 0) return undefined;
  const world = situation.world.clone();
  for (const host of hosts) change(world, host);
  world.settle();
  return {...situation, world};
}
