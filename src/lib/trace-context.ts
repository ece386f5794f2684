import type { EntryTrace } from '../model/entry.ts';

/**
 *   00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 *   └ version   └ trace-id              └ parent-id      └ flags
 *
 * Version ff is forbidden, ids of zeros are invalid, and only a later version may have more behind it.
 */
const form = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** `null`: the text is no valid `traceparent`, and is to be ignored. */
export function readTraceparent(text: string): EntryTrace | null {
  const [, version, trace, parent, flags, more] = form.exec(text) ?? [];
  if (trace === undefined || parent === undefined || flags === undefined) return null;
  if (version === '00' && more !== undefined) return null;
  return { trace, parent, flags: Number.parseInt(flags, 16) };
}
