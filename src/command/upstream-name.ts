import type { UpstreamOptions } from '../model/scenario.ts';

/** What answers if no rule does, in a few words. */
export function upstreamName(upstream: UpstreamOptions): string {
  switch (upstream.kind) {
    case 'stub':
      return 'the stub';
    case 'proxy':
      return upstream.url.href;
    case 'tape':
      return `the tape ${upstream.files.join(', ')}`;
  }
}
