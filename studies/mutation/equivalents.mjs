/**
 * Mutants that change nothing visible. Each is named by its file, its function, the change, and which
 * of those in the function it is, in the order of the text: `npm run mutate` prints these of what survives.
 */
export const equivalents = [
  {
    file: 'src/timeline/endings.ts',
    within: 'lastOf',
    changes: ['0 → 1', '0 → -1'],
    nth: [1],
    because: 'a call has an attempt; only the type of `at` does not know it',
  },
  {
    file: 'src/timeline/describe.ts',
    within: 'formatMs',
    changes: ['< → <='],
    nth: [1],
    because: 'one second is one second on both sides of this edge',
  },
  {
    file: 'src/timeline/retry-after.ts',
    within: 'waitOf',
    changes: ['condition → false'],
    nth: [2],
    because:
      'nothing that is read below takes a field that is not there for a wait; the types want to be told',
  },
  {
    file: 'src/timeline/retry-after.ts',
    within: 'fieldOf',
    changes: ['< → <='],
    nth: [1],
    because: 'beyond the end no field has a name',
  },
  {
    file: 'src/expectations/observe/backs-off.ts',
    within: 'violationsWithoutFigures',
    changes: ['< → <='],
    nth: [1],
    because: 'odds that are worked out from times in fractions of a millisecond never are the limit itself',
  },
  {
    file: 'src/expectations/observe/jitters.ts',
    within: 'likenessOf',
    changes: ['< → <='],
    nth: [1, 2],
    because: 'odds that are worked out from times in fractions of a millisecond never are the limit itself',
  },
  {
    file: 'src/timeline/calls.ts',
    within: 'attemptsOf',
    changes: ['0 → 1', '0 → -1'],
    nth: [2],
    because: 'set by the first attempt, whatever was there',
  },
  {
    file: 'src/timeline/calls.ts',
    within: 'nestedIn',
    changes: ['0 → 1', '0 → -1'],
    nth: [2, 3, 6, 7],
    because: 'set by the first attempt, whatever was there',
  },
  {
    file: 'src/timeline/calls.ts',
    within: 'callOf',
    changes: ['0 → -1'],
    nth: [1],
    because: 'no certainty is below the first one',
  },
  {
    file: 'src/judge/problems.ts',
    within: 'findingsOf',
    changes: ['< → <='],
    nth: [1],
    because: 'as severe as it was is as severe as it was',
  },
];
