import type { ScenarioOverrides } from '../../../../src/scenario/load.ts';

/** What is wrong, the file, where it must be said, and words of the sentence: cause and remedy. */
export type Broken = readonly [
  title: string,
  text: string,
  place: string,
  says: string,
  overrides?: ScenarioOverrides,
];
