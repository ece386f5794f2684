import type { ConnectionFault, Fault, RequestFault } from '../../src/faults/fault.ts';
import { luckOf } from '../../src/lib/luck.ts';
import { served } from '../../src/listener/served.ts';
import type { ConnectionPlan } from '../../src/model/connection-plan.ts';
import type { ConnectionFacts } from '../../src/model/facts.ts';
import type { Step } from '../../src/model/step.ts';
import { fixedClock } from './clock.ts';
import { connectionFacts, requestFacts } from './facts.ts';
import { platformInUse } from './platform.ts';
import { collect, end, eventStream, frame, head, watched } from './steps.ts';

const inUse = platformInUse();
export const hangMs = 60_000;

/** Where every fault of requests acts. */
const onTls: ConnectionFacts = { ...connectionFacts, tls: true };

export function apply(
  fault: RequestFault,
  params: unknown,
  steps: AsyncIterable<Step>,
  on: ConnectionFacts = onTls,
): AsyncIterable<Step> {
  return fault.apply(steps, {
    params: fault.params.parse(params),
    facts: requestFacts(inUse, { body: { model: 'm' }, facts: { connection: on } }),
    inUse,
    injection: 0,
    luck: luckOf('42', fault.name),
    clock: fixedClock(),
    hangMs,
  });
}

export function welcomed(fault: ConnectionFault, params: unknown, plan = served): ConnectionPlan {
  const context = { params: fault.params.parse(params), facts: connectionFacts, luck: luckOf(1), hangMs };
  return fault.apply(plan, context);
}

const event = (delta: object, reason: string | null) =>
  frame(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`);

/** Long enough for every example; its texts have characters of several bytes, which a piece may cut. */
const chat: readonly Step[] = [
  eventStream,
  ...Array.from({ length: 40 }, (_, index) => event({ content: `wörd ${index}` }, null)),
  event({}, 'stop'),
  frame('data: [DONE]\n\n'),
  end,
];

const text = JSON.stringify({ choices: [{ message: { content: 'wörd '.repeat(400) } }] });
const limited = ['x-ratelimit-limit-requests', '60', 'x-ratelimit-remaining-requests', '7'];
const whole: readonly Step[] = [
  head('application/json', ['Content-Length', String(Buffer.byteLength(text)), ...limited]),
  frame(text),
  end,
];

/** What a client could tell apart: neither the pieces of a body nor what only the journal is told. */
function onTheWire(steps: readonly Step[]): object[] {
  const seen: object[] = [];
  let body: Buffer[] = [];
  const close = () => {
    if (body.length > 0) seen.push({ body: Buffer.concat(body).toString('latin1') });
    body = [];
  };
  for (const step of steps) {
    if (step.kind === 'frame') {
      body.push(step.bytes);
      continue;
    }
    close();
    if (step.kind === 'head') {
      const { status, headers, keepAlive } = step;
      seen.push({ status, headers, keepAlive });
    } else if (step.kind === 'end') seen.push({ kind: 'end', idle: step.idle });
    else seen.push(step);
  }
  close();
  return seen;
}

async function changesAnswer(fault: RequestFault, steps: readonly Step[]): Promise<boolean> {
  const played = await collect(apply(fault, fault.example, watched(steps)));
  return JSON.stringify(onTheWire(played)) !== JSON.stringify(onTheWire(steps));
}

/** Whether the fault, with its example, changes a connection, or an answer of at least one kind, over TLS. */
export async function changes(fault: Fault): Promise<'something' | 'nothing'> {
  if (fault.subject === 'connection') {
    const plan = welcomed(fault, fault.example);
    return JSON.stringify(plan) === JSON.stringify(served) ? 'nothing' : 'something';
  }
  const changed = await Promise.all([chat, whole].map((steps) => changesAnswer(fault, steps)));
  return changed.includes(true) ? 'something' : 'nothing';
}
