import type {PodEvidence} from '../../core/diagnosis/evidence.js';
import type {ExecResult} from '../transport/transport.js';

/** The label of the pods of cluster DNS. */
const DNS = 'kube-dns';
/** Pods whose reasons are asked for. */
const MAX_ASKED = 10;

/**
 * Parses the lines of `kube-api.sh workloads` for kube-system, which have four fields more: when the pod was created, its
 * component, and the reasons why it does not run. Pods that are ready are left out, except those of cluster DNS.
 */
export const parseSystemPods = (text: string): readonly PodEvidence[] =>
  text.split('\n').flatMap(line => {
    const [namespace = '', name = '', , , , node = '', ready = '', created, component = '', reasons = ''] =
      line.split('\t');
    if (namespace !== 'kube-system' || created === undefined || Number.isNaN(Date.parse(created))) return [];
    if (ready === 'True' && component !== DNS) return [];
    return [
      {
        name,
        node,
        dns: component === DNS,
        ready: ready === 'True',
        created: new Date(created),
        reasons: reasons.split(' ').filter(Boolean),
      },
    ];
  });

/** Asks why pods do not run that wait for something. What is not answered is left out: the pods say enough. */
export async function withReasons(
  pods: readonly PodEvidence[],
  ask: (names: readonly string[]) => Promise<ExecResult>,
): Promise<readonly PodEvidence[]> {
  const waiting = pods.filter(({ready, reasons}) => !ready && reasons.length > 0).map(({name}) => name);
  const names = waiting.filter(name => /^[a-z0-9][a-z0-9.-]*$/.test(name)).slice(0, MAX_ASKED);
  if (names.length === 0) return pods;
  const {stdout} = await ask(names);
  const found = new Map(
    stdout
      .toString()
      .split('\n')
      .flatMap(line => {
        const [kind = '', pod = '', said = ''] = line.split('\t');
        const text = plain(said);
        return text === '' ? [] : [[`${kind} ${pod}`, text] as const];
      }),
  );
  return pods.map(pod => {
    const [sandbox, log] = [found.get(`sandbox ${pod.name}`), found.get(`log ${pod.name}`)];
    return {...pod, ...(sandbox === undefined ? {} : {sandbox}), ...(log === undefined ? {} : {log})};
  });
}

/** Without the quotes and escapes of Go, on one line. */
const plain = (text: string): string =>
  text
    .replace(/^"(.*)"$/, '$1')
    .replaceAll(/\\(["\\])/g, '$1')
    .replaceAll(/\\[a-z]|[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .trim();
