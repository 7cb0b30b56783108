import type {UnitFact} from '../../../core/model/observed.js';
import {type Answer, matched, plainPath, texts} from './answer.js';

const STARTED = '/run/quorate/started';
const RELOADED = '/run/quorate/reloaded';

/** The units that exist. The answer has a block of `Key=value` lines for each requested unit. */
export function unitsIn(answer: Answer): ReadonlyMap<string, UnitFact> {
  const now = new Map(
    matched(answer, 'inputs', /^(.+) (\d+ \d+) (\d+) (\d+)$/).map(([, path, file, modified, changed]) => [
      plainPath(answer, path!),
      [`${file} ${modified}`, `${file} ${changed}`],
    ]),
  );
  const records = texts(answer, 'records');
  // The format of templates/host/started.sh: a path that does not exist is recorded by its name alone. Units that were
  // started by an earlier quorate have the time at which the inode changed in their record.
  const hasTakenIn = (record: string, paths: readonly string[]): boolean => {
    const lines = records.get(record)?.trimEnd().split('\n') ?? [];
    const isNow = (path: string, line: string | undefined) =>
      now.get(path)?.some(state => line === `${path} ${state}`) ?? line === path;
    return lines.length === paths.length && paths.every((path, at) => isNow(path, lines[at]));
  };
  return new Map(
    propertyBlocks(answer.lines('units'))
      .map(block => new Map(block.map(line => keyAndValue(answer, line))))
      .filter(unit => property(answer, unit, 'LoadState') !== 'not-found')
      .map(unit => {
        const id = property(answer, unit, 'Id');
        const active = property(answer, unit, 'ActiveState');
        const inputs = pathsOf(unit, 'QUORATE_INPUTS');
        const reloads = pathsOf(unit, 'QUORATE_RELOADS');
        const fresh =
          RUNNING.includes(active) &&
          property(answer, unit, 'NeedDaemonReload') === 'no' &&
          inputs.length > 0 &&
          hasTakenIn(`${STARTED}/${id}`, inputs);
        const reloaded = reloads.length === 0 || hasTakenIn(`${RELOADED}/${id}`, reloads);
        return [id, {active, enabled: property(answer, unit, 'UnitFileState') === 'enabled', fresh, reloaded}] as const;
      }),
  );
}

const RUNNING: readonly string[] = ['active', 'activating', 'reloading'];

function pathsOf(unit: ReadonlyMap<string, string>, variable: 'QUORATE_INPUTS' | 'QUORATE_RELOADS'): readonly string[] {
  const words = (unit.get('Environment') ?? '').split(/[ "]/);
  const found = words.find(word => word.startsWith(`${variable}=`)) ?? '';
  return found
    .slice(variable.length + 1)
    .split(':')
    .filter(Boolean);
}

/** Splits the output of `systemctl show`: lines of `Key=value`, an empty line between two units. */
export function propertyBlocks(lines: readonly string[]): readonly (readonly string[])[] {
  if (lines.length === 0) return [];
  const found: string[][] = [[]];
  for (const line of lines) {
    if (line === '') found.push([]);
    else found.at(-1)!.push(line);
  }
  return found.filter(block => block.length > 0);
}

export function keyAndValue(answer: Answer, line: string): readonly [string, string] {
  const at = line.indexOf('=');
  if (at < 1) throw answer.garbled(`"${line}" in the section "units"`);
  return [line.slice(0, at), line.slice(at + 1)];
}

function property(answer: Answer, unit: ReadonlyMap<string, string>, key: string): string {
  const value = unit.get(key);
  if (value === undefined) throw answer.garbled(`systemd did not print ${key} of ${unit.get('Id') ?? 'a unit'}`);
  return value;
}
