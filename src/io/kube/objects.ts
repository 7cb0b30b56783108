import {type KubeObject, objectKey} from '../../core/render/kube/object.js';

/** Reads what `kubectl get -o json` answers: nothing, one object, or a list of them. */
export function parseObjects(text: string): ReadonlyMap<string, unknown> {
  if (text.trim() === '') return new Map();
  const answer = JSON.parse(text) as KubeObject & {readonly items?: readonly KubeObject[]};
  const objects = answer.kind === 'List' ? (answer.items ?? []) : [answer];
  return new Map(objects.map(object => [objectKey(object), object]));
}
