import { member } from '../lib/pointer.ts';

/** The text of a message's content: a string, or the joined texts of a list. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const parts = content
    .map((part: unknown) => (typeof part === 'string' ? part : member(part, 'text')))
    .filter((text) => typeof text === 'string');
  return parts.length === 0 ? null : parts.join('');
}

/** The text of the last user message of a chat, or else of `prompt` or `input`. */
export function promptOf(json: unknown): string | null {
  const messages = member(json, 'messages');
  if (Array.isArray(messages)) {
    const last = messages.findLast((message: unknown) => member(message, 'role') === 'user');
    return textOf(member(last, 'content'));
  }
  return textOf(member(json, 'prompt')) ?? textOf(member(json, 'input'));
}
