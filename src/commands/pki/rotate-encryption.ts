import {RotationCommand, type RotationResult, rotationFlags} from '../base/rotation.js';

export default class PkiRotateEncryption extends RotationCommand<typeof PkiRotateEncryption> {
  static override summary = 'Replace the key that encrypts Secrets in etcd';
  static override description =
    'In three steps, each on all control planes before the next: the new key decrypts, the new key encrypts, then all Secrets are written again and the old key is deleted once etcd has none that it encrypts. API servers restart one after another. An interrupted rotation is continued by the same command. Snapshots of before need the old key: a backup of before has it.';
  static override examples = [
    '<%= config.bin %> pki rotate-encryption',
    '<%= config.bin %> pki rotate-encryption --dry-run',
  ];
  static override flags = rotationFlags;

  run(): Promise<RotationResult> {
    return this.rotate('encryption', 'API servers restart three times, one after another.');
  }
}
