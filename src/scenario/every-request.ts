import type { Always, Scenario } from '../model/scenario.ts';

/**
 * The stub has its platform's routes and no more, so that another path is a slip of the client. An upstream
 * has routes that the platform's file lacks: there a rule without `when` meets every request.
 */
export function alwaysOf({ upstream, upstreams }: Pick<Scenario, 'upstream' | 'upstreams'>): Always {
  const all = upstreams.length === 0 ? [upstream] : upstreams.map(({ options }) => options);
  return all.every(({ kind }) => kind === 'stub') ? 'every known route' : 'every request';
}
