import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {hostArch} from '../../../src/lab/bundle/arch.js';
import {asIfFor} from '../support/bundle.js';
import {quorate, succeed} from '../support/cli.js';
import {eventually, type LabCluster, labCluster} from '../support/cluster.js';
import {clockAhead, during, noSudo, portTaken, swapOn, traces} from '../support/faults.js';
import {freshHosts} from '../support/labs.js';
import {nothingToDo, readyNodes} from '../support/oracle.js';
import {refused} from '../support/refusal.js';
import {bundleIn, ssh, variantsOfSingle, without} from '../support/variants.js';

const variants = variantsOfSingle('faults', '10.88.9');
const configuration = (change: (text: string) => string = text => text): Promise<string> =>
  variants.configuration(text => change(without('w2')(text)));
let cluster: LabCluster;
/** The same hosts, with a small file system at /opt of cp1. */
let cramped: LabCluster;
let file: string;
let asAdmin: string;
let withTimeout: string;
let spoiled: string;
let foreign: string;

beforeAll(async () => {
  await succeed(['bundle', 'build']);
  file = await configuration();
  withTimeout = await configuration(ssh('connectTimeoutSeconds: 2'));
  asAdmin = await configuration(text => ssh('user: admin')(ssh('connectTimeoutSeconds: 2')(text)));
  spoiled = await configuration(bundleIn(await variants.bundle(bundle => bundle, ['kubelet'])));
  foreign = await configuration(bundleIn(await variants.bundle(asIfFor(OTHER_ARCH))));
  cluster = await labCluster(file);
  cramped = await labCluster(file, [{host: 'cp1', path: '/opt', size: '64m'}]);
  await freshHosts(cluster);
}, 3_600_000);

afterAll(async () => {
  await cluster.lab.down();
  await variants.remove();
});

