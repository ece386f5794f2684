import type { KeyRing } from '../admission/state/key-ring.ts';
import { type AddedHeaders, addedHeaders } from '../answer/added-headers.ts';
import { SaidToOrigins } from '../answer/cors.ts';
import { createStub, type Stub } from '../answer/stub/index.ts';
import { createUpstream, type Upstream } from '../answer/upstream/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Notice } from '../model/notice.ts';
import type { Outlook } from '../model/outlook.ts';
import type { Scenario, UpstreamOptions } from '../model/scenario.ts';
import { Replay } from '../tape/replay.ts';
import { createSecretMaskers } from '../tape/secret-masker.ts';

/** What answers when no fault does. */
export type AnswerSource = (
  | { readonly kind: 'stub'; readonly stub: Stub }
  | { readonly kind: 'upstream'; readonly upstream: Upstream; readonly said: SaidToOrigins }
  | { readonly kind: 'tape'; readonly tape: Replay }
) & { readonly added: AddedHeaders | null };

/** Puts something about a run into the journal. */
export type AddNotice = (notice: Notice, says: string) => void;

/** An upstream of a scenario; `null`: the one that has no name. */
export interface AskedUpstream {
  readonly name: string | null;
  readonly options: UpstreamOptions;
}

/** What a run has for its answers. */
export interface SourceParts {
  readonly addNotice: AddNotice;
  readonly outlook: Outlook | null;
  readonly keys: KeyRing;
}

export interface AnswerSources {
  /** For one run: what answers in the place of each upstream of its scenario. */
  of(scenario: Scenario, asked: AskedUpstream, run: SourceParts): AnswerSource;
  close(): void;
}

/** An upstream, and of which parts of a scenario it is made. */
interface Backend {
  readonly made: readonly unknown[];
  readonly upstream: Upstream;
}

/** All labels of a scenario share its upstreams, so that connections are kept alive between them. */
class Backends {
  readonly #known = new Map<string, Backend>();
  /** Replaced ones, of which requests under way keep the connections. */
  readonly #replaced: Upstream[] = [];

  of(id: string, made: readonly unknown[], create: () => Upstream): Upstream {
    const known = this.#known.get(id);
    if (known !== undefined && made.every((part, at) => part === known.made[at])) return known.upstream;
    if (known !== undefined) this.#replaced.push(known.upstream);
    const upstream = create();
    this.#known.set(id, { made, upstream });
    return upstream;
  }

  close(): void {
    for (const { upstream } of this.#known.values()) upstream.close();
    for (const upstream of this.#replaced) upstream.close();
  }
}

export function createAnswerSources(clock: Clock): AnswerSources {
  const backends = new Backends();
  return {
    of(scenario, { name: upstreamName, options: upstream }, { addNotice, outlook, keys }): AnswerSource {
      const { name, inUse, limits, ignored } = scenario;
      if (upstream.kind === 'stub') {
        const added = addedHeaders('successes of the stub', scenario.stub.headers);
        return { kind: 'stub', stub: createStub(scenario, clock, outlook, keys), added };
      }
      const added = addedHeaders('relayed answers', upstream.headers);
      if (upstream.kind === 'tape') {
        const { recordings, cut, speed } = upstream;
        const maskerOf = createSecretMaskers(inUse.platform, []);
        const taped = { recordings, cut, ignored, speed, inUse, maskerOf, clock };
        return { kind: 'tape', added, tape: new Replay({ ...taped, notify: addNotice }) };
      }
      const shared = backends.of(JSON.stringify([name, upstreamName]), [upstream, inUse, limits], () =>
        createUpstream(upstream, inUse, clock, limits),
      );
      return { kind: 'upstream', upstream: shared, said: new SaidToOrigins(), added };
    },
    close: () => backends.close(),
  };
}
