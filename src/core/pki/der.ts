import forge from 'node-forge';

export type Asn1 = forge.asn1.Asn1;

/** node-forge represents bytes as a string with one character for each. */
export const bytesToForge = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export const fromDer = (der: Uint8Array): Asn1 => forge.asn1.fromDer(bytesToForge(der));

export const toDer = (node: Asn1): Buffer => Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1');

export function children(node: Asn1 | undefined): readonly Asn1[] {
  if (node === undefined || !Array.isArray(node.value)) throw new TypeError('not a constructed ASN.1 value');
  return node.value;
}

export const sequence = (...nodes: Asn1[]): Asn1 =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SEQUENCE, true, nodes);

/** A string of bytes as a BIT STRING. */
export const bitString = (bytes: Uint8Array): Asn1 =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.BITSTRING, false, `\0${bytesToForge(bytes)}`);

export const objectId = (oid: string): Asn1 =>
  forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.OID, false, forge.asn1.oidToDer(oid).getBytes());

export const asn1Null = (): Asn1 => forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.NULL, false, '');

export const pemOf = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};
