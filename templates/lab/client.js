// A client that does the same every 100 ms, over one connection to one server for as long as that serves, as the clients
// of Kubernetes and etcd do. What was not acknowledged is tried again under the same name, at the next server if there
// is one. The first line of its input says what, where and as whom; it ends when its input does. Says each name that was
// acknowledged, with the time in milliseconds, and as errors what it was told instead.
import {Agent, request} from 'node:https';
import {createInterface} from 'node:readline';
import {setTimeout as passing} from 'node:timers/promises';

const KINDS = {
  'config maps': {
    path: '/api/v1/namespaces/default/configmaps',
    body: name => ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}}),
    // 409: an earlier try was written, and only its answer was lost.
    success: [201, 409],
  },
  keys: {
    path: '/v3/kv/put',
    body: name => ({key: base64(`/test/${name}`), value: base64('kept')}),
    success: [200],
  },
  reads: {path: '/api/v1/namespaces/default', body: () => undefined, success: [200]},
};

const input = createInterface({input: process.stdin});
input.on('close', () => process.exit());
const {kind, urls, label, ...identity} = JSON.parse((await input[Symbol.asyncIterator]().next()).value);
const {path, body, success} = KINDS[kind];
// One server may be a balancer, which has others to try itself.
const patienceMs = urls.length > 1 ? 1000 : 2000;
const agent = new Agent({...identity, keepAlive: true, maxSockets: 1});
let server = 0;

for (let count = 1; ; count++) {
  const name = `${label}-${count}`;
  while (!(await isAcknowledged(name))) {
    server = (server + 1) % urls.length;
    await passing(20);
  }
  process.stdout.write(`${name} ${Date.now()}\n`);
  await passing(100);
}

async function isAcknowledged(name) {
  const url = urls[server];
  try {
    const {statusCode, text} = await ask(`${url}${path}`, body(name));
    if (success.includes(statusCode)) return true;
    console.error(`${url}: ${name}: ${statusCode} ${text.slice(0, 200)}`);
  } catch (error) {
    console.error(`${url}: ${name}: ${error.message}`);
  }
  return false;
}

function ask(url, content) {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {agent, method: content ? 'POST' : 'GET', headers: {'content-type': 'application/json'}},
      answer => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', part => (text += part));
        answer.on('error', reject);
        answer.on('end', () => resolve({statusCode: answer.statusCode, text}));
      },
    );
    // The whole answer, not silence alone: a server may go on sending and never end.
    const impatient = setTimeout(() => sent.destroy(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
    sent.on('close', () => clearTimeout(impatient));
    sent.on('error', reject);
    sent.end(content && JSON.stringify(content));
  });
}

function base64(text) {
  return Buffer.from(text).toString('base64');
}
