import {Failure} from '../../../src/core/failure.js';
import {type HostName, hostName} from '../../../src/core/model/names.js';
import {compareVersions} from '../../../src/core/versions/version.js';
import type {MemoryCluster} from '../../support/memory-cluster.js';
import type {MemoryDisk} from '../../support/memory-disk.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import {digestOf, type Situation} from './situation.js';
import {type, type Watch} from './type-command.js';

/** A situation in which a run was stopped, in words. */
export interface Stopped {
  readonly how: string;
  readonly situation: Situation;
}

/** The situations that a run leaves which is killed at each of its operations, each once. */
export async function killed(command: string, start: Situation): Promise<readonly Stopped[]> {
  const stopped = new Map<string, Stopped>();
  await type(command, start, ({when, operation, left}, file) => {
    const situation = {...start, file, world: left.world};
    const digest = digestOf(situation);
    if (!stopped.has(digest)) stopped.set(digest, {how: `killed ${WHEN[when]} "${operation}"`, situation});
  });
  return [...stopped.values()];
}

/** The operations of a run, in their order. */
export async function operationsIn(command: string, start: Situation): Promise<readonly string[]> {
  const operations: string[] = [];
  await type(command, start, ({when, operation}) => {
    if (when === 'torn') operations.push(operation);
  });
  return operations;
}

const WHEN = {before: 'before', torn: 'in the middle of', sent: 'after'} as const;

/** What goes wrong at an operation, while the run continues. */
export interface Fault {
  readonly name: string;
  /** Whether it can happen at this operation. */
  readonly at: (operation: string, command: string) => boolean;
  /** In the middle: it is not done yet, and what is thrown is its result. After: it is done. */
  readonly when: 'torn' | 'sent';
  readonly happens: (live: MemoryCluster, operation: string) => Failure | undefined;
  /** The machine that it hits is lost for good. */
  readonly loses?: true;
}

const hostOf = (operation: string): HostName | undefined => {
  const [, host] = /^(\S+): /.exec(operation) ?? [];
  return host === undefined || host === 'etcd' ? undefined : hostName(host);
};
const isOnHost = (operation: string): boolean => hostOf(operation) !== undefined;
const unitsOf = (operation: string): readonly string[] => /^\S+: run (.*)$/.exec(operation)?.[1]?.split(' ') ?? [];
const starts = (operation: string): boolean => /^\S+: run /.test(operation);

const UNITS = ['etcd', 'kube-apiserver', 'kube-scheduler', 'containerd', 'kubelet', 'quorate-balancer', 'flanneld'];

/** It is started, and systemd starts it again and again, until an operator has removed the reason. */
const endsByItself = (name: string): Fault => ({
  name: `starts ${name}, which ends by itself`,
  at: operation => starts(operation) && unitsOf(operation).includes(`${name}.service`),
  when: 'sent',
  happens: ({world}, operation) => {
    world.disk(hostOf(operation)!).failing.set(`${name}.service`, 0);
    return undefined;
  },
});

export const FAULTS: readonly Fault[] = [
  {
    name: 'fails',
    at: () => true,
    when: 'torn',
    happens: (_, operation) => failed(operation),
  },
  {
    name: 'is done, and its answer is lost',
    at: isOnHost,
    when: 'sent',
    happens: (_, operation) => lostAnswer(hostOf(operation)!),
  },
  ...UNITS.map(endsByItself),
  {
    name: 'starts a program of the new version, which ends on every host',
    at: (operation, command) =>
      command.startsWith('upgrade --to') && /: run (?:etcd|kube-apiserver|kubelet)\.service/.test(operation),
    when: 'torn',
    happens: ({world}, operation) => {
      for (const unit of unitsOf(operation)) {
        const path = newestProgram(world.disk(hostOf(operation)!), unit);
        if (path !== undefined) world.broken.add(path);
      }
      return undefined;
    },
  },
  {
    name: 'meets a machine that went off',
    at: isOnHost,
    when: 'torn',
    happens: ({world}, operation) => off(world, hostOf(operation)!),
  },
  {
    name: 'meets a machine that is lost for good',
    at: isOnHost,
    when: 'torn',
    happens: ({world}, operation) => off(world, hostOf(operation)!),
    loses: true,
  },
  {
    name: 'is done, and then its machine is lost for good',
    at: isOnHost,
    when: 'sent',
    happens: ({world}, operation) => off(world, hostOf(operation)!),
    loses: true,
  },
];

/** Where the newest installed program of a unit is; a run may also restart the one that it replaces later. */
const newestProgram = ({files}: MemoryDisk, unit: string): string | undefined =>
  [...files.keys()]
    .filter(
      path => /^\/opt\/quorate\/[^/]+\/[^/]+\/bin\/[^/]+$/.test(path) && `${path.split('/').at(-1)}.service` === unit,
    )
    .toSorted((one, other) => compareVersions(one.split('/')[4]!, other.split('/')[4]!))
    .at(-1);

const failed = (operation: string): Failure => {
  const host = hostOf(operation);
  return new Failure('hosts/command-failed', `${operation} failed`, {
    suggestions: [...(host === undefined ? [] : [`fix the reported problem on ${host}`]), 'run the same command again'],
  });
};

const lostAnswer = (host: HostName): Failure =>
  new Failure('hosts/connection-lost', `${host}: the connection was lost`, {
    suggestions: ['run the same command again: it reads the state first and continues from there'],
  });

function off(world: MemoryWorld, host: HostName): Failure {
  world.lose(host);
  return new Failure('hosts/unreachable', `${host}: no route`);
}

/** Whether a fault hits this operation, by its text and its number from 0. */
type Hits = (operation: string, number: number) => boolean;

/** The situation after a run in which the fault happens at the first operation that it hits; undefined if at none. */
export async function after(
  command: string,
  start: Situation,
  {hits, fault}: {readonly hits: Hits; readonly fault: Fault},
): Promise<Stopped | undefined> {
  let number = -1;
  let hit: string | undefined;
  const happen: Watch = ({when, operation}, _, live) => {
    if (when === 'torn') number++;
    if (hit !== undefined || when !== fault.when || !hits(operation, number) || !fault.at(operation, command)) return;
    hit = operation;
    const failure = fault.happens(live, operation);
    if (failure !== undefined) throw failure;
  };
  const {after: left} = await type(command, start, happen);
  if (hit === undefined) return undefined;
  const lost = fault.loses ? new Set([...start.lost, hostOf(hit)!]) : start.lost;
  return {how: `"${hit}" ${fault.name}`, situation: {...left, lost}};
}
