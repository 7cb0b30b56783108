/**
 * The apiserver's configuration for Secrets at rest. `identity` comes last, so that what was written before, in plain
 * text, can still be read.
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

/** Is this text such a configuration? Which providers it names is its owner's business. */
export const isEncryptionConfig = (text: string): boolean =>
  /^["']?kind["']?:\s*["']?EncryptionConfiguration\b/m.test(text);
