import type {ActionOf} from '../../core/plan/action.js';
import {isImported, isInstalled} from '../../core/plan/done.js';
import {look} from './question.js';
import {due, type Step} from './step.js';

export const artifactInstall: Step<ActionOf<'artifact/install'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    return due(
      actions,
      action => isInstalled(facts, action),
      ({path}) => `${path} is missing or differs`,
    );
  },
  apply: (actions, {site, release}) =>
    site
      .host(actions[0]!.host)
      .install(actions.map(({artifact, path}) => ({artifact: release.artifacts.get(artifact)!, path}))),
};

export const imageImport: Step<ActionOf<'image/import'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {}, context);
    return due(
      actions,
      action => isImported(facts, action),
      ({image}) => (facts.images.known ? `${image} is not imported` : facts.images.why),
    );
  },
  apply: (actions, {site}) => site.host(actions[0]!.host).importImages(actions),
};
