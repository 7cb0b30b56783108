import {logExcerpt} from '../../core/log-lines.js';
import type {UnitRestarts} from '../../ports/host.js';
import {propertyBlocks} from './facts/units.js';
import {LIMITS} from './limits.js';
import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export const runUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  control(shell, 'units', `run ${units.join(', ')}`, units);

export const reloadUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  control(shell, 'reload', `reload ${units.join(', ')}`, units);

export const stopUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  control(shell, 'stop', `stop ${units.join(', ')}`, units);

export const killUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  control(shell, 'kill', `stop ${units.join(', ')} at once`, units);

async function control(
  shell: RemoteShell,
  script: 'units' | 'reload' | 'stop' | 'kill',
  title: string,
  units: readonly string[],
): Promise<void> {
  if (units.length === 0) return;
  assertField(shell.name, units);
  await runScript(shell, {
    scripts: [script],
    title,
    changes: true,
    input: units.map(unit => `${unit}\n`).join(''),
    timeoutMs: LIMITS.units,
  });
}

export async function restartsOf(
  shell: RemoteShell,
  units: readonly string[],
): Promise<ReadonlyMap<string, UnitRestarts>> {
  if (units.length === 0) return new Map();
  assertField(shell.name, units);
  const {stdout} = await runScript(shell, {
    scripts: ['restarts'],
    title: `read the state of ${units.join(', ')}`,
    changes: false,
    input: units.map(unit => `${unit}\n`).join(''),
    timeoutMs: LIMITS.read,
  });
  const blocks = propertyBlocks(stdout.toString().trimEnd().split('\n')).map(properties);
  return new Map(
    blocks.filter(unit => unit.get('LoadState') !== 'not-found').map(unit => [unit.get('Id') ?? '', restarts(unit)]),
  );
}

function restarts(unit: ReadonlyMap<string, string>): UnitRestarts {
  const active = unit.get('ActiveState') ?? 'unknown';
  const seconds = active === 'active' ? unit.get('ActiveSeconds') : undefined;
  return {
    active,
    restarts: Number(unit.get('NRestarts') ?? 0),
    ...(seconds === undefined ? {} : {activeSeconds: Number(seconds)}),
  };
}

const properties = (lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

export async function lastLogLines(shell: RemoteShell, unit: string): Promise<readonly string[]> {
  assertField(shell.name, [unit]);
  const {stdout} = await runScript(shell, {
    scripts: ['log-tail'],
    title: `read the end of the log of ${unit}`,
    changes: false,
    // A log may quote secrets that the process received.
    secret: true,
    input: `${unit}\n`,
    timeoutMs: LIMITS.read,
  });
  return logExcerpt(stdout.toString().split('\n').map(withoutControls), EXCERPT);
}

const EXCERPT = 10;

/** With its indentation. */
const withoutControls = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').trimEnd();
