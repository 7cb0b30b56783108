import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../../src/core/pki/lifetimes.js';
import {type TestCa, testCa, testLeaf} from '../../support/certificates.js';
import type {LabCluster} from './cluster.js';

/** A CA that is valid from now on. */
export const labCa = (place: string): TestCa => testCa({place, ...validityFrom(new Date(), 365)});

/** A certificate of it for ninety days, from this moment or an earlier one. */
export const labLeaf = (ca: TestCa, addresses: readonly string[] = [], from = new Date()) =>
  testLeaf(ca, {
    usages: ['server', 'client'],
    sans: sansOf('localhost', ...addresses),
    ...validityFrom(from, 90),
  });

export interface TheirMember {
  readonly host: string;
  readonly address: string;
  /** Client port; its peers are one port further on. */
  readonly port: number;
}

/** Members of a cluster that is bootstrapped by hand, without quorate. */
export async function startTheirEtcd(
  cluster: LabCluster,
  ca: TestCa,
  members: readonly TheirMember[],
  {binary = '/usr/local/bin/etcd', name}: {readonly binary?: string; readonly name: string},
): Promise<void> {
  const list = members.map(({host, address, port}) => `${host}=https://${address}:${port + 1}`).join(',');
  await Promise.all(
    members.map(async ({host, address, port}) => {
      const folder = `/etc/${name}`;
      const leaf = labLeaf(ca, [address, '127.0.0.1']);
      await put(cluster, host, `${folder}/ca.crt`, ca.certPem);
      await put(cluster, host, `${folder}/own.crt`, leaf.certPem);
      await put(cluster, host, `${folder}/own.key`, leaf.keyPem);
      const tls = (prefix: string) => [
        `--${prefix}cert-file=${folder}/own.crt`,
        `--${prefix}key-file=${folder}/own.key`,
        `--${prefix}client-cert-auth=true`,
        `--${prefix}trusted-ca-file=${folder}/ca.crt`,
      ];
      await cluster.on(
        host,
        ...['systemd-run', '--quiet', `--unit=${name}`, '--property=Restart=always', binary, `--name=${host}`],
        ...[`--data-dir=/var/lib/${name}`, `--initial-cluster=${list}`, `--initial-cluster-token=${name}`],
        ...[`--listen-client-urls=https://${address}:${port}`, `--advertise-client-urls=https://${address}:${port}`],
        ...[`--listen-peer-urls=https://${address}:${port + 1}`],
        ...[`--initial-advertise-peer-urls=https://${address}:${port + 1}`],
        ...tls(''),
        ...tls('peer-'),
      );
    }),
  );
}

export const put = (cluster: LabCluster, host: string, path: string, content: string | Buffer): Promise<string> =>
  cluster.onWith(
    content,
    host,
    'sh',
    '-c',
    `mkdir -p ${dirname(path)} && umask 077 && cat >${path} && chmod 700 ${path}`,
  );

/** etcd as this machine's distribution has it, which is older than what Kubernetes needs. */
export async function distributionEtcd(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-'));
  try {
    await execa('sh', ['-c', 'apt-get -qq download etcd-server && dpkg-deb -x etcd-server_*.deb .'], {cwd: folder});
    const {stdout} = await execa('cat', [join(folder, 'usr/bin/etcd')], {encoding: 'buffer', maxBuffer: 1e9});
    return Buffer.from(stdout);
  } finally {
    await rm(folder, {recursive: true});
  }
}
