// Diagnoses a recorded cluster in a process of its own, and prints what it took: node replay.mjs RECORDING LATENCY_MS
import {readFileSync} from 'node:fs';
import {desire} from '../../../dist/core/desire.js';
import {diagnose} from '../../../dist/core/diagnosis/diagnose.js';
import {toJson} from '../../../dist/core/diagnosis/json.js';
import {loadTemplates} from '../../../dist/io/local/templates.js';
import {observe} from '../../../dist/io/observe/observe.js';
import {hostClient} from '../../../dist/io/remote/host-client.js';

const [path, latency] = process.argv.slice(2);
const {config, release: recorded, answers} = JSON.parse(readFileSync(path, 'utf8'));
const arches = recorded.arches.map(([arch, each]) => [arch, {...each, artifacts: new Map(each.artifacts)}]);
const release = {...recorded, arches: new Map(arches)};

const transport = host => ({
  target: host,
  exec: async (command, _options) => {
    await new Promise(resolve => setTimeout(resolve, Number(latency)));
    const boundary = String(command.stdin ?? '').split('\n', 1)[0];
    const text = answers[`${host} ${command.title}`];
    if (text === undefined) throw new Error(`${host} was never asked: ${command.title}`);
    const stdout = Buffer.from(text.replaceAll('BOUNDARY', boundary).replaceAll('CLOCK', String(Date.now())));
    return {code: 0, stdout, stderr: ''};
  },
  close: async () => undefined,
});
const transports = new Map(config.hosts.map(({name}) => [name, transport(name)]));
const connections = {
  to: host => transports.get(host),
  forget: () => undefined,
  forgetBroken: () => undefined,
  close: async () => undefined,
};

const started = performance.now();
const cpu = process.cpuUsage();
const templates = await loadTemplates();
const desired = desire(config);
const client = host => hostClient(host, connections.to(host), templates, () => undefined);
const evidence = await observe(
  {release, templates, connections, host: client, comparesObjects: true, unmanagedEtcd: undefined},
  desired,
  'diagnosis',
);
const gatheredMs = performance.now() - started;
const diagnosis = diagnose({desired, evidence, release, templates, now: new Date(), question: {worst: 3}});
const bytes = JSON.stringify(toJson(diagnosis)).length;
const tookMs = performance.now() - started;
const {user, system} = process.cpuUsage(cpu);
const {verdict, findings} = diagnosis;
const figures = {
  gatheredMs: Math.round(gatheredMs),
  tookMs: Math.round(tookMs),
  cpuMs: Math.round((user + system) / 1000),
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  bytes,
};
process.stdout.write(JSON.stringify({figures, verdict: verdict.summary, findings}));
