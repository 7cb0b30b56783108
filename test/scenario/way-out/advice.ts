import {printedCommands} from '../../docs/printed-commands.js';
import {ACTS} from './human.js';
import type {Situation} from './situation.js';

/** What a person reads from a screen: what to do by hand, and which commands to type, in their order. */
export interface Advice {
  readonly after: Situation;
  /** Names of the acts that changed something. */
  readonly acts: readonly string[];
  /** Without the word quorate. */
  readonly commands: readonly string[];
}

const VERBS = new Set([
  'apply',
  'plan',
  'init',
  'join',
  'remove',
  'replace',
  'upgrade',
  'topology',
  'reset',
  'explain',
  'lock',
  'bundle',
  'etcd',
  'config',
  'restore',
  'backup',
]);

/** The same command means the one whose screen this is. */
export function adviceOn(screen: readonly string[], situation: Situation, command: string): Advice {
  let after = situation;
  const acts: string[] = [];
  const commands: string[] = [];
  for (const line of screen.flatMap(text => text.split('\n'))) {
    for (const act of ACTS) {
      if (!act.asks.test(line)) continue;
      const done = act.does(after, line);
      if (done === undefined) continue;
      after = done;
      acts.push(act.name);
    }
    commands.push(...commandsOn(line, command));
  }
  return {after, acts, commands: [...new Set(commands)]};
}

function commandsOn(line: string, command: string): readonly string[] {
  const text = line.replace(/^\s*(?:-|remedy:) /, '');
  const typed = printedCommands(text, VERBS)
    .lines.map(words => words.join(' '))
    .filter(each => !hasPlaceholder(each) && !NOT_A_WAY_OUT.test(each));
  const flags = [...text.matchAll(/(?:with |proceed anyway: )`?(--[\w-]+(?:=[\w,-]+)?)`?/g)].map(
    ([, flag]) => `${command} ${flag}`,
  );
  const again = /run the same command again(?! with)/i.test(text) ? [command] : [];
  return [...typed, ...flags, ...again];
}

/** A word that stands for something else: HOST, VERSION. */
const hasPlaceholder = (command: string): boolean => /(?:^| |=)[A-Z]{2,}(?: |$)/.test(command);

/** They give the cluster up, need another machine, only show, or are not about its state. */
const NOT_A_WAY_OUT = /^(?:reset|replace|explain|lock|bundle|etcd|config|restore|backup|pki)\b/;
