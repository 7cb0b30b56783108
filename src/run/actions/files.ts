import {sha256} from '../../core/model/digest.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isImported, isInstalled, isLinked, isMade, isPut} from '../../core/plan/done.js';
import {due, placing, type Step} from './action.js';
import {look} from './read-facts.js';

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
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).link(actions),
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
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).makeDirectories(actions),
};

export const unmanagedEtcdFilePut: Step<ActionOf<'unmanaged-etcd-file/put'>> = {
  scope: 'host',
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: actions.map(({path}) => path)}, context);
    const files = new Map(
      await Promise.all(actions.map(async each => [each, await context.keys.store(each.name)] as const)),
    );
    return due(
      actions,
      action => isPut(facts, {...action, digest: sha256(files.get(action)!.content)}),
      ({path}) => `${path} is missing or differs`,
    );
  },
  async apply(actions, {cluster, keys}) {
    await cluster.host(actions[0]!.host).put(await Promise.all(actions.map(({name}) => keys.store(name))));
  },
};

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
  apply: (actions, {cluster, release}) =>
    cluster
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
  apply: (actions, {cluster}) => cluster.host(actions[0]!.host).importImages(actions),
};
