import type {ImportedCa} from '../../workflows/pki-import.js';
import {EtcdCommand} from '../base/etcd.js';
import {pkiIdentityFlag} from '../base/pki-identity.js';

interface ImportResult {
  readonly cluster: string;
  readonly imported: readonly ImportedCa[];
}

export default class PkiImport extends EtcdCommand<typeof PkiImport> {
  static override summary = 'Store the CA keys of a running cluster in the directory of the operator';
  static override description =
    'For a cluster whose configuration was changed to `spec.pki.home: operator`. Reads the CAs from a control plane, encrypts each private key to spec.pki.recipients, and stores them in spec.pki.directory. They are decrypted again with the identity and compared. Nothing on the hosts changes: the next `quorate apply` deletes the keys there.';
  static override examples = ['<%= config.bin %> pki import --pki-identity-file identity.txt'];
  static override flags = {...pkiIdentityFlag};

  async run(): Promise<ImportResult> {
    const {config, environment} = await this.opened();
    const {importCas} = await import('../../workflows/pki-import.js');
    const imported = await importCas(config, environment);
    for (const {ca, from, written} of imported) {
      const what = written ? `stored, as ${from} has it` : 'was stored already';
      this.log(`${ca}: ${what}; its key was decrypted and compared`);
    }
    this.say('To delete the keys on the hosts: quorate apply\n');
    return {cluster: config.name, imported};
  }
}
