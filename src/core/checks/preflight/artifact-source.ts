import {downloadAdvice, downloadProblemText} from '../../artifacts/download-advice.js';
import type {PreflightCode} from '../../codes/code.js';
import type {Finding} from '../../model/finding.js';
import type {ObservedCluster} from '../../model/observed.js';
import {error} from './check.js';

export const ARTIFACT_SOURCE: PreflightCode = 'ArtifactSource';

/** One finding for each server that a host cannot download from. Hosts are asked only when they are to download. */
export const artifactSource = ({sourceProblems}: Pick<ObservedCluster, 'sourceProblems'>): readonly Finding[] =>
  [...(sourceProblems ?? [])].flatMap(([host, problems]) =>
    problems.map(problem =>
      error(
        ARTIFACT_SOURCE,
        `${host}: cannot download ${problem.url}: ${downloadProblemText(problem)}`,
        downloadAdvice(problem, host),
      ),
    ),
  );
