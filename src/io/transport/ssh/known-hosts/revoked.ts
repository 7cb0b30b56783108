import {readFile} from 'node:fs/promises';
import {Failure} from '../../../../core/failure.js';
import {shellWord} from '../commands.js';
import {keyTypeOf} from './fingerprint.js';

const KRL = 'SSHKRL\n\0';

/**
 * The keys of RevokedHostKeys, in wire format, one public key a line. As with ssh, no host is accepted without the file.
 * Failure 'hosts/known-hosts-unreadable'; 'hosts/unsupported-ssh-config' when it is a key revocation list (KRL).
 */
export const readRevoked = async (file: string): Promise<readonly Buffer[]> => {
  const content = await contentOf(file);
  if (content.toString('latin1', 0, KRL.length) === KRL) throw isKrl(file);
  return content
    .toString()
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .flatMap(words =>
      words.slice(0, 2).map((type, index) => ({type, key: Buffer.from(words[index + 1] ?? '', 'base64')})),
    )
    .filter(({type, key}) => key.length > 0 && keyTypeOf(key) === type)
    .map(({key}) => key);
};

const contentOf = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Failure(
      'hosts/known-hosts-unreadable',
      `cannot read ${file}, the RevokedHostKeys of ssh_config, so no host key can be checked: ${(cause as Error).message}`,
      {suggestions: [`ls -ld ${shellWord(file)}`, 'or remove RevokedHostKeys from ~/.ssh/config'], cause},
    );
  }
};

const isKrl = (file: string): Failure =>
  new Failure(
    'hosts/unsupported-ssh-config',
    `${file}, the RevokedHostKeys of ssh_config, is a key revocation list (KRL), which the built-in SSH client cannot read`,
    {
      suggestions: [
        'set spec.ssh.client to openssh in the configuration',
        'or name a text file with one public key a line',
      ],
    },
  );
