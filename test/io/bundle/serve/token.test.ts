import {once} from 'node:events';
import {get, type IncomingMessage} from 'node:http';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Served, served} from './served.js';

let server: Served;
beforeAll(async () => {
  server = await served({}, {token: TOKEN});
});
afterAll(() => server.close());

const KUBELET = 'dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet';
const TOKEN = 'a:token+with/characters=';
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const statusWith = async (url: string, authorization?: string) => {
  const response = await fetch(url, authorization === undefined ? {} : {headers: {authorization}});
  await response.arrayBuffer();
  return response.status;
};

test.each([
  ['the bearer token', `Bearer ${TOKEN}`, 200],
  ['the scheme in lower case', `bearer ${TOKEN}`, 200],
  ['the token as a password', basic('anyone', TOKEN), 200],
  ['the token as a password without a user', basic('', TOKEN), 200],
  ['no credentials', undefined, 401],
  ['another token', 'Bearer other', 401],
  ['a part of the token', `Bearer ${TOKEN.slice(1)}`, 401],
  ['no token after the scheme', 'Bearer', 401],
  ['the token as a user', basic(TOKEN, ''), 401],
  ['another scheme', `Digest ${TOKEN}`, 401],
])('a request with %s is answered for files and images alike', async (_, authorization, status) => {
  for (const path of [
    KUBELET,
    'v2/',
    'v2/pause/manifests/3.10.2',
    'registry.k8s.io/v2/pause/manifests/3.10.2',
    'token',
  ])
    expect([path, await statusWith(`${server.url}/${path}`, authorization)]).toEqual([path, status]);
});

test('the answer to a request without the token does not say whether the path exists', async () => {
  const [there, missing] = await Promise.all([fetch(`${server.url}/${KUBELET}`), fetch(`${server.url}/missing`)]);
  expect([missing.status, await missing.text()]).toEqual([401, await there.text()]);
});

test('a registry client gets a token of a repository for its credentials', async () => {
  const url = `${server.url}/v2/pause/manifests/3.10.2`;
  const refused = await fetch(url);
  expect(await refused.json()).toMatchObject({errors: [{code: 'UNAUTHORIZED'}]});
  const challenge = refused.headers.get('www-authenticate') ?? '';
  const fields = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  expect(fields).toEqual({realm: `${server.url}/token`, service: 'quorate', scope: 'repository:pause:pull'});
  const granted = await fetch(`${fields.realm}?service=${fields.service}&scope=${fields.scope}`, {
    headers: {authorization: basic('anyone', TOKEN)},
  });
  const {token} = (await granted.json()) as {readonly token: string};
  expect(await statusWith(url, `Bearer ${token}`)).toBe(200);
  expect(await statusWith(`${fields.realm}?scope=${fields.scope}`)).toBe(401);
});

test('a Host header with other characters does not get into the challenge', async () => {
  const client = get(`${server.url}/v2/`, {headers: {host: 'x",realm="http://evil'}});
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.headers['www-authenticate']).toMatch(/^Basic realm="quorate"/);
});

test('no token is in the log', async () => {
  await statusWith(`${server.url}/token?x=${TOKEN}`, `Bearer ${TOKEN}`);
  expect(JSON.stringify(server.log)).not.toContain(TOKEN.slice(2));
});