describe('on new hosts, init changes nothing and reports once:', () => {
  afterEach(async () => {
    for (const host of ['cp1', 'w1']) expect(await traces(cluster, host), host).toBe('');
  });

  test('a key that the host does not accept', async () => {
    const key = await variants.keyPair();
    expect(await refused(['init', '-c', await configuration(ssh(`keyFiles: [${key.path}]`))])).toMatchObject({
      exit: 6,
      code: 'hosts/auth-refused',
      message: `cp1 (root@10.88.9.11:22): permission denied for root; offered: ${key.path}`,
      suggestions: [
        expect.stringContaining('spec.ssh.keyFiles'),
        expect.stringContaining('ssh-copy-id root@10.88.9.11'),
        expect.stringContaining('spec.ssh.user'),
        'when cp1 can be reached, run the same command again',
      ],
    });
  });

  test('a host key that is missing in known_hosts', async () => {
    const empty = await variants.knownHosts('');
    expect(await refused(['init', '-c', await configuration(ssh(`knownHostsFile: ${empty}`))])).toMatchObject({
      exit: 6,
      code: 'hosts/unknown-host-key',
      message: expect.stringMatching(/^cp1 \(root@10\.88\.9\.11:22\): unknown host key: ssh-ed25519 SHA256:/),
      suggestions: [
        expect.stringContaining('ssh-keygen -lf'),
        expect.stringContaining(`ssh-keyscan 10.88.9.11 >> ${empty}`),
        expect.stringContaining('accept-new'),
        'when cp1 can be reached, run the same command again',
      ],
    });
  });

  test('a host key that differs from the known one, with its file and line', async () => {
    const {publicKey} = await variants.keyPair();
    const known = await variants.knownHosts(`# hosts of the lab\n10.88.9.11 ${publicKey}\n`);
    expect(await refused(['init', '-c', await configuration(ssh(`knownHostsFile: ${known}`))])).toMatchObject({
      exit: 6,
      code: 'hosts/changed-host-key',
      message: expect.stringMatching(
        new RegExp(
          `^cp1 \\(root@10\\.88\\.9\\.11:22\\): .* known_hosts has ssh-ed25519 SHA256:\\S+ \\(${known} line 2\\)`,
        ),
      ),
      suggestions: [
        expect.stringContaining('ssh-keygen -lf'),
        expect.stringContaining(`ssh-keygen -R '10.88.9.11' -f ${known}`),
        expect.stringContaining(`ssh-keyscan 10.88.9.11 >> ${known}`),
        'when cp1 can be reached, run the same command again',
      ],
    });
  });

  test('a user without sudo', async () => {
    const refusal = await during(cluster, 'cp1', [noSudo], () => refused(['init', '-c', asAdmin]));
    expect(refusal).toMatchObject({
      exit: 6,
      code: 'hosts/no-sudo',
      message: expect.stringMatching(/^cp1: commands run as root, and admin cannot use sudo without a password/),
      suggestions: [
        expect.stringContaining("echo 'admin ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/quorate"),
        expect.stringContaining('ssh.user'),
        'when cp1 can be reached, run the same command again',
      ],
    });
  });

  test('a host that is down', async () => {
    await cluster.lab.kill('cp1');
    const refusal = await refused(['init', '-c', withTimeout]);
    await cluster.lab.boot('cp1');
    expect(refusal).toMatchObject({
      exit: 6,
      code: 'hosts/unreachable',
      message: expect.stringMatching(/^cp1 \(root@10\.88\.9\.11:22\): cannot connect: /),
      suggestions: [
        expect.stringMatching(/^try it by hand: ssh .*root@10\.88\.9\.11$/),
        'check that it is up and connected: ping 10.88.9.11',
        'when cp1 can be reached, run the same command again',
      ],
    });
  });

  test('a bundle for another architecture, which cannot be ignored', async () => {
    expect(await refused(['init', '-c', foreign, '--ignore-preflight-errors', 'all'])).toMatchObject({
      exit: 4,
      code: 'preflight/findings',
      message: expect.stringContaining(
        `[ERROR Architecture]: cp1: architecture is ${hostArch()}; there are binaries for ${OTHER_ARCH}`,
      ),
      suggestions: [
        expect.stringMatching(new RegExp(`quorate bundle fetch --kubernetes \\S+ --arch ${hostArch()}\\b`)),
      ],
    });
  });

  test('an artifact that differs from the manifest, before any upload', async () => {
    expect(await refused(['init', '-c', spoiled])).toMatchObject(notAsTheManifestSays);
  });

  test('a port that is in use', async () => {
    const refusal = await during(cluster, 'cp1', [portTaken(6443)], () => refused(['init', '-c', file]));
    expect(refusal).toMatchObject({
      exit: 4,
      code: 'preflight/findings',
      message: expect.stringContaining(
        '[ERROR Port-6443]: cp1: port 6443, which kube-apiserver needs, is in use by socat',
      ),
      suggestions: [
        expect.stringMatching(/^on cp1: .*ss -ltnp 'sport = :6443'/),
        'to proceed anyway: --ignore-preflight-errors=Port-6443',
      ],
    });
  });

  test('a clock that is an hour ahead', async () => {
    const refusal = await during(cluster, 'cp1', [clockAhead], () => refused(['init', '-c', file]));
    expect(refusal).toMatchObject({
      exit: 4,
      code: 'preflight/findings',
      message: expect.stringContaining("[ERROR ClockSkew]: cp1: its clock is 1 h ahead of this machine's"),
      suggestions: [expect.stringMatching(/^on cp1: .*timedatectl/), expect.stringContaining('ClockSkew')],
    });
  });

  test('several errors, all at once', async () => {
    const faults = [portTaken(2379), swapOn, clockAhead];
    const {exit, message, suggestions} = await during(cluster, 'cp1', faults, () => refused(['init', '-c', file]));
    expect(exit).toBe(4);
    expect(message.match(/ERROR [\w-]+/g)).toEqual(['ERROR ClockSkew', 'ERROR Swap', 'ERROR Port-2379']);
    expect(suggestions).toHaveLength(4);
  });

  test('a disk that is too small', async () => {
    await cluster.lab.kill('cp1');
    await cramped.lab.boot('cp1');
    expect(await refused(['init', '-c', file])).toMatchObject({
      exit: 4,
      code: 'preflight/findings',
      message: expect.stringMatching(/\[ERROR DiskSpace\]: cp1: \/opt has 67\.1 MB free; binaries and images need /),
      suggestions: [
        expect.stringMatching(/^on cp1: free \S+ MB/),
        'to proceed anyway: --ignore-preflight-errors=DiskSpace',
      ],
    });
  });
});

