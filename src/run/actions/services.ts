import type {ActionOf} from '../../core/plan/action.js';
import {isPrepared, isReloaded, isRunning} from '../../core/plan/done.js';
import {due, type Step} from './action.js';
import {look} from './read-facts.js';

export const kernelPrepare: Step<ActionOf<'kernel/prepare'>> = {
  scope: 'host',
  async check(actions, context) {
    const [first] = actions;
    const modules = actions.flatMap(each => each.modules);
    const sysctls = actions.flatMap(each => Object.keys(each.sysctls));
    const facts = await look(first!.host, {modules, sysctls}, context);
    return due(
      actions,
      action => isPrepared(facts, action),
      () => 'kernel modules or settings are missing',
    );
  },
  async apply(actions, {cluster}) {
    for (const {host, modules, sysctls} of actions) await cluster.host(host).prepareKernel(modules, sysctls);
  },
};

/** Starts, and does not wait for health: whether it serves is the business of the await steps. */
export const serviceRun: Step<ActionOf<'service/run'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {units: actions.map(({unit}) => unit)}, context);
    return due(
      actions,
      action => isRunning(facts, action),
      ({unit}) =>
        `${unit} does not run with what is on disk (${facts.units.get(unit)?.active ?? 'not installed'}): journalctl -u ${unit} says why`,
    );
  },
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).run(actions.map(({unit}) => unit)),
};

export const serviceReload: Step<ActionOf<'service/reload'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {units: actions.map(({unit}) => unit)}, context);
    return due(
      actions,
      action => isReloaded(facts, action),
      ({unit}) => `${unit} has not taken in what is on disk`,
    );
  },
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).reload(actions.map(({unit}) => unit)),
};

/** What is between two states counts as running: it holds what it holds. */
export const serviceStop: Step<ActionOf<'service/stop'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {units: actions.map(({unit}) => unit)}, context);
    return due(
      actions,
      ({unit}) => !RUNNING.includes(facts.units.get(unit)?.active ?? 'inactive'),
      ({unit}) => `${unit} is ${facts.units.get(unit)?.active}`,
    );
  },
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).stop(actions.map(({unit}) => unit)),
};

const RUNNING: readonly string[] = ['active', 'activating', 'deactivating', 'reloading'];
