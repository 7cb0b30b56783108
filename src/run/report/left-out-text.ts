import {type LeftOut, leftOutLines} from '../../core/plan/left-out/left-out.js';

/** What a plan that is only shown leaves out, and why; empty if nothing. */
export function leftOutText(leftOut: LeftOut): string {
  const limited = leftOut.hosts.filter(({by}) => by === 'limit').map(({host}) => host);
  const lines = [
    ...(limited.length === 0 ? [] : [`${limited.join(', ')}: outside of --limit`]),
    ...leftOutLines(leftOut),
  ];
  return lines.length === 0 ? '' : ['Left out:', ...lines.map(line => `  ${line}`)].join('\n');
}
