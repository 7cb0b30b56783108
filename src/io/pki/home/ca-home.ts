import {Failure} from '../../../core/failure.js';
import type {CaHomeFacts} from '../../../core/model/ca-home.js';
import {sha256} from '../../../core/model/digest.js';
import type {Digest} from '../../../core/model/names.js';
import {CAS} from '../../../core/pki/cas.js';
import type {CaName} from '../../../core/pki/types.js';
import type {CaHome} from '../../../ports/ca-home.js';
import type {HostFile} from '../../../ports/host.js';
import {readShared} from '../read-shared.js';
import {fileText} from '../shared-secrets.js';
import type {HomeFiles, KeyCipher} from './files.js';
import {
  belongsTo,
  certFile,
  type HomeCertificate,
  homeCertificateText,
  keyFile,
  parseHomeCertificate,
} from './layout.js';

/**
 * The CAs of a cluster in a directory of the operator. A key is replaced before its certificate, which names the digest of
 * the encrypted key: a write that was interrupted between the two shows, without the identity.
 */
export function caHome(cluster: string, files: HomeFiles, cipher: KeyCipher): CaHome {
  /** What this process last saw of a file: another content is of another process. */
  const seen = new Map<string, Digest | undefined>();

  const load = async (name: string): Promise<Buffer | undefined> => {
    const content = await files.read(name);
    seen.set(name, content && sha256(content));
    return content;
  };

  const certificate = async (name: CaName): Promise<HomeCertificate | undefined> => {
    const content = await load(certFile(name));
    return content === undefined ? undefined : ofCluster(cluster, files.directory, certFile(name), content.toString());
  };

  const both = async (name: CaName) => {
    const [found, key] = await Promise.all([certificate(name), load(keyFile(name))]);
    return found === undefined || key === undefined ? undefined : {found, key};
  };

  const replace = async (name: string, content: string): Promise<void> => {
    const current = await files.read(name);
    const digest = current && sha256(current);
    if (seen.has(name) && seen.get(name) !== digest) throw changed(files.directory, name);
    await files.replace(name, content);
    seen.set(name, sha256(content));
  };

  return {
    directory: files.directory,
    get hasIdentity() {
      return cipher.hasIdentity;
    },
    async facts(): Promise<CaHomeFacts> {
      const publicTexts = new Map<string, string>();
      const torn = new Set<string>();
      for (const {name, certPath} of Object.values(CAS)) {
        const stored = await both(name);
        if (stored === undefined) continue;
        publicTexts.set(certPath, stored.found.text);
        if (!belongsTo(stored.key, stored.found)) torn.add(certPath);
      }
      return {directory: files.directory, publicTexts, torn};
    },
    async certText(name) {
      const found = await certificate(name);
      if (found === undefined) throw missing(files.directory, certFile(name));
      return found.text;
    },
    async read(name) {
      const stored = await both(name);
      if (stored === undefined) throw missing(files.directory, keyFile(name));
      const keyText = await cipher.decrypt(stored.key.toString(), `${files.directory}/${keyFile(name)}`);
      const {certPath} = CAS[name];
      return readShared(name, files.directory, async path =>
        Buffer.from(path === certPath ? stored.found.text : keyText),
      );
    },
    async write(name: CaName, written: readonly HostFile[]) {
      const {keyPath, certPath} = CAS[name];
      const encrypted = await cipher.encrypt(fileText(written, keyPath));
      const text = fileText(written, certPath);
      await replace(keyFile(name), encrypted);
      await replace(certFile(name), homeCertificateText({cluster, keyFileDigest: sha256(encrypted), text}));
    },
  };
}

function ofCluster(cluster: string, directory: string, file: string, content: string): HomeCertificate {
  const found = parseHomeCertificate(content);
  if (found === undefined) throw unreadable(`${directory}/${file} was not written by quorate, or is damaged`);
  if (found.cluster !== cluster)
    throw unreadable(
      `${directory}/${file} belongs to the cluster ${found.cluster}, and the configuration is of ${cluster}`,
    );
  return found;
}

const unreadable = (message: string): Failure =>
  new Failure('pki/home-unreadable', message, {
    suggestions: ['restore the directory from its copy, or name another one in spec.pki.directory'],
  });

const missing = (directory: string, file: string): Failure =>
  unreadable(`${directory}/${file} does not exist any more`);

const changed = (directory: string, file: string): Failure =>
  new Failure('pki/home-changed', `${directory}/${file} was changed while this command ran; it was not overwritten`, {
    suggestions: ['run the same command again'],
  });
