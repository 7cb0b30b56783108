import type {MemberEvidence} from '../../core/diagnosis/evidence.js';
import {Failure} from '../../core/failure.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {Transport} from '../transport/transport.js';
import {sectionsOf} from './parse-status.js';

export interface Comparison {
  readonly hash?: MemberEvidence['hash'];
  /** Lines of its metrics at that moment. */
  readonly metrics: string;
  /** Does the secret that was written last lie encrypted? A value of undefined: there is none. */
  readonly secretsEncrypted: Fact<boolean | undefined>;
}

/**
 * One member's part in comparing: the hash of its keys at a revision that all have, and on request a look at a secret.
 *
 * @param script text of templates/host/etcd-compare.sh.
 */
export async function compareMember(
  transport: Transport,
  script: string,
  revision: string,
  alsoSecrets: boolean,
): Promise<Comparison> {
  const argv = ['sh', '-c', script, 'etcd-compare', revision, ...(alsoSecrets ? ['secrets'] : [])];
  try {
    const {stdout} = await transport.exec({argv, title: 'compare etcd', changes: false}, {timeoutMs: 10_000});
    const sections = sectionsOf(stdout.toString());
    const hash = /"hash":(\d+)/.exec(sections.get('hash')?.text ?? '')?.[1];
    return {
      ...(hash === undefined ? {} : {hash: {revision, hash}}),
      metrics: sections.get('metrics')?.text ?? '',
      secretsEncrypted: judged(sections.get('secrets')?.text ?? ''),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {metrics: '', secretsEncrypted: unknown(error.message)};
  }
}

function judged(text: string): Fact<boolean | undefined> {
  const count = /^"Count" : (\d+)$/m.exec(text)?.[1];
  if (count === undefined) return unknown('etcd does not give a secret to judge by');
  return known(count === '0' ? undefined : /^encrypted$/m.test(text));
}
