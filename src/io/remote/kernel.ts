import {LIMITS} from './limits.js';
import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** The path of a kernel setting under /proc/sys, and back: dots and slashes are swapped, as in sysctl(8). */
export const sysctlPath = (name: string): string => name.replace(/[./]/g, mark => (mark === '.' ? '/' : '.'));

/** Loads modules and sets kernel settings now; files in /etc restore them after a reboot. */
export async function prepareKernel(
  shell: RemoteShell,
  modules: readonly string[],
  sysctls: Readonly<Record<string, string>>,
): Promise<void> {
  const settings = Object.entries(sysctls);
  if (modules.length + settings.length === 0) return;
  assertField(shell.name, [...modules, ...settings.flat()]);
  await runScript(shell, {
    scripts: ['machine', 'kernel'],
    title: 'prepare the kernel',
    changes: true,
    input: [
      ...modules.map(name => `module\t${name}\n`),
      ...settings.map(([name, value]) => `sysctl\t${name}\t${sysctlPath(name)}\t${value}\n`),
    ].join(''),
    timeoutMs: LIMITS.kernel,
  });
}

/** It may take half a minute: the policy is built again, so that they are on after a reboot, too. */
export async function setBooleans(shell: RemoteShell, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  assertField(shell.name, names);
  await runScript(shell, {
    scripts: ['booleans'],
    title: 'set SELinux booleans',
    changes: true,
    input: names.map(name => `${name}\n`).join(''),
    timeoutMs: LIMITS.selinux,
  });
}
