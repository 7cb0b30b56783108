import {readFile} from 'node:fs/promises';
import {startClient} from '../../client.js';
import {administrator} from '../../identity.js';
import {kubeadm} from '../kubeadm/drive.js';
import type {Stages} from '../kubeadm/stage.js';
import {leaderOf} from '../leader.js';
import {ALL, CONTROL_PLANE, FIVE, WORKER} from './hosts.js';
import {type MakeSide, secondsOf} from './side.js';

const ETCDCTL = '/usr/local/bin/etcdctl';

/** @param etcdctl its path on this machine. */
export const kubeadmSide =
  (staged: Stages, versions: Parameters<typeof kubeadm>[3], etcdctl: string): MakeSide =>
  async lab => {
    const [first, ...others] = FIVE;
    const tool = kubeadm(lab, staged, first!, versions);
    const controlPlanes = ALL.filter(({role}) => role === 'control-plane');
    const joined = async (host: typeof WORKER) => {
      await tool.artifacts([host]);
      return secondsOf(async () => {
        await tool.join([host]);
        await tool.ready([host]);
      });
    };
    return {
      name: 'kubeadm',
      fresh: async () => {
        const artifacts = await secondsOf(() => tool.artifacts(FIVE));
        const firstControlPlane = await secondsOf(() => tool.init());
        const otherNodes = await secondsOf(() => tool.join(others));
        const allReady = await secondsOf(() => tool.ready(FIVE));
        const afterArtifacts = firstControlPlane + otherNodes + allReady;
        const bringUp = artifacts + afterArtifacts;
        return {
          figures: {bringUp, artifacts, afterArtifacts, firstControlPlane, otherNodes, allReady},
          stages: [],
        };
      },
      unchanged: async () => ({}),
      grow: async () => ({worker: await joined(WORKER), controlPlane: await joined(CONTROL_PLANE)}),
      // No load balancer of its own: the client has the addresses of all API servers and tries the next one itself.
      writer: async () =>
        startClient(lab, 'w1', {
          kind: 'config maps',
          urls: controlPlanes.map(({address}) => `https://${address}:6443`),
          label: 'bench',
          identity: await administrator(lab, first!.name),
        }),
      leader: async () => {
        const program = await readFile(etcdctl);
        for (const {name} of controlPlanes)
          await lab.exec(name, ['sh', '-c', `cat >${ETCDCTL} && chmod 755 ${ETCDCTL}`], {stdin: program});
        return leaderOf(
          lab,
          controlPlanes.map(({name}) => name),
          ETCDCTL,
        );
      },
    };
  };
