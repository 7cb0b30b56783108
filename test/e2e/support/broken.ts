import {createHash} from 'node:crypto';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import type {Artifact, Bundle} from '../../../src/core/artifacts/bundle.js';
import {digestOf} from '../../../src/core/model/names.js';
import {hostArch} from '../../../src/lab/bundle/arch.js';
import {changedBundle} from './bundle.js';

/** A bundle in which one program is a failing script, with a matching manifest. */
export async function bundleWithBroken(name: string, version: string, script: string): Promise<string> {
  const content = Buffer.from(`#!/bin/sh\n${script}\n`);
  const compressed = gzipSync(content);
  const sha256 = (bytes: Buffer) => digestOf(createHash('sha256').update(bytes).digest('hex'));
  const broken = (artifact: Artifact): Artifact => ({
    ...artifact,
    sha256: sha256(content),
    size: content.length,
    stored: {file: artifact.stored!.file, sha256: sha256(compressed), size: compressed.length},
  });
  const is = (artifact: Artifact) =>
    artifact.name === name && artifact.version === version && artifact.arch === hostArch();
  const folder = await changedBundle(bundle => ({
    ...bundle,
    artifacts: bundle.artifacts.map(each => (is(each) ? broken(each) : each)),
  }));
  const manifest = JSON.parse(await readFile(join(folder, 'bundle.json'), 'utf8')) as Bundle;
  const {file} = manifest.artifacts.find(is)!.stored!;
  // The others are links to the real bundle: this one must be a file of its own.
  await rm(join(folder, file));
  await writeFile(join(folder, file), compressed);
  return folder;
}
