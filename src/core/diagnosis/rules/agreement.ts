import type {DiagnosisContext} from '../context.js';
import type {RawFinding} from '../findings.js';
import {type Answering, clustersOf} from '../membership.js';
import {mostCommon} from './membership.js';

/** etcd refuses requests if this many committed entries are not applied. */
const FAR_BEHIND_ENTRIES = 5_000;

/** Do the members of one cluster agree about leader, term, log position and version? */
export function agreementRule({evidence}: DiagnosisContext): readonly RawFinding[] {
  const [main = []] = clustersOf(evidence);
  return [...leaders(main), ...terms(main), ...behind(main), ...versions(main)];
}

function leaders(main: readonly Answering[]): readonly RawFinding[] {
  const usual = mostCommon(main.flatMap(({says}) => says.leader ?? []));
  return main
    .filter(({says}) => says.leader !== usual || says.leader === undefined)
    .map(({host, says}) => ({
      code: 'etcd/leader-disagreed',
      host,
      message: `${host}: its etcd member ${says.leader === undefined ? 'knows no leader' : `reports ${says.leader} as the leader`}`,
      evidence: [usual === undefined ? 'no member reports a leader' : `most members report ${usual}`],
    }));
}

function terms(main: readonly Answering[]): readonly RawFinding[] {
  const usual = mostCommon(main.map(({says}) => says.term));
  return main
    .filter(({says}) => says.term !== usual)
    .map(({host, says}) => ({
      code: 'etcd/terms-differ',
      host,
      message: `${host}: its etcd member is in term ${says.term}, most members are in term ${usual}`,
      evidence: [],
    }));
}

function behind(main: readonly Answering[]): readonly RawFinding[] {
  const head = Math.max(0, ...main.map(({says}) => says.index));
  return main
    .filter(({says}) => head - says.appliedIndex > FAR_BEHIND_ENTRIES)
    .map(({host, says}) => ({
      code: 'etcd/member-behind',
      host,
      message: `${host}: its etcd member is ${head - says.appliedIndex} entries behind`,
      evidence: [`applied index ${says.appliedIndex}, last index ${head}`],
    }));
}

function versions(main: readonly Answering[]): readonly RawFinding[] {
  const found = new Set(main.map(({says}) => says.version));
  if (found.size < 2) return [];
  const evidence = main.map(({host, says}) => `${host}: ${says.version}`);
  return [{code: 'etcd/versions-differ', message: `etcd members run ${found.size} versions`, evidence}];
}
