import {type Command, Flags} from '@oclif/core';
import type {ClusterConfig} from '../../core/model/config.js';
import type {Report} from '../../run/report/event.js';
import type {Environment} from '../../workflows/connect.js';
import {askPassphrase} from './ask-passphrase.js';
import {ClusterCommand} from './cluster.js';
import {pkiIdentityOf} from './pki-identity.js';

/** A command about the etcd of a cluster. */
export abstract class EtcdCommand<T extends typeof Command> extends ClusterCommand<T> {
  /** The configuration, and what its workflow needs. */
  protected async opened(): Promise<{
    readonly config: ClusterConfig;
    readonly environment: Environment;
    readonly report: Report;
  }> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {signal} = this;
    const secrets = askPassphrase(signal);
    return {
      config,
      report,
      environment: {env: process.env, report, signal, log, secrets, ...pkiIdentityOf(this.flags)},
    };
  }
}

export const maintenanceFlags = {
  'accept-downtime': Flags.boolean({
    description: 'Continue with a member that is down, and although writes stop while a member is defragmented',
  }),
  'dry-run': Flags.boolean({description: 'Show what would be done and change nothing'}),
};
