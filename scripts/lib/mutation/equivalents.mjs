/** Mutants that change nothing that can be seen. `on`: the whole line, without its indentation. */
export const equivalents = [
  // A call has an attempt; only the type of `at` does not know it.
  ...both('src/timeline/endings.ts', 'return attempts.at(-1) ?? attempts[0];', '0'),
  // One second is one second on both sides of this edge.
  {
    file: 'src/timeline/describe.ts',
    on: 'return sayDuration(ms < 1_000 ? Math.round(ms) : Math.round(ms / 10) * 10);',
    was: 'ms < 1_000',
    now: 'ms <= 1_000',
  },
  // Nothing that is read below takes a field that is not there for a wait; the types want to be told.
  {
    file: 'src/timeline/retry-after.ts',
    on: 'if (value === null) return null;',
    was: 'value === null',
    now: 'false',
  },
  // Beyond the end no field has a name.
  {
    file: 'src/timeline/retry-after.ts',
    on: 'for (let index = 0; index < headers.length; index += 2)',
    was: 'index < headers.length',
    now: 'index <= headers.length',
  },
  // Odds that are worked out from times in fractions of a millisecond never are the limit itself.
  ...[
    {
      file: 'src/expectations/observe/backs-off.ts',
      on: 'if (oddsOfShortWaits(waits.map(shareOf)) < oddsLimit) {',
      was: 'oddsOfShortWaits(waits.map(shareOf)) < oddsLimit',
    },
    {
      file: 'src/expectations/observe/jitters.ts',
      on: "if (odds < oddsLimit) return 'alike';",
      was: 'odds < oddsLimit',
    },
    {
      file: 'src/expectations/observe/jitters.ts',
      on: "return odds < doubtBelow ? 'doubtful' : 'different';",
      was: 'odds < doubtBelow',
    },
  ].map((mutant) => ({ ...mutant, now: mutant.was.replace(' < ', ' <= ') })),
  // Set by the first attempt, whatever was there.
  ...both('src/timeline/calls.ts', 'let own = 0;', '0'),
  ...both('src/timeline/calls.ts', 'let [outer, inner, current] = [0, 0, 0];', '0'),
  ...both(
    'src/timeline/calls.ts',
    'if (before.model !== entry.model || before.key !== entry.key) [outer, inner, current] = [0, 0, 0];',
    '0',
  ),
  // No certainty is below the first one.
  {
    file: 'src/timeline/calls.ts',
    on: [
      'const least = attempts.reduce(',
      '(most, { entry }) => Math.max(most, sureness.indexOf(entry.certainty)), 0);',
    ].join(''),
    was: '0',
    now: '-1',
  },
  // As severe as it was is as severe as it was.
  {
    file: 'src/judge/problems.ts',
    on: 'if (severities.indexOf(severity) > severities.indexOf(known.severity)) known.severity = severity;',
    was: 'severities.indexOf(severity) > severities.indexOf(known.severity)',
    now: 'severities.indexOf(severity) >= severities.indexOf(known.severity)',
  },
];

/** A number, one more and one less. */
function both(file, on, was) {
  return [1, -1].map((step) => ({ file, on, was, now: String(Number(was) + step) }));
}
