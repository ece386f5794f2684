/** The request target: scenario and label, and the path and query for the platform. */
export interface Target {
  /** NAME of `/@NAME`; `null`: the default scenario. */
  readonly scenario: string | null;
  /** LABEL of `/@NAME.LABEL`, or empty. */
  readonly label: string;
  readonly path: string;
  /** `?…` as sent, or empty. */
  readonly query: string;
}

/**
 *   /@rate-limited.worker-3/v1/chat/completions?x=1
 *     └ scenario    └ label └ path              └ query
 */
const prefixed = /^\/@([A-Za-z0-9][A-Za-z0-9_-]*)(?:\.([A-Za-z0-9_-]{1,64}))?(?=[/?]|$)/;

/** A malformed scenario prefix: no scenario has such a name, so the answer reports it as unknown. */
const misspelt = /^\/@([^/?]*)/;

/** RFC 9112 section 3.2.2: a request to a proxy starts with scheme and authority, which are ignored here. */
const absolute = /^https?:\/\/[^/?]*/i;

/**
 *   /~primary/v1/chat/completions
 *     └ upstream └ path
 *
 * A malformed name is read as a whole: no upstream has it, so the answer reports it as unknown.
 */
const ofUpstream = /^\/~([^/]*)/;

/** The upstream that a target names, and the target without it; `null`: it names none. */
export function splitUpstream(target: Target): { readonly upstream: string | null; readonly target: Target } {
  const [prefix = '', upstream = null] = ofUpstream.exec(target.path) ?? [];
  const rest = target.path.slice(prefix.length);
  return { upstream, target: upstream === null ? target : { ...target, path: rest === '' ? '/' : rest } };
}

export function parseTarget(requestTarget: string): Target {
  const url = requestTarget.startsWith('/') ? requestTarget : requestTarget.replace(absolute, '');
  const named = url.startsWith('/@') ? (prefixed.exec(url) ?? misspelt.exec(url) ?? []) : [];
  const [prefix = '', scenario = null, label = ''] = named;
  const rest = url.slice(prefix.length);
  const mark = rest.indexOf('?');
  const path = mark === -1 ? rest : rest.slice(0, mark);
  return { scenario, label, path: path === '' ? '/' : path, query: mark === -1 ? '' : rest.slice(mark) };
}
