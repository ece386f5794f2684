import { writeFileSync } from 'node:fs';
import { type Learned, learn } from '../../src/learn/learn.ts';
import type { Step } from '../../src/model/step.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { fixedClock } from './clock.ts';
import { engineOf } from './engine.ts';
import { requestFacts, someTime } from './facts.ts';
import { collect, eventStream, frame, head, watched } from './steps.ts';

/** A request that arrives so long after the first one. */
export interface Arrival {
  readonly atMs: number;
  readonly model: string;
  readonly stream: boolean;
}

const events = Array.from({ length: 12 }, (_, index) => frame(`data: {"n":${index}}\n\n`));
const streamed: readonly Step[] = [eventStream, ...events, frame('data: [DONE]\n\n'), { kind: 'end' }];
const whole: readonly Step[] = [
  head('application/json', ['Content-Length', '8']),
  frame('{"a":12}'),
  { kind: 'end' },
];

type Ending = 'complete' | 'hung' | 'severed' | 'damaged';

function endingOf(steps: readonly Step[]): Ending {
  const last = steps.at(-1);
  if (steps.some(({ kind }) => kind === 'hang')) return 'hung';
  if (last?.kind === 'sever') return 'severed';
  return last?.kind === 'end' && last.damaged ? 'damaged' : 'complete';
}

const lengthOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + (step.kind === 'pause' || step.kind === 'hang' ? step.ms : 0), 0);

/** What the journal has of an answer, if no client leaves and no time but that of its steps passes. */
function playedOf(steps: readonly Step[], at: number) {
  const index = steps.findIndex(({ kind }) => kind === 'head');
  const found = steps[index];
  const { status, headers, error } =
    found?.kind === 'head' ? found : { status: null, headers: [], error: undefined };
  const played = {
    ...{ status, headers, error: error ?? null, ending: endingOf(steps) },
    headAt: found === undefined ? null : at + lengthOf(steps.slice(0, index)),
    frames: steps.filter(({ kind }) => kind === 'frame').length,
  };
  return { played, tookMs: lengthOf(steps) };
}

/** Plays a scenario in virtual time; the lines of a journal. */
export async function journalled(text: string, arrivals: readonly Arrival[]): Promise<string> {
  const clock = fixedClock();
  const { engine, inUse } = await engineOf(text, clock);
  const lines: string[] = [];
  for (const [index, { atMs, model, stream }] of arrivals.entries()) {
    const at = someTime + atMs;
    clock.advance(at - clock.now());
    const body = { model, stream, messages: [{ role: 'user', content: `question ${index}` }] };
    const facts = requestFacts(inUse, { body });
    const { faults } = engine.decide(facts, atMs);
    const answer = faults.reduce<AsyncIterable<Step>>(
      (steps, fault) => fault.apply(steps),
      watched(stream ? streamed : whole),
    );
    const entry = { id: index + 1, kind: 'request', at, model, stream, url: '/v1/chat/completions' };
    lines.push(JSON.stringify({ ...entry, ...playedOf(await collect(answer), at) }));
  }
  return `${lines.join('\n')}\n`;
}

/** Read once: the YAML of a platform takes longer than what is learned. */
const platforms = new Map<string, ReturnType<typeof findPlatform>>();

export async function learnedFrom(
  files: readonly string[],
  platform = 'token-factory',
): Promise<{ readonly learned: Learned; readonly text: string }> {
  const found = platforms.get(platform) ?? findPlatform(platform);
  platforms.set(platform, found);
  const { learned, text } = await learn(files, {
    platform: await found,
    ...{ platformName: platform, title: 'A bad day', format: null, map: {} },
  });
  return { learned, text: text ?? '' };
}

/** Learns from the text of one file, which is written to this path. */
export function learnedText(file: string, content: string) {
  writeFileSync(file, content);
  return learnedFrom([file]);
}
