/** A word or phrase that messages, help, docs, comments and titles do not use. docs/glossary.md has the words that they do. */
export interface Banned {
  readonly pattern: RegExp;
  readonly say: string;
}

/** A blank in a phrase is any white space: pages are wrapped. */
const banned = (phrase: string, say: string): Banned => ({
  pattern: new RegExp(`(?<![\\w-])(?:${phrase.replaceAll(' ', '\\s+')})(?![\\w-])`, 'gi'),
  say,
});

export const BANNED: readonly Banned[] = [
  banned('(?:un)?seal(?:s|ed|ing)?', 'record membership'),
  banned('(?:take|takes|taken|took|taking)(?: \\w+)? back', 'roll back'),
  banned('ways? back', 'rollback'),
  banned('newcomers?', 'new host, joining host, new member'),
  banned('mend(?:s|ed|ing)?', 'remedy, fix, repair'),
  banned('somebody|someone else|nobody|everybody|whoever', 'name the subject: operators, you, no one'),
  banned('(?:go|goes|going|gone|went) on', 'continue'),
  banned('(?:be|been|was|were|is|are|being|gets?|got) cut|cuts? off', 'interrupted'),
  banned('lies|laid(?! out)|(?:lays?|laying) down|lie (?:in|on|under|beside)', 'is in, is located, is stored'),
  banned('told', 'is set to, is informed, reports'),
  banned('carries|carrying|carry(?! out)', 'has, runs, contains'),
  banned('begun', 'started'),
  banned('stands(?! for)', 'is'),
  banned('wholes?|wholly', 'complete, entire, integer'),
  banned('authority|authorities', 'CA'),
  banned('silence[sd]?|silent(?! corruption)', 'unreachable, unresponsive'),
  banned('hears?|heard|unheard', 'reachable by peers, receives'),
  banned('half done|half[ -]?way', 'unfinished'),
  banned('by now', 'already, or nothing'),
  banned('of (?:its|their) own accord', 'by itself'),
  banned('not known', 'unknown'),
];
