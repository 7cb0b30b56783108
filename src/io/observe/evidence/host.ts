import {randomBytes} from 'node:crypto';
import type {BackendEvidence, HostEvidence, LinkEvidence} from '../../../core/diagnosis/evidence.js';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import {type Answer, answerOf, matched, plainPath} from '../../remote/facts/answer.js';
import {LIMITS} from '../../remote/limits.js';
import {assertField} from '../../remote/path.js';
import {type RemoteShell, runScript} from '../../remote/script.js';
import {backendsIn} from './backends.js';
import type {HostQuery} from './host-query.js';
import {snapshotsIn} from './kept-snapshots.js';
import {linksIn} from './links.js';
import {podRangeIn} from './pod-range.js';
import {apiServerVersionIn, dropInsIn, unitsIn} from './units.js';

/** The answer of one host about itself. */
export interface HostAnswer {
  readonly evidence: Omit<HostEvidence, 'addresses'>;
  readonly links: readonly LinkEvidence[];
  /** Lines of the metrics of the etcd member here; undefined when they could not be read. */
  readonly metrics?: string;
  /** Of the API server that runs here. */
  readonly apiServerVersion?: string;
}

/** Throws a Failure when the host is unreachable, or its answer is incomplete. */
export async function askHost(shell: RemoteShell, question: HostQuery): Promise<HostAnswer> {
  const boundary = `== ${randomBytes(12).toString('hex')}`;
  const {stdout} = await runScript(shell, {
    scripts: ['check'],
    title: 'gather evidence',
    changes: false,
    // It has the end of the logs of units, which may quote secrets that the process received.
    secret: true,
    input: `${boundary}\n${lines(shell, question)}`,
    timeoutMs: LIMITS.read,
  });
  const answer = answerOf(shell.name, boundary, stdout.toString());
  const backends = allBackends(answer, question);
  const metrics = pageIn(answer, 'metrics');
  const apiServerVersion = apiServerVersionIn(answer);
  const podRange = podRangeIn(answer);
  const snapshots = snapshotsIn(answer);
  return {
    evidence: {
      units: unitsIn(answer),
      dropIns: dropInsIn(answer),
      ...(backends === undefined ? {} : {backends}),
      ...(podRange === undefined ? {} : {podRange}),
      ...(snapshots === undefined ? {} : {snapshots}),
      disks: disksIn(answer),
    },
    links: linksIn(answer, question.links),
    ...(metrics.known ? {metrics: metrics.value} : {}),
    ...(apiServerVersion === undefined ? {} : {apiServerVersion}),
  };
}

function lines({name}: RemoteShell, {units, paths, pages, links}: HostQuery): string {
  assertField(name, [...units, ...paths, ...links.map(({address}) => address)]);
  return [
    ...units.map(unit => `unit\t${unit}`),
    ...paths.map(path => `file-system\t${path}`),
    ...pages.map(page => `page\t${page.name}\t${page.port}\t${page.path}\t${page.lines}`),
    ...links.map(({address, port}) => `connection\t${address}\t${port}`),
    '',
  ].join('\n');
}

const disksIn = (answer: Answer): HostEvidence['disks'] =>
  new Map(
    matched(answer, 'file-systems', /^(\d+)\t(\d+)\t(\d+)\t(.+)$/).map(
      ([, total, free, size, path]) =>
        [
          plainPath(answer, path!),
          {totalBytes: Number(total) * Number(size), freeBytes: Number(free) * Number(size)},
        ] as const,
    ),
  );

/** undefined where no balancer is to run; unknown when one of them does not answer. */
function allBackends(answer: Answer, {pages}: HostQuery): Fact<readonly BackendEvidence[]> | undefined {
  const balancers = pages.filter(({name}) => name.endsWith('.service')).map(({name}) => name);
  if (balancers.length === 0) return undefined;
  const found: BackendEvidence[] = [];
  for (const unit of balancers) {
    const page = pageIn(answer, unit);
    if (!page.known) return page;
    found.push(...backendsIn(unit, page.value));
  }
  return known(found);
}

function pageIn(answer: Answer, name: string): Fact<string> {
  if (!answer.has('bash')) return unknown('there is no bash to ask with');
  const text = answer.has(`page-${name}`) ? answer.lines(`page-${name}`).join('\n').trim() : '';
  return text === '' ? unknown(`${name} gave no answer`) : known(text);
}
