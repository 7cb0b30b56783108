import type {ActionOf} from '../../core/plan/action.js';
import {isLinked, isMade, isPut} from '../../core/plan/done.js';
import {look} from './question.js';
import {due, placing, type Step} from './step.js';

export const filePut = placing<ActionOf<'file/put'>>({
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    return due(
      actions,
      action => isPut(facts, action),
      ({path}) => `${path} differs`,
    );
  },
  files: async actions =>
    actions.map(({path, mode, text}) => ({path, mode, content: Buffer.from(text), secret: false})),
});

export const linkPut: Step<ActionOf<'link/put'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    return due(
      actions,
      action => isLinked(facts, action),
      ({path}) => `${path} points elsewhere`,
    );
  },
  apply: (actions, {site}) => site.host(actions[0]!.host).link(actions),
};

export const directoryMake: Step<ActionOf<'directory/make'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    return due(
      actions,
      action => isMade(facts, action),
      ({path}) => `${path} is missing or has another mode`,
    );
  },
  apply: (actions, {site}) => site.host(actions[0]!.host).makeDirectories(actions),
};
