import type {Plan} from '../../../src/core/plan/stage.js';
import type {StageKind} from '../../../src/core/plan/stage-kinds/kind.js';
import {STAGES, type StageId, titleOf} from '../../../src/core/plan/stages.js';

const ROWS = Object.entries(STAGES).map(([id, {when}]: [string, StageKind]) => ({
  pattern: new RegExp(
    `^${titleOf(id as StageId, {host: '<H>', version: '<V>'})
      .replaceAll(/[().]/g, '\\$&')
      .replace('<H>', '(\\S+)')
      .replace('<V>', '.+')}$`,
  ),
  when,
}));

/** Where the run of neighbouring rows starts that a row belongs to: within it, stages follow each other host by host. */
const startOf = (row: number): number =>
  ROWS[row]!.when === 'always' || ROWS[row - 1]?.when !== ROWS[row]!.when ? row : startOf(row - 1);

interface At {
  /** The first row that the stage before it could stand at, or a later one. */
  readonly row: number;
  readonly byHost: ReadonlyMap<string, number>;
}

/** Stages of a plan that have no title of the table, or stand out of its order. */
export function outOfOrder(plan: Plan): readonly string[] {
  const wrong: string[] = [];
  let at: At = {row: 0, byHost: new Map()};
  for (const {title} of plan) {
    const next = placeOf(title, at);
    if (next === undefined) wrong.push(title);
    else at = next;
  }
  return wrong;
}

function placeOf(title: string, {row: before, byHost}: At): At | undefined {
  for (const [row, {pattern, when}] of ROWS.entries()) {
    const found = pattern.exec(title);
    if (found === null || row < startOf(before)) continue;
    const host = found[1] ?? '';
    // Back to older versions the order of an upgrade is reversed.
    if (when !== 'upgrade' && startOf(row) === startOf(before) && row < (byHost.get(host) ?? 0)) continue;
    return {row: Math.max(row, startOf(before)), byHost: new Map(byHost).set(host, row)};
  }
  return undefined;
}
