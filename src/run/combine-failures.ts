import {Failure} from '../core/failure.js';

/** Throws the failures of settled work: one as it is, several as one failure with a line for each. */
export function throwCombined(title: string, results: readonly PromiseSettledResult<unknown>[]): void {
  const reasons = results.flatMap(result => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const bug = reasons.find(reason => !(reason instanceof Failure));
  if (bug !== undefined) throw bug;
  const all = reasons as readonly Failure[];
  const failed = all.filter(failure => !failure.code.startsWith('interrupted/'));
  // A lane that was stopped has not failed: it is reported only when nothing failed.
  const failures = failed.length > 0 ? failed : all.slice(0, 1);
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === 1) throw first;
  throw new Failure(
    'hosts/some-failed',
    `${title}: ${failures.length} hosts failed\n${failures.map(failure => `  ${failure.message}`).join('\n')}`,
    {suggestions: [...new Set(failures.flatMap(failure => failure.suggestions))], cause: first},
  );
}
