import {dirname, join as pathJoin} from 'node:path';
import {fileURLToPath} from 'node:url';
import {inUse, versionChanges} from '../../../src/core/artifacts/changes.js';
import {kubernetesHops} from '../../../src/core/artifacts/upgrade-path.js';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {Failure} from '../../../src/core/failure.js';
import type {ClusterConfig, NamedVersions} from '../../../src/core/model/config.js';
import type {Finding} from '../../../src/core/model/finding.js';
import {hostName} from '../../../src/core/model/names.js';
import {versionsBefore} from '../../../src/core/upgrade-plan/rollback-target.js';
import {aim} from '../../../src/core/upgrade-plan/target.js';
import {findingText, shortDiagnosis} from '../../../src/run/report/diagnosis-text.js';
import {errorText} from '../../../src/run/report/error-text.js';
import {apply} from '../../../src/workflows/apply.js';
import type {Outcome} from '../../../src/workflows/converge.js';
import {init} from '../../../src/workflows/init.js';
import {join} from '../../../src/workflows/join.js';
import {remove} from '../../../src/workflows/remove.js';
import {upgrade} from '../../../src/workflows/upgrade.js';
import type {Verb} from '../../../src/workflows/verb.js';
import {invocation} from '../../docs/known-commands.js';
import type {Killed, MemoryCluster} from '../../support/memory-cluster.js';
import {TEMPLATES} from '../../support/rendering.js';
import {flagsOf, type Given} from './flags.js';
import {opened, type Situation} from './situation.js';

/** What a command did, and what is on the screen after it. */
export interface Typed {
  readonly after: Situation;
  /** undefined: it did all that it was asked to do. */
  readonly failure?: Failure;
  /** The error first, then the findings. */
  readonly screen: readonly string[];
}

/** Called at each operation, as by MemoryCluster.watched(), with the file as it is then and the live cluster. */
export type Watch = (killed: Killed, file: ClusterConfig, live: MemoryCluster) => void;

