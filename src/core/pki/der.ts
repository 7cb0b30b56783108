import forge from 'node-forge';

export type Asn1 = forge.asn1.Asn1;

/** node-forge represents bytes as a string with one character for each. */
export const bytesToForge = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export const fromDer = (der: Uint8Array): Asn1 => forge.asn1.fromDer(bytesToForge(der));

/** The only encoding that DER has for the value; throws for any other one, and for more bytes after it. */
export function fromDerStrictly(der: Uint8Array): Asn1 {
  // The types of node-forge lack its options.
  const read = forge.asn1.fromDer as unknown as (bytes: string, options: Readonly<Record<string, boolean>>) => Asn1;
  const node = read(bytesToForge(der), {strict: true, parseAllBytes: true, decodeBitStrings: false});
  if (!toDer(node).equals(der)) throw new TypeError('not DER');
  return node;
}

export const toDer = (node: Asn1): Buffer => Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1');

export function children(node: Asn1 | undefined): readonly Asn1[] {
  if (node === undefined || !Array.isArray(node.value)) throw new TypeError('not a constructed ASN.1 value');
  return node.value;
}

/** The values in a SEQUENCE; throws for anything else. */
export function inSequence(node: Asn1 | undefined): readonly Asn1[] {
  assertType(node, forge.asn1.Type.SEQUENCE);
  return children(node);
}

/** The bytes in a BIT STRING, which starts with the number of unused bits; throws for anything else. */
export function inBitString(node: Asn1 | undefined): Buffer {
  assertType(node, forge.asn1.Type.BITSTRING);
  const bits = node.value;
  if (typeof bits !== 'string' || bits[0] !== '\0') throw new TypeError('not a number of bytes');
  return Buffer.from(bits.slice(1), 'latin1');
}

function assertType(node: Asn1 | undefined, type: forge.asn1.Type): asserts node is Asn1 {
  if (node?.tagClass !== forge.asn1.Class.UNIVERSAL || node.type !== type) throw new TypeError('another ASN.1 value');
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
