// A client that writes a ConfigMap every 100 ms, over one connection for as long as that serves, as the clients of
// Kubernetes do. What was not acknowledged is tried again under the same name. The first line of its input says where
// and as whom; it ends when its input does. Says each name that was acknowledged, with the time in milliseconds, and as
// errors what it was told instead.
import {Agent, request} from 'node:https';
import {createInterface} from 'node:readline';
import {setTimeout as passing} from 'node:timers/promises';

const PATIENCE_MS = 2000;

const input = createInterface({input: process.stdin});
input.on('close', () => process.exit());
const {url, label, ...identity} = JSON.parse((await input[Symbol.asyncIterator]().next()).value);
const agent = new Agent({...identity, keepAlive: true, maxSockets: 1});

for (let count = 1; ; count++) {
  const name = `${label}-${count}`;
  while (!(await isAcknowledged(name))) await passing(20);
  process.stdout.write(`${name} ${Date.now()}\n`);
  await passing(100);
}

async function isAcknowledged(name) {
  try {
    const {statusCode, text} = await post({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}});
    // 409: an earlier try was written, and only its answer was lost.
    if (statusCode === 201 || statusCode === 409) return true;
    console.error(`${name}: ${statusCode} ${text.slice(0, 200)}`);
  } catch (error) {
    console.error(`${name}: ${error.message}`);
  }
  return false;
}

function post(body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/api/v1/namespaces/default/configmaps`,
      {agent, method: 'POST', headers: {'content-type': 'application/json'}},
      answer => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', part => (text += part));
        answer.on('error', reject);
        answer.on('end', () => resolve({statusCode: answer.statusCode, text}));
      },
    );
    // The whole answer, not silence alone: a server may go on sending and never end.
    const impatient = setTimeout(() => sent.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
    sent.on('close', () => clearTimeout(impatient));
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
