import {Failure} from '../../core/failure.js';
import type {Stage} from '../../core/plan/stage.js';
import {project} from '../../core/quorum/project.js';
import type {RunContext} from '../context.js';

/** Proves from the live membership that the change of a stage keeps quorum. Throws quorum/unknown or quorum/at-risk. */
export async function prove(
  stage: Stage,
  {cluster, report, acceptDowntime, acceptReducedTolerance = false}: RunContext,
): Promise<void> {
  if (!stage.requires) return;
  const state = await cluster.etcd.state();
  if (!state.known || state.value.is !== 'formed')
    throw new Failure(
      'quorum/unknown',
      `${stage.title} refused: quorum cannot be proven: ${state.known ? `etcd is ${state.value.is}` : state.why}`,
      {
        suggestions: [
          'see which members are down: quorate topology check',
          'start each of them on its host: systemctl start etcd.service',
          'then run the same command again',
        ],
      },
    );
  const {safe, why, outage, fix} = project(state.value, stage.requires, {acceptDowntime, acceptReducedTolerance});
  if (!safe)
    throw new Failure('quorum/at-risk', `${stage.title} refused: ${why}`, {
      suggestions: fix === undefined ? [] : [fix],
    });
  if (outage)
    report({
      type: 'finding',
      finding: {
        code: 'quorum/outage',
        level: 'warning',
        message: `${stage.title}: etcd accepts no writes until it is back: ${why}`,
      },
    });
}
