import {expect} from 'vitest';
import type {Asked, Client} from '../../../src/lab/client.js';
import {succeed} from './cli.js';
import {eventually, type LabCluster} from './cluster.js';
import {leaderOf, members} from './etcd.js';
import {readyApiServers, readyNodes} from './oracle.js';
import type {Topology} from './topology.js';
import {lost, startWriter} from './writer.js';

export interface Outages {
  /** The host of the etcd leader. */
  leader(): Promise<string>;
  /** Waits until all members and API servers serve, and all nodes are Ready. */
  backAgain(): Promise<void>;
  /** A host loses power and boots some seconds later. */
  powerCut(host: string): Promise<void>;
  /**
   * A client writes through the load balancer of a worker during this. Afterwards every acknowledged
   * write must exist.
   */
  writingWhile(label: string, happens: (writer: Client) => Promise<void>): Promise<Asked>;
}

export function outages(cluster: LabCluster, about: Topology): Outages {
  const lab = (verb: string, host: string) => succeed(['lab', verb, host, '-c', cluster.file]);
  const [etcd, controlPlanes] = [Object.keys(about.members), Object.keys(about.controlPlanes)];
  const backAgain = async (): Promise<void> => {
    await eventually('all members and API servers serve, and all nodes are Ready', async () => {
      for (const host of etcd) await members(cluster, host);
      await readyApiServers(cluster, controlPlanes);
      return JSON.stringify(await readyNodes(cluster)) === JSON.stringify(about.nodes) ? true : undefined;
    });
  };
  return {
    leader: () => leaderOf(cluster, etcd),
    backAgain,
    async powerCut(host) {
      await lab('poweroff', host);
      await passing(6000);
      await lab('start', host);
    },
    async writingWhile(label, happens) {
      const writer = await startWriter(cluster, 'w1', label);
      await writer.acknowledges(5);
      await happens(writer);
      await backAgain();
      await writer.acknowledges(20);
      const written = await writer.stop();
      expect(await lost(cluster, written)).toEqual([]);
      return written;
    },
  };
}

/** Time for a client to continue writing; nothing is waited for. */
export const passing = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
