import {Failure} from '../core/failure.js';
import type {Lab} from './hosts/index.js';

/** The CA and the client certificate of a client, in PEM. */
export interface Identity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The administrator of the cluster, from a control plane. @throws Failure lab/identity */
export async function administrator(lab: Lab, host: string): Promise<Identity> {
  const config = await text(lab, host, '/etc/kubernetes/admin.conf');
  const field = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(config)![1]!, 'base64').toString();
  return {
    ca: field('certificate-authority-data'),
    cert: field('client-certificate-data'),
    key: field('client-key-data'),
  };
}

/** The health check client of etcd, from the host of a member. @throws Failure lab/identity */
export async function healthChecks(lab: Lab, host: string): Promise<Identity> {
  const file = (name: string) => text(lab, host, `/etc/kubernetes/pki/etcd/${name}`);
  const [ca, cert, key] = await Promise.all([
    file('ca.crt'),
    file('healthcheck-client.crt'),
    file('healthcheck-client.key'),
  ]);
  return {ca, cert, key};
}

async function text(lab: Lab, host: string, path: string): Promise<string> {
  const {code, stdout, stderr} = await lab.exec(host, ['cat', path]);
  if (code !== 0)
    throw new Failure('lab/identity', `${host}: reading ${path}: ${stderr.trim()}`, {
      suggestions: ['build the cluster on the lab first: quorate apply'],
    });
  return stdout;
}
