import { known, type Life, Signal, sleep } from './agenda.ts';
import { askedBy, honestWait, isAnswer, isFinal, type Job, newCall, timed } from './calls.ts';
import { between, type Client, type Flight, type World } from './client.ts';
import type { Met } from './gateway.ts';

const honestAttempts = 6;
const isDone = ({ isGiven }: Flight) => isGiven;

function* eitherOf(client: Client, first: Flight, second: Flight): Life<Met> {
  yield known(first, second);
  const [sooner, later] = isDone(first) ? [first, second] : [second, first];
  const met = sooner.met as Met;
  if (isAnswer(met)) {
    if (!isDone(later)) client.cancel(later);
    return met;
  }
  yield known(later);
  const last = later.met as Met;
  // Of two waits that it was told it keeps the longer one.
  return isAnswer(last) || (last.retryAfter ?? 0) >= (met.retryAfter ?? 0) ? last : met;
}

/** A second copy of what takes long; the first answer counts, and the other request is cancelled. */
export function* hedged(world: World, client: Client, job: Job): Life {
  const { luck } = world;
  const call = newCall(world);
  const patienceMs = between(luck, 100, 300);
  for (let [n, own] = [1, 0]; n <= honestAttempts; n += 1) {
    const first = client.send(askedBy(job, call, n));
    yield { first: [first], ms: patienceMs };
    if (!first.isGiven) n += 1;
    const met = first.isGiven
      ? (first.met as Met)
      : yield* eitherOf(client, first, client.send(askedBy(job, call, n)));
    if (isAnswer(met) || isFinal(met)) return;
    const ms = honestWait({ met, attempts: n, own }, luck);
    if (ms === null || n >= honestAttempts) return;
    own += met.retryAfter === null ? 1 : 0;
    yield sleep(timed(luck, ms));
  }
}

/** A stream that breaks is asked for again with the text so far. */
export function* resumed(world: World, client: Client, first: Job): Life {
  const { luck } = world;
  const call = newCall(world);
  let [job, own] = [first, 0];
  for (let attempts = 1; attempts <= honestAttempts; attempts += 1) {
    const met = yield* client.ask(askedBy(job, call, attempts));
    if (isAnswer(met) || isFinal(met)) return;
    if (met.error === null) {
      const messages = job.body['messages'] as readonly unknown[];
      const soFar = {
        role: 'assistant',
        content: `So far, part ${attempts}: ${'words '.repeat(attempts * 5)}`,
      };
      job = { ...job, body: { ...job.body, messages: [...messages, soFar] } };
    }
    const ms = honestWait({ met, attempts, own }, luck);
    if (ms === null) return;
    own += met.retryAfter === null ? 1 : 0;
    yield sleep(timed(luck, ms));
  }
}

/** The user stops an answer before or while it comes; now and then the same is asked again. */
export function* aborted(world: World, client: Client, job: Job): Life {
  const { luck } = world;
  for (let times = 0; times < 3; times += 1) {
    const flight = client.send(askedBy(job, newCall(world), 1));
    yield { first: [flight], ms: luck() < 0.6 ? between(luck, 20, 2_500) : Number.POSITIVE_INFINITY };
    if (flight.isGiven) return;
    client.cancel(flight);
    if (luck() < 0.5) return;
    yield sleep(between(luck, 300, 5_000));
  }
}

/** All calls of a client share it: after three failures in a row none asks for 5 s, then one tries. */
export class Breaker {
  #failures = 0;
  #openUntil = 0;
  #probe: Signal | null = null;

  /** Waits until a request may be sent. */
  *enter({ agenda, luck }: World): Life {
    while (this.#failures >= 3) {
      if (agenda.now < this.#openUntil) yield sleep(this.#openUntil - agenda.now + luck() * 500);
      else if (this.#probe === null) {
        this.#probe = new Signal();
        return;
      } else yield known(this.#probe);
    }
  }

  leave(met: Met, { agenda }: World): void {
    this.#failures = isAnswer(met) ? 0 : this.#failures + 1;
    if (this.#failures >= 3) this.#openUntil = agenda.now + 5_000;
    const probe = this.#probe;
    this.#probe = null;
    probe?.give();
  }
}

export function* broken(world: World, client: Client, job: Job, breaker: Breaker): Life {
  const { luck } = world;
  const call = newCall(world);
  for (let [attempts, own] = [1, 0]; attempts <= honestAttempts; attempts += 1) {
    yield* breaker.enter(world);
    const met = yield* client.ask(askedBy(job, call, attempts));
    breaker.leave(met, world);
    if (isAnswer(met) || isFinal(met)) return;
    const ms = honestWait({ met, attempts, own }, luck);
    if (ms === null) return;
    own += met.retryAfter === null ? 1 : 0;
    yield sleep(timed(luck, ms));
  }
}
