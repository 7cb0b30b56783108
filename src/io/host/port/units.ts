import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export const runUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  tell(shell, 'units', `run ${units.join(', ')}`, units);

export const reloadUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  tell(shell, 'reload', `reload ${units.join(', ')}`, units);

export const stopUnits = (shell: RemoteShell, units: readonly string[]): Promise<void> =>
  tell(shell, 'stop', `stop ${units.join(', ')}`, units);

async function tell(
  shell: RemoteShell,
  script: 'units' | 'reload' | 'stop',
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
    timeoutMs: 180_000,
  });
}
