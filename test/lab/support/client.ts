import {Agent, request} from 'node:https';
import type {LabCluster} from './cluster.js';

/** A client that knows every server there is, and goes to the next when one does not answer. */
export interface Client {
  /**
   * The body of the first answer that is a success.
   *
   * @param note told of each server that gives none.
   * @throws when none of them does.
   */
  ask(path: string, body?: object, note?: (failure: string) => void): Promise<unknown>;
  close(): void;
}

/** Of etcd, through the JSON gateway of every member, with the certificate that health checks have. */
export const etcdClient = async (cluster: LabCluster, host: string, addresses: readonly string[]): Promise<Client> => {
  const read = (name: string) => cluster.on(host, 'cat', `/etc/kubernetes/pki/etcd/${name}`);
  const [ca, cert, key] = await Promise.all(['ca.crt', 'healthcheck-client.crt', 'healthcheck-client.key'].map(read));
  return client(
    addresses.map(address => `https://${address}:2379`),
    {ca: ca!, cert: cert!, key: key!},
  );
};

/** Of the API, as its administrator, at every API server. */
export const apiClient = async (cluster: LabCluster, host: string, addresses: readonly string[]): Promise<Client> => {
  const admin = await cluster.on(host, 'cat', '/etc/kubernetes/admin.conf');
  const field = (name: string) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(admin)![1]!, 'base64').toString();
  return client(
    addresses.map(address => `https://${address}:6443`),
    {ca: field('certificate-authority-data'), cert: field('client-certificate-data'), key: field('client-key-data')},
  );
};

interface Pem {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const PATIENCE_MS = 1000;

function client(servers: readonly string[], pem: Pem): Client {
  const agent = new Agent({...pem, keepAlive: true});
  let first = 0;
  const once = (url: string, body: object | undefined) =>
    new Promise<unknown>((resolve, reject) => {
      const sent = request(
        url,
        {
          agent,
          method: body === undefined ? 'GET' : 'POST',
          timeout: PATIENCE_MS,
          headers: {'content-type': 'application/json'},
        },
        answer => {
          const parts: Buffer[] = [];
          answer.on('data', part => parts.push(part as Buffer));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString();
            if (answer.statusCode === 200) resolve(JSON.parse(text));
            else reject(new Error(`${url}: ${answer.statusCode} ${text.slice(0, 200)}`));
          });
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`${url}: no answer in ${PATIENCE_MS} ms`)));
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    async ask(path, body, note = () => {}) {
      const errors: string[] = [];
      for (let tried = 0; tried < servers.length; tried++) {
        try {
          return await once(`${servers[first]}${path}`, body);
        } catch (error) {
          errors.push(String(error));
          note(String(error));
          first = (first + 1) % servers.length;
        }
      }
      throw new Error(errors.join('; '));
    },
    close: () => agent.destroy(),
  };
}
