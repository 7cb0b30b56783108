import {IDENTITY, IDENTITY_COPY} from '../../../src/core/model/identity-record.js';
import {unitInputs, unitReloads} from '../../../src/core/render/unit-inputs.js';
import {sysctlPath} from '../../../src/io/remote/kernel.js';
import type {MemoryDisk} from '../../support/memory-disk.js';

/** What the fact script would print on a host in memory, asked with this input. */
export function factsText(disk: MemoryDisk, input: string): string {
  const [boundary = '', ...lines] = input.split('\n');
  const asked = (kind: string) =>
    lines.flatMap(line => (line.startsWith(`${kind}\t`) ? [line.slice(kind.length + 1)] : []));
  const facts = disk.facts({
    paths: asked('path'),
    places: asked('place'),
    publicTexts: [...asked('certificate'), ...asked('kubeconfig')],
    units: asked('unit'),
    modules: asked('module'),
    users: asked('user'),
    sysctls: asked('sysctl').map(sysctlPath),
    commands: asked('command'),
    booleans: asked('boolean'),
    images: asked('image'),
  });
  const entry = (type: string, path: string, {mode, owner} = {mode: '777', owner: 'root:root'}) =>
    `${type}\t${mode}\t${owner}\t10\t1000\tkey\t.${path}`;
  const pairs = (texts: readonly (readonly [string, string])[]) => [
    ...texts.flatMap(([path, text]) =>
      text
        .replace(/\n$/, '')
        .split('\n')
        .flatMap(line => [`.${path}`, line]),
    ),
    '',
  ];
  const unitText = (unit: string) => disk.text(`/etc/systemd/system/${unit}`) ?? '';
  const ofUnits = (read: (text: string) => readonly string[]) => [
    ...new Set([...facts.units.keys()].flatMap(unit => read(unitText(unit)))),
  ];
  const record = (paths: readonly string[]) => paths.map(path => `${path} 1 2 3\n`).join('');
  const marker = facts.etcdMarker;
  const sections: Readonly<Record<string, readonly string[]>> = {
    system: [
      `uname\t${facts.hostname} ${facts.os.kernel} x86_64`,
      `machine-id\t${facts.machineId}`,
      `cpus\t${facts.cpus}`,
      `memory-kb\t${facts.memoryMb * 1024}`,
      'capabilities\t000001ffffffffff',
      'swap\tno',
      'sysctl-writable\tyes',
      'container\t',
      'selinux\t',
    ],
    'os-release': [`ID=${facts.os.id}`, `VERSION_ID=${facts.os.version}`],
    addresses: facts.addresses.map((address, index) => `${index + 2}: eth0    inet ${address}/16 scope global eth0`),
    listeners: [],
    modules: facts.modules,
    commands: facts.commands,
    users: facts.users.flatMap(user => [`passwd\t${user}`, `group\t${user}`]),
    packages: [],
    'kept-files': [...facts.keptFiles],
    booleans: [],
    unloadable: [],
    places: [...facts.places.keys()].map(path => `${path}\t.\tyes\t`),
    real: ['/'],
    free: ['cgroup2fs\t0\t4096\t0\t0\t./sys/fs/cgroup', 'ext2/ext3\t26214400\t4096\t1000000\t900000\t.'],
    texts: [
      './proc/self/mountinfo:27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      './etc/resolv.conf:nameserver 192.0.2.53',
    ],
    'cni-files': [],
    'cni-plugins': [],
    owned: [...facts.owned],
    unseen: [],
    seen: [
      ...[...facts.files].map(([path, file]) => entry('regular file', path, file)),
      ...[...facts.links.keys()].map(path => entry('symbolic link', path)),
      ...[...facts.directories].map(([path, directory]) => entry('directory', path, directory)),
    ],
    digests: [...facts.files].map(([path, {digest}]) => `${digest}  .${path}`),
    links: [...facts.links.values()],
    linked: [...facts.links.keys()].map(path => `.${path}`),
    followed: [],
    full: [...facts.directories].flatMap(([path, {empty}]) => (empty ? [] : [`.${path}`])),
    certificates: pairs([...facts.publicTexts].filter(([path]) => !path.endsWith('.conf'))),
    kubeconfigs: pairs([...facts.publicTexts].filter(([path]) => path.endsWith('.conf'))),
    units: [...facts.units].flatMap(([unit, {active, enabled}]) => [
      `Id=${unit}`,
      'LoadState=loaded',
      `ActiveState=${active}`,
      `UnitFileState=${enabled ? 'enabled' : 'disabled'}`,
      'NeedDaemonReload=no',
      `Environment=QUORATE_INPUTS=${unitInputs(unitText(unit)).join(':')} QUORATE_RELOADS=${unitReloads(unitText(unit)).join(':')}`,
      '',
    ]),
    inputs: [...new Set([...ofUnits(unitInputs), ...ofUnits(unitReloads)])].map(path => `.${path} 1 2 3 3`),
    images: facts.images.known
      ? ['known', ...[...facts.images.value].map(([image, digest]) => `${image} index ${digest} 1 MiB`)]
      : ['none'],
    records: pairs([
      ...[IDENTITY, IDENTITY_COPY].flatMap(path => {
        const text = disk.text(path);
        return text === undefined ? [] : [[path, `\n${text}`] as const];
      }),
      ...[...facts.units].flatMap(([unit, {fresh, reloaded}]) => [
        ...(fresh ? [[`/run/quorate/started/${unit}`, record(unitInputs(unitText(unit)))] as const] : []),
        ...(reloaded && unitReloads(unitText(unit)).length > 0
          ? [[`/run/quorate/reloaded/${unit}`, record(unitReloads(unitText(unit)))] as const]
          : []),
      ]),
      ...Object.entries(facts.sysctls).map(([name, value]) => [`/proc/sys/${sysctlPath(name)}`, value] as const),
    ]),
    marker:
      marker === undefined
        ? []
        : ['there', `state=${marker.state}`, `clusterId=${marker.clusterId}`, `memberId=${marker.memberId}`],
    'marker-copy': [],
    clock: ['CLOCK', 'CLOCK'],
  };
  const blocks = Object.entries(sections).map(([name, body]) => [`${boundary} ${name}`, ...body].join('\n'));
  return `${blocks.join('\n')}\n${boundary} end\n`;
}
