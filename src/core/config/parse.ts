import type {ClusterConfig} from '../model/config.js';
import {hostName} from '../model/names.js';
import type {SnapshotSchedule} from '../model/snapshot-schedule.js';
import {secondsOf} from '../snapshots/period.js';
import {canonical} from './canonical.js';
import {CHECKS} from './checks/all.js';
import type {Draft} from './checks/check.js';
import {type ConfigDocument, readDocument} from './document.js';
import {withoutExtensions} from './extensions.js';
import {issuesOf} from './messages.js';
import {placesOf, type Span} from './positions.js';
import {type ConfigIssue, type ConfigProblem, type Path, pathText} from './problem.js';
import {type ClusterFile, clusterFile} from './schema/cluster.js';
import {withoutEchoes} from './unknown-keys.js';
import {validParts} from './valid-parts.js';

export type ParsedConfig =
  | {readonly config: ClusterConfig; readonly warnings: readonly ConfigProblem[]}
  | {readonly problems: readonly ConfigProblem[]};

/** The configuration of a text, or everything that is wrong with it, in the order of the text. Never throws. */
export function parseConfig(text: string): ParsedConfig {
  const source = text.replace(/^\uFEFF/, '');
  const document = readDocument(source);
  const locate = locator(source, document);
  if (document.broken.length > 0) {
    const problems = document.broken.map(({span, ...about}) =>
      locate.at(span, {code: 'config/yaml', path: [], ...about}),
    );
    return {problems: inOrder(problems)};
  }
  const data = withoutExtensions(document.data);
  const read = clusterFile.safeParse(data);
  const draft = validParts(clusterFile, data) ?? {};
  const problems = inOrder([
    ...repeatedKeys(document, locate),
    ...withoutEchoes(read.success ? [] : issuesOf(read.error.issues, clusterFile, document)).map(locate.issue),
    ...issuesOfChecks(draft, locate).map(locate.issue),
  ]);
  return read.success && problems.every(({level}) => level === 'warning')
    ? {config: canonical(resolved(read.data, data)), warnings: problems}
    : {problems};
}

interface Locator {
  at(span: Span, issue: ConfigIssue): ConfigProblem;
  readonly issue: (issue: ConfigIssue) => ConfigProblem;
  /** " (line 12)", or " (the default)" for an absent key. */
  readonly where: (path: Path) => string;
  lineOf(span: Span): number;
}

function locator(text: string, document: ConfigDocument): Locator {
  const placeOf = placesOf(text);
  const at = (
    span: Span,
    {code, level = 'error', path, message, suggestion, replacement}: ConfigIssue,
  ): ConfigProblem => ({
    code,
    level,
    ...placeOf(span),
    path: pathText(path),
    message,
    ...(suggestion === undefined ? {} : {suggestion}),
    ...(replacement === undefined ? {} : {replacement}),
  });
  return {
    at,
    issue: issue => at(document.span(issue.path, issue.at ?? 'value'), issue),
    where: path => (document.has(path) ? ` (line ${placeOf(document.span(path, 'value')).line})` : ' (the default)'),
    lineOf: span => placeOf(span).line,
  };
}

const repeatedKeys = (document: ConfigDocument, {at, lineOf}: Locator): readonly ConfigProblem[] =>
  document.repeatedKeys.map(({span, first, path, key}) =>
    at(span, {
      code: 'config/duplicate-key',
      path,
      message: `duplicate key "${key}" (line ${lineOf(first)})`,
      suggestion: key === '<<' ? 'write one key with a list, <<: [*NAME, *OTHER]' : 'keep one of the two',
    }),
  );

const issuesOfChecks = (draft: Draft, {where}: Locator): readonly ConfigIssue[] =>
  CHECKS.flatMap(check => [...check(draft, where)]);

const inOrder = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

const withoutV = (version: string): string => version.replace(/^v/, '');

const resolved = ({metadata, spec}: ClusterFile, source: unknown): ClusterConfig => ({
  name: metadata.name,
  kubernetesVersion: withoutV(spec.kubernetesVersion),
  topology: spec.topology,
  ...(spec.endpoint === undefined ? {} : {endpoint: spec.endpoint}),
  network: spec.network,
  etcd: etcdOf(spec.etcd),
  pki: spec.pki,
  hosts: spec.hosts.map(host => ({
    ...host,
    name: hostName(host.name),
    ssh: {...spec.ssh, ...host.ssh, set: [...new Set([...sshKeysIn(source), ...Object.keys(host.ssh)])].sort()},
  })),
  ...(spec.authentication === undefined ? {} : {authentication: spec.authentication}),
  podSecurity: spec.podSecurity,
  extraArgs: spec.extraArgs,
  artifacts: spec.artifacts,
  ...(spec.proxy === undefined ? {} : {proxy: spec.proxy}),
  packages: spec.packages,
  registries: spec.registries,
});

/** The keys of `spec.ssh` as written, without those that have their default. */
const sshKeysIn = (source: unknown): readonly string[] =>
  Object.keys((source as {readonly spec: {readonly ssh?: object}}).spec.ssh ?? {});

const scheduleOf = ({
  every,
  keep,
  recipient,
}: NonNullable<ClusterFile['spec']['etcd']['snapshots']>): SnapshotSchedule => ({
  everySeconds: secondsOf(every),
  keepSeconds: secondsOf(keep),
  ...(recipient === undefined ? {} : {recipient}),
});

/** The check unmanagedEtcd ensures that either all four keys of an unmanaged etcd are set, or none. */
const etcdOf = ({
  version,
  endpoints,
  caFile,
  certFile,
  keyFile,
  snapshots,
}: ClusterFile['spec']['etcd']): ClusterConfig['etcd'] => ({
  ...(version === undefined ? {} : {version: withoutV(version)}),
  ...(endpoints === undefined || caFile === undefined || certFile === undefined || keyFile === undefined
    ? {}
    : {unmanagedEtcd: {endpoints, caFile, certFile, keyFile}}),
  ...(snapshots === undefined ? {} : {snapshots: scheduleOf(snapshots)}),
});
