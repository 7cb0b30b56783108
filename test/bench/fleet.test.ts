import {beforeAll, expect, test} from 'vitest';
import {diagnose} from '../../src/core/diagnosis/diagnose.js';
import {agreedClusterId} from '../../src/core/identity/subject.js';
import {hostName} from '../../src/core/model/names.js';
import {readCertificate} from '../../src/core/pki/certificate-file.js';
import {sharedSources} from '../../src/core/pki/secret-sources.js';
import {systemClock} from '../../src/io/clock.js';
import {type Connections, openConnections} from '../../src/io/observe/connections.js';
import {certificateIssuer} from '../../src/io/pki/issuer.js';
import {apply} from '../../src/workflows/apply.js';
import {converge} from '../../src/workflows/converge.js';
import {upgrade} from '../../src/workflows/upgrade.js';
import type {Verb} from '../../src/workflows/verb.js';
import {Scenario} from '../scenario/run.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {TEMPLATES} from '../support/rendering.js';
import {answersOf} from './check/answers.js';
import {fleetCluster} from './fleet/cluster.js';
import {fleetConfig} from './fleet/config.js';
import {type Figures, measured} from './fleet/measure.js';
import {LATENCY_MS, type Manner, wires} from './fleet/wires.js';

const SIZE = Number(process.env.FLEET ?? 1000);
const MOST_MB = 500;
const MOST_OPEN = 400;
/** More than quorate remembers. */
const MOST_CERTIFICATES = 10_000;
const MANNERS = new Map<ReturnType<typeof hostName>, Manner>([
  ...['w10', 'w20', 'w30', 'w40', 'w50'].map(name => [hostName(name), 'slow'] as const),
  ...['w11', 'w21', 'w31'].map(name => [hostName(name), 'dead'] as const),
  ...['w12', 'w22'].map(name => [hostName(name), 'lying'] as const),
]);
const SILENT = [...MANNERS].filter(([, manner]) => manner !== 'slow').map(([name]) => name);

const config = fleetConfig(SIZE);
const scenario = new Scenario(config);
let site: MemoryCluster;

beforeAll(async () => {
  site = scenario.fresh();
  await scenario.run(apply, site);
}, 600_000);

/** One command of quorate: it opens its connections, and closes them at its end. */
async function command<T>(
  title: string,
  of: Scenario,
  over: MemoryCluster,
  use: (cluster: ReturnType<typeof fleetCluster>) => Promise<T>,
): Promise<T> {
  const {connect, seen} = wires(await answersOf(over, scenario.desired), MANNERS);
  let connections: Connections | undefined;
  forgetCertificates();
  const {result, figures} = await measured(async () => {
    connections = openConnections(config.hosts, connect);
    const found = await use(fleetCluster(of, over, connections));
    await connections.close();
    return found;
  });
  tell(title, {...figures, ...seen});
  expect(seen.open).toBe(0);
  expect(seen.most).toBeLessThanOrEqual(MOST_OPEN);
  expect(figures.grewMb).toBeLessThanOrEqual(MOST_MB);
  return result;
}

/** A command is a process of its own, which has read no certificate yet. */
const forgetCertificates = (): void => {
  for (let index = 0; index < MOST_CERTIFICATES; index++) readCertificate(`-----BEGIN ${index}`);
};

const tell = (title: string, figures: Figures): void => {
  process.stderr.write(`${title}, ${SIZE} hosts, ${LATENCY_MS} ms away: ${JSON.stringify(figures)}\n`);
};

const run =
  (verb: Verb, of: Scenario, over: MemoryCluster, dryRun: boolean) => (cluster: ReturnType<typeof fleetCluster>) =>
    converge(
      verb,
      {
        desired: of.desired,
        release: of.release,
        templates: TEMPLATES,
        dryRun,
        ignorePreflight: [],
        limit: undefined,
        acceptDowntime: false,
      },
      {
        cluster,
        keys: input =>
          certificateIssuer({
            desired: of.desired,
            read: (host, path) => over.host(host).read(path),
            sources: sharedSources(input.desired, input.observed),
            clusterId: agreedClusterId(of.desired, input.observed.hosts),
            given: undefined,
            now: systemClock.now,
            store: async () => {
              throw new Error('etcd is managed');
            },
          }),
        operatorFiles: undefined,
        verify: async () => undefined,
        report: () => undefined,
        clock: systemClock,
        signal: new AbortController().signal,
      },
    );

test('plan', {timeout: 600_000}, async () => {
  const {plan, leftOut} = await command('plan', scenario, site, run(apply, scenario, site, true));
  expect(plan).toEqual([]);
  expect(leftOut.hosts.map(({host}) => host).toSorted()).toEqual(SILENT.toSorted());
});

test('topology check', {timeout: 600_000}, async () => {
  const {desired, release} = scenario;
  const diagnosis = await command('topology check --worst 3', scenario, site, async cluster => {
    const evidence = await cluster.observe(desired, 'diagnosis');
    return diagnose({desired, evidence, release, templates: TEMPLATES, now: new Date(), question: {worst: 3}});
  });
  expect(new Set(diagnosis.findings.map(({host}) => host))).toEqual(new Set(SILENT));
});

test('apply of one changed flag of the API servers', {timeout: 600_000}, async () => {
  const extraArgs = {...config.extraArgs, 'kube-apiserver': [{name: 'v', value: '1'}]};
  const after = new Scenario({...config, extraArgs});
  const cluster = after.over(site);
  const {ran} = await command('apply, one flag of the API servers', after, cluster, run(apply, after, cluster, false));
  expect(ran).toBe(true);
});

test('apply of one changed flag of the kubelets', {timeout: 600_000}, async () => {
  const after = new Scenario({...config, extraArgs: {...config.extraArgs, kubelet: [{name: 'v', value: '1'}]}});
  const cluster = after.over(site);
  const {ran} = await command('apply, one flag of the kubelets', after, cluster, run(apply, after, cluster, false));
  expect(ran).toBe(true);
});

test('upgrade plan', {timeout: 600_000}, async () => {
  const after = new Scenario({...config, kubernetesVersion: '1.37.2'});
  const cluster = after.over(site);
  const verb = upgrade({
    rollout: {maxUnavailable: 10, drainSeconds: 60, healthSeconds: 5},
    available: ['1.36.3', '1.37.2'],
    rollback: false,
    acceptDowntime: false,
  });
  const {plan} = await command('upgrade plan', after, cluster, run(verb as Verb, after, cluster, true));
  expect(plan.length).toBeGreaterThan(5);
});
