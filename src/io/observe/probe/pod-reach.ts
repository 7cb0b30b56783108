import {randomBytes} from 'node:crypto';
import {type Fact, known, unknown} from '../../../core/model/fact.js';
import type {HostName} from '../../../core/model/names.js';
import type {Endpoint, Reached} from '../../../core/model/network-reach.js';
import {answerOf} from '../../remote/facts/answer.js';
import {LIMITS} from '../../remote/limits.js';
import {assertField} from '../../remote/path.js';
import {type RemoteShell, runScript} from '../../remote/script.js';
import {nodesIn} from '../reach.js';

/** What is tried from the network of one pod. */
export interface PodQuery {
  readonly uid: string;
  /** By node, the pod there. */
  readonly nodes: ReadonlyMap<HostName, Endpoint>;
}

/** Throws a Failure when the host is unreachable, or its answer is incomplete. */
export async function askPod(shell: RemoteShell, query: PodQuery): Promise<Fact<ReadonlyMap<HostName, Reached>>> {
  const boundary = `== ${randomBytes(12).toString('hex')}`;
  const targets = [...query.nodes.values()];
  assertField(shell.name, [query.uid, ...targets.map(({address}) => address)]);
  const {stdout} = await runScript(shell, {
    scripts: ['network-reach'],
    title: 'try connections between pods',
    changes: false,
    input: [boundary, `pod\t${query.uid}`, ...targets.map(({address, port}) => `node\t${address}\t${port}`), ''].join(
      '\n',
    ),
    timeoutMs: LIMITS.read,
  });
  const answer = answerOf(shell.name, boundary, stdout.toString());
  if (answer.has('reached')) return known(nodesIn(answer, query));
  const [missing = ''] = answer.has('missing') ? answer.lines('missing') : [];
  return unknown(WHY.get(missing) ?? 'nothing was tried');
}

const WHY: ReadonlyMap<string, string> = new Map([
  ['pod', 'no process of its pod was found'],
  ['nsenter', 'the network of its pod cannot be entered: nsenter is missing or fails'],
  ['bash', 'there is no bash to try with'],
]);
