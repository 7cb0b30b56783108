import {DOWNLOADERS, needsTar} from '../../artifacts/transfer.js';
import type {Finding} from '../../model/finding.js';
import {error, type Subject} from './check.js';
import {FAPOLICY_UNIT} from './execution.js';
import {FIREWALL_UNIT} from './firewall.js';
import {RUNTIME_UNITS} from './leftovers.js';
import {downloadsItself, missingArtifacts} from './missing-artifacts.js';

/** Units that are not quorate's and whose state the facts of each host include. */
export const PREFLIGHT_UNITS: readonly string[] = [...RUNTIME_UNITS, FIREWALL_UNIT, FAPOLICY_UNIT];

interface NeededCommand {
  readonly command: string;
  readonly on: (subject: Subject) => boolean;
  /** What needs it, for the message. */
  readonly why: string;
  /** The package in Debian, Ubuntu and the Red Hat family. */
  readonly package: string;
}

const everywhere = (): boolean => true;
const onNodes = ({node}: Subject): boolean => node !== undefined;
const withSelinux = ({facts}: Subject): boolean => facts.selinux !== 'disabled';
const unpacks = (subject: Subject): boolean =>
  missingArtifacts(subject).some(each => needsTar(each) && downloadsItself(subject, each, ['tar']));
const balancesVirtualIp = ({loadBalancer}: Subject): boolean => loadBalancer?.shared !== undefined;
const servesVirtualIp = ({vipHost}: Subject): boolean => vipHost !== undefined;
const withVirtualIp = (subject: Subject): boolean => balancesVirtualIp(subject) || servesVirtualIp(subject);

const NEEDED: readonly NeededCommand[] = [
  {command: 'systemctl', on: everywhere, why: 'quorate, to run every component', package: 'systemd'},
  {command: 'cp', on: everywhere, why: 'kubelet, to copy files', package: 'coreutils'},
  {command: 'sha256sum', on: everywhere, why: 'quorate, to verify uploads', package: 'coreutils'},
  {command: 'gzip', on: everywhere, why: 'quorate, to unpack uploads', package: 'gzip'},
  {command: 'tar', on: unpacks, why: 'quorate, to unpack downloads', package: 'tar'},
  {command: 'mount', on: onNodes, why: 'kubelet, to mount volumes', package: 'mount or util-linux'},
  {command: 'losetup', on: onNodes, why: 'kubelet, to attach block volumes', package: 'mount or util-linux'},
  {command: 'nft', on: onNodes, why: 'kube-proxy, to write its rules', package: 'nftables'},
  {
    command: 'modprobe',
    // A container shares the kernel of its machine and cannot load modules.
    on: ({node, facts}) => node !== undefined && facts.container === undefined,
    why: 'quorate, to load overlay and br_netfilter',
    package: 'kmod',
  },
  {
    command: 'haproxy',
    on: ({node, loadBalancer}) => node !== undefined || loadBalancer !== undefined,
    why: 'the load balancer in front of the API servers',
    package: 'haproxy',
  },
  {
    command: 'keepalived',
    on: withVirtualIp,
    why: 'quorate, for the virtual IP',
    package: 'keepalived',
  },
  {
    command: 'selinuxenabled',
    on: withSelinux,
    why: 'quorate, to label files for SELinux',
    package: 'libselinux-utils or selinux-utils',
  },
  {command: 'restorecon', on: withSelinux, why: 'quorate, to label files for SELinux', package: 'policycoreutils'},
  {
    command: 'setsebool',
    on: subject =>
      withSelinux(subject) &&
      (subject.node !== undefined || subject.loadBalancer !== undefined || servesVirtualIp(subject)),
    why: 'quorate, to permit connections of haproxy and keepalived',
    package: 'policycoreutils',
  },
  {command: 'bash', on: balancesVirtualIp, why: 'keepalived, to check the load balancer', package: 'bash'},
  {command: 'curl', on: servesVirtualIp, why: 'keepalived, to check the API server', package: 'curl'},
  {command: 'ip', on: withVirtualIp, why: 'quorate, to find the interface of the virtual IP', package: 'iproute2'},
];

/** The commands that are looked up on every host. */
export const PREFLIGHT_COMMANDS: readonly string[] = [
  ...new Set([...NEEDED.map(({command}) => command), ...DOWNLOADERS]),
];

export const commands = (subject: Subject): readonly Finding[] =>
  NEEDED.filter(({command, on}) => on(subject) && !subject.facts.commands.includes(command)).map(needed =>
    error(
      `FileExisting-${needed.command}`,
      `${subject.name}: ${needed.command} not found in PATH (needed by ${needed.why})`,
      `on ${subject.name}: install the package ${needed.package}`,
    ),
  );
