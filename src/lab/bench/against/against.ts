import {mkdtemp, rm} from 'node:fs/promises';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {releaseFor} from '../../../core/artifacts/bundle.js';
import {DEFAULT_KUBERNETES} from '../../../core/artifacts/catalog.js';
import {chooseRelease} from '../../../core/artifacts/release.js';
import {Failure} from '../../../core/failure.js';
import {bundleDirectory, openBundle} from '../../../io/bundle/bundle.js';
import {hostArch} from '../../bundle/arch.js';
import type {LabReport} from '../../hosts/report.js';
import {labFor} from '../bench.js';
import {stages} from '../kubeadm/stage.js';
import type {TimedStage} from '../timed-run.js';
import {type ComparedLine, compare} from './compare.js';
import {ALL, configFor} from './hosts.js';
import {kubeadmSide} from './kubeadm-side.js';
import type {RoundFigures} from './lines.js';
import {quorateSide} from './quorate-side.js';
import {type Extras, round} from './round.js';
import type {HostUsage} from './usage.js';

export interface Comparison {
  readonly rounds: number;
  readonly lines: readonly ComparedLine[];
  /** Of idle hosts, in the last round; empty if that was not asked for. */
  readonly idle: readonly {readonly side: string; readonly usage: HostUsage}[];
  /** Of the first bring-up by quorate; empty if that was not asked for. */
  readonly profile: {readonly stages: readonly TimedStage[]; readonly usage: readonly HostUsage[]};
}

export interface Measured {
  readonly rounds: number;
  /** How long the hosts of the last round are watched without work; 0: not at all. */
  readonly idleSeconds: number;
  readonly profile: boolean;
  /** Without kubeadm. */
  readonly alone: boolean;
}

/** Measures quorate and kubeadm by turns, each on new hosts of the same lab and with the same programs. */
export async function against({rounds, idleSeconds, profile, alone}: Measured, report: LabReport): Promise<Comparison> {
  const folder = await mkdtemp(join(tmpdir(), 'quorate-bench-'));
  const lab = labFor(configFor(ALL, DEFAULT_KUBERNETES));
  try {
    const sides = [quorateSide(folder, DEFAULT_KUBERNETES), ...(alone ? [] : [await prepareKubeadm(report)])];
    const figures: Record<'quorate' | 'kubeadm', RoundFigures[]> = {quorate: [], kubeadm: []};
    const idle: {side: string; usage: HostUsage}[] = [];
    let profiled: Comparison['profile'] = {stages: [], usage: []};
    for (let index = 0; index < rounds; index += 1)
      for (const makeSide of sides) {
        const extras: Extras = {
          idleSeconds: index === rounds - 1 ? idleSeconds : 0,
          profile: profile && index === 0,
        };
        const result = await round(lab, makeSide, extras, title =>
          report({type: 'step', title: `round ${index + 1} of ${rounds}: ${title}`}),
        );
        figures[result.name].push(result.figures);
        idle.push(...result.idle.map(usage => ({side: result.name, usage})));
        if (result.name === 'quorate' && extras.profile) profiled = {stages: result.stages, usage: result.usage};
      }
    return {rounds, lines: compare(figures.quorate, figures.kubeadm), idle, profile: profiled};
  } finally {
    await lab.down();
    await rm(folder, {recursive: true, force: true});
  }
}

async function prepareKubeadm(report: LabReport) {
  report({type: 'step', title: 'build kubeadm and the images of its static pods'});
  const bundle = await openBundle(bundleDirectory(undefined, process.env));
  const chosen = chooseRelease({kubernetesVersion: DEFAULT_KUBERNETES}, bundle.manifest);
  if (!('release' in chosen))
    throw new Failure('artifacts/not-in-bundle', chosen.findings.map(({message}) => message).join('\n'), {
      suggestions: chosen.findings.flatMap(({fix}) => fix ?? []),
    });
  const release = releaseFor(chosen.release, hostArch());
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quorate/bench');
  const staged = await stages(bundle, release, cache);
  return kubeadmSide(staged, release.versions, await staged.program('etcdctl'));
}
