import type {StageKind} from '../../core/plan/stage-kinds/kind.js';
import {STAGES, type StageId, titleOf} from '../../core/plan/stages.js';

interface ListedStage extends Pick<StageKind, 'order' | 'does' | 'when'> {
  readonly id: StageId;
  /** With HOST and VERSION in the place of values. */
  readonly title: string;
}

/** Every stage that a plan can have, in order. */
export const stageList = (): readonly ListedStage[] =>
  (Object.keys(STAGES) as readonly StageId[]).map(id => {
    const {order, does, when} = STAGES[id];
    return {id, title: titleOf(id), order, does, when};
  });

export const stagesText = (): string =>
  [
    ...stageList().map(
      ({title, does, when}, index) => `${`${index + 1}`.padStart(2)}  ${title}${OCCURS[when]}\n    ${does}`,
    ),
    '',
    'When versions go back (`quorate upgrade --abort`), the upgrade stages of hosts are in reverse order.',
  ].join('\n');

const OCCURS: Readonly<Record<StageKind['when'], string>> = {
  always: '',
  growth: ' (new etcd members)',
  removal: ' (remove)',
  upgrade: ' (upgrade)',
  restore: ' (etcd restore, etcd recover)',
};
