import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {sansOf} from '../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../src/core/pki/lifetimes.js';
import {testCa, testLeaf} from './certificates.js';

const VERSION = '3.6.16';
const BUNDLE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quorate', 'bundle', 'etcd', VERSION);
const PROGRAMS = ['etcd', 'etcdctl', 'etcdutl'] as const;

/** The folder with etcd, etcdctl and etcdutl, unpacked from the bundle of this machine, or why there is none. */
export function etcdPrograms(): {readonly folder: string} | {readonly why: string} {
  if (!PROGRAMS.every(name => existsSync(join(BUNDLE, `${name}.gz`)))) return {why: `no etcd ${VERSION} in the bundle`};
  const folder = join(tmpdir(), `quorate-etcd-${VERSION}`);
  if (PROGRAMS.every(name => existsSync(join(folder, name)))) return {folder};
  mkdirSync(folder, {recursive: true});
  for (const name of PROGRAMS) {
    const part = join(mkdtempSync(join(folder, 'part-')), name);
    writeFileSync(part, gunzipSync(readFileSync(join(BUNDLE, `${name}.gz`))));
    chmodSync(part, 0o755);
    // Another test may unpack it at the same time, and run it already.
    renameSync(part, join(folder, name));
    rmSync(join(part, '..'), {recursive: true});
  }
  return {folder};
}

/** One member of a cluster of its own, in a directory of its own, with TLS as on a host. */
export interface RealMember {
  readonly root: string;
  readonly url: string;
  readonly pki: string;
  readonly etcdctl: (...args: readonly string[]) => string;
  /** As by a loss of power: its data stays. */
  readonly halt: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startMember(programs: string, extraFlags: readonly string[] = []): Promise<RealMember> {
  const root = mkdtempSync(join(tmpdir(), 'quorate-member-'));
  const pki = join(root, 'pki');
  writePki(pki);
  const [url, peer] = await Promise.all([1, 2].map(async () => `https://127.0.0.1:${await freePort()}`));
  const child: ChildProcess = spawn(
    join(programs, 'etcd'),
    [
      '--name=m',
      `--data-dir=${root}/data`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=m=${peer}`,
      '--client-cert-auth',
      `--trusted-ca-file=${pki}/ca.crt`,
      `--cert-file=${pki}/server.crt`,
      `--key-file=${pki}/server.key`,
      '--peer-client-cert-auth',
      `--peer-trusted-ca-file=${pki}/ca.crt`,
      `--peer-cert-file=${pki}/peer.crt`,
      `--peer-key-file=${pki}/peer.key`,
      '--heartbeat-interval=50',
      '--election-timeout=500',
      '--unsafe-no-fsync',
      ...extraFlags,
    ],
    {stdio: 'ignore'},
  );
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const etcdctl = (...args: readonly string[]) =>
    execFileSync(
      join(programs, 'etcdctl'),
      [
        `--endpoints=${url}`,
        `--cacert=${pki}/ca.crt`,
        `--cert=${pki}/healthcheck-client.crt`,
        `--key=${pki}/healthcheck-client.key`,
        '--command-timeout=20s',
        ...args,
      ],
      {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 2 ** 20},
    );
  // It waits for the first leader.
  etcdctl('--dial-timeout=20s', 'put', 'ready', 'yes');
  return {
    root,
    url: url!,
    pki,
    etcdctl,
    async halt() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(root, {recursive: true, force: true});
    },
  };
}

function writePki(folder: string): void {
  mkdirSync(folder, {recursive: true});
  const validity = validityFrom(new Date(), 1);
  const ca = testCa({...validity});
  writeFileSync(join(folder, 'ca.crt'), ca.certPem);
  for (const name of ['server', 'peer', 'healthcheck-client']) {
    const {certPem, keyPem} = testLeaf(ca, {
      ...validity,
      subject: {commonName: name},
      usages: ['server', 'client'],
      sans: sansOf('localhost', '127.0.0.1'),
    });
    writeFileSync(join(folder, `${name}.crt`), certPem);
    writeFileSync(join(folder, `${name}.key`), keyPem, {mode: 0o600});
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as {port: number};
      server.close(() => resolve(port));
    });
  });
