import {desire} from '../core/desire.js';
import {Failure} from '../core/failure.js';
import type {ClusterConfig} from '../core/model/config.js';
import type {DesiredCluster} from '../core/model/desired.js';
import type {HostName} from '../core/model/names.js';
import {urlHost} from '../core/network/url.js';
import {type Credentials, judgeCredentials} from '../core/pki/credentials.js';
import {contextName, personalKubeconfigText} from '../core/pki/kubeconfig.js';
import {ADMIN, ADMIN_KUBECONFIG} from '../core/pki/kubeconfigs.js';
import type {Validity} from '../core/pki/lifetimes.js';
import {credentialsIn} from '../core/render/host-kubeconfig.js';
import {systemClock} from '../io/clock.js';
import {caHomeOf} from '../io/local/ca-home-of.js';
import {issueClientCertificate, issueFromHome} from '../io/pki/client-certificate.js';
import type {HostClient} from '../ports/host.js';
import {type Environment, hostClientsWithoutBundle, withHosts} from './connect.js';
import {firstControlPlane} from './first-control-plane.js';

/** A kubeconfig for a person, whose server is the API endpoint. */
export interface OperatorKubeconfig {
  readonly text: string;
  readonly context: string;
  /** Of its certificate. */
  readonly expires: Date;
}

/** Whom a certificate is issued to. */
export interface Person {
  readonly user: string;
  readonly groups: readonly string[];
  /** How long it is valid; never longer than its CA. */
  readonly hours: number;
}

type ReadHost = Pick<HostClient, 'read'>;

/**
 * The administrator's kubeconfig, made of the credentials that the first control plane with admin.conf has.
 * @throws Failure kubeconfig/unexpected, kubeconfig/expired, kubeconfig/missing, hosts/no-kubeconfig
 */
export const fetchKubeconfig = (config: ClusterConfig, environment: Environment): Promise<OperatorKubeconfig> =>
  asked(config, environment, ADMIN.commonName, async (host, client) =>
    adminCredentials(host, await client.read(ADMIN_KUBECONFIG), systemClock.now()),
  );

/**
 * A kubeconfig with a new certificate for a person, signed with the cluster CA of the operator, or of the first control plane
 * that has it.
 * @throws Failure pki/…, hosts/no-kubeconfig
 */
export const issueKubeconfig = (
  config: ClusterConfig,
  environment: Environment,
  {user, groups, hours}: Person,
): Promise<OperatorKubeconfig> => {
  const subject = {commonName: user, organizations: groups};
  const request = {subject, hours, algorithm: desire(config).pki.algorithm};
  const home = config.pki.home === 'operator' ? caHomeOf(config, environment.pkiIdentityFile) : undefined;
  if (home !== undefined)
    return issueFromHome(request, home, systemClock.now()).then(issued => kubeconfigOf(desire(config), user, issued));
  return asked(config, environment, user, (host, client) =>
    issueClientCertificate(request, {is: 'host', host}, path => client.read(path), systemClock.now()),
  );
};

const asked = (
  config: ClusterConfig,
  environment: Environment,
  user: string,
  ask: (host: HostName, client: ReadHost) => Promise<Credentials & {readonly validity: Validity}>,
): Promise<OperatorKubeconfig> =>
  withHosts(config, environment, async connections => {
    const desired = desire(config);
    const client = await hostClientsWithoutBundle(connections);
    return kubeconfigOf(desired, user, await firstControlPlane(desired, host => ask(host, client(host))));
  });

const kubeconfigOf = (
  {name: clusterName, endpoint: {host, port}}: DesiredCluster,
  user: string,
  {validity, ...credentials}: Credentials & {readonly validity: Validity},
): OperatorKubeconfig => ({
  text: personalKubeconfigText({...credentials, clusterName, server: `https://${urlHost(host)}:${port}`, user}),
  context: contextName(user, clusterName),
  expires: validity.notAfter,
});

/**
 * The credentials of admin.conf as a host sent it. Nothing else of it is used.
 * @throws Failure kubeconfig/unexpected, kubeconfig/expired, kubeconfig/missing
 */
export function adminCredentials(
  host: HostName,
  content: Uint8Array | undefined,
  now: Date,
): Credentials & {readonly validity: Validity} {
  const file = `${host}: ${ADMIN_KUBECONFIG}`;
  if (content === undefined) {
    throw new Failure('kubeconfig/missing', `${file} does not exist`, {suggestions: CREATE});
  }
  const credentials = credentialsIn(content);
  if ('unexpected' in credentials) throw unexpected(host, credentials.unexpected);
  const judged = judgeCredentials(credentials, ADMIN, now);
  if (judged.is === 'usable') return {...credentials, validity: judged.validity};
  if (judged.is === 'not-valid-now') {
    throw new Failure('kubeconfig/expired', `${file} ${judged.because}`, {
      suggestions: ['check the clock of this machine: date -u', 'to renew certificates: `quorate apply`'],
    });
  }
  throw unexpected(host, judged.because);
}

const CREATE = [
  'to start the cluster: `quorate init`',
  `to create ${ADMIN_KUBECONFIG} again on a running cluster: \`quorate apply\``,
];

const unexpected = (host: HostName, what: string): Failure =>
  new Failure('kubeconfig/unexpected', `${host}: ${ADMIN_KUBECONFIG} ${what}. It was not used.`, {
    suggestions: [
      `find out who changed it on ${host}: ls -l ${ADMIN_KUBECONFIG}`,
      `to have it issued again: delete it there, then \`quorate apply\``,
    ],
  });
