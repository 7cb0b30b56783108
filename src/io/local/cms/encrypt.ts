import {
  constants,
  createCipheriv,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  type X509Certificate,
} from 'node:crypto';
import {context, der, END, elements, integer, oid, open, TAG} from './ber.js';
import {pointOf, wrapKey} from './key-wrap.js';
import {OID, SHA256_AGREEMENT} from './oids.js';

type Pieces = AsyncIterable<Uint8Array>;

/**
 * Encrypts a stream to the keys of certificates that can receive: AuthEnvelopedData (RFC 5083) with AES-256-GCM, of any
 * size.
 */
export async function* encryptTo(certificates: readonly X509Certificate[], plain: Pieces): Pieces {
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const parameters = der(TAG.sequence, der(TAG.octetString, nonce), integer(TAG_BYTES));
  yield Buffer.concat([
    open(TAG.sequence),
    oid(OID.authEnvelopedData),
    open(context(0)),
    open(TAG.sequence),
    integer(0),
    der(TAG.set, ...certificates.map(each => recipientInfo(each, key))),
    open(TAG.sequence),
    oid(OID.data),
    der(TAG.sequence, oid(OID.aes256Gcm), parameters),
    open(context(0)),
  ]);
  for await (const piece of plain) if (piece.byteLength > 0) yield der(TAG.octetString, cipher.update(piece));
  cipher.final();
  yield Buffer.concat([END, END, der(TAG.octetString, cipher.getAuthTag()), END, END, END]);
}

const TAG_BYTES = 16;

const recipientInfo = (certificate: X509Certificate, key: Buffer): Buffer =>
  certificate.publicKey.asymmetricKeyType === 'rsa'
    ? transported(certificate, key)
    : agreed(certificate, certificate.publicKey, key);

/** KeyTransRecipientInfo. The padding is the default of openssl, which all readers know. */
const transported = (certificate: X509Certificate, key: Buffer): Buffer =>
  der(
    TAG.sequence,
    integer(0),
    issuerAndSerial(certificate),
    der(TAG.sequence, oid(OID.rsaEncryption), der(0x05)),
    der(TAG.octetString, publicEncrypt({key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING}, key)),
  );

/** KeyAgreeRecipientInfo, with a key pair for this message only. */
function agreed(certificate: X509Certificate, publicKey: KeyObject, key: Buffer): Buffer {
  const {privateKey, publicKey: own} = generateKeyPairSync('ec', {
    namedCurve: publicKey.asymmetricKeyDetails!.namedCurve!,
  });
  const wrapAlgorithm = der(TAG.sequence, oid(OID.aes256Wrap));
  const agreement = {scheme: SHA256_AGREEMENT, wrap: OID.aes256Wrap, wrapAlgorithm};
  const bits = der(TAG.bitString, Buffer.from([0]), pointOf(own));
  return der(
    context(1),
    integer(3),
    der(context(0), der(context(1), der(TAG.sequence, oid(OID.ecPublicKey)), bits)),
    der(TAG.sequence, oid(SHA256_AGREEMENT), wrapAlgorithm),
    der(
      TAG.sequence,
      der(
        TAG.sequence,
        issuerAndSerial(certificate),
        der(TAG.octetString, wrapKey(key, {privateKey, publicKey}, agreement)),
      ),
    ),
  );
}

/** As they are in the certificate. */
function issuerAndSerial({raw}: X509Certificate): Buffer {
  const read = elements(raw);
  read.enter(TAG.sequence);
  read.enter(TAG.sequence);
  if (read.has(context(0))) read.whole(context(0));
  const serial = read.whole(TAG.integer);
  read.whole(TAG.sequence);
  return der(TAG.sequence, read.whole(TAG.sequence), serial);
}
