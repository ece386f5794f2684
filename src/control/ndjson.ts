import type { Request, Response } from 'express';
import type { Operation } from './operation.ts';

export const ndjsonType = 'application/x-ndjson';

/** Response header field with the cursor of what follows, which has no place in the body. */
export const cursorHeader = 'x-badgateway-cursor';

/** Whether the client prefers lines to one JSON text; without a preference it gets the latter. */
const wantsLines = (req: Request) => req.accepts(['application/json', ndjsonType]) === ndjsonType;

/** Sends the output: as one JSON text, or one item a line. */
export function sendOutput(req: Request, res: Response, { lines }: Operation, output: unknown): void {
  if (lines === undefined) {
    res.json(output);
    return;
  }
  res.vary('Accept');
  if (!wantsLines(req)) {
    res.json(output);
    return;
  }
  const { [lines.items]: items, [lines.cursor]: cursor } = output as Readonly<Record<string, unknown>>;
  const text = (items as readonly unknown[]).map((item) => `${JSON.stringify(item)}\n`).join('');
  res.setHeader(cursorHeader, String(cursor)).type(ndjsonType).send(text);
}
