/** A key of the provider secretbox. */
export interface EncryptionKey {
  readonly name: string;
  /** Base64 of 32 bytes. */
  readonly secret: string;
}

export const encryptionKey = (number: number, bytes: Uint8Array): EncryptionKey => ({
  name: `key${number}`,
  secret: Buffer.from(bytes).toString('base64'),
});

/**
 * The encryption configuration of the API server for Secrets: the first key encrypts, all decrypt. `identity` is the last
 * provider, so that Secrets that were stored unencrypted before can still be read.
 */
export const encryptionConfigText = (keys: readonly EncryptionKey[]): string => `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources:
  - secrets
  providers:
  - secretbox:
      keys:
${keys.map(({name, secret}) => `      - name: ${name}\n        secret: ${secret}\n`).join('')}  - identity: {}
`;

/** The keys of a text that `encryptionConfigText` made; undefined for any other text. */
export function encryptionKeysIn(text: string): readonly EncryptionKey[] | undefined {
  const found = [...text.matchAll(/^ {6}- name: (\S+)\n {8}secret: (\S+)\n/gm)];
  const keys = found.map(([, name, secret]) => ({name: name!, secret: secret!}));
  return keys.length > 0 && encryptionConfigText(keys) === text ? keys : undefined;
}

/** The names of the keys in their order; the keys themselves may be left out of the text. */
export const encryptionKeyNames = (publicText: string): readonly string[] =>
  [...publicText.matchAll(/^ *- name: *(\S+) *\r?$/gm)].map(([, name]) => name!);

/** Is this text an encryption configuration? Its providers are not checked: they may be the user's. */
export const isEncryptionConfig = (text: string): boolean =>
  /^["']?kind["']?:\s*["']?EncryptionConfiguration\b/m.test(text);
