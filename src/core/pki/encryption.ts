/**
 * The encryption configuration of the API server for Secrets. `identity` is the last provider, so that Secrets that were
 * stored unencrypted before can still be read.
 *
 * @param key 32 bytes.
 */
export const encryptionConfigText = (key: Uint8Array): string => `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources:
  - secrets
  providers:
  - secretbox:
      keys:
      - name: key1
        secret: ${Buffer.from(key).toString('base64')}
  - identity: {}
`;

/** Is this text an encryption configuration? Its providers are not checked: they may be the user's. */
export const isEncryptionConfig = (text: string): boolean =>
  /^["']?kind["']?:\s*["']?EncryptionConfiguration\b/m.test(text);
