// Writes dist/root-help.json: the help of `quorate --help` as oclif prints it, for each width of a terminal.
import {writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {stripVTControlCharacters} from 'node:util';

process.env.FORCE_COLOR = '1';
const {Config, Help} = await import('@oclif/core');
const {USER_AGENT} = await import('../dist/commands/base/known-answer.js');

// Below the first, the line with machine and Node is broken. Above the last, nothing is.
const [NARROWEST, WIDEST] = [60, 160];

const config = await Config.load(fileURLToPath(new URL('..', import.meta.url)));
config.userAgent = USER_AGENT;

const helpOf = async maxWidth => {
  const lines = [];
  class Collected extends Help {
    log(...args) {
      lines.push(`${args.join(' ')}\n`);
    }
  }
  await new Collected(config, {maxWidth}).showHelp(['--help']);
  return lines.join('');
};

const found = [];
for (let width = NARROWEST; width <= WIDEST; width++) {
  const bold = await helpOf(width);
  if (found.at(-1)?.bold !== bold) found.push({from: width, plain: stripVTControlCharacters(bold), bold});
}
await writeFile(new URL('../dist/root-help.json', import.meta.url), JSON.stringify(found));
