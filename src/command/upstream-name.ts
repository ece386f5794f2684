import type { NamedUpstream, Scenario, UpstreamOptions } from '../model/scenario.ts';

function nameOf(upstream: UpstreamOptions): string {
  switch (upstream.kind) {
    case 'stub':
      return 'the stub';
    case 'proxy':
      return upstream.url.href;
    case 'tape':
      return `the tape ${upstream.files.join(', ')}`;
  }
}

/** `primary is the stub (in eu, weight 3)` */
function describeNamed({ name, options, weight, region }: NamedUpstream): string {
  const place = region === null ? '' : `in ${region}, `;
  return `${name} is ${nameOf(options)} (${place}weight ${weight})`;
}

/** What answers if no rule does, in a few words. */
export function upstreamName({ upstream, upstreams }: Pick<Scenario, 'upstream' | 'upstreams'>): string {
  return upstreams.length === 0 ? nameOf(upstream) : upstreams.map(describeNamed).join(', ');
}
