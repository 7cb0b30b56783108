import {resolve} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {bytes} from '../core/format.js';
import type {BackupOutcome} from '../workflows/backup.js';
import {encryptionFlags} from './base/encryption-flags.js';
import {EtcdCommand} from './base/etcd.js';
import {newPassphrase} from './base/new-passphrase.js';
import {pkiIdentityFlag} from './base/pki-identity.js';

export default class Backup extends EtcdCommand<typeof Backup> {
  static override summary = 'Write an encrypted backup from which the cluster can be built again';
  static override description =
    'Takes a proven snapshot of etcd, and writes it with the CAs and keys that the control planes share and with the configuration into one file, which is always encrypted. Nothing of the cluster changes. With this file `quorate restore` builds the cluster again on empty machines. Volumes of pods and files that the configuration names are not part of it.';
  static override examples = [
    '<%= config.bin %> backup',
    '<%= config.bin %> backup prod.backup --passphrase-file passphrase',
    '<%= config.bin %> backup --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
  ];
  static override args = {
    file: Args.string({
      ignoreStdin: true,
      description: 'File to write (default: a name of its own in ~/.local/state/quorate/backups/CLUSTER)',
    }),
  };
  static override flags = {
    ...pkiIdentityFlag,
    ...encryptionFlags,
    'dry-run': Flags.boolean({description: 'Show which member the snapshot would be taken from, and write nothing'}),
  };

  async run(): Promise<BackupOutcome> {
    const {config, environment, report} = await this.opened();
    const {readConfigText} = await import('../io/local/config-file.js');
    const {content: configText} = await readConfigText(this.flags.config);
    const {backUp} = await import('../workflows/backup.js');
    const {file} = this.args;
    const {recipient: recipients = [], 'passphrase-file': passphraseFile, 'dry-run': dryRun} = this.flags;
    const isTyped = passphraseFile === undefined && recipients.length === 0 && !dryRun && !this.jsonEnabled();
    const passphrase = isTyped ? await newPassphrase(this.signal) : undefined;
    const started = performance.now();
    const outcome = await backUp(config, environment, {
      dryRun,
      path: file === undefined ? undefined : resolve(file),
      configText,
      encryption: {passphrase, passphraseFile, recipients},
    });
    if (!outcome.ran) {
      this.log(`The snapshot would be taken from ${outcome.from}${outcome.leader ? ', the leader' : ''}.`);
      return outcome;
    }
    report({type: 'finished', tookMs: performance.now() - started, summary: summaryOf(outcome)});
    this.log(outcome.path);
    return outcome;
  }
}

const summaryOf = ({revision, bytes: size}: Extract<BackupOutcome, {ran: true}>): string =>
  `backup: revision ${revision}, ${bytes(size)}, proven by a trial restore, encrypted`;
