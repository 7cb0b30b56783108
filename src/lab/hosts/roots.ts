/** The root file systems that hosts of a lab can have. */
export const ROOTS = ['debian-12', 'debian-13', 'minimal', 'ubuntu-like'] as const;
export type RootName = (typeof ROOTS)[number];

export const DEFAULT_ROOT: RootName = 'debian-12';

export interface Root {
  /** Of Debian. systemd of later ones does not run on a machine with cgroup v1. */
  readonly suite: 'bookworm' | 'trixie';
  readonly packages: readonly string[];
  /** Scripts under templates/lab that finish it, in this order, each with its directory as argument. */
  readonly finish: readonly string[];
}

/** What makes a host of a directory, which is not asked of the operator's machines by name. */
const HOST = ['systemd', 'systemd-sysv', 'openssh-server'];

const USUAL = [
  ...HOST,
  ...['dbus', 'sudo', 'procps', 'kmod', 'ca-certificates', 'openssl'],
  ...['iproute2', 'iptables', 'nftables', 'conntrack', 'ethtool', 'socat', 'iputils-ping', 'bind9-dnsutils', 'netbase'],
  ...['haproxy', 'keepalived', 'curl', 'wget', 'less'],
];

/** Exactly what README demands: of a downloader and of sudo, one way is enough. */
const DEMANDED = ['curl', 'haproxy', 'iproute2', 'iptables', 'nftables', 'openssl'];

export const ROOT_FILE_SYSTEMS: Readonly<Record<RootName, Root>> = {
  'debian-12': {suite: 'bookworm', packages: USUAL, finish: ['root-file-system.sh']},
  'debian-13': {suite: 'trixie', packages: USUAL, finish: ['root-file-system.sh']},
  minimal: {suite: 'trixie', packages: [...HOST, ...DEMANDED], finish: ['root-file-system.sh']},
  // The tools of Ubuntu since 25.10.
  'ubuntu-like': {
    suite: 'trixie',
    packages: [...USUAL, 'rust-coreutils', 'sudo-rs'],
    finish: ['root-file-system.sh', 'rust-tools.sh'],
  },
};
