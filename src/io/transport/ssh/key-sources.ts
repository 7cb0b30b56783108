import {type AgentKey, agentKeys, agentSignature} from './agent.js';
import type {Hop} from './hop.js';
import type {Identity} from './identity.js';
import {type KeyFile, readKeyFile, readPublicKey} from './key-file.js';
import {type Asking, unlocked} from './passphrase.js';
import {isSecurityKey, userCertificate} from './public-key.js';
import {signatureOf} from './signature.js';

/** A key file as it was found. */
export interface Found {
  readonly path: string;
  readonly isNamed: boolean;
  readonly file: KeyFile;
  /** The public key, in wire format, if it can be read. */
  readonly publicKey: Buffer | undefined;
}

/** Everything that can sign for a hop. Reasons why something cannot are added to `unusable`. */
export interface Sources {
  readonly files: readonly Found[];
  readonly agent: readonly AgentKey[];
  inAgent(key: Buffer | undefined): AgentKey | undefined;
  ofAgent(key: AgentKey, name: string): Identity;
  /** The key of a file, signed by the agent if it has it: without a passphrase. */
  ofFile(found: Found): Promise<Identity | undefined>;
  /** A certificate, with the key that it certifies. `mustExist`: it was configured. */
  ofCertificate(path: string, mustExist: boolean): Promise<Identity | undefined>;
}

export const keySources = async (hop: Hop, asking: Asking, unusable: string[]): Promise<Sources> => {
  const agent = await keysOfAgent(hop, unusable);
  const files = await Promise.all([
    ...hop.keyFiles.map(path => found(path, true)),
    ...hop.defaultKeyFiles.map(path => found(path, false)),
  ]);
  const inAgent = (key: Buffer | undefined) => key && agent.find(one => one.key.equals(key));

  const ofAgent = ({key}: AgentKey, name: string): Identity => ({
    name,
    key,
    sign: async (data, hash) => {
      try {
        const rsaHash = hash === 'sha1' ? undefined : hash;
        return await asking.whileAsking(agentSignature(hop.agent ?? '', key, data, rsaHash));
      } catch (error) {
        unusable.push(`${name || 'a key'} (the agent did not sign: ${(error as Error).message})`);
        throw error;
      }
    },
  });

  const ofFile = async (entry: Found): Promise<Identity | undefined> => {
    const {path, file, isNamed} = entry;
    const key = inAgent(entry.publicKey);
    if (key) return ofAgent(key, path);
    const cannot = (why: string) => {
      unusable.push(`${path} (${why})`);
      return undefined;
    };
    switch (file.is) {
      case 'private':
        return {
          name: path,
          key: file.key.getPublicSSH(),
          sign: async (data, hash) => signatureOf(file.key, data, hash),
        };
      case 'encrypted':
        return encrypted(path, file).catch(error => cannot((error as Error).message));
      case 'public':
        return file.exists || isNamed ? cannot(`${file.why}, and ${agentLacks(hop, file.publicKey)}`) : undefined;
      case 'unusable':
        return cannot(file.why);
      case 'missing':
        return isNamed ? cannot('does not exist') : undefined;
    }
  };

  /** The passphrase is asked for when the server accepts the public key; before that, if only the private key has it. */
  const encrypted = async (path: string, {content, publicKey}: KeyFile & {is: 'encrypted'}): Promise<Identity> => {
    const unlock = () => unlocked(path, content, asking);
    const key = publicKey ?? (await unlock()).getPublicSSH();
    return {
      name: path,
      key,
      sign: async (data, hash) => {
        try {
          return signatureOf(await unlock(), data, hash);
        } catch (error) {
          unusable.push(`${path} (${(error as Error).message})`);
          throw error;
        }
      },
    };
  };

  const ofCertificate = async (path: string, mustExist: boolean): Promise<Identity | undefined> => {
    const certificate = await readPublicKey(path);
    const cannot = (why: string) => {
      if (mustExist) unusable.push(`${path} (${why})`);
      return undefined;
    };
    if (certificate === undefined) return cannot('it does not exist, or has no certificate');
    const user = userCertificate(certificate);
    if (user === undefined) return cannot('it is no certificate of a user');
    const name = user.validBefore === undefined ? path : `${path}${expiry(user.validBefore)}`;
    const [own, plain] = [inAgent(certificate), inAgent(user.key)];
    if (own) return ofAgent(own, name);
    const entry = files.find(({publicKey}) => publicKey?.equals(user.key));
    const signer = plain ? ofAgent(plain, path) : entry && (await ofFile(entry));
    return signer
      ? {...signer, name, key: certificate}
      : cannot('its private key is in no key file and not in the agent');
  };

  return {files, agent, inAgent, ofAgent, ofFile, ofCertificate};
};

const agentLacks = ({agent}: Hop, key: Buffer): string =>
  agent === undefined
    ? 'no agent is asked'
    : `the agent does not have ${isSecurityKey(key) ? 'this security key' : 'its private key'}`;

/** Servers do not accept an expired certificate, and do not say why. */
const expiry = (seconds: number): string =>
  seconds * 1000 < Date.now() ? ` (expired on ${new Date(seconds * 1000).toISOString()})` : '';

const found = async (path: string, isNamed: boolean): Promise<Found> => {
  const file = await readKeyFile(path);
  const publicKey =
    file.is === 'private'
      ? file.key.getPublicSSH()
      : file.is === 'encrypted' || file.is === 'public'
        ? file.publicKey
        : undefined;
  return {path, isNamed, file, publicKey};
};

const keysOfAgent = async ({agent}: Hop, unusable: string[]): Promise<readonly AgentKey[]> => {
  if (agent === undefined) return [];
  const nothing = (why: string) => {
    unusable.push(`the agent at ${agent} (${why})`);
    return [];
  };
  try {
    const keys = await agentKeys(agent);
    return keys.length > 0 ? keys : nothing('it has no keys');
  } catch (error) {
    return nothing((error as Error).message);
  }
};
