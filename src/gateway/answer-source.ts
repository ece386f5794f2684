import type { KeyRing } from '../admission/state/key-ring.ts';
import { createStub, type Stub } from '../answer/stub/index.ts';
import { createUpstream, type Upstream } from '../answer/upstream/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Notice } from '../model/notice.ts';
import type { Outlook } from '../model/outlook.ts';
import type { Scenario } from '../model/scenario.ts';
import { Replay } from '../tape/replay.ts';
import { createSecretMaskers } from '../tape/secret-masker.ts';

/** What answers when no fault does. */
export type AnswerSource =
  | { readonly kind: 'stub'; readonly stub: Stub }
  | { readonly kind: 'upstream'; readonly upstream: Upstream }
  | { readonly kind: 'tape'; readonly tape: Replay };

/** Puts something about a run into the journal. */
export type AddNotice = (notice: Notice, says: string) => void;

export interface AnswerSources {
  /** For one run. */
  of(scenario: Scenario, addNotice: AddNotice, outlook: Outlook | null, keys: KeyRing): AnswerSource;
  /** After a reload; requests under way keep the connection they have. */
  forget(name: string): void;
  close(): void;
}

/** One upstream for each scenario, shared by its labels, so that connections are kept alive between them. */
export function createAnswerSources(clock: Clock): AnswerSources {
  const upstreams = new Map<string, Upstream>();
  return {
    of(scenario, addNotice, outlook, keys): AnswerSource {
      const { name, upstream, inUse, limits } = scenario;
      if (upstream.kind === 'stub') return { kind: 'stub', stub: createStub(scenario, clock, outlook, keys) };
      if (upstream.kind === 'tape') {
        const { recordings, speed } = upstream;
        const maskerOf = createSecretMaskers(inUse.platform, []);
        return {
          kind: 'tape',
          tape: new Replay({ recordings, speed, inUse, maskerOf, clock, notify: addNotice }),
        };
      }
      const known = upstreams.get(name) ?? createUpstream(upstream, inUse, clock, limits);
      upstreams.set(name, known);
      return { kind: 'upstream', upstream: known };
    },
    forget: (name: string) => void upstreams.delete(name),
    close() {
      for (const upstream of upstreams.values()) upstream.close();
    },
  };
}
