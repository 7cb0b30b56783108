import type {PlanInput} from './input.js';
import type {LeftOut} from './left-out/left-out.js';
import {planRun} from './plan.js';
import type {Plan, Stage} from './stage.js';

/**
 * While etcd is full, its members can still restart, and a larger quota is a flag of etcd. So where the configuration
 * names a quota, what restarts members is done although the NOSPACE alarm is raised, and nothing else. Undefined: no such
 * alarm, another one besides, or no member has to restart.
 */
export function raiseQuota(input: PlanInput): {readonly plan: Plan; readonly leftOut: LeftOut} | undefined {
  const {observed, desired} = input;
  const alarms = observed.etcd.known && observed.etcd.value.is === 'formed' ? (observed.etcd.value.alarms ?? []) : [];
  const isFull = alarms.length > 0 && alarms.every(alarm => alarm.startsWith('NOSPACE '));
  if (!isFull || !desired.extraArgs.etcd.some(({name}) => name === QUOTA)) return undefined;
  const {plan, leftOut} = planRun(input);
  const restarts = plan.filter(({requires}) => requires?.kind === 'restart').map(despiteAlarm);
  return restarts.length === 0 ? undefined : {plan: [...plan.filter(onlyTries), ...restarts], leftOut};
}

const QUOTA = 'quota-backend-bytes';

const despiteAlarm = (stage: Stage): Stage => ({...stage, requires: {...stage.requires!, whileFull: true}});

const onlyTries = ({actions}: Stage): boolean => actions.every(({kind}) => kind === 'etcd/smoke-test');
