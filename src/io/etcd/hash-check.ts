import type {MemberEvidence} from '../../core/diagnosis/evidence.js';
import {Failure} from '../../core/failure.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import {LIMITS} from '../remote/limits.js';
import type {HostTransport} from '../transport/transport.js';
import {sectionsOf} from './parse-status.js';

export interface Comparison {
  readonly hash?: MemberEvidence['hash'];
  /** Lines of its metrics at that time. */
  readonly metrics: string;
  /** Whether the newest Secret is stored encrypted; a value of undefined: there is no Secret. */
  readonly secretsEncrypted: Fact<boolean | undefined>;
}

/**
 * The hash of a member's keys at a revision that all members have, and on request whether Secrets are encrypted.
 *
 * @param script text of templates/host/etcd-hash.sh.
 */
export async function compareMember(
  transport: HostTransport,
  script: string,
  revision: string,
  alsoSecrets: boolean,
): Promise<Comparison> {
  const argv = ['sh', '-c', script, 'etcd-hash', revision, ...(alsoSecrets ? ['secrets'] : [])];
  try {
    const {stdout} = await transport.exec(
      {argv, title: 'compare etcd', changes: false},
      {timeoutMs: LIMITS.etcdCompare},
    );
    const sections = sectionsOf(stdout.toString());
    const hash = /"hash":(\d+)/.exec(sections.get('hash')?.text ?? '')?.[1];
    return {
      ...(hash === undefined ? {} : {hash: {revision, hash}}),
      metrics: sections.get('metrics')?.text ?? '',
      secretsEncrypted: encryptionIn(sections.get('secrets')?.text ?? ''),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {metrics: '', secretsEncrypted: unknown(error.message)};
  }
}

function encryptionIn(text: string): Fact<boolean | undefined> {
  const count = /^"Count" : (\d+)$/m.exec(text)?.[1];
  if (count === undefined) return unknown('no Secret could be read from etcd');
  return known(count === '0' ? undefined : /^encrypted$/m.test(text));
}
