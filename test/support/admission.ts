import {Environment} from '@marcbachmann/cel-js';
import type {KubeObject} from '../../src/core/render/kube/object.js';

/** A request to change an object, as an admission policy sees it. */
export interface AdmissionRequest {
  readonly username: string;
  /** Undefined: the request has none. */
  readonly groups?: readonly string[];
  readonly object: unknown;
  readonly oldObject: unknown;
}

interface Named {
  readonly name: string;
  readonly expression: string;
}

interface PolicySpec {
  readonly matchConditions: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly {readonly expression: string; readonly message: string}[];
}

/**
 * What a policy answers: not asked, admitted, or the messages of what it refuses. An expression that fails throws, which
 * an API server takes for a refusal with failurePolicy Fail.
 */
export function admission(policy: KubeObject, request: AdmissionRequest): 'not asked' | 'admitted' | readonly string[] {
  const {matchConditions, variables, validations} = policy.spec as PolicySpec;
  const {username, groups, object, oldObject} = request;
  const given = {object, oldObject, request: {userInfo: {username, ...(groups === undefined ? {} : {groups})}}};
  if (!matchConditions.every(({expression}) => evaluate(expression, given) === true)) return 'not asked';
  const values: Record<string, unknown> = {};
  for (const {name, expression} of variables) values[name] = evaluate(expression, {...given, variables: values});
  const refused = validations.filter(({expression}) => evaluate(expression, {...given, variables: values}) !== true);
  return refused.length === 0 ? 'admitted' : refused.map(({message}) => message);
}

const ENVIRONMENT = ['object', 'oldObject', 'request', 'variables'].reduce(
  (environment, name) => environment.registerVariable(name, 'dyn'),
  new Environment(),
);

const evaluate = (expression: string, given: Record<string, unknown>): unknown =>
  ENVIRONMENT.evaluate(expression, given);
