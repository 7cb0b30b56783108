import {listed} from '../../core/format.js';
import {askPassphrase} from '../base/ask-passphrase.js';
import {ClusterCommand, yesFlag} from '../base/cluster.js';

interface Released {
  readonly cluster: string;
  readonly released: readonly string[];
  /** Hosts whose lock could not be read, and why. */
  readonly unknown: Readonly<Record<string, string>>;
}

export default class LockRelease extends ClusterCommand<typeof LockRelease> {
  static override summary = 'Force-release the cluster lock';
  static override description =
    'For a run that hangs: it stops before its next action, and another run can take the lock. The lock of a run that was killed, or whose machine is gone, is released automatically. Shows the holder and asks for confirmation first.';
  static override examples = ['<%= config.bin %> lock release', '<%= config.bin %> lock release --yes'];

  static override flags = yesFlag;

  async run(): Promise<Released> {
    const started = performance.now();
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const [{releaseLocks}, {describeHolder}] = await Promise.all([
      import('../../workflows/lock.js'),
      import('../../io/lock/holder.js'),
    ]);
    const {signal} = this;
    const {locks, released} = await releaseLocks(
      config,
      {env: process.env, report, signal, log, secrets: askPassphrase(signal)},
      held => {
        for (const {host, holder} of held)
          report({type: 'step', title: `${host} is locked`, detail: describeHolder(holder)});
        return this.confirm(`Force-release the lock of cluster ${config.name}?`);
      },
    );
    const unknown: Record<string, string> = {};
    for (const {host, holder} of locks) {
      if (holder.known) continue;
      unknown[host] = holder.why;
      report({
        type: 'finding',
        finding: {
          code: 'lock/unknown',
          level: 'warning',
          message: `${host}: cannot read the lock: ${holder.why}`,
        },
      });
    }
    const summary = released.length > 0 ? `released on ${listed(released, 9)}` : 'Nothing was released.';
    report({type: 'finished', tookMs: performance.now() - started, summary});
    return {cluster: config.name, released, unknown};
  }
}
