import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';
import {afterAll, expect, test} from 'vitest';
import {diagnose} from '../../src/core/diagnosis/diagnose.js';
import {observe} from '../../src/io/observe/observe.js';
import {hostClient} from '../../src/io/remote/host-client.js';
import {apply} from '../../src/workflows/apply.js';
import {Scenario} from '../scenario/run.js';
import {answeringWith} from '../support/answers.js';
import {TEMPLATES} from '../support/rendering.js';
import {answersOf} from './check/answers.js';
import {fleetConfig} from './fleet/config.js';

const HOSTS = 300;
const LATENCY_MS = 20;
const folder = mkdtempSync(join(tmpdir(), 'quorate-bench-'));
afterAll(() => rmSync(folder, {recursive: true}));

test('three hundred hosts, each answer twenty milliseconds away', {timeout: 600_000}, async () => {
  const config = fleetConfig(HOSTS);
  const scenario = new Scenario(config);
  const site = scenario.fresh();
  await scenario.run(apply, site);
  const {desired, release} = scenario;
  const answer = await answersOf(site, desired);
  const answers: Record<string, string> = {};
  const connections = {
    to: (host: (typeof desired.hosts)[number]['name']) =>
      answeringWith(command => {
        const stdout = answer(host, command);
        const boundary = String(command.stdin ?? '').split('\n', 1)[0]!;
        answers[`${host} ${command.title}`] = boundary.startsWith('== ')
          ? stdout.replaceAll(boundary, 'BOUNDARY')
          : stdout;
        return {stdout: stdout.replaceAll('CLOCK', String(Date.now()))};
      }),
    forget: () => undefined,
    forgetBroken: () => undefined,
    close: async () => undefined,
  };
  const client = (host: (typeof desired.hosts)[number]['name']) =>
    hostClient(host, connections.to(host), TEMPLATES, () => {
      throw new Error('nothing is to be installed');
    });
  const templates = TEMPLATES;
  const observer = {release, templates, connections, host: client, comparesObjects: true, unmanagedEtcd: undefined};
  const evidence = await observe(observer, desired, 'diagnosis');
  expect(diagnose({desired, evidence, release, templates, now: new Date()}).findings).toEqual([]);

  const recording = join(folder, 'recording.json');
  const arches = [...release.arches].map(([arch, each]) => [arch, {...each, artifacts: [...each.artifacts]}]);
  writeFileSync(recording, JSON.stringify({config, release: {...release, arches}, answers}));
  const replay = fileURLToPath(new URL('check/replay.mjs', import.meta.url));
  const {stdout} = await execa(process.execPath, [replay, recording, String(LATENCY_MS)]);
  const {figures, verdict, findings} = JSON.parse(stdout);
  process.stderr.write(`${HOSTS} hosts, ${LATENCY_MS} ms away: ${verdict}\n${JSON.stringify(figures, null, 2)}\n`);
  expect(findings).toEqual([]);
});
