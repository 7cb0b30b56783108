import {VALUE} from '../support/wording/strings.js';

/** A text that people read, taken apart into the command lines of quorate in it. */
export interface PrintedCommands {
  /** The words after `quorate` of each; the place of a value counts as one. */
  readonly lines: readonly (readonly string[])[];
  /** Commands that are named in the middle of a sentence without backticks: it is unclear where they end. */
  readonly unmarked: readonly string[];
}

/**
 * A command line is in backticks, or it starts the text or follows ": ". There it ends at a backtick, a semicolon, a
 * comma, a parenthesis, a full stop, or with the text.
 *
 * @param commands first words of the commands that there are: other words after `quorate` are a sentence.
 */
export function printedCommands(text: string, commands: ReadonlySet<string>): PrintedCommands {
  const marked = [...text.matchAll(/`([^`]+)`/g)].flatMap(([, span]) => span!.split(/;|&&|[|>]/));
  const prose = text.replaceAll(/`[^`]+`/g, '``');
  const bare = [...prose.matchAll(BARE)].map(([line]) => line);
  const rest = prose.replaceAll(BARE, '');
  const isCommand = (line: string) => commands.has(wordsOf(line)[0] ?? '');
  return {
    lines: [
      ...marked.map(each => each.trim()).filter(each => /^quorate [^-]/.test(each)),
      ...bare.filter(isCommand),
    ].map(wordsOf),
    unmarked: [...rest.matchAll(/\bquorate [a-z]+/g)].map(([mention]) => mention).filter(isCommand),
  };
}

const BARE = /(?<=^|: |\n)quorate [a-z].*?(?=`|;|,\s|\s?[(>]|\)|\.(?:\s|$)|\n|: |$)/gm;

const wordsOf = (line: string): readonly string[] => {
  const words = line
    .replace(/^quorate\s+/, '')
    .trim()
    .split(/\s+/);
  return words.map(word => word.replaceAll(VALUE, '') || 'VALUE');
};

/** Words of a sentence among those of a command line, which ends somewhere before them. */
export const sentenceIn = (words: readonly string[]): readonly string[] => words.filter(word => SENTENCE.has(word));

const SENTENCE = new Set(
  'a again and as at before first for from if in is it of on once or the then to when with'.split(' '),
);

/**
 * Commands of etcdctl that would not reach etcd as they are printed: those that have their endpoints neither from the file
 * on the host nor from flags, and those that have them from both, which etcdctl refuses.
 */
export function bareEtcdctl(text: string): readonly string[] {
  const fromFile = text.includes('. /etc/etcd/etcdctl.env; etcdctl ');
  const flagsOf = (command: string) => FLAGS.filter(flag => command.includes(flag)).length;
  return [...text.matchAll(ETCDCTL)]
    .map(([command]) => command)
    .filter(command => flagsOf(command) !== (fromFile ? 0 : FLAGS.length));
}

const ETCDCTL =
  /\betcdctl (?:--\S+ )*(?:alarm|compact(?:ion)?|defrag|del|downgrade|endpoint|get|member|move-leader|put|snapshot)\b/g;
const FLAGS = ['--endpoints', '--cacert', '--cert', '--key'];
