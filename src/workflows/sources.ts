import {artifactWith} from '../core/artifacts/bundle.js';
import {probeUrls} from '../core/artifacts/downloads.js';
import {artifactSource} from '../core/checks/preflight/artifact-source.js';
import {ignorePreflight} from '../core/checks/preflight/ignore.js';
import {by} from '../core/group-by.js';
import type {Finding} from '../core/model/finding.js';
import type {PlanInput} from '../core/plan/input.js';
import type {Plan} from '../core/plan/stage.js';
import type {ClusterClient} from '../ports/cluster.js';
import {throwOnErrors} from './checks.js';
import type {Request} from './verb.js';

interface CheckedSources {
  /** With the hosts that cannot download, for which the plan is to be made again. */
  readonly input: PlanInput;
  readonly warnings: readonly Finding[];
}

/**
 * Asks each host that downloads something in this plan whether it can, one request to a server. A plan without downloads
 * asks nothing. Throws Failure 'preflight/findings' unless the check is ignored.
 */
export async function checkSources(
  plan: Plan,
  input: PlanInput,
  {ignorePreflight: ignored}: Request,
  cluster: ClusterClient,
): Promise<CheckedSources> {
  const {downloads} = input.desired;
  const fetches = plan.flatMap(({actions}) => actions.flatMap(each => (each.kind === 'artifact/fetch' ? [each] : [])));
  if (downloads === undefined || fetches.length === 0) return {input, warnings: []};
  const asked = await Promise.all(
    [...by(fetches, ({host}) => host)].map(async ([host, own]) => {
      const artifacts = own.flatMap(({digest}) => artifactWith(digest, input.release) ?? []);
      return [host, await cluster.host(host).checkSources(probeUrls(artifacts, downloads.base))] as const;
    }),
  );
  const sourceProblems = new Map(asked.filter(([, problems]) => problems.length > 0));
  if (sourceProblems.size === 0) return {input, warnings: []};
  const found = ignorePreflight(artifactSource({sourceProblems}), ignored);
  throwOnErrors('preflight', 'the hosts do not meet the requirements', found);
  return {
    input: {...input, observed: {...input.observed, sourceProblems}},
    warnings: found.filter(({code}) => code !== 'IgnorePreflightErrors'),
  };
}
