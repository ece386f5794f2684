import { findExpectation } from '../expectations/index.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Expected } from './judge.ts';

type Asked = Pick<Expected, 'params' | 'by' | 'open'> & { readonly name: string };
type Asking = Pick<Scenario, 'expect' | 'excused' | 'inUse'>;

/** What the scenario's `expect` names; without one, what its platform's contract states. */
function namedBy({ expect, inUse }: Asking): Asked[] {
  if (expect !== null)
    return expect.map(({ expectation: name, params }) => ({ name, params, by: 'asked' as const }));
  const names = Object.values(inUse.platform.contract).map(({ expectation }) => expectation);
  return [...new Set(names)].flatMap((name) =>
    name === null ? [] : [{ name, params: {}, by: 'contract' as const }],
  );
}

/**
 * Judged under every scenario that does not say otherwise. That certificates are verified and that the
 * command succeeds has to be shown where there is occasion; of the others only what was seen is shown.
 */
const always: readonly Asked[] = [
  { name: 'gives-up', params: {}, by: 'always', open: 'hidden' },
  { name: 'does-not-retry', params: {}, by: 'always', open: 'hidden' },
  { name: 'honours-retry-after', params: {}, by: 'always', open: 'hidden' },
  { name: 'verifies-tls', params: {}, by: 'always' },
  { name: 'keys-in-headers-only', params: {}, by: 'always', open: 'hidden' },
  { name: 'exit', params: 0, by: 'always' },
];

/** The expectations of a scenario. `exit` needs a command whose end can be observed: a drill. */
export function expectedOf(scenario: Asking, command: 'drill' | 'serve'): Expected[] {
  const named = namedBy(scenario);
  const more = always.filter(({ name }) => named.every((asked) => asked.name !== name));
  const judged = [...named, ...more].filter(({ name }) => !scenario.excused.includes(name));
  return judged.flatMap(({ name, ...asked }) => {
    const expectation = findExpectation(name);
    const seen = command === 'drill' || name !== 'exit';
    return expectation !== undefined && seen ? [{ expectation, ...asked }] : [];
  });
}

/**
 * Those of a scenario that are named. One without an `expect`, such as healthy with a rule of the command
 * line, is asked for what is named, even where no contract states it.
 */
export function expectedOnly(scenario: Asking, names: readonly string[]): Expected[] {
  const found = expectedOf(scenario, 'drill').filter(({ expectation }) => names.includes(expectation.name));
  if (scenario.expect !== null) return found;
  return names.flatMap((name) => {
    const own = found.find(({ expectation }) => expectation.name === name);
    const expectation = findExpectation(name);
    if (own !== undefined && own.open === undefined) return [own];
    if (expectation === undefined || scenario.excused.includes(name)) return [];
    return [{ expectation, params: {}, by: 'asked' as const }];
  });
}
