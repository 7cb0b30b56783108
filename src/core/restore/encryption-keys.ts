/** The names of the keys in an encryption configuration of the API server: a value begins with that of its key. */
export const keyNamesIn = (encryptionConfig: string): readonly string[] => [
  ...new Set(
    [...encryptionConfig.matchAll(/^[ \t]*(?:-[ \t]*)?name:[ \t]*["']?([^\s"'#]+)/gm)].map(([, name]) => name!),
  ),
];

/**
 * A line of a CA certificate that no other certificate has. Every cluster publishes its CA in the ConfigMap
 * kube-root-ca.crt, which is stored as plain text; undefined if the text has no certificate.
 */
export const traceOfCa = (pem: string): string | undefined =>
  /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(pem)?.[1]?.trim().split(/\r?\n/).at(-2);
