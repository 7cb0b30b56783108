import {Flags} from '@oclif/core';
import {certificatesText} from '../../run/report/certificates-text.js';
import type {CertificateList} from '../../workflows/pki-list.js';
import {EtcdCommand} from '../base/etcd.js';

export default class PkiList extends EtcdCommand<typeof PkiList> {
  static override summary = 'Show every certificate of every host, and how long it is valid';
  static override description =
    'Reads the certificates of all hosts, those in kubeconfigs included: subject, issuer, end, and the file. Works without etcd and without API servers. Changes nothing. `quorate apply` renews what is due.';
  static override examples = [
    '<%= config.bin %> pki list',
    '<%= config.bin %> pki list --expiring-within 60',
    '<%= config.bin %> pki list --json',
  ];
  static override flags = {
    'expiring-within': Flags.integer({
      description: 'Only what expires within these days, has expired, or is missing',
      helpValue: 'DAYS',
      min: 0,
      max: 36_500,
    }),
  };

  async run(): Promise<CertificateList> {
    const {config, environment} = await this.opened();
    const {listPki} = await import('../../workflows/pki-list.js');
    const {certificates, unknown} = await listPki(config, environment);
    const {'expiring-within': days} = this.flags;
    const isShown = ({daysLeft}: (typeof certificates)[number]) =>
      days === undefined || daysLeft === undefined || daysLeft < days;
    const listed = {certificates: certificates.filter(isShown), unknown};
    this.log(
      listed.certificates.length === 0 ? `No certificate expires within ${days} days.` : certificatesText(listed),
    );
    for (const {host, why} of listed.certificates.length === 0 ? unknown : []) this.log(`${host}: ${why}`);
    return listed;
  }
}
