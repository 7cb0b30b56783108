/** A request as the API server judges it; either a resource or a path. */
export interface AuditedRequest {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly verb: string;
  /** "pods/exec" */
  readonly resource?: string;
  /** Default: "", the core group. */
  readonly group?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

interface GroupResources {
  readonly group?: string;
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

export interface AuditPolicy {
  readonly rules: readonly {
    readonly level: string;
    readonly users?: readonly string[];
    readonly userGroups?: readonly string[];
    readonly verbs?: readonly string[];
    readonly namespaces?: readonly string[];
    readonly resources?: readonly GroupResources[];
    readonly nonResourceURLs?: readonly string[];
  }[];
}

/** The level of the first rule that matches, as `ruleMatches` of k8s.io/apiserver/pkg/audit/policy decides. */
export const auditLevel = ({rules}: AuditPolicy, request: AuditedRequest): string =>
  rules.find(rule => matches(rule, request))?.level ?? 'None';

function matches(rule: AuditPolicy['rules'][number], request: AuditedRequest): boolean {
  const {users, userGroups, verbs, namespaces, resources, nonResourceURLs} = rule;
  if (users?.length && !users.includes(request.user)) return false;
  if (userGroups?.length && !userGroups.some(group => request.groups?.includes(group))) return false;
  if (verbs?.length && !verbs.includes(request.verb)) return false;
  if (namespaces?.length || resources?.length) {
    if (request.resource === undefined) return false;
    if (namespaces?.length && !namespaces.includes(request.namespace ?? '')) return false;
    return !resources?.length || resources.some(each => covers(each, request));
  }
  if (nonResourceURLs?.length) {
    return request.path !== undefined && nonResourceURLs.some(spec => matchesPath(request.path!, spec));
  }
  return true;
}

function covers({group = '', resources = [], resourceNames = []}: GroupResources, request: AuditedRequest): boolean {
  if (group !== (request.group ?? '')) return false;
  if (resources.length === 0) return true;
  if (resourceNames.length > 0 && !resourceNames.includes(request.name ?? '')) return false;
  const [resource, subresource] = request.resource!.split('/');
  return resources.some(
    each =>
      each === request.resource ||
      each === '*' ||
      (subresource !== undefined && each === `*/${subresource}`) ||
      each === `${resource}/*`,
  );
}

const matchesPath = (path: string, spec: string): boolean =>
  spec === '*' || path === spec || (spec.endsWith('*') && path.startsWith(spec.replace(/\*+$/, '')));
