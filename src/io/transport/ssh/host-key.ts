import {Failure} from '../../../core/failure.js';
import {configWord, shellWord, sshCommand} from './commands.js';
import type {Hop} from './hop.js';
import {addKnownHost, readKnownHosts} from './known-hosts/file.js';
import {fingerprint, keyTypeOf} from './known-hosts/fingerprint.js';
import {type HostKeyStatus, judge, knownHostsName, knownTypes} from './known-hosts/judge.js';
import type {KnownKey} from './known-hosts/parse.js';
import {readRevoked} from './known-hosts/revoked.js';
import type {JumpPool} from './pool.js';

export interface HostKeyCheck {
  readonly knownTypes: readonly string[];
  /** Resolves when the host key is accepted; else rejects with Failure 'hosts/{unknown,changed,revoked}-host-key'. */
  accept(key: Buffer): Promise<void>;
}

/** Reads known_hosts before connecting, so that nothing is sent when it cannot be read. */
export const hostKeyCheck = async (hop: Hop, pool: JumpPool): Promise<HostKeyCheck> => {
  if (hop.hostKeys === 'off') return {knownTypes: [], accept: async () => {}};
  const {revokedHostKeys: file} = hop;
  const [known, revoked] = await Promise.all([
    readKnownHosts(hop.knownHostsFiles),
    file === undefined ? [] : readRevoked(file),
  ]);
  return {
    knownTypes: knownTypes(known, hop.keyName, hop.keyPort),
    accept: async key => {
      if (revoked.some(one => one.equals(key))) throw revokedKey(hop, key, file ?? '');
      if (hop.hostKeys === 'strict') refuseUnlessKnown(hop, key, judge(known, hop.keyName, hop.keyPort, key));
      else await pool.recordingHostKey(() => acceptNew(hop, key));
    },
  };
};

/** Reads known_hosts again: another connection of this run may have added the host in the meantime. */
const acceptNew = async (hop: Hop, key: Buffer): Promise<void> => {
  const status = judge(await readKnownHosts(hop.knownHostsFiles), hop.keyName, hop.keyPort, key);
  if (status.is !== 'unknown') refuseUnlessKnown(hop, key, status);
  else if (hop.newKeysFile !== undefined) await addKnownHost(hop.newKeysFile, hop.keyName, hop.keyPort, key);
};

const refuseUnlessKnown = (hop: Hop, key: Buffer, status: HostKeyStatus): void => {
  if (status.is === 'unknown') throw unknownKey(hop, key, status.cas);
  if (status.is === 'changed') throw changedKey(hop, key, status.known);
  if (status.is === 'revoked') throw revokedKey(hop, key, place(status.by));
};

const revokedKey = (hop: Hop, key: Buffer, where: string): Failure =>
  new Failure(
    'hosts/revoked-host-key',
    `${hop.label}: the server presented a host key that is revoked in ${where}: ${described(key)}`,
    {
      suggestions: [
        'do not connect: create a new host key on the host, or find out which machine answers at its address',
      ],
    },
  );

const unknownKey = (hop: Hop, key: Buffer, cas: readonly KnownKey[]): Failure => {
  const ca = cas[0] && ` (${place(cas[0])} has an @cert-authority, but host certificates are not supported)`;
  const file = hop.newKeysFile;
  const why = file === undefined ? ': ssh_config stores no host keys (UserKnownHostsFile)' : ` is not in ${file}`;
  return new Failure('hosts/unknown-host-key', `${hop.label}: unknown host key: ${described(key)}${why}${ca ?? ''}`, {
    suggestions: [
      `print the fingerprint on the host itself: ${FINGERPRINT}`,
      ...(file === undefined
        ? [
            `if it is the same, set spec.ssh.knownHostsFile to ${DEFAULT_FILE} in the configuration, and add the key: ${addKey(hop, DEFAULT_FILE)}`,
          ]
        : [`if it is the same, add the key: ${addKey(hop, file)}`]),
      'or accept the key of every new host: set spec.ssh.hostKeys to accept-new in the configuration',
    ],
  });
};

const DEFAULT_FILE = '~/.ssh/known_hosts';

const changedKey = (hop: Hop, key: Buffer, known: readonly KnownKey[]): Failure => {
  const file = known[0]?.file ?? hop.newKeysFile ?? DEFAULT_FILE;
  return new Failure(
    'hosts/changed-host-key',
    `${hop.label}: host key mismatch: the server presented ${described(key)}, known_hosts has ${known
      .map(line => `${described(line.key)} (${place(line)})`)
      .join(', ')}: the host was reinstalled, or another machine answers at its address`,
    {
      suggestions: [
        `find out why the key changed; print the fingerprint on the host itself: ${FINGERPRINT}`,
        `if it is the same, delete the old key: ssh-keygen -R '${knownHostsName(hop.keyName, hop.keyPort)}' -f ${shellWord(file)}`,
        `then add the new one: ${addKey(hop, file)}`,
      ],
    },
  );
};

const described = (key: Buffer): string => `${keyTypeOf(key)} ${fingerprint(key)}`;
const place = ({file, line}: KnownKey): string => `${file} line ${line}`;

const FINGERPRINT = 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub';

/**
 * ssh-keyscan connects directly and writes the address: through a jump host or a ProxyCommand, or under an alias, ssh
 * itself adds the key.
 */
const addKey = (hop: Hop, file: string): string =>
  hop.jumps.length === 0 && hop.proxyCommand === undefined && hop.keyName === hop.address
    ? `ssh-keyscan ${hop.port === 22 ? '' : `-p ${hop.port} `}${hop.address} >> ${shellWord(file)}`
    : sshCommand(hop, [`UserKnownHostsFile=${configWord(file)}`, `HostKeyAlias=${hop.keyName}`]);
