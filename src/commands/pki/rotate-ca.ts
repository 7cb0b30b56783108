import {Args, Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {hostName} from '../../core/model/names.js';
import type {NeededRotation} from '../../core/pki/rotation/because-of.js';
import {ROTATED_BY_NAME, type RotatedByName} from '../../core/pki/rotation/names.js';
import {RotationCommand, type RotationResult, rotationFlags} from '../base/rotation.js';

/** What `--because-of` prints with `--json`. */
interface NeededRotations {
  readonly cluster: string;
  readonly host: string;
  readonly rotations: readonly NeededRotation[];
}

const TOKENS_MS = 75 * 60_000;

export default class PkiRotateCa extends RotationCommand<typeof PkiRotateCa> {
  static override summary = 'Replace a CA, or the key of service accounts';
  static override description =
    'In three steps, each on all hosts and proven before the next: the new CA is trusted beside the old one, the new one signs and everything is issued again, the old one is not trusted any more. Services restart one host after another. An interrupted rotation is continued by the same command; between the steps the cluster works and trusts both. Kubeconfigs of people trust only the old cluster CA: with `--until trust` the rotation stops while both work, so that they can be replaced.';
  static override usage = ['pki rotate-ca NAME [--until STEP] [--dry-run]', 'pki rotate-ca --because-of HOST'];
  static override examples = [
    '<%= config.bin %> pki rotate-ca etcd-ca',
    '<%= config.bin %> pki rotate-ca ca --until trust',
    '<%= config.bin %> pki rotate-ca service-account --wait',
    '<%= config.bin %> pki rotate-ca --because-of w1',
  ];
  static override args = {
    name: Args.string({ignoreStdin: true, options: ROTATED_BY_NAME, description: 'What is replaced'}),
  };
  static override flags = {
    ...rotationFlags,
    wait: Flags.boolean({
      description: 'With service-account: wait up to 75 minutes for pods to get tokens of the new key',
    }),
    'because-of': Flags.string({
      description: 'Only list the rotations that make worthless what this host had, which was stolen or broken into',
      helpValue: 'HOST',
      exclusive: ['until', 'dry-run', 'wait'],
    }),
  };

  async run(): Promise<RotationResult | NeededRotations> {
    const {name} = this.args;
    const {'because-of': host, wait} = this.flags;
    if ((host === undefined) === (name === undefined))
      throw new Failure('usage/rotate-what', 'pki rotate-ca: name what to rotate, or pass --because-of', {
        suggestions: ['quorate pki rotate-ca ca', 'quorate pki rotate-ca --because-of HOST'],
      });
    if (host !== undefined) return this.needed(host);
    return this.rotate(name as RotatedByName, CONSEQUENCES[name as RotatedByName], wait ? TOKENS_MS : 0);
  }

  private async needed(host: string): Promise<NeededRotations> {
    const config = await this.loadCluster(this.report());
    const [{desire}, {neededRotations}] = await Promise.all([
      import('../../core/desire.js'),
      import('../../core/pki/rotation/because-of.js'),
    ]);
    const rotations = neededRotations(desire(config), hostName(host));
    this.log(rotations.length === 0 ? `${host} has no keys or certificates of the cluster.` : listOf(host, rotations));
    return {cluster: config.name, host, rotations};
  }
}

function listOf(host: string, rotations: readonly NeededRotation[]): string {
  const width = Math.max(...rotations.map(({command}) => command.length));
  return [
    `Once ${host} is out of the cluster (\`quorate remove --lost ${host}\`), in this order:`,
    '',
    ...rotations.map(({command, because}) => `  ${command.padEnd(width)}  ${because}`),
  ].join('\n');
}

const CONSEQUENCES: Readonly<Record<RotatedByName, string>> = {
  ca: 'All services restart three times, one host after another. Kubeconfigs that people have stop working at the second step.',
  'etcd-ca': 'etcd members and API servers restart three times, one host after another.',
  'front-proxy-ca': 'API servers restart three times, one after another.',
  'service-account':
    'API servers restart three times, one after another. The last step comes when no token of the old key is left.',
};
