import type { ShownRequest } from '../control/steering.ts';
import { formatMs } from '../timeline/describe.ts';
import type { Watching } from './app.tsx';
import { heldBy, rulesOf } from './lanes.ts';
import { runName } from './row.ts';

/** Most that are listed; more are counted. */
const most = 12;

function holdOf(request: ShownRequest): string {
  const faults = heldBy(request);
  const rules = rulesOf(request);
  if (faults.length > 0) return `held by ${faults.join(', ')} (${rules.join(', ')})`;
  return rules.length === 0 ? 'no fault' : `met ${rules.join(', ')}`;
}

/** The requests whose answers have not ended, those that wait for longest first. */
export function UnderWay({ live }: Watching) {
  const { requests, count, now } = live.underWay;
  const left = count - Math.min(most, requests.length);
  return (
    <section class="panel" aria-labelledby="under-way">
      <h2 id="under-way">Under way now</h2>
      {count === 0 && <p class="aside">No request waits for its answer.</p>}
      <ul class="plain">
        {requests.slice(0, most).map((request) => {
          const { scenario, label, call, attempt, connection, at, method, url } = request;
          return (
            <li key={`${connection} ${at}`} class={heldBy(request).length > 0 ? 'held' : ''}>
              <b>{formatMs(Math.max(0, now - at))}</b> {runName(scenario, label)} {call}#{attempt}{' '}
              <span class="aside">
                {method} {url}; {holdOf(request)}
              </span>
            </li>
          );
        })}
      </ul>
      {count > 0 && left > 0 && <p class="aside">and {left} more</p>}
    </section>
  );
}
