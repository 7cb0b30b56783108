import type {LinkEvidence} from '../../../core/diagnosis/evidence.js';
import type {NeededLink} from '../../../core/diagnosis/required-links.js';
import {known, unknown} from '../../../core/model/fact.js';
import {type Answer, matched} from '../../remote/facts/answer.js';

/** The result of each connection that was to be tried; one without a result got no answer. */
export function linksIn(answer: Answer, needed: readonly NeededLink[]): readonly LinkEvidence[] {
  const tried = answer.has('bash');
  const results = new Map(
    matched(answer, 'connections', /^(\S+)\t(\d+)\t(open|refused)$/).map(
      ([, address, port, is]) => [`${address} ${port}`, is as 'open' | 'refused'] as const,
    ),
  );
  return needed.map(({from, to, address, port}) => ({
    from,
    to,
    port,
    answer: tried ? known(results.get(`${address} ${port}`) ?? 'silent') : unknown('there is no bash to try it with'),
  }));
}
