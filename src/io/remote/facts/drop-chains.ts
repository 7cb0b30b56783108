import type {DropChain} from '../../../core/model/surroundings.js';

/**
 * The base chains of a ruleset (`nft list ruleset`) that drop or reject by default: by their policy, or by their last
 * rule. Tables of firewalld, kube-proxy and flannel are left out: those have commands of their own, or are quorate's.
 */
export function dropChainsOf(ruleset: readonly string[]): readonly DropChain[] {
  const found: DropChain[] = [];
  let table: {readonly family: string; readonly name: string} | undefined;
  let chain = '';
  let hook = '';
  let drops = false;
  for (const line of ruleset) {
    const [, family, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    const text = line.trim();
    if (family !== undefined) table = {family, name: name!};
    else if (text.startsWith('chain ')) [chain, hook, drops] = [text.split(' ')[1]!, '', false];
    else if (text === '}' && hook !== '') {
      if (drops && table !== undefined) found.push(...dropChain(table, chain, hook));
      hook = '';
    } else {
      const [, of, policy] = /^type filter hook (input|forward) priority [^;]*;(?: policy (\w+);)?/.exec(text) ?? [];
      if (of !== undefined) [hook, drops] = [of, policy === 'drop'];
      else if (hook !== '' && text !== '') drops = drops || LAST_RULE.test(text);
    }
  }
  return found;
}

/** A rule without a condition: what comes after it in its chain is never reached. */
const LAST_RULE =
  /^(?:counter(?: packets \d+ bytes \d+)? )?(?:drop|reject(?: with [\w-]+(?: type)? [\w-]+)?)(?: comment "[^"]*")?$/;

const OTHERS: readonly string[] = ['firewalld', 'kube-proxy', 'flannel-ipv4', 'flannel-ipv6'];
const FAMILIES: readonly string[] = ['ip', 'ip6', 'inet'];

const dropChain = (
  {family, name}: {readonly family: string; readonly name: string},
  chain: string,
  hook: string,
): readonly DropChain[] =>
  OTHERS.includes(name) || !FAMILIES.includes(family) || !WORD.test(name) || !WORD.test(chain)
    ? []
    : [
        {
          // iptables has its rules in the tables of its name, in chains in capital letters.
          tool: name === 'filter' && chain === hook.toUpperCase() && family !== 'inet' ? 'iptables' : 'nft',
          family: family as DropChain['family'],
          table: name,
          chain,
          hook: hook as DropChain['hook'],
        },
      ];

/** Names become part of commands. */
const WORD = /^[\w.-]+$/;

/** The same of `iptables -S`. */
export const legacyDropChains = (rules: readonly string[]): readonly DropChain[] =>
  (['input', 'forward'] as const).flatMap(hook => {
    const chain = hook.toUpperCase();
    const own = rules.filter(rule => rule.startsWith(`-A ${chain} `));
    const drops = rules.includes(`-P ${chain} DROP`) || own.some(rule => /^-A \w+ -j (DROP|REJECT)\b/.test(rule));
    return drops ? [{tool: 'iptables', family: 'ip', table: 'filter', chain, hook} as const] : [];
  });
