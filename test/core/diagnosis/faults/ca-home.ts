import type {DiagnosisInput} from '../../../../src/core/diagnosis/context.js';
import type {CaHomeFacts} from '../../../../src/core/model/ca-home.js';
import type {ClusterConfig} from '../../../../src/core/model/config.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {type Fact, known, unknown} from '../../../../src/core/model/fact.js';
import {CAS} from '../../../../src/core/pki/cas.js';
import {OPERATOR} from '../../../scenario/ca-home/support.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {testCa} from '../../../support/certificates.js';
import {facts} from '../support/healthy.js';

export const WITH_OPERATOR: ClusterConfig = clusterConfig('stacked', {pki: OPERATOR});

/** A cluster whose CAs are with the operator, and a directory or a host that differs. */
export function caHomeFaults({
  input,
}: {
  readonly input: DiagnosisInput;
}): readonly (readonly [string, string, DiagnosisInput])[] {
  const {observed} = input.evidence;
  const withHome = (caHome: Fact<CaHomeFacts>): DiagnosisInput => ({
    ...input,
    evidence: {...input.evidence, observed: {...observed, caHome}},
  });
  const home = observed.caHome?.known === true ? observed.caHome.value : undefined;
  if (home === undefined) throw new Error('the cluster has no directory of the operator');
  const certificates = new Map(home.publicTexts);
  const withoutOne = new Map([...certificates].filter(([path]) => path !== CAS.ca.certPath));
  const key = {digest: sha256('key'), mode: '600', owner: 'root:root'};
  return [
    ['the directory cannot be read', 'pki/home-unreadable', withHome(unknown('no permission'))],
    ['the directory lacks a CA', 'pki/home-empty', withHome(known({...home, publicTexts: withoutOne}))],
    [
      'the directory has another CA',
      'pki/home-differs',
      withHome(known({...home, publicTexts: certificates.set(CAS.ca.certPath, testCa().certPem)})),
    ],
    [
      'a host has a CA key',
      'pki/ca-key-on-host cp2',
      facts('cp2', ({files}) => ({files: new Map(files).set(CAS.ca.keyPath, key)}))(input),
    ],
  ];
}
