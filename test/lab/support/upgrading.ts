import {expect} from 'vitest';
import type {Gap} from '../../../src/lab/writer.js';
import {type CliResult, quorate, succeed} from './cli.js';
import {apiClient, etcdClient} from './client.js';
import type {LabCluster} from './cluster.js';
import {etcdctl} from './etcd.js';
import {endpoints, openShop} from './shop.js';
import {steadily} from './steadily.js';
import type {Topology} from './topology.js';
import {lost, startWriter} from './writer.js';

export const FROM = {kubernetes: '1.36.3', etcd: '3.6.16'};
export const TO = {kubernetes: '1.37.2', etcd: '3.7.3'};

/** A cluster that goes to other versions while clients use it. */
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
  /** That every host runs these and takes pods. */
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
  await openShop(cluster);
  const api = await apiClient(cluster, 'cp1', addresses(about.controlPlanes));
  const etcd = await etcdClient(cluster, members[0]!, addresses(about.members));
  const inUse = async (host: string, program: string) =>
    (await cluster.on(host, 'readlink', `/opt/quorate/bin/${program}`)).trim().split('/')[2];
  const ofNodes = (path: string) => cluster.kubectl(['get', 'nodes', '-o', `jsonpath={.items[*].${path}}`]);

  return {
    cluster,
    about,
    inUse,
    async underLoad(command) {
      const label = `w${Date.now()}`;
      const writer = await startWriter(cluster, 'w1', label);
      const puts = steadily(100, async (count, note) => {
        await etcd.ask('/v3/kv/put', {key: base64(`/test/${label}/${count}`), value: base64('kept')}, note);
        return count;
      });
      const reads = steadily(100, (_, note) => api.ask('/api/v1/namespaces/default', undefined, note));
      const ready = steadily(500, () => endpoints(api));
      await writer.acknowledges(20);
      const result = await (typeof command === 'function' ? command() : quorate(command));
      await writer.acknowledges(20);
      const written = await writer.stop();
      const [put, read, counted] = [await puts.stop(), await reads.stop(), await ready.stop()];
      console.log(
        `${about.example}: an upgrade, or what there was of it, took ${(result.tookMs / 1000).toFixed(1)} s; longest gap of writes to etcd ${gap(put)}, of writes through the API ${gap(written)}, of reads ${gap(read)}; fewest endpoints ${Math.min(...counted.results)}; writes ${put.results.length} and ${written.acknowledged.length}`,
      );
      expect(await lost(cluster, written), 'writes through the API that are not there').toEqual([]);
      const kept = await etcdctl(cluster, members[0]!, 'get', `/test/${label}/`, '--prefix', '--keys-only');
      const there = new Set(kept.split('\n').filter(Boolean));
      expect(
        put.results.filter(count => !there.has(`/test/${label}/${count}`)),
        'writes to etcd',
      ).toEqual([]);
      expect(Math.min(...counted.results)).toBeGreaterThan(0);
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
      etcd.close();
    },
  };
}

/** "1200 ms after 84 s", and what was told meanwhile. */
const gap = ({longestGapMs, longestGapAtMs, longestGapWhy}: Gap): string =>
  `${longestGapMs} ms after ${Math.round(longestGapAtMs / 1000)} s${longestGapWhy.map(why => ` (${why})`).join('')}`;

const base64 = (text: string) => Buffer.from(text).toString('base64');
