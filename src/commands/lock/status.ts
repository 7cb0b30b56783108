import type {LockOnHost} from '../../workflows/lock.js';
import {askPassphrase} from '../base/ask-passphrase.js';
import {ClusterCommand} from '../base/cluster.js';

export default class LockStatus extends ClusterCommand<typeof LockStatus> {
  static override summary = 'Show lock holders';
  static override description =
    'A run that changes a cluster holds a lock on its control planes and etcd hosts. This command takes no lock.';
  static override examples = ['<%= config.bin %> lock status', '<%= config.bin %> lock status --json'];
  static override hiddenAliases = ['lock:list'];

  async run(): Promise<readonly LockOnHost[]> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {listLocks} = await import('../../workflows/lock.js');
    const {signal} = this;
    const locks = await listLocks(config, {env: process.env, report, signal, log, secrets: askPassphrase(signal)});
    for (const line of table(locks)) this.log(line);
    return locks;
  }
}

const table = (locks: readonly LockOnHost[]): readonly string[] => {
  const rows = [['HOST', 'LOCK', 'RUN', 'BY', 'SINCE'], ...locks.map(row)];
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...rows.map(cells => cells[column]?.length ?? 0)));
  return rows.map(cells =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
};

const row = ({host, holder}: LockOnHost): readonly string[] => {
  if (!holder.known) return [host, `unknown: ${holder.why}`];
  if (!holder.value) return [host, 'free'];
  const {verb, user, process, since} = holder.value;
  return [host, 'held', verb, `${user} (PID ${process})`, since.replace(/\.\d+Z$/, 'Z')];
};
