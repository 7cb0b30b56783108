import type {UnitFact} from '../../../../core/cluster/observed.js';
import {type Answer, matched, plainPath, texts} from './answer.js';

const STARTED = '/run/quorate/started/';

/** Units that exist. The answer holds a block of `Key=value` lines for each unit that was asked for. */
export function unitsIn(answer: Answer): ReadonlyMap<string, UnitFact> {
  const now = new Map(
    matched(answer, 'inputs', /^(.+) (\d+ \d+ \d+)$/).map(([, path, state]) => [plainPath(answer, path!), state!]),
  );
  const started = texts(answer, 'started');
  return new Map(
    blocks(answer.lines('units'))
      .map(block => new Map(block.map(line => keyAndValue(answer, line))))
      .filter(unit => property(answer, unit, 'LoadState') !== 'not-found')
      .map(unit => {
        const id = property(answer, unit, 'Id');
        const active = property(answer, unit, 'ActiveState');
        // As templates/host/started.sh writes it: an input that does not exist is its name alone.
        const inputs = inputsOf(unit).map(path => (now.has(path) ? `${path} ${now.get(path)}\n` : `${path}\n`));
        const fresh =
          RUNNING.includes(active) &&
          property(answer, unit, 'NeedDaemonReload') === 'no' &&
          inputs.length > 0 &&
          started.get(`${STARTED}${id}`) === inputs.join('');
        return [id, {active, enabled: property(answer, unit, 'UnitFileState') === 'enabled', fresh}] as const;
      }),
  );
}

const RUNNING: readonly string[] = ['active', 'activating', 'reloading'];

const inputsOf = (unit: ReadonlyMap<string, string>): readonly string[] =>
  (/(?:^|[ "])QUORATE_INPUTS=([^ "]+)/.exec(unit.get('Environment') ?? '')?.[1] ?? '').split(':').filter(Boolean);

function blocks(lines: readonly string[]): readonly (readonly string[])[] {
  if (lines.length === 0) return [];
  const found: string[][] = [[]];
  for (const line of lines) {
    if (line === '') found.push([]);
    else found.at(-1)!.push(line);
  }
  return found.filter(block => block.length > 0);
}

function keyAndValue(answer: Answer, line: string): readonly [string, string] {
  const at = line.indexOf('=');
  if (at < 1) throw answer.garbled(`"${line}" in the section "units"`);
  return [line.slice(0, at), line.slice(at + 1)];
}

function property(answer: Answer, unit: ReadonlyMap<string, string>, key: string): string {
  const value = unit.get(key);
  if (value === undefined) throw answer.garbled(`systemd did not say the ${key} of ${unit.get('Id') ?? 'a unit'}`);
  return value;
}
