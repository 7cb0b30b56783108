import type {PackageRequest} from '../../ports/host.js';
import {proxyLines} from './fetch-settings.js';
import {LIMITS} from './limits.js';
import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** A call that was started ends by itself, also when the connection is lost. Throws Failure 'hosts/packages-failed'. */
export async function installPackages(shell: RemoteShell, {manager, packages, proxy}: PackageRequest): Promise<void> {
  const lines = [`manager\t${manager}`, ...packages.map(name => `package\t${name}`), ...proxyLines(proxy), 'end'];
  assertField(
    shell.name,
    lines.map(line => line.replaceAll('\t', '')),
  );
  await runScript(shell, {
    scripts: ['owned-list', 'owned', 'packages-record', 'packages'],
    title: packages.length === 0 ? 'complete the installation of packages' : `install ${packages.join(', ')}`,
    changes: true,
    input: lines.map(line => `${line}\n`).join(''),
    timeoutMs: LIMITS.packages,
  });
}
