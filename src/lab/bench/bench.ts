import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DEFAULT_KUBERNETES} from '../../core/artifacts/catalog.js';
import {parseConfig} from '../../core/config/parse.js';
import {Failure} from '../../core/failure.js';
import {type Lab, labOf} from '../hosts/index.js';
import type {LabReport} from '../hosts/report.js';
import {startWriter} from '../writer.js';
import type {Figures} from './figures.js';
import {timedRun} from './timed-run.js';

/** Measures the operations of one cluster on throwaway hosts, in one run and with the same artifacts. */
export async function bench(report: LabReport): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-bench-'));
  const file = async (name: string, more: readonly ('w3' | 'cp4')[]) => {
    const path = join(folder, `${name}.yaml`);
    await writeFile(path, benchConfig(DEFAULT_KUBERNETES, more));
    return path;
  };
  const step = (title: string) => report({type: 'step', title});
  const [five, withWorker, complete] = [
    await file('five', []),
    await file('six', ['w3']),
    await file('seven', ['w3', 'cp4']),
  ];
  const lab = labFor(benchConfig(DEFAULT_KUBERNETES, ['w3', 'cp4']));
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

function labFor(text: string): Lab {
  const parsed = parseConfig(text);
  if ('config' in parsed) return labOf(parsed.config);
  throw new Failure('bench/config', parsed.problems.map(problem => problem.message).join('\n'));
}

/** A client writes before, during and after: the gap is the longest time between two acknowledged writes. */
async function leaderKillGap(lab: Lab): Promise<number> {
  const leader = await leaderOf(lab);
  const writer = await startWriter(lab, 'cp1', 'w1', 'bench');
  await writer.acknowledges(10);
  await lab.kill(leader);
  await writer.acknowledges(40);
  return (await writer.stop()).longestGapMs;
}

async function leaderOf(lab: Lab): Promise<string> {
  const pki = '/etc/kubernetes/pki/etcd';
  for (const host of ['cp1', 'cp2', 'cp3', 'cp4']) {
    const {stdout} = await lab.exec(host, [
      ...['/opt/quorate/bin/etcdctl', '--endpoints=https://127.0.0.1:2379', `--cacert=${pki}/ca.crt`],
      ...[`--cert=${pki}/healthcheck-client.crt`, `--key=${pki}/healthcheck-client.key`],
      ...['endpoint', 'status', '-w', 'fields'],
    ]);
    const id = (field: string) => new RegExp(`^"${field}" : (\\d+)$`, 'm').exec(stdout)?.[1];
    if (id('MemberID') !== undefined && id('MemberID') === id('Leader')) return host;
  }
  throw new Failure('bench/no-leader', 'no etcd member is the leader');
}

/** The measured cluster: three control planes, two workers, and the hosts in `more`. */
const benchConfig = (kubernetesVersion: string, more: readonly ('w3' | 'cp4')[] = []): string => `
apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: bench}
spec:
  kubernetesVersion: "${kubernetesVersion}"
  ssh:
    keyFiles: [~/.local/state/quorate/lab/bench/id_ed25519]
    knownHostsFile: ~/.local/state/quorate/lab/bench/known_hosts
    agent: false
    useConfig: false
  hosts:
${[
  ...['cp1', 'cp2', 'cp3'].map((name, index) => host(name, 11 + index, 'control-plane')),
  ...['w1', 'w2'].map((name, index) => host(name, 21 + index, 'worker')),
  ...more.map(name => (name === 'w3' ? host(name, 23, 'worker') : host(name, 14, 'control-plane'))),
].join('\n')}
`;

const host = (name: string, address: number, role: string): string =>
  `    - {name: ${name}, address: 10.88.6.${address}, roles: [${role}]}`;
