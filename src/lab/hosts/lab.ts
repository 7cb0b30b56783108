import {existsSync} from 'node:fs';
import {Failure} from '../../core/failure.js';
import {makeBridge} from './bridge.js';
import {bringUp, start} from './bring-up.js';
import {partitionBetween, partitionHost, reconnectBetween, reconnectHost} from './cable.js';
import type {Outcome} from './command.js';
import {attached, inside, running} from './inside.js';
import {requireRoot} from './packages.js';
import {type LabPaths, labPaths} from './paths.js';
import {powerOff} from './power.js';
import {pidOf} from './process.js';
import {merged, readRecord, recordOf} from './record.js';
import {takeDown, withLabLock} from './remove-lab.js';
import {replaceHost} from './replace.js';
import {type LabReport, noReport} from './report.js';
import {type LabConfig, type LabHost, type LabSpec, labName, labSpec} from './spec.js';
import {type HostState, states} from './states.js';

/** Throwaway hosts on this machine. Every method can be repeated, also after its process was killed. */
export interface Lab {
  readonly name: string;
  readonly paths: Pick<LabPaths, 'keyFile' | 'knownHosts' | 'stateDir'>;
  /** Creates, starts and connects all hosts; they answer SSH when it resolves. */
  up(report?: LabReport): Promise<void>;
  /** Removes everything, also what a killed `up` left. */
  down(): Promise<void>;
  /** Powers a host off abruptly: its processes are killed, its disk stays. */
  kill(host: string): Promise<void>;
  boot(host: string): Promise<void>;
  /** Powers a host off and replaces it by a new machine with the same name and address, and an empty disk. */
  replace(host: string): Promise<void>;
  /** Partitions a host from everything, or only from these hosts. */
  cut(host: string, from?: readonly string[]): Promise<void>;
  heal(host: string, from?: readonly string[]): Promise<void>;
  /** As root, also in a partitioned host. Any exit code is a result. */
  exec(host: string, argv: readonly string[], options?: {readonly stdin?: string | Uint8Array}): Promise<Outcome>;
  /** The same with the input and output of this process; returns the exit code. */
  attach(host: string, argv: readonly string[]): Promise<number>;
  /** The path of the network namespace of a running host, for a client in it. @throws Failure lab/host-off */
  network(host: string): Promise<string>;
  list(): Promise<readonly HostState[]>;
}

/** The lab of a configuration; it need not exist yet. @throws Failure config/lab-network */
export const labOf = (config: LabConfig): Lab => labFrom(labSpec(config));

/** A lab that was created, perhaps incompletely. @throws Failure lab/unknown */
export const labNamed = async (name: string): Promise<Lab> => {
  if (existsSync(labPaths(labName(name)).stateDir)) return remnantsOf(name);
  throw new Failure('lab/unknown', `There is no lab named ${name}.`, {
    suggestions: ['see the labs: quorate lab list', 'create one: quorate lab up -c cluster.yaml'],
  });
};

/** A lab to remove, whatever exists of it. */
export const remnantsOf = async (name: string): Promise<Lab> =>
  labFrom((await recordOf(labName(name))) ?? {name: labName(name), bridge: '', gateway: '', hosts: []});

const labFrom = (wanted: LabSpec): Lab => {
  const paths = labPaths(wanted.name);
  const current = async (): Promise<LabSpec> => merged(wanted, await readRecord(paths));
  const made = async (name: string): Promise<LabHost> => {
    const host = (await current()).hosts.find(one => one.name === name);
    if (host !== undefined && existsSync(paths.host(name).dir)) return host;
    throw new Failure('lab/unknown-host', `Lab ${wanted.name} has no host ${name}.`, {
      suggestions: [
        host === undefined
          ? `see its hosts: quorate lab list --name ${wanted.name}`
          : 'create the hosts of the configuration that are missing: quorate lab up',
      ],
    });
  };

  return {
    name: wanted.name,
    paths,
    up: (report = noReport) => withLabLock(paths.stateDir, async () => bringUp(await current(), paths, report)),
    down: () => withLabLock(paths.stateDir, () => takeDown(wanted, paths)),
    kill: async name => {
      requireRoot(`Powering off ${name}`);
      await powerOff(wanted.name, await made(name), paths.host(name));
    },
    boot: async name => {
      requireRoot(`Starting ${name}`);
      const host = await made(name);
      const spec = await current();
      await makeBridge(spec);
      await start(spec, host, paths);
    },
    replace: name =>
      withLabLock(paths.stateDir, async () => {
        requireRoot(`Replacing ${name}`);
        await replaceHost(await current(), await made(name), paths);
      }),
    cut: async (name, from = []) => {
      const host = await made(name);
      if (from.length === 0) return partitionHost(wanted.name, host);
      for (const other of from) await partitionBetween(wanted.name, host, await made(other));
    },
    heal: async (name, from = []) => {
      const host = await made(name);
      if (from.length === 0) return reconnectHost(wanted.name, host);
      for (const other of from) await reconnectBetween(wanted.name, host, await made(other));
    },
    exec: async (name, argv, {stdin} = {}) => inside((await made(name)).name, paths.host(name), argv, stdin),
    attach: async (name, argv) => attached((await made(name)).name, paths.host(name), argv),
    network: async name => {
      const host = await made(name);
      const first = await running(host.name, paths.host(name), `Entering the network of ${name}`);
      return `/proc/${pidOf(first)}/ns/net`;
    },
    list: async () => states(await current(), paths),
  };
};
