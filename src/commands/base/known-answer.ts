/** The root help from a width of the terminal on, as oclif prints it. */
export type RootHelp = readonly {readonly from: number; readonly plain: string; readonly bold: string}[];

interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What decides how oclif answers --version and --help. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** As oclif calls this program, machine and Node. */
  readonly userAgent: string;
}

/** The placeholder of the user agent in the stored help. */
export const USER_AGENT = '{{userAgent}}';

/** What else decides what oclif prints: its width, what it says beside it, or its colours. */
const ELSE = ['OCLIF_COLUMNS', 'DEBUG', 'NO_COLOR', 'FORCE_COLOR', 'CI', 'TF_BUILD', 'TEAMCITY_VERSION'];
const COLOURED = /^(?:xterm|screen|tmux|linux|rxvt|alacritty|vt100|vt220)(?:-|$)/;

/** Whether headings are bold; undefined where only oclif knows. */
const areHeadingsBold = ({env, stdout, stderr}: Surroundings): boolean | undefined => {
  if (!stdout.isTTY) return false;
  return stderr.isTTY && COLOURED.test(env.TERM ?? '') ? true : undefined;
};

/**
 * The answer to --version and --help, without oclif, which takes three times as long to load as Node itself. Undefined
 * where the answer is another, or may be: then oclif gives it.
 */
export const knownAnswer = (about: Surroundings, rootHelp: () => RootHelp): string | undefined => {
  const [first, ...others] = about.args;
  if (ELSE.some(name => about.env[name] !== undefined)) return undefined;
  if (first === '--version') return `${about.userAgent}\n`;
  if (others.length > 0 || (first !== undefined && first !== '--help')) return undefined;
  const bold = areHeadingsBold(about);
  const width = about.stdout.isTTY ? (about.stdout.columns ?? 0) : 80;
  const help = rootHelp().findLast(({from}) => from <= width);
  if (bold === undefined || help === undefined) return undefined;
  return (bold ? help.bold : help.plain).replace(USER_AGENT, about.userAgent);
};
