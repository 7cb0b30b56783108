import {Failure} from '../../../core/failure.js';
import {sshCommand} from './errors.js';
import type {Hop} from './hop.js';
import {addKnownHost, readKnownHosts} from './known-hosts/file.js';
import {fingerprint, keyTypeOf} from './known-hosts/fingerprint.js';
import {type HostKeyStatus, judge, knownHostsName, knownTypes} from './known-hosts/judge.js';
import type {KnownKey} from './known-hosts/parse.js';
import type {JumpPool} from './pool.js';

export interface HostKeyCheck {
  readonly knownTypes: readonly string[];
  /** Resolves when the host key is accepted; else rejects with Failure 'hosts/{unknown,changed,revoked}-host-key'. */
  accept(key: Buffer): Promise<void>;
}

/** Reads known_hosts before connecting, so that nothing is sent when it cannot be read. */
export const hostKeyCheck = async (hop: Hop, pool: JumpPool): Promise<HostKeyCheck> => {
  if (hop.hostKeys === 'off') return {knownTypes: [], accept: async () => {}};
  const known = await readKnownHosts(hop.knownHostsFiles);
  return {
    knownTypes: knownTypes(known, hop.keyName, hop.port),
    accept: key =>
      hop.hostKeys === 'strict'
        ? refuseUnlessKnown(hop, key, judge(known, hop.keyName, hop.port, key))
        : pool.recordingHostKey(() => acceptNew(hop, key)),
  };
};

/** Reads known_hosts again: another connection of this run may have added the host in the meantime. */
const acceptNew = async (hop: Hop, key: Buffer): Promise<void> => {
  const status = judge(await readKnownHosts(hop.knownHostsFiles), hop.keyName, hop.port, key);
  if (status.is !== 'unknown') return refuseUnlessKnown(hop, key, status);
  await addKnownHost(hop.knownHostsFiles[0] ?? '', hop.keyName, hop.port, key);
};

const refuseUnlessKnown = async (hop: Hop, key: Buffer, status: HostKeyStatus): Promise<void> => {
  if (status.is === 'known') return;
  if (status.is === 'unknown') throw unknownKey(hop, key, status.cas);
  if (status.is === 'changed') throw changedKey(hop, key, status.known);
  throw new Failure(
    'hosts/revoked-host-key',
    `${hop.label}: the server presented a host key that is revoked in ${place(status.by)}: ${described(key)}`,
    {
      suggestions: [
        'do not connect: create a new host key on the host, or find out which machine answers at its address',
      ],
    },
  );
};

const unknownKey = (hop: Hop, key: Buffer, cas: readonly KnownKey[]): Failure => {
  const file = hop.knownHostsFiles[0] ?? '';
  const ca = cas[0] && ` (${place(cas[0])} has an @cert-authority, but host certificates are not supported)`;
  return new Failure(
    'hosts/unknown-host-key',
    `${hop.label}: unknown host key: ${described(key)} is not in ${file}${ca ?? ''}`,
    {
      suggestions: [
        `print the fingerprint on the host itself: ${FINGERPRINT}`,
        `if it is the same, add the key: ${addKey(hop, file)}`,
        'or accept the key of every new host: set spec.ssh.hostKeys to accept-new in the configuration',
      ],
    },
  );
};

const changedKey = (hop: Hop, key: Buffer, known: readonly KnownKey[]): Failure => {
  const file = known[0]?.file ?? hop.knownHostsFiles[0] ?? '';
  return new Failure(
    'hosts/changed-host-key',
    `${hop.label}: host key mismatch: the server presented ${described(key)}, known_hosts has ${known
      .map(line => `${described(line.key)} (${place(line)})`)
      .join(', ')}: the host was reinstalled, or another machine answers at its address`,
    {
      suggestions: [
        `find out why the key changed; print the fingerprint on the host itself: ${FINGERPRINT}`,
        `if it is the same, delete the old key: ssh-keygen -R '${knownHostsName(hop.keyName, hop.port)}' -f ${file}`,
        `then add the new one: ${addKey(hop, file)}`,
      ],
    },
  );
};

const described = (key: Buffer): string => `${keyTypeOf(key)} ${fingerprint(key)}`;
const place = ({file, line}: KnownKey): string => `${file} line ${line}`;

const FINGERPRINT = 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub';

/** ssh-keyscan connects directly and writes the address: behind a jump host, or under an alias, ssh itself adds the key. */
const addKey = (hop: Hop, file: string): string =>
  hop.jumps.length === 0 && hop.keyName === hop.address
    ? `ssh-keyscan ${hop.port === 22 ? '' : `-p ${hop.port} `}${hop.address} >> ${file}`
    : sshCommand(hop, [`UserKnownHostsFile=${file}`, `HostKeyAlias=${hop.keyName}`]);
