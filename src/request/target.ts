/** What the request line asks for: whose scenario, and the rest as the platform sees it. */
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

/** What begins like a scenario and is none: nobody has that name, and the answer will say so. */
const misspelt = /^\/@([^/?]*)/;

/** RFC 9112 section 3.2.2: a request to a proxy names scheme and authority; for us they say nothing. */
const absolute = /^https?:\/\/[^/?]*/i;

export function parseTarget(requestTarget: string): Target {
  const url = requestTarget.startsWith('/') ? requestTarget : requestTarget.replace(absolute, '');
  const named = url.startsWith('/@') ? (prefixed.exec(url) ?? misspelt.exec(url) ?? []) : [];
  const [prefix = '', scenario = null, label = ''] = named;
  const rest = url.slice(prefix.length);
  const mark = rest.indexOf('?');
  const path = mark === -1 ? rest : rest.slice(0, mark);
  return { scenario, label, path: path === '' ? '/' : path, query: mark === -1 ? '' : rest.slice(mark) };
}
