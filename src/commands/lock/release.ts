import {listed} from '../../core/format.js';
import {askPassphrase} from '../base/ask-passphrase.js';
import {BaseCommand} from '../base.js';

interface Released {
  readonly cluster: string;
  readonly released: readonly string[];
  /** Hosts that could not be asked, and why. */
  readonly unknown: Readonly<Record<string, string>>;
}

export default class LockRelease extends BaseCommand<typeof LockRelease> {
  static override summary = 'Take the lock of the cluster away from the run that holds it';
  static override description =
    'For a run that hangs. It stops before its next step, and the cluster can be worked on again. A run that was killed, or whose machine is gone, needs no release: its lock is free by itself. Says who holds it and asks first.';
  static override examples = ['<%= config.bin %> lock release', '<%= config.bin %> lock release --yes'];

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
        return this.confirm(`Take the lock of cluster ${config.name} away from this run?`);
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
          message: `${host}: its lock could not be seen: ${holder.why}`,
        },
      });
    }
    const summary = released.length > 0 ? `released on ${listed(released, 9)}` : 'Nothing was released.';
    report({type: 'finished', tookMs: performance.now() - started, summary});
    return {cluster: config.name, released, unknown};
  }
}
