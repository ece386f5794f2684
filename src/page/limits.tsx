import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDecimal } from '../lib/units.ts';
import { type KeyLevel, type LimitLevel, untilFreed } from '../model/limit-level.ts';
import { formatMs } from '../timeline/describe.ts';
import type { Watching } from './app.tsx';
import { keepChart } from './keep-chart.ts';
import { levelName, maxHistories } from './level-history.ts';
import { runName } from './row.ts';
import { timeAxis } from './span.ts';

interface OfLimit {
  readonly level: LimitLevel;
}

/** A figure that is nearly used up is marked by the browser's own gauge. */
const low = 0.2;

function whenFree({ waitMs, freeMs }: KeyLevel, freed: LimitLevel['freed']): string {
  if (waitMs === null) return untilFreed[freed];
  if (waitMs > 0) return `room in ${formatMs(waitMs)}`;
  return freeMs === null || freeMs === 0 ? '' : `all free in ${formatMs(freeMs)}`;
}

function Gauge({ level: { id, amount, unit, freed }, under }: OfLimit & { readonly under: KeyLevel }) {
  const { key, origin, remaining, refusals } = under;
  const of = `of ${formatDecimal(amount)} ${unit === 'usd' ? 'USD' : unit}`;
  const notes = [
    origin === 'kept' ? 'not seen since the restart' : '',
    whenFree(under, freed),
    refusals === 0 ? '' : `${refusals} without room`,
  ].filter((note) => note !== '');
  return (
    <li>
      {key !== '' && <code>{key}</code>}
      <meter
        {...{ min: 0, max: amount, low: amount * low, optimum: amount, value: remaining }}
        aria-label={`Left of ${id}${key === '' ? '' : ` under ${key}`}`}
      >
        {formatDecimal(remaining)} {of}
      </meter>
      <span>
        <b>{formatDecimal(remaining)}</b> {of} left <span class="aside">{notes.join(', ')}</span>
      </span>
    </li>
  );
}

/** What was left over the last minutes, under the key that has used most. */
function HistoryChart({ live, level }: Watching & OfLimit) {
  const box = useRef<HTMLDivElement>(null);
  const name = levelName(level);
  useEffect(() => {
    if (box.current === null) return undefined;
    const columns = () => {
      const to = timeAxis.heldAt ?? live.now();
      const { at, remaining } = live.levels.between(level, to - timeAxis.spanMs, to);
      return [[...at], [...remaining]] as [number[], (number | null)[]];
    };
    const drawing = {
      height: 90,
      strokes: [{ colour: 'mark' }],
      unit: String,
      top: () => level.amount,
      columns,
    };
    return keepChart(box.current, drawing, live.clock);
  }, [live, name, level.amount]);
  return <div class="chart" ref={box} aria-hidden="true" />;
}

/** Sets what is left, and puts money into a wallet. */
function Setter({ live, level }: Watching & OfLimit) {
  const { id, scenario, label, keys, amount, unit, freed } = level;
  const isWallet = freed === 'by-top-up';
  const [remaining, setRemaining] = useState('0');
  const [wanted, want] = useState('');
  // A key that is not in use any more cannot be chosen.
  const key = keys.some((each) => each.key === wanted) ? wanted : '';
  const set = (event: Event): void => {
    event.preventDefault();
    const under = key === '' ? '' : ` under ${key}`;
    const query = { scenario, label, id, key: key === '' ? null : key };
    const isTopUp = event instanceof SubmitEvent && event.submitter?.dataset['does'] === 'top-up';
    const says = isTopUp
      ? `${id} has ${remaining} USD more${under}.`
      : `Of ${id} ${remaining} is left${under}.`;
    if (isTopUp) void live.steer(says, 'POST', '/wallet', { ...query, usd: remaining });
    else void live.steer(says, 'POST', '/limits', { ...query, remaining });
  };
  return (
    <form class="picker" aria-label={`Set ${id} of ${runName(scenario, label)}`} onSubmit={set}>
      {level.by.length > 0 && (
        <label>
          <span class="name">under</span>
          <select value={key} onChange={({ currentTarget: { value } }) => want(value)}>
            <option value="">every key in use</option>
            {keys.map((each) => (
              <option key={each.key} value={each.key}>
                {each.key}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span class="name">{isWallet ? 'USD' : 'left'}</span>
        <input
          type="number"
          {...{ min: 0, step: unit === 'usd' ? 'any' : 1, required: true, value: remaining }}
          {...(isWallet ? {} : { max: amount })}
          onInput={({ currentTarget: { value } }) => setRemaining(value)}
        />
      </label>
      <button type="submit">Set</button>
      {isWallet && (
        <button type="submit" data-does="top-up">
          Top up
        </button>
      )}
    </form>
  );
}

function LimitFigure({ live, level, drawn }: Watching & OfLimit & { readonly drawn: 'chart' | 'gauge' }) {
  const { id, says, by, freed, keys, others, enforcement, refusals, scenario, label } = level;
  return (
    <figure class="limit">
      <figcaption>
        <h3>{id}</h3>
        <span class="aside">
          {runName(scenario, label)}: {says}
          {by.length === 0 ? '' : ` for each ${by.join(' and ')}`}
          {enforcement === 'shadow' ? ', not enforced' : ''}
          {refusals === 0 ? '' : `; ${refusals} without room`}
        </span>
      </figcaption>
      {keys.length === 0 && <p class="aside">Nothing is used.</p>}
      <ul class="plain gauges">
        {keys.map((key) => (
          <Gauge key={key.key} level={level} under={key} />
        ))}
      </ul>
      {others > 0 && <p class="aside">and {others} more keys</p>}
      {drawn === 'chart' && <HistoryChart live={live} level={level} />}
      {freed !== 'by-the-end-of-answers' && <Setter live={live} level={level} />}
    </figure>
  );
}

/** How much is left of each limit, and how that went. */
export function Limits({ live }: Watching) {
  const { limits, otherRuns } = live.limits;
  if (limits.length === 0) return null;
  const shown = limits.slice(0, 2 * maxHistories);
  const left = limits.length - shown.length;
  return (
    <section class="panel" aria-labelledby="limits">
      <h2 id="limits">Limits</h2>
      {shown.map((level, index) => (
        <LimitFigure
          key={levelName(level)}
          {...{ live, level, drawn: index < maxHistories ? 'chart' : 'gauge' }}
        />
      ))}
      {left > 0 && <p class="aside">and {left} more limits</p>}
      {otherRuns > 0 && <p class="aside">and those of {otherRuns} more labels</p>}
    </section>
  );
}
