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
  made(() =>
    type === 'ed25519'
      ? ssh2.utils.generateKeyPairSync('ed25519')
      : ssh2.utils.generateKeyPairSync('ecdsa', {bits: 256}),
  );

/** A key whose file is encrypted. */
export const lockedKey = (passphrase: string): TestKey =>
  made(() => ssh2.utils.generateKeyPairSync('ed25519', {cipher: 'aes256-ctr', passphrase, rounds: 1}));

/** ssh2 drops the first byte of a public key that begins with a zero: one in 256 that it makes is none. */
function made(make: () => {readonly private: string; readonly public: string}): TestKey {
  for (;;) {
    const pair = make();
    if (!(ssh2.utils.parseKey(pair.public) instanceof Error))
      return {private: pair.private, public: parsed(pair.public)};
  }
}

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
