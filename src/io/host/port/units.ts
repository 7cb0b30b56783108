import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

export async function runUnits(shell: RemoteShell, units: readonly string[]): Promise<void> {
  if (units.length === 0) return;
  assertField(shell.name, units);
  await runScript(shell, {
    scripts: ['units'],
    title: `run ${units.join(', ')}`,
    changes: true,
    input: units.map(unit => `${unit}\n`).join(''),
    timeoutMs: 120_000,
  });
}
