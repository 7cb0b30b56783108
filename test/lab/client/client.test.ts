import {spawn} from 'node:child_process';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import {createInterface} from 'node:readline';
import {afterEach, expect, test} from 'vitest';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {gapsOf} from '../../../src/lab/client.js';
import {labTemplate} from '../../../src/lab/hosts/paths.js';
import {testCa, testLeaf} from '../../support/certificates.js';

const ca = testCa();
const ended: (() => void)[] = [];

afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** A server that answers with these one after the other, undefined for never, and then with the last again and again. */
async function server(...statuses: readonly (number | undefined)[]) {
  const {keyPem: key, certPem: cert} = testLeaf(ca, {usages: ['server'], sans: sansOf('127.0.0.1')});
  const asked: string[] = [];
  const listening = createServer({key, cert, ca: ca.certPem, requestCert: true}, (request, answer) => {
    let text = '';
    request.on('data', part => (text += part));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${text}`.trim());
      const status = statuses[Math.min(asked.length, statuses.length) - 1];
      if (status !== undefined) answer.writeHead(status).end('{}');
    });
  });
  await new Promise<void>(done => listening.listen(0, '127.0.0.1', done));
  ended.push(
    () => listening.closeAllConnections(),
    () => listening.close(),
  );
  return {url: `https://127.0.0.1:${(listening.address() as AddressInfo).port}`, asked};
}

/** The names that a client is acknowledged until there are so many, and what it complains of. */
async function client(kind: string, urls: readonly string[], count: number) {
  const {keyPem: key, certPem: cert} = testLeaf(ca, {usages: ['client']});
  const running = spawn(process.execPath, [labTemplate('client.js')]);
  ended.push(() => running.kill());
  const issues: string[] = [];
  createInterface({input: running.stderr}).on('line', line => issues.push(line));
  running.stdin.write(`${JSON.stringify({kind, urls, label: 'n', ca: ca.certPem, key, cert})}\n`);
  const names: string[] = [];
  for await (const line of createInterface({input: running.stdout})) {
    names.push(line.split(' ')[0]!);
    if (names.length === count) break;
  }
  running.stdin.end();
  const code = await new Promise(done => running.on('exit', done));
  return {names, issues, code};
}

test('a client says each name that was acknowledged, and ends with its input', async () => {
  const {url, asked} = await server(201);
  expect(await client('config maps', [url], 2)).toEqual({names: ['n-1', 'n-2'], issues: [], code: 0});
  const configMap = (name: string) => JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}});
  expect(asked.slice(0, 2)).toEqual([
    `POST /api/v1/namespaces/default/configmaps ${configMap('n-1')}`,
    `POST /api/v1/namespaces/default/configmaps ${configMap('n-2')}`,
  ]);
});

test('what was refused is tried again under its name, until it is there', async () => {
  const {url} = await server(500, 409, 201);
  const {names, issues} = await client('config maps', [url], 2);
  expect(names).toEqual(['n-1', 'n-2']);
  expect(issues).toEqual([`${url}: n-1: 500 {}`]);
});

test('a client with several servers switches to the next when one does not respond, and stays there', async () => {
  const [silent, serving] = [await server(undefined), await server(200)];
  const {names, issues} = await client('keys', [silent.url, serving.url], 3);
  expect(names).toEqual(['n-1', 'n-2', 'n-3']);
  expect(issues).toEqual([`${silent.url}: n-1: no answer in 1000 ms`]);
  expect(silent.asked).toHaveLength(1);
});

test('a gap is the time between two successes, with the errors in between; the longest is first', () => {
  const told = [
    {at: 1150, text: 'refused'},
    {at: 1900, text: 'silent'},
  ];
  expect(gapsOf([1000, 1100, 1200, 2000], told)).toEqual([
    {ms: 800, afterMs: 1000, why: ['silent']},
    {ms: 100, afterMs: 100, why: []},
    {ms: 100, afterMs: 200, why: ['refused']},
  ]);
  expect(gapsOf([1000], told)).toEqual([]);
});
