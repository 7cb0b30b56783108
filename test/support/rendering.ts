import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Release, releaseFor} from '../../src/core/artifacts/bundle.js';
import {desire} from '../../src/core/desire.js';
import type {ClusterConfig} from '../../src/core/model/config.js';
import type {HostName} from '../../src/core/model/names.js';
import type {HostFacts} from '../../src/core/model/observed.js';
import {renderHost} from '../../src/core/render/host.js';
import type {HostRendering, RenderInput, Templates} from '../../src/core/render/types.js';
import {clusterConfig} from './builders/config.js';
import {machineFacts} from './builders/facts.js';
import {release} from './builders/release.js';

export const TEMPLATES: Templates = readTemplates(fileURLToPath(new URL('../../templates', import.meta.url)));

function readTemplates(root: string): Templates {
  const files = readdirSync(root, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
  return new Map(
    files.map(entry => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

export interface RenderingCase {
  readonly config?: ClusterConfig;
  readonly release?: Release;
  readonly facts?: HostFacts;
}

const renderInput = ({
  config = clusterConfig(),
  facts = machineFacts(),
  ...given
}: RenderingCase = {}): RenderInput => ({
  desired: desire(config),
  release: releaseFor(given.release ?? release(config.kubernetesVersion), facts.arch),
  facts,
  templates: TEMPLATES,
});

export const rendered = (name: string, given: RenderingCase = {}): HostRendering =>
  renderHost(renderInput(given), name as HostName);

/** @throws when the host has no such file. */
export function fileOf(rendering: HostRendering, path: string): string {
  const file = rendering.files.find(each => each.path === path);
  if (file === undefined)
    throw new Error(`${path} is not rendered; there are ${rendering.files.map(each => each.path)}`);
  return file.text;
}

/** By the path of the copy that a service without root reads, the file that it is made of. */
export const credentialsIn = (unit: string, text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^LoadCredential=([^:\n]+):(.+)$/gm)].map(([, name, path]) => [
      `/run/credentials/${unit}.service/${name}`,
      path!,
    ]),
  );

/** The words after the binary in a unit's command line, as systemd would pass them, with the files that credentials are made of. */
export const flagsOf = (rendering: HostRendering, unit: string): readonly string[] => {
  const text = fileOf(rendering, `/etc/systemd/system/${unit}.service`);
  const credentials = credentialsIn(unit, text);
  return text
    .replaceAll(/\/run\/credentials\/[^\s,"]+/g, copy => credentials.get(copy) ?? copy)
    .split('\n')
    .filter(line => /^ +"?--/.test(line))
    .map(line => line.replace(/ \\$/, '').trim());
};
