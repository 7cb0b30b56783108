import {createPrivateKey} from 'node:crypto';

/**
 * A key in PKCS #8, which ssh2 does not read, in the older format of its type; every other content as it is. An Error
 * like that of ssh2 when it is encrypted and there is no passphrase, or a wrong one.
 */
export const fromPkcs8 = (content: Buffer, passphrase: string | undefined): Buffer | Error => {
  const header = /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.exec(content.toString('latin1'));
  if (!header) return content;
  const isEncrypted = header[1] !== undefined;
  if (isEncrypted && passphrase === undefined) return new Error('it is encrypted, and no passphrase given');
  try {
    const key = createPrivateKey({key: content, ...(passphrase === undefined ? {} : {passphrase})});
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    return Buffer.from(key.export({type, format: 'pem'}) as string);
  } catch (error) {
    return error as Error;
  }
};
