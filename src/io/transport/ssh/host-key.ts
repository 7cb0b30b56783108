import {Failure} from '../../../core/failure.js';
import type {Hop} from './hop.js';
import {addKnownHost, readKnownHosts} from './known-hosts/file.js';
import {fingerprint, keyTypeOf} from './known-hosts/fingerprint.js';
import {type HostKeyStatus, judge, knownHostsName, knownTypes} from './known-hosts/judge.js';
import type {KnownKey} from './known-hosts/parse.js';
import type {JumpPool} from './pool.js';

export interface HostKeyCheck {
  readonly knownTypes: readonly string[];
  /** Resolves when the server may be trusted; else Failure 'hosts/{unknown,changed,revoked}-host-key'. */
  accept(key: Buffer): Promise<void>;
}

/** Reads known_hosts before the server is called, so that nothing is sent when it cannot be read. */
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

/** Looks again, since another connection of this run may have added the host meanwhile. */
const acceptNew = async (hop: Hop, key: Buffer): Promise<void> => {
  const verdict = judge(await readKnownHosts(hop.knownHostsFiles), hop.keyName, hop.port, key);
  if (verdict.is !== 'unknown') return refuseUnlessKnown(hop, key, verdict);
  await addKnownHost(hop.knownHostsFiles[0] ?? '', hop.keyName, hop.port, key);
};

const refuseUnlessKnown = async (hop: Hop, key: Buffer, verdict: HostKeyStatus): Promise<void> => {
  if (verdict.is === 'known') return;
  if (verdict.is === 'unknown') throw unknownKey(hop, key, verdict.cas);
  if (verdict.is === 'changed') throw changedKey(hop, key, verdict.known);
  throw new Failure(
    'hosts/revoked-host-key',
    `${hop.label}: the server showed a host key that is revoked in ${place(verdict.by)}: ${described(key)}`,
    {suggestions: ['do not connect: give the host a new key, or find out who answers at its address']},
  );
};

const unknownKey = (hop: Hop, key: Buffer, cas: readonly KnownKey[]): Failure => {
  const file = hop.knownHostsFiles[0] ?? '';
  const ca = cas[0] && ` (${place(cas[0])} names an @cert-authority, but host certificates are not supported)`;
  return new Failure(
    'hosts/unknown-host-key',
    `${hop.label}: the host key is not known: ${described(key)} is not in ${file}${ca ?? ''}`,
    {
      suggestions: [
        `compare it on the host itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then: ${keyscan(hop)} >> ${file}`,
        'or trust every host at its first connection: set ssh.hostKeys to accept-new in cluster.yaml',
      ],
    },
  );
};

const changedKey = (hop: Hop, key: Buffer, known: readonly KnownKey[]): Failure =>
  new Failure(
    'hosts/changed-host-key',
    `${hop.label}: the server showed the host key ${described(key)}, but known is ${known
      .map(line => `${described(line.key)} (${place(line)})`)
      .join(', ')}: the host was reinstalled, or somebody else answers at its address`,
    {
      suggestions: [
        `if the host was reinstalled: ssh-keygen -R '${knownHostsName(hop.keyName, hop.port)}' -f ${known[0]?.file}, then: ${keyscan(hop)} >> ${known[0]?.file}`,
      ],
    },
  );

const described = (key: Buffer): string => `${keyTypeOf(key)} ${fingerprint(key)}`;
const place = ({file, line}: KnownKey): string => `${file} line ${line}`;
const keyscan = ({address, port}: Hop): string => `ssh-keyscan ${port === 22 ? '' : `-p ${port} `}${address}`;
