import {copyFile, link, mkdir, mkdtemp, readFile, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import type {Arch, Artifact, Bundle} from '../../../src/core/artifacts/bundle.js';
import {sha256} from '../../../src/core/model/digest.js';
import {bundleDirectory} from '../../../src/io/bundle/bundle.js';
import {hostArch} from '../../../src/lab/bundle/arch.js';

const directory = bundleDirectory(undefined, process.env);
const manifest = async (): Promise<Bundle> =>
  JSON.parse(await readFile(join(directory, 'bundle.json'), 'utf8')) as Bundle;

/** An artifact of the bundle for this machine, uncompressed. */
export async function artifactContent(name: string): Promise<{readonly artifact: Artifact; readonly content: Buffer}> {
  const artifact = (await manifest()).artifacts.findLast(each => each.name === name && each.arch === hostArch())!;
  return {artifact, content: await promisify(gunzip)(await readFile(join(directory, artifact.stored!.file)))};
}

/** A bundle like the real one, with its manifest changed; the files are shared with it, except those to be spoiled. */
export async function changedBundle(
  change: (bundle: Bundle) => Bundle,
  spoiled: readonly string[] = [],
): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'quorate-bundle-'));
  const original = await manifest();
  for (const {name, stored} of original.artifacts) {
    const {file} = stored!;
    await mkdir(dirname(join(copy, file)), {recursive: true});
    if (spoiled.includes(name)) await writeFile(join(copy, file), 'not what the manifest says');
    else
      await link(join(directory, file), join(copy, file)).catch(() =>
        copyFile(join(directory, file), join(copy, file)),
      );
  }
  await writeFile(join(copy, 'bundle.json'), JSON.stringify(change(original)));
  return copy;
}

/** The manifest as if every artifact was built for this architecture; the stored files stay what they are. */
export const asIfFor =
  (arch: Arch) =>
  ({artifacts, ...rest}: Bundle): Bundle => ({
    ...rest,
    artifacts: artifacts.map(artifact => ({...artifact, arch, ...imageFor(arch, artifact)})),
  });

const imageFor = (arch: Arch, {arch: built, source}: Artifact): Partial<Artifact> => {
  if (source?.kind !== 'image') return {};
  const [index, ...others] = source.blobs;
  const text = index!.text!.replaceAll(`"architecture":"${built}"`, `"architecture":"${arch}"`);
  const digest = sha256(text);
  const blobs = [{sha256: digest, size: Buffer.byteLength(text), text}, ...others];
  return {imageDigest: `sha256:${digest}`, source: {...source, blobs}};
};
