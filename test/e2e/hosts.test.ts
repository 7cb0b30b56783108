import {execFileSync, spawn} from 'node:child_process';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {labNamed, labOf, remnantsOf} from '../../src/lab/hosts/index.js';

const config = {
  name: 'hosts-test',
  hosts: [
    {name: 'n1', address: '10.77.19.11'},
    {name: 'n2', address: '10.77.19.12'},
  ],
  tmpfs: [{host: 'n2', path: '/opt/small', size: '4m'}],
};
const lab = labOf(config);
const output = (argv: readonly string[]): string => {
  const [file = '', ...args] = argv;
  return execFileSync(file, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
};
const ssh = (who: string, address: string, command: string): string =>
  output([
    ...['ssh', '-F', 'none', '-i', lab.paths.keyFile, '-o', `UserKnownHostsFile=${lab.paths.knownHosts}`],
    ...[
      '-o',
      'StrictHostKeyChecking=yes',
      '-o',
      'BatchMode=yes',
      '-o',
      'ConnectTimeout=2',
      `${who}@${address}`,
      command,
    ],
  ]).trim();
const said = async (host: string, command: string): Promise<string> =>
  (await lab.exec(host, ['sh', '-c', command])).stdout.trim();
const pings = async (from: string, to: string): Promise<boolean> =>
  (await lab.exec(from, ['ping', '-c1', '-W1', to])).code === 0;
const machine = (): Record<string, string> => ({
  links:
    output(['ip', '-br', 'link'])
      .match(/\S*(?:q-hosts-te|vb-614e)\S*/g)
      ?.join(' ') ?? '',
  rules: output(['nft', 'list', 'tables', 'bridge']),
  mounts: readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter(line => line.includes('hosts-test'))
    .join('\n'),
  processes: output(['ps', '-eo', 'args'])
    .split('\n')
    .filter(line => line.includes('lab/hosts-test/'))
    .join('\n'),
  cgroups: output(['find', '/sys/fs/cgroup', '-maxdepth', '3', '-path', '*quorate*hosts-test*']),
  state: existsSync(lab.paths.stateDir) ? lab.paths.stateDir : '',
});

beforeAll(async () => {
  await lab.down();
});
afterAll(() => lab.down());

describe('a lab that is up', () => {
  beforeAll(() => lab.up());

  test('answers SSH as root and as a user with sudo, with known host keys', () => {
    expect(ssh('root', '10.77.19.11', 'hostname')).toBe('n1');
    expect(ssh('admin', '10.77.19.12', 'sudo -n id -u')).toBe('0');
  });

  test('lists its hosts with address and state', async () => {
    expect(await lab.list()).toEqual([
      {name: 'n1', address: '10.77.19.11', state: 'running', cut: false, cutFrom: []},
      {name: 'n2', address: '10.77.19.12', state: 'running', cut: false, cutFrom: []},
    ]);
    expect(await (await labNamed('hosts-test')).list()).toHaveLength(2);
  });

  test('gives each host its own machine id, and every host resolves the names of the others', async () => {
    expect(await said('n1', 'cat /etc/machine-id')).not.toBe(await said('n2', 'cat /etc/machine-id'));
    expect(await said('n1', 'getent hosts n2')).toMatch(/^10\.77\.19\.12\s+n2$/);
  });

  test('runs a command with standard input and returns its exit code, output and errors', async () => {
    const argv = ['sh', '-c', 'cat; echo wrong >&2; exit 3'];
    expect(await lab.exec('n1', argv, {stdin: 'in\n'})).toEqual({code: 3, stdout: 'in\n', stderr: 'wrong\n'});
  });

  test('has a service manager without failed units, writable cgroups, shared mounts and forwarding', async () => {
    expect(await said('n1', 'systemctl is-system-running --wait; systemctl --failed --plain --no-legend')).toBe(
      'running',
    );
    expect(await said('n1', 'systemd-run --quiet --wait --pipe -p Delegate=yes echo started')).toBe('started');
    expect(await said('n1', 'for c in /sys/fs/cgroup/*/; do mkdir $c/try && rmdir $c/try || echo $c; done')).toBe('');
    expect(await said('n1', 'findmnt -no PROPAGATION /; cat /proc/sys/net/ipv4/ip_forward')).toBe('shared\n1');
  });

  test('keeps the service managers of two hosts in separate cgroups', async () => {
    await lab.exec('n1', ['mkdir', '/sys/fs/cgroup/pids/only-here']);
    expect((await lab.exec('n2', ['test', '-e', '/sys/fs/cgroup/pids/only-here'])).code).toBe(1);
    await lab.exec('n1', ['rmdir', '/sys/fs/cgroup/pids/only-here']);
  });

  test('does not keep the data of etcd, containerd and kubelet on the overlay', async () => {
    const types = await said('n1', 'stat -f -c %T / /var/lib/etcd /var/lib/containerd /var/lib/kubelet');
    expect(types.split('\n')[0]).toBe('overlayfs');
    expect(types.split('\n').slice(1)).not.toContain('overlayfs');
  });

  test('mounts a small file system at the configured path', async () => {
    expect((await lab.exec('n2', ['dd', 'if=/dev/zero', 'of=/opt/small/fill', 'bs=1M', 'count=8'])).stderr).toContain(
      'No space left',
    );
  });

  test('does not change when `lab up` runs again', async () => {
    const before = await said(
      'n1',
      'cat /proc/sys/kernel/random/uuid >/run/this-boot; cat /run/this-boot /etc/machine-id',
    );
    await lab.up();
    expect(await said('n1', 'cat /run/this-boot /etc/machine-id')).toBe(before);
  });

  test('replaces a host by a new machine with another machine id and other host keys', async () => {
    const identity = () => said('n2', 'cat /etc/machine-id; ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    const before = await identity();
    await lab.exec('n2', ['sh', '-c', 'echo kept >/root/file; echo kept >/var/lib/etcd/file']);
    await lab.replace('n2');
    expect(await said('n2', 'cat /root/file /var/lib/etcd/file')).toBe('');
    const [machineId, key] = (await identity()).split('\n');
    expect(before).not.toContain(machineId);
    expect(before).not.toContain(key);
    expect(ssh('admin', '10.77.19.12', 'sudo -n id -u')).toBe('0');
    expect(await pings('n1', '10.77.19.12')).toBe(true);
  });

  test('refuses another address for an existing host', async () => {
    const moved = labOf({...config, hosts: [{name: 'n1', address: '10.77.19.21'}]});
    await expect(moved.up()).rejects.toMatchObject({code: 'lab/changed'});
  });

  test('refuses a network that this machine already uses', async () => {
    const other = labOf({name: 'hosts-test-other', hosts: [{name: 'n1', address: '10.77.19.31'}]});
    await expect(other.up()).rejects.toMatchObject({code: 'lab/network-taken'});
    await other.down();
  });

  test('names the host that it does not have', async () => {
    await expect(lab.kill('n9')).rejects.toMatchObject({code: 'lab/unknown-host'});
  });
});

describe('a power loss', () => {
  test('kills all processes of the host at once and keeps its disk and address', async () => {
    const id = await said('n1', 'echo kept >/kept; echo kept >/var/lib/etcd/kept; sync; cat /etc/machine-id');
    await said('n1', 'setsid sleep 86419 >/dev/null 2>&1 </dev/null & systemd-run --quiet sleep 86419');
    await lab.kill('n1');
    expect(output(['ps', '-eo', 'args'])).not.toMatch(/^sleep 86419$/m);
    expect((await lab.list())[0]).toMatchObject({name: 'n1', state: 'off'});
    await expect(lab.exec('n1', ['true'])).rejects.toMatchObject({code: 'lab/host-off'});
    await lab.kill('n1');

    await lab.boot('n1');
    expect(await said('n1', 'cat /kept /var/lib/etcd/kept /etc/machine-id')).toBe(`kept\nkept\n${id}`);
    expect(ssh('root', '10.77.19.11', 'hostname')).toBe('n1');
    await lab.boot('n1');
  });

  test('can be repeated', async () => {
    for (let round = 0; round < 3; round++) {
      await Promise.all(config.hosts.map(host => lab.kill(host.name)));
      await Promise.all(config.hosts.map(host => lab.boot(host.name)));
    }
    expect((await lab.list()).map(host => host.state)).toEqual(['running', 'running']);
  });

  test('is different from a reboot, after which the host runs again by itself', async () => {
    // /run is empty after a boot. A namespace number does not identify a boot: the kernel reuses it.
    await said('n2', 'touch /run/before-the-reboot');
    await lab.exec('n2', ['systemctl', 'reboot']);
    await expect
      .poll(() => said('n2', 'test -e /run/before-the-reboot || echo gone').catch(() => 'not up'), {timeout: 30_000})
      .toBe('gone');
    await lab.boot('n2');
    await expect.poll(async () => (await lab.list())[1]?.state, {timeout: 30_000}).toBe('running');
  });
});

describe('a network partition', () => {
  test('drops packets in both directions until it is healed', async () => {
    await lab.cut('n1');
    await lab.cut('n1');
    expect(await pings('n1', '10.77.19.12')).toBe(false);
    expect(await pings('n2', '10.77.19.11')).toBe(false);
    expect(await pings('n1', '10.77.19.1')).toBe(false);
    expect(await pings('n2', '10.77.19.1')).toBe(true);
    expect((await lab.list())[0]).toMatchObject({state: 'running', cut: true});
    await lab.heal('n1');
    await lab.heal('n1');
    expect(await pings('n1', '10.77.19.12')).toBe(true);
  });

  test('between two hosts does not affect the other hosts', async () => {
    await lab.cut('n1', ['n2']);
    await lab.cut('n1', ['n2']);
    expect(await pings('n1', '10.77.19.12')).toBe(false);
    expect(await pings('n2', '10.77.19.11')).toBe(false);
    expect(await pings('n1', '10.77.19.1')).toBe(true);
    expect(await pings('n2', '10.77.19.1')).toBe(true);
    expect(await lab.list()).toMatchObject([
      {cut: false, cutFrom: ['n2']},
      {cut: false, cutFrom: ['n1']},
    ]);
    await lab.heal('n2', ['n1']);
    await lab.heal('n2', ['n1']);
    expect(await pings('n1', '10.77.19.12')).toBe(true);
  });

  test('of two hosts is healed with all other partitions of a host', async () => {
    await lab.cut('n1', ['n2']);
    await lab.cut('n1');
    await lab.heal('n1');
    expect(await pings('n1', '10.77.19.12')).toBe(true);
    expect(await pings('n2', '10.77.19.11')).toBe(true);
  });

  test('persists over a power loss, and is healed by `lab up`', async () => {
    await lab.cut('n1');
    await lab.kill('n1');
    await lab.boot('n1');
    expect(await pings('n1', '10.77.19.12')).toBe(false);
    await lab.up();
    expect(await pings('n1', '10.77.19.12')).toBe(true);
  });
});

describe('lab down', () => {
  const nothing = {links: '', mounts: '', processes: '', cgroups: '', state: ''};

  test('removes everything', async () => {
    await lab.up();
    await lab.cut('n2');
    const {rules, ...present} = machine();
    expect(rules).toContain('quorate_lab_');
    expect(present.links).toContain('q-hosts-te');
    expect(present.processes).toContain('systemd-nspawn');
    await lab.down();
    expect(machine()).toMatchObject(nothing);
    await lab.down();
  });

  test('removes everything also when the state directory was lost', async () => {
    await lab.up();
    rmSync(lab.paths.stateDir, {recursive: true});
    await expect(labNamed('hosts-test')).rejects.toMatchObject({code: 'lab/unknown'});
    await (await remnantsOf('hosts-test')).down();
    expect(machine()).toMatchObject(nothing);
  });

  test.each([50, 250, 450, 650, 850, 1050])(
    'a lab can be created again after `lab up` was killed after about %d ms',
    async ms => {
      const program = `const {labOf} = await import(${JSON.stringify(compiled())}); console.log('go'); await labOf(${JSON.stringify(config)}).up();`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
      await ended;
      await lab.up();
      expect((await lab.list()).map(host => host.state)).toEqual(['running', 'running']);
      await lab.down();
      expect(machine()).toMatchObject(nothing);
    },
  );
});

/** The killed process runs without vitest, which would load TypeScript. */
const compiled = (): string => new URL('../../dist/lab/hosts/index.js', import.meta.url).href;
