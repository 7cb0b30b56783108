import {needsTar} from '../../artifacts/transfer.js';
import type {PackageManager} from '../../model/package-manager.js';
import type {Subject} from './check.js';
import {downloadsItself, missingArtifacts} from './missing-artifacts.js';

/** A command that a host needs from the operating system. */
export interface NeededCommand {
  readonly command: string;
  readonly on: (subject: Subject) => boolean;
  /** What needs it, for the message. */
  readonly why: string;
  /** The package that has it; one name where all distributions have the same. */
  readonly package: string | Readonly<Record<PackageManager, string>>;
  /** The plan, or the run before its first change, needs it already: quorate cannot install it. */
  readonly beforehand?: true;
}

const everywhere = (): boolean => true;
const onNodes = ({node}: Subject): boolean => node !== undefined;
const withFlannel = ({node, network}: Subject): boolean => node !== undefined && network.plugin === 'flannel';
const withSelinux = ({facts}: Subject): boolean => facts.selinux !== 'disabled';
const runsAsUser = ({member, controlPlane}: Subject): boolean => member !== undefined || controlPlane;
const hasCertificates = ({member, node}: Subject): boolean => member !== undefined || node !== undefined;
const unpacks = (subject: Subject): boolean =>
  missingArtifacts(subject).some(each => needsTar(each) && downloadsItself(subject, each, ['tar']));
const balancesVirtualIp = ({loadBalancer}: Subject): boolean => loadBalancer?.shared !== undefined;
const servesVirtualIp = ({vipHost}: Subject): boolean => vipHost !== undefined;
const withVirtualIp = (subject: Subject): boolean => balancesVirtualIp(subject) || servesVirtualIp(subject);

const IPROUTE = {apt: 'iproute2', dnf: 'iproute', zypper: 'iproute2'};
const MOUNT = {apt: 'mount', dnf: 'util-linux', zypper: 'util-linux'};

/** Makes the private keys of a host, and encrypts the snapshots that a member takes by itself. */
export const OPENSSL = 'openssl';

export const NEEDED: readonly NeededCommand[] = [
  {command: 'systemctl', on: everywhere, why: 'quorate, to run every component', package: 'systemd', beforehand: true},
  {command: 'flock', on: everywhere, why: 'quorate, to lock the host', package: 'util-linux', beforehand: true},
  {command: 'cp', on: everywhere, why: 'kubelet, to copy files', package: 'coreutils', beforehand: true},
  {
    command: 'sha256sum',
    on: everywhere,
    why: 'quorate, to verify uploads',
    package: 'coreutils',
    beforehand: true,
  },
  {
    command: 'systemd-sysusers',
    on: runsAsUser,
    why: 'quorate, to create the users of services',
    package: 'systemd',
    beforehand: true,
  },
  {command: 'find', on: runsAsUser, why: 'etcd.service, to give the data to its user', package: 'findutils'},
  {
    command: 'userdel',
    on: runsAsUser,
    why: 'quorate, to remove the users of services at a reset',
    package: {apt: 'passwd', dnf: 'shadow-utils', zypper: 'shadow'},
  },
  {command: 'gzip', on: everywhere, why: 'quorate, to unpack uploads', package: 'gzip'},
  {command: 'tar', on: unpacks, why: 'quorate, to unpack downloads', package: 'tar'},
  {command: 'mount', on: onNodes, why: 'kubelet, to mount volumes', package: MOUNT},
  {command: 'losetup', on: onNodes, why: 'kubelet, to attach block volumes', package: MOUNT},
  {command: 'nft', on: onNodes, why: 'kube-proxy, to write its rules', package: 'nftables'},
  {
    command: 'iptables',
    on: withFlannel,
    why: 'flanneld, which does not start without it',
    package: {apt: 'iptables', dnf: 'iptables-nft', zypper: 'iptables'},
  },
  {
    command: 'ip',
    on: subject => onNodes(subject) && !withVirtualIp(subject),
    why: 'quorate, to remove the interfaces of the pod network at a reset',
    package: IPROUTE,
  },
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
    package: {apt: 'selinux-utils', dnf: 'libselinux-utils', zypper: 'selinux-tools'},
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
  {command: OPENSSL, on: hasCertificates, why: 'quorate, to make private keys', package: 'openssl'},
  {command: 'bash', on: balancesVirtualIp, why: 'keepalived, to check the load balancer', package: 'bash'},
  {command: 'curl', on: servesVirtualIp, why: 'keepalived, to check the API server', package: 'curl'},
  {
    command: 'ip',
    on: withVirtualIp,
    why: 'quorate, to find the interface of the virtual IP',
    package: IPROUTE,
    beforehand: true,
  },
];

/** What a host needs and does not have. */
export const missingCommands = (subject: Subject): readonly NeededCommand[] =>
  NEEDED.filter(({command, on}) => !subject.facts.commands.includes(command) && on(subject));

/** The package of a command, by the names of Debian where the manager is unknown. */
export const packageFor = ({package: name}: NeededCommand, manager: PackageManager = 'apt'): string =>
  typeof name === 'string' ? name : name[manager];
