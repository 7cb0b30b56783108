import {refusal} from '../checks/upgrade/input.js';
import type {Finding} from '../model/finding.js';
import {canonical, type SavedPlan, type SavedStage} from './saved-plan.js';

const NAMED = 3;

/** Where the plan of this moment is another one than was saved. Nothing is carried out that nobody has looked at. */
export function staleness(saved: SavedPlan, now: SavedPlan): readonly Finding[] {
  if (saved.cluster !== now.cluster)
    return [
      refusal(
        'plan-of-another',
        `the plan is for the cluster ${saved.cluster}, the configuration describes ${now.cluster}`,
        'name the configuration of that cluster with --config FILE',
      ),
    ];
  const differences = [...targets(saved, now), ...stages(saved.stages, now.stages)];
  if (differences.length === 0) return [];
  const more = differences.length > NAMED ? [`and ${differences.length - NAMED} more`] : [];
  return [
    refusal(
      'plan-stale',
      `the cluster has moved since the plan was made: ${[...differences.slice(0, NAMED), ...more].join('; ')}`,
      'look at the plan of this moment, and save it: quorate upgrade plan --out plan.json',
    ),
  ];
}

const targets = ({to}: SavedPlan, now: SavedPlan): readonly string[] =>
  (['kubernetes', 'etcd'] as const)
    .filter(component => to[component] !== now.to[component])
    .map(component => `it goes to ${component} ${now.to[component]}, the plan to ${to[component]}`);

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
  if (now === undefined) return `${number} "${saved.title}" is not needed any more`;
  if (saved.title !== now.title) return `${number} was "${saved.title}" and is "${now.title}"`;
  return `${number} "${saved.title}": ${inside(saved, now)}`;
}

function inside(saved: SavedStage, now: SavedStage): string {
  const [before, after] = [saved, now].map(({actions}) => actions.map(canonical)) as [string[], string[]];
  const gone = saved.actions.filter((_, index) => !after.includes(before[index]!));
  const come = now.actions.filter((_, index) => !before.includes(after[index]!));
  if (gone[0] === undefined && come[0] === undefined) return 'its actions have another order, or other conditions';
  return [
    ...(gone[0] === undefined ? [] : [`without ${formatMembers(gone)}`]),
    ...(come[0] === undefined ? [] : [`with ${formatMembers(come)}`]),
  ].join(', ');
}

/** "file/put on cp1 of /etc/x and 2 more" */
function formatMembers(actions: readonly object[]): string {
  const {kind, host, path, unit, object} = actions[0] as Readonly<Record<string, string | undefined>>;
  const what = path ?? unit ?? object;
  const first = [kind, ...(host === undefined ? [] : ['on', host]), ...(what === undefined ? [] : ['of', what])];
  return `${first.join(' ')}${actions.length > 1 ? ` and ${actions.length - 1} more` : ''}`;
}