/** Versions of Kubernetes in the bundle. */
const AVAILABLE = ['1.36.3', '1.36.4', '1.37.2'];
const ROOT = pathJoin(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Runs a command line of quorate, without the word quorate. Throws an Error if there is no such command or flag. */
export async function type(line: string, situation: Situation, watch?: Watch): Promise<Typed> {
  const words = line.split(' ');
  const {problems, incomplete} = await invocation(words, ROOT);
  if (problems.length + incomplete.length > 0) throw new Error([...problems, ...incomplete].join('; '));
  const given = flagsOf(words);
  switch (given.command) {
    case 'apply':
    case 'plan':
      return once(apply, given, situation, watch);
    case 'init':
      return once(init, given, situation, watch);
    case 'join':
      return once(join(given.hosts), given, situation, watch);
    case 'remove':
      return once(removal(given), given, situation, watch);
    case 'upgrade':
    case 'upgrade plan':
      return upgradeAlongPath(given, situation, watch);
    case 'topology check':
      return check(situation);
    default:
      throw new Error(`${line} is not modelled`);
  }
}

const removal = ({hosts, lost, flags}: Given): Verb =>
  remove({
    hosts: [...new Set([...hosts, ...lost])],
    lost: new Set(lost),
    drainSeconds: 60,
    acceptReducedTolerance: flags.has('accept-reduced-tolerance'),
  });

interface Step extends Typed {
  readonly outcome?: Outcome;
}

/** @param verb gets how it writes the configuration file. */
async function once(
  verb: Verb,
  {dryRun, flags, ignorePreflight, limit}: Given,
  situation: Situation,
  watch: Watch | undefined,
  {file = situation.file, written = () => situation.file} = {},
): Promise<Step> {
  const {scenario, cluster} = opened(file, situation.world);
  cluster.world.mayLoseQuorum = true;
  if (watch) cluster.watched(killed => watch(killed, written(), cluster));
  const findings: Finding[] = [];
  const options = {
    dryRun,
    ignorePreflight,
    acceptDowntime: flags.has('accept-downtime'),
    ...(limit === undefined ? {} : {limit: limit.map(hostName)}),
    report: (event: {readonly type: string; readonly finding?: Finding}) => {
      if (event.type === 'finding') findings.push(event.finding!);
    },
  };
  const after = () => ({...situation, file: written(), world: cluster.world});
  try {
    const outcome = await scenario.run(verb, cluster, options);
    const {incomplete, diagnosis} = outcome;
    const errors = diagnosis === undefined ? [] : shortDiagnosis(diagnosis).errors;
    const said = [...findings, ...errors].map(findingText);
    return {
      after: after(),
      outcome,
      screen: [...(incomplete === undefined ? [] : [errorText(incomplete)]), ...said],
      ...(incomplete === undefined ? {} : {failure: incomplete}),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {after: after(), failure: error, screen: [errorText(error), ...findings.map(findingText)]};
  }
}

/** As src/workflows/upgrade-path.ts, which opens connections. */
async function upgradeAlongPath(given: Given, situation: Situation, watch?: Watch): Promise<Typed> {
  const {dryRun, flags, to} = given;
  let {file} = situation;
  const isBack = flags.has('abort');
  const [first, ...others] = isBack ? [before(situation)] : hops(situation, to);
  if (first instanceof Failure) return {after: situation, failure: first, screen: [errorText(first)]};
  let last: Step | undefined;
  for (const hop of [first!, ...(dryRun ? [] : others)]) {
    if (hop instanceof Failure) break;
    const verb = upgrade({
      rollout: {maxUnavailable: 1, drainSeconds: 60, healthSeconds: 60},
      available: AVAILABLE,
      rollback: isBack,
      acceptDowntime: flags.has('accept-downtime'),
      beforeFirstChange: async () => {
        const {kubernetes, etcd} = hop.names;
        file = {...file, kubernetesVersion: kubernetes ?? file.kubernetesVersion};
        if (etcd !== undefined) file = {...file, etcd: {version: etcd}};
      },
    });
    last = await once(verb, given, last?.after ?? situation, watch, {file: hop.file, written: () => file});
    if (last.failure) break;
  }
  return last!;
}

interface Hop {
  /** Of this run. */
  readonly file: ClusterConfig;
  /** The versions that are written to the file. */
  readonly names: NamedVersions;
}

function hops({file, world}: Situation, to = file.kubernetesVersion): readonly Hop[] {
  const {config, names} = aim(file, {kubernetes: to}, false);
  const {scenario, cluster} = opened(config, world);
  const path = kubernetesHops(versionChanges(linksOf(cluster, config), scenario.release), to, AVAILABLE);
  return path.map(version => ({file: {...config, kubernetesVersion: version}, names}));
}

function before({file, world}: Situation): Hop | Failure {
  const [first] = hops({file, world, lost: new Set()});
  const {scenario, cluster} = opened(first!.file, world);
  const links = linksOf(cluster, file);
  const {versions} = scenario.release;
  const found = versionsBefore(versionChanges(links, scenario.release), versions, inUse(links));
  if (!('versions' in found))
    return new Failure('refused/findings', found.findings.map(({message}) => message).join('\n'), {
      suggestions: found.findings.flatMap(({fix}) => fix ?? []),
    });
  const target = aim(file, found.versions, file.etcd.version !== undefined || found.versions.etcdStays);
  return {file: target.config, names: target.names};
}

const linksOf = (cluster: MemoryCluster, {hosts}: ClusterConfig) => ({
  hosts: new Map(
    hosts.flatMap(({name}) => {
      if (cluster.world.unreachable.has(name)) return [];
      const {links} = cluster.world.disk(name);
      return [[name, {known: true, value: {links}}] as const];
    }),
  ) as never,
});

async function check(situation: Situation): Promise<Typed> {
  const {scenario, cluster} = opened(situation.file, situation.world);
  const {desired, release} = scenario;
  const evidence = await cluster.observe(desired, 'diagnosis');
  const {findings} = diagnose({desired, evidence, release, templates: TEMPLATES, now: new Date()});
  return {after: situation, screen: findings.map(findingText)};
}