describe('when the disk is full,', () => {
  test('an upload fails with that reason, starts nothing and leaves no partial file', async () => {
    expect(await refused(['init', '-c', file, '--ignore-preflight-errors', 'DiskSpace'])).toMatchObject({
      exit: 6,
      code: 'hosts/disk-full',
      message: expect.stringMatching(
        /^cp1: no space left to write \/opt\/quorate\/\S+; the previous file is unchanged$/,
      ),
      suggestions: [expect.stringMatching(/^free space on cp1: df -h /), expect.stringContaining('same command')],
    });
    const leftovers = `find /opt /var/lib/quorate -name '*.quorate-tmp-*'
      ls -d /etc/kubernetes /etc/systemd/system/etcd.service 2>/dev/null || true`;
    expect(await cluster.on('cp1', 'sh', '-c', leftovers)).toBe('');
  });

  test('the same command completes once there is space, by a user with sudo, and leaves out a worker that is down', async () => {
    await cluster.lab.kill('cp1');
    await cluster.lab.boot('cp1');
    await cluster.lab.kill('w1');
    const {stderr} = await succeed(['init', '-c', asAdmin]);
    await cluster.lab.boot('w1');
    expect(stderr).toMatch(/^\[WARNING hosts\/skipped\]: leaving out w1\b.*\(admin@.*\): cannot connect: /m);
    expect(await readyNodes(cluster)).toEqual(['cp1']);
  });
});

describe('a worker does not join, and the cluster does not change,', () => {
  afterEach(async () => {
    expect(await traces(cluster, 'w1')).toBe('');
    expect((await succeed(['init', '-c', file])).stderr).toContain(
      'No changes: the cluster matches the configuration.',
    );
  });

  test('when it has several errors, all reported at once', async () => {
    const refusal = await during(cluster, 'w1', [portTaken(10250), clockAhead], () =>
      refused(['join', 'w1', '-c', file]),
    );
    expect(refusal.exit).toBe(4);
    expect(refusal.message.match(/ERROR [\w-]+\]: \w+/g)).toEqual(['ERROR ClockSkew]: w1', 'ERROR Port-10250]: w1']);
  });

  test('when the bundle is corrupt', async () => {
    expect(await refused(['join', 'w1', '-c', spoiled])).toMatchObject(notAsTheManifestSays);
  });

  test('while it is down', async () => {
    await cluster.lab.kill('w1');
    const refusal = await refused(['join', 'w1', '-c', withTimeout]);
    await cluster.lab.boot('w1');
    expect(refusal).toMatchObject({exit: 6, code: 'hosts/unreachable', message: expect.stringMatching(/^w1 \(root@/)});
  });
});

describe('in a complete cluster', () => {
  test('that a user with sudo has built, root finds no changes', async () => {
    await succeed(['join', 'w1', '-c', asAdmin]);
    await nothingToDo(file);
    expect(await readyNodes(cluster)).toEqual(['cp1', 'w1']);
  });

  test('a worker that is down is left out, and the exit code says so', async () => {
    await cluster.lab.kill('w1');
    const runs = await Promise.all(
      ['init', 'plan'].map(async verb => {
        const {code, stdout} = await quorate([verb, '-c', withTimeout, '--json']);
        return [code, JSON.parse(stdout).error.code];
      }),
    );
    await cluster.lab.boot('w1');
    expect(runs).toEqual([
      [6, 'hosts/left-out'],
      [6, 'hosts/left-out'],
    ]);
    await eventually('there is nothing to do again', () => nothingToDo(file));
  });

  test('a control plane that is down stops every run before its first change', async () => {
    await cluster.lab.kill('cp1');
    expect(await refused(['join', 'w1', '-c', withTimeout])).toMatchObject({
      exit: 6,
      code: 'hosts/unreachable',
      message: expect.stringMatching(/^cp1 \(root@/),
    });
    await cluster.lab.boot('cp1');
    await eventually('there is nothing to do again', () => nothingToDo(file));
  });
});

const OTHER_ARCH = hostArch() === 'amd64' ? 'arm64' : 'amd64';

const notAsTheManifestSays = {
  exit: 1,
  code: 'artifacts/digest-mismatch',
  message: expect.stringMatching(/^Verifying kubelet .*kubelet\.gz has the digest \w+, the manifest has \w+; /),
  suggestions: [
    expect.stringMatching(/^rm .*kubelet\.gz$/),
    expect.stringMatching(/^quorate bundle build --kubernetes \S+ --output \S+$/),
  ],
};
