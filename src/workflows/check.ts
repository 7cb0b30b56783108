import {desire} from '../core/cluster/desire.js';
import type {Release} from '../core/components/bundle.js';
import {standInRelease} from '../core/components/stand-in.js';
import type {ClusterConfig} from '../core/config/types.js';
import {diagnose, type Questions} from '../core/diagnosis/diagnose.js';
import type {Diagnosis} from '../core/diagnosis/diagnosis.js';
import {Failure} from '../core/failure.js';
import {bundleDirectory, openBundle} from '../io/artifacts/bundle.js';
import {wallClock} from '../io/clock.js';
import {gatherEvidence} from '../io/diagnosis/gather.js';
import {hostPort} from '../io/host/port/port.js';
import {impatient} from '../io/observe/impatient.js';
import {loadTemplates} from '../io/store/templates.js';
import {releaseOf, type Surroundings, withHosts} from './assembly.js';

/** The cluster as it is now, and what losing hosts would do to it. */
export const check = (config: ClusterConfig, questions: Questions, surroundings: Surroundings): Promise<Diagnosis> =>
  withDoctor(config, questions, surroundings, look => look());

/** The cluster as it is planned: nobody is asked. */
export const checkOffline = async (config: ClusterConfig, questions: Questions): Promise<Diagnosis> =>
  diagnose({desired: desire(config), templates: await loadTemplates(), now: wallClock()}, questions);
