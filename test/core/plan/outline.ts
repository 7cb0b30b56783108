import type {Plan} from '../../../src/core/plan/stage.js';

/** A plan in short: its stages, what each must be proven for, and by host how many actions of which kind. */
export const outline = (plan: Plan): string =>
  plan
    .flatMap(({title, order, requires, actions}) => {
      const counts = new Map<string, Map<string, number>>();
      for (const action of actions) {
        const host = 'host' in action ? action.host : 'cluster';
        const kinds = counts.get(host) ?? new Map<string, number>();
        const label = action.kind === 'service/run' ? `run ${action.unit.replace('.service', '')}` : action.kind;
        counts.set(host, kinds.set(label, (kinds.get(label) ?? 0) + 1));
      }
      const proof = requires === undefined ? '' : `, requires quorum for: ${requires.kind} ${requires.peerUrl}`;
      const hosts = [...counts].map(
        ([host, kinds]) =>
          `  ${host}: ${[...kinds].map(([kind, count]) => (count === 1 ? kind : `${kind} ×${count}`)).join(', ')}`,
      );
      return [`${title} (${order}${proof})`, ...hosts];
    })
    .join('\n');
