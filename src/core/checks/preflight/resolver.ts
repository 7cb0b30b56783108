import {listed} from '../../format.js';
import type {Finding} from '../../model/finding.js';
import type {HostFacts} from '../../model/observed.js';
import {addressKind, isAddress} from '../../network/address.js';
import {resolvConfOf} from '../../render/kubernetes/kubelet-configuration.js';
import {error, type Subject, warning} from './check.js';

/** The cluster DNS forwards to the nameservers in the resolv.conf of its node. */
export const resolver = ({name, facts, node}: Subject): readonly Finding[] => {
  const problem = node === undefined ? undefined : resolverProblem(facts);
  return problem === undefined
    ? []
    : [(problem.unusable ? error : warning)('ResolvConf', `${name}: ${problem.message}`, `on ${name}: ${problem.fix}`)];
};

interface ResolverProblem {
  /** The pods of the cluster DNS do not start, or end again. */
  readonly unusable: boolean;
  readonly message: string;
  readonly fix: string;
}

/** What kubelet gives to pods: the resolv.conf that it is configured with. */
export function resolverProblem(facts: HostFacts): ResolverProblem | undefined {
  if (facts.nameservers === undefined) return undefined;
  const path = resolvConfOf(facts);
  const fix = path === ETC ? WRITE : 'set DNS servers: `resolvectl status` shows those of each link';
  const unusable = (message: string): ResolverProblem => ({unusable: true, message, fix});
  const servers = facts.nameservers[path];
  if (servers === undefined) return unusable(`${path} does not exist; kubelet starts no pod without it`);
  if (servers.length === 0) return unusable(`${path} has no nameserver; the pods of the cluster DNS do not start`);
  const own = servers.filter(isLoopback);
  if (own.length === servers.length)
    return unusable(
      `${path} has only ${listed(own)}; in a pod that is the pod itself, and the cluster DNS asks itself in a loop`,
    );
  if (own.length > 0)
    return {
      unusable: false,
      message: `${path} has ${listed(own)} among its nameservers; in a pod that is the pod itself`,
      fix: `delete ${own.length === 1 ? 'this nameserver' : 'these nameservers'} from ${path}`,
    };
  return servers.length <= MAX_SERVERS
    ? undefined
    : {
        unusable: false,
        message: `${path} has ${servers.length} nameservers; pods get the first ${MAX_SERVERS}`,
        fix: `leave at most ${MAX_SERVERS} nameservers in ${path}`,
      };
}

const ETC = '/etc/resolv.conf';

/** A local resolver, such as dnsmasq, forwards to servers of its own configuration. */
const WRITE =
  'write the DNS servers of the network into /etc/resolv.conf, for example `echo nameserver ADDRESS >/etc/resolv.conf`; or `systemctl enable --now systemd-resolved`';

/** Of the C library; kubelet leaves out the others. */
const MAX_SERVERS = 3;

const isLoopback = (server: string): boolean => {
  const [address = ''] = server.split('%');
  return isAddress(address) && addressKind(address) === 'loopback';
};
