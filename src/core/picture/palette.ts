/** Custom properties of the page and of the drawing, each against its ground with a contrast of 4.5 and more. */
export const LIGHT =
  '--ground:#fff;--zone:#f3f5f7;--card:#fff;--line:#c9d1d9;--ink:#1c2126;--dim:#57606a;--good:#1a7f37;--warning:#8a5a00;--bad:#b3261e;--learner:#0b62b4';

export const DARK =
  '--ground:#14181c;--zone:#1b2127;--card:#232a31;--line:#3b444d;--ink:#e8ecf0;--dim:#a3adb8;--good:#4cc36a;--warning:#e0a93b;--bad:#ff7b72;--learner:#6cb6ff';
