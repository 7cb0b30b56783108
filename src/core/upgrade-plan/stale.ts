import {refusal} from '../checks/upgrade/input.js';
import type {Finding} from '../model/finding.js';
import {canonical, planCommand, type SavedPlan, type SavedStage} from './saved-plan.js';

const MOST_SHOWN = 3;

/** How the plan for the cluster as it is now differs from the saved one. Only a plan that was reviewed is carried out. */
export function staleness(saved: SavedPlan, now: SavedPlan): readonly Finding[] {
  if (saved.cluster !== now.cluster)
    return [
      refusal(
        'upgrade/plan-other-cluster',
        `the plan is for the cluster ${saved.cluster}, the configuration describes ${now.cluster}`,
        'name the configuration of that cluster: `quorate upgrade --plan plan.json --config FILE`',
      ),
    ];
  const differences = [...targets(saved, now), ...stages(saved.stages, now.stages)];
  if (differences.length === 0) return [];
  const more = differences.length > MOST_SHOWN ? [`and ${differences.length - MOST_SHOWN} more`] : [];
  return [
    refusal(
      'upgrade/plan-stale',
      `the saved plan is stale: the cluster changed since it was made: ${[...differences.slice(0, MOST_SHOWN), ...more].join('; ')}`,
      `save and review a new plan: \`${planCommand(saved)}\``,
    ),
  ];
}

const targets = ({to}: SavedPlan, now: SavedPlan): readonly string[] =>
  (['kubernetes', 'etcd'] as const)
    .filter(component => to[component] !== now.to[component])
    .map(component => `the target is ${component} ${now.to[component]}, the plan has ${to[component]}`);

function stages(saved: readonly SavedStage[], now: readonly SavedStage[]): readonly string[] {
  const longest = Math.max(saved.length, now.length);
  return Array.from({length: longest}, (_, index) => difference(index, saved[index], now[index])).flatMap(
    each => each ?? [],
  );
}

function difference(index: number, saved: SavedStage | undefined, now: SavedStage | undefined): string | undefined {
  if (canonical(saved) === canonical(now)) return undefined;
  const number = `stage ${index + 1}`;
  if (saved === undefined) return `${number} "${now!.title}" is new`;
  if (now === undefined) return `${number} "${saved.title}" is no longer needed`;
  if (saved.title !== now.title) return `${number} was "${saved.title}" and is "${now.title}"`;
  return `${number} "${saved.title}": ${inside(saved, now)}`;
}

function inside(saved: SavedStage, now: SavedStage): string {
  const [before, after] = [saved, now].map(({actions}) => actions.map(canonical)) as [string[], string[]];
  const removed = saved.actions.filter((_, index) => !after.includes(before[index]!));
  const added = now.actions.filter((_, index) => !before.includes(after[index]!));
  if (removed[0] === undefined && added[0] === undefined)
    return 'the order of its actions or its preconditions changed';
  return [
    ...(removed[0] === undefined ? [] : [`without ${formatActions(removed)}`]),
    ...(added[0] === undefined ? [] : [`with ${formatActions(added)}`]),
  ].join(', ');
}

/** "file/put on cp1 of /etc/x and 2 more" */
function formatActions(actions: readonly object[]): string {
  const {kind, host, path, unit, object} = actions[0] as Readonly<Record<string, string | undefined>>;
  const what = path ?? unit ?? object;
  const first = [kind, ...(host === undefined ? [] : ['on', host]), ...(what === undefined ? [] : ['of', what])];
  return `${first.join(' ')}${actions.length > 1 ? ` and ${actions.length - 1} more` : ''}`;
}
