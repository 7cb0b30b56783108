import type {ConfigIssue, Path} from '../problem.js';
import type {Check, Draft} from './check.js';

type Issuer = NonNullable<NonNullable<NonNullable<Draft['spec']>['authentication']>['issuers']>[number] & {};

/** What an API server refuses at its start, apart from CEL expressions, which only the API server evaluates. */
export const authentication: Check = function* (draft, where) {
  const issuers = draft.spec?.authentication?.issuers ?? [];
  const seen = new Map<string, Path>();
  const own = `https://kubernetes.default.svc.${draft.spec?.network?.dnsDomain}`;
  for (const [index, issuer] of issuers.entries()) {
    if (issuer === undefined) continue;
    const path = ['spec', 'authentication', 'issuers', index];
    for (const [key, url] of urlsOf(issuer)) {
      if (url === own) yield ofServiceAccounts([...path, key], url);
      const first = seen.get(url);
      if (first) yield repeated([...path, key], url, where(first));
      else seen.set(url, [...path, key]);
    }
    yield* mapped(issuer.username, [...path, 'username']);
    if (issuer.groups !== undefined) yield* mapped(issuer.groups, [...path, 'groups']);
    for (const [rule, each] of (issuer.claimValidationRules ?? []).entries()) {
      const at = [...path, 'claimValidationRules', rule];
      yield* oneOf({claim: each?.claim, expression: each?.expression}, at);
      if (each?.claim !== undefined && each.requiredValue === undefined)
        yield incomplete(at, 'a rule with claim needs requiredValue', 'add requiredValue: "…"');
    }
  }
};

const urlsOf = ({url, discoveryUrl}: Issuer): readonly (readonly [string, string])[] => [
  ...(url === undefined ? [] : [['url', url] as const]),
  ...(discoveryUrl === undefined ? [] : [['discoveryUrl', discoveryUrl] as const]),
];

const repeated = (path: Path, url: string, line: string): ConfigIssue => ({
  code: 'config/duplicate-issuer',
  path,
  message: `${url} is named twice${line}`,
  suggestion: 'put all audiences into one issuer; leave discoveryUrl out if it is the usual one',
});

const ofServiceAccounts = (path: Path, url: string): ConfigIssue => ({
  code: 'config/duplicate-issuer',
  path,
  message: `${url} is the issuer of the service accounts of this cluster`,
  suggestion: 'set the URL of another issuer: tokens of service accounts are accepted already',
});

function* mapped(mapping: Issuer['username'], path: Path): Iterable<ConfigIssue> {
  if (mapping === undefined) return;
  const {claim, prefix, expression} = mapping;
  yield* oneOf({claim, expression}, path);
  if (claim !== undefined && prefix === undefined && expression === undefined)
    yield incomplete(path, 'a claim needs a prefix', 'add prefix: "oidc:", or prefix: "" for none');
}

/** Exactly one of two settings. */
function* oneOf(
  {claim, expression}: {readonly claim: string | undefined; readonly expression: string | undefined},
  path: Path,
): Iterable<ConfigIssue> {
  if ((claim === undefined) !== (expression === undefined)) return;
  const message = claim === undefined ? 'neither claim nor expression is set' : 'both claim and expression are set';
  yield incomplete(path, message, 'set one of the two');
}

const incomplete = (path: Path, message: string, suggestion: string): ConfigIssue => ({
  code: 'config/claim-mapping',
  path,
  at: 'key',
  message,
  suggestion,
});
