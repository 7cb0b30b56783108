import type {LinkEvidence} from '../core/diagnosis/evidence.js';
import {findingsOf} from '../core/diagnosis/findings.js';
import {linksRule} from '../core/diagnosis/rules/links.js';
import {Failure} from '../core/failure.js';
import {known} from '../core/model/fact.js';
import type {RunContext} from './context.js';

/**
 * A failed wait with the connections between hosts that get no answer: etcd members that do not reach each other only
 * show as unhealthy. Any other error as it is.
 */
export async function withBlockedLinks(
  error: unknown,
  {cluster, desired}: Pick<RunContext, 'cluster' | 'desired'>,
): Promise<unknown> {
  if (!(error instanceof Failure && isTimeout(error))) return error;
  const evidence = await cluster.observe(desired, 'diagnosis');
  const findings = findingsOf(linksRule({evidence: {...evidence, links: evidence.links.map(refusedAsOpen)}}));
  if (findings.length === 0) return error;
  const lines = findings.flatMap(({message, evidence: own}) => [message, ...own.map(line => `  ${line}`)]);
  return new Failure(error.code, [error.message, ...lines].join('\n'), {
    suggestions: [...findings.flatMap(({fix}) => fix ?? []), ...error.suggestions],
    cause: error,
  });
}

const isTimeout = ({code, cause}: Failure): boolean =>
  code === 'timeout/condition' || (cause instanceof Failure && isTimeout(cause));

/** A host that refuses a connection has received the packet: in the middle of a run some services do not listen yet. */
const refusedAsOpen = (link: LinkEvidence): LinkEvidence =>
  link.answer.known && link.answer.value === 'refused' ? {...link, answer: known('open')} : link;
