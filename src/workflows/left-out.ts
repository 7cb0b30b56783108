import {Failure} from '../core/failure.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
import {isNothing, type LeftOut, leftOutLines, unasked, withName} from '../core/plan/left-out/left-out.js';
import type {ClusterClient} from '../ports/cluster.js';
import type {Verb} from './verb.js';

type Troubles = Pick<ClusterClient, 'troubleWith'>;

/** What the user did not ask to leave out, as warnings: each host and stage once. */
export const leftOutFindings = (
  leftOut: LeftOut,
  skipped: readonly Skipped[],
  troubles: Troubles,
): readonly Finding[] => {
  const {hosts, stages} = unasked(leftOut);
  return [
    ...[...skipped, ...hosts.filter(({by}) => by === 'unreachable')].map(each => skippedFinding(each, troubles)),
    ...hosts
      .filter(({by}) => by === 'member')
      .map(
        ({host, because}): Finding => ({
          code: 'quorum/left-out',
          level: 'warning',
          message: `leaving out ${host}: its etcd member cannot be added: ${because}`,
        }),
      ),
    ...stages.map(
      ({title, by, because}): Finding => ({
        code: by === 'quorum' ? 'quorum/left-out' : 'hosts/files-left-out',
        level: 'warning',
        message: `leaving out "${title}": ${because}`,
      }),
    ),
  ];
};

export interface Skipped {
  readonly host: HostName;
  readonly because: string;
}

function skippedFinding({host, because}: Skipped, {troubleWith}: Troubles): Finding {
  const [fix] = troubleWith(host)?.suggestions ?? [];
  return {
    code: 'hosts/skipped',
    level: 'warning',
    message: `leaving out ${withName(host, because)}`,
    ...(fix === undefined ? {} : {fix}),
  };
}

/** What does the rest: the other verbs change versions, or add only hosts that are named. */
const again = (verb: string, named: readonly HostName[]): string => {
  if (named.length > 0) return `join ${named.join(' ')}`;
  return verb === 'upgrade' ? 'upgrade' : 'apply';
};

/** How a run ends that left out what it was asked to do; undefined if it did everything. */
export function incomplete(
  {name, named = []}: Pick<Verb, 'name' | 'named'>,
  leftOut: LeftOut,
  {dryRun, troubleWith}: Troubles & {readonly dryRun: boolean},
): Failure | undefined {
  const missed = unasked(leftOut);
  if (isNothing(missed)) return undefined;
  const unreachable = missed.hosts.filter(({by}) => by === 'unreachable').map(({host}) => host);
  return new Failure(
    'hosts/left-out',
    [
      dryRun
        ? `${name}: the plan is for the other hosts only; left out:`
        : `${name}: done on the other hosts; left out:`,
      ...leftOutLines(leftOut).map(line => `  ${line}`),
    ].join('\n'),
    {
      suggestions: [
        ...new Set(unreachable.flatMap(host => troubleWith(host)?.suggestions ?? [])),
        ...unreachable.map(host => `if the machine of ${host} is lost for good: \`quorate remove --lost ${host}\``),
        `when all hosts can be reached: quorate ${again(
          name,
          unreachable.filter(host => named.includes(host)),
        )}`,
      ],
    },
  );
}
