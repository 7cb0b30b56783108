import type {Finding} from '../../model/finding.js';
import {error, type Subject} from './check.js';
import {FIREWALL_UNIT} from './firewall.js';
import {RUNTIME_UNITS} from './leftovers.js';

/** Units of others, to be asked of every host beside quorate's own. */
export const PREFLIGHT_UNITS: readonly string[] = [...RUNTIME_UNITS, FIREWALL_UNIT];

interface NeededCommand {
  readonly command: string;
  readonly on: (subject: Subject) => boolean;
  /** What needs it. */
  readonly why: string;
  /** Where Debian, Ubuntu and the Red Hat family have it. */
  readonly package: string;
}

const everywhere = (): boolean => true;
const onNodes = ({node}: Subject): boolean => node !== undefined;
const sharing = ({loadBalancer}: Subject): boolean => loadBalancer?.shared !== undefined;

const NEEDED: readonly NeededCommand[] = [
  {command: 'systemctl', on: everywhere, why: 'every component is a systemd unit', package: 'systemd'},
  {command: 'cp', on: everywhere, why: 'kubelet copies files with it', package: 'coreutils'},
  {command: 'sha256sum', on: everywhere, why: 'what arrives is verified with it', package: 'coreutils'},
  {command: 'gzip', on: everywhere, why: 'binaries travel compressed', package: 'gzip'},
  {command: 'mount', on: onNodes, why: 'kubelet mounts volumes with it', package: 'mount or util-linux'},
  {command: 'losetup', on: onNodes, why: 'kubelet attaches block volumes with it', package: 'mount or util-linux'},
  {command: 'nft', on: onNodes, why: 'kube-proxy writes its rules with it', package: 'nftables'},
  {
    command: 'modprobe',
    // A container shares the kernel of its machine, and its modules with it.
    on: ({node, facts}) => node !== undefined && facts.container === undefined,
    why: 'overlay and br_netfilter are loaded with it',
    package: 'kmod',
  },
  {
    command: 'haproxy',
    on: ({node, loadBalancer}) => node !== undefined || loadBalancer !== undefined,
    why: 'it is the way from here to every API server',
    package: 'haproxy',
  },
  {
    command: 'keepalived',
    on: sharing,
    why: 'it moves the shared address between load balancers',
    package: 'keepalived',
  },
  {command: 'bash', on: sharing, why: 'keepalived asks with it whether the load balancer works', package: 'bash'},
  {command: 'ip', on: sharing, why: 'it says which interface the shared address goes to', package: 'iproute2'},
];

/** To be asked of every host, for `commands` to judge. */
export const PREFLIGHT_COMMANDS: readonly string[] = NEEDED.map(({command}) => command);

export const commands = (subject: Subject): readonly Finding[] =>
  NEEDED.filter(({command, on}) => on(subject) && !subject.facts.commands.includes(command)).map(needed =>
    error(
      `FileExisting-${needed.command}`,
      `${subject.name}: ${needed.command} is not in the path; ${needed.why}`,
      `on ${subject.name}: install the package ${needed.package}`,
    ),
  );
