import {resolve} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {Failure} from '../../../core/failure.js';
import {bytes} from '../../../core/format.js';
import type {SaveOutcome} from '../../../workflows/etcd/save.js';
import {encryptionFlags} from '../../base/encryption-flags.js';
import {EtcdCommand} from '../../base/etcd.js';
import {hostOfFlag} from '../../base/host-flag.js';

export default class EtcdSnapshotSave extends EtcdCommand<typeof EtcdSnapshotSave> {
  static override summary = 'Take a snapshot of etcd and prove that it can be restored';
  static override description =
    'Takes the snapshot from a healthy follower, or without quorum from the member with the newest log; restores it on that host into a scratch directory; compares its keys with those of the member; and stores it here, readable by you only, with a manifest beside it. Nothing of the cluster changes. The keys of the cluster are not part of it: the CAs, the key of service accounts, and the key that Secrets are encrypted with.';
  static override examples = [
    '<%= config.bin %> etcd snapshot save',
    '<%= config.bin %> etcd snapshot save before-migration.db',
    '<%= config.bin %> etcd snapshot save --keep-on-hosts',
    '<%= config.bin %> etcd snapshot save --recipient recipients.txt',
    '<%= config.bin %> etcd snapshot save --recipient backup.crt',
  ];
  static override args = {
    file: Args.string({
      ignoreStdin: true,
      description: 'File to write (default: a name of its own in ~/.local/state/quorate/snapshots/CLUSTER)',
    }),
  };
  static override flags = {
    'keep-on-hosts': Flags.boolean({
      description: 'Keep it on every etcd host in /var/lib/quorate/snapshots, and not on this machine',
      exclusive: ['passphrase-file', 'recipient'],
    }),
    from: Flags.string({description: 'Take it from the member on this host', helpValue: 'HOST'}),
    ...encryptionFlags,
    'dry-run': Flags.boolean({description: 'Show which member it would be taken from, and take none'}),
  };

  async run(): Promise<SaveOutcome> {
    const {config, environment, report} = await this.opened();
    const from = this.flags.from === undefined ? undefined : hostOfFlag('from', this.flags.from, config);
    const {saveSnapshot} = await import('../../../workflows/etcd/save.js');
    const started = performance.now();
    const outcome = await saveSnapshot(config, environment, {
      dryRun: this.flags['dry-run'],
      target: this.target(),
      from,
      encryption: {passphraseFile: this.flags['passphrase-file'], recipients: this.flags.recipient ?? []},
    });
    if (!outcome.ran) {
      this.log(`The snapshot would be taken from ${outcome.from}${outcome.leader ? ', the leader' : ''}.`);
      return outcome;
    }
    report({type: 'finished', tookMs: performance.now() - started, summary: summaryOf(outcome)});
    if (outcome.path !== undefined) this.log(outcome.path);
    return outcome;
  }

  private target() {
    const {file} = this.args;
    if (this.flags['keep-on-hosts']) {
      if (file !== undefined)
        throw new Failure('usage/invalid', 'etcd snapshot save: pass either a FILE or --keep-on-hosts, not both', {
          suggestions: [`quorate etcd snapshot save ${file}`, 'quorate etcd snapshot save --keep-on-hosts'],
        });
      return {is: 'hosts'} as const;
    }
    return file === undefined ? ({is: 'folder'} as const) : ({is: 'file', path: resolve(file)} as const);
  }
}

const summaryOf = ({revision, bytes: size, trial, encrypted, hosts}: Extract<SaveOutcome, {ran: true}>): string =>
  `etcd snapshot save: revision ${revision}, ${bytes(size)}, proven by a trial restore (${trial.keys} keys)${encrypted ? ', encrypted' : ''}${hosts.length === 0 ? '' : `, kept on ${hosts.join(', ')}`}`;
