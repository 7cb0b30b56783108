import {expect} from 'vitest';
import {type Asked, startClient} from '../../../src/lab/client.js';
import {administrator, healthChecks} from '../../../src/lab/identity.js';
import {type CliResult, quorate, succeed} from './cli.js';
import {apiClient} from './client.js';
import type {LabCluster} from './cluster.js';
import {etcdctl} from './etcd.js';
import {endpoints, openShop} from './shop.js';
import {steadily} from './steadily.js';
import type {Topology} from './topology.js';
import {lost, startWriter} from './writer.js';

export const FROM = {kubernetes: '1.36.3', etcd: '3.6.16'};
export const TO = {kubernetes: '1.37.2', etcd: '3.7.3'};

/** A cluster that is upgraded while clients use it. */
export interface Upgrading {
  readonly cluster: LabCluster;
  readonly about: Topology;
  /**
   * Runs a command, or does whatever else ends with one, while etcd and the API are written to and read and the pods of
   * a shop are counted. Whatever it did: no acknowledged write is gone, and the shop was never closed.
   */
  underLoad(command: readonly string[] | (() => Promise<CliResult>)): Promise<CliResult>;
  /** The version of a program that a host uses. */
  inUse(host: string, program: string): Promise<string | undefined>;
  /** @throws unless every host runs these versions and is schedulable. */
  runs(versions: typeof TO): Promise<void>;
  close(): void;
}

/** The programs of both versions, to be called before the bundle is used. */
export async function buildBoth(): Promise<void> {
  for (const {kubernetes} of [FROM, TO]) await succeed(['bundle', 'build', '--kubernetes', kubernetes]);
}

export async function upgrading(cluster: LabCluster, about: Topology): Promise<Upgrading> {
  const members = Object.keys(about.members);
  const addresses = (hosts: Readonly<Record<string, number>>) =>
    Object.values(hosts).map(number => `${about.network}.${number}`);
  const urls = (hosts: Readonly<Record<string, number>>, port: number) =>
    addresses(hosts).map(address => `https://${address}:${port}`);
  await openShop(cluster);
  const api = await apiClient(cluster, 'cp1', addresses(about.controlPlanes));
  const startPuts = async (label: string) =>
    startClient(cluster.lab, 'w1', {
      kind: 'keys',
      label,
      urls: urls(about.members, 2379),
      identity: await healthChecks(cluster.lab, members[0]!),
    });
  const startReads = async (label: string) =>
    startClient(cluster.lab, 'w1', {
      kind: 'reads',
      label,
      urls: urls(about.controlPlanes, 6443),
      identity: await administrator(cluster.lab, 'cp1'),
    });
  const inUse = async (host: string, program: string) =>
    (await cluster.on(host, 'readlink', `/opt/quorate/bin/${program}`)).trim().split('/')[2];
  const ofNodes = (path: string) => cluster.kubectl(['get', 'nodes', '-o', `jsonpath={.items[*].${path}}`]);

  return {
    cluster,
    about,
    inUse,
    async underLoad(command) {
      const label = `w${Date.now()}`;
      const [writer, puts, reads] = [
        await startWriter(cluster, 'w1', label),
        await startPuts(label),
        await startReads(label),
      ];
      const clients = [writer, puts, reads];
      const ready = steadily(500, () => endpoints(api));
      for (const client of clients) await client.acknowledges(20);
      const result = await (typeof command === 'function' ? command() : quorate(command));
      for (const client of clients) await client.acknowledges(20);
      const [written, put, read] = await Promise.all([writer.stop(), puts.stop(), reads.stop()]);
      const fewest = Math.min(...(await ready.stop()));
      console.log(
        `${about.example}: an upgrade, or what there was of it, took ${(result.tookMs / 1000).toFixed(1)} s; fewest endpoints ${fewest}
  writes to etcd: ${gaps(put)}
  writes through the API: ${gaps(written)}
  reads: ${gaps(read)}`,
      );
      expect(await lost(cluster, written), 'writes through the API that are not there').toEqual([]);
      const kept = await etcdctl(cluster, members[0]!, 'get', `/test/${label}-`, '--prefix', '--keys-only');
      const there = new Set(kept.split('\n').filter(Boolean));
      expect(
        put.acknowledged.filter(name => !there.has(`/test/${name}`)),
        'writes to etcd that are not there',
      ).toEqual([]);
      expect(fewest).toBeGreaterThan(0);
      return result;
    },
    async runs({kubernetes, etcd: version}) {
      for (const host of members) expect(await inUse(host, 'etcd')).toBe(version);
      expect((await ofNodes('status.nodeInfo.kubeletVersion')).split(' ')).toEqual(
        about.nodes.map(() => `v${kubernetes}`),
      );
      expect(await ofNodes('spec.unschedulable')).toBe('');
    },
    close() {
      api.close();
    },
  };
}

/** "1718, 3 gaps over 250 ms: 1200 ms after 84 s", and the errors in between. */
function gaps({acknowledged, gaps}: Asked): string {
  const long = gaps.filter(({ms}) => ms > AIM_MS);
  const first = gaps.slice(0, 5).map(({ms, afterMs, why}) => {
    const told = why.length > 0 ? ` (${why.join('; ')})` : '';
    return `${ms} ms after ${Math.round(afterMs / 1000)} s${told}`;
  });
  return `${acknowledged.length}, ${long.length} gaps over ${AIM_MS} ms, the longest: ${first.join(', ')}`;
}

const AIM_MS = 250;
