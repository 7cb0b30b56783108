import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import ssh2, {type ParsedKey} from 'ssh2';

/** A key pair in OpenSSH's format. */
export interface TestKey {
  readonly private: string;
  readonly public: ParsedKey;
}

export const newKey = (type: 'ed25519' | 'ecdsa' = 'ed25519'): TestKey =>
  keyOf(
    type === 'ed25519'
      ? ssh2.utils.generateKeyPairSync('ed25519')
      : ssh2.utils.generateKeyPairSync('ecdsa', {bits: 256}),
  );

/** A key whose file is encrypted. */
export const lockedKey = (passphrase: string): TestKey =>
  keyOf(ssh2.utils.generateKeyPairSync('ed25519', {cipher: 'aes256-ctr', passphrase, rounds: 1}));

const keyOf = (pair: {private: string; public: string}): TestKey => ({
  private: pair.private,
  public: parsed(pair.public),
});

export const parsed = (text: string): ParsedKey => {
  const key = [ssh2.utils.parseKey(text)].flat()[0];
  if (!key || key instanceof Error) throw key ?? new Error('no key');
  return key;
};

export const knownHostsLine = (hosts: string, {public: key}: TestKey): string =>
  `${hosts} ${key.type} ${key.getPublicSSH().toString('base64')}\n`;

/** A folder that stands for a home; `clean` removes it. */
export const temporaryHome = () => {
  const path = mkdtempSync(join(tmpdir(), 'quorate-host-'));
  return {
    path,
    file: (name: string, content: string | Buffer, mode = 0o600): string => {
      const file = join(path, name);
      writeFileSync(file, content, {mode});
      return file;
    },
    clean: () => rmSync(path, {recursive: true, force: true}),
  };
};
