import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {startWriter} from '../../writer.js';
import {leaderOf} from '../leader.js';
import {timedRun} from '../timed-run.js';
import {ALL, CONTROL_PLANE, configFor, FIVE, WORKER} from './hosts.js';
import type {MakeSide} from './side.js';

/** @param folder for its configuration files. */
export const quorateSide =
  (folder: string, kubernetesVersion: string): MakeSide =>
  async lab => {
    const file = async (name: string, hosts: typeof FIVE) => {
      const path = join(folder, `${name}.yaml`);
      await writeFile(path, configFor(hosts, kubernetesVersion));
      return path;
    };
    const five = await file('five', FIVE);
    return {
      name: 'quorate',
      fresh: async () => {
        const {totalS, uploadS, stages} = await timedRun(['apply', '-c', five]);
        return {figures: {bringUp: totalS, artifacts: uploadS, afterArtifacts: totalS - uploadS}, stages};
      },
      unchanged: async () => {
        const second = await timedRun(['apply', '-c', five]);
        const check = await timedRun(['topology', 'check', '-c', five]);
        return {secondApply: second.totalS, check: check.totalS};
      },
      grow: async () => {
        const worker = await timedRun(['join', WORKER.name, '-c', await file('six', [...FIVE, WORKER])]);
        const controlPlane = await timedRun(['join', CONTROL_PLANE.name, '-c', await file('seven', ALL)]);
        return {worker: worker.totalS - worker.uploadS, controlPlane: controlPlane.totalS - controlPlane.uploadS};
      },
      writer: () => startWriter(lab, 'cp1', 'w1', 'bench'),
      leader: () =>
        leaderOf(
          lab,
          ALL.filter(({role}) => role === 'control-plane').map(({name}) => name),
          '/opt/quorate/bin/etcdctl',
        ),
    };
  };
