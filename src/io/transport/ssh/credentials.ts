import type {Hop} from './hop.js';
import type {Identity} from './identity.js';
import {type Found, keySources, type Sources} from './key-sources.js';
import type {Asking} from './passphrase.js';

export type {AskPassphrase} from './passphrase.js';

/**
 * The keys that are offered to a server, in the order of ssh: certificates that are configured; named key files, each
 * after the certificate beside it; default key files that the agent has; the other keys of the agent, unless
 * IdentitiesOnly; the other default key files, encrypted ones last. Only here it differs from ssh: a named key file
 * comes before the other keys of the agent also if the agent does not have it, so that they do not use up its tries.
 */
export async function* identities(hop: Hop, asking: Asking, unusable: string[]): AsyncGenerator<Identity> {
  const sources = await keySources(hop, asking, unusable);
  const offered = new Set<string>();
  for await (const identity of inOrder(hop, sources)) {
    const key = identity?.key.toString('latin1');
    if (identity === undefined || key === undefined || offered.has(key)) continue;
    offered.add(key);
    yield identity;
  }
}

async function* inOrder(hop: Hop, sources: Sources): AsyncGenerator<Identity | undefined> {
  const {files, agent, inAgent, ofAgent, ofFile, ofCertificate} = sources;
  const withCertificate = async function* (found: Found) {
    if (hop.certificateFiles.length === 0) yield await ofCertificate(`${found.path}-cert.pub`, false);
    yield await ofFile(found);
  };
  for (const path of hop.certificateFiles) yield await ofCertificate(path, true);
  const named = files.filter(({isNamed}) => isNamed);
  const defaults = files.filter(({isNamed}) => !isNamed);
  const known = defaults.filter(({publicKey}) => inAgent(publicKey));
  for (const found of [...named, ...known]) yield* withCertificate(found);
  if (!hop.identitiesOnly) for (const key of agent) yield {...ofAgent(key, key.comment), isExtra: true};
  const left = defaults.filter(found => !known.includes(found));
  const isEncrypted = ({file}: Found) => file.is === 'encrypted';
  for (const found of left.filter(found => !isEncrypted(found))) yield* withCertificate(found);
  for (const found of left.filter(isEncrypted)) yield* withCertificate(found);
}
