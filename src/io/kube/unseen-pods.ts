import type {UnseenPod} from '../../core/diagnosis/control-evidence.js';
import {dateIn, LABEL_TEXT} from './fields.js';

/** Pods with another scheduler than that of the cluster wait for it. */
const SCHEDULER = 'default-scheduler';
/** More would only hide what they have in common. */
const MAX_PODS = 500;

/**
 * Parses the second lines of `kube-api.sh workloads`, of pods that no kubelet has looked at: namespace, name, node,
 * creation, scheduler, and when its condition PodScheduled changed. A pod without a node that has the condition was looked
 * at by the scheduler: it is left out.
 */
export const parseUnseenPods = (text: string): readonly UnseenPod[] =>
  text
    .split('\n')
    .flatMap((line): readonly UnseenPod[] => {
      const [first, namespace = '', name = '', node = '', created = '', scheduler = '', scheduled = ''] =
        line.split('\t');
      const since = dateIn(scheduled) ?? dateIn(created);
      if (first !== '' || since === undefined || ![namespace, name].every(each => LABEL_TEXT.test(each))) return [];
      if (node === '' ? scheduled !== '' || scheduler !== SCHEDULER : !LABEL_TEXT.test(node)) return [];
      return [{name: `${namespace}/${name}`, node, since}];
    })
    .slice(0, MAX_PODS);
