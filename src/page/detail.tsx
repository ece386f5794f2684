import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShownRule } from '../control/steering.ts';
import type { RequestEntry } from '../model/entry.ts';
import { formatMs } from '../timeline/describe.ts';
import type { Watching } from './app.tsx';
import { preciseTime } from './axis.ts';
import type { Row, ShownEntry } from './row.ts';
import { RuleOutcomes } from './rule-outcomes.tsx';

interface Facts {
  readonly of: string;
  readonly is: ComponentChildren;
}

function List({ title, facts }: { readonly title: string; readonly facts: readonly Facts[] }) {
  const known = facts.filter(({ is }) => is !== null && is !== '');
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {known.map(({ of, is }) => (
          <div key={of}>
            <dt>{of}</dt>
            <dd>{is}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const extents: Readonly<Record<RequestEntry['bodyExtent'], string>> = {
  whole: 'read whole before deciding',
  prefix: 'its beginning was read before deciding',
  unread: 'not read before deciding',
};

const certainties = { certain: 'certainly', likely: 'likely', unclear: 'perhaps' } as const;

/** `null`: the gateway keeps no bodies, or none was read. */
function bodyOf({ body }: RequestEntry): ComponentChildren {
  if (body === undefined) return null;
  if (body.state === 'no-text') return 'not kept: it is no UTF-8';
  return <pre>{body.state === 'cut' ? `${body.text}…` : body.text}</pre>;
}

function requestFacts(entry: RequestEntry): readonly Facts[] {
  const { method, url, route, model, client, key, bodyBytes, bodyExtent, stream, signals, certainty } = entry;
  const by = signals.length === 0 ? '' : ` by ${signals.join(', ')}`;
  return [
    { of: 'Request', is: <code>{`${method} ${url}`}</code> },
    { of: 'Route', is: route },
    { of: 'Model', is: model === null ? null : `${model}${stream ? ', streamed' : ''}` },
    { of: 'Client', is: client },
    { of: 'Key', is: key === null ? 'none' : key },
    { of: 'Body', is: `${bodyBytes ?? 'unknown number of'} bytes, ${extents[bodyExtent]}` },
    { of: 'Text', is: bodyOf(entry) },
    { of: 'Call', is: `${certainties[certainty]} one call${by}` },
    { of: 'Changed', is: entry.changed?.join(', ') ?? null },
    { of: 'Retry count', is: entry.retryCount === null ? null : `${entry.retryCount}, as the client says` },
  ];
}

const pairs = (headers: readonly string[]) =>
  headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1] ?? ''}`] : []));

function answerFacts({
  played,
  source,
  upstream,
  upstreamFailure,
  at,
  tookMs,
}: RequestEntry): readonly Facts[] {
  const { status, headers, headAt, error, frames, bytes, pauses, ending } = played;
  const waited = pauses.map(({ kind, plannedMs, actualMs }) => {
    return `${kind} of ${formatMs(actualMs)}, planned ${formatMs(plannedMs)}`;
  });
  return [
    { of: 'Status', is: status === null ? 'none: no head was written' : status },
    { of: 'Error', is: error },
    { of: 'Head', is: headers.length === 0 ? null : <pre>{pairs(headers).join('\n')}</pre> },
    { of: 'Head after', is: headAt === null ? null : formatMs(headAt - at) },
    { of: 'Body', is: `${bytes} bytes in ${frames} ${frames === 1 ? 'frame' : 'frames'}` },
    { of: 'Silences', is: waited.join('; ') },
    { of: 'Ended', is: `${ending}, after ${formatMs(tookMs)}` },
    { of: 'From', is: upstream === undefined ? source : `${source}, as upstream ${upstream}` },
    {
      of: 'Upstream',
      is: upstreamFailure === null ? null : `failed ${upstreamFailure.when}: ${upstreamFailure.code}`,
    },
  ];
}

function connectionFacts(entry: Exclude<ShownEntry, RequestEntry>): readonly Facts[] {
  if (entry.kind === 'connection')
    return [
      { of: 'From', is: entry.address },
      { of: 'Met', is: entry.welcome },
    ];
  const { address, tunnel, sni, alpn, version, certificate, client, played, tookMs } = entry;
  return [
    { of: 'From', is: address },
    { of: 'Tunnel', is: tunnel },
    { of: 'Name', is: sni },
    { of: 'Protocols', is: alpn.join(', ') },
    { of: 'Version', is: version },
    { of: 'Certificate', is: certificate },
    { of: 'Handshake', is: `${played}, after ${formatMs(tookMs)}` },
    { of: 'Client', is: client === null ? null : client.kind },
  ];
}

function Findings({ live, row }: Watching & { readonly row: Row }) {
  const findings = live.judged.get(row.id)?.findings ?? [];
  return (
    <>
      {findings.map(({ id, problem, severity, says, fix }) => (
        <div key={id} class={`finding ${severity}`}>
          <h3>
            {problem} <span class="id">{id}</span>
          </h3>
          <p class="sentence">{says}</p>
          <p class="aside">Fix: {fix}</p>
        </div>
      ))}
    </>
  );
}

/** The rules of its run as they are now, of which the journal names those that matched. */
function useRules({ live, row }: Watching & { readonly row: Row }): readonly ShownRule[] {
  const [rules, setRules] = useState<readonly ShownRule[]>([]);
  useEffect(() => {
    const { entry } = row;
    const scope = entry.kind === 'request' ? { scenario: entry.scenario, label: entry.label } : {};
    live.ask<{ readonly rules: readonly ShownRule[] }>('GET', '/rules', scope).then(
      (answer) => setRules(answer.rules),
      () => setRules([]),
    );
  }, [live, row]);
  return rules;
}

/** All that the journal has of one attempt. Escape closes it, and the focus goes back to the list. */
export function Detail({ live, row }: Watching & { readonly row: Row }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const rules = useRules({ live, row });
  useEffect(() => dialog.current?.showModal(), []);
  const { entry } = row;
  const met = live.judged.get(row.id)?.met ?? row.met;
  return (
    <dialog ref={dialog} class="detail" aria-labelledby="detail" onClose={() => live.choose(null)}>
      <div class="bar">
        <h2 id="detail">
          {row.run ?? ''} {row.attempt}: {met}
        </h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <p class="aside">
        {preciseTime(row.at)}, journal entry {row.id}
      </p>
      <Findings live={live} row={row} />
      {entry.kind === 'request' ? (
        <>
          <List title="Asked" facts={requestFacts(entry)} />
          <List title="Answered" facts={answerFacts(entry)} />
        </>
      ) : (
        <List title="Connection" facts={connectionFacts(entry)} />
      )}
      <RuleOutcomes entry={entry} rules={rules} />
    </dialog>
  );
}
