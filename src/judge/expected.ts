import { findExpectation } from '../expectations/index.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Expected } from './judge.ts';

type Asked = Pick<Expected, 'params' | 'by'> & { readonly name: string };

/** What the scenario's `expect` names; without one, what its platform's contract states. */
function namedBy({ expect, inUse }: Pick<Scenario, 'expect' | 'inUse'>): Asked[] {
  if (expect !== null)
    return expect.map(({ expectation: name, params }) => ({ name, params, by: 'asked' as const }));
  return Object.keys(inUse.platform.contract).map((name) => ({ name, params: {}, by: 'contract' as const }));
}

/** Judged under every scenario: the client verifies certificates, and the command succeeds. */
const always: readonly Asked[] = [
  { name: 'verifies-tls', params: {}, by: 'always' },
  { name: 'exit', params: 0, by: 'always' },
];

/** The expectations of a scenario. `exit` needs a command whose end can be observed: a drill. */
export function expectedOf(
  scenario: Pick<Scenario, 'expect' | 'inUse'>,
  command: 'drill' | 'serve',
): Expected[] {
  const named = namedBy(scenario);
  const more = always.filter(({ name }) => named.every((asked) => asked.name !== name));
  return [...named, ...more].flatMap(({ name, params, by }) => {
    const expectation = findExpectation(name);
    const seen = command === 'drill' || name !== 'exit';
    return expectation !== undefined && seen ? [{ expectation, params, by }] : [];
  });
}
