import {Agent, request} from 'node:https';
import {administrator} from '../../../src/lab/identity.js';
import type {LabCluster} from './cluster.js';

/** A client that has all API servers and tries the next one when one does not answer. */
export interface ApiClient {
  /**
   * The body of the first answer that is a success.
   *
   * @throws when none of them gives one.
   */
  ask(path: string): Promise<unknown>;
  close(): void;
}

const PATIENCE_MS = 1000;

/** Of the administrator, whose certificate is on that host. */
export async function apiClient(cluster: LabCluster, host: string, addresses: readonly string[]): Promise<ApiClient> {
  const agent = new Agent({...(await administrator(cluster.lab, host)), keepAlive: true});
  let first = 0;
  const once = (url: string) =>
    new Promise<unknown>((resolve, reject) => {
      const sent = request(url, {agent, timeout: PATIENCE_MS}, answer => {
        const parts: Buffer[] = [];
        answer.on('data', part => parts.push(part as Buffer));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${url}: ${answer.statusCode} ${text.slice(0, 200)}`));
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`${url}: no answer in ${PATIENCE_MS} ms`)));
      sent.on('error', reject);
      sent.end();
    });
  return {
    async ask(path) {
      const errors: string[] = [];
      for (let tried = 0; tried < addresses.length; tried++) {
        try {
          return await once(`https://${addresses[first]}:6443${path}`);
        } catch (error) {
          errors.push(String(error));
          first = (first + 1) % addresses.length;
        }
      }
      throw new Error(errors.join('; '));
    },
    close: () => agent.destroy(),
  };
}
