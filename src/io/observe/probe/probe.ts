import {randomBytes} from 'node:crypto';
import type {ProbeEvidence} from '../../../core/diagnosis/probe-evidence.js';
import {Failure} from '../../../core/failure.js';
import {known} from '../../../core/model/fact.js';
import type {HostName} from '../../../core/model/names.js';
import {type Endpoint, offsets} from '../../../core/model/network-reach.js';
import {isAddress} from '../../../core/network/address.js';
import {PROBE_PORT, probeObjects, probePod} from '../../../core/render/kube/probe.js';
import type {Templates} from '../../../core/render/types.js';
import {asFact} from '../../as-fact.js';
import {type KubeCall, kubeCall} from '../../kube/call.js';
import {hostScript} from '../../remote/host-script.js';
import type {RemoteShell} from '../../remote/script.js';
import {rejectionOf} from '../../transport/deadline.js';
import type {Connections} from '../connections.js';
import {askPod} from './pod-reach.js';

interface Probing {
  readonly connections: Pick<Connections, 'to'>;
  readonly templates: Templates;
  /** Control planes whose API servers are ready: the first is asked, and the others when it fails to delete the pods. */
  readonly hosts: readonly HostName[];
  /** The nodes that get a pod: those that are Ready. */
  readonly nodes: readonly HostName[];
  readonly signal: AbortSignal;
}

/**
 * Starts a pod on each node, connects from each to the others, and deletes them, also after a failure or an interruption.
 * Pods of earlier probes are deleted first. Throws Failure 'kube/probe-failed'.
 */
export async function probePods({connections, templates, hosts, nodes, signal}: Probing): Promise<ProbeEvidence> {
  const [host] = hosts;
  if (host === undefined) throw new Failure('kube/no-api', 'no API server is ready, so no pods can be started');
  const call = kubeCall(connections.to, hostScript(templates, 'kube-api'));
  const run = randomBytes(4).toString('hex');
  const namespace = `quorate-probe-${run}`;
  signal.throwIfAborted();
  await end(call, hosts);
  const image = await imageOfDns(call, host);
  try {
    // It is not interrupted: what it creates has to be deleted after it.
    await succeed(call(host, 'apply', {objects: probeObjects(run, nodes, image)}), host, 'cannot create the pods');
    const listing = succeed(call(host, 'probe-pods', {words: [namespace]}), host, 'cannot list the pods');
    const pods = podsIn(await unlessAborted(listing, signal), nodes);
    const connecting = connect(pods, from => ({name: from, transport: connections.to(from), templates}));
    return {reached: await unlessAborted(connecting, signal), notStarted: nodes.filter(node => !pods.has(node))};
  } finally {
    await end(call, hosts);
  }
}

/** A command that only reads or waits ends by itself. */
const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([work, rejectionOf(signal)]);

/** From each pod to the others, or to some of them in a large cluster. */
async function connect(
  pods: ReadonlyMap<HostName, ProbePod>,
  shellOf: (host: HostName) => RemoteShell,
): Promise<ProbeEvidence['reached']> {
  const started = [...pods.keys()];
  const asked = started.map(async (from, index) => {
    const targets = offsets(started.length).map(offset => started[(index + offset) % started.length]!);
    const query = {
      uid: pods.get(from)!.uid,
      nodes: new Map(targets.map(to => [to, pods.get(to)!.endpoint] as const)),
    };
    return [from, await asFact(() => askPod(shellOf(from), query))] as const;
  });
  return new Map(await Promise.all(asked));
}

/** Through the first API server that does it. Otherwise the pods end by themselves after some minutes. */
async function end(call: KubeCall, hosts: readonly HostName[]): Promise<void> {
  const problems: string[] = [];
  for (const host of hosts) {
    const ended = await asFact(async () => known(await call(host, 'probe-end')));
    if (ended.known && ended.value.code === 0) return;
    problems.push(`${host}: ${ended.known ? ended.value.stderr.trim() : ended.why}`);
  }
  throw new Failure('kube/probe-left', `the pods of a probe cannot be deleted: ${problems.join('; ')}`, {
    suggestions: [
      'they end by themselves after five minutes, and the next probe deletes them: quorate topology check --probe',
    ],
  });
}

async function succeed(calling: ReturnType<KubeCall>, host: HostName, what: string): Promise<string> {
  const {code, stdout, stderr} = await calling;
  if (code !== 0) throw failed(host, `${what}: ${stderr.trim()}`);
  return stdout.toString();
}

const failed = (host: HostName, why: string): Failure =>
  new Failure('kube/probe-failed', `${host}: ${why}`, {
    suggestions: ['see what is wrong without a probe: quorate topology check', 'then run the same command again'],
  });

/** Every node has it, and it needs no registry. */
async function imageOfDns(call: KubeCall, host: HostName): Promise<string> {
  const image = (await succeed(call(host, 'dns-image'), host, 'cannot read the Deployment of cluster DNS')).trim();
  if (/^[\w./:@-]{1,500}$/.test(image)) return image;
  throw failed(host, 'the Deployment coredns in kube-system, whose image every node has, does not exist');
}

interface ProbePod {
  readonly uid: string;
  readonly endpoint: Endpoint;
}

/** Those that are ready, by their node. */
export function podsIn(text: string, nodes: readonly HostName[]): ReadonlyMap<HostName, ProbePod> {
  const found = new Map(
    text.split('\n').flatMap(line => {
      const [name = '', uid = '', address = '', ready] = line.split('\t');
      if (ready !== 'True' || !/^[0-9a-f-]{36}$/.test(uid) || !isAddress(address)) return [];
      return [[name, {uid, endpoint: {address, port: PROBE_PORT}}] as const];
    }),
  );
  return new Map(
    nodes.flatMap(node => (found.has(probePod(node)) ? [[node, found.get(probePod(node))!] as const] : [])),
  );
}
