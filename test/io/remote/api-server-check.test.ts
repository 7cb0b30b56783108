import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import type {ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {sansOf} from '../../../src/core/pki/alternative-names.js';
import {validityFrom} from '../../../src/core/pki/lifetimes.js';
import {fillTemplate, templateText} from '../../../src/core/render/template.js';
import {testCa, testLeaf} from '../../support/certificates.js';
import {TEMPLATES} from '../../support/rendering.js';

const TEMPLATE = 'keepalived/check-api-server.sh';
/** Twice this and the time to move the address are less than an API server keeps serving on its way down. */
const PATIENCE_MS = 900;

const now = validityFrom(new Date(Date.now() - 60_000), 1);
const ca = testCa(now);
const stranger = testCa({place: 'stranger', ...now});
const asKubernetes = {usages: ['server'], sans: sansOf('kubernetes', '127.0.0.1'), ...now} as const;

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quorate-check-'));
  writeFileSync(join(folder, 'ca.crt'), ca.certPem);
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(folder, {recursive: true, force: true});
});

type Answer = (response: ServerResponse, path: string | undefined) => unknown;

/** @param signedBy the CA of its certificate. */
async function listening(answer: Answer, signedBy = ca): Promise<number> {
  const {certPem, keyPem} = testLeaf(signedBy, asKubernetes);
  server = createServer({cert: certPem, key: keyPem}, (request, response) => answer(response, request.url));
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The script as keepalived runs it: without arguments, in the environment of a unit. */
async function check(port: number): Promise<{readonly succeeds: boolean; readonly tookMs: number}> {
  const script = join(folder, 'check');
  const values = {ca: join(folder, 'ca.crt'), port: String(port)};
  writeFileSync(script, fillTemplate(TEMPLATE, templateText(TEMPLATES, TEMPLATE), values), {mode: 0o755});
  const started = performance.now();
  const env = {PATH: process.env.PATH!, https_proxy: 'http://127.0.0.1:1'};
  const succeeds = await new Promise<boolean>(resolve => {
    execFile(script, {env}, error => resolve(error === null));
  });
  return {succeeds, tookMs: performance.now() - started};
}

const saying =
  (status: number): Answer =>
  response =>
    response.writeHead(status).end('ok');

/** What is there instead of an API server that is ready, and its port. */
const NOT_READY: readonly (readonly [string, () => Promise<number>])[] = [
  ['is not ready', () => listening(saying(500))],
  ['refuses the request', () => listening(saying(401))],
  ['belongs to another cluster', () => listening(saying(200), stranger)],
  ['does not run', async () => 1],
];

const HANGING: readonly (readonly [string, Answer])[] = [
  ['never answers', () => undefined],
  ['begins to answer and stops', response => response.writeHead(200).write('o')],
];

describe('the check of a control plane that shares the endpoint', () => {
  test('succeeds when the API server is ready, past any proxy of the host', async () => {
    const port = await listening((response, path) => response.writeHead(path === '/readyz' ? 200 : 404).end());
    expect(await check(port)).toMatchObject({succeeds: true});
  });

  test.each(NOT_READY)('fails when what listens there %s', async (_, start) => {
    expect(await check(await start())).toMatchObject({succeeds: false});
  });

  test.each(HANGING)('fails within a second when an API server %s', async (_, answer) => {
    const {succeeds, tookMs} = await check(await listening(answer));
    expect(succeeds).toBe(false);
    expect(tookMs).toBeGreaterThan(PATIENCE_MS * 0.9);
    // A busy machine starts curl late; one that waits for the server would wait for minutes.
    expect(tookMs).toBeLessThan(PATIENCE_MS * 5);
  });
});
