import {unitInputs} from '../../../src/core/render/unit-inputs.js';
import type {TestHost} from '../../io/remote/test-host.js';
import type {MemoryDisk} from '../../support/memory-disk.js';

/** As large as needed to have its digest cached. */
const BINARY_BYTES = 2_000_000;

/** Puts the files and the answers of a host in memory below the root of a test host. */
export function plant(disk: MemoryDisk, host: TestHost, modules: readonly string[]): void {
  for (const [path, {content, mode}] of disk.files) {
    const isBinary = path.startsWith('/opt/quorate/') && !path.endsWith('.sh');
    host.write(path, isBinary ? Buffer.alloc(BINARY_BYTES, path) : content, Number.parseInt(mode, 8));
  }
  for (const [path, target] of disk.links) host.link(path, target);
  for (const path of disk.directories.keys()) host.write(`${path}/.keep`, '');
  for (const name of modules) host.write(`/sys/module/${name}/refcnt`, '1\n');
  const owned = `${[...disk.owned].sort().join('\n')}\n`;
  host.write('/var/lib/quorate/owned', owned);
  host.write('/etc/quorate/owned', owned);
  const inputsOf = (unit: string) => unitInputs(disk.text(`/etc/systemd/system/${unit}`) ?? '');
  const units = [...disk.started.keys()];
  for (const unit of units) {
    const record = inputsOf(unit).map(path => `${path} 1 2 3\n`);
    host.write(`/run/quorate/started/${unit}`, record.join(''));
  }
  const shown = units.map(
    unit =>
      `Id=${unit}\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNeedDaemonReload=no\n` +
      `Environment=QUORATE_INPUTS=${inputsOf(unit).join(':')}\n`,
  );
  host.write('/shown', shown.join('\n'));
  host.command('systemctl', 'case $1 in show) exec cat "$ROOT/shown" ;; *) echo "systemd 252 (252)" ;; esac');
}
