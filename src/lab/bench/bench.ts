import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DEFAULT_KUBERNETES} from '../../core/artifacts/catalog.js';
import {parseConfig} from '../../core/config/parse.js';
import {Failure} from '../../core/failure.js';
import {type Lab, labOf} from '../hosts/index.js';
import type {LabReport} from '../hosts/report.js';
import {startWriter} from '../writer.js';
import {ALL, type BenchHost, configFor, FIVE, WORKER} from './against/hosts.js';
import type {Figures} from './figures.js';
import {leaderOf} from './leader.js';
import {timedRun} from './timed-run.js';

/** Measures the operations of one cluster on throwaway hosts, in one run and with the same artifacts. */
export async function bench(report: LabReport): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-bench-'));
  const file = async (name: string, hosts: readonly BenchHost[]) => {
    const path = join(folder, `${name}.yaml`);
    await writeFile(path, configFor(hosts, DEFAULT_KUBERNETES));
    return path;
  };
  const step = (title: string) => report({type: 'step', title});
  const [five, withWorker, complete] = [
    await file('five', FIVE),
    await file('six', [...FIVE, WORKER]),
    await file('seven', ALL),
  ];
  const lab = labFor(configFor(ALL, DEFAULT_KUBERNETES));
  try {
    await lab.down();
    await lab.up(report);
    step('apply on five fresh hosts');
    const fresh = await timedRun(['apply', '-c', five]);
    step('apply without changes');
    const empty = await timedRun(['apply', '-c', five]);
    step('join a worker');
    const worker = await timedRun(['join', 'w3', '-c', withWorker]);
    step('join a control plane');
    const controlPlane = await timedRun(['join', 'cp4', '-c', complete]);
    step('power off the etcd leader');
    return {
      uploadS: fresh.uploadS,
      bringUpS: fresh.totalS - fresh.uploadS,
      emptyApplyS: empty.totalS,
      addWorkerS: worker.totalS - worker.uploadS,
      addControlPlaneS: controlPlane.totalS - controlPlane.uploadS,
      leaderKillGapMs: await leaderKillGap(lab),
    };
  } finally {
    await lab.down();
    await rm(folder, {recursive: true, force: true});
  }
}

/** @throws Failure bench/config */
export function labFor(text: string): Lab {
  const parsed = parseConfig(text);
  if ('config' in parsed) return labOf(parsed.config);
  throw new Failure('bench/config', parsed.problems.map(problem => problem.message).join('\n'));
}

/** A client writes before, during and after: the gap is the longest time between two acknowledged writes. */
async function leaderKillGap(lab: Lab): Promise<number> {
  const leader = await leaderOf(lab, ['cp1', 'cp2', 'cp3', 'cp4'], '/opt/quorate/bin/etcdctl');
  const writer = await startWriter(lab, 'cp1', 'w1', 'bench');
  await writer.acknowledges(10);
  await lab.kill(leader);
  await writer.acknowledges(40);
  return (await writer.stop()).longestGapMs;
}
